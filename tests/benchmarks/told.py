"""What was measured, as a table."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from measure import Measured

MIB = 1 << 20


@dataclass(frozen=True)
class Bar:
    """``name`` may take so many times what ``peer`` takes; without one, so many seconds (or bytes of ``what``)."""

    name: str
    limit: float
    peer: str = ""
    what: str = "seconds"

    def line(self, found: Mapping[str, Measured]) -> tuple[bool, str]:
        taken = float(getattr(found[self.name], self.what))
        if self.peer:
            taken /= found[self.peer].seconds
        shown = [f"{n / MIB:.0f} MiB" if self.what == "peak" else f"{n:.3g}" for n in (taken, self.limit)]
        unit = f" × {self.peer}" if self.peer else " s" if self.what == "seconds" else ""
        kept = taken <= self.limit
        return kept, f"{'✓' if kept else '✗'} {self.name}: {shown[0]}{unit} (≤ {shown[1]})"


@dataclass(frozen=True)
class Work:
    title: str
    found: Mapping[str, Measured]
    bars: Sequence[Bar]
    base: str
    note: str = ""
    cells: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def told(work: Work) -> int:
    """Prints it; returns how many bars were missed."""
    _line(f"\n{work.title}")
    base = work.found[work.base].seconds
    for name, one in work.found.items():
        peak = f"{one.peak / MIB:8.0f} MiB" if one.peak else ""
        _line(f"  {name:22} {one.seconds:10.4f} s {one.seconds / base:8.2f}×{peak}")
    for kind, (found, broken) in work.cells.items():
        _line(f"  {'✓' if found == broken else '✗'} {kind:30} {found:8,} / {broken:,}")
    said = [bar.line(work.found) for bar in work.bars]
    for _, line in said:
        _line(f"  {line}")
    if work.note:
        _line(f"  ({work.note})")
    return sum(not kept for kept, _ in said) + sum(found != broken for found, broken in work.cells.values())


def _line(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
