from __future__ import annotations

import pytest

from tests.validation.render.answers import answer, grid
from validation.intake.grid import Book
from validation.render.told import Told


@pytest.fixture
def told() -> Told:
    return answer()


@pytest.fixture
def book() -> Book:
    return grid()
