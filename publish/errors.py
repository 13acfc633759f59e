"""Bad circumstances, as exceptions that can say themselves in Vietnamese and in English.

    KtthError                 exit code 4: something outside the data stands in the way
    ├── UsageError            exit code 2: the call itself is wrong
    ├── ArchiveBusy           another writer holds the archive
    ├── ArchiveDamaged        what is stored differs from its recorded digest, or a part is missing
    ├── ArchiveWriteFailed    the operating system refused a write; readers see the old or the new state, whole
    ├── SystemRefused         the same anywhere else: a full, broken or forbidden disk
    ├── VersionTaken          a released version was asked for again with other content
    └── Withdrawn             a released version may be read no more

Bad data is no exception: that is a :class:`validation.findings.Finding`.
"""

from __future__ import annotations

import errno

from publish.days import day_in
from schemas.core.i18n import Lang, say


class KtthError(Exception):
    """``message`` is an English sentence with ``{name}`` places for ``params``, and the key of its translation."""

    exit_code = 4

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    def say(self, lang: Lang) -> str:
        return say("publish", lang, self.message, **self.params)

    def __str__(self) -> str:
        return self.say("en")


class UsageError(KtthError):
    exit_code = 2


class ArchiveBusy(KtthError):  # noqa: N818 - the name says the state, as BlockingIOError's family does
    pass


class ArchiveDamaged(KtthError):  # noqa: N818
    pass


class ArchiveWriteFailed(KtthError):  # noqa: N818
    pass


class SystemRefused(KtthError):  # noqa: N818
    pass


_REFUSALS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM}
_SQLITE = {8, 10, 13, 14}  # read-only, an I/O error, full, cannot be opened


def refused_by_system(error: Exception) -> SystemRefused | None:
    """What to tell where the machine is at fault: a full, broken or forbidden disk. None of anything else."""
    told_by_sqlite = getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE
    if not told_by_sqlite and not (isinstance(error, OSError) and error.errno in _REFUSALS):
        return None
    return SystemRefused(
        "The operating system refused: {reason}. What was released before is intact; "
        "run the same command again when the cause is removed.",
        reason=error,
    )


class VersionTaken(KtthError):  # noqa: N818
    pass


class Withdrawn(KtthError):  # noqa: N818
    """``reason`` is what its owner said, ``created`` the time of it (RFC 3339), told as the day it was in a zone."""

    def __init__(self, dataset: str, version: str, reason: str, created: str, timezone: str = "UTC") -> None:
        message = "{dataset} {version} was withdrawn on {day}: {reason}"
        super().__init__(message, dataset=dataset, version=version, day=day_in(timezone, created), reason=reason)
        self.dataset, self.version, self.reason, self.created = dataset, version, reason, created

    def told_in(self, timezone: str) -> Withdrawn:
        """The same, with the day it was in the zone of that IANA name."""
        return Withdrawn(self.dataset, self.version, self.reason, self.created, timezone)
