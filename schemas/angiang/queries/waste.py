"""Questions of waste, emissions and energy."""

# ruff: noqa: S608 - all of it is ours

from schemas.angiang.queries.parts import PLACE, SINCE, UNTIL, code, place, query, years
from schemas.core.site import Text

QUERIES = (
    query(
        "waste-by-place",
        Text("Rác thải sinh hoạt theo địa bàn và kỳ", "Municipal waste by place and period"),
        Text(
            "Phát sinh, thu gom và tỷ lệ thu gom. Tỷ lệ là thương của hai số trong cùng dòng.",
            "Generated, collected and the rate: one figure of the row over the other.",
        ),
        f"""
        select w.period, w.geo_code as place, {place("w.geo_code", "w.period_start")} as place_name,
        {code("area-type", "w.area_type")} as area, w.generated, w.collected,
        round(100.0 * w.collected / w.generated, 1) as rate, {code("provenance", "w.provenance")} as origin,
        w.source_doc as source
        from ste_msw_flow w where (:place = '' or w.geo_code = :place) and {years("w.period_start")}
        order by w.period desc, w.geo_code, w.area_type
        """,
        PLACE,
        SINCE,
        UNTIL,
    ),
    query(
        "waste-per-person",
        Text("Mỗi người thải bao nhiêu rác một ngày?", "How much waste per person and day?"),
        Text(
            "Rác phát sinh của cả địa bàn chia cho dân số trung bình của cùng năm; năm chưa có dân số thì để trống.",
            "Waste generated in the whole place over its average population of the same year; empty where that is "
            "not known.",
        ),
        f"""
        select w.period, {place("w.geo_code", "w.period_start")} as place_name, w.generated,
        p.population_avg as people, round(1000.0 * w.generated / p.population_avg, 3) as per_person,
        w.source_doc as source
        from ste_msw_flow w left join ref_population p
        on p.geo_code = w.geo_code and p.area_type = w.area_type and p.period = substr(w.period, 1, 4)
        where w.area_type = 'TS' and (:place = '' or w.geo_code = :place) order by w.period desc, w.geo_code
        """,
        PLACE,
    ),
    query(
        "emissions-by-sector",
        Text("Phát thải khí nhà kính theo lĩnh vực", "Greenhouse gas emissions by sector"),
        Text(
            "Của cả nước. Tỷ trọng là phần trong tổng không gồm LULUCF của cùng năm và cùng nguồn kiểm kê.",
            "Of the country. The share is that of the total without LULUCF of the same year and inventory.",
        ),
        f"""
        select g.period, {code("ghg-sector", "g.sector")} as sector, g.emissions,
        round(100.0 * g.emissions / w.emissions, 1) as share, g.source_doc as source
        from ste_ghg_inventory g left join ste_ghg_inventory w on w.period = g.period and w.geo_code = g.geo_code
        and w.inventory = g.inventory and w.gas = g.gas and w.sector = 'TONG_KLULUCF'
        where g.gas = 'TD' and {years("g.period_start")} order by g.period desc, g.emissions desc
        """,
        SINCE,
        UNTIL,
    ),
    query(
        "renewable-plants",
        Text("Nhà máy điện tái tạo", "Renewable power plants"),
        Text(
            "Công suất và sản lượng dự kiến theo kỳ; sản lượng dự kiến không phải số đo.",
            "Capacity and expected generation by period; what is expected was not measured.",
        ),
        f"""
        select r.name as plant, r.period, {place("r.geo_code", "r.period_start")} as place_name,
        {code("energy-form", "r.energy")} as energy, r.capacity_mwp as mwp, r.expected_generation as expected,
        r.source_doc as source
        from ind_re_power r where (:place = '' or r.geo_code = :place) order by r.plant_id, r.period desc
        """,
        PLACE,
    ),
)
