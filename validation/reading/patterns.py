"""Regular expressions from a foreign schema, run by an engine that can not be made to hang (Rust's, through polars).

Python's engine takes 11 s for ``(a+)+`` on 28 letters; it never sees a pattern of a package here, except to say whether
the pattern is one at all. What only Python's engine can do (look around, refer back) is refused, not approximated.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

import polars as pl

from schemas.core.constraints import engine_pattern

# spelled alike in both engines, meaning something else
OTHER_MEANING = re.compile(r"\\[<>]|(?<!\\)[*+?}]\+|\[[^\]]*(?:\[|&&|--|~~)|\(\?[aLu]|\{,")


@lru_cache(maxsize=256)  # thousands of packages of one form say the same
def pattern_problem(pattern: str) -> str:
    """Why a pattern can not be used here; empty if it can."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(f"^{pattern}$")
        pl.Series([""]).str.contains(engine_pattern(pattern))
    except (re.error, RecursionError, OverflowError) as error:
        return str(error)
    except pl.exceptions.ComputeError:
        return "look-around or back reference"
    return "not the same in every engine" if OTHER_MEANING.search(pattern) else ""
