"""A column is declared once: in its own model, or in ``fields.py`` and ``columns.py`` where several tables have it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import combinations
from pathlib import Path

import pytest

from schemas.core.model import declaration, declared_models
from schemas.core.registry import load_content
from schemas.core.table import Table

HOUSE = Path(__file__).parents[2]
CONTENT = HOUSE / "schemas" / "angiang"
FILES = sorted(CONTENT.rglob("*.py"))
BLOCK = 3  # so many neighbouring columns, the same in two models, are a block that belongs in a base
Place = tuple[str, int]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    if len(call.args) > place:
        return call.args[place]
    return next((k.value for k in call.keywords if k.arg == name), None)


def makers() -> set[str]:
    """``column`` and the shared functions that take a column's two titles and pass them on."""
    named = [node for path in FILES for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]
    return {"column", *(f.name for f in named if [a.arg for a in f.args.args[:2]] == ["title", "title_en"])}


def titled(names: set[str]) -> Iterator[tuple[tuple[str, str], Place]]:
    """Every pair of titles (vi, en) that a call of one of ``names`` declares, and where."""
    for path in FILES:
        for call in ast.walk(tree(path)):
            if isinstance(call, ast.Call) and name_of(call) in names:
                vi, en = text(argument(call, 0, "title")), text(argument(call, 1, "title_en"))
                if vi is not None and en is not None:
                    yield (vi, en), (str(path.relative_to(HOUSE)), call.lineno)


def test_no_column_is_declared_in_two_places() -> None:
    places: dict[tuple[str, str], list[Place]] = {}
    for pair, place in titled(makers()):
        places.setdefault(pair, []).append(place)
    assert places
    assert {pair: found for pair, found in places.items() if len(found) > 1} == {}


def test_every_column_says_its_titles_where_it_is_declared() -> None:
    """A title put together elsewhere could not be compared; only a shared function may pass its own on."""
    passed = {"title", "title_en"}
    for path in FILES:
        for call in ast.walk(tree(path)):
            if isinstance(call, ast.Call) and name_of(call) == "column":
                pair = [argument(call, 0, "title"), argument(call, 1, "title_en")]
                said = all(text(node) is not None for node in pair)
                assert said or {node.id for node in pair if isinstance(node, ast.Name)} == passed, (path, call.lineno)


Line = tuple[str, str, str]


def own_columns(model: ast.ClassDef) -> list[Line]:
    """The columns of a class body as (name, type, how it is made)."""
    lines = [n for n in model.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)]
    return [(ast.unparse(n.target), ast.unparse(n.annotation), (n.value and ast.unparse(n.value)) or "") for n in lines]


def models() -> dict[str, tuple[ast.ClassDef, tuple[str, ...]]]:
    """Every class under ``@table`` and its key, by file and name."""
    found = {}
    for path in FILES:
        module = import_module(".".join(path.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__"))
        classes = {node.name: node for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)}
        for model in declared_models(module):
            said = declaration(model)
            found[f"{path.relative_to(HOUSE)}:{model.__name__}"] = (classes[model.__name__], said.key if said else ())
    return found


def blocks(name: str) -> set[tuple[Line, ...]]:
    """Runs of ``BLOCK`` neighbouring columns outside the key, which says only what a row is about."""
    model, key = MODELS[name]
    lines = [line for line in own_columns(model) if line[0] not in key]
    return {tuple(lines[i : i + BLOCK]) for i in range(len(lines) - BLOCK + 1)}


MODELS = models()
TABLES = list(load_content("schemas.angiang").tables.values())


def test_every_table_is_looked_at() -> None:
    assert len(MODELS) == len(TABLES)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_no_block_of_columns_stands_in_two_models(name: str) -> None:
    same = {other: blocks(name) & blocks(other) for other in MODELS if other != name}
    assert {other: block for other, block in same.items() if block} == {}


def test_no_two_tables_have_the_same_measures() -> None:
    """The same columns under other names of classes would be one table declared twice."""

    def measures(table: Table) -> set[tuple[str, str, str]]:
        own = [f for f in table.fields if f["name"] not in table.primary_key]
        return {(f["name"], f["title"], f.get("unit", "")) for f in own}

    found = {(t.dataset, t.name): measures(t) for t in TABLES}
    common = set.intersection(*found.values())
    twice = [(a, b) for a, b in combinations(found, 2) if found[a] == found[b] and found[a] - common]
    assert twice == []
