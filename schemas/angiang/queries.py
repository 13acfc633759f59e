"""Questions that readers ask of the database at ``/data``, one click each; written for SQLite."""

# ruff: noqa: S608 - all of it is ours

from schemas.core.site import Parameter, Query, Text

PLACE = Parameter(
    "place",
    Text("Mã đơn vị hành chính", "Code of the administrative unit"),
    Text("ví dụ 89 là tỉnh An Giang; để trống: mọi nơi", "89 is An Giang province, for example; empty: everywhere"),
)
SINCE = Parameter("since", Text("Từ năm", "From year"), Text("ví dụ 2019", "2019, for example"))
UNTIL = Parameter("until", Text("Đến năm", "To year"), Text("ví dụ 2025", "2025, for example"))
TARGET = Parameter(
    "target", Text("Mục tiêu", "Target"), Text("T01 đến T21; để trống: mọi mục tiêu", "T01 to T21; empty: all targets")
)
AGENCY = Parameter(
    "agency",
    Text("Cơ quan", "Agency"),
    Text(
        "mã (ag-02) hoặc một phần tên (Công Thương); để trống: mọi cơ quan",
        "code (ag-02) or part of the name (Trade); empty: all",
    ),
)
HEADINGS = {
    "target": Text("Mục tiêu", "Target"),
    "words": Text("Nội dung", "What it says"),
    "target_year": Text("Năm đích", "Target year"),
    "target_value": Text("Mức đích", "Aim"),
    "official": Text("Số chính thức", "Official figures"),
    "cited": Text("Số trích dẫn", "Cited figures"),
    "newest": Text("Kỳ mới nhất", "Newest period"),
    "measure": Text("Thước đo", "Measure"),
    "period": Text("Kỳ", "Period"),
    "place": Text("Mã địa bàn", "Code of the place"),
    "place_name": Text("Địa bàn", "Place"),
    "breakdown": Text("Phân tổ", "Breakdown"),
    "value": Text("Giá trị", "Value"),
    "unit": Text("Đơn vị", "Unit"),
    "origin": Text("Xuất xứ", "Provenance"),
    "source": Text("Nguồn", "Source"),
    "address": Text("Địa chỉ nguồn", "Source address"),
    "area": Text("Khu vực", "Area"),
    "generated": Text("Phát sinh (tấn/ngày)", "Generated (t/day)"),
    "collected": Text("Thu gom (tấn/ngày)", "Collected (t/day)"),
    "rate": Text("Tỷ lệ thu gom (%)", "Collected (%)"),
    "dataset": Text("Bộ dữ liệu", "Dataset"),
    "title": Text("Tên", "Title"),
    "agency": Text("Cơ quan", "Agency"),
    "frequency": Text("Chu kỳ", "Frequency"),
    "released": Text("Công bố lúc", "Released"),
    "release": Text("Phiên bản", "Version"),
    "change": Text("Thay đổi", "Change"),
    "row": Text("Dòng", "Row"),
    "column": Text("Cột", "Column"),
    "before": Text("Trước", "Before"),
    "after": Text("Sau", "After"),
    "task": Text("Nhiệm vụ", "Task"),
    "role": Text("Vai trò", "Role"),
    "figures": Text("Số liệu", "Figures"),
    "planned": Text("Số kế hoạch", "Planned"),
    "measured": Text("Số đo được", "Measured"),
    "document": Text("Văn bản", "Document"),
    "project": Text("Dự án", "Project"),
    "sector": Text("Lĩnh vực", "Sector"),
    "capital": Text("Vốn (triệu đồng)", "Capital (million VND)"),
    "apply_by": Text("Hạn nộp", "Apply by"),
    "incentive": Text("Ưu đãi", "Incentive"),
    "beneficiary": Text("Đối tượng", "Beneficiary"),
    "amount": Text("Giá trị (triệu đồng)", "Value (million VND)"),
    "beneficiaries": Text("Số đối tượng hưởng", "Beneficiaries"),
    "old_unit": Text("Đơn vị cũ", "Former unit"),
    "new_unit": Text("Đơn vị mới", "New unit"),
    "relation": Text("Quan hệ", "Relation"),
    "legal_basis": Text("Căn cứ", "Legal basis"),
    "people": Text("Dân số (người)", "People"),
    "per_person": Text("kg mỗi người mỗi ngày", "kg per person and day"),
    "emissions": Text("Phát thải (nghìn tấn CO2tđ)", "Emissions (kt CO2e)"),
    "share": Text("Tỷ trọng (%)", "Share (%)"),
    "plant": Text("Nhà máy", "Plant"),
    "energy": Text("Nguồn năng lượng", "Source of energy"),
    "mwp": Text("Công suất (MWp)", "Capacity (MWp)"),
    "expected": Text("Sản lượng dự kiến (MWh/năm)", "Expected generation (MWh/year)"),
    "state": Text("Tình trạng", "State"),
    "stage": Text("Giai đoạn", "Stage"),
    "jobs": Text("Việc làm", "Jobs"),
}
_TARGET_WORDS = "case '{lang}' when 'vi' then t.quote_vi else t.summary_en end"


