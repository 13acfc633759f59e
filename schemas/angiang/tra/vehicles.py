"""Vehicles by the energy they run on, and public charging stations."""

from __future__ import annotations

from schemas.angiang import units
from schemas.angiang.fields import CITED, GEO, OFFICIAL, Observed, geo_code, observed_rules, period
from schemas.core.model import column, table
from schemas.core.rules import Band, Order, UnitsAddUp, UnitSlip
from schemas.core.site import Text


def _fleet(kind: str, fuel: str, stock: int, **more: object) -> dict[str, object]:
    row = {"period": "2024-Q4", "geo_code": "89", "vehicle_type": kind, "fuel": fuel, "stock": stock}
    return {**row, "new_registered": None, **CITED, **more}


@table(
    "tra-clean-vehicles",
    key=("period", "geo_code", "vehicle_type", "fuel"),
    references=(GEO,),
    rules=(
        *observed_rules("tra-clean-vehicles", "stock", most={"stock": (5e6, units.VEHICLES)}),
        Order(id="tra-clean-vehicles.new-of-stock", rising=("new_registered", "stock")),
        Band(
            id="tra-clean-vehicles.buses-magnitude",
            severity="warning",
            column="stock",
            low=0,
            high=10_000,
            unit=units.VEHICLES.vi,
            where=("vehicle_type", "xe_buyt"),
            fails=({1: {"stock": 30_000}, 2: {"stock": 30_000}},),
            note=Text("Nhiều hơn thế ở một tỉnh là khó có thể.", "More than that in one province is hard to believe."),
        ),
        UnitsAddUp(
            id="tra-clean-vehicles.units-add-up",
            values=("stock", "new_registered"),
            within=("period", "vehicle_type", "fuel"),
        ),
        UnitSlip(
            id="tra-clean-vehicles.unit-slip",
            columns=("stock",),
            within=("geo_code", "vehicle_type", "fuel"),
            factors=(1000,),
        ),
    ),
    examples=(
        _fleet("taxi", "DIEN", 200, new_registered=50) | OFFICIAL,
        _fleet("xe_buyt", "DIEN", 20),
        _fleet("xe_buyt", "DIEN", 20, geo_code="883"),
        _fleet("xe_tai", "DIESEL", 5_000, period="2024-Q3"),
        _fleet("xe_tai", "DIESEL", 4_900, period="2024-Q2"),
    ),
)
class CleanVehicles(Observed):
    period: str = period()
    geo_code: str = geo_code()
    vehicle_type: str = column("Loại phương tiện", "Kind of vehicle", codelist="vehicle-type", required=True)
    fuel: str = column(
        "Năng lượng của phương tiện",
        "Energy of the vehicle",
        "Gửi đủ mọi loại, cả xăng và dầu: tỷ lệ xe sạch cần mẫu số.",
        "Send every kind, petrol and diesel too: a share of clean vehicles needs its denominator.",
        codelist="vehicle-energy",
        required=True,
    )
    stock: int = column(
        "Phương tiện hiện có", "Vehicles in use", "Cuối kỳ.", "At the end of the period.", unit=units.VEHICLES, ge=0
    )
    new_registered: int = column("Đăng ký mới trong kỳ", "Newly registered", unit=units.VEHICLES, ge=0)


def _chargers(year: str, geo: str, stations: int, ports: int, **more: object) -> dict[str, object]:
    return {"period": year, "geo_code": geo, "n_stations": stations, "n_ports": ports, **CITED, **more}


@table(
    "tra-clean-vehicles",
    name="tra-charging-stations",
    key=("period", "geo_code"),
    references=(GEO,),
    rules=(
        *observed_rules("tra-charging-stations", "n_stations", "n_ports"),
        Order(
            id="tra-charging-stations.a-port-each",
            rising=("n_stations", "n_ports"),
            note=Text("Trạm nào cũng có ít nhất một cổng.", "Every station has at least one charging point."),
        ),
        UnitsAddUp(
            id="tra-charging-stations.units-add-up",
            values=("n_stations", "n_ports"),
            within=("period",),
        ),
    ),
    examples=(
        _chargers("2024-Q4", "89", 12, 60) | OFFICIAL,
        _chargers("2024-Q3", "89", 10, 50),
        _chargers("2024-Q3", "883", 10, 50),
    ),
)
class ChargingStations(Observed):
    period: str = period()
    geo_code: str = geo_code()
    n_stations: int = column(
        "Số trạm sạc công cộng",
        "Public charging stations",
        "Cuối kỳ; không gồm sạc tại nhà.",
        "At the end of the period; without charging at home.",
        unit=units.CHARGING_STATIONS,
        ge=0,
    )
    n_ports: int = column("Số cổng sạc", "Charging points", unit=units.CHARGING_PORTS, ge=0)
