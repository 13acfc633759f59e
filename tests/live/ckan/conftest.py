"""One machine of services for all of these tests, and a site as new for each module."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.ckan.site import Ckan, Machine, machine
from tests.live.ckan.world import World

HOUSE = Path(__file__).parents[3]
HOME = Path(os.environ.get("CKAN_TEST_HOME") or HOUSE / "var" / "ckan")


@pytest.fixture(scope="session")
def ckan_machine() -> Iterator[Machine]:
    with machine(HOME) as one:
        yield one


@pytest.fixture(scope="module")
def ckan(ckan_machine: Machine) -> Iterator[Ckan]:
    with ckan_machine.site() as one:
        yield one


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, ckan: Ckan) -> World:
    """The shipped content released, the organisations made, and an editor who may write in them."""
    return World.of_shipped(tmp_path_factory.mktemp("world"), ckan)
