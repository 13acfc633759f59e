"""Final energy use by sector and form, and the key energy users of each sector."""

from __future__ import annotations

from typing import Any

from schemas.angiang import units
from schemas.angiang.fields import CITED, GEO, OFFICIAL, Observed, geo_code, no_person, observed_rules, period
from schemas.core.model import column, table
from schemas.core.rules import All, ComplementaryUnits, Filled, Implication, Is, Order, SmallCells, UnitsAddUp, UnitSlip
from schemas.core.site import Text


def use_sector() -> Any:
    return column("Ngành sử dụng", "Sector of use", codelist="energy-use-sector", required=True)


def _use(energy: str, quantity: float, **more: object) -> dict[str, object]:
    row = {"period": "2024", "geo_code": "89", "sector": "cong_nghiep", "energy": energy, "quantity": quantity}
    return {**row, "saved": None, "factor_set": "MINH-HOA", **CITED, **more}


@table(
    "ind-energy-use",
    key=("period", "geo_code", "sector", "energy"),
    references=(GEO,),
    rules=(
        *observed_rules("ind-energy-use", "quantity", most={"quantity": (100e6, units.TOE)}),
        no_person("ind-energy-use", "factor_set"),
        Implication(
            id="ind-energy-use.factors-said",
            when=All((Is("provenance", ("chinh_thuc",)), Filled(("quantity",)))),
            then=Filled(("factor_set",)),
            note=Text(
                "1 kWh là 0,0001543 TOE hay 0,000086 TOE tùy bộ hệ số: không nêu bộ hệ số thì không so sánh được.",
                "1 kWh is 0.0001543 or 0.000086 toe by the set of factors: without it nothing can be compared.",
            ),
        ),
        Order(
            id="ind-energy-use.saved-plausible",
            severity="warning",
            rising=("saved", "quantity"),
            factor=0.5,
            note=Text(
                "Tiết kiệm quá nửa lượng đã dùng thường là nhầm đơn vị.",
                "To have saved more than half of what was used is most often a slip of units.",
            ),
        ),
        UnitsAddUp(
            id="ind-energy-use.units-add-up",
            values=("quantity", "saved"),
            within=("period", "sector", "energy"),
        ),
        UnitSlip(
            id="ind-energy-use.unit-slip",
            columns=("quantity", "saved"),
            within=("geo_code", "sector", "energy"),
            factors=(1000,),
        ),
    ),
    examples=(
        _use("THAN", 60_000.0, saved=1_000.0) | OFFICIAL,
        _use("DIEN", 40_000.0),
        _use("DIEN", 40_000.0, geo_code="883"),
        _use("DAU", 20_000.0, period="2023"),
        _use("DAU", 19_000.0, period="2022"),
    ),
)
class EnergyUse(Observed):
    period: str = period()
    geo_code: str = geo_code()
    sector: str = use_sector()
    energy: str = column(
        "Dạng năng lượng sử dụng",
        "Form of energy used",
        "Điện mua của lưới ghi DIEN; điện, nhiệt tự sản xuất ghi theo nguồn (MT, SK, KSH…).",
        "Power bought from the grid is DIEN; power or heat of one's own goes under its source (MT, SK, KSH…).",
        codelist="energy-form",
        required=True,
    )
    quantity: float = column(
        "Năng lượng tiêu thụ cuối cùng",
        "Final energy used",
        "Lượng dùng trong kỳ; không tính năng lượng dùng để phát điện bán.",
        "What was used in the period; not what was used to make power for sale.",
        unit=units.TOE,
        ge=0,
    )
    saved: float = column(
        "Tiết kiệm năng lượng của ngành",
        "Energy saved by the sector",
        "So với mức không có biện pháp, do cơ sở báo cáo; năng lượng cuối cùng, cùng bộ hệ số với lượng tiêu thụ.",
        "Against what would have been used without the measures, as establishments report; final energy, converted "
        "by the same factors.",
        unit=units.TOE,
        ge=0,
    )
    factor_set: str = column(
        "Bộ hệ số quy đổi",
        "Conversion factors",
        "Văn bản hoặc bảng hệ số đã dùng để đổi kWh, tấn, lít ra TOE.",
        "The document or table by which kWh, tonnes and litres became toe.",
        max_length=200,
    )


def _users(sector: str, number: int, **more: object) -> dict[str, object]:
    return {"period": "2024", "geo_code": "89", "sector": sector, "n_key_users": number, **CITED, **more}


@table(
    "ind-energy-use",
    name="ind-key-energy-users",
    key=("period", "geo_code", "sector"),
    references=(GEO,),
    rules=(
        *observed_rules("ind-key-energy-users", "n_key_users"),
        SmallCells(id="ind-key-energy-users.small-cells", count="n_key_users"),
        ComplementaryUnits(
            id="ind-key-energy-users.not-computable",
            values=("n_key_users",),
            counts=("n_key_users",),
            within=("sector",),
            fails=({2: {"n_key_users": None, "obs_flag": "C"}},),
        ),
        UnitsAddUp(
            id="ind-key-energy-users.units-add-up",
            values=("n_key_users",),
            within=("period", "sector"),
        ),
    ),
    examples=(
        _users("dich_vu", 4) | OFFICIAL,
        _users("cong_nghiep", 30),
        _users("cong_nghiep", 30, geo_code="883"),
    ),
)
class KeyEnergyUsers(Observed):
    period: str = period()
    geo_code: str = geo_code()
    sector: str = use_sector()
    n_key_users: int = column(
        "Số cơ sở sử dụng năng lượng trọng điểm",
        "Key energy users",
        "Theo danh sách của năm; mỗi cơ sở đếm một lần, dù dùng nhiều dạng năng lượng.",
        "On the list of the year; each counts once, however many forms of energy it uses.",
        unit=units.ESTABLISHMENTS,
        ge=0,
    )
