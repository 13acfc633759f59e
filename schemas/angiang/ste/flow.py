"""Municipal solid waste: generated, collected, treated, by area, and what is dumped."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang import units
from schemas.angiang.fields import (
    BREAK,
    CITED,
    GEO,
    OFFICIAL,
    Observed,
    area_type,
    as_of_date,
    as_of_rule,
    geo_code,
    observed_rules,
    period,
)
from schemas.angiang.merger import split_breaks
from schemas.core.model import column, table
from schemas.core.rules import (
    Change,
    Given,
    Order,
    Patch,
    Ratio,
    Rule,
    Severity,
    SumOfParts,
    UnitsAddUp,
    UnitSlip,
    rule,
)
from schemas.core.site import Text

POPULATION = ("ref-population", "ref-population")
FLOW = ("ste-msw-flow", "ste-msw-flow")
AREA = ["geo_code", "area_type"]
_YEAR = pl.col("period").str.slice(0, 4).cast(pl.Int32, strict=False).alias("_year")
PATIENCE = 5  # years after which a population says nothing of today's
ROUNDING = pl.lit(1.0)  # of parts and whole printed in whole tonnes
FLOWS = (
    "generated",
    "collected",
    "treated_standard",
    "treated_ce",
    "direct_landfill",
    "direct_landfill_ce",
    "recycled",
    "self_treated",
)


@rule(
    "ste-msw-flow.per-person",
    title=Text(
        "Phát sinh trên đầu người trong khoảng 0,2–1,6 kg/người/ngày (dân số của năm, hoặc năm gần nhất trước đó)",
        "Generated per person between 0.2 and 1.6 kg a day (population of the year, or of the latest year before)",
    ),
    columns=("generated", "period", "geo_code", "area_type"),
    severity="warning",
    needs=(POPULATION,),
    fails=({3: {"generated": 1.128}}, {3: {"generated": 411_720.0}}, {5: {"generated": 330.0}}),
)
def per_person(frame: pl.DataFrame, given: Given) -> pl.Series:
    people = given.tables[POPULATION].select(_YEAR, *AREA, "population_avg").drop_nulls().sort("_year")
    rows = frame.select("generated", *AREA, _YEAR).with_row_index("_row").sort("_year")
    near = rows.join_asof(people, on="_year", by=AREA, strategy="backward", tolerance=PATIENCE, check_sortedness=False)
    kilograms = pl.col("generated") * 1000 / pl.col("population_avg")
    return near.sort("_row").select(kilograms.is_between(0.2, 1.6)).to_series()


def _not_more_than(
    rule_id: str, title: Text, parts: tuple[str, str], whole: str, broken: Patch, severity: Severity = "error"
) -> Rule:
    """Two parts that share nothing are together not more than the whole; passed over where one is not known."""

    def mend(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
        too_much = pl.sum_horizontal(parts, ignore_nulls=False) > pl.col(whole) + ROUNDING
        rest = (pl.col(whole) - pl.col(parts[0])).clip(lower_bound=0)
        return frame.with_columns(pl.when(too_much).then(rest).otherwise(parts[1]).alias(parts[1]))

    @rule(rule_id, title=title, columns=(*parts, whole), fails=(broken,), severity=severity, mend=mend)
    def together(frame: pl.DataFrame, given: Given) -> pl.Series:
        most = pl.col(whole) + pl.max_horizontal(ROUNDING, pl.col(whole) * 0.005)
        return frame.select(pl.sum_horizontal(parts, ignore_nulls=False) <= most).to_series()

    return together


def _waste(area: str, generated: float, **more: object) -> dict[str, object]:
    row = {"period": "2019-06", "as_of_date": date(2019, 6, 6), "geo_code": "89", "area_type": area}
    empty = dict.fromkeys(FLOWS)
    return {**row, **empty, "generated": generated, "rate_collected": None, **CITED, **more}


def _yearly(area: str, generated: float, **more: object) -> dict[str, object]:
    return _waste(area, generated, **{"period": "2020", "as_of_date": None, **more})


@table(
    "ste-msw-flow",
    key=("period", "geo_code", "area_type"),
    references=(GEO,),
    rules=(
        *observed_rules("ste-msw-flow", "generated"),
        as_of_rule("ste-msw-flow"),
        split_breaks("ste-msw-flow", {6: {"period": "2025"}}),
        SumOfParts(
            id="ste-msw-flow.urban-rural",
            by="area_type",
            total="TS",
            parts=("DT", "NT"),
            values=FLOWS,
            within=("period", "geo_code"),
            tolerance=1,
            percent=0.5,
            fails=({6: {"generated": 515.0}},),
            note=Text(
                "Nguồn thường in tròn tấn, nên tổng có thể lệch vài đơn vị.",
                "Sources mostly print whole tonnes, so that sums may be off by a few.",
            ),
        ),
        Order(id="ste-msw-flow.ce-of-treated", rising=("treated_ce", "treated_standard")),
        Order(
            id="ste-msw-flow.treated-of-collected",
            severity="warning",
            rising=("treated_standard", "collected"),
            note=Text(
                "Cảnh báo: khi xử lý cả rác tồn ở bãi cũ thì xử lý có thể nhiều hơn thu gom.",
                "A warning: where old dumps are cleared more may be treated than was collected.",
            ),
        ),
        Order(id="ste-msw-flow.collected-of-generated", rising=("collected", "generated")),
        Order(
            id="ste-msw-flow.landfill-of-collected",
            rising=("direct_landfill_ce", "direct_landfill", "collected"),
            fails=({3: {"direct_landfill_ce": 319.0}},),
        ),
        *(
            Order(
                id=f"ste-msw-flow.{part.replace('_', '-')}-of-generated",
                rising=(part, "generated"),
                fails=({row: {part: 506.0}},),
                note=Text("Cả khi không biết lượng thu gom.", "Where what was collected is not known too."),
            )
            for part, row in (("treated_ce", 1), ("direct_landfill", 1), ("direct_landfill_ce", 1))
        ),
        Order(id="ste-msw-flow.recycled-of-generated", rising=("recycled", "generated")),
        Order(
            id="ste-msw-flow.self-treated-of-generated",
            rising=("self_treated", "generated"),
            fails=({4: {"self_treated": 1_151.0}},),
        ),
        _not_more_than(
            "ste-msw-flow.ways-of-collected",
            Text(
                "Xử lý đạt chuẩn + chôn lấp trực tiếp ≤ thu gom: hai phần không trùng nhau",
                "Treated to standard + direct landfill ≤ collected: the two share nothing",
            ),
            ("treated_standard", "direct_landfill"),
            "collected",
            {3: {"direct_landfill": 400.0}},
            "warning",
        ),
        _not_more_than(
            "ste-msw-flow.ways-of-generated",
            Text(
                "Thu gom + hộ dân tự xử lý ≤ phát sinh: hai phần không trùng nhau",
                "Collected + treated by households ≤ generated: the two share nothing",
            ),
            ("collected", "self_treated"),
            "generated",
            {0: {"self_treated": 300.0}},
        ),
        Ratio(
            id="ste-msw-flow.rate-collected",
            rate="rate_collected",
            numerator=("collected",),
            denominator="generated",
            tolerance=0.5,
            fails=({3: {"rate_collected": 64.3}},),
            note=Text(
                "Báo in 64,3% cho 718/1.128 tấn, đúng ra là 63,65%.",
                "The press printed 64.3 % for 718 of 1,128 tonnes; it is 63.65 %.",
            ),
        ),
        Change(
            id="ste-msw-flow.yearly-change",
            severity="warning",
            column="generated",
            percent=30,
            within=("geo_code", "area_type"),
            yearly=True,
            unless=BREAK,
        ),
        per_person,
        UnitsAddUp(
            id="ste-msw-flow.units-add-up",
            values=FLOWS,
            within=("period", "as_of_date", "area_type"),
            fails=({8: {"generated": 1_500.0}},),
        ),
        UnitSlip(
            id="ste-msw-flow.unit-slip",
            columns=FLOWS,
            within=("geo_code", "area_type"),
            fails=({4: {"recycled": 0.1}}, {4: {"recycled": 38.0 * 365}}),
            note=Text(
                "Tấn/năm nhập vào cột tấn/ngày lệch 365 lần; kg nhập thay tấn lệch 1.000 lần.",
                "Tonnes a year in a column of tonnes a day are 365 times off; kilograms for tonnes 1,000 times.",
            ),
        ),
    ),
    examples=(
        _yearly(
            "TS", 1130.0, collected=900.0, treated_standard=700.0, treated_ce=350.0, recycled=40.0, self_treated=90.0
        )
        | OFFICIAL,
        _waste("DT", 505.0, treated_ce=100.0, recycled=10.0, self_treated=5.0),
        _waste("NT", 623.0),
        _waste("TS", 1128.0, collected=718.0, treated_standard=400.0, direct_landfill=318.0, rate_collected=63.65),
        _yearly("TS", 1150.0, period="2021", recycled=38.0),
        _yearly("TS", 1100.0, period="2019-Q2"),
        _yearly("DT", 505.0, treated_ce=300.0),
        _yearly("NT", 625.0),
        _yearly("TS", 1130.0, geo_code="883", collected=900.0),
    ),
)
class MswFlow(Observed):
    period: str = period()
    as_of_date: pl.Date = as_of_date()
    geo_code: str = geo_code()
    area_type: str = area_type()
    generated: float = column(
        "Phát sinh",
        "Generated",
        "Bình quân một ngày trong kỳ, hoặc mức tại một ngày.",
        "Mean of a day in the period, or the level of a day.",
        unit=units.TONNES_PER_DAY,
        ge=0,
    )
    collected: float = column("Thu gom", "Collected", unit=units.TONNES_PER_DAY, ge=0)
    treated_standard: float = column(
        "Xử lý đạt tiêu chuẩn, quy chuẩn",
        "Treated to standard",
        "Chôn lấp hợp vệ sinh được tính là xử lý.",
        "Sanitary landfill counts as treatment.",
        unit=units.TONNES_PER_DAY,
        ge=0,
    )
    treated_ce: float = column("Xử lý qua mô hình KTTH", "Treated through CE models", unit=units.TONNES_PER_DAY, ge=0)
    direct_landfill: float = column(
        "Chôn lấp trực tiếp",
        "Direct landfill",
        "Phần không qua xử lý.",
        "What is not treated.",
        unit=units.TONNES_PER_DAY,
        ge=0,
    )
    direct_landfill_ce: float = column(
        "Chôn lấp trực tiếp từ mô hình KTTH", "Direct landfill from CE models", unit=units.TONNES_PER_DAY, ge=0
    )
    recycled: float = column("Tái chế, tái sử dụng", "Recycled or reused", unit=units.TONNES_PER_DAY, ge=0)
    self_treated: float = column(
        "Hộ dân tự xử lý",
        "Treated by households",
        "Chủ yếu ở nông thôn; không gồm phần thải ra môi trường.",
        "Mostly rural; not what is dumped.",
        unit=units.TONNES_PER_DAY,
        ge=0,
    )
    rate_collected: float = column(
        "Tỷ lệ thu gom (báo cáo)",
        "Collection rate (as reported)",
        "Được đối chiếu với số tính lại.",
        "Checked against the recomputed rate.",
        unit=units.PERCENT,
        ge=0,
        le=100,
    )
