"""What the rules of reading say: what is wrong, and how to mend it. English is the message id of the catalog."""

from __future__ import annotations

from collections.abc import Mapping

DOWNLOAD = "Download the file into the package's folder and name it by a path that starts there."
REPACK = "Pack only the package's own files, as plain files in folders, without a password."
RESAVE = "Save the file again as UTF-8 CSV and send that."
PUBLISHED = "Send the file that the descriptor describes, or correct the descriptor."
HEADER = "Name the columns as the schema does, in its order."

SAID: Mapping[str, tuple[str, ...]] = {
    "path.remote": ("{key} points to the network: {path}", DOWNLOAD),
    "path.absolute": ("{key} is an absolute address, of one computer only: {path}", DOWNLOAD),
    "path.outside": ("{key} leads out of the package's folder: {path}", DOWNLOAD),
    "path.link": ("{key} goes through a link: {path}", "Put the file itself there."),
    "path.unsafe": ("{key} is no path of a plain file: {path}", "Name the file by letters, digits, - _ . and /."),
    "archive.broken": ("the archive can not be unpacked: {problem}", "Make the archive again and check that it opens."),
    "archive.members": ("the archive holds {found} files; {limit} are allowed", REPACK),
    "archive.size": ("unpacked it would be {found} bytes; the limit is {limit}", "Send a smaller file, or split it."),
    "archive.ratio": (
        "unpacked it would be {found} times as large; {limit} times is the limit",
        "Send the files without packing them, or pack them with their real data.",
    ),
    "archive.encrypted": ("the archive is protected by a password: {path}", REPACK),
    "archive.link": ("the archive holds a link: {path}", REPACK),
    "archive.outside": ("the archive would write outside its folder: {path}", REPACK),
    "archive.depth": ("the archive holds folders too deep in one another: {path}", REPACK),
    "descriptor.absent": (
        "no descriptor found: {path}",
        "Put datapackage.json, or datapackage.yaml, into the package's folder.",
    ),
    "descriptor.too-large": ("the descriptor is too large: {path}", "Move data out of it into files of their own."),
    "descriptor.hashing-unknown": ("hashing names no known checksum: {value}", "Use one of: {known}."),
    "descriptor.too-long-text": (
        "{key} has {found} characters; {limit} are allowed",
        "Shorten the text; put what is long into a document of its own.",
    ),
    "descriptor.unreadable": (
        "{path} can not be read: {problem}",
        "Save it as UTF-8 without a byte order mark, and check its commas, quotes and brackets.",
    ),
    "descriptor.profile-unchecked": (
        "the profile {path} was not checked; only the standard's own is",
        "Check the package with a tool of that profile.",
    ),
    "schema.pattern-unsupported": (
        "the pattern {pattern} can not be checked safely ({problem})",
        "Write it without look-around, back references or possessive repeats, or leave it out.",
    ),
    "file.missing": ("the file is missing: {path}", "Add the file, or correct its path in the descriptor."),
    "file.format": ("the format {format} can not be read as a table", "Send the table as CSV or XLSX."),
    "file.too-large": ("the file {path} has more than {limit} bytes", "Send the table as CSV."),
    "file.too-wide": (
        "the table has {found} columns; {limit} are allowed",
        "Put what the columns repeat into rows, or split the table.",
    ),
    "file.merged": (
        "sheet {sheet} merges {found} cells; {limit} are allowed",
        "Undo the merging of cells, or send the table as CSV.",
    ),
    "file.entities": (
        "{sheet} declares entities of its own, as no spreadsheet program does",
        "Save the workbook again with a spreadsheet program.",
    ),
    "file.packed-parts": ("the file is packed, or a workbook, and in parts: {path}", "Send it whole, as one file."),
    "file.extent": (
        "sheet {sheet} spans {rows} × {columns} cells; {limit} are allowed",
        "Delete what stands far from the table, or send the table as CSV.",
    ),
    "file.empty": ("the file is empty", "Send the file with its header row."),
    "file.encoding-guessed": (
        "the text is not UTF-8 and no encoding is declared; it was read as {encoding}",
        "Look whether the letters are right; save the file as UTF-8.",
    ),
    "file.encoding": ("the text can not be decoded: {problem}", "Save the file as UTF-8, or declare its encoding."),
    "file.compression": ("the file can not be unpacked: {problem}", RESAVE),
    "file.unreadable": ("the file can not be read: {problem}", RESAVE),
    "file.hash": ("the content is not the one the descriptor describes (hash): {problem}", PUBLISHED),
    "file.bytes": ("the size is not the one the descriptor gives: {problem}", PUBLISHED),
    "file.fields": ("the number of fields is not the one the descriptor gives: {problem}", PUBLISHED),
    "file.rows": ("the number of rows is not the one the descriptor gives: {problem}", PUBLISHED),
    "file.unchecked": ("what {path} names was not checked", "Check it as a package of its own."),
    "file.descriptor": ("{path} is no valid descriptor: {problem}", "Correct the file, or give it another name."),
    "header.blank": ("the column has no name", HEADER),
    "header.unmatched": ("no column of the schema stands in the header: {found}", HEADER),
    "header.unexpected": ("the schema has no such column", HEADER),
    "header.missing": ("the column {expected} is missing", HEADER),
    "header.duplicate": ("two columns have the same name", HEADER),
    "header.mismatch": ("the column should be named {expected}", HEADER),
    "header.order": ("the column {expected} should stand here, not {found}", "Put the columns in this order: {all}"),
    "cell.too-long": (
        "the cell has {found} characters; {limit} are allowed",
        "Shorten the text, or look for a quote that is never closed.",
        "the cell has more than {limit} characters, which is the limit",
    ),
    "row.blank": ("the row is empty", "Delete the empty row."),
    "row.extra-cell": (
        "the row has {found} cells, the header {expected}",
        "Look for a comma or a quote too many.",
        "the row has more cells than the header, which has {expected}",
    ),
    "row.missing-cell": (
        "the row has {found} cells, the header {expected}",
        "Look for a comma or a quote too few.",
        "the row has fewer cells than the header, which has {expected}",
    ),
}
