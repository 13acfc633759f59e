"""Ordinary descriptors: frictionless finds nothing in any of them, and makes of a schema what is said it makes."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from frictionless import Schema
from hypothesis import given
from hypothesis import strategies as st

from validation.reading import load_descriptor
from validation.reading.fields import applied_schema, missing_values
from validation.reading.ordinary import CONSTRAINTS, PROFILE, TABLE_PROFILE, applies_as_it_stands, ordinary
from validation.reading.profiles import by_frictionless, transformed

TEXT = st.sampled_from(["", "a", "b", "A b", "đ", "a.csv", "../a", "x/y.csv", "string", "date", "2024-01-01", "name@x"])
LEAF = st.one_of(TEXT, st.none(), st.booleans(), st.integers(-1, 3), st.floats(0, 1), st.just([]), st.just({}))
ODD = st.one_of(LEAF, st.lists(LEAF, max_size=2), st.dictionaries(TEXT, LEAF, max_size=2))


def some(**kinds: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with some of these properties, now and then of another kind, now and then with a property too many."""
    mixed = {key: st.one_of(kind, kind, kind, kind, kind, ODD) for key, kind in kinds.items()}
    extra = st.sampled_from(
        ["", "type", "profile", "fields", "missingValues", "required", "bytes", "url", "dialect", "x"]
    )
    whole = st.fixed_dictionaries({}, optional=mixed)
    return st.one_of(whole, whole, st.tuples(whole, extra, ODD).map(lambda said: {**said[0], said[1]: said[2]}))


NAMES = st.sampled_from(["a", "b", "c", "A", "", " a"])
LIMITS = some(
    required=st.booleans(),
    unique=st.booleans(),
    pattern=st.sampled_from(["^a$", "("]),
    enum=st.lists(LEAF, max_size=2),
    minLength=st.integers(0, 3),
    maximum=LEAF,
    exclusiveMinimum=LEAF,
)
FIELD = some(
    name=NAMES,
    type=st.sampled_from([*CONSTRAINTS, "array", "list", "nonsense"]),
    title=TEXT,
    format=st.sampled_from(["default", "any", "uri"]),
    constraints=LIMITS,
    unit=TEXT,
    example=LEAF,
    missingValues=st.lists(TEXT, max_size=2),
)
KEY = st.fixed_dictionaries(
    {
        "fields": st.one_of(NAMES, st.lists(NAMES, max_size=2)),
        "reference": st.fixed_dictionaries({"resource": TEXT, "fields": st.lists(NAMES, max_size=2)}),
    }
)
SCHEMA = some(
    fields=st.lists(FIELD, max_size=3),
    primaryKey=st.one_of(NAMES, st.lists(NAMES, max_size=2)),
    foreignKeys=st.lists(KEY, max_size=2),
    missingValues=st.lists(TEXT, max_size=3),
    **{"$schema": st.sampled_from([TABLE_PROFILE, "x"])},
)
LINK = some(name=TEXT, path=TEXT, title=TEXT, email=TEXT)
RESOURCE = some(
    name=NAMES,
    path=st.sampled_from(["a.csv", "b/c.csv", "a.csv.gz", "../a.csv", "$HOME.csv", "a.xlsx"]),
    schema=SCHEMA,
    encoding=st.sampled_from(["utf-8", "x"]),
    format=st.sampled_from(["csv", "xlsx"]),
    type=st.sampled_from(["table", "json"]),
    sources=st.lists(LINK, max_size=2),
)
PACKAGE = some(
    name=NAMES,
    title=TEXT,
    resources=st.lists(RESOURCE, min_size=1, max_size=2),
    licenses=st.lists(LINK, max_size=2),
    sources=st.lists(LINK, max_size=2),
    keywords=st.lists(TEXT, max_size=2),
    created=TEXT,
    version=TEXT,
    publisher=ODD,
    **{"$schema": st.sampled_from([PROFILE, "https://example.org/x.json"])},
)
GOOD = {  # constraint -> values that are of its kind
    **dict.fromkeys(("required", "unique"), st.booleans()),
    **dict.fromkeys(("minLength", "maxLength"), st.integers(0, 3)),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), LEAF),
    "enum": st.lists(LEAF, max_size=2),
    "pattern": st.just("^a$"),
}


def plain_field(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    limits = st.fixed_dictionaries({}, optional={name: GOOD[name] for name in CONSTRAINTS[kind]})
    said = {"name": st.sampled_from(["a", "b", "c"]), "type": st.just(kind)}
    return st.fixed_dictionaries(said, optional={"constraints": limits, "title": TEXT, "unit": TEXT})


PLAIN_FIELDS = st.lists(
    st.sampled_from([*CONSTRAINTS]).flatmap(plain_field), min_size=1, max_size=3, unique_by=lambda field: field["name"]
)
PLAIN = st.fixed_dictionaries(
    {"fields": PLAIN_FIELDS},
    optional={
        "missingValues": st.lists(TEXT, max_size=3),
        "primaryKey": st.lists(NAMES, max_size=2),
        "foreignKeys": st.lists(KEY, max_size=1),
    },
)
PLAIN_RESOURCE = st.fixed_dictionaries({"name": st.just("a"), "path": st.just("a.csv"), "schema": PLAIN})
PLAIN_PACKAGE = st.fixed_dictionaries(
    {"resources": st.lists(PLAIN_RESOURCE, min_size=1, max_size=1)},
    optional={"$schema": st.just(PROFILE), "name": NAMES, "sources": st.lists(LINK, max_size=2), "publisher": ODD},
)


@given(said=st.one_of(PACKAGE, PLAIN_PACKAGE, PLAIN_PACKAGE))
def test_frictionless_finds_nothing_in_what_is_ordinary_and_rewrites_nothing(said: dict[str, Any]) -> None:
    if ordinary(deepcopy(said)):
        assert by_frictionless(deepcopy(said), Path()) == []
        assert transformed(said) == said


@given(said=st.one_of(SCHEMA, PLAIN, PLAIN))
def test_a_schema_without_anything_empty_applies_as_it_stands(said: dict[str, Any]) -> None:
    if applies_as_it_stands(deepcopy(said)):
        made = Schema.from_descriptor(deepcopy(said), allow_invalid=True)
        assert applied_schema(made, made.fields) == said
        assert {tuple(missing_values(f)) for f in made.fields} == {tuple(said.get("missingValues", [""]))}


def test_our_own_descriptors_are_ordinary() -> None:
    home = Path(__file__).parents[2] / "datapackages"
    for folder in sorted(home.iterdir()):
        assert ordinary(load_descriptor(folder).descriptor), folder
