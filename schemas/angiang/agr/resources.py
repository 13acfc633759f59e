"""How much land, water and input a crop takes."""

from __future__ import annotations

from schemas.angiang import units
from schemas.angiang.agr.seasons import seasons_add_up
from schemas.angiang.fields import CITED, GEO, OFFICIAL, Observed, geo_code, observed_rules, period
from schemas.core.model import column, table
from schemas.core.rules import Band, UnitsAddUp, UnitSlip
from schemas.core.site import Text

ID = "agr-resource-efficiency"
SERIES = ("geo_code", "crop")
RATES = ("fertiliser", "pesticide", "water", "yield_t_ha")


def _crop(when: str, area: float | None, crop: str = "lua", geo: str = "89", **more: object) -> dict[str, object]:
    row = {"period": when, "geo_code": geo, "crop": crop, "area_ha": area, **dict.fromkeys(RATES)}
    return {**row, **CITED, **more}


@table(
    ID,
    key=("period", "geo_code", "crop"),
    references=(GEO,),
    rules=(
        *observed_rules(ID, "area_ha", *RATES),
        Band(
            id=f"{ID}.rice-yield",
            severity="warning",
            column="yield_t_ha",
            low=3,
            high=9,
            unit="t/ha",
            where=("crop", "lua"),
            note=Text(
                "Năng suất một vụ, hoặc bình quân các vụ của năm; không cộng các vụ.",
                "The yield of one season, or the mean of the year's seasons; seasons are not added.",
            ),
        ),
        Band(
            id=f"{ID}.fertiliser",
            severity="warning",
            column="fertiliser",
            low=0,
            high=1500,
            unit="kg/ha",
        ),
        *seasons_add_up(
            ID,
            "area_ha",
            within=SERIES,
            over=({2: {"area_ha": 260_000.0}},),
            short=({2: {"area_ha": 200_000.0}},),
        ),
        UnitsAddUp(id=f"{ID}.units-add-up", values=("area_ha",), within=("period", "crop")),
        UnitSlip(id=f"{ID}.unit-slip", columns=("area_ha", *RATES), within=SERIES),
    ),
    examples=(
        _crop("2023", 620_000.0, fertiliser=420.0, pesticide=5.0, water=9_000.0, yield_t_ha=6.5) | OFFICIAL,
        _crop("2024", 630_000.0),
        _crop("2024-DX", 230_000.0),
        _crop("2024-HT", 230_000.0),
        _crop("2024-TD", 170_000.0),
        _crop("2024", 20_000.0, "cay_an_trai"),
        _crop("2024", 20_000.0, "cay_an_trai", geo="883"),
        _crop("2023", 19_500.0, "cay_an_trai", water=8_000.0),
        _crop("2025-Q3", 5_000.0, "rau_mau", "91") | OFFICIAL,
    ),
)
class ResourceEfficiency(Observed):
    period: str = period()
    geo_code: str = geo_code()
    crop: str = column("Cây trồng, vật nuôi", "Crop", codelist="farm-crop", required=True)
    area_ha: float = column(
        "Diện tích gieo trồng, nuôi",
        "Area sown or stocked",
        "Ruộng làm ba vụ được tính ba lần.",
        "A field sown three times counts three times.",
        unit=units.HECTARES,
        ge=0,
    )
    fertiliser: float = column(
        "Phân bón hóa học bình quân",
        "Chemical fertiliser",
        "Trên một hecta gieo trồng.",
        "Per hectare sown.",
        unit=units.KILOGRAMS_PER_HECTARE,
        ge=0,
    )
    pesticide: float = column(
        "Thuốc bảo vệ thực vật bình quân",
        "Pesticide",
        "Trên một hecta gieo trồng, khối lượng thương phẩm.",
        "Per hectare sown, as product weight.",
        unit=units.KILOGRAMS_PER_HECTARE,
        ge=0,
    )
    water: float = column("Lượng nước tưới", "Irrigation water", unit=units.CUBIC_METRES_PER_HECTARE, ge=0)
    yield_t_ha: float = column("Năng suất", "Yield", unit=units.TONNES_PER_HECTARE, ge=0)
