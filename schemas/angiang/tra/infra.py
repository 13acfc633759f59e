"""Green transport infrastructure: works, their money and what they save."""

from __future__ import annotations

from schemas.angiang import columns, units
from schemas.angiang.fields import CITED, GEO, OFFICIAL, Observed, geo_code, no_person, observed_rules, period
from schemas.core.model import column, table
from schemas.core.rules import Advance, Order, UnitSlip
from schemas.core.site import Text

MEASURES = ("length", "investment", "disbursed", "recycled_material", "ghg_saving")


def _works(number: int, period_text: str, stage: str, **more: object) -> dict[str, object]:
    row = {"period": period_text, "project_id": f"minh-hoa-{number}", "name": f"Dự án minh họa {number:03}"}
    where = {"geo_code": "89", "linked_project": None, "stage": stage}
    return {**row, **where, **dict.fromkeys(MEASURES), **CITED, **more}


@table(
    "tra-green-infra",
    key=("project_id", "period"),
    references=(GEO, columns.PROJECT),
    rules=(
        *observed_rules("tra-green-infra", "investment", "disbursed"),
        no_person("tra-green-infra", "name"),
        Order(
            id="tra-green-infra.disbursed-of-investment",
            rising=("disbursed", "investment"),
            factor=1.1,
            note=Text(
                "Vượt quá 10% thì phải có tổng mức đầu tư điều chỉnh.",
                "Beyond 10 % the investment must have been adjusted.",
            ),
        ),
        Advance(
            id="tra-green-infra.stage-forward",
            column="stage",
            steps=columns.STAGES,
            within=("project_id",),
            free=columns.HALTS,
            fails=({2: {"stage": "CTDT"}},),
        ),
        Advance(
            id="tra-green-infra.disbursed-grows",
            severity="warning",
            column="disbursed",
            steps=(),
            within=("project_id",),
            fails=({2: {"disbursed": 10.0}},),
        ),
        UnitSlip(
            id="tra-green-infra.unit-slip",
            columns=("investment",),
            within=("project_id",),
            factors=(1000,),
            note=Text("Thường là triệu đồng ghi thành tỷ đồng.", "Most often million dong written as billion dong."),
        ),
    ),
    examples=(
        _works(1, "2024-H2", "TC", investment=100.0, disbursed=50.0) | OFFICIAL,
        _works(2, "2024-H1", "TC", disbursed=20.0),
        _works(2, "2024-H2", "VH", disbursed=180.0),
        _works(3, "2024-H1", "DX", investment=300.0),
        _works(3, "2024-H2", "DX", investment=310.0),
    ),
)
class GreenInfra(Observed):
    period: str = period()
    project_id: str = columns.record_id("Mã công trình", "Works id")
    name: str = columns.name()
    geo_code: str = geo_code()
    linked_project: str = columns.linked_project()
    length: float = column("Chiều dài", "Length", unit=units.KILOMETRES, ge=0)
    investment: float = column(
        "Tổng mức đầu tư",
        "Total investment",
        "Mức được duyệt mới nhất.",
        "As last approved.",
        unit=units.BILLION_DONG,
        ge=0,
    )
    disbursed: float = columns.disbursed(units.BILLION_DONG)
    recycled_material: float = column(
        "Vật liệu tái chế đã dùng",
        "Recycled material used",
        "Trong kỳ: tro, xỉ, phế thải xây dựng…",
        "In the period: ash, slag, construction waste…",
        unit=units.TONNES,
        ge=0,
    )
    ghg_saving: float = column(
        "Giảm phát thải dự kiến mỗi năm",
        "Expected yearly emission saving",
        "Theo hồ sơ dự án; là ước tính, không phải số đo.",
        "By the project's documents; an estimate, not a measurement.",
        unit=units.TONNES_CO2E_PER_YEAR,
        ge=0,
    )
    stage: str = columns.stage()
