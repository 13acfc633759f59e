"""Every operation of the API, called as its OpenAPI document says and as it says not: answers are as documented."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import product
from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from schemathesis.specs.openapi.schemas import OpenApiSchema

from publish.archive import Archive
from publish.gate import Gate
from publish.portal import create_app
from publish.release import release
from publish.settings import Settings
from publish.snapshot import Catalog
from publish.steps import Options
from schemas.core.registry import load_content
from tests.publish.portal.conftest import Served, client_of

PACKAGES = Path(__file__).parents[3] / "datapackages"
CHECKS = "^/api/v1/check$"  # takes a process for each file; tests of its own call it

PATIENCE = 120  # seconds: a file is checked by a process of its own, which waits where others are at work

VERSIONS = {"version": "1.0.0", "before": "1.0.0", "after": "1.0.0", "number": 1}
TRIAL = {"dataset": "waste", "table": "waste", "rule": "cell.type", **VERSIONS}
SHIPPED = {"dataset": "ste-msw-flow", "table": "ste-msw-flow", "rule": "ste-msw-flow.begun", **VERSIONS}


def schema_of(client: httpx.Client) -> OpenApiSchema:
    return schemathesis.openapi.from_url(f"{client.base_url}/openapi.json")


@pytest.fixture(scope="module")
def trial(portal: Served) -> OpenApiSchema:
    return schema_of(portal.client)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory, gate: Gate) -> Iterator[OpenApiSchema]:
    """The portal of the shipped content."""
    home = Settings(datapackages=PACKAGES, root=tmp_path_factory.mktemp("[shipped]?"))
    content = load_content(home.content)
    release(sorted(p.parent for p in PACKAGES.glob("*/datapackage.json")), content, home, Options(), gate)
    with client_of(create_app(Catalog(Archive(home.root)), content, home)) as client:
        yield schema_of(client)


def call_all(schema: OpenApiSchema, examples: int, known: Mapping[str, object], *, check_files: bool) -> None:
    """Each operation as documented, of ``known`` things, and with requests that the document does not allow.

    Which columns and periods there are no document can say, so that what it allows may yet be refused.
    """
    asked = schema if check_files else schema.exclude(path_regex=CHECKS)
    operations = [found.ok() for found in asked.get_all_operations()]
    assert len(operations) > 12
    for operation, mode in product(operations, GenerationMode):
        if operation.body and mode is GenerationMode.NEGATIVE:
            continue  # a form has texts only: null is the text "null"
        with suppress(Unsatisfiable):  # there is no wrong request to what takes nothing
            settings(
                max_examples=examples,
                derandomize=True,
                deadline=None,
                database=None,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )(given(case=operation.as_strategy(generation_mode=mode))(called(known, mode)))()


def called(known: Mapping[str, object], mode: GenerationMode) -> Callable[[schemathesis.Case], None]:
    def call(case: schemathesis.Case) -> None:
        if mode is GenerationMode.POSITIVE:
            case.path_parameters = {name: known.get(name, value) for name, value in case.path_parameters.items()}
        case.call_and_validate(excluded_checks=[positive_data_acceptance], timeout=PATIENCE)

    return call


def test_every_answer_is_as_documented(trial: OpenApiSchema) -> None:
    call_all(trial, 5, TRIAL, check_files=False)


@pytest.mark.deep
def test_every_answer_is_as_documented_over_the_shipped_content(shipped: OpenApiSchema) -> None:
    call_all(shipped, 40, SHIPPED, check_files=True)
