"""The content of An Giang province: Plan 473/KH-UBND of 18 July 2022 (circular economy), its registers and data."""

from schemas.core.site import License, Provenance, Site, Text

SITE = Site(
    name=Text("Dữ liệu mở kinh tế tuần hoàn An Giang", "An Giang circular economy open data"),
    tagline=Text(
        "Mục tiêu, nhiệm vụ và số liệu của Kế hoạch 473/KH-UBND, kiểm tra được đến từng dòng",
        "Targets, tasks and figures of Plan 473/KH-UBND, each row open to check",
    ),
    about=Text(
        "Danh mục này thực hiện đoạn II.5 của Kế hoạch 473/KH-UBND ngày 18/07/2022: kế hoạch và lộ trình thu thập, "
        "sử dụng, phân tích thông tin về kinh tế tuần hoàn. Mỗi dòng nói rõ nó là số chính thức do cơ quan gửi, "
        "số trích dẫn từ nguồn công khai, hay do người vận hành danh mục biên soạn. "
        "Bộ dữ liệu chưa ai gửi thì ghi “Chưa có số liệu”.",
        "This catalog carries out paragraph II.5 of Plan 473/KH-UBND of 18 July 2022: a plan and roadmap to collect, "
        "use and analyse information on the circular economy. Each row says whether it is an official figure sent by "
        "an agency, cited from a public source, or compiled by the catalog's operator. "
        "A dataset that nobody has sent says “No data yet”.",
    ),
    owner=Text("Người vận hành danh mục", "The catalog's operator"),
    provenances=(
        Provenance("chinh_thuc", "official", Text("Chính thức", "Official")),
        Provenance("trich_dan", "cited", Text("Trích dẫn", "Cited")),
        Provenance("bien_soan", "compiled", Text("Biên soạn", "Compiled")),
        Provenance("minh_hoa", "sample", Text("Minh họa", "Illustrative")),
    ),
    licenses=(
        License(
            "giay-phep-cho-xac-nhan",
            Text("Chờ cơ quan có thẩm quyền xác nhận", "To be confirmed by the competent authority"),
            pending=True,
        ),
        License(
            "theo-nguon",
            Text("Theo điều kiện của từng nguồn được trích dẫn", "The terms of each cited source"),
        ),
    ),
    code_lists="ref-codes",
    vocabularies={
        "publisher": ("ref-agency", "agency_id"),
        "targets": ("ref-target", "target_id"),
        "tasks": ("ref-task", "task_id"),
    },
    base="schemas.angiang.fields:Observed",
    agencies="ref-agency",
    timezone="Asia/Ho_Chi_Minh",
)
