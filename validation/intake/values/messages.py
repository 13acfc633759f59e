"""What is said of doubts and repairs in values. Candidates and suggestions are shown behind each sentence."""

from __future__ import annotations

from collections.abc import Mapping

from validation.message import Message

ONE_NUMBER = "Write one number in the cell, and what else there is to say in the note column."
ONE_SIGN = "Use one decimal sign in the whole column; best of all, enter the figures as numbers and not as text."
DAY = "Write the day as dd/mm/yyyy, for example 30/06/2024."
PERIOD = (
    "Write a year, half-year, quarter, nine months, month or crop with its year, for example Quý I/2024 or 2024-Q1."
)
YES_NO = "Write Có or Không in every cell of the column."
UNIT = "Enter the figures in the column's own unit, {expected}, and say so in the heading."

DOUBTS: Mapping[str, Message] = {
    "number.ambiguous": Message(
        "the sign may separate thousands or decimals, and no other cell of the column tells which ({cells} cells, such "
        "as {examples})",
        "Write thousands without a sign (1234); if it is the decimal sign, add a zero (1,2340).",
    ),
    "number.mixed-locale": Message(
        "the column writes decimals in two ways: with a comma in {comma_cells} cells ({comma}), with a point in "
        "{point_cells} cells ({point})",
        ONE_SIGN,
    ),
    "number.several": Message(
        "several numbers in one cell: {numbers}", ONE_NUMBER, together="several numbers in one cell"
    ),
    "number.about": Message(
        "not a number but an estimate or a limit: {number}",
        "Write the figure alone; that it is an estimate belongs in the flag or the note.",
        together="not numbers but estimates or limits",
    ),
    "number.letters": Message(
        "letters stand among the digits: {letters}",
        "Type the digits 0 and 1, not the letters that look like them.",
        together="letters stand among the digits",
    ),
    "number.unreadable": Message(
        "can not be read as a number",
        "Write one number in digits, without words and without a sign for thousands, for example 1234.",
    ),
    "number.footnote": Message(
        "“{mark}” behind the number looks like a note, or is part of the number",
        "Write the number without the mark, and what it says in the note column.",
        together="what stands behind the number looks like a note, or is part of it",
    ),
    "number.brackets": Message(
        "a number in brackets may be negative, a note or the number of a column", "Write the number with its sign."
    ),
    "number.not-whole": Message(
        "not a whole number: {number}",
        "The column counts things: write a whole number, thousands without a sign.",
        together="not whole numbers",
    ),
    "number.convertible": Message("the cell is in {unit}, the column in {expected}", UNIT),
    "number.other-unit": Message(
        "the cell is in {unit}, the column in {expected}, and one can not be turned into the other exactly", UNIT
    ),
    "number.unit-unasked": Message("the cell names a unit, {unit}, and the column has none", "Write the number alone."),
    "number.date": Message(
        "the cell holds a date, {read}: the spreadsheet program made it of what was typed",
        "Set the cell's format to number and type the figure again.",
        together="the cells hold dates: the spreadsheet program made them of what was typed",
    ),
    "number.percent": Message(
        "the sheet shows {shown} %, and the column is not in %",
        "Set the cell's format to number and write the figure in the column's unit.",
        together="the sheet shows percentages, and the column is not in %",
    ),
    "number.fraction-for-percent": Message(
        "every figure lies between 0 and 1 ({examples}), and the column is in %",
        "If the figures are shares, multiply them by 100 (0,85 is 85 %); if they are right, leave them.",
    ),
    "number.contradicted": Message(
        "read as {read}, it contradicts the other columns of its row",
        "Compare the figures of the row with the original document; a decimal or thousands sign may have been lost.",
        together="contradicts the other columns of its row",
    ),
    "number.unproven": Message(
        "read as {read}; most figures of the column contradict the others of their row, and this one proves nothing",
        "Compare with the original document; a decimal or thousands sign may have been lost.",
        together="most figures of the column contradict the others of their row, and these prove nothing",
    ),
    "number.lost-thousands": Message(
        "read as {read}; next to the other figures of the column it may have been thousands",
        "Compare with the original document; write thousands without a sign.",
        together="next to the other figures of the column these may have been thousands",
    ),
    "mark.two-meanings": Message(
        "n/a is not available or not applicable; it was read as no value",
        "Write .. where the figure is missing, x where none can exist, - where it is nil.",
    ),
    "unit.convertible": Message(
        "the heading says {unit}, the column is in {expected}: every figure would have to be multiplied by {factor}, "
        "{before} to {after}; the check went on with those",
        UNIT,
    ),
    "unit.different": Message(
        "the heading says {unit}, the column is in {expected}; one can not be turned into the other exactly", UNIT
    ),
    "date.form": Message("can not be read as a day", DAY),
    "date.impossible": Message("there is no such day, or it lies too far away", DAY),
    "date.incomplete": Message("a month or a year, not a day", DAY),
    "date.short-year": Message("the year has two digits only", DAY),
    "date.month-first": Message("the month stands in front of the day", DAY),
    "date.either-order": Message(
        "day and month can not be told apart: in another cell of the column the month stands first ({example})", DAY
    ),
    "date.serial": Message("a number where a day should be", "Set the cell's format to date, or write the day."),
    "date.swapped": Message(
        "day and month may be swapped: the spreadsheet program made dates where it could, in American order, and left "
        "the others as text",
        "Compare with the original, and write the whole column as dd/mm/yyyy or 2024-06-30.",
    ),
    "period.doubtful": Message("may be more than one period", PERIOD),
    "period.no-such": Message("not a reporting period: so many months are none", PERIOD),
    "period.no-year": Message("the period has no year", PERIOD),
    "period.span": Message("a span of several years, not a reporting period", "Give each year a row of its own."),
    "period.plan": Message("a plan, not an observed figure", "Send plan figures in their own table."),
    "period.unreadable": Message("can not be read as a period", PERIOD),
    "period.date": Message(
        "the cell holds the date {read}, and a month, a quarter or a year may be meant",
        "Set the cell's format to text and write the period, for example 2024-07.",
        together="the cells hold dates, and months, quarters or years may be meant",
    ),
    "boolean.mixed": Message("yes and no are written in other words than in most of the column", YES_NO),
    "boolean.unreadable": Message("neither yes nor no", YES_NO),
    "boolean.blank": Message(
        "“{word}” or nothing: it is not said whether the {cells} empty cells mean no or not known", YES_NO
    ),
    "code.several": Message("several codes bear this name", "Write the code."),
    "code.near": Message("no code has exactly this name", "Write the code, or the name as the list has it."),
    "code.zeros": Message(
        "the code seems to have lost or gained zeros in front",
        "Set the column's format to text and write the code with its zeros.",
    ),
    "text.date": Message(
        "the cell holds a date, which was read as {read}; something else may have been typed",
        "Set the cell's format to text and type it again.",
        together="the cells hold dates; something else may have been typed",
    ),
}

