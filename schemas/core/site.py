"""What a content package says about itself, so that the engine holds no name, colour or licence of anybody.

A content package exposes ``SITE: Site`` in its ``__init__``; the engine finds the package by ``KTTH_CONTENT``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.core.i18n import Lang


@dataclass(frozen=True)
class Text:
    """One text in both languages. Vietnamese is the original; English falls back on it."""

    vi: str
    en: str = ""

    def __getitem__(self, lang: Lang) -> str:
        return (self.en or self.vi) if lang == "en" else self.vi


@dataclass(frozen=True)
class License:
    """Terms under which a dataset is released; ``id`` is what descriptors name in ``licenses[].name``."""

    id: str
    title: Text
    url: str = ""
    pending: bool = False


@dataclass(frozen=True)
class Provenance:
    """How a row came here, and how the portal counts it: ``official``, ``cited``, ``compiled`` or ``sample``."""

    code: str
    kind: str
    title: Text


@dataclass(frozen=True)
class Sample:
    """What invented rows say of themselves, for trials and demonstrations.

    ``cells`` stand in every invented row that has those columns: its provenance, its source. ``name`` is what a thing
    is called that has no name: ``{what}`` is its column's title, ``{number}`` counts. ``registers`` are the datasets
    whose shipped rows stay as they are, in a demonstration too; so do those of ``apart``, which could be taken for what
    somebody did. ``agency`` is one invented agency, a row of the
    site's agencies with ``{number}`` in it: what could harm a real one is invented under such a name only.
    """

    cells: Mapping[str, str | None]
    name: Text
    registers: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    agency: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Observation:
    """The columns by which tables of figures say where a figure is of, how final it is, and where it comes from.

    A table may lack any of them; its period stands in column ``period``, here as everywhere. Together with
    :attr:`Site.provenance_column` they are what the catalog's one long table is made by.
    """

    place: str = ""
    status: str = ""
    flag: str = ""
    document: str = ""
    url: str = ""


@dataclass(frozen=True)
class Searched:
    """A register whose rows are found one by one: what each is (``kind``), where the table of ``dataset`` keeps its id.

    A row is called by the first of ``titles`` that says something (as ``<title>_vi``, ``<title>_en``), found by the
    columns in ``texts`` too, and shown at ``path``, in which ``{id}`` stands for its id.
    """

    kind: str
    dataset: str
    key: str
    titles: tuple[str, ...]
    path: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The registers of a plan whose targets a portal follows; each is a dataset with one table of its name.

    Columns that end in ``_vi`` and ``_en`` are one text. Lists in a cell are separated by semicolons.

    * ``targets``: target_id, target_year, quote_vi, summary_en, value, unit, operator (ge, gt, le, lt, eq, up, max,
      down), baseline_year, scope, indicator_id, indicator_variants, assessment (pace, distance, met, direction, none),
      section, reading_vi, reading_en
    * ``values``: target_id, variant (an indicator), period, the site's place column, breakdown (``column=code;…`` or
      a whole), value, unit, input_versions (``dataset version;…``), input_provenance, data_status, obs_flag, note
    * ``indicators``: indicator_id, version, name, definition, numerator, denominator, unit, disaggregation,
      periodicity, source (datasets), responsible_id, comparability
    * ``tasks``: task_id, kind, section, summary, quote; ``owed``: task_id, agency_id, role
    * ``places``: code, name, valid_from, valid_to, same_territory

    ``own`` says by scope which places' figures are the target's own ("" for any other scope), as a pattern of their
    code and the day since which it has stood for that ground; figures of other places are context. ``wholes`` are the
    breakdowns that stand for all their parts: the word for there being none, and parts as ``column=code``.
    ``base_mark`` stands in the numerator of an indicator that is a change against the base year: it is 0 in it.
    ``inverse`` are indicators that fall where their target rises. ``break_flag`` is the flag of a figure that is not
    comparable with what was before it.
    """

    targets: str
    values: str
    indicators: str
    tasks: str
    owed: str
    places: str
    own: Mapping[str, str]
    wholes: tuple[str, ...] = ()
    base_mark: str = ""
    inverse: tuple[str, ...] = ()
    break_flag: str = "B"

    @property
    def registers(self) -> tuple[str, ...]:
        """The datasets that say what the plan is; they feed no target."""
        return (self.targets, self.values, self.indicators, self.tasks, self.owed, self.places)


@dataclass(frozen=True)
class Parameter:
    """``:name`` in a query's SQL; where a reader says nothing it is an empty text. ``hint``: what may stand there."""

    name: str
    title: Text
    hint: Text = field(default_factory=lambda: Text(""))


@dataclass(frozen=True)
class Query:
    """A question that readers ask of the database with one click; ``name`` is its address for ever.

    In the SQL ``{lang}`` stands for ``vi`` or ``en``, and ``{en}`` for nothing or ``_en``, as names of columns end.
    ``headings`` name the columns of its answer.

    Raises:
        ValueError: the name could be that of a table, which never has a hyphen.
    """

    name: str
    title: Text
    about: Text
    sql: str
    parameters: tuple[Parameter, ...] = ()
    headings: Mapping[str, Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if "-" not in self.name:
            raise ValueError(f"the name of a query has a hyphen: {self.name}")

    def in_language(self, lang: Lang) -> str:
        """The SQL for readers of ``lang``."""
        return self.sql.format(lang=lang, en="_en" if lang == "en" else "")


@dataclass(frozen=True)
class Collection:
    """Datasets that one kind of reader looks for, on a page of their own at ``/collections/{id}``."""

    id: str
    title: Text
    text: Text
    datasets: tuple[str, ...]


@dataclass(frozen=True)
class Site:
    """The words and colours of one portal."""

    name: Text
    tagline: Text
    about: Text
    owner: Text
    contact: str = ""
    deadline: Text | None = None  # by when, and to whom, agencies report
    accent: str = "#0b6b53"
    provenance_column: str = "provenance"
    provenances: tuple[Provenance, ...] = ()
    licenses: tuple[License, ...] = ()
    confirmed: str = ""  # id of the licence that stands in place of one still pending
    code_lists: str = (
        ""  # dataset whose table holds the code lists: (list, code, name_vi, name_en, valid_from, valid_to)
    )
    # descriptor key -> (dataset, column) of the register that its values must stand in
    vocabularies: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    base: str = ""  # "module:Class" of the model that new tables are scaffolded from; plain where empty
    collections: tuple[Collection, ...] = ()
    timezone: str = "UTC"  # IANA name of the zone in which days are shown
    agencies: str = ""  # dataset whose table holds the publishers: (agency_id, name_vi, name_en, …)
    sample: Sample | None = None  # without it no rows can be invented
    observation: Observation | None = None  # without it there is no long table of observations
    intake: Mapping[str, str] = field(default_factory=dict)  # column -> what stands there in all that agencies send
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # column -> what else agencies call it
    # meaning of a mark beside or in place of a figure ("missing", "preliminary") -> the column and code that say it
    marks: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    searched: tuple[Searched, ...] = ()  # what is found besides datasets, rules and codes
    queries: tuple[Query, ...] = ()  # those whose tables are not there are not shown
    plan: Plan | None = None  # without it there are no pages of targets, indicators, agencies and tasks

    def license(self, name: str) -> License | None:
        """The licence that a descriptor names; the confirmed one in place of one still pending."""
        known = {one.id: one for one in self.licenses}
        found = known.get(name)
        return known[self.confirmed] if found and found.pending and self.confirmed else found
