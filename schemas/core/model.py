"""How a content package declares a table: a pandera model whose columns say what they are in two languages.

    @table("ste-msw-flow", key=("period", "geo_code"), rules=(Order(...),), examples=(...))
    class MswFlow(Observation):
        generated: float = column("Phát sinh", "Generated", unit="tấn/ngày", ge=0)

Columns inherited from a base stand first, those marked ``tail`` last, so that shared columns are declared once.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeVar

from schemas.core.lean import pa
from schemas.core.rules import Rule
from schemas.core.site import Text

Row = Mapping[str, object]


class TableModel(pa.DataFrameModel):
    """Base of all table models: no column beyond the declared ones."""

    class Config:
        strict = True


@dataclass(frozen=True)
class Reference:
    """A foreign key to another package's table, which may have to hold for the row's whole period.

    ``during`` names this table's period column; the target row's ``[valid_from, valid_to)`` must then cover it.
    ``continues`` names a boolean column of the target: where it is true, the row goes on where the one before it ended
    and both hold as one (a district that becomes a town within the year).
    ``or_at_end`` is a column of this table and values: where one stands, the target must be valid on the period's last
    day only (a figure of the whole year on the ground that the unit has at its end, or one that is not published).
    """

    columns: tuple[str, ...]
    dataset: str
    to: tuple[str, ...]
    table: str = ""  # the dataset's own name where empty
    during: str = ""
    continues: str = ""
    or_at_end: tuple[str, tuple[str, ...]] | None = None

    @property
    def target(self) -> tuple[str, str]:
        return self.dataset, self.table or self.dataset


@dataclass(frozen=True)
class Declaration:
    """What a model says beside its columns."""

    dataset: str
    name: str
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    rules: tuple[Rule, ...] = ()
    examples: tuple[Row, ...] = ()
    invented: bool = False


def column(
    title: str,
    title_en: str,
    description: str = "",
    description_en: str = "",
    *,
    unit: Text | str = "",
    codelist: str = "",
    required: bool = False,
    unique: bool = False,
    ge: float | None = None,
    le: float | None = None,
    gt: float | None = None,
    lt: float | None = None,
    pattern: str | None = None,
    max_length: int | None = None,
    tail: bool = False,
) -> Any:
    """A column: titles and descriptions (vi, en), unit (one text or two), code list, constraints. Keys are required.

    Raises:
        ValueError: ``pattern`` is not anchored: pandera would then accept a prefix where Table Schema does not.
    """
    if pattern is not None and not (pattern.startswith("^") and pattern.endswith("$")):
        raise ValueError(f"pattern must be anchored: {pattern}")
    units = unit if isinstance(unit, Text) else Text(unit)
    words = {"title_en": title_en, "description_en": description_en, "codelist": codelist}
    words |= {"unit": units.vi, "unit_en": units.en}
    return pa.Field(
        title=title,
        description=description or None,
        nullable=not required,
        unique=unique,
        ge=ge,
        le=le,
        gt=gt,
        lt=lt,
        str_matches=pattern,
        str_length={"max_value": max_length} if max_length else None,
        metadata={**{k: v for k, v in words.items() if v}, "tail": tail},
    )


Model = TypeVar("Model", bound=type[TableModel])
_DECLARED: dict[type[TableModel], Declaration] = {}


def table(
    dataset: str,
    *,
    key: Sequence[str],
    name: str = "",
    references: Sequence[Reference] = (),
    rules: Sequence[Rule] = (),
    examples: Sequence[Row] = (),
    invented: bool = False,
) -> Callable[[Model], Model]:
    """Declare the class below as a table of ``dataset``; ``name`` is the dataset's own where it has one table.

    ``invented``: rows that are generated for a demonstration must name invented agencies only, never real ones.
    """

    def declare(model: Model) -> Model:
        _DECLARED[model] = Declaration(
            dataset, name or dataset, tuple(key), tuple(references), tuple(rules), tuple(examples), invented
        )
        return model

    return declare


def declaration(model: type[TableModel]) -> Declaration | None:
    """What ``@table`` said of this very class, or None for a base."""
    return _DECLARED.get(model)


def declared_models(module: ModuleType) -> list[type[TableModel]]:
    """The table models that a module itself defines, in the order of the file."""
    classes = dict.fromkeys(m for m in vars(module).values() if inspect.isclass(m) and issubclass(m, TableModel))
    return [m for m in classes if m.__module__ == module.__name__ and declaration(m)]
