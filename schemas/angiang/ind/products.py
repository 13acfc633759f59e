"""Products the plan names: plastics that should become fewer, exports whose inputs should come from the country."""

from __future__ import annotations

from typing import Any

import polars as pl

from schemas.angiang import units
from schemas.angiang.fields import CITED, GEO, OFFICIAL, Observed, geo_code, observed_rules, period
from schemas.core.model import column, table
from schemas.core.rules import Above, AtLeast, Given, Implication, Order, Ratio, SmallCells, UnitSlip, rule
from schemas.core.site import Text

SALES = ("period", "geo_code", "product")


def _sold() -> pl.Expr:
    return pl.col("quantity").filter(pl.col("flow").is_in(["cho", "sieu_thi"])).sum().over(SALES)


def _retail_enough(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    retail = pl.col("flow") == "tieu_thu_ban_le"
    return frame.with_columns(pl.when(retail).then(pl.max_horizontal("quantity", _sold())).otherwise("quantity"))


@rule(
    "ind-plastic-products.channels-of-retail",
    title=Text(
        "Chợ + siêu thị ≤ tiêu thụ qua bán lẻ (toàn bộ)",
        "Markets + supermarkets ≤ all retail",
    ),
    columns=("quantity", "flow", *SALES),
    fails=({2: {"quantity": 50.0}},),
    mend=_retail_enough,
)
def channels_of_retail(frame: pl.DataFrame, given: Given) -> pl.Series:
    rounding = pl.max_horizontal(1.0, pl.col("quantity") * 0.005)  # of three numbers printed in whole tonnes
    kept = _sold() <= pl.col("quantity") + rounding
    return frame.select(pl.when(pl.col("flow") == "tieu_thu_ban_le").then(kept)).to_series()


def _plastic(flow: str, quantity: float, establishments: int | None, **more: object) -> dict[str, object]:
    row = {"period": "2024", "geo_code": "89", "product": "tui_kho_phan_huy", "flow": flow, "quantity": quantity}
    return {**row, "n_establishments": establishments, **CITED, **more}


@table(
    "ind-plastic-products",
    key=("period", "geo_code", "product", "flow"),
    references=(GEO,),
    rules=(
        *observed_rules("ind-plastic-products", "quantity"),
        Implication(
            id="ind-plastic-products.someone-made-it",
            when=Above("quantity", 0),
            then=AtLeast("n_establishments", 1),
        ),
        channels_of_retail,
        SmallCells(
            id="ind-plastic-products.small-cells",
            count="n_establishments",
            values=("quantity",),
            note=Text(
                "Số của một, hai cơ sở là bí mật kinh doanh của họ.",
                "The figure of one or two establishments is their business secret.",
            ),
        ),
        UnitSlip(
            id="ind-plastic-products.unit-slip",
            columns=("quantity",),
            within=("geo_code", "product", "flow"),
            factors=(1000,),
        ),
    ),
    examples=(
        _plastic("san_xuat", 100.0, 5) | OFFICIAL,
        _plastic("tieu_thu_ban_le", 60.0, None),
        _plastic("cho", 40.0, None),
        _plastic("sieu_thi", 15.0, None),
        _plastic("san_xuat", 50.0, None, product="nhua_1_lan", period="2023"),
        _plastic("san_xuat", 52.0, None, product="nhua_1_lan", period="2022"),
    ),
)
class PlasticProducts(Observed):
    period: str = period()
    geo_code: str = geo_code()
    product: str = column("Sản phẩm nhựa", "Plastic product", codelist="plastic-product", required=True)
    flow: str = column(
        "Khâu",
        "Stage of the chain",
        "Không cộng các khâu: chợ và siêu thị đã nằm trong bán lẻ, hàng sản xuất ra có thể bán ở tỉnh khác.",
        "Never added: markets and supermarkets are within retail, what is made may be sold elsewhere.",
        codelist="plastic-flow",
        required=True,
    )
    quantity: float = column("Khối lượng sản phẩm", "Mass of products", unit=units.TONNES, ge=0)
    n_establishments: int = column(
        "Số cơ sở sản xuất hoặc bán",
        "Establishments making or selling it",
        "Từ 1 đến 2 thì để trống cả hai cột số và ghi ký hiệu C.",
        "Where they are 1 or 2 both columns stay empty, with flag C.",
        unit=units.ESTABLISHMENTS,
        ge=0,
    )


def _dollars(title: str, title_en: str, description: str, description_en: str) -> Any:
    return column(title, title_en, description, description_en, unit=units.THOUSAND_DOLLARS, ge=0)


def _export(group: str, value: float, **more: object) -> dict[str, object]:
    row = {"period": "2024", "geo_code": "89", "product_group": group, "export_value": value}
    return {**row, "domestic_input_value": None, "localisation_rate": None, **CITED, **more}


@table(
    "ind-localisation",
    key=("period", "geo_code", "product_group"),
    references=(GEO,),
    rules=(
        *observed_rules("ind-localisation", "export_value"),
        Order(id="ind-localisation.inputs-of-exports", rising=("domestic_input_value", "export_value")),
        Ratio(
            id="ind-localisation.rate",
            rate="localisation_rate",
            numerator=("domestic_input_value",),
            denominator="export_value",
            tolerance=0.5,
        ),
        UnitSlip(
            id="ind-localisation.unit-slip",
            columns=("export_value", "domestic_input_value"),
            within=("geo_code", "product_group"),
            factors=(1000,),
            note=Text(
                "Thường là triệu USD ghi thành nghìn USD.", "Most often million dollars written as thousand dollars."
            ),
        ),
    ),
    examples=(
        _export("gao", 500_000.0, domestic_input_value=450_000.0) | OFFICIAL,
        _export("ca_tra", 300_000.0, domestic_input_value=240_000.0, localisation_rate=80.0),
        _export("rau_qua", 20_000.0, period="2023"),
        _export("rau_qua", 21_000.0, period="2022"),
    ),
)
class Localisation(Observed):
    period: str = period()
    geo_code: str = geo_code()
    product_group: str = column(
        "Nhóm sản phẩm xuất khẩu", "Export product group", codelist="export-product-group", required=True
    )
    export_value: float = _dollars(
        "Giá trị xuất khẩu", "Export value", "Của doanh nghiệp trong tỉnh.", "Of the province's enterprises."
    )
    domestic_input_value: float = _dollars(
        "Giá trị đầu vào trong nước",
        "Domestic input value",
        "Phần giá trị xuất khẩu làm ra từ nguyên liệu, dịch vụ và lao động trong nước.",
        "The part of the export value made from domestic materials, services and labour.",
    )
    localisation_rate: float = column(
        "Tỷ lệ nội địa hóa (báo cáo)",
        "Localisation rate (as reported)",
        "Được đối chiếu với số tính lại.",
        "Checked against the recomputed rate.",
        unit=units.PERCENT,
        ge=0,
        le=100,
    )
