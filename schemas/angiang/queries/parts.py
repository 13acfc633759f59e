"""Parameters and pieces of SQL that several questions share."""

# ruff: noqa: S608 - all of it is ours

from schemas.angiang.queries.headings import HEADINGS
from schemas.core.site import Parameter, Query, Text

PLACE = Parameter(
    "place",
    Text("Mã đơn vị hành chính", "Code of the administrative unit"),
    Text("ví dụ 89 là tỉnh An Giang; để trống: mọi nơi", "89 is An Giang province, for example; empty: everywhere"),
)
SINCE = Parameter("since", Text("Từ năm", "From year"), Text("ví dụ 2019", "2019, for example"))
UNTIL = Parameter("until", Text("Đến năm", "To year"), Text("ví dụ 2025", "2025, for example"))
TARGET = Parameter(
    "target", Text("Mục tiêu", "Target"), Text("T01 đến T21; để trống: mọi mục tiêu", "T01 to T21; empty: all targets")
)
AGENCY = Parameter(
    "agency",
    Text("Cơ quan", "Agency"),
    Text(
        "mã (ag-02) hoặc một phần tên (Công Thương); để trống: mọi cơ quan",
        "code (ag-02) or part of the name (Trade); empty: all",
    ),
)

TARGET_WORDS = "case '{lang}' when 'vi' then t.quote_vi else t.summary_en end"


def code(listed: str, column: str) -> str:
    """The name of a code, or the code where the list has none."""
    return (
        f"coalesce((select coalesce(c.name_{{lang}}, c.name_vi) from ref_codes c "
        f"where c.list = '{listed}' and c.code = {column}), {column})"
    )


def place(unit: str, day: str) -> str:
    """The name that a unit had on a day, or else its first."""
    named = f"select coalesce(u.name_{{lang}}, u.name_vi) from ref_admin_unit u where u.code = {unit}"
    return (
        f"coalesce(({named} and u.valid_from <= {day} order by u.valid_from desc limit 1), "
        f"({named} order by u.valid_from limit 1))"
    )


def agency(one: str) -> str:
    return f"(select coalesce(a.name_{{lang}}, a.name_vi) from ref_agency a where a.agency_id = {one})"


def asked(owner: str) -> str:
    """Whether a reader's code or part of a name means the agency."""
    return (
        f"(:agency = '' or {owner} = :agency or exists (select 1 from ref_agency a where a.agency_id = {owner} "
        "and (instr(a.name_vi, :agency) or instr(coalesce(a.name_en, ''), :agency))))"
    )


def years(start: str) -> str:
    year = f"substr({start}, 1, 4)"
    return f"(:since = '' or {year} >= :since) and (:until = '' or {year} <= :until)"


def query(name: str, title: Text, about: Text, sql: str, *parameters: Parameter) -> Query:
    lines = "\n".join(line.strip() for line in sql.strip().splitlines())
    return Query(name, title, about, lines, parameters, HEADINGS)
