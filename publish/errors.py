"""Bad circumstances, as exceptions that can say themselves in Vietnamese and in English.

    KtthError                 exit code 4: something outside the data stands in the way
    ├── UsageError            exit code 2: the call itself is wrong
    ├── ArchiveBusy           another writer holds the archive
    ├── ArchiveDamaged        what is stored differs from its recorded digest, or a part is missing
    ├── ArchiveWriteFailed    the operating system refused a write; readers see the old or the new state, whole
    ├── VersionTaken          a released version was asked for again with other content
    └── Withdrawn             a released version may be read no more

Bad data is no exception: that is a :class:`validation.findings.Finding`.
"""

from __future__ import annotations

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


class VersionTaken(KtthError):  # noqa: N818
    pass


class Withdrawn(KtthError):  # noqa: N818
    """``reason`` is what its owner said, ``created`` the time of it (RFC 3339)."""

    def __init__(self, dataset: str, version: str, reason: str, created: str) -> None:
        message = "{dataset} {version} was withdrawn on {day}: {reason}"
        super().__init__(message, dataset=dataset, version=version, day=created[:10], reason=reason)
        self.dataset, self.version, self.reason, self.created = dataset, version, reason, created
