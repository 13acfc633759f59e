"""Industrial clusters and how far they apply the circular economy."""

from __future__ import annotations

from schemas.angiang import columns, units
from schemas.angiang.fields import CITED, GEO, OFFICIAL, Observed, geo_code, no_person, observed_rules, period
from schemas.core.model import column, table
from schemas.core.rules import Above, Filled, Implication, Is, Order, Ratio, UnitSlip
from schemas.core.site import Text


def _cluster(number: int, year: str = "2024", **more: object) -> dict[str, object]:
    row = {"period": year, "cluster_id": f"minh-hoa-{number}", "name": f"Cụm công nghiệp minh họa {number:03}"}
    land = {"geo_code": "883", "area": 50.0, "leasable": None, "leased": None, "occupancy": None}
    water = {"central_wwtp": None, "wwtp_capacity": None}
    eco = {"eco_status": None, "eco_document": None, "n_symbiosis": None}
    return {**row, **land, **water, **eco, **CITED, **more}


@table(
    "ind-cluster",
    key=("cluster_id", "period"),
    references=(GEO,),
    rules=(
        *observed_rules("ind-cluster", "area"),
        no_person("ind-cluster", "name", "eco_document"),
        Order(id="ind-cluster.leased-of-area", rising=("leased", "leasable", "area")),
        Ratio(
            id="ind-cluster.occupancy",
            rate="occupancy",
            numerator=("leased",),
            denominator="leasable",
            tolerance=0.5,
            note=Text(
                "Mẫu số là đất công nghiệp cho thuê được, không phải toàn bộ diện tích cụm.",
                "The denominator is the industrial land that can be leased, not the whole cluster.",
            ),
        ),
        Implication(
            id="ind-cluster.plant-has-capacity",
            when=Above("wwtp_capacity", 0),
            then=Is("central_wwtp", (True,)),
            both=True,
        ),
        Implication(
            id="ind-cluster.eco-needs-document",
            when=Is("eco_status", ("sinh_thai",)),
            then=Filled(("eco_document",)),
            both=True,
            note=Text(
                "Cụm chỉ là sinh thái khi có văn bản công nhận.",
                "A cluster is an eco-cluster only with the document that recognises it.",
            ),
        ),
        UnitSlip(
            id="ind-cluster.unit-slip",
            columns=("area",),
            within=("cluster_id",),
            factors=(10_000,),
            note=Text("Thường là m² ghi thành ha.", "Most often m² written as hectares."),
        ),
    ),
    examples=(
        _cluster(1, leasable=35.0, leased=21.0, central_wwtp=True, wwtp_capacity=2_000.0) | OFFICIAL,
        _cluster(2, leasable=35.0, leased=21.0, occupancy=60.0, central_wwtp=False, eco_status="khong"),
        _cluster(3, eco_status="sinh_thai", eco_document="MINH-HOA", n_symbiosis=4),
        _cluster(4),
        _cluster(4, "2023"),
    ),
)
class Cluster(Observed):
    period: str = period()
    cluster_id: str = columns.record_id("Mã cụm công nghiệp", "Cluster id")
    name: str = columns.name()
    geo_code: str = geo_code()
    area: float = column("Diện tích cụm", "Area of the cluster", unit=units.HECTARES, gt=0)
    leasable: float = column(
        "Đất công nghiệp cho thuê được", "Industrial land that can be leased", unit=units.HECTARES, ge=0
    )
    leased: float = column("Đã cho thuê", "Leased", unit=units.HECTARES, ge=0)
    occupancy: float = column(
        "Tỷ lệ lấp đầy (báo cáo)",
        "Occupancy (as reported)",
        "Được đối chiếu với đã cho thuê chia cho đất cho thuê được.",
        "Checked against leased over leasable land.",
        unit=units.PERCENT,
        ge=0,
        le=100,
    )
    central_wwtp: bool = column("Có xử lý nước thải tập trung", "Central wastewater treatment")
    wwtp_capacity: float = column(
        "Công suất xử lý nước thải của cụm",
        "Capacity of the cluster's treatment plant",
        unit=units.CUBIC_METRES_PER_DAY,
        ge=0,
    )
    eco_status: str = column("Mức độ sinh thái", "Eco status", codelist="eco-cluster-status")
    eco_document: str = column(
        "Văn bản công nhận cụm sinh thái",
        "Document recognising the eco-cluster",
        "Số, ký hiệu và ngày.",
        "Its number and date.",
        max_length=200,
    )
    n_symbiosis: int = column(
        "Số liên kết cộng sinh công nghiệp",
        "Industrial symbiosis links",
        "Mỗi liên kết: một cơ sở dùng phụ phẩm, nhiệt hoặc nước thải của cơ sở khác.",
        "Each link: one establishment uses the by-product, heat or wastewater of another.",
        unit=units.LINKS,
        ge=0,
    )
