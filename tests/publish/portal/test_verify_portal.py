"""A portal checked over its public addresses alone: sound, with one byte changed on the way, cut off, taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
import requests

from publish.errors import KtthError
from publish.snapshot import Withdrawal
from publish.verify_portal import PortalVerification
from tests.publish.portal.conftest import Served
from tests.standin.releases import CREATED, fill


def address(portal: Served) -> str:
    return str(portal.client.base_url)


def kinds(portal: Served, head: str = "") -> list[str]:
    return [one.kind for one in PortalVerification(address(portal), head).problems()]


@pytest.fixture
def forge(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Changes bytes on their way from addresses that end in ``path``."""
    get = requests.Session.get

    def changed(path: str, old: bytes, new: bytes) -> None:
        def forged(self: requests.Session, url: str, **how: object) -> requests.Response:
            answer = get(self, url, **{**how, "stream": False})  # type: ignore[arg-type]
            if url.endswith(path) and answer.ok:
                assert old in answer.content
                answer._content = answer.content.replace(old, new, 1)
            return answer

        monkeypatch.setattr(requests.Session, "get", forged)

    return changed


def test_what_is_sound_has_no_problem_and_every_release_was_read(portal: Served) -> None:
    checked = PortalVerification(address(portal))
    assert list(checked.problems()) == []
    assert not checked._session.get_adapter(checked.address).poolmanager.pools  # type: ignore[attr-defined]
    named = {(d, r.version) for d in checked.objects for r in portal.releases.catalog.named(d)}
    assert checked.releases == len(named) > 3
    assert checked.chain[-1] == portal.releases.catalog.digest(len(checked.chain))


@pytest.mark.parametrize(
    ("path", "old", "new", "kind"),
    [
        ("ref-agency.csv", b"ag-01", b"ag-10", "differs"),
        ("datapackage.json", b'"title"', b'"titel"', "misnamed"),
        ("/snapshots/1", b"1.0.0", b"1.0.9", "unchained"),
        ("/snapshots/2", b'"number": 2', b'"number": 3', "unchained"),
    ],
)
def test_a_changed_byte_is_found(
    portal: Served, forge: Callable[..., None], path: str, old: bytes, new: bytes, kind: str
) -> None:
    forge(path, old, new)
    assert kind in kinds(portal)


def test_a_chain_cut_off_or_made_anew_lacks_the_digest_that_was_kept(portal: Served) -> None:
    kept = portal.releases.catalog.digest(1)
    assert kinds(portal, kept) == []
    assert kinds(portal, "sha256:" + hashlib.sha256(b"other").hexdigest()) == ["cut"]


def test_what_was_withdrawn_is_not_missed(own_portal: Served) -> None:
    fill(own_portal.releases)
    dataset = sorted(own_portal.releases.catalog.current().datasets)[0]  # type: ignore[union-attr]
    gone = {r.version: Withdrawal("sai", CREATED) for r in own_portal.releases.catalog.named(dataset)}
    own_portal.wait_for(own_portal.releases.catalog.append({}, CREATED, {dataset: gone}).number)
    own_portal.get(f"/datasets/{dataset}/releases/1.0.0", 410)
    assert kinds(own_portal) == []


def test_what_is_no_portal_is_told_so() -> None:
    with pytest.raises(KtthError, match="cannot be read"):
        PortalVerification("http://127.0.0.1:9")


@pytest.mark.parametrize("said", [b"{}", b'{"total": -5}', b'{"total": "x"}', b"[]", b"[" * 200_000, b"x" * 100])
def test_what_answers_otherwise_is_no_portal(portal: Served, forge: Callable[..., None], said: bytes) -> None:
    whole = portal.get("/api/v1/snapshots?limit=1").content
    forge("/snapshots?limit=1", whole, said)
    with pytest.raises(KtthError, match="no portal"):
        PortalVerification(address(portal))


def test_an_address_that_leads_elsewhere_is_not_followed(portal: Served) -> None:
    with pytest.raises(KtthError, match=r"HTTP (404|30)"):
        PortalVerification(f"{address(portal)}/datasets/waste/latest")
