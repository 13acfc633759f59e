"""Group 03, Department of Finance: the budget of the plan, and incentives granted."""

from __future__ import annotations

from schemas.angiang import units
from schemas.angiang.columns import beneficiaries, capital_source, disbursed, record_id
from schemas.angiang.fields import CITED, OFFICIAL, Observed, no_person, observed_rules, period
from schemas.core.model import column, table
from schemas.core.rules import (
    Complementary,
    ComplementaryPeriods,
    Equals,
    Filled,
    FinalAfterPeriod,
    Implication,
    Order,
    SmallCells,
    SumOfParts,
    UnitSlip,
)
from schemas.core.site import Text


def _budget(programme: str, year: str, planned: float | None, paid: float | None, **more: object) -> dict[str, object]:
    row = {"period": year, "programme_id": programme, "programme": "Chương trình minh họa", "capital_source": "NSDP"}
    return {**row, "planned": planned, "allocated": planned, "disbursed": paid, **CITED, **more}


@table(
    "fin-ce-budget",
    key=("period", "programme_id", "capital_source"),
    rules=(
        *(
            r
            for r in observed_rules("fin-ce-budget", "planned", "allocated", "disbursed")
            if not isinstance(r, FinalAfterPeriod)
        ),
        no_person("fin-ce-budget", "programme"),
        Order(id="fin-ce-budget.disbursed-of-allocated", rising=("disbursed", "allocated")),
        Order(
            id="fin-ce-budget.allocated-of-planned",
            severity="warning",
            rising=("allocated", "planned"),
            factor=1.2,
            note=Text(
                "Có thể bổ sung trong năm, ít khi quá 20%.", "More may be added in the year, seldom beyond 20 %."
            ),
        ),
        FinalAfterPeriod(
            id="fin-ce-budget.final-after-closing",
            days=31,
            note=Text(
                "Ngân sách năm được chỉnh lý đến hết 31/01 năm sau.",
                "A budget year is settled until 31 January of the next.",
            ),
        ),
        UnitSlip(
            id="fin-ce-budget.unit",
            columns=("planned", "allocated", "disbursed"),
            within=("programme_id", "capital_source"),
            factors=(1000,),
        ),
    ),
    examples=(
        _budget("CT-01", "2023", 1_000.0, 900.0) | OFFICIAL,
        _budget("CT-01", "2024", 1_200.0, 700.0),
        _budget("CT-02", "2024-9M", 500.0, 200.0),
    ),
)
class CeBudget(Observed):
    period: str = period()
    programme_id: str = record_id("Mã chương trình", "Programme id")
    programme: str = column(
        "Chương trình lồng ghép",
        "Programme",
        "Chương trình, đề án, dự án mà kinh phí của kế hoạch được lồng ghép vào.",
        "The programme, scheme or project that carries the plan's money.",
        required=True,
        max_length=300,
    )
    capital_source: str = capital_source()
    planned: float = column("Dự toán", "Planned", "Cả năm.", "Of the whole year.", unit=units.MILLION_DONG, ge=0)
    allocated: float = column("Đã giao", "Allocated", unit=units.MILLION_DONG, ge=0)
    disbursed: float = disbursed(units.MILLION_DONG)


PARTS = ("dn", "htx", "tht", "khac")
UPTAKE = ("n_beneficiaries", "value")


def _uptake(kind: str, number: int | None, value: float | None, **more: object) -> dict[str, object]:
    row = {"period": "2023", "incentive_type": "tien_thue_dat", "beneficiary_type": kind}
    return {**row, "n_beneficiaries": number, "value": value, **CITED, **more}


@table(
    "fin-incentive-uptake",
    key=("period", "incentive_type", "beneficiary_type"),
    rules=(
        *observed_rules("fin-incentive-uptake", "value", most={"value": (100e6, units.MILLION_DONG)}),
        SumOfParts(
            id="fin-incentive-uptake.all-beneficiaries",
            by="beneficiary_type",
            total="TONG",
            parts=PARTS,
            values=UPTAKE,
            within=("period", "incentive_type"),
            tolerance=0.1,
        ),
        Implication(
            id="fin-incentive-uptake.none-no-value",
            when=Equals("n_beneficiaries", 0),
            then=Equals("value", 0),
            both=True,
            fails=({10: {"n_beneficiaries": 0}},),
        ),
        Implication(
            id="fin-incentive-uptake.value-counted",
            when=Filled(("value",)),
            then=Filled(("n_beneficiaries",)),
            fails=({10: {"n_beneficiaries": None}},),
        ),
        SmallCells(
            id="fin-incentive-uptake.small-cells",
            count="n_beneficiaries",
            values=("value",),
            fails=({10: {"n_beneficiaries": 2}},),
        ),
        Complementary(
            id="fin-incentive-uptake.complementary",
            by="beneficiary_type",
            total="TONG",
            values=UPTAKE,
            counts=("n_beneficiaries",),
            parts=PARTS,
            within=("period", "incentive_type"),
            fails=({6: {"obs_flag": "M"}, 7: {"obs_flag": "M"}, 8: {"n_beneficiaries": 7}},),
        ),
        ComplementaryPeriods(
            id="fin-incentive-uptake.complementary-in-time",
            values=UPTAKE,
            counts=("n_beneficiaries",),
            within=("incentive_type", "beneficiary_type"),
        ),
        UnitSlip(
            id="fin-incentive-uptake.unit",
            columns=("value",),
            within=("incentive_type", "beneficiary_type"),
            factors=(1000,),
            fails=({10: {"value": 500_000.0}},),
        ),
    ),
    examples=(
        _uptake("TONG", 20, 600.0) | OFFICIAL,
        _uptake("dn", 10, 400.0),
        _uptake("htx", 6, 150.0),
        _uptake("tht", 4, 50.0),
        _uptake("khac", 0, 0.0),
        _uptake("TONG", 9, 90.0, incentive_type="lai_suat"),
        _uptake("dn", None, None, incentive_type="lai_suat", obs_flag="C"),
        _uptake("htx", None, None, incentive_type="lai_suat", obs_flag="C"),
        _uptake("tht", 5, 50.0, incentive_type="lai_suat"),
        _uptake("khac", 0, 0.0, incentive_type="lai_suat"),
        _uptake("TONG", 15, 500.0, period="2022"),
        _uptake("TONG", 9, 300.0, period="2022-H1"),
        _uptake("TONG", 6, 200.0, period="2022-H2"),
    ),
)
class IncentiveUptake(Observed):
    period: str = period()
    incentive_type: str = column("Loại ưu đãi", "Incentive", codelist="incentive-type", required=True)
    beneficiary_type: str = column(
        "Loại đối tượng hưởng",
        "Beneficiary type",
        "TONG là mọi đối tượng của loại ưu đãi đó.",
        "TONG is every beneficiary of that incentive.",
        codelist="beneficiary-type",
        required=True,
    )
    n_beneficiaries: int = beneficiaries()
    value: float = column("Giá trị ưu đãi", "Value of the incentive", unit=units.MILLION_DONG, ge=0)
