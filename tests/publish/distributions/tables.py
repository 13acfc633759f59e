"""A table of everything that gets lost on the way from one program to another, and its forms."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from publish.canonical import number_text
from publish.distributions import Distributions, Keeper
from publish.distributions.safe_csv import FORMULA
from publish.snapshot import Release
from tests.standin.releases import SITE, Releases, Rows, text

FIELDS: list[dict[str, Any]] = [
    text("code", title="Mã", titleEn="Code"),
    text("name", title="Tên gọi", titleEn="Name", description="Như đã gửi.", descriptionEn="As sent."),
    {"name": "amount", "type": "number", "title": "Lượng", "titleEn": "Amount", "unit": "tấn/ngày"},
    {"name": "exact", "type": "number", "title": "Số nhiều chữ số"},
    {"name": "whole", "type": "integer", "title": "Số nguyên"},
    {"name": "day", "type": "date", "title": "Ngày"},
    {"name": "moment", "type": "datetime", "title": "Thời điểm"},
    {"name": "clock", "type": "time", "title": "Giờ"},
    {"name": "year", "type": "year", "title": "Năm"},
    {"name": "month", "type": "yearmonth", "title": "Tháng"},
    {"name": "done", "type": "boolean", "title": "Xong"},
    text("area", title="Khu vực", titleEn="Area", codelist="area"),
    text("provenance", title="Nguồn gốc", titleEn="Provenance"),
]
WORDS = ["2020-01-05T10:20:30", "09:05:07", "2024", "2024-02", "true", "DT", "chinh_thuc"]
ROWS = [
    ["001", "Chất thải rắn; “nguy hại”, loại 1", "0.1", "-5.25", "-7", "2024-02-29", *WORDS],
    ["0020", '=HYPERLINK("http://x.test","bấm")', "-1220.5", "12345678901234567", "9007199254740993", "1900-03-01"],
    ["1e5", "+84 290 3831", "0.30000000000000004", "0.1234567890123456789", "9223372036854775807", "1899-12-31"],
    ["-1", "-5 độ", "-0.7", "-123456789012345.6", "-999999999999999", "1900-02-28"],
    ["@x", "@SUM(1+1)", "0.0000001", "0", "1000000000000000", "0987-01-02"],
    ["TRUE", "\tcmd|' /C calc'!A0", "100000000000000000000", "", "0", "9999-12-31"],
    ["2024-01-02", "\rhai\r\ndòng\n", "NaN", "", "", "", "1899-01-01T00:00:00", "00:00:00", "1066", "0999-12", "false"],
    ["3/4", '"trích" & <b>&amp;</b> _x0041_x0042_', "INF", "", "", "", "9999-12-31T23:59:59", "23:59:59"],
    ["'=1", "  =1+1 ", "-INF"],
    ["", "'"],
]
TRICKY = Rows(FIELDS, [[*(row + [""] * 11)[:12], row[12] if len(row) > 12 else "trich_dan"] for row in ROWS])
CODES = Rows(
    [text("list"), text("code"), text("name_vi"), text("name_en")],
    [["area", "DT", "Đô thị", "Urban"], ["area", "NT", "Nông thôn", "Rural"]],
)


@dataclass
class Made:
    """The forms of one release's tables, as they are kept."""

    releases: Releases
    release: Release

    def file(self, ending: str, table: str = "tricky") -> Path:
        offer, keeper = (
            Distributions(self.releases.catalog, SITE, "https://data.example.test"),
            Keeper(self.releases.root),
        )
        wanted = offer.package(self.release) if ending == "zip" else offer.table(self.release, table, ending)
        return keeper.file(wanted).path


def made(root: Path, table: Rows = TRICKY, **words: Any) -> Made:
    """A release of dataset ``odd`` with table ``tricky``."""
    releases = Releases(root)
    releases.add("ref-codes", "1.0.0", {"ref-codes": CODES})
    releases.add("odd", "1.0.0", {"tricky": table}, **words)
    return Made(releases, releases.catalog.release("odd"))


def cells(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    """The rows of a CSV as its text."""
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream))


def original(cell: str) -> str:
    """The canonical text of a cell of the safe CSV, as its readers have it."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def canonical(value: object, kind: str) -> str:
    """The canonical text of what a program read, whatever type it has for it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool) or kind == "boolean":
        return "true" if value in (True, 1, "true") else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if kind == "date" else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if kind == "number" and isinstance(value, str) and value[-1].isdigit():
        return format(Decimal(value), "f")
    if isinstance(value, float) and kind == "number":
        return number_text(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, int) and kind == "number":
        return number_text(float(value))
    assert not isinstance(value, float) or math.isclose(value, int(value), rel_tol=0)
    return str(int(value)) if isinstance(value, float) else str(value)


def as_text(rows: list[Mapping[str, Any]], fields: list[dict[str, Any]] = FIELDS) -> list[dict[str, str]]:
    return [{f["name"]: canonical(row[f["name"]], f["type"]) for f in fields} for row in rows]
