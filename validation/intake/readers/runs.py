"""The shared texts of an XLSX workbook, cut where their font changes: read only where a legacy font is used at all."""

from __future__ import annotations

from collections.abc import Mapping

from validation.intake.readers.fonts import Run
from validation.intake.readers.xml import parse


def shared_runs(data: bytes) -> list[list[Run]]:
    """Each text of the part as runs; a run that names no font has the cell's, named by nothing."""
    texts: list[list[Run]] = []
    path: list[str] = []
    font = ""

    def start(name: str, said: Mapping[str, str]) -> None:
        nonlocal font
        path.append(name.rpartition(" ")[2])
        if path[-1] == "si":
            texts.append([])
        elif path[-1] == "r":
            font = ""
        elif path[-1] == "rFont":
            font = said.get("val", "")

    def end(_: str) -> None:
        nonlocal font
        if path.pop() == "r":
            font = ""

    def text(part: str) -> None:
        if path[-1:] == ["t"] and "rPh" not in path and texts:
            texts[-1].append((part, font))

    if data:
        parse(data, start, end, text)
    return texts
