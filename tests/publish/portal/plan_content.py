"""The shipped registers of An Giang's plan in an archive, and values that a test writes."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from tests.standin.releases import Releases, Rows

HOME = Path(__file__).parents[3] / "datapackages"
REGISTERS = ("ref-target", "ref-indicator", "ref-task", "ref-task-agency", "ref-agency", "ref-admin-unit", "ref-codes")
FEEDING = ("ste-msw-flow", "ste-ghg-inventory", "dpi-macro", "ste-plastic-waste")
VALUES = "ref-target-value"


def shipped(
    releases: Releases, dataset: str, rows: Sequence[Sequence[str]] | None = None, version: str = "1.0.0"
) -> None:
    """Release a shipped dataset, with ``rows`` in place of its own where they are given."""
    folder = HOME / dataset
    descriptor = json.loads((folder / "datapackage.json").read_text())
    tables = {}
    for resource in descriptor.pop("resources"):
        schema = json.loads((folder / resource["schema"]).read_text())
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as stream:
            own = list(csv.reader(stream))[1:]
        more = {key: value for key, value in schema.items() if key not in ("fields", "primaryKey", "$schema")}
        said = Rows(schema["fields"], own if rows is None else rows, schema.get("primaryKey", ()), more)
        tables[resource["name"]] = said
    releases.add(dataset, version, tables, **descriptor)


def value(
    target: str, measure: str, period: str, number: float, place: str = "89", kind: str = "trich_dan", **more: str
) -> list[str]:
    """A row of computed values, in the order of its columns."""
    row = {
        "target_id": target,
        "variant": measure,
        "period": period,
        "geo_code": place,
        "breakdown": "TONG",
        "value": str(number),
        "unit": "%",
        "indicator_version": "1",
        "input_versions": "ste-msw-flow 1.0.0",
        "input_provenance": kind,
        "method_version": "1",
        "data_status": "",
        "obs_flag": "",
        "provenance": "bien_soan",
        "source_doc": "Văn bản thử",
        "source_url": "",
        "note": "",
    }
    return list((row | more).values())
