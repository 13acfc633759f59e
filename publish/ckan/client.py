"""A CKAN site through ckanapi, with the patience that ckanapi lacks and a token that stays here.

A read is repeated with growing pauses. A write is sent once: after a failure nobody knows whether it was done, so
:class:`UnsettledError` sends the caller back to reading. Everything goes by POST, whose redirects are not followed, so
the token reaches no other host.
"""

from __future__ import annotations

import ast
import ipaddress
import json
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

import ckanapi
import requests
from ckanapi import errors as ckan_errors

from publish.ckan.transport import BoundedAdapter, within
from publish.errors import KtthError, UsageError

Files = Mapping[str, tuple[str, object, str]]
BUSY = 429
LONGEST = 1_800.0  # seconds of a request, the file sent with it and its whole answer
TEXTS = ("title", "notes", "version", "url", "license_id", "state", "metadata_modified")
T = TypeVar("T")


class UnsettledError(KtthError):
    """The network or the server failed; whether a write was done is unknown."""


class RefusedError(KtthError):
    """CKAN understood and said no."""


class ConflictError(RefusedError):
    """The dataset is no longer as it was read."""


class DeniedError(KtthError):
    """The token does not carry the right."""


def _is_unsettled(error: KtthError) -> bool:
    return isinstance(error, UnsettledError)


