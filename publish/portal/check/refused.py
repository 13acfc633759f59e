"""Why a file is not checked: one sentence that says what to do, and the status it is answered with."""

from __future__ import annotations

from publish.errors import KtthError
from publish.portal.check.limits import Bounds

RETRY = {"Retry-After": "20"}  # seconds


class Refused(KtthError):  # noqa: N818 - the state is the name
    """Raised instead of an answer."""

    def __init__(self, message: str, status: int, **params: object) -> None:
        super().__init__(message, **params)
        self.status = status
        self.headers = RETRY if status == 503 else {}


def no_file() -> Refused:
    return Refused("No file has arrived. Choose a file and send it again.", 400)


def no_dataset() -> Refused:
    return Refused("There is no such dataset. Choose one from the list, or leave the choice to the check.", 422)


def too_slow(bounds: Bounds) -> Refused:
    message = "The file took longer than {seconds} seconds to arrive. Send it again."
    return Refused(message, 408, seconds=round(bounds.upload_seconds))


def stopped() -> Refused:
    return Refused("The file stopped arriving, or came too slowly. Send it again over a better connection.", 408)


def too_large(bounds: Bounds) -> Refused:
    message = (
        "The file is larger than {megabytes} MB, the most that is checked here. "
        "Split it, for example by year, and send the parts one by one."
    )
    return Refused(message, 413, megabytes=bounds.file.bytes // 10**6)


def busy() -> Refused:
    return Refused("Many files are being checked at this moment. Please send yours again in half a minute.", 503)


def gone(bounds: Bounds) -> Refused:
    message = "This result is no longer here: results are deleted after {minutes} minutes. Send the file again."
    return Refused(message, 404, minutes=round(bounds.kept_seconds / 60))


def failed() -> Refused:
    return Refused("The check broke off: the fault is ours and has been noted. The file has been deleted.", 500)


def no_sample() -> Refused:
    return Refused("There is no such sample file.", 404)
