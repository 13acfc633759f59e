"""Of which level of territory a table is made: rules by the length of the code, so that they need no register."""

from __future__ import annotations

import polars as pl

from schemas.core.rules import Given, Rule, rule
from schemas.core.site import Text


def province_only(table: str) -> Rule:
    """Rows are of a province, never of a unit below it nor of the country."""

    @rule(
        f"{table}.province-only",
        title=Text(
            "Chỉ lập cho cả tỉnh (mã 2 chữ số), không cho huyện, xã hay cả nước",
            "Made for the whole province (a code of two digits), not for districts, communes or the country",
        ),
        columns=("geo_code",),
        fails=({0: {"geo_code": "883"}}, {0: {"geo_code": "VN"}}),
    )
    def two_digits(frame: pl.DataFrame, given: Given) -> pl.Series:
        return frame["geo_code"].str.contains(r"^\d{2}$")

    return two_digits


def province_or_country(table: str) -> Rule:
    """Rows are of a province or of the country: below them nobody makes the figure."""

    @rule(
        f"{table}.province-or-country",
        title=Text(
            "Chỉ lập cho tỉnh (mã 2 chữ số) hoặc cả nước (VN), không cho huyện, xã",
            "Made for a province (a code of two digits) or the country (VN), not for districts or communes",
        ),
        columns=("geo_code",),
        fails=({0: {"geo_code": "883"}},),
    )
    def no_local(frame: pl.DataFrame, given: Given) -> pl.Series:
        return frame["geo_code"].str.contains(r"^(VN|\d{2})$")

    return no_local
