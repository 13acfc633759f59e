"""The JSON API says what the pages say, in one shape of answers and one of errors, and documents itself."""

from __future__ import annotations

from tests.publish.portal.conftest import Served


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
    paths = ("check", "datasets", "datasets/{dataset}", "rules", "rules/{rule}", "snapshots", "snapshots/{number}")
    assert document["paths"].keys() == {f"/api/v1/{path}" for path in paths}
    errors = document["paths"]["/api/v1/datasets/{dataset}"]["get"]["responses"]
    assert "application/problem+json" in errors["404"]["content"]
    portal.get("/docs", 404)  # its page would load scripts from elsewhere


def test_other_sites_may_read_it(portal: Served) -> None:
    for path in ("/api/v1/datasets", "/data/catalog/waste.json", "/datasets/waste/releases/1.0.0/waste.csv"):
        assert portal.get(path).headers["Access-Control-Allow-Origin"] == "*"
