"""What is said of a template that came back. English is the message id of the catalog."""

from __future__ import annotations

from collections.abc import Mapping

from validation.message import Message

MESSAGES: Mapping[str, Message] = {
    "template.outdated": Message(
        "the file is filled in on an older template of {dataset}; changed since: {changes}",
        "Download the present template and move the figures to it; what still fits has been read.",
    ),
    "template.unknown": Message(
        "the file is a template of {dataset}, which this portal does not have",
        "Download the template from this portal, or say which dataset the file is of.",
    ),
    "template.example": Message(
        "the row says that it is the template's example, but holds something else; it is left out",
        "If it is a record of yours, write its own value over “{mark}”; if not, delete the row.",
    ),
}
REPAIRS: Mapping[str, str] = {
    "repair.template-example": "the template's example is left out: row {row}",
    "repair.template-choice": "of a choice in the template only the code is kept",
    "repair.template-sheet": "a sheet of the template that holds no data is left out",
}
