"""Persons in demand, recruited, trained and in work after training, by occupation."""

from __future__ import annotations

from typing import Any

import polars as pl

from schemas.angiang import units
from schemas.angiang.columns import AGENCY, agency_id, concrete_agency, female
from schemas.angiang.fields import CITED, GEO, OFFICIAL, Observed, geo_code, observed_rules, period
from schemas.angiang.plan import REFORM
from schemas.core.model import column, table
from schemas.core.period import period_bounds
from schemas.core.rules import (
    Complementary,
    ComplementaryPeriods,
    ComplementaryUnits,
    Given,
    Order,
    SmallCells,
    UnitsAddUp,
    rule,
)
from schemas.core.site import Text

ID = "lab-ce-skills"
LABOUR, TRAINED = ("nhu_cau", "tuyen_moi"), ("dao_tao_ngan", "dao_tao_dai")
HOME_AFFAIRS, EDUCATION = "ag-2025-snv", "ag-13-sgddt"
PLACE = ("period", "geo_code")
COUNTS = ("persons", "female")
COUNTED: Any = {"values": COUNTS, "counts": COUNTS, "rest": COUNTS}  # of women and of men
HIDDEN = {**dict.fromkeys(COUNTS), "obs_flag": "C"}


def _trained() -> pl.Expr:
    """At those in work after training: how many were trained, short and long; null where that is not known."""
    among = [*PLACE, "occupation"]
    trained = pl.col("persons").filter(pl.col("measure").is_in(TRAINED))
    known = (trained.len().over(among) > 0) & (trained.null_count().over(among) == 0)
    return pl.when(known & (pl.col("measure") == "co_viec_sau_dt")).then(trained.sum().over(among))


