"""Facilities that treat waste: where they are, what they can take, whether they run."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from schemas.angiang import units
from schemas.angiang.columns import name
from schemas.angiang.fields import CITED, GEO, OFFICIAL, Observed, geo_code, observed_rules, period
from schemas.core.model import column, table
from schemas.core.rules import Advance, Band, Dated, Filled, Implication, Is, NoPersonalData, Order, UnitSlip
from schemas.core.site import Text

FACILITY = ("ste-waste-facility", "ste-waste-facility")
WEST, EAST, SOUTH, NORTH = 103.4, 105.6, 9.2, 11.0  # both old provinces, the islands included
PLACE = Text(
    "Phạm vi của hai tỉnh cũ An Giang và Kiên Giang, kể cả đảo. Kinh độ và vĩ độ hay bị đổi chỗ cho nhau.",
    "The range of the old provinces An Giang and Kiên Giang, islands included. The two are often swapped.",
)


def facility_id() -> Any:
    return column(
        "Mã cơ sở",
        "Facility id",
        "Không dùng lại cho cơ sở khác.",
        "Never used again for another facility.",
        required=True,
        pattern=r"^CSXL-\d{3}$",
    )


def _facility(number: int, year: str, state: str, **more: object) -> dict[str, object]:
    row = {"facility_id": f"CSXL-{number:03}", "period": year, "name": f"Cơ sở minh họa {number:03}"}
    built = {"geo_code": "883", "facility_type": "CLHVS", "capacity": 800.0, "state": state, "opened": date(2012, 5, 1)}
    return {**row, **built, "closed": None, "lon": None, "lat": None, **CITED, **more}


@table(
    "ste-waste-facility",
    key=("facility_id", "period"),
    references=(GEO,),
    rules=(
        *observed_rules("ste-waste-facility", "capacity"),
        NoPersonalData(id="ste-waste-facility.no-personal-data", columns=("name",)),
        Order(id="ste-waste-facility.closed-after-opened", rising=("opened", "closed")),
        Dated(id="ste-waste-facility.opened-by-then", date="opened", within=False),
        Dated(id="ste-waste-facility.closed-by-then", date="closed", within=False),
        Implication(
            id="ste-waste-facility.closed-state",
            when=Filled(("closed",)),
            then=Is("state", ("dong_cua",)),
            fails=({3: {"state": "tam_dung"}},),
        ),
        Implication(
            id="ste-waste-facility.planned-not-opened",
            when=Is("state", ("du_kien",)),
            then=Filled(("opened",), negate=True),
            fails=({4: {"opened": date(2020, 5, 1)}},),
        ),
        Advance(
            id="ste-waste-facility.state-forward",
            severity="warning",
            column="state",
            steps=("du_kien", "hoat_dong", "dong_cua"),
            free=("tam_dung",),
            within=("facility_id",),
            fails=({1: {"state": "du_kien", "opened": None}},),
        ),
        Implication(id="ste-waste-facility.both-coordinates", when=Filled(("lon",)), then=Filled(("lat",)), both=True),
        Band(
            id="ste-waste-facility.longitude",
            severity="warning",
            column="lon",
            low=WEST,
            high=EAST,
            unit="°",
            note=PLACE,
            fails=({0: {"lon": 107.2}},),
        ),
        Band(
            id="ste-waste-facility.latitude",
            severity="warning",
            column="lat",
            low=SOUTH,
            high=NORTH,
            unit="°",
            note=PLACE,
            fails=({0: {"lat": 12.5}},),
        ),
        UnitSlip(id="ste-waste-facility.unit-slip", columns=("capacity",), within=("facility_id",)),
    ),
    examples=(
        _facility(4, "2020", "hoat_dong", geo_code="91", lon=105.1, lat=10.0) | OFFICIAL,
        _facility(1, "2020", "hoat_dong"),
        _facility(1, "2019", "hoat_dong"),
        _facility(2, "2020", "dong_cua", capacity=100.0, closed=date(2020, 6, 30)),
        _facility(3, "2020", "du_kien", capacity=200.0, opened=None),
        _facility(1, "2021", "tam_dung"),
        _facility(2, "2021", "dong_cua", capacity=100.0, closed=date(2020, 6, 30)),
    ),
)
class WasteFacility(Observed):
    facility_id: str = facility_id()
    period: str = period()
    name: str = name()
    geo_code: str = geo_code()
    facility_type: str = column(
        "Loại cơ sở",
        "Kind of facility",
        "Phương pháp xử lý chính; cơ sở có nhiều phương pháp thì xem bộ ste-msw-treatment.",
        "The main method of treatment; where there are several, see ste-msw-treatment.",
        codelist="msw-treatment",
        required=True,
    )
    capacity: float = column(
        "Công suất thiết kế",
        "Design capacity",
        "Mức cuối kỳ, không cộng các kỳ.",
        "The level at the end of the period; periods are not added.",
        unit=units.TONNES_PER_DAY,
        gt=0,
    )
    state: str = column(
        "Tình trạng cơ sở",
        "State of the facility",
        "Cuối kỳ.",
        "At the end of the period.",
        codelist="waste-facility-state",
        required=True,
    )
    opened: pl.Date = column(
        "Ngày đi vào hoạt động", "Opened on", "Trống khi cơ sở mới là dự kiến.", "Empty while it is only planned."
    )
    closed: pl.Date = column("Ngày đóng cửa", "Closed on")
    lon: float = column(
        "Kinh độ", "Longitude", "WGS 84, độ thập phân.", "WGS 84, decimal degrees.", unit=units.DEGREES, ge=102, le=110
    )
    lat: float = column(
        "Vĩ độ", "Latitude", "WGS 84, độ thập phân.", "WGS 84, decimal degrees.", unit=units.DEGREES, ge=8, le=24
    )
