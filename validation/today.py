"""The day of a check, which some rules look at: a figure is not final before its period is over."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from schemas.core.site import Site


def today(site: Site) -> date | None:
    """The day it is where the site is, by ``SOURCE_DATE_EPOCH`` where that is set; None where it is no time."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.astimezone(ZoneInfo(site.timezone)).date()
