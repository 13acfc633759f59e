"""The operator's guide names what there is, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.ckan.organizations import SUCCESSION
from publish.ckan.records import EXTRAS
from publish.ckan.resources import DATASTORE_TYPES, LABELS
from publish.cli.publish import ckan

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("guide", ["ckan.md", "ckan.en.md"])
def test_the_guide_names_every_option_extra_and_type(guide: str) -> None:
    text = (DOCS / guide).read_text(encoding="utf-8")
    options = [option for one in ckan.params for option in one.opts if option not in ("--quiet", "--lang")]
    wanted = [
        *options,
        *EXTRAS,
        *SUCCESSION,
        *DATASTORE_TYPES.values(),
        *LABELS.values(),
        "KTTH_BASE_URL",
        "KTTH_CKAN_URL",
    ]
    assert [one for one in dict.fromkeys(wanted) if one not in text] == ["HTML"]  # the report, named in words