def _code(listed: str, column: str) -> str:
    """The name of a code, or the code where the list has none."""
    return (
        f"coalesce((select coalesce(c.name_{{lang}}, c.name_vi) from ref_codes c "
        f"where c.list = '{listed}' and c.code = {column}), {column})"
    )


def _place(code: str, day: str) -> str:
    """The name that a unit had on a day, or else its first."""
    named = f"select coalesce(u.name_{{lang}}, u.name_vi) from ref_admin_unit u where u.code = {code}"
    return (
        f"coalesce(({named} and u.valid_from <= {day} order by u.valid_from desc limit 1), "
        f"({named} order by u.valid_from limit 1))"
    )


def _agency(code: str) -> str:
    return f"(select coalesce(a.name_{{lang}}, a.name_vi) from ref_agency a where a.agency_id = {code})"


def _asked(agency: str) -> str:
    """Whether a reader's code or part of a name means the agency."""
    return (
        f"(:agency = '' or {agency} = :agency or exists (select 1 from ref_agency a where a.agency_id = {agency} "
        "and (instr(a.name_vi, :agency) or instr(coalesce(a.name_en, ''), :agency))))"
    )


def _years(start: str) -> str:
    year = f"substr({start}, 1, 4)"
    return f"(:since = '' or {year} >= :since) and (:until = '' or {year} <= :until)"


def _query(name: str, title: Text, about: Text, sql: str, *parameters: Parameter) -> Query:
    lines = "\n".join(line.strip() for line in sql.strip().splitlines())
    return Query(name, title, about, lines, parameters, HEADINGS)


