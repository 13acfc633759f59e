"""Administrative units of all vintages.

A unit is a code *and* the day from which it is valid: 91 is Kiên Giang until 30 June 2025 and An Giang from 1 July.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang.columns import code, legal_basis, name_en
from schemas.angiang.fields import COMPILED, Sourced, sourced_rules, valid_from, valid_to
from schemas.angiang.merger import MERGER
from schemas.core.model import Reference, column, table
from schemas.core.rules import Filled, Given, Implication, Is, NoOverlap, rule
from schemas.core.site import Text
from schemas.core.validity import unbroken

CODE_LIST = date(2004, 7, 8)
UNITS, CROSSWALK = ("ref-admin-unit", "ref-admin-unit"), ("ref-admin-crosswalk", "ref-admin-crosswalk")
WITHOUT_SUCCESSOR = ("huyen",)


@rule(
    "ref-admin-unit.parent-valid",
    title=Text(
        "Đơn vị cấp trên có hiệu lực trong cả thời gian hiệu lực của đơn vị",
        "The parent unit is valid for as long as the unit is",
    ),
    columns=("parent_code", "valid_from", "valid_to", "same_territory"),
    fails=({11: {"parent_code": "883"}},),
)
def parent_valid(frame: pl.DataFrame, given: Given) -> pl.Series:
    spans = unbroken(frame, ("code",), pl.col("same_territory"))
    parents = spans.select(pl.col("code").alias("parent_code"), "since", "until").unique()
    ends = pl.col("valid_to").fill_null(pl.col("until_own"))
    covered = (
        spans.select("parent_code", "valid_from", "valid_to", pl.col("until").alias("until_own"))
        .with_row_index("_row")
        .join(parents, on="parent_code", how="left")
        .group_by("_row", maintain_order=True)
        .agg(((pl.col("since") <= pl.col("valid_from")) & (pl.col("until") >= ends)).any().alias("ok"))
    )
    return covered["ok"] | frame["parent_code"].is_null()


@rule(
    "ref-admin-unit.goes-on",
    title=Text(
        "Cùng lãnh thổ với thời kỳ trước chỉ khi chính mã ấy có thời kỳ kết thúc đúng ngày này bắt đầu",
        "The same territory as before only where this code has an interval that ends on the day this one begins",
    ),
    columns=("same_territory", "code", "valid_from", "valid_to"),
    fails=({11: {"same_territory": True}},),
)
def goes_on(frame: pl.DataFrame, given: Given) -> pl.Series:
    ended = frame.select("code", pl.col("valid_to").alias("valid_from"), pl.lit(True).alias("_ended")).unique()
    before = frame.join(ended, on=["code", "valid_from"], how="left", maintain_order="left")["_ended"]
    return before.fill_null(False) | ~frame["same_territory"].fill_null(False)


@rule(
    "ref-admin-unit.succeeded",
    title=Text(
        "Mỗi tỉnh, mỗi đơn vị cấp xã đã chấm dứt có trong bảng chuyển đổi, trừ khi mã ấy tiếp tục; cấp huyện không có "
        "đơn vị kế tiếp",
        "Each province and commune that ended stands in the crosswalk, unless its code goes on; districts have no "
        "successor",
    ),
    columns=("code", "valid_from", "valid_to", "level", "same_territory"),
    needs=(CROSSWALK,),
    fails=({5: {"valid_from": date(2004, 7, 9)}},),
)
def succeeded(frame: pl.DataFrame, given: Given) -> pl.Series:
    known = given.tables[CROSSWALK].select(
        pl.col("old_code").alias("code"), pl.col("old_valid_from").alias("valid_from"), pl.lit(True).alias("_known")
    )
    later = frame.filter(pl.col("same_territory").is_not_null()).select(
        "code", pl.col("valid_from").alias("valid_to"), pl.lit(True).alias("_later")
    )
    found = frame.join(known.unique(), on=["code", "valid_from"], how="left", maintain_order="left").join(
        later.unique(), on=["code", "valid_to"], how="left", maintain_order="left"
    )
    exempt = pl.col("valid_to").is_null() | pl.col("level").is_in(WITHOUT_SUCCESSOR)
    return found.select(exempt | pl.col("_known").fill_null(False) | pl.col("_later").fill_null(False)).to_series()


def _unit(
    code: str, name: str, since: date, until: date | None, kind: str, parent: str | None, *, same: bool | None = None
) -> dict[str, object]:
    level = {2: "tinh", 3: "huyen", 5: "xa"}[len(code)] if code != "VN" else "quoc_gia"
    names = {"name_vi": name, "name_en": name, "legal_basis": "MINH-HOA", "aliases": None}
    places = {"level": level, "unit_type": kind, "parent_code": parent, "same_territory": same}
    return {"code": code, "valid_from": since, "valid_to": until, **names, **places, **COMPILED}


@table(
    "ref-admin-unit",
    key=("code", "valid_from"),
    references=(Reference(("parent_code",), "ref-admin-unit", ("code",)),),
    rules=(
        *sourced_rules("ref-admin-unit"),
        NoOverlap(id="ref-admin-unit.once-at-a-time", of=("code",), fails=({3: {"valid_to": date(2025, 7, 2)}},)),
        parent_valid,
        goes_on,
        succeeded,
        Implication(
            id="ref-admin-unit.districts-ended",
            when=Is("level", ("huyen",)),
            then=Filled(("valid_to",)),
            note=Text("Cấp huyện chấm dứt ngày 01/07/2025.", "District level ended on 1 July 2025."),
            fails=({11: {"level": "huyen"}},),
        ),
    ),
    examples=(
        _unit("VN", "Việt Nam", date(1976, 7, 2), None, "quoc_gia", None),
        _unit("89", "Tỉnh An Giang", CODE_LIST, MERGER, "tinh", "VN"),
        _unit("883", "Thành phố Long Xuyên", CODE_LIST, MERGER, "thanh_pho", "89"),
        _unit("91", "Tỉnh Kiên Giang", CODE_LIST, MERGER, "tinh", "VN"),
        _unit("91", "Tỉnh An Giang", MERGER, None, "tinh", "VN") | {"provenance": "trich_dan"},
        _unit("30301", "Phường Mỹ Thới", CODE_LIST, MERGER, "phuong", "883"),
        _unit("30304", "Phường Mỹ Thạnh", CODE_LIST, MERGER, "phuong", "883"),
        _unit("30301", "Phường Mỹ Thới", MERGER, None, "phuong", "91"),
        _unit("30313", "Xã Mỹ Hòa Hưng", CODE_LIST, MERGER, "xa", "883"),
        _unit("30313", "Xã Mỹ Hòa Hưng", MERGER, None, "xa", "91", same=True),
        _unit("99901", "Xã minh họa 1", CODE_LIST, MERGER, "xa", "883"),
        _unit("99902", "Xã minh họa 2", MERGER, None, "xa", "91"),
        _unit("99903", "Xã minh họa 3", MERGER, None, "xa", "91"),
    ),
)
class AdminUnit(Sourced):
    code: str = code(
        "2 số (tỉnh), 3 số (huyện), 5 số (xã), giữ số 0 đầu; VN là cả nước.",
        "2 digits (province), 3 (district), 5 (commune), leading zeros kept; VN is the country.",
        pattern=r"^(VN|\d{2}|\d{3}|\d{5})$",
    )
    valid_from: pl.Date = valid_from(
        "Mã chỉ định danh đơn vị cùng với ngày này.", "A code names a unit only with this day."
    )
    valid_to: pl.Date = valid_to()
    name_vi: str = column("Tên đầy đủ", "Full name (Vietnamese)", required=True)
    name_en: str = name_en()
    level: str = column("Cấp", "Level", codelist="admin-level", required=True)
    unit_type: str = column("Loại đơn vị", "Unit type", codelist="admin-unit-type", required=True)
    parent_code: str = column("Mã cấp trên", "Parent code")
    same_territory: bool = column(
        "Cùng lãnh thổ với thời kỳ trước",
        "Same territory as before",
        "Đúng: đơn vị tiếp tục đơn vị mang mã này ngay trước đó trên lãnh thổ không đổi, hai thời kỳ coi là một. Sai: "
        "tiếp tục nhưng lãnh thổ đã đổi. Trống: không tiếp tục đơn vị nào cùng mã.",
        "True: the unit goes on from the one that had this code just before, on unchanged territory; the two count as "
        "one. False: it goes on, but the territory changed. Empty: it goes on from no unit of this code.",
    )
    legal_basis: str = legal_basis(required=True)
    aliases: str = column("Tên gọi khác", "Other names", "Cách nhau bằng dấu chấm phẩy.", "Separated by semicolons.")
