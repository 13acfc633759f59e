"""The day that a moment was where people live."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


def day_in(timezone: str, moment: str) -> str:
    """ISO day of an RFC 3339 ``moment`` in the zone of that IANA name."""
    return datetime.fromisoformat(moment).astimezone(ZoneInfo(timezone)).date().isoformat()
