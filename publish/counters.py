"""What has happened in this process since it started, for whoever watches it."""

from __future__ import annotations

from collections import Counter

HELP = {
    "responses": "Responses by status.",
    "sql_refused": "Queries of readers that went beyond a limit or were no query.",
    "data_kept": "Answers of the data pages that were there already.",
    "data_made": "Answers of the data pages that were made.",
    "refresh_failures": "Times that the newest snapshot could not be shown.",
}
counted: Counter[tuple[str, str]] = Counter()  # (one of HELP, its label or nothing)


def count(name: str, label: str = "") -> None:
    """One more of ``name``, of those in :data:`HELP`."""
    counted[name, label] += 1


def told(gauges: dict[str, tuple[str, int]]) -> str:
    """Everything in the text format of Prometheus; ``gauges`` are what there is now: name -> (help, value)."""
    lines = []
    for name, (words, value) in gauges.items():
        lines += [f"# HELP ktth_{name} {words}", f"# TYPE ktth_{name} gauge", f"ktth_{name} {value}"]
    for name, words in HELP.items():
        lines += [f"# HELP ktth_{name}_total {words}", f"# TYPE ktth_{name}_total counter"]
        found = {label: number for (kind, label), number in sorted(counted.items()) if kind == name} or {"": 0}
        for label, number in found.items():
            of = f'{{status="{label}"}}' if label else ""
            lines.append(f"ktth_{name}_total{of} {number}")
    return "\n".join(lines) + "\n"