class Client:
    """One site and one token. ``timeout`` is seconds to connect and to wait; ``pause`` the first wait of a retry."""

    def __init__(
        self,
        url: str,
        token: str = "",
        *,
        timeout: tuple[float, float] = (10.0, 300.0),
        attempts: int = 4,
        pause: float = 1.0,
    ) -> None:
        """Connects to nothing yet. :class:`UsageError` for an address or a token that cannot be one."""
        self.url = _address(url)
        self._token = token.strip()
        if not self._token.isascii() or not self._token.isprintable() or " " in self._token:
            raise UsageError("The CKAN token holds characters that no token has. Copy it again, in one line.")
        self._timeout, self._attempts, self._pause = timeout, attempts, pause
        self._session = requests.Session()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, BoundedAdapter(self._token))
        self._session.auth = lambda request: request  # or a .netrc entry would take the token's place
        self._ckan = ckanapi.RemoteCKAN(self.url, apikey=self._token or None, session=self._session)

    @property
    def authorized(self) -> bool:
        """Whether there is a token at all."""
        return bool(self._token)

    def close(self) -> None:
        self._session.close()

    def patiently(self, act: Callable[[], T], again: Callable[[KtthError], bool] = _is_unsettled) -> T:
        """What ``act`` returns; after a failure that ``again`` thinks worth it, tried once more, each pause longer."""
        number = 1
        while True:
            try:
                return act()
            except KtthError as error:
                if number >= self._attempts or not again(error):
                    raise
            time.sleep(self._pause * 2 ** (number - 1))
            number += 1

    def find(self, action: str, **params: object) -> Any:
        """The answer to a read, None where CKAN knows no such thing. Raises as :meth:`write` does, after retries."""
        try:
            return self.patiently(lambda: self._call(action, params))
        except ckan_errors.NotFound:
            return None

    def package(self, name: str) -> dict[str, Any] | None:
        """The dataset of that name, in a shape that can be read on; None where there is none.

        Raises:
            KtthError: what answers is no CKAN site; and what :meth:`find` raises.
        """
        held: dict[str, Any] | None = self.find("package_show", id=name)
        return None if held is None else self.shaped("package_show", held)

    def shaped(self, action: str, held: Any) -> dict[str, Any]:
        """The dataset that ``action`` answered with. :class:`KtthError` if it is in no shape of one."""
        if not _is_package(held):
            raise self.strange(action)
        return dict(held)

    def organizations(self, **of: str) -> set[str]:
        """The names of those that the token, or the user ``id``, may write in. Raises as :meth:`package` does."""
        found = self.read("organization_list_for_user", permission="create_dataset", **of)
        if not isinstance(found, list) or not all(isinstance(one, dict) and "name" in one for one in found):
            raise self.strange("organization_list_for_user")
        return {str(one["name"]) for one in found}

    def read(self, action: str, **params: object) -> Any:
        """The answer to a read of what must be there. Raises as :meth:`write` does, after retries."""
        found = self.find(action, **params)
        if found is None:
            raise self._refused(action, "not found")
        return found

    def write(self, action: str, data: Mapping[str, object], files: Files | None = None) -> Any:
        """Send a change once.

        Raises:
            UnsettledError: nobody knows whether it was done.
            RefusedError: a value was not accepted; :class:`ConflictError` if the condition of the change does not hold.
            DeniedError: the token does not suffice.
            KtthError: the address is no CKAN site.
        """
        try:
            return self._call(action, data, files)
        except ckan_errors.NotFound as error:
            raise self._refused(action, str(error)) from None

    def _call(self, action: str, data: Mapping[str, object], files: Files | None = None) -> Any:
        try:
            said = {"files": files, "requests_kwargs": {"timeout": self._timeout}}
            return within(LONGEST, lambda: self._ckan.call_action(action, dict(data), **said))
        except ckan_errors.NotFound:
            raise
        except requests.RequestException as error:
            raise self._unreachable(error) from None
        except ckan_errors.NotAuthorized as error:
            raise self._denied(action, str(error)) from None
        except ckan_errors.SearchIndexError as error:
            raise self._failing(action, 500, str(error)) from None
        except ckan_errors.ValidationError as error:
            said = {key: value for key, value in error.error_dict.items() if key != "__type"}
            raise self._refused(action, str(said), ConflictError if "match" in said else RefusedError) from None
        except (ckan_errors.CKANAPIError, ckan_errors.ServerIncompatibleError) as error:
            raise self._unrecognised(action, str(error)) from None
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError):  # of answers that are not CKAN's
            raise self.strange(action) from None

    def _unrecognised(self, action: str, said: str) -> KtthError:
        """ckanapi reports what it does not know as the text of ``[url, status, body]``."""
        try:
            _, status, body = ast.literal_eval(said)
        except (ValueError, SyntaxError):
            return self._refused(action, said)
        if status >= requests.codes.server_error or status == BUSY:
            return self._failing(action, status, body)
        if status in (requests.codes.unauthorized, requests.codes.forbidden):
            return self._denied(action, body)
        if status == requests.codes.bad_request:
            return self._refused(action, body)
        return self.strange(f"{action}: {status}")

    def strange(self, what: str) -> KtthError:
        """What to say of an answer to ``what`` that is none of CKAN's."""
        return KtthError(
            "{url} does not answer as CKAN does ({what}). Give the site's own address, "
            "with https where it has it and without /api.",
            url=self.url,
            what=what,
        )

    def _unreachable(self, error: requests.RequestException) -> UnsettledError:
        cause = getattr(error.args[0] if error.args else None, "reason", error)  # urllib3's own, without its retries
        return UnsettledError(
            "CKAN at {url} cannot be reached ({reason}). Check the address and the network, then run the same command "
            "again: it goes on where it stopped.",
            url=self.url,
            reason=self._clean(f"{type(error).__name__}: {str(cause).rpartition(': ')[2]}"),
        )

    def _failing(self, action: str, status: int, body: str) -> UnsettledError:
        return UnsettledError(
            "CKAN at {url} fails at {action} (status {status}): {reason}. Its operator's log says why; afterwards run "
            "the same command again: it goes on where it stopped.",
            url=self.url,
            action=action,
            status=status,
            reason=self._clean(body),
        )

    def _denied(self, action: str, reason: str) -> DeniedError:
        return DeniedError(
            "CKAN at {url} does not let this token do {action}: {reason}. Check that KTTH_CKAN_TOKEN is the token of "
            "an editor of the organisation and has not expired or been revoked.",
            url=self.url,
            action=action,
            reason=self._clean(reason),
        )

    def _refused(self, action: str, reason: str, kind: type[RefusedError] = RefusedError) -> RefusedError:
        return kind(
            "CKAN at {url} refused {action}: {reason}",
            url=self.url,
            action=action,
            reason=self._clean(reason),
        )

    def _clean(self, text: str, limit: int = 500) -> str:
        return " ".join((text.replace(self._token, "***") if self._token else text)[:limit].split())


def _is_package(held: Any) -> bool:
    """Whether it can be read on, and said: a text of half a letter cannot."""
    if not isinstance(held, dict) or not isinstance(held.get("resources"), list):
        return False
    parts = [held.get(name) or [] for name in ("resources", "extras", "tags")]
    if not all(isinstance(part, list) for part in parts) or not isinstance(held.get("organization") or {}, dict):
        return False
    wanted = (("id",), ("key", "value"), ("name",))
    each = [(one, keys) for part, keys in zip(parts, wanted, strict=True) for one in part]
    if not all(isinstance(one, dict) and all(isinstance(one.get(key), str) for key in keys) for one, keys in each):
        return False
    try:
        json.dumps(held, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return all(isinstance(held.get(name) or "", str) for name in TEXTS)


def _address(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise UsageError("A CKAN address is like https://data.example.vn, with no name or password in it.")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/').removesuffix('/api')}"


def is_loopback(url: str) -> bool:
    """Whether only this computer can open the address."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return host == "localhost"