QUERIES = (
    _query(
        "target-data",
        Text("Mục tiêu nào đã có số liệu?", "Which targets have data?"),
        Text(
            "Mỗi mục tiêu của kế hoạch: bao nhiêu giá trị tính được chỉ từ số chính thức, bao nhiêu có dùng số trích "
            "dẫn, kỳ mới nhất. Không có kỳ nào: chưa có số liệu.",
            "Each target of the plan: how many values are computed from official figures alone, how many use cited "
            "ones, the newest period. Without a period there is no data yet.",
        ),
        f"""
        select t.target_id as target, t.target_year, {_TARGET_WORDS} as words,
        count(v.value) filter (where v.input_provenance = 'chinh_thuc') as official,
        count(v.value) filter (where instr(v.input_provenance, 'trich_dan')) as cited,
        max(v.period) as newest
        from ref_target t left join ref_target_value v on v.target_id = t.target_id and v.value is not null
        group by t.target_id, t.target_year order by t.target_id, t.target_year
        """,
    ),
    _query(
        "target-values",
        Text("Mục tiêu đang ở mức nào?", "Where does a target stand?"),
        Text(
            "Các giá trị tính được của mục tiêu qua các kỳ, theo từng cách đo.",
            "The computed values of a target over time, by each way to measure it.",
        ),
        f"""
        select v.target_id as target, coalesce((select i.name_{{lang}} from ref_indicator i
        where i.indicator_id = v.variant order by i.version desc limit 1), v.variant) as measure,
        v.period, {_place("v.geo_code", "v.period_start")} as place_name, v.breakdown, v.value, v.unit,
        {_code("provenance", "v.input_provenance")} as origin, v.source_doc as source
        from ref_target_value v where (:target = '' or v.target_id = upper(:target)) and {_years("v.period_start")}
        order by v.target_id, v.variant, v.period desc
        """,
        TARGET,
        SINCE,
        UNTIL,
    ),
    _query(
        "waste-by-place",
        Text("Rác thải sinh hoạt theo địa bàn và kỳ", "Municipal waste by place and period"),
        Text(
            "Phát sinh, thu gom và tỷ lệ thu gom. Tỷ lệ là thương của hai số trong cùng dòng.",
            "Generated, collected and the rate: one figure of the row over the other.",
        ),
        f"""
        select w.period, w.geo_code as place, {_place("w.geo_code", "w.period_start")} as place_name,
        {_code("area-type", "w.area_type")} as area, w.generated, w.collected,
        round(100.0 * w.collected / w.generated, 1) as rate, {_code("provenance", "w.provenance")} as origin,
        w.source_doc as source
        from ste_msw_flow w where (:place = '' or w.geo_code = :place) and {_years("w.period_start")}
        order by w.period desc, w.geo_code, w.area_type
        """,
        PLACE,
        SINCE,
        UNTIL,
    ),
    _query(
        "waste-per-person",
        Text("Mỗi người thải bao nhiêu rác một ngày?", "How much waste per person and day?"),
        Text(
            "Rác phát sinh của cả địa bàn chia cho dân số trung bình của cùng năm; năm chưa có dân số thì để trống.",
            "Waste generated in the whole place over its average population of the same year; empty where that is "
            "not known.",
        ),
        f"""
        select w.period, {_place("w.geo_code", "w.period_start")} as place_name, w.generated,
        p.population_avg as people, round(1000.0 * w.generated / p.population_avg, 3) as per_person,
        w.source_doc as source
        from ste_msw_flow w left join ref_population p
        on p.geo_code = w.geo_code and p.area_type = w.area_type and p.period = substr(w.period, 1, 4)
        where w.area_type = 'TS' and (:place = '' or w.geo_code = :place) order by w.period desc, w.geo_code
        """,
        PLACE,
    ),
    _query(
        "published-changes",
        Text("Số đã công bố nào bị sửa?", "Which published figures changed?"),
        Text(
            "Từng ô được sửa, từng dòng bị bỏ, từng phiên bản bị thu hồi trong khoảng thời gian.",
            "Every corrected cell, removed row and withdrawn version in a period.",
        ),
        f"""
        select substr(c.released, 1, 10) as released, c.dataset, c."release", c."change", c."key" as "row", c."column",
        c.old as "before", c.new as after from changes c
        where c."change" not in ('added', 'added-more', 'column-added', 'table-added') and {_years("c.released")}
        order by c.snapshot desc, c.dataset
        """,
        SINCE,
        UNTIL,
    ),
    _query(
        "waiting-for-data",
        Text("Bộ dữ liệu nào còn chờ số liệu, của cơ quan nào?", "Which datasets wait for data, and of which agency?"),
        Text("Các bộ chưa có dòng nào.", "The datasets without a row."),
        f"""
        select {_agency("d.publisher")} as agency, d.dataset, d.title{{en}} as title,
        {_code("frequency", "d.frequency")} as frequency
        from _datasets d join _tables t on t.dataset = d.dataset where {_asked("d.publisher")}
        group by d.dataset having sum(t."rows") = 0 order by d.publisher, d.dataset
        """,
        AGENCY,
    ),
    _query(
        "indicator-over-time",
        Text("Một chỉ số qua các kỳ", "One indicator over time"),
        Text(
            "Từ bảng dài của mọi số liệu. Mã chỉ số có trong bảng _indicators.",
            "From the long table of all figures. The codes of indicators stand in table _indicators.",
        ),
        f"""
        select o.indicator as measure, o.period, o.geo_code as place, o.breakdown, o.value, o.unit{{en}} as unit,
        {_code("provenance", "o.provenance")} as origin, o.source_doc as source
        from observations o where o.indicator = case :indicator when '' then 'ste-msw-flow.generated' else :indicator
        end and (:place = '' or o.geo_code = :place) and {_years("o.period_start")}
        order by o.period desc, o.geo_code, o.breakdown
        """,
        Parameter(
            "indicator",
            Text("Chỉ số", "Indicator"),
            Text("ví dụ dpi-macro.gdp; để trống: rác phát sinh", "as dpi-macro.gdp; empty: waste generated"),
        ),
        PLACE,
        SINCE,
        UNTIL,
    ),
    _query(
        "investment-calls",
        Text("Dự án nào đang kêu gọi đầu tư?", "Which projects call for investment?"),
        Text(
            "Các dự án mà kỳ mới nhất ghi là đang kêu gọi hoặc đang chọn nhà đầu tư; hạn nộp sớm nhất ở trên.",
            "Those that call or select an investor in their newest period; the soonest to apply for stand first.",
        ),
        f"""
        select c.name as project, {_code("ce-sector", "c.sector")} as sector,
        {_place("c.geo_code", "c.period_start")} as place_name, {_code("call-state", "c.state")} as state,
        c.capital_expected as capital, c.apply_by, {_agency("c.contact_agency")} as agency, c.document_no as document
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
    _query(
        "projects-by-sector",
        Text("Dự án kinh tế tuần hoàn theo lĩnh vực", "Circular economy projects by sector"),
        Text("Kỳ mới nhất của từng dự án, vốn lớn trước.", "Each project in its newest period, the largest first."),
        f"""
        select p.name as project, {_code("ce-sector", "p.sector")} as sector,
        {_code("project-stage", "p.stage")} as stage, {_place("p.geo_code", "p.period_start")} as place_name,
        p.capital_total as capital, p.jobs, p.period from dpi_ce_projects p where p.period_start =
        (select max(n.period_start) from dpi_ce_projects n where n.project_id = p.project_id)
        order by p.capital_total desc, p.name
        """,
    ),
    _query(
        "incentives-used",
        Text("Ai đã hưởng ưu đãi nào?", "Who has had which incentives?"),
        Text(
            "Số đối tượng được hưởng và giá trị theo loại ưu đãi và kỳ.",
            "How many had them, and their value, by kind of incentive and period.",
        ),
        f"""
        select i.period, {_code("incentive-type", "i.incentive_type")} as incentive,
        {_code("beneficiary-type", "i.beneficiary_type")} as beneficiary, i.n_beneficiaries as beneficiaries,
        i.value as amount, {_code("provenance", "i.provenance")} as origin
        from fin_incentive_uptake i where {_years("i.period_start")} order by i.period desc, 2, 3
        """,
        SINCE,
        UNTIL,
    ),
    _query(
        "agency-tasks",
        Text("Cơ quan nào nợ nhiệm vụ gì?", "Who owes which task?"),
        Text("Nhiệm vụ của kế hoạch theo cơ quan và vai trò.", "The plan's tasks by agency and role."),
        f"""
        select {_agency("r.agency_id")} as agency, r.task_id as task, k.summary_{{lang}} as words,
        {_code("agency-role", "r.role")} as role
        from ref_task_agency r join ref_task k on k.task_id = r.task_id
        where {_asked("r.agency_id")} and (:task = '' or r.task_id = :task) order by r.agency_id, r.task_id
        """,
        AGENCY,
        Parameter("task", Text("Nhiệm vụ", "Task"), Text("ví dụ III.2.1", "III.2.1, for example")),
    ),
    _query(
        "cited-sources",
        Text("Số trích dẫn lấy từ đâu?", "Where do the cited figures come from?"),
        Text(
            "Mỗi nguồn: bao nhiêu số liệu, của những bộ nào, từ kỳ nào đến kỳ nào.",
            "Each source: how many figures, of which datasets, for which periods.",
        ),
        """
        select o.source_doc as source, count(*) as figures, group_concat(distinct o.dataset) as dataset,
        min(o.period) || ' – ' || max(o.period) as period, max(o.source_url) as address
        from observations o where o.provenance = 'trich_dan' and (:dataset = '' or o.dataset = :dataset)
        group by o.source_doc order by count(*) desc, o.source_doc
        """,
        Parameter(
            "dataset",
            Text("Bộ dữ liệu", "Dataset"),
            Text("ví dụ ste-msw-flow; để trống: mọi bộ", "ste-msw-flow, for example; empty: all"),
        ),
    ),
    _query(
        "plan-and-measured",
        Text("Số kế hoạch và số đo được", "Planned and measured"),
        Text(
            "Số nêu trong văn bản kế hoạch, cạnh giá trị đo được của cùng chỉ số, kỳ và địa bàn.",
            "The figure of a planning document beside what was measured of the same indicator, period and place.",
        ),
        f"""
        select coalesce((select i.name_{{lang}} from ref_indicator i where i.indicator_id = p.indicator_id
        order by i.version desc limit 1), p.indicator_id) as measure, p.period,
        {_place("p.geo_code", "p.period_start")} as place_name, p.value as planned,
        (select v.value from ref_target_value v where v.variant = p.indicator_id and v.period = p.period
        and v.geo_code = p.geo_code order by v.breakdown limit 1) as measured, p.unit, p.document_no as document
        from dpi_plan_figures p where {_years("p.period_start")} order by p.indicator_id, p.period desc
        """,
        SINCE,
        UNTIL,
    ),
    _query(
        "emissions-by-sector",
        Text("Phát thải khí nhà kính theo lĩnh vực", "Greenhouse gas emissions by sector"),
        Text(
            "Của cả nước. Tỷ trọng là phần trong tổng không gồm LULUCF của cùng năm và cùng nguồn kiểm kê.",
            "Of the country. The share is that of the total without LULUCF of the same year and inventory.",
        ),
        f"""
        select g.period, {_code("ghg-sector", "g.sector")} as sector, g.emissions,
        round(100.0 * g.emissions / w.emissions, 1) as share, g.source_doc as source
        from ste_ghg_inventory g left join ste_ghg_inventory w on w.period = g.period and w.geo_code = g.geo_code
        and w.inventory = g.inventory and w.gas = g.gas and w.sector = 'TONG_KLULUCF'
        where g.gas = 'TD' and {_years("g.period_start")} order by g.period desc, g.emissions desc
        """,
        SINCE,
        UNTIL,
    ),
    _query(
        "renewable-plants",
        Text("Nhà máy điện tái tạo", "Renewable power plants"),
        Text(
            "Công suất và sản lượng dự kiến theo kỳ; sản lượng dự kiến không phải số đo.",
            "Capacity and expected generation by period; what is expected was not measured.",
        ),
        f"""
        select r.name as plant, r.period, {_place("r.geo_code", "r.period_start")} as place_name,
        {_code("energy-form", "r.energy")} as energy, r.capacity_mwp as mwp, r.expected_generation as expected,
        r.source_doc as source
        from ind_re_power r where (:place = '' or r.geo_code = :place) order by r.plant_id, r.period desc
        """,
        PLACE,
    ),
    _query(
        "former-units",
        Text("Xã, phường cũ nay thuộc đâu?", "Where does a former commune belong now?"),
        Text(
            "Theo sắp xếp từ 01/07/2025: đơn vị cũ, đơn vị mới, quan hệ giữa hai đơn vị.",
            "By the arrangement of 1 July 2025: the former unit, the new one, and how they relate.",
        ),
        f"""
        select x.old_code as place, {_place("x.old_code", "x.old_valid_from")} as old_unit,
        {_place("x.new_code", "x.new_valid_from")} as new_unit, {_code("unit-relation", "x.relation")} as relation,
        x.legal_basis from ref_admin_crosswalk x where :name = '' or x.old_code = :name
        or instr({_place("x.old_code", "x.old_valid_from")}, :name) order by x.old_code, x.new_code
        """,
        Parameter(
            "name",
            Text("Tên hoặc mã đơn vị cũ", "Name or code of the former unit"),
            Text("ví dụ Mỹ Bình hoặc 30280", "My Binh or 30280, for example"),
        ),
    ),
)
