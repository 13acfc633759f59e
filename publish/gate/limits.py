"""From where on the gate says no, and why there."""

from __future__ import annotations

from collections.abc import Mapping

# The sum over the same units, now and before. A slip of thousands stays above a hundred even where the figures fell to
# a tenth meanwhile; no honest total of a province grows a hundredfold from one period to the next.
TOTAL_FACTOR = 100
# Where many units are summed, one that slips by a thousand is thinned out: one of fifty makes the total twenty times.
MANY_UNITS, MANY_FACTOR = 10, 20

# Fewer units than that in a period are a citation or a trial, not a table that every unit reports to.
COVERED_UNITS = 3

# So many figures, that differ among each other, do not come out the same in two periods by chance. Small counts do:
# twelve measures or standards in force stay twelve, so that whole numbers below a hundred do not count.
SAME_FIGURES = 5
SMALL_COUNT = 100

# The middle of fewer rows moves by chance.
DRIFT_ROWS = 1_000
DRIFT_QUANTILES = (0.1, 0.9)  # of the release before: the median must lie between them
DRIFT_NULLS = 0.2  # of the rows: so much less may be filled in

# Days from one figure to the next. What is due is late when half as much again has passed, a month at least.
DAYS: Mapping[str, int] = {"month": 31, "quarter": 92, "half-year": 184, "year": 366, "two-years": 731}
LEAST_GRACE = 31

# Columns of figures that are compared. SQLite joins 500 queries into one, and there are two of each column.
MOST_MEASURES = 200
