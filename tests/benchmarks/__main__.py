"""``make bench``: how fast checking and releasing are, beside others at the same work; ``--quick`` for every day."""

from __future__ import annotations

import argparse
import sys

import finding
import pushing
import releasing
import serving
import works
from told import told

ALL = {
    "rows": works.rows,
    "many-rows": works.many_rows,
    "xlsx": works.workbooks,
    "cold": works.cold,
    "packages": works.packages,
    "diff": releasing.diff,
    "sqlite": releasing.sqlite,
    "release": releasing.release,
    "change": releasing.change,
    "portal": serving.portal,
    "search": finding.search,
    "catalog-api": finding.catalog_api,
    "ckan": pushing.ckan,
}


def main() -> int:
    asked = argparse.ArgumentParser(prog="make bench", description=__doc__)
    asked.add_argument("--quick", action="store_true", help="100.000 dòng, ít lần / 100,000 rows, few repeats")
    asked.add_argument("works", nargs="*", metavar="WORK", help=" ".join(ALL))
    said = asked.parse_args()
    missed = 0
    for name in said.works or ALL:
        for work in ALL[name](said.quick):
            missed += told(work)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
