"""The gate: what a batch of releases must meet as a whole before a byte of it is archived.

Rows were judged one by one before; here a table is judged against its last release, the calendar and the tables that
refer to it. ``suite`` derives what is expected of a table, ``declared`` reads what its folder asks for besides,
``staging`` writes what is judged into a small SQLite, and Great Expectations judges it in one worker process
(``worker``), for its import takes seconds. ``batch`` does all that for a release.
"""

from publish.gate.process import Gate

__all__ = ["Gate"]
