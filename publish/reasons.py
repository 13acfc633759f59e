"""Why a version is what it is, in words: the reasons of a changelog in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from babel.numbers import format_decimal

from schemas.core.i18n import Lang, say

SENTENCES: Mapping[str, str] = {
    "first": "First release",
    "released-again": "Released again after it was withdrawn",
    "license-changed": "The licence changed (was {before})",
    "metadata-changed": "Descriptive metadata changed: {keys}",
    "inputs-changed": "Computed anew from {inputs}",
    "table-removed": "Table {table} was removed",
    "table-added": "Table {table} was added",
    "column-removed": "{table}: column {column} was removed",
    "column-added": "{table}: column {column} was added",
    "column-retyped": "{table}: column {column} has another type",
    "column-described": "{table}: column {column} is described or limited otherwise",
    "value-withdrawn": "{table}: allowed values of column {column} were withdrawn",
    "key-changed": "{table}: the primary key is now {key}",
    "rules-changed": "{table}: rules or keys of the schema changed",
    "rows-added": "{table}: {count} rows added",
    "rows-removed": "{table}: {count} rows removed",
    "values-changed": "{table}: {count} values corrected",
    "values-revised": "{table}: {count} values revised as their rows became more final",
    "values-computed": "{table}: {count} values computed anew",
}
ONE: Mapping[str, str] = {  # the same of one row or value
    "rows-added": "{table}: {count} row added",
    "rows-removed": "{table}: {count} row removed",
    "values-changed": "{table}: {count} value corrected",
    "values-revised": "{table}: {count} value revised as its row became more final",
    "values-computed": "{table}: {count} value computed anew",
}
PARTS: Mapping[str, str] = {  # of a descriptor
    "title": "title",
    "titleEn": "English title",
    "description": "description",
    "descriptionEn": "English description",
    "publisher": "responsible agency",
    "frequency": "how often it is updated",
    "licenses": "licence",
    "keywords": "keywords",
    "sources": "sources",
    "tasks": "tasks of the plan",
    "targets": "targets of the plan",
    "resources": "files and tables",
}


def reason_text(reason: Mapping[str, Any], lang: Lang, dataset: str) -> str:
    """One reason (``kind`` and ``params``) as a sentence; a kind of another program's making stands as it is.

    A table that bears the name of its ``dataset`` is not named.
    """
    kind = str(reason["kind"])
    sentences = {**SENTENCES, **ONE} if reason["params"].get("count") == 1 else SENTENCES
    params = {k: format_decimal(v, locale=lang) if isinstance(v, int) else v for k, v in reason["params"].items()}
    if "keys" in params:
        said = (say("publish", lang, PARTS[key]) if key in PARTS else key for key in str(params["keys"]).split(", "))
        params["keys"] = ", ".join(said)
    if kind not in sentences:
        return kind
    sentence = say("publish", lang, sentences[kind], **params)
    rest = sentence.removeprefix(f"{dataset}: ")
    return sentence if rest == sentence else rest[:1].upper() + rest[1:]