REPAIRS: Mapping[str, str] = {
    "repair.invisible": "invisible characters removed",
    "repair.composed": "letters and marks put together (Unicode NFC)",
    "repair.blanks": "blanks around the text removed",
    "repair.broken-letter": "a broken character replaced",
    "repair.mark-missing": "read as missing",
    "repair.mark-nil": "read as nil",
    "repair.mark-not-applicable": "read as not applicable",
    "repair.decimal-comma": "decimal commas turned into points",
    "repair.thousands": "thousands signs removed",
    "repair.whole": "zeros behind the decimal sign removed",
    "repair.noise": "rounded to the fifteen digits a spreadsheet keeps",
    "repair.percent": "cells shown as percent multiplied by 100",
    "repair.digits": "wide digits and signs turned into plain ones",
    "repair.apostrophe": "the apostrophe in front removed",
    "repair.footnote": "the footnote mark removed",
    "repair.sign": "the sign in front written plainly",
    "repair.brackets": "brackets read as a minus",
    "repair.power": "the power of ten written out",
    "repair.leading": "zeros in front set right",
    "repair.unit": "the column's own unit removed from cells",
    "repair.date": "days written as year-month-day",
    "repair.time-of-day": "the time of day left out",
    "repair.serial-date": "a day kept as a number turned into a date",
    "repair.period": "periods written as codes",
    "repair.boolean": "yes and no written as true and false",
    "repair.code": "names turned into codes",
}