def _no_more_than_trained(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    return frame.with_columns(
        pl.when(pl.col("persons") > _trained()).then(_trained()).otherwise("persons").alias("persons")
    )


@rule(
    f"{ID}.in-work-of-trained",
    title=Text(
        "Số có việc làm sau đào tạo không vượt số được đào tạo ngắn hạn và dài hạn của cùng kỳ, địa bàn, nghề",
        "Those in work after training are no more than those trained, short or long, there and then in that occupation",
    ),
    columns=("persons", "measure"),
    fails=({4: {"persons": 1_001}},),
    mend=_no_more_than_trained,
)
def in_work_of_trained(frame: pl.DataFrame, given: Given) -> pl.Series:
    return frame.select(pl.col("persons") <= _trained()).to_series()


def _occupations(value: str) -> pl.Expr:
    """At a total: what the occupations shown add up to."""
    total = pl.col("occupation") == "TONG"
    return pl.when(total).then(pl.col(value).filter(~total).sum().over([*PLACE, "measure"]))


def _total_of_occupations(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    return frame.with_columns(
        pl.when(_occupations(v) > pl.col(v)).then(_occupations(v)).otherwise(v).alias(v) for v in COUNTS
    )


@rule(
    f"{ID}.occupations-of-total",
    title=Text(
        "Các nghề cộng lại không vượt dòng tổng (TONG) của cùng kỳ, địa bàn, chỉ tiêu",
        "Occupations add up to no more than the total (TONG) of one period, place and measure",
    ),
    columns=(*COUNTS, "occupation"),
    fails=({2: {"persons": 601}}, {2: {"female": 201}}),
    mend=_total_of_occupations,
)
def occupations_of_total(frame: pl.DataFrame, given: Given) -> pl.Series:
    return frame.select(pl.all_horizontal((_occupations(v) <= pl.col(v)).fill_null(True) for v in COUNTS)).to_series()


def _due(frame: pl.DataFrame) -> pl.Series:
    """The agency that sends a row whose period ends after the reform; null for one that ends before."""
    later = period_bounds(frame["period"])["period_end"] > REFORM
    labour = pl.when(pl.col("measure").is_in(LABOUR))
    return frame.select(pl.when(later).then(labour.then(pl.lit(HOME_AFFAIRS)).otherwise(pl.lit(EDUCATION)))).to_series()


def _sent_by_due(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    return frame.with_columns(_due(frame).fill_null(frame["agency_id"]).alias("agency_id"))


@rule(
    f"{ID}.reporter-after-reform",
    title=Text(
        "Kỳ kết thúc sau 01/03/2025: Sở Nội vụ gửi số lao động, Sở Giáo dục và Đào tạo gửi số đào tạo nghề",
        "Periods that end after 1 March 2025: Home Affairs sends labour rows, Education and Training vocational rows",
    ),
    columns=("agency_id", "measure", "period"),
    severity="warning",
    fails=({5: {"agency_id": "ag-08"}}, {6: {"agency_id": HOME_AFFAIRS}}),
    note=Text(
        "Cách chia chức năng theo mẫu tỉnh Hà Tĩnh; ở An Giang mới kiểm chứng được là có Sở Nội vụ mới.",
        "The split of functions follows Hà Tĩnh; for An Giang only the new Department of Home Affairs is verified.",
    ),
    mend=_sent_by_due,
)
def reporter_after_reform(frame: pl.DataFrame, given: Given) -> pl.Series:
    return frame["agency_id"] == _due(frame)


def _people(
    measure: str, persons: int | None, women: int | None = None, occupation: str = "TONG", **more: object
) -> dict[str, object]:
    row = {"period": "2024", "geo_code": "89", "occupation": occupation, "measure": measure, "agency_id": "ag-08"}
    return {**row, "persons": persons, "female": women, **CITED, **more}


@table(
    ID,
    key=(*PLACE, "occupation", "measure"),
    references=(GEO, AGENCY),
    rules=(
        *observed_rules(ID, "persons"),
        concrete_agency(ID),
        Order(id=f"{ID}.women-of-all", rising=("female", "persons")),
        in_work_of_trained,
        occupations_of_total,
        reporter_after_reform,
        SmallCells(id=f"{ID}.small-cells", count="persons", values=("female",), fails=({5: {"persons": 2}},)),
        SmallCells(
            id=f"{ID}.few-women-or-men", count="female", of="persons", fails=({0: {"female": 2}}, {0: {"female": 249}})
        ),
        Complementary(
            id=f"{ID}.not-computable",
            by="occupation",
            total="TONG",
            within=(*PLACE, "measure"),
            fails=({10: {"persons": 5}}, {9: {"obs_flag": "M"}, 10: {"persons": 8, "obs_flag": None}}),
            **COUNTED,
        ),
        ComplementaryUnits(
            id=f"{ID}.not-computable-by-unit",
            within=("occupation", "measure"),
            fails=({12: HIDDEN}, {14: HIDDEN}, {14: {"female": None, "obs_flag": "C"}}, {14: {"persons": 38}}),
            **COUNTED,
        ),
        ComplementaryPeriods(
            id=f"{ID}.not-computable-by-period", within=("geo_code", "occupation", "measure"), **COUNTED
        ),
        UnitsAddUp(
            id=f"{ID}.units-add-up",
            values=("persons", "female"),
            within=("period", "occupation", "measure"),
        ),
    ),
    examples=(
        _people("dao_tao_dai", 250, 90, period="2023", agency_id=EDUCATION) | OFFICIAL,
        _people("dao_tao_ngan", 1_000, 450),
        _people("dao_tao_ngan", 600, 200, "9611"),
        _people("dao_tao_ngan", 400, 250, "9612"),
        _people("co_viec_sau_dt", 700),
        _people("nhu_cau", 500, period="2025-Q2", agency_id=HOME_AFFAIRS),
        _people("dao_tao_dai", 300, period="2025-Q2", agency_id=EDUCATION),
        _people("nhu_cau", 100, period="2023"),
        _people("nhu_cau", 90, None, "9613", period="2023"),
        _people("nhu_cau", None, None, "9611", period="2023", obs_flag="C"),
        _people("nhu_cau", None, None, "9612", period="2023", obs_flag="C"),
        _people("tuyen_moi", 60, 30),
        _people("tuyen_moi", 60, 30, geo_code="883"),
        _people("tuyen_moi", 40, 20, period="2025-Q3", geo_code="91", agency_id=HOME_AFFAIRS) | OFFICIAL,
        _people("tuyen_moi", 30, 15, period="2025-Q3", geo_code="30301", agency_id=HOME_AFFAIRS) | OFFICIAL,
        _people("tuyen_moi", 50, 20, period="2022"),
        _people("tuyen_moi", 20, 9, period="2022-H1"),
        _people("tuyen_moi", 30, 11, period="2022-H2"),
    ),
)
class CeSkills(Observed):
    period: str = period()
    geo_code: str = geo_code()
    occupation: str = column(
        "Nghề (VSCO)",
        "Occupation (VSCO)",
        "Mã cấp 4 (4 số) của Danh mục nghề nghiệp Việt Nam, Quyết định 34/2020/QĐ-TTg ngày 26/11/2020; TONG là tất cả.",
        "4-digit code of the Vietnamese classification of occupations, Decision 34/2020/QĐ-TTg of 26 November 2020; "
        "TONG is all of them.",
        required=True,
        pattern=r"^(TONG|\d{4})$",
    )
    measure: str = column("Chỉ tiêu lao động", "Labour measure", codelist="labour-measure", required=True)
    agency_id: str = agency_id()
    persons: int = column(
        "Số người",
        "Persons",
        "Dưới 3 người thì để trống và ghi ký hiệu C.",
        "Below 3 it is left empty with flag C.",
        unit=units.PERSONS,
        ge=0,
    )
    female: int = female(units.PERSONS)
