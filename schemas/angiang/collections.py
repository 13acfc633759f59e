"""What one kind of reader looks for, put together."""

from schemas.core.site import Collection, Text

COLLECTIONS = (
    Collection(
        "investors",
        Text("Cho nhà đầu tư: dự án, kêu gọi đầu tư, ưu đãi", "For investors: projects, calls and incentives"),
        Text(
            "Dự án kinh tế tuần hoàn đang có, dự án đang kêu gọi đầu tư, ưu đãi và hỗ trợ, tín dụng xanh, "
            "cụm công nghiệp và công trình xử lý chất thải. Bảng nào chưa có số liệu thì ghi rõ.",
            "Circular-economy projects there are, projects calling for investment, incentives and support, green "
            "credit, industrial clusters and waste facilities. A table without data says so.",
        ),
        (
            "dpi-ce-calls",
            "dpi-ce-projects",
            "dpi-ce-capital",
            "ste-incentive-policy",
            "fin-incentive-uptake",
            "bnk-green-credit",
            "ind-cluster",
            "ste-waste-facility",
            "dpi-macro",
        ),
    ),
    Collection(
        "waste",
        Text("Cho tổ chức môi trường: chất thải và nước thải", "For environmental groups: waste and wastewater"),
        Text(
            "Chất thải rắn sinh hoạt phát sinh, thu gom, xử lý; chất thải nhựa, hữu cơ; phân loại tại nguồn; "
            "nước thải đô thị; phụ phẩm nông nghiệp; phát thải khí nhà kính.",
            "Municipal solid waste generated, collected and treated; plastic and organic waste; sorting at source; "
            "urban wastewater; farm by-products; greenhouse-gas emissions.",
        ),
        (
            "ste-msw-flow",
            "ste-msw-treatment",
            "ste-plastic-waste",
            "ste-organic-waste",
            "dis-source-sorting",
            "con-urban-wastewater",
            "agr-byproduct",
            "ste-litter-survey",
            "ste-ghg-inventory",
        ),
    ),
)
