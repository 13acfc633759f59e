"""Which unit became which.

The crosswalk has rows for communes and provinces. Districts ended without a successor: they go on as sums of the new
communes that lie in them (schemas.core.crosswalk finds those by way of the old communes). Changes of name or status
under one code need no row: the unit's own ``same_territory`` says them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from schemas.angiang.admin import CODE_LIST, UNITS
from schemas.angiang.columns import legal_basis
from schemas.angiang.fields import COMPILED, Sourced, sourced_rules
from schemas.angiang.merger import MERGER
from schemas.core.model import Reference, column, table
from schemas.core.rules import Given, Rule, rule
from schemas.core.site import Text


def weights_add_up(weight: str, name: Text) -> Rule:
    """The shares of one old unit add up to the whole of it, where all are known."""

    @rule(
        f"ref-admin-crosswalk.{weight.replace('_', '-')}",
        title=Text(
            f"Tỷ trọng {name.vi} của một đơn vị cũ cộng lại bằng 1 khi đã biết đủ, sai số không quá 0,001",
            f"The {name.en} weights of one old unit add up to 1 where all are known, within 0.001",
        ),
        columns=(weight, "old_code", "old_valid_from"),
        fails=({4: {weight: 0.7}},),
    )
    def add_up(frame: pl.DataFrame, given: Given) -> pl.Series:
        old = ["old_code", "old_valid_from"]
        known = pl.col(weight).is_not_null().all().over(old)
        return frame.select(pl.when(known).then((pl.col(weight).sum().over(old) - 1).abs() <= 0.001)).to_series()

    return add_up


@rule(
    "ref-admin-crosswalk.divided",
    title=Text(
        "Nhập một phần khi và chỉ khi đơn vị cũ có nhiều dòng; mọi quan hệ khác chỉ có một dòng",
        "In part exactly where the old unit has several rows; any other relation has one row",
    ),
    columns=("relation", "old_code", "old_valid_from"),
    fails=({4: {"relation": "nhap_toan_bo"}}, {2: {"relation": "nhap_mot_phan"}}),
)
def divided(frame: pl.DataFrame, given: Given) -> pl.Series:
    several = pl.len().over("old_code", "old_valid_from") > 1
    return frame.select(several == (pl.col("relation") == "nhap_mot_phan")).to_series()


@rule(
    "ref-admin-crosswalk.one-to-one",
    title=Text(
        "Giữ nguyên hoặc đổi tên khi và chỉ khi một đơn vị cũ thành đúng một đơn vị mới và không có đơn vị nào khác",
        "Unchanged or renamed exactly where one old unit became one new unit and nothing else did",
    ),
    columns=("relation", "old_code", "old_valid_from", "new_code", "new_valid_from"),
    fails=({2: {"relation": "doi_ten"}}, {6: {"relation": "nhap_toan_bo"}}),
)
def one_to_one(frame: pl.DataFrame, given: Given) -> pl.Series:
    alone = (pl.len().over("old_code", "old_valid_from") == 1) & (pl.len().over("new_code", "new_valid_from") == 1)
    return frame.select(alone == pl.col("relation").is_in(["giu_nguyen", "doi_ten"])).to_series()


@rule(
    "ref-admin-crosswalk.follows-on",
    title=Text(
        "Đơn vị mới cùng cấp với đơn vị cũ và bắt đầu đúng ngày đơn vị cũ chấm dứt",
        "The new unit is of the old one's level and begins on the day the old one ends",
    ),
    columns=("new_valid_from", "new_code", "old_code", "old_valid_from"),
    needs=(UNITS,),
    fails=({6: {"new_valid_from": date(2025, 7, 2)}}, {5: {"new_code": "91"}}),
)
def follows_on(frame: pl.DataFrame, given: Given) -> pl.Series:
    units = given.tables[UNITS].select("code", "valid_from", "valid_to", "level")
    old = units.rename({"code": "old_code", "valid_from": "old_valid_from"})
    new = units.select(
        pl.col("code").alias("new_code"), pl.col("valid_from").alias("new_valid_from"), pl.col("level").alias("_level")
    )
    found = frame.join(old, on=["old_code", "old_valid_from"], how="left", maintain_order="left").join(
        new, on=["new_code", "new_valid_from"], how="left", maintain_order="left"
    )
    dated, levelled = pl.col("valid_to") == pl.col("new_valid_from"), pl.col("level") == pl.col("_level")
    return found.select(dated & levelled.fill_null(True)).to_series()


def _became(old: str, new: str, relation: str, weights: Mapping[str, float] | None = None) -> dict[str, object]:
    ends = {"old_code": old, "old_valid_from": CODE_LIST, "new_code": new, "new_valid_from": MERGER}
    shares = {"weight_pop": None, "weight_area": None, **(weights or {})}
    return {**ends, "relation": relation, **shares, "legal_basis": "MINH-HOA", **COMPILED}


@table(
    "ref-admin-crosswalk",
    key=("old_code", "old_valid_from", "new_code", "new_valid_from"),
    references=(
        Reference(("old_code", "old_valid_from"), "ref-admin-unit", ("code", "valid_from")),
        Reference(("new_code", "new_valid_from"), "ref-admin-unit", ("code", "valid_from")),
    ),
    rules=(
        *sourced_rules("ref-admin-crosswalk"),
        weights_add_up("weight_pop", Text("dân số", "population")),
        weights_add_up("weight_area", Text("diện tích", "area")),
        divided,
        one_to_one,
        follows_on,
    ),
    examples=(
        _became("89", "91", "nhap_toan_bo"),
        _became("91", "91", "nhap_toan_bo"),
        _became("30301", "30301", "nhap_toan_bo"),
        _became("30304", "30301", "nhap_toan_bo") | {"provenance": "trich_dan"},
        _became("99901", "99902", "nhap_mot_phan", {"weight_pop": 0.6, "weight_area": 0.5}),
        _became("99901", "99903", "nhap_mot_phan", {"weight_pop": 0.4, "weight_area": 0.5}),
        _became("30313", "30313", "giu_nguyen"),
    ),
)
class AdminCrosswalk(Sourced):
    old_code: str = column("Mã cũ", "Old code", required=True)
    old_valid_from: pl.Date = column("Mã cũ: hiệu lực từ", "Old code: valid from", required=True)
    new_code: str = column("Mã mới", "New code", required=True)
    new_valid_from: pl.Date = column("Mã mới: hiệu lực từ", "New code: valid from", required=True)
    relation: str = column("Quan hệ", "Relation", codelist="unit-relation", required=True)
    weight_pop: float = column(
        "Tỷ trọng dân số",
        "Population weight",
        "Phần dân số của đơn vị cũ thuộc đơn vị mới này, từ 0 đến 1; trống khi không biết.",
        "The part of the old unit's population that belongs to this new unit, 0 to 1; empty where not known.",
        ge=0,
        le=1,
    )
    weight_area: float = column(
        "Tỷ trọng diện tích",
        "Area weight",
        "Phần diện tích của đơn vị cũ thuộc đơn vị mới này, từ 0 đến 1; trống khi không biết.",
        "The part of the old unit's area that belongs to this new unit, 0 to 1; empty where not known.",
        ge=0,
        le=1,
    )
    legal_basis: str = legal_basis(required=True)
