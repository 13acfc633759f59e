"""Files with one kind of trouble each, to try a check with. Every figure in them is invented, and they say so."""

from __future__ import annotations

from publish.archive import Archive
from publish.lookup import elsewhere
from publish.settings import Settings
from publish.snapshot import Catalog
from publish.specimens.ground import ground, table_for
from publish.specimens.troubles import TROUBLES, Trouble
from schemas.core.registry import Content, load_content
from validation.today import today

BY_ID = {trouble.id: trouble for trouble in TROUBLES}


def offered(content: Content) -> tuple[Trouble, ...]:
    """The kinds of trouble that can be shown with a content's tables."""
    table = table_for(content)
    if table is None:
        return ()
    has_day = any(f["type"] == "date" for f in table.fields)
    return tuple(t for t in TROUBLES if has_day or t.id != "ngay-sai")


def specimens(settings: Settings, frequency: str) -> dict[str, bytes]:
    """Every file by the id of its trouble, of a table that is due ``frequency``; none where no rows can be invented.

    Raises:
        SampleError, LookupError: the registers that rows point at are not there.
    """
    content = load_content(settings.content)
    table, day = table_for(content), today(content.site)
    if table is None or day is None:
        return {}
    look = elsewhere(Catalog(Archive(settings.root)), content, settings)
    base = ground(content, table, look, day, frequency)
    return {trouble.id: trouble.make(base) for trouble in offered(content)}


__all__ = ["BY_ID", "TROUBLES", "Trouble", "offered", "specimens"]
