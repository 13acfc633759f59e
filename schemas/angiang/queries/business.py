"""Questions of projects, calls and incentives."""

# ruff: noqa: S608 - all of it is ours

from schemas.angiang.queries.parts import SINCE, UNTIL, agency, code, place, query, years
from schemas.core.site import Parameter, Text

QUERIES = (
    query(
        "investment-calls",
        Text("Dự án nào đang kêu gọi đầu tư?", "Which projects call for investment?"),
        Text(
            "Các dự án mà kỳ mới nhất ghi là đang kêu gọi hoặc đang chọn nhà đầu tư; hạn nộp sớm nhất ở trên.",
            "Those that call or select an investor in their newest period; the soonest to apply for stand first.",
        ),
        f"""
        select c.name as project, {code("ce-sector", "c.sector")} as sector,
        {place("c.geo_code", "c.period_start")} as place_name, {code("call-state", "c.state")} as state,
        c.capital_expected as capital, c.apply_by, {agency("c.contact_agency")} as agency, c.document_no as document
        from dpi_ce_calls c where c.period_start =
        (select max(n.period_start) from dpi_ce_calls n where n.call_id = c.call_id)
        and c.state in ('dang_keu_goi', 'dang_lua_chon')
        and (:sector = '' or c.sector = upper(:sector))
        order by c.apply_by is null, c.apply_by, c.name
        """,
        Parameter(
            "sector",
            Text("Lĩnh vực", "Sector"),
            Text(
                "mã trong danh mục ce-sector, ví dụ NN; để trống: mọi lĩnh vực",
                "a code of ce-sector, as NN; empty: all",
            ),
        ),
    ),
    query(
        "projects-by-sector",
        Text("Dự án kinh tế tuần hoàn theo lĩnh vực", "Circular economy projects by sector"),
        Text("Kỳ mới nhất của từng dự án, vốn lớn trước.", "Each project in its newest period, the largest first."),
        f"""
        select p.name as project, {code("ce-sector", "p.sector")} as sector,
        {code("project-stage", "p.stage")} as stage, {place("p.geo_code", "p.period_start")} as place_name,
        p.capital_total as capital, p.jobs, p.period from dpi_ce_projects p where p.period_start =
        (select max(n.period_start) from dpi_ce_projects n where n.project_id = p.project_id)
        order by p.capital_total desc, p.name
        """,
    ),
    query(
        "incentives-used",
        Text("Ai đã hưởng ưu đãi nào?", "Who has had which incentives?"),
        Text(
            "Số đối tượng được hưởng và giá trị theo loại ưu đãi và kỳ.",
            "How many had them, and their value, by kind of incentive and period.",
        ),
        f"""
        select i.period, {code("incentive-type", "i.incentive_type")} as incentive,
        {code("beneficiary-type", "i.beneficiary_type")} as beneficiary, i.n_beneficiaries as beneficiaries,
        i.value as amount, {code("provenance", "i.provenance")} as origin
        from fin_incentive_uptake i where {years("i.period_start")} order by i.period desc, 2, 3
        """,
        SINCE,
        UNTIL,
    ),
)
