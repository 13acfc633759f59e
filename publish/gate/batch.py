"""A batch of releases before its gate: every changed table with its suite, staged once and judged at once."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from publish.demo import KEY
from publish.gate.declared import FILE, declared, read_declared
from publish.gate.expectation import Expectation, Judged, Suite
from publish.gate.orphans import orphans
from publish.gate.process import Gate
from publish.gate.series import Compared, Find
from publish.gate.staging import stage
from publish.gate.suite import derive
from publish.gate.words import TITLES, text
from publish.lookup import released_frame
from publish.snapshot import Catalog
from publish.steps import Options, Refused, Step
from schemas.core.i18n import LANGS, Lang, say
from schemas.core.registry import Content
from schemas.core.site import Text
from validation.table import TypedTable

Extra = tuple[Expectation, Mapping[str, pl.Series | pl.DataFrame]]  # with what it needs staged


class Breached(Refused):
    """Expectations were not met and nobody justified that; ``judged`` are those."""

    def __init__(self, judged: Sequence[Judged]) -> None:
        super().__init__("the gate stopped the release: {told}; to release all the same, say why with --justify TEXT")
        self.judged = judged

    def say(self, lang: Lang) -> str:
        told = "; ".join(sentence(one)[lang] for one in self.judged)
        return say("publish", lang, self.message, told=told)


def sentence(one: Judged) -> Text:
    """What was expected and what was found instead."""
    message = "{where}: {title} ({kind}): expected {expected}; observed {observed}"
    where, said = f"{one.dataset}/{one.table}", [(one.expected[lang], one.observed[lang]) for lang in LANGS]
    title = text(TITLES[one.kind])
    return Text(
        *(
            say("publish", lang, message, where=where, title=title[lang], kind=one.kind, expected=a, observed=b)
            for lang, (a, b) in zip(LANGS, said, strict=True)
        )
    )


def pass_gate(
    gate: Gate,
    steps: Sequence[Step],
    content: Content,
    catalog: Catalog,
    look: Find,
    created: str,
    options: Options,
    meanwhile: Callable[[], object] = lambda: None,
) -> list[Step]:
    """The steps with what the gate judged of each; ``meanwhile`` is done while it does.

    Raises:
        Breached: a breach that ``options`` do not justify. KtthError: the gate could not judge.
        UsageError: a folder's ``gate.json`` asks what cannot be asked.
    """
    suites = [s for s in _suites(steps, content, catalog, look, created) if s.expectations]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "staging.db"
        stage(path, suites)
        judged = gate.ask(path, suites, meanwhile) if suites else []
    judged = [replace(one, justified=one.breached and bool(options.justification)) for one in judged]
    if stopping := [one for one in judged if one.breached and not one.justified]:
        raise Breached(stopping)
    return [replace(step, judged=tuple(one for one in judged if one.dataset == step.dataset)) for step in steps]


def _suites(steps: Sequence[Step], content: Content, catalog: Catalog, look: Find, created: str) -> Iterator[Suite]:
    frames = {(t.table.dataset, t.table.name): t.frame for step in steps for t in step.checked.tables}
    place = content.site.observation.place if content.site.observation else ""
    asked, number = {step.dataset for step in steps}, 0
    for step in (step for step in steps if step.changed):
        own = {t.table.name: t.frame for t in step.checked.tables}
        named = {resource.get("path") for resource in step.checked.descriptor.get("resources", ())}
        folders_own = {} if FILE in named else read_declared(step.folder, step.dataset, own)  # it may be data
        for typed in step.checked.tables:
            said = Compared(
                typed.table,
                typed.frame,
                _before(step, typed, catalog),
                str(step.checked.descriptor.get("frequency") or ""),
                created,
                lambda name: frames[name] if name in frames else look(name),
                place,
                step.dataset in content.derived,
                bool(step.checked.descriptor.get(KEY)) and not step.before,
            )
            asks = folders_own.get(typed.table.name)
            suite = derive(said, f"t{number}", asks.meta.late if asks else "warning")
            extra: list[Extra] = list(declared(asks, said, f"t{number}")) if asks else []
            if said.before is not None:
                extra += orphans(typed.table, typed.frame, said.before, f"t{number}", content, catalog, asked)
            yield _with(suite, extra)
            number += 1


def _before(step: Step, typed: TypedTable, catalog: Catalog) -> pl.DataFrame | None:
    return released_frame(catalog.release(step.dataset), typed.table.name) if step.before else None


def _with(suite: Suite, extra: Sequence[Extra]) -> Suite:
    """The suite with more expectations: columns for its table, frames beside it."""
    frames, first = dict(suite.frames), next(iter(suite.frames))
    for _, staged in extra:
        for name, values in staged.items():
            if isinstance(values, pl.Series):
                frames[first] = frames[first].with_columns(values)
            else:
                frames[name] = values
    return replace(suite, frames=frames, expectations=[*suite.expectations, *(one for one, _ in extra)])
