"""The house itself: packages come from here, both languages are complete, nothing generated is stale."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

HOUSE = Path(__file__).parents[1]
PACKAGES = ("schemas", "validation", "publish")
IN_TEMPLATE = re.compile(r"""\b_\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")


@pytest.mark.parametrize("name", PACKAGES)
def test_each_package_is_the_one_of_this_repository(name: str) -> None:
    assert Path(str(import_module(name).__file__)).parent == HOUSE / name


def errors() -> set[str]:
    """Names of the exceptions that say themselves: KtthError and everything derived from it, in any module."""
    found = {"KtthError"}
    trees = [ast.parse(path.read_text()) for path in (HOUSE / "publish").rglob("*.py")]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    while more := {c.name for c in classes if any(isinstance(b, ast.Name) and b.id in found for b in c.bases)} - found:
        found |= more
    return found


def said(package: str) -> Iterator[str]:
    """The sentences a package says: literal messages of ``say``, ``.line``, its exceptions, and its templates."""
    speaking = errors()
    for path in (HOUSE / package).rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            place = 2 if name == "say" and len(call.args) > 2 else 0 if name in speaking or name == "line" else None
            if place is not None and len(call.args) > place and isinstance(call.args[place], ast.Constant):
                yield str(call.args[place].value)  # type: ignore[attr-defined]
    for path in (HOUSE / package).rglob("*.html"):
        for double, single in IN_TEMPLATE.findall(path.read_text()):
            yield (double or single).replace('\\"', '"')


def catalog(package: str) -> dict[str, str]:
    with (HOUSE / package / "locale" / "vi.po").open("rb") as stream:
        return {str(m.id): str(m.string) for m in read_po(stream, locale="vi") if m.id}


@pytest.mark.parametrize("package", PACKAGES)
def test_everything_said_is_said_in_vietnamese(package: str) -> None:
    known = catalog(package)
    assert sorted(message for message in set(said(package)) if not known.get(message)) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_translation_has_the_places_of_its_message(package: str) -> None:
    for message, translation in catalog(package).items():
        assert set(re.findall(r"{(\w+)}", message)) == set(re.findall(r"{(\w+)}", translation)), message


@pytest.mark.parametrize("package", PACKAGES)
def test_no_translation_is_left_over(package: str) -> None:
    """Every message id stands somewhere in the package's source, split over lines or not."""
    texts = [p.read_text() for kind in ("*.py", "*.html") for p in (HOUSE / package).rglob(kind)]
    source = re.sub(r'"\s*\n\s*f?"', "", "\n".join(texts)).replace('\\"', '"')
    assert [message for message in catalog(package) if message not in source] == []


def test_every_rule_of_the_engine_has_its_message() -> None:
    from validation.messages import MESSAGES

    dotted = re.compile(r'"((?:cell|row|header|file|path|archive|schema|descriptor|reference|license)\.[a-z-]+)"')
    texts = [p.read_text() for p in (HOUSE / "validation").rglob("*.py") if p.name != "messages.py"]
    used = {rule for text in texts for rule in dotted.findall(text)}
    assert sorted(used - MESSAGES.keys()) == []
    known = catalog("validation")
    missing = [text for m in MESSAGES.values() for text in (m.what, m.mend) if text and not known.get(text)]
    assert missing == []
