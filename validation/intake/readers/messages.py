"""What is said of files: what could not be read, what was never opened, what was read as something else."""

from __future__ import annotations

from collections.abc import Mapping

from validation.message import Message

SAVE_XLSX = "Open it in a spreadsheet program, save it as XLSX and send that."
SAVE_UTF8 = "Save it as XLSX, or as “CSV UTF-8”, and send that."
SMALLER = "Send only the table, or split it into several files."
MARK = "Put the whole cell in quotation marks and write each mark inside it twice, or take the mark out."
VALUES = (
    "Nothing of it was run or opened. See that the figures stand in the sheets as values, "
    "and send the workbook without it."
)

MESSAGES: Mapping[str, Message] = {
    "file.too-heavy": Message(
        "checking the file takes more than {seconds} seconds or {megabytes} MB of memory, "
        "or breaks the program that reads it",
        "Send only the table, in several files of fewer rows.",
    ),
    "file.too-long": Message("there are {found} rows; {limit} are allowed", SMALLER),
    "file.too-many-cells": Message("the sheets span {found} cells; {limit} are allowed", SMALLER),
    "file.too-many-sheets": Message("the workbook has {found} sheets; {limit} are allowed", SMALLER),
    "file.encrypted": Message(
        "the workbook is protected by a password and was not opened", "Save it without a password and send that."
    ),
    "file.resave": Message("the file is {format} and not a workbook, whatever its name says", SAVE_XLSX),
    "file.macros": Message("the workbook holds macros", VALUES),
    "file.links": Message("the workbook takes values from other files or from databases", VALUES),
    "file.embedded": Message("the workbook holds other documents or controls", VALUES),
    "file.encoding-doubt": Message(
        "the letters of the file are not Unicode, and what they are can not be told with certainty", SAVE_UTF8
    ),
    "file.letters-doubt": Message(
        "{words} words of the file seem to be {encoding}, the others not; they were left as they are: {examples}",
        "Change these words to Unicode, or their font to the one they were typed in.",
    ),
    "file.font-mixed": Message(
        "{cells} cells in a font of Unicode were read as the legacy letters of their neighbours, for example “{text}”",
        "Look whether the words are right; best of all, change the whole workbook to Unicode.",
    ),
    "file.delimiter-doubt": Message(
        "every row can be cut at several signs; it was cut at {delimiter}",
        "Send the table as XLSX, or put texts in quotation marks.",
    ),
    "file.ragged": Message(
        "{found} rows do not have the cells of the rows around them; the first {shown} are told one by one",
        "Look whether the file is cut at the right sign; send the table as XLSX.",
    ),
    "row.quote": Message(
        "the quotation marks {mark} of the row do not fit together; it was read as {cells} cells",
        MARK,
        together="the quotation marks {mark} of the row do not fit together",
    ),
    "row.delimiter": Message(
        "the row is cut by “{delimiter}”, the rows around it by “{expected}”", "Cut it as the others are."
    ),
    "row.width-changes": Message(
        "from here on rows have {found} cells, before {before}: another table?",
        "Leave an empty row between two tables, or put each in a file of its own.",
    ),
    "row.bytes": Message(
        "bytes that are no letter stand here; � is shown in their place",
        "Type the text again; the file may have been cut off or joined of two encodings.",
    ),
    "row.nul": Message(
        "characters without meaning (NUL) stood here; they were taken out",
        "Export the file again; it may be damaged.",
    ),
}

REPAIRS: Mapping[str, str] = {
    "repair.encoding": "letters of {encoding} changed to Unicode: {before} → {after}",
    "repair.legacy-font": "letters in fonts of {encoding} changed to Unicode: {before} → {after}",
    "repair.legacy-neighbour": "read as {encoding} like the cells around it, whatever its font: {before} → {after}",
    "repair.nfc": "letters written in parts were put together (Unicode NFC): {after}",
}
