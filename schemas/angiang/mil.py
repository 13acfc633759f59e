"""Group 11, Provincial Military Command: the circular economy in the army's production, of the whole province only."""

from __future__ import annotations

import polars as pl

from schemas.angiang import units
from schemas.angiang.fields import (
    GEO,
    OFFICIAL,
    Observed,
    geo_code,
    observed_rules,
    period,
)
from schemas.angiang.levels import province_only
from schemas.core.model import column, table
from schemas.core.period import period_bounds
from schemas.core.rules import Filled, Given, Implication, Is, UnitSlip, rule
from schemas.core.site import Text

ID = "mil-ce-activities"
SENT = OFFICIAL | {"source_doc": "01/BC-MINH-HOA", "source_url": None}
# a number, a kind of document and who issued it; a further part or figure may tell of a unit
NUMBER = r"^\d+/(\d{4}/)?[A-ZĐ][A-Za-zĐđ]{0,3}-(BCHQS|BCH|BQP|UBND|MINH-HOA)$"
MEASURES = ("re_capacity", "food_waste_reused", "trees")


@rule(
    f"{ID}.no-unit-nor-place",
    title=Text(
        "Không có ghi chú, không có địa chỉ nguồn; văn bản nguồn chỉ là số, ký hiệu văn bản",
        "No note and no source address; the source document is a document's number only",
    ),
    columns=("note", "source_url", "source_doc", "provenance"),
    fails=(
        {0: {"note": "Vườn rau"}},
        {0: {"source_url": "https://example.org/minh-hoa"}},
        {0: {"provenance": "trich_dan"}},
        {0: {"source_doc": "Báo cáo của Đại đội"}},
        {0: {"source_doc": "01/BC-BCHQS-e892.d5"}},
        {0: {"source_doc": "01/BC-E892"}},
    ),
    mend=lambda frame, given: frame.with_columns(
        note=pl.lit(None, pl.String),
        source_url=pl.lit(None, pl.String),
        source_doc=pl.when(pl.col("source_doc").str.contains(NUMBER))
        .then("source_doc")
        .otherwise(pl.lit("01/BC-MINH-HOA")),
        provenance=pl.when(pl.col("provenance") == "trich_dan").then(pl.lit("chinh_thuc")).otherwise("provenance"),
    ),
    note=Text(
        "Lời tự do có thể nêu đơn vị, quân nhân, địa danh hay tọa độ; vì vậy không có trích dẫn.",
        "Free words may name a unit, a soldier, a place or coordinates; so nothing is cited.",
    ),
)
def no_unit_nor_place(frame: pl.DataFrame, given: Given) -> pl.Series:
    cited = pl.col("provenance") == "trich_dan"
    numbered = pl.col("source_doc").str.contains(NUMBER).fill_null(True)
    return frame.select(pl.col("note").is_null() & pl.col("source_url").is_null() & numbered & cited.not_()).to_series()


@rule(
    f"{ID}.public-consent",
    title=Text(
        "Đã có văn bản đồng ý công khai, xác nhận không thuộc danh mục bí mật nhà nước",
        "A document consents to publication and confirms that nothing in it is a state secret",
    ),
    columns=("public_consent",),
    fails=({0: {"public_consent": False}},),
    mend=lambda frame, given: frame.with_columns(public_consent=True),
    note=Text(
        "Văn bản ấy được lưu ngoài các tệp công khai; không ghi số của nó ở đây.",
        "That document is kept outside the public files; its number is not given here.",
    ),
)
def public_consent(frame: pl.DataFrame, given: Given) -> pl.Series:
    return frame["public_consent"]


@rule(
    f"{ID}.whole-years",
    title=Text("Chỉ lập theo năm", "Made for whole years only"),
    columns=("period",),
    fails=({1: {"period": "2023-Q3"}},),
)
def whole_years(frame: pl.DataFrame, given: Given) -> pl.Series:
    return period_bounds(frame["period"])["freq"] == "year"


def _only(measure: str, activities: tuple[str, ...], row: int, other: str) -> Implication:
    return Implication(
        id=f"{ID}.{measure.replace('_', '-')}-activity",
        when=Filled((measure,)),
        then=Is("activity", activities),
        fails=({row: {"activity": other}},),
    )


def _activity(year: str, activity: str, **more: object) -> dict[str, object]:
    row = {"period": year, "geo_code": "89", "activity": activity, **dict.fromkeys(MEASURES), "public_consent": True}
    return {**row, **SENT, **more}


@table(
    ID,
    key=("period", "geo_code", "activity"),
    references=(GEO,),
    rules=(
        *(
            r
            for r in observed_rules(ID, *MEASURES, numbered=False)
            if not r.id.endswith((".cited-source", ".note-names-nobody"))
        ),
        province_only(ID),
        whole_years,
        public_consent,
        no_unit_nor_place,
        _only("re_capacity", ("nltt",), 1, "tang_gia"),
        _only("food_waste_reused", ("tang_gia", "xu_ly_chat_thai"), 2, "nltt"),
        _only("trees", ("don_vi_xanh",), 3, "nltt"),
        UnitSlip(id=f"{ID}.unit-slip", columns=MEASURES, within=("geo_code", "activity")),
    ),
    examples=(
        _activity("2024", "nltt", re_capacity=50.0),
        _activity("2023", "nltt", re_capacity=40.0),
        _activity("2022", "xu_ly_chat_thai", food_waste_reused=12.0),
        _activity("2022", "don_vi_xanh", trees=5.0),
    ),
    invented=True,
)
class MilitaryActivities(Observed):
    period: str = period()
    geo_code: str = geo_code()
    activity: str = column(
        "Hoạt động của quân đội", "Activity of the army", codelist="military-activity", required=True
    )
    re_capacity: float = column(
        "Công suất năng lượng tái tạo",
        "Renewable capacity",
        "Tổng toàn tỉnh cuối năm.",
        "Of the whole province at the end of the year.",
        unit=units.KWP,
        ge=0,
    )
    food_waste_reused: float = column(
        "Thức ăn thừa được tái sử dụng",
        "Food waste reused",
        "Tổng toàn tỉnh trong năm.",
        "Of the whole province in the year.",
        unit=units.TONNES,
        ge=0,
    )
    trees: float = column(
        "Số cây trồng",
        "Trees planted",
        "Tổng toàn tỉnh trong năm.",
        "Of the whole province in the year.",
        unit=units.THOUSAND_TREES,
        ge=0,
    )
    public_consent: bool = column(
        "Đã được đồng ý công khai",
        "Publication consented to",
        "Có văn bản đồng ý công khai, xác nhận không thuộc danh mục bí mật nhà nước; văn bản lưu ngoài tệp công khai.",
        "A document consents and confirms that it is no state secret; it is kept outside the public files.",
        required=True,
    )
