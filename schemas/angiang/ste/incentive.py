"""How central incentives for circular business are applied, and what amendments are asked for (III.2.1)."""

from __future__ import annotations

from schemas.angiang import units
from schemas.angiang.columns import beneficiaries, record_id
from schemas.angiang.fields import CITED, OFFICIAL, Observed, observed_rules, period
from schemas.core.model import column, table
from schemas.core.rules import Advance, Filled, Implication, NoPersonalData, Order, SmallCells


def _applied(year: str, state: str, **more: object) -> dict[str, object]:
    row = {"period": year, "record_id": "CC-001", "mechanism": "Cơ chế minh họa", "legal_doc": "MINH-HOA"}
    counts = {"n_applications": 8, "n_beneficiaries": 5}
    asked = {"obstacle": None, "proposal": "Kiến nghị minh họa", "proposal_state": state}
    return {**row, **counts, **asked, **CITED, **more}


@table(
    "ste-incentive-policy",
    key=("record_id", "period"),
    rules=(
        *observed_rules("ste-incentive-policy", "n_applications", "n_beneficiaries"),
        SmallCells(
            id="ste-incentive-policy.applications-small-cells",
            count="n_applications",
            fails=({0: {"n_applications": 2, "n_beneficiaries": None}},),
        ),
        Order(id="ste-incentive-policy.granted-of-applied", rising=("n_beneficiaries", "n_applications")),
        SmallCells(id="ste-incentive-policy.small-cells", count="n_beneficiaries"),
        Implication(
            id="ste-incentive-policy.proposal-state",
            when=Filled(("proposal",)),
            then=Filled(("proposal_state",)),
            both=True,
        ),
        Advance(
            id="ste-incentive-policy.proposal-forward",
            column="proposal_state",
            steps=("chua_gui", "da_gui", "khong", "tiep_thu"),
            within=("record_id",),
        ),
        NoPersonalData(
            id="ste-incentive-policy.no-personal-data", columns=("mechanism", "obstacle", "proposal", "legal_doc")
        ),
    ),
    examples=(
        _applied("2024", "da_gui") | OFFICIAL,
        _applied("2023", "chua_gui"),
    ),
)
class IncentivePolicy(Observed):
    period: str = period()
    record_id: str = record_id("Mã cơ chế", "Mechanism id")
    mechanism: str = column(
        "Tên cơ chế",
        "Mechanism",
        "Cơ chế ưu đãi, hỗ trợ, không phải tên người hay đơn vị được hưởng.",
        "The incentive or support, not the name of who gets it.",
        required=True,
        max_length=300,
    )
    legal_doc: str = column(
        "Văn bản của trung ương",
        "Central document",
        "Số, ký hiệu và điều khoản.",
        "Number and article.",
        required=True,
        max_length=200,
    )
    n_applications: int = column("Số hồ sơ đề nghị", "Applications", unit=units.APPLICATIONS, ge=0)
    n_beneficiaries: int = beneficiaries()
    obstacle: str = column("Vướng mắc khi áp dụng", "Obstacle", max_length=1000)
    proposal: str = column("Kiến nghị sửa đổi", "Amendment asked for", max_length=1000)
    proposal_state: str = column("Tình trạng kiến nghị", "State of the request", codelist="proposal-state")
