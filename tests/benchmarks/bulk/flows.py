"""Waste by place, period, kind, treatment and plant: ten columns, a key of five, a rule across two."""

from datetime import date

from schemas.core.model import TableModel, column, table
from schemas.core.period import PATTERN
from schemas.core.rules import Order


@table("bulk-codes", key=("list", "code"), examples=({"list": "kind", "code": "a"},))
class BulkCodes(TableModel):
    list: str = column("Danh mục", "List")
    code: str = column("Mã", "Code")


@table(
    "bulk-flows",
    key=("period", "place", "kind", "treatment", "plant"),
    rules=(Order(id="bulk-flows.within-generated", rising=("collected", "generated")),),
    examples=(
        {
            "period": "2024-07",
            "place": "91001",
            "kind": "rac",
            "treatment": "chon_lap",
            "plant": "P-000001",
            "generated": 120.5,
            "collected": 80.25,
            "households": 1200,
            "measured_on": date(2024, 7, 15),
            "status": "CT",
        },
    ),
)
class BulkFlows(TableModel):
    period: str = column("Kỳ số liệu", "Period", pattern=PATTERN)
    place: str = column("Nơi", "Place", pattern=r"^\d{5}$")
    kind: str = column("Loại", "Kind", codelist="kind")
    treatment: str = column("Cách xử lý", "Treatment", codelist="treatment")
    plant: str = column("Cơ sở", "Plant", pattern=r"^P-\d{6}$")
    generated: float = column("Phát sinh", "Generated", unit="tấn", ge=0, le=100_000, required=True)
    collected: float = column("Thu gom", "Collected", unit="tấn", ge=0)
    households: int = column("Số hộ", "Households", ge=0)
    measured_on: date = column("Ngày đo", "Measured on")
    status: str = column("Loại số liệu", "Status", codelist="status")
