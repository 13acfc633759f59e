"""The workbook as a whole: its sheets, its marks, and bytes that depend on nothing but the form."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook import Workbook
from openpyxl.writer.excel import ExcelWriter

from schemas.core.i18n import Lang
from validation.template.form import Form
from validation.template.guide import write_guide
from validation.template.lists import write_lists
from validation.template.sheets import write_table
from validation.template.stamp import DATASET, MODEL, digest

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day that a zip can say


def write_template(form: Form, lang: Lang) -> bytes:
    """The template of a dataset as an XLSX file, its headers in ``lang``, its instructions in both languages."""
    book = Workbook()
    book.remove(book.worksheets[0])
    names = form.sheet_names(lang)
    sources = write_lists(book, form, lang)
    for table in form.tables:
        own = {column: source for (name, column), source in sources.items() if name == table.name}
        write_table(book, names[table.name], form, table, own, lang)
    write_guide(book, form, lang)
    behind = book.worksheets[0] if sources else None
    if behind:
        book.move_sheet(behind, len(book.worksheets) - 1)
    book.active = 0
    _mark(book, form, lang)
    return _bytes(book)


def _mark(book: Workbook, form: Form, lang: Lang) -> None:
    made = datetime.combine(form.today, time())
    said = book.properties
    said.title, said.creator, said.created, said.modified = form.title[lang], form.site.name[lang], made, made
    book.custom_doc_props.append(StringProperty(name=DATASET, value=form.dataset))
    book.custom_doc_props.append(StringProperty(name=MODEL, value=digest(form.tables)))


class _Timeless(ZipFile):
    """A zip whose entries have no time of their own."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        entry = ZipInfo(zinfo_or_arcname, EPOCH)
        entry.compress_type = ZIP_DEFLATED
        super().writestr(entry, data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        self.writestr(arcname, Path(filename).read_bytes())


def _bytes(book: Workbook) -> bytes:
    stream = BytesIO()
    with _Timeless(stream, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()
    return stream.getvalue()
