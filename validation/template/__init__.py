"""A workbook to fill in, made from a dataset's model, and what it is recognised by when it comes back.

    form.Form(...), book.write_template(form, "vi") -> bytes      the same form gives the same bytes
    returned.returned(book, content) -> Returned                  what an agency sent, without what the template wrote

One sheet per table: row 1 says the columns in words, row 2 by the names that the reading goes by, row 3 is an example.
Behind them a sheet of instructions and one of the code lists. There is no formula and no macro in it.

Writing needs openpyxl, recognising does not: nothing is imported here.
"""
