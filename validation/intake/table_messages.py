"""What is said of the tables found in a sheet, their columns and rows. Candidates are shown behind each sentence."""

from __future__ import annotations

from collections.abc import Mapping

from validation.message import Message

HEADING = "Write one of these as the heading if it is meant; if none is, delete the column or move it off the table."
VALUES = "Replace the formula by its value (copy, paste as values) and save the workbook."

MESSAGES: Mapping[str, Message] = {
    "column.doubtful": Message(
        "the dataset has no column of this heading; it was not read, although its heading or its cells are much like "
        "those of one of its columns",
        HEADING,
    ),
    "column.several": Message("the heading may mean several columns, and was not read: {titles}", HEADING),
    "column.twice": Message(
        "several headings mean the column {titles}, and none was read",
        "Keep one of these columns, or name it otherwise.",
    ),
    "column.unknown": Message(
        "the dataset has no such column; it was not read",
        "If one of these is meant, write it as the heading: {titles}. If none is, nothing need be done.",
    ),
    "column.unnamed": Message(
        "column {column} has values but no heading, and was not read", "Give it a heading, or delete the values."
    ),
    "column.measure-unsaid": Message(
        "the heading says of what time or area the figures are, but neither it nor the title says what they measure",
        "Write over these columns which of these they measure: {titles}.",
    ),
    "column.beside-spread": Message(
        "columns beside “{title}” are split by time or area; what its own figures are of is not said, and they were "
        "not read",
        "Write over this column what its figures are of as well, for example Tổng số or the year.",
    ),
    "column.contradicted": Message(
        "there is no column “{title}”, and title, sheet name or groups say several things of it",
        "Add the column, or say one thing only in the title.",
    ),
    "column.missing": Message(
        "there is no column “{title}”, and neither title nor sheet name nor groups say it",
        "Add the column, or say it in the title of the table.",
    ),
    "dataset.unclear": Message(
        "the headings do not say clearly which dataset this is; only its shape and its numbers were checked",
        "Say which dataset it is (--as DATASET), or use its template.",
    ),
    "dataset.unknown": Message(
        "the headings are of no dataset we know; only the shape of the table and its numbers were checked",
        "Say which dataset it is (--as DATASET), or use its template.",
    ),
    "sheet.hidden": Message(
        "the sheet is hidden and was not read ({rows} rows)", "Show the sheet if it is to be sent; else delete it."
    ),
    "sheet.no-table": Message(
        "no table was found in {rows} rows of the sheet",
        "A table needs a row of headings over its columns; write one, or leave the sheet out.",
    ),
    "file.no-table": Message(
        "the file holds no table", "Send the file with its table: a row of headings, rows below it."
    ),
    "source.missing": Message(
        "nothing says which document the figures were sent with",
        "Name the document where you send the file, or fill in this column.",
    ),
    "mark.not-kept": Message(
        "the mark was read as no figure; that nothing came about cannot be said here, for the row has other figures",
        "Write 0 if it is nothing; else say so in the note column.",
    ),
    "cell.error": Message(
        "the cell holds an error of the spreadsheet program", "Correct the formula, or enter the figure."
    ),
    "cell.no-value": Message("the cell holds a formula without a stored value, and formulas are not run", VALUES),
    "cell.merged": Message(
        "one figure stands in a merged cell of several rows ({first})",
        "Undo the merging and enter the figure of each row.",
        "one figure stands in a merged cell of several rows",
    ),
}

REPAIRS: Mapping[str, str] = {
    "repair.from-title": "no column “{title}”: taken from the title",
    "repair.from-sheet": "no column “{title}”: taken from the name of the sheet",
    "repair.from-group": "no column “{title}”: taken from the headings between the rows",
    "repair.by-values": "column known by what stands in it",
    "repair.spread": "{columns} columns became rows again, by {titles}",
    "repair.measure-said": "what these columns measure, {title}, was taken from the title",
    "repair.spread-blank": "empty cells of such columns made no row",
    "repair.merged": "the value of a merged cell was taken for each of its rows",
    "repair.total": "rows of totals were taken as data, by {title}",
}
