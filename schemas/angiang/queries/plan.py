"""Questions of the plan: targets, what was measured, who owes what."""

# ruff: noqa: S608 - all of it is ours

from schemas.angiang.queries.parts import (
    AGENCY,
    PLACE,
    SINCE,
    TARGET,
    TARGET_WORDS,
    UNTIL,
    agency,
    asked,
    code,
    place,
    query,
    years,
)
from schemas.core.site import Parameter, Text

QUERIES = (
    query(
        "target-data",
        Text("Mục tiêu nào đã có số liệu?", "Which targets have data?"),
        Text(
            "Mỗi mục tiêu của kế hoạch: bao nhiêu giá trị tính được chỉ từ số chính thức, bao nhiêu có dùng số trích "
            "dẫn, kỳ mới nhất. Không có kỳ nào: chưa có số liệu.",
            "Each target of the plan: how many values are computed from official figures alone, how many use cited "
            "ones, the newest period. Without a period there is no data yet.",
        ),
        f"""
        select t.target_id as target, t.target_year, {TARGET_WORDS} as words,
        count(v.value) filter (where v.input_provenance = 'chinh_thuc') as official,
        count(v.value) filter (where instr(v.input_provenance, 'trich_dan')) as cited,
        max(v.period) as newest
        from ref_target t left join ref_target_value v on v.target_id = t.target_id and v.value is not null
        group by t.target_id, t.target_year order by t.target_id, t.target_year
        """,
    ),
    query(
        "target-values",
        Text("Mục tiêu đang ở mức nào?", "Where does a target stand?"),
        Text(
            "Các giá trị tính được của mục tiêu qua các kỳ, theo từng cách đo.",
            "The computed values of a target over time, by each way to measure it.",
        ),
        f"""
        select v.target_id as target, coalesce((select i.name_{{lang}} from ref_indicator i
        where i.indicator_id = v.variant order by i.version desc limit 1), v.variant) as measure,
        v.period, {place("v.geo_code", "v.period_start")} as place_name, v.breakdown, v.value, v.unit,
        {code("provenance", "v.input_provenance")} as origin, v.source_doc as source
        from ref_target_value v where (:target = '' or v.target_id = upper(:target)) and {years("v.period_start")}
        order by v.target_id, v.variant, v.period desc
        """,
        TARGET,
        SINCE,
        UNTIL,
    ),
    query(
        "plan-and-measured",
        Text("Số kế hoạch và số đo được", "Planned and measured"),
        Text(
            "Số nêu trong văn bản kế hoạch, cạnh giá trị đo được của cùng chỉ số, kỳ và địa bàn.",
            "The figure of a planning document beside what was measured of the same indicator, period and place.",
        ),
        f"""
        select coalesce((select i.name_{{lang}} from ref_indicator i where i.indicator_id = p.indicator_id
        order by i.version desc limit 1), p.indicator_id) as measure, p.period,
        {place("p.geo_code", "p.period_start")} as place_name, p.value as planned,
        (select v.value from ref_target_value v where v.variant = p.indicator_id and v.period = p.period
        and v.geo_code = p.geo_code order by v.breakdown limit 1) as measured, p.unit, p.document_no as document
        from dpi_plan_figures p where {years("p.period_start")} order by p.indicator_id, p.period desc
        """,
        SINCE,
        UNTIL,
    ),
    query(
        "agency-tasks",
        Text("Cơ quan nào phụ trách nhiệm vụ gì?", "Who owes which task?"),
        Text("Nhiệm vụ của kế hoạch theo cơ quan và vai trò.", "The plan's tasks by agency and role."),
        f"""
        select {agency("r.agency_id")} as agency, r.task_id as task, k.summary_{{lang}} as words,
        {code("agency-role", "r.role")} as role
        from ref_task_agency r join ref_task k on k.task_id = r.task_id
        where {asked("r.agency_id")} and (:task = '' or r.task_id = :task) order by r.agency_id, r.task_id
        """,
        AGENCY,
        Parameter("task", Text("Nhiệm vụ", "Task"), Text("ví dụ III.2.1", "III.2.1, for example")),
    ),
    query(
        "indicator-over-time",
        Text("Một chỉ số qua các kỳ", "One indicator over time"),
        Text(
            "Từ bảng dài của mọi số liệu. Mã chỉ số có trong bảng _indicators.",
            "From the long table of all figures. The codes of indicators stand in table _indicators.",
        ),
        f"""
        select o.indicator as measure, o.period, o.geo_code as place, o.breakdown, o.value, o.unit{{en}} as unit,
        {code("provenance", "o.provenance")} as origin, o.source_doc as source
        from observations o where o.indicator = case :indicator when '' then 'ste-msw-flow.generated' else :indicator
        end and (:place = '' or o.geo_code = :place) and {years("o.period_start")}
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
)
