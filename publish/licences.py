"""Under which licence data of agencies go out: pending until an authority confirms one, which settings then name."""

from __future__ import annotations

from dataclasses import replace

from publish.errors import UsageError
from publish.settings import Settings
from schemas.core.registry import Content


def confirmed(content: Content, settings: Settings) -> Content:
    """The content, its pending licence replaced by the one that ``KTTH_LICENSE`` names.

    Raises:
        UsageError: the site has no such licence, or it is itself pending.
    """
    known = [one.id for one in content.site.licenses if not one.pending]
    if not settings.license:
        return content
    if settings.license not in known:
        message = "KTTH_LICENSE: licence {license} is not among this portal's: {known}"
        raise UsageError(message, license=settings.license, known=", ".join(known) or "–")
    return replace(content, site=replace(content.site, confirmed=settings.license))
