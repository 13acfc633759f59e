"""The register of circular-economy projects, quarter by quarter."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang import units
from schemas.angiang.columns import CONTACT, HALTS, STAGES, contact_agency, female, name, project_id, sector, stage
from schemas.angiang.fields import CITED, GEO, OFFICIAL, Observed, geo_code, observed_rules, period
from schemas.core.model import column, table
from schemas.core.rules import Advance, Dated, Filled, Given, Implication, Is, NoPersonalData, Order, UnitSlip, rule
from schemas.core.site import Text

RESULTS = ("energy_use", "re_self_supply", "energy_saved", "water_saved", "waste_avoided")
YEAR = "12 tháng đến cuối kỳ, đo được; trống khi chưa vận hành."
YEAR_EN = "Measured over the 12 months to the end of the period; empty until it operates."


LEGAL_FORM = (
    r"(?i)\b(công ty|tập đoàn|doanh nghiệp|htx|hợp tác xã|liên hiệp|tổ hợp tác|ủy ban|ubnd|trung tâm|ban quản lý|"
    r"ngân hàng|quỹ|viện|trường|co\.,? ?ltd|jsc|corporation|corp|company|llc|ltd|inc|gmbh|b\.v|limited|group)"
)


@rule(
    "dpi-ce-projects.investor-legal-form",
    title=Text(
        "Tên nhà đầu tư có loại hình pháp nhân: công ty, doanh nghiệp, hợp tác xã, ban quản lý…",
        "The investor's name says its legal form: company, enterprise, cooperative, management board…",
    ),
    columns=("investor",),
    fails=({0: {"investor": "Minh Họa"}},),
    note=Text("Tên không có loại hình có thể là tên người.", "A name without one may be a person's."),
)
def investor_legal_form(frame: pl.DataFrame, given: Given) -> pl.Series:
    return frame["investor"].str.contains(LEGAL_FORM)


def _project(number: int, quarter: str, state: str, country: str | None = None, **more: object) -> dict[str, object]:
    said = {"period": quarter, "project_id": f"KTTH-2023-{number:03}", "name": f"Dự án minh họa {number:03}"}
    place = {"sector": "NN", "geo_code": "89", "stage": state, "contact_agency": "ag-01"}
    who = {"investor": "Công ty cổ phần Minh Họa", "investor_code": "0000000000"}
    kind = {"investor_type": "nuoc_ngoai" if country else "trong_nuoc", "investor_country": country}
    decided = {"decision_no": "01/QĐ-MINH-HOA", "approved_date": date(2023, 5, 4), "operation_date": None}
    money = {"capital_total": 100_000.0, "capital_disbursed": 60_000.0}
    rest = {**dict.fromkeys(RESULTS), "jobs": None, "jobs_female": None, "green_confirmation": None}
    return {**said, **place, **who, **kind, **decided, **money, **rest, **CITED, **more}


@table(
    "dpi-ce-projects",
    key=("project_id", "period"),
    references=(GEO, CONTACT),
    rules=(
        *observed_rules("dpi-ce-projects", "capital_total", most={"capital_total": (100e6, units.MILLION_DONG)}),
        Order(
            id="dpi-ce-projects.disbursed-of-capital",
            rising=("capital_disbursed", "capital_total"),
            factor=1.1,
            note=Text(
                "Vượt quá 10% thì phải điều chỉnh vốn đăng ký trước.",
                "Beyond 10 % the registered capital is adjusted first.",
            ),
        ),
        Advance(
            id="dpi-ce-projects.disbursed-cumulative",
            severity="warning",
            column="capital_disbursed",
            within=("project_id",),
        ),
        UnitSlip(
            id="dpi-ce-projects.capital-unit", columns=("capital_total",), within=("project_id",), factors=(1000,)
        ),
        Advance(
            id="dpi-ce-projects.stage-forward",
            column="stage",
            steps=STAGES,
            within=("project_id",),
            free=HALTS,
            note=Text(
                "Dự án tạm dừng (TD) được tiếp tục; dự án đã chấm dứt hiệu lực (CDHL) thì không.",
                "A suspended project (TD) may resume; a terminated one (CDHL) does not.",
            ),
        ),
        Implication(
            id="dpi-ce-projects.decision",
            when=Is("stage", ("CTDT",)),
            then=Filled(("decision_no",)),
        ),
        Implication(
            id="dpi-ce-projects.decision-dated",
            when=Filled(("decision_no",)),
            then=Filled(("approved_date",)),
        ),
        Implication(
            id="dpi-ce-projects.operating",
            severity="warning",
            when=Is("stage", ("VH",)),
            then=Filled(("operation_date",)),
            fails=({1: {"operation_date": None}},),
        ),
        Order(
            id="dpi-ce-projects.approved-first",
            severity="warning",
            rising=("approved_date", "operation_date"),
            note=Text(
                "Cảnh báo: quyết định điều chỉnh có thể ra sau ngày vận hành.",
                "A warning: a decision that amends may come after the project began to operate.",
            ),
        ),
        Dated(
            id="dpi-ce-projects.approved-by-then",
            date="approved_date",
            within=False,
            fails=({2: {"approved_date": date(2024, 7, 1)}},),
        ),
        Dated(id="dpi-ce-projects.operating-by-then", date="operation_date", within=False),
        Implication(
            id="dpi-ce-projects.results-of-operation",
            when=Filled(RESULTS),
            then=Filled(("operation_date",)),
            fails=({2: {"energy_use": 1_200.0}},),
            note=Text("Số thiết kế không phải kết quả.", "Design values are no results."),
        ),
        Order(
            id="dpi-ce-projects.own-renewables-of-use",
            severity="warning",
            rising=("re_self_supply", "energy_use"),
            factor=1.05,
            note=Text("Cảnh báo: điện dư có thể bán lên lưới.", "A warning: what is not used may be sold to the grid."),
        ),
        Order(id="dpi-ce-projects.women-of-jobs", rising=("jobs_female", "jobs")),
        Implication(
            id="dpi-ce-projects.foreign-investor",
            when=Is("investor_type", ("nuoc_ngoai",)),
            then=Filled(("investor_country",)),
            both=True,
        ),
        Implication(
            id="dpi-ce-projects.not-vietnam",
            when=Filled(("investor_country",)),
            then=Is("investor_country", ("VN",), negate=True),
        ),
        Implication(id="dpi-ce-projects.investor-named", when=Filled(("investor_code",)), then=Filled(("investor",))),
        investor_legal_form,
        NoPersonalData(
            id="dpi-ce-projects.no-person", columns=("name", "investor", "decision_no", "green_confirmation")
        ),
    ),
    examples=(
        _project(1, "2024-Q4", "VH", operation_date=date(2024, 1, 15), capital_disbursed=90_000.0, jobs=60)
        | {"energy_use": 1_200.0, "re_self_supply": 800.0, "energy_saved": 35.0, "jobs_female": 25, **OFFICIAL},
        _project(1, "2024-Q3", "VH", operation_date=date(2024, 1, 15), capital_disbursed=80_000.0),
        _project(2, "2024-Q2", "TC", "NL"),
        _project(2, "2024-Q3", "TD", "NL"),
        _project(2, "2024-Q4", "TC", "NL"),
        _project(3, "2024-Q4", "CTDT", capital_disbursed=0.0),
    ),
)
class CeProject(Observed):
    period: str = period()
    project_id: str = project_id()
    name: str = name()
    sector: str = sector()
    geo_code: str = geo_code()
    stage: str = stage()
    investor: str = column(
        "Nhà đầu tư",
        "Investor",
        "Tên pháp nhân; không nêu tên cá nhân, hộ gia đình.",
        "The legal entity's name; no private person or household.",
        max_length=300,
    )
    investor_code: str = column(
        "Mã số doanh nghiệp",
        "Enterprise code",
        "10 chữ số; mã số của hộ, cá nhân là dữ liệu cá nhân và không công bố.",
        "10 digits; the number of a household or person is personal data and is not published.",
        pattern=r"^\d{10}$",
    )
    investor_type: str = column("Loại nhà đầu tư", "Investor type", codelist="investor-type", required=True)
    investor_country: str = column(
        "Nước của nhà đầu tư nước ngoài",
        "Country of the foreign investor",
        "ISO 3166-1 alpha-2; trống với nhà đầu tư trong nước.",
        "ISO 3166-1 alpha-2; empty for a domestic investor.",
        pattern=r"^[A-Z]{2}$",
    )
    contact_agency: str = contact_agency()
    decision_no: str = column(
        "Số quyết định chủ trương đầu tư",
        "Investment policy decision",
        "Trống khi dự án không thuộc diện chấp thuận chủ trương.",
        "Empty where the project needs none.",
        max_length=100,
    )
    approved_date: pl.Date = column("Ngày quyết định chủ trương đầu tư", "Policy decided on")
    operation_date: pl.Date = column(
        "Ngày vận hành", "Operating since", "Ngày thực tế, không phải dự kiến.", "The actual day, not the planned one."
    )
    capital_total: float = column(
        "Tổng vốn đăng ký",
        "Registered capital",
        "Giá hiện hành, không khử lạm phát.",
        "Current prices, not deflated.",
        unit=units.MILLION_DONG,
        ge=0,
    )
    capital_disbursed: float = column(
        "Vốn thực hiện",
        "Capital realised",
        "Lũy kế từ khi bắt đầu đến cuối kỳ.",
        "Cumulated from the start to the end of the period.",
        unit=units.MILLION_DONG,
        ge=0,
    )
    energy_use: float = column("Năng lượng sử dụng", "Energy used", YEAR, YEAR_EN, unit=units.MWH, ge=0)
    re_self_supply: float = column(
        "Năng lượng tái tạo tự sản xuất", "Own renewable energy", YEAR, YEAR_EN, unit=units.MWH, ge=0
    )
    energy_saved: float = column(
        "Năng lượng cuối cùng tiết kiệm được",
        "Final energy saved",
        f"So với trước khi áp dụng mô hình; năng lượng cuối cùng, không quy về sơ cấp. {YEAR}",
        f"Against before the model was applied; final energy, not primary. {YEAR_EN}",
        unit=units.TOE,
        ge=0,
    )
    water_saved: float = column("Nước tiết kiệm được", "Water saved", YEAR, YEAR_EN, unit=units.CUBIC_METRES, ge=0)
    waste_avoided: float = column(
        "Chất thải giảm, tái sử dụng", "Waste avoided or reused", YEAR, YEAR_EN, unit=units.TONNES, ge=0
    )
    jobs: int = column(
        "Việc làm", "Jobs", "Số lao động cuối kỳ.", "Workers at the end of the period.", unit=units.PERSONS, ge=0
    )
    jobs_female: int = female(units.PERSONS)
    green_confirmation: str = column(
        "Số xác nhận phân loại xanh",
        "Green classification",
        "Theo Quyết định 21/2025/QĐ-TTg; trống khi chưa có.",
        "Under Decision 21/2025/QĐ-TTg; empty where there is none.",
        max_length=100,
    )
