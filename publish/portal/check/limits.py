"""How much the portal does for a stranger's file; what lies beyond is refused with a sentence that says the limit."""

from __future__ import annotations

from dataclasses import dataclass, field

from validation.intake.limits import Limits

FORMATS = (".xlsx", ".xls", ".ods", ".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class Bounds:
    """``file`` is what one file may have and cost; the rest is what all of them together may cost the portal.

    ``upload_seconds``: in which a file must have arrived; ``quiet_seconds``: of which none may pass without a byte of
    it; ``pace``: bytes a second that it must make after these; ``drained``: bytes of a file too large that are read and
    thrown away, as a browser shows no answer before it has sent all. ``uploads``: files that may be on their way,
    ``own_uploads`` of one sender; ``checks``: files checked at a time; ``wait``: seconds a file waits for its turn.
    ``kept_seconds``, ``kept_bytes``: how long answers are held in memory to be fetched, and how much of it they take.
    """

    file: Limits = field(
        default_factory=lambda: Limits(
            bytes=20_000_000, unpacked=200_000_000, rows=100_000, cells=2_000_000, seconds=30.0, memory=450_000_000
        )
    )
    upload_seconds: float = 120.0
    quiet_seconds: float = 10.0
    pace: int = 1_000
    drained: int = 100_000_000
    uploads: int = 20
    own_uploads: int = 5
    checks: int = 2
    wait: float = 20.0
    kept_seconds: float = 600.0
    kept_bytes: int = 100_000_000


DEFAULT = Bounds()
