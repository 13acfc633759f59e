"""A new dataset's first files: a model in the content package, a descriptor, and a data file with its header."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from publish.canonical import json_bytes
from publish.errors import UsageError
from publish.settings import Settings
from schemas.core.descriptor import PROFILE
from schemas.core.model import TableModel
from schemas.core.registry import load_content
from schemas.core.site import Text

TYPES = {pl.String: "str", pl.Int64: "int", pl.Float64: "float", pl.Boolean: "bool", pl.Date: "pl.Date"}
PERIOD = "period"  # read as a number by any CSV reader, and never one
MODEL = '''"""{title} ({title_en})."""

from __future__ import annotations

{imports}
{base_import}from schemas.core.model import {names}


@table("{dataset}", key=("{key}",))
class {name}({base}):
{columns}
'''


@dataclass(frozen=True)
class NewDataset:
    """What a new dataset is called, who sends it, and its columns with their polars types; the first is the key."""

    dataset: str
    title: Text
    publisher: str
    columns: Mapping[str, pl.DataType]


def columns_of(sample: Path | None) -> dict[str, pl.DataType]:
    """Columns and types read from a CSV; a code and a name where there is no sample.

    Raises:
        UsageError: a header cell is no column name.
    """
    if sample is None:
        return {"code": pl.String(), "name": pl.String()}
    schema = pl.read_csv(sample, try_parse_dates=True, glob=False).schema
    for name in schema:
        if not re.fullmatch("[a-z][a-z0-9_]*", name):
            raise UsageError("{name} cannot be a column name: use a-z, 0-9 and _", name=name)
    return {name: kind if type(kind) in TYPES and name != PERIOD else pl.String() for name, kind in schema.items()}


def scaffold(new: NewDataset, settings: Settings) -> list[Path]:
    """Write the files and return their paths.

    Raises:
        UsageError: the name is taken or is no dataset name.
    """
    content = load_content(settings.content)
    folder = settings.datapackages / new.dataset
    if not re.fullmatch("[a-z0-9][a-z0-9-]*", new.dataset):
        raise UsageError("{name} cannot be a dataset's name: use a-z, 0-9 and -", name=new.dataset)
    if new.dataset in content.datasets or folder.exists():
        raise UsageError("{name} exists already", name=new.dataset)
    home = Path(str(importlib.import_module(settings.content).__file__)).parent
    pending = [one.id for one in content.site.licenses if one.pending] or [one.id for one in content.site.licenses]
    base = _base(content.site.base)
    header = [*new.columns, *(name for name in base.to_schema().columns if name not in new.columns)]
    files = {
        home / f"{new.dataset.replace('-', '_')}.py": _model(new, base).encode(),
        folder / "datapackage.json": json_bytes(
            _descriptor(new, pending[0] if pending else "notspecified", content.site.vocabularies)
        ),
        folder / "data" / f"{new.dataset}.csv": (",".join(header) + "\n").encode(),
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    return list(files)


def _base(said: str) -> type[TableModel]:
    module, _, name = said.partition(":")
    found: type[TableModel] = getattr(importlib.import_module(module), name) if said else TableModel
    return found


def _model(new: NewDataset, base: type[TableModel]) -> str:
    own = base is TableModel
    lines = [f'    {name}: {TYPES[type(kind)]} = column("{name}", "{name}")' for name, kind in new.columns.items()]
    return MODEL.format(
        dataset=new.dataset,
        title=new.title.vi,
        title_en=new.title["en"],
        base=base.__name__,
        base_import="" if own else f"from {base.__module__} import {base.__name__}\n",
        names="TableModel, column, table" if own else "column, table",
        imports="import polars as pl\n" if any("pl." in line for line in lines) else "",
        key=next(iter(new.columns)),
        name="".join(word.capitalize() for word in new.dataset.split("-")),
        columns="\n".join(lines),
    ).replace("annotations\n\n\n", "annotations\n\n")


def _descriptor(new: NewDataset, license_id: str, vocabularies: Iterable[str]) -> dict[str, object]:
    return {
        "$schema": PROFILE,
        "name": new.dataset,
        "title": new.title.vi,
        "titleEn": new.title["en"],
        "description": new.title.vi,
        "descriptionEn": new.title["en"],
        "publisher": new.publisher,
        "frequency": "year",
        "licenses": [{"name": license_id}],
        "sources": [],
        **{key: [] for key in vocabularies if key != "publisher"},
        "resources": [{"name": new.dataset, "path": f"data/{new.dataset}.csv", "schema": f"{new.dataset}.schema.json"}],
    }
