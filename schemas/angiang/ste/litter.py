"""Surveys of plastic litter along rivers, canals and coasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from schemas.angiang import units
from schemas.angiang.columns import record_id
from schemas.angiang.fields import CITED, GEO, OFFICIAL, Observed, geo_code, observed_rules, period
from schemas.angiang.merger import MERGER
from schemas.angiang.ste.places import UNITS, provinces_on
from schemas.core.model import column, table
from schemas.core.rules import (
    Above,
    Begun,
    Dated,
    Filled,
    FinalAfterPeriod,
    Given,
    Implication,
    Is,
    NoPersonalData,
    rule,
)
from schemas.core.site import Text

INLAND, COAST = "89", ("ven_bien", "bien_dao")


@rule(
    "ste-litter-survey.coast",
    title=Text(
        "Ven biển, biển đảo: không ở địa bàn tỉnh An Giang cũ (mã 89), trước và sau hợp nhất",
        "Coast and sea: not in the territory of old An Giang province (code 89), before and after the merger",
    ),
    columns=("environment", "geo_code", "survey_date"),
    needs=(UNITS,),
    fails=({0: {"environment": "ven_bien"}}, {1: {"environment": "bien_dao"}}, {2: {"geo_code": "30301"}}),
    note=Text(
        "Tỉnh An Giang cũ không có biển; Kiên Giang cũ (mã 91) và tỉnh mới có. Xã mới được xét theo tỉnh cũ của mã.",
        "Old An Giang has no coast; old Kiên Giang (code 91) and the new province do. Communes go by the old one.",
    ),
)
def coast(frame: pl.DataFrame, given: Given) -> pl.Series:
    before = frame.select(pl.min_horizontal("survey_date", pl.lit(MERGER - timedelta(days=1)))).to_series()
    province = provinces_on(frame["geo_code"], before, given)
    return frame.select(pl.when(pl.col("environment").is_in(COAST)).then(pl.lit(province) != INLAND)).to_series()


@rule(
    "ste-litter-survey.one-protocol",
    title=Text(
        "Một quy trình cho cùng địa bàn và môi trường, trừ khi có ký hiệu đứt gãy B",
        "One protocol for one place and environment, unless the break is flagged B",
    ),
    columns=("protocol", "geo_code", "environment", "obs_flag"),
    severity="warning",
    fails=({1: {"protocol": "MINH-HOA-2"}},),
    note=Text(
        "Đổi quy trình thì không so được với đợt gốc (T13).",
        "With another protocol a survey cannot be compared with the base survey (T13).",
    ),
)
def one_protocol(frame: pl.DataFrame, given: Given) -> pl.Series:
    before = pl.col("protocol").shift(1).over("geo_code", "environment", order_by=["survey_date", "survey_id"])
    return frame.select((pl.col("protocol") == before) | (pl.col("obs_flag") == "B").fill_null(False)).to_series()


def _survey(number: int, half: str, day: date, **more: object) -> dict[str, object]:
    row = {"survey_id": f"KS-{number:03}", "period": half, "survey_date": day, "geo_code": "883", "environment": "song"}
    found = {"length": 500.0, "items": 240, "weight": 3.5, "protocol": "MINH-HOA"}
    return {**row, **found, **CITED, **more}


LATER = {"period": "2999-H1", "survey_date": date(2999, 4, 10), "geo_code": "91"}  # or the day would be found too
OBSERVED = tuple(
    replace(one, fails=({0 if isinstance(one, FinalAfterPeriod) else 1: LATER},))
    if isinstance(one, Begun | FinalAfterPeriod)
    else one
    for one in observed_rules("ste-litter-survey", "items", "weight")
)


@table(
    "ste-litter-survey",
    key=("survey_id",),
    references=(GEO,),
    rules=(
        *OBSERVED,
        Dated(id="ste-litter-survey.date-in-period", date="survey_date"),
        coast,
        Implication(id="ste-litter-survey.weight-needs-items", when=Above("weight", 0), then=Above("items", 0)),
        Implication(
            id="ste-litter-survey.protocol-named",
            when=Is("provenance", ("chinh_thuc",)),
            then=Filled(("protocol",)),
        ),
        Implication(
            id="ste-litter-survey.length-known",
            when=Filled(("items",)),
            then=Filled(("length",)),
            severity="warning",
            note=Text("Mật độ rác cần chiều dài tuyến.", "The density of litter needs the length of the transect."),
        ),
        one_protocol,
        NoPersonalData(
            id="ste-litter-survey.no-personal-data",
            columns=("protocol",),
            fails=({2: {"protocol": "Quy trình của ông Nguyễn Văn A"}},),
        ),
    ),
    examples=(
        _survey(1, "2024-H1", date(2024, 4, 10)) | OFFICIAL,
        _survey(2, "2024-H2", date(2024, 10, 9)),
        _survey(3, "2025-H2", date(2025, 8, 5), geo_code="91", environment="ven_bien"),
    ),
)
class LitterSurvey(Observed):
    survey_id: str = record_id("Mã đợt khảo sát", "Survey id")
    period: str = period()
    survey_date: pl.Date = column("Ngày khảo sát", "Surveyed on", required=True)
    geo_code: str = geo_code()
    environment: str = column("Môi trường khảo sát", "Environment", codelist="litter-environment", required=True)
    length: float = column("Chiều dài tuyến", "Length of the transect", unit=units.METRES, gt=0)
    items: int = column("Số mảnh rác nhựa", "Pieces of plastic litter", unit=units.ITEMS, ge=0)
    weight: float = column("Khối lượng rác nhựa", "Weight of plastic litter", unit=units.KILOGRAMS, ge=0)
    protocol: str = column(
        "Quy trình khảo sát",
        "Survey protocol",
        "Tên và phiên bản, ghi giống nhau ở mọi đợt.",
        "Name and version, written the same in every survey.",
        max_length=200,
    )
