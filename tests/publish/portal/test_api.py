"""The JSON API says what the pages say, in one shape of answers and one of errors, and documents itself."""

from __future__ import annotations

from dataclasses import replace

from publish.snapshot import Withdrawal
from tests.publish.portal.conftest import Served
from tests.standin.releases import CREATED, WASTE


def test_the_list_is_complete_and_can_be_read_in_pages(portal: Served) -> None:
    whole = portal.get("/api/v1/datasets").json()
    assert [d["id"] for d in whole["datasets"]] == ["foreign-data", "ref-agency", "ref-codes", "waste", "wells"]
    assert (whole["total"], whole["next"], whole["snapshot"]) == (5, None, 5)
    found, address = [], "/api/v1/datasets?limit=2"
    while address:
        page = portal.get(address).json()
        found += [d["id"] for d in page["datasets"]]
        address = page["next"]
    assert found == [d["id"] for d in whole["datasets"]]


def test_a_dataset_is_described_in_both_languages_with_working_addresses(portal: Served) -> None:
    waste = portal.get("/api/v1/datasets/waste").json()
    assert waste["title"] == {"vi": "Rác thải sinh hoạt", "en": "Household waste"}
    assert waste["publisher_name"] == {"vi": "Sở Môi trường", "en": "Sở Môi trường"}
    assert (waste["standing"], waste["rows"], waste["version"]) == ("mixed", 3, "1.0.0")
    assert waste["rows_by_kind"] == {"official": 1, "cited": 2}
    assert waste["licences"][0]["pending"] is True
    assert [s["title"] for s in waste["sources"]] == [{"vi": "Niên giám", "en": "Yearbook"}]
    [table] = waste["tables"]
    assert table["rows_by_provenance"] == {"chinh_thuc": 1, "trich_dan": 2}
    generated = next(c for c in table["columns"] if c["name"] == "generated")
    assert (generated["unit"]["vi"], generated["title"]["en"]) == ("tấn/ngày", "Generated")
    for address in (*table["downloads"].values(), table["query"], waste["package"], waste["url"]):
        portal.get(address)
    assert waste["releases"][0]["reasons"] == [{"vi": "Phát hành lần đầu", "en": "First release"}]


def test_errors_have_one_shape(portal: Served) -> None:
    for path, status in (
        ("/api/v1/datasets/nothing", 404),
        ("/api/v1/nothing", 404),
        ("/api/v1/datasets?limit=0", 422),
        ("/api/v1/datasets?offset=x", 422),
    ):
        answer = portal.get(path, status)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json().keys() == {"type", "title", "status", "detail"}
        assert answer.json()["status"] == status


def test_it_can_only_be_read_and_says_so(portal: Served) -> None:
    for path in ("/api/v1/datasets", "/api/v1/datasets/waste", "/-/health", "/datasets"):
        answer = portal.client.post(path)
        assert answer.status_code == 405
        assert {*answer.headers["Allow"].split(", ")} == {"GET", "HEAD"}
        head, whole = portal.client.head(path), portal.get(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["Content-Length"] == whole.headers["Content-Length"]


def test_the_api_documents_itself(portal: Served) -> None:
    document = portal.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    release, diff = "datasets/{dataset}/releases/{version}", "datasets/{dataset}/diff/{before}...{after}"
    paths = ("check", "datasets", "datasets/{dataset}", diff, release, f"{release}/gate", "rules", "rules/{rule}")
    chain = ("snapshots", "snapshots/{number}")
    assert document["paths"].keys() >= {f"/api/v1/{path}" for path in (*paths, *chain)}
    root = portal.get("/api/v1").json()
    assert [one["path"] for one in root["operations"]] == list(document["paths"])
    errors = document["paths"]["/api/v1/datasets/{dataset}"]["get"]["responses"]
    assert "application/problem+json" in errors["404"]["content"]
    portal.get("/docs", 404)  # its page would load scripts from elsewhere


def test_other_sites_may_read_it(portal: Served) -> None:
    for path in ("/api/v1/datasets", "/data/catalog/waste.json", "/datasets/waste/releases/1.0.0/waste.csv"):
        assert portal.get(path).headers["Access-Control-Allow-Origin"] == "*"


def test_a_release_of_the_past_is_described_as_it_was(own_portal: Served) -> None:
    releases = own_portal.releases
    releases.add("waste", "1.0.0", {"waste": WASTE}, title="Tên cũ")
    more = replace(WASTE, rows=[*WASTE.rows, ["2031", *WASTE.rows[0][1:]]])
    releases.add("waste", "1.1.0", {"waste": more}, title="Tên mới")
    own_portal.wait_for(2)
    for path in ("?as_of=1.0.0", "/releases/1.0.0"):
        said = own_portal.get(f"/api/v1/datasets/waste{path}").json()
        [table] = said["tables"]
        assert (said["title"]["vi"], said["version"], table["rows"]) == ("Tên cũ", "1.0.0", len(WASTE.rows))
        assert table["query"] is None
        assert own_portal.get(table["downloads"]["csv"]).content == WASTE.csv
    assert own_portal.get("/api/v1/datasets/waste?as_of=2026-01-01").json()["version"] == "1.1.0"
    for wrong in ("?as_of=2001-01-01", "?as_of=9.9.9", "?as_of=x", "/releases/9.9.9"):
        own_portal.get(f"/api/v1/datasets/waste{wrong}", 404)


def test_a_file_as_of_a_day_is_that_of_the_release_of_then(own_portal: Served) -> None:
    own_portal.wait_for(own_portal.releases.add("waste", "1.0.0", {"waste": WASTE}).number)
    for file in ("waste.csv", "data/waste.csv", "datapackage.zip"):
        moved = own_portal.get(f"/datasets/waste/as-of/2026-01-01/{file}", 302)
        assert moved.headers["Location"] == f"/datasets/waste/releases/1.0.0/{file}"
    assert own_portal.get(moved.headers["Location"]).status_code == 200
    own_portal.get("/datasets/waste/as-of/2001-01-01/waste.csv", 404)


def test_what_was_withdrawn_is_told_at_every_address_it_had(own_portal: Served) -> None:
    releases = own_portal.releases
    releases.add("waste", "1.0.0", {"waste": WASTE})
    releases.catalog.append({}, CREATED, {"waste": {"1.0.0": Withdrawal("nhầm đơn vị", CREATED)}})
    own_portal.wait_for(2)
    here = "/datasets/waste"
    for path in (
        here,
        f"/en{here}",
        f"{here}/releases/1.0.0",
        f"{here}/releases/1.0.0/waste.csv",
        f"{here}/latest/x.csv",
    ):
        assert "nhầm đơn vị" in own_portal.get(path, 410).text
    for path in ("", "?as_of=1.0.0", "?as_of=2026-01-01", "/releases/1.0.0", "/releases/1.0.0/gate"):
        assert "nhầm đơn vị" in own_portal.get(f"/api/v1/datasets/waste{path}", 410).json()["detail"]
