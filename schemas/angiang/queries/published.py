"""Questions of what is published: changes, sources, what is waited for."""

# ruff: noqa: S608 - all of it is ours

from schemas.angiang.queries.parts import AGENCY, SINCE, UNTIL, agency, asked, code, place, query, years
from schemas.core.site import Parameter, Text

QUERIES = (
    query(
        "published-changes",
        Text("Số đã công bố nào bị sửa?", "Which published figures changed?"),
        Text(
            "Từng ô được sửa, từng dòng bị bỏ, từng phiên bản bị thu hồi trong khoảng thời gian.",
            "Every corrected cell, removed row and withdrawn version in a period.",
        ),
        f"""
        select substr(c.released, 1, 10) as released, c.dataset, c."release", c."change", c."key" as "row", c."column",
        c.old as "before", c.new as after from changes c
        where c."change" not in ('added', 'added-more', 'column-added', 'table-added') and {years("c.released")}
        order by c.snapshot desc, c.dataset
        """,
        SINCE,
        UNTIL,
    ),
    query(
        "waiting-for-data",
        Text("Bộ dữ liệu nào còn chờ số liệu, của cơ quan nào?", "Which datasets wait for data, and of which agency?"),
        Text("Các bộ chưa có dòng nào.", "The datasets without a row."),
        f"""
        select {agency("d.publisher")} as agency, d.dataset, d.title{{en}} as title,
        {code("frequency", "d.frequency")} as frequency
        from _datasets d join _tables t on t.dataset = d.dataset where {asked("d.publisher")}
        group by d.dataset having sum(t."rows") = 0 order by d.publisher, d.dataset
        """,
        AGENCY,
    ),
    query(
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
    query(
        "former-units",
        Text("Xã, phường cũ nay thuộc đâu?", "Where does a former commune belong now?"),
        Text(
            "Theo sắp xếp từ 01/07/2025: đơn vị cũ, đơn vị mới, quan hệ giữa hai đơn vị.",
            "By the arrangement of 1 July 2025: the former unit, the new one, and how they relate.",
        ),
        f"""
        select x.old_code as place, {place("x.old_code", "x.old_valid_from")} as old_unit,
        {place("x.new_code", "x.new_valid_from")} as new_unit, {code("unit-relation", "x.relation")} as relation,
        x.legal_basis from ref_admin_crosswalk x where :name = '' or x.old_code = :name
        or instr({place("x.old_code", "x.old_valid_from")}, :name) order by x.old_code, x.new_code
        """,
        Parameter(
            "name",
            Text("Tên hoặc mã đơn vị cũ", "Name or code of the former unit"),
            Text("ví dụ Mỹ Bình hoặc 30280", "My Binh or 30280, for example"),
        ),
    ),
)
