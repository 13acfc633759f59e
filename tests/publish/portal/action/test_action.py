"""The Action API as those who read CKAN sites call it: ckanapi, CKAN's harvester, dashboards."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ckanapi import NotAuthorized, NotFound, RemoteCKAN, SearchQueryError, ValidationError

from publish.archive import Archive
from publish.past import roll_back
from publish.portal import create_app
from publish.portal.action import conditions, datastore
from publish.settings import Settings
from publish.snapshot import Catalog, Withdrawal
from schemas.core.registry import Content
from schemas.core.site import Collection, Text
from tests.publish.portal.conftest import Served, client_of, served
from tests.standin.releases import CONTENT, WASTE, WASTE_WORDS, Releases

ACTION = "/api/3/action"
ALL = ["foreign-data", "ref-agency", "ref-codes", "waste", "wells"]
LATER = "2025-12-01T00:00:00Z"


def result(portal: Served, action: str, **params: Any) -> Any:
    answer = portal.get(f"{ACTION}/{action}", params=params)
    assert answer.json()["success"] is True
    return answer.json()["result"]


def names(portal: Served, **params: Any) -> list[str]:
    return sorted(one["name"] for one in result(portal, "package_search", **params)["results"])


def refusal(portal: Served, action: str, status: int, **params: Any) -> dict[str, Any]:
    said = portal.get(f"{ACTION}/{action}", status, params=params).json()
    assert said["success"] is False and said["help"].endswith(f"{ACTION}/help_show?name={action}")
    error: dict[str, Any] = said["error"]
    return error


def table(portal: Served, name: str, resource: str = "") -> dict[str, Any]:
    found = result(portal, "package_show", id=name)["resources"]
    one: dict[str, Any] = next(r for r in found if r["format"] == "CSV" and resource in r["url"])
    return one


@pytest.mark.parametrize("get_only", [False, True])
def test_ckanapi_reads_all_there_is(portal: Served, get_only: bool) -> None:
    with RemoteCKAN(str(portal.client.base_url), get_only=get_only) as ckan:
        act = ckan.action
        assert act.site_read() is True
        assert act.status_show()["site_url"] == str(portal.client.base_url).rstrip("/")
        assert act.package_list() == ALL
        assert act.package_list(limit=2, offset=1) == ALL[1:3]
        waste = act.package_show(id="waste")
        assert (waste["version"], waste["organization"]["name"]) == ("1.0.0", "ag-02")
        assert waste["title"].startswith("Rác thải sinh hoạt")
        assert act.package_show(id=waste["id"]) == waste
        assert act.organization_show(id=waste["owner_org"], include_datasets=True)["packages"][0]["name"] in ALL
        assert act.organization_list() == ["ag-01", "ag-02", "somebody-else"]
        assert [o["package_count"] for o in act.organization_list(all_fields=True, sort="name")] == [1, 2, 1]
        assert act.group_list() == []
        assert act.license_list()[0]["id"] == waste["license_id"] == "cho-xac-nhan"
        shown = waste["resources"][0]
        assert act.resource_show(id=shown["id"]) | {"position": 0} == shown
        assert act.datastore_info(resource_id=shown["id"])["meta"]["count"] == len(WASTE.rows)
        assert "package_show" not in act.help_show(name="package_show")
        with pytest.raises(NotFound):
            act.package_show(id="nothing")
        with pytest.raises(ValidationError):
            act.package_show()
        with pytest.raises(NotAuthorized):
            ckan.call_action("package_create", {"name": "new"})
        with pytest.raises(SearchQueryError):
            act.package_search(q="nothing_of_ours:1")


def cli(portal: Served, *args: str) -> list[dict[str, Any]]:
    """What the command of ckanapi writes; its workers are found by the path."""
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    program = "import sys; from ckanapi.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", program, *args, "-r", str(portal.client.base_url).rstrip("/")]
    done = subprocess.run(command, env={**os.environ, "PATH": tools}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_ckanapi_dumps_all_and_searches(portal: Served) -> None:
    dumped = cli(portal, "dump", "datasets", "--all", "-q")
    assert [one["name"] for one in dumped] == ALL
    assert sorted(cli(portal, "search", "datasets"), key=lambda one: str(one["name"])) == dumped


def harvested(portal: Served, *fq: str) -> list[dict[str, Any]]:
    """As CKAN's harvester gathers: a page after another until one is empty; two alike are an error to it."""
    params, found, before = {"rows": "2", "start": "0", "sort": "id asc"}, [], ""
    if fq:
        params["fq"] = " ".join(fq)
    while True:
        text = portal.get(f"{ACTION}/package_search", params=params).text
        assert text != before
        page: list[dict[str, Any]] = json.loads(text)["result"]["results"]
        if not page:
            return found
        found += page
        params["start"], before = str(int(params["start"]) + 2), text


def test_the_harvester_finds_each_dataset_once_and_later_only_what_changed(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    for name in ("one", "two", "three"):
        releases.add(name, "1.0.0", {name: WASTE}, **WASTE_WORDS)
    with served(releases) as own_portal:
        _harvest_twice(own_portal, releases)


def _harvest_twice(own_portal: Served, releases: Releases) -> None:
    first = harvested(own_portal)
    assert sorted(one["name"] for one in first) == ["one", "three", "two"]
    assert {one["metadata_modified"] for one in first} == {"2025-11-20T03:00:00"}
    since = "metadata_modified:[2025-11-20T03:30:00.123456Z TO *]"
    assert harvested(own_portal, since) == []
    entry = releases.keep("two", "1.1.0", {"two": replace(WASTE, rows=WASTE.rows[:2])}, **WASTE_WORDS)
    own_portal.wait_for(releases.catalog.append({"two": entry}, LATER).number)
    [changed] = harvested(own_portal, "organization:ag-01 OR organization:ag-02", since)
    [before] = [one for one in first if one["name"] == "two"]
    assert (changed["version"], changed["metadata_modified"]) == ("1.1.0", "2025-12-01T00:00:00")
    assert [changed[key] for key in ("id", "metadata_created")] == [before[key] for key in ("id", "metadata_created")]
    assert [r["id"] for r in changed["resources"]] == [r["id"] for r in before["resources"]]
    assert harvested(own_portal, "-organization:ag-02", since) == []


def test_a_rollback_is_a_change_and_what_is_withdrawn_is_gone(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    releases.add("one", "1.0.0", {"one": WASTE})
    releases.add("one", "1.1.0", {"one": replace(WASTE, rows=WASTE.rows[:2])})
    roll_back(releases.catalog, {"one": "1.0.0"}, LATER)
    with served(releases) as own_portal:
        _rolled_back_and_withdrawn(own_portal, releases)


def _rolled_back_and_withdrawn(own_portal: Served, releases: Releases) -> None:
    shown = result(own_portal, "package_show", id="one")
    assert (shown["version"], shown["metadata_modified"]) == ("1.0.0", "2025-12-01T00:00:00")
    rows = shown["resources"][0]["id"]
    assert result(own_portal, "datastore_search", resource_id=rows)["total"] == len(WASTE.rows)
    gone = releases.catalog.append({}, LATER, {"one": {"1.0.0": Withdrawal("tên riêng", LATER)}})
    own_portal.wait_for(gone.number)
    assert result(own_portal, "package_list") == []
    refusal(own_portal, "package_show", 404, id=shown["id"])
    refusal(own_portal, "datastore_search", 404, resource_id=rows)


def test_resources_are_what_their_addresses_give(portal: Served) -> None:
    for one in result(portal, "package_show", id="waste")["resources"]:
        body = portal.get(one["url"]).content
        assert one["hash"] in ("", f"sha256:{hashlib.sha256(body).hexdigest()}")
        assert one["size"] in (None, len(body))
        assert result(portal, "resource_show", id=one["id"])["url"] == one["url"]


def test_a_public_address_begins_all_links(portal: Served) -> None:
    settings = Settings(root=portal.releases.root, base_url="https://open.example.test/")
    with client_of(create_app(portal.releases.catalog, CONTENT, settings)) as client:
        answer = client.get(f"{ACTION}/package_show?id=waste")
    shown = answer.json()["result"]
    links = [answer.json()["help"], shown["url"], *(one["url"] for one in shown["resources"])]
    assert all(link.startswith("https://open.example.test/") for link in links)
    assert "Vary" not in answer.headers


def test_collections_are_groups(portal: Served) -> None:
    collection = Collection("for-investors", Text("Đầu tư", "Investment"), Text("Chữ"), ("waste", "wells"))
    content = Content(replace(CONTENT.site, collections=(collection,)))
    with client_of(create_app(portal.releases.catalog, content, Settings(root=portal.releases.root))) as client:
        here = Served(portal.releases, client)
        assert result(here, "group_list") == ["for-investors"]
        [group] = result(here, "package_show", id="wells")["groups"]
        assert result(here, "group_show", id=group["id"])["package_count"] == 2
        assert names(here, fq="groups:for-investors") == ["waste", "wells"]
        found = result(here, "package_search", **{"facet.field": '["groups"]', "rows": "0"})
        [item] = found["search_facets"]["groups"]["items"]
        assert item == {"name": "for-investors", "display_name": "Đầu tư", "count": 2}


@pytest.mark.parametrize(
    ("fq", "found"),
    [
        ("organization:ag-02", ["waste", "wells"]),
        ('+organization:"ag-02" +state:active private:false', ["waste", "wells"]),
        ("organization:(ag-01 OR ag-02)", ["ref-agency", "waste", "wells"]),
        ("organization:ag-02 AND NOT name:wells", ["waste"]),
        ("-organization:ag-02 -name:ref-*", ["foreign-data"]),
        ("(name:waste OR name:wells) license_id:[* TO *]", ["waste"]),
        ("name:waste OR name:wells metadata_modified:[2025-11-20 TO 2025-11-20]", ["waste", "wells"]),
        ("type:dataset dataset_type:dataset *:*", ALL),
        ("res_format:csv && res_format:Parquet", ALL),
        ("metadata_modified:{2025-11-20T03:00:00Z TO *}", []),
        ("metadata_modified:[* TO NOW]", ALL),
        ("metadata_created:2025-11-20T03\\:00\\:00Z", ALL),
        ("state:deleted", []),
        ("title:rac", ["waste"]),
        ("tags:*", []),
        ("rác thải", ["waste"]),
    ],
)
def test_filters(portal: Served, fq: str, found: list[str]) -> None:
    assert names(portal, fq=fq) == found
    assert names(portal, fq_list=json.dumps([fq, "*:*"])) == found
    assert names(portal, q=fq) == found


@pytest.mark.parametrize(
    "fq",
    [
        "nothing:1",
        "extras_x:1",
        "organization:a OR name:b AND name:c",
        "name:a OR -name:b",
        "organization:(a",
        "name:a)",
        "name:",
        "name:[a TO b]",
        "metadata_modified:[yesterday TO *]",
        "metadata_modified:[NOW-1DAY TO *]",
        "metadata_modified:[2020-01-01",
        "name:waste~2",
        "name:waste^4",
        "{!child of=x}y",
        "AND name:a",
        "name:a AND",
        "organization:(name:a)",
        "title:*x",
        '"unclosed',
        "(" * 30 + "name:a" + ")" * 30,
        "+",
        "()",
        "title:a " * 20,
        "name:*a " * 20,
        "metadata_modified:[* TO 2020-01-01] " * 20,
        "-name:a " * 1100,
    ],
)
def test_a_filter_that_is_not_understood_is_refused(portal: Served, fq: str) -> None:
    assert refusal(portal, "package_search", 400, fq=fq)["__type"] == "Search Query Error"


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"ext_bbox": "1,2,3,4"}, 400),
        ({"fl": "id"}, 400),
        ({"sort": "views_recent desc"}, 400),
        ({"sort": "id; drop"}, 400),
        ({"facet.field": '["secret"]'}, 400),
        ({"rows": "-1"}, 409),
        ({"rows": "many"}, 409),
        ({"start": "1" * 40}, 409),
        ({"facet.field": "{"}, 400),
        ({"q": "x" * 300}, 409),
        ({"fq": "x" * 20_000}, 409),
    ],
)
def test_what_cannot_be_searched_is_told(portal: Served, params: dict[str, str], status: int) -> None:
    assert "__type" in refusal(portal, "package_search", status, **params)


def test_order_pages_words_and_facets(portal: Served) -> None:
    found = result(portal, "package_search", sort="name desc", rows=2, start=1)
    assert [one["name"] for one in found["results"]] == ALL[::-1][1:3]
    assert (found["count"], found["sort"]) == (len(ALL), "name desc")
    assert result(portal, "package_search", start=5)["results"] == []
    assert names(portal, q="rac thai sinh hoat") == names(portal, q="Household waste") == ["waste"]
    assert names(portal, q="!!!") == []
    facets = result(portal, "package_search", **{"facet.field": '["organization", "res_format"]', "facet.limit": "1"})
    assert facets["facets"] == {"organization": {"ag-02": 2}, "res_format": {"CSV": 5}}
    assert facets["search_facets"]["organization"]["items"][0]["display_name"] == "Sở Môi trường"


def test_formats_that_are_counted_are_those_that_there_are(portal: Served) -> None:
    for entry in result(portal, "package_search")["results"]:
        for form in {one["format"] for one in entry["resources"]}:
            assert entry["name"] in names(portal, fq=f"res_format:{form}")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"filters": {"area": "NT"}}, [3]),
        ({"filters": {"area": ["NT", "DT"], "period": ["2025-02"]}}, [2, 3]),
        ({"filters": {"generated": 1220.5}}, [1]),
        ({"filters": {"generated": "1220.50", "target_year": [2030, 2031.5]}}, [1]),
        ({"filters": {"generated": None}}, [3]),
        ({"filters": {"generated": {"lt": 1}}}, [2]),
        ({"filters": {"_id": {"gt": 1, "lte": 2}}}, [2]),
        ({"filters": {"target_year": 10**30}}, []),
        ({"filters": {"area": []}}, []),
        ({"q": "2025"}, [2, 3]),
        ({"q": {"note": "JAVASCRIPT alert"}}, [3]),
        ({"full_text": "trich_dan nt"}, [3]),
        ({"sort": "generated desc nulls last, _id"}, [1, 2, 3]),
        ({"sort": "generated desc"}, [3, 1, 2]),
        ({"sort": ["area desc", "period asc"]}, [3, 1, 2]),
        ({"limit": 1, "offset": 1}, [2]),
        ({"offset": 10}, []),
    ],
)
def test_rows_that_are_asked_for(portal: Served, asked: dict[str, Any], found: list[int]) -> None:
    id_ = table(portal, "waste")["id"]
    posted = portal.client.post(f"{ACTION}/datastore_search", json={"resource_id": id_, **asked}).json()
    assert [row["_id"] for row in posted["result"]["records"]] == found
    query = {name: value if isinstance(value, str) else json.dumps(value) for name, value in asked.items()}
    assert result(portal, "datastore_search", resource_id=id_, **query)["records"] == posted["result"]["records"]


def test_rows_in_other_forms_and_page_by_page(portal: Served) -> None:
    id_, released = table(portal, "waste")["id"], portal.get("/datasets/waste/releases/1.0.0/waste.csv").text
    columns = [field["name"] for field in WASTE.fields]
    asked = {"resource_id": id_, "fields": ",".join(columns)}
    assert result(portal, "datastore_search", **asked, records_format="csv")["records"] == released.partition("\n")[2]
    tsv = result(portal, "datastore_search", resource_id=id_, fields="area,period", records_format="tsv")
    assert (tsv["records"], [f["id"] for f in tsv["fields"]]) == (
        "DT\t2019-06\nDT\t2025-02\nNT\t2025-02\n",
        ["area", "period"],
    )
    lists = result(portal, "datastore_search", resource_id=id_, records_format="lists", limit=1)["records"]
    assert lists == [[1, "2019-06", "DT", "ag-02", 1220.5, 2030, WASTE.rows[0][5], "trich_dan"]]
    distinct = result(portal, "datastore_search", resource_id=id_, fields="area", distinct="true", sort="area desc")
    assert (distinct["records"], distinct["total"]) == ([{"area": "NT"}, {"area": "DT"}], 2)
    found, path = [], f"{ACTION}/datastore_search?resource_id={id_}&limit=2&include_next_page=true"
    while page := (said := portal.get(path).json()["result"])["records"]:
        found += [row["_id"] for row in page]
        assert said["next_page"] == {"_id": {"gt": found[-1]}}
        path = said["_links"]["next"]
    assert found == [1, 2, 3]
    assert "total" not in result(portal, "datastore_search", resource_id=id_, include_total="false")


def test_the_work_of_one_request_is_bounded(portal: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datastore, "MOST_CELLS", 4)
    said = result(portal, "datastore_search", resource_id=table(portal, "waste")["id"], fields="area,period", limit=3)
    assert (said["limit"], len(said["records"]), said["total"]) == (2, 2, 3)
    monkeypatch.setattr(conditions, "MOST_CELLS", 3)
    asked = {"resource_id": table(portal, "waste")["id"]}
    assert result(portal, "datastore_search", **asked, q='{"area": "nt"}')["total"] == 1
    assert "one column" in refusal(portal, "datastore_search", 409, **asked, q="nt")["q"][0]


def test_the_data_dictionary(portal: Served) -> None:
    shown = table(portal, "waste")
    fields = {f["id"]: f for f in result(portal, "datastore_info", resource_id=shown["id"])["fields"]}
    assert (fields["generated"]["type"], fields["target_year"]["type"]) == ("numeric", "int8")
    assert fields["generated"]["info"]["unit"] == "tấn/ngày"
    assert result(portal, "datastore_search", resource_id=shown["id"], limit=0)["fields"][0] == {
        "id": "_id",
        "type": "int",
    }


@pytest.mark.parametrize(
    "asked",
    [
        {"filters": {'x"; DROP TABLE waste; --': 1}},
        {"filters": {"area": {"$or": 1}}},
        {"filters": {"area": {"a": 1}}},
        {"filters": {"area": [{"a": 1}]}},
        {"filters": {"generated": "much"}},
        {"filters": {"generated": True}},
        {"filters": {"generated": "9" * 5000}},
        {"filters": {"area": ["x"] * 5000}},
        {"filters": {"area": {"in": 1}}},
        {"filters": [1]},
        {"filters": "x"},
        {"fields": 'a" FROM x'},
        {"fields": [1]},
        {"sort": "area; select 1"},
        {"sort": "nothing desc"},
        {"sort": {"a": 1}},
        {"q": {"nothing": "a"}},
        {"q": ["a"]},
        {"q": "a b c d e f g h i j k l m n"},
        {"q": "?!"},
        {"plain": False, "q": "a & b"},
        {"limit": -1},
        {"limit": True},
        {"limit": [1]},
        {"offset": 10**30},
        {"records_format": "xml"},
        {"distinct": "perhaps"},
        {"resource_id": ["x"]},
        {"resource_id": ""},
        {"more": 1},
    ],
)
def test_what_cannot_be_asked_of_rows_is_a_validation_error(portal: Served, asked: dict[str, Any]) -> None:
    said = {"resource_id": table(portal, "waste")["id"], **asked}
    answer = portal.client.post(f"{ACTION}/datastore_search", json=said)
    assert (answer.status_code, answer.json()["error"]["__type"]) == (409, "Validation Error")


def test_only_tables_are_in_the_datastore(portal: Served) -> None:
    for one in result(portal, "package_show", id="waste")["resources"]:
        assert portal.client.get(f"{ACTION}/datastore_search?resource_id={one['id']}").status_code == (
            200 if one["datastore_active"] else 404
        )
    refusal(portal, "datastore_search", 404, resource_id="_table_metadata")


@pytest.mark.parametrize("prefix", ["/api/action", "/api/3/action"])
def test_parameters_in_each_form_that_ckan_takes(portal: Served, prefix: str) -> None:
    path, post = f"{prefix}/package_show", portal.client.post
    shown = portal.get(f"{path}?id=waste").json()["result"]
    assert post(path, json={"id": "waste"}).json()["result"] == shown
    assert post(path, data={"id": "waste"}).json()["result"] == shown
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert post(path, content='{"id": "waste"}', headers=form).json()["result"] == shown
    assert post(f"{prefix}/package_list").json()["result"] == ALL
    assert post(f"{path}?id=wells").json()["result"]["name"] == "wells"
    many = "&".join(f"a{number}=1" for number in range(2000))
    assert portal.client.get(f"{path}?{many}").status_code == post(path, content=many, headers=form).status_code == 400


@pytest.mark.parametrize(
    "body", ["{", "[]", "1", '"x"', "[" * 100_000, '{"id": "\\ud800"}', '{"id": 1' + "0" * 5000 + "}", b"\xff"]
)
def test_a_body_that_is_no_json_object_is_a_bad_request(portal: Served, body: str | bytes) -> None:
    answer = portal.client.post(f"{ACTION}/package_show", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["success"]) == (400, False)


def test_what_there_is_not_and_what_would_write(portal: Served) -> None:
    assert refusal(portal, "nothing_known", 400)["message"] == "Bad request: Action name not known: nothing_known"
    for name in ("package_delete", "datastore_upsert", "resource_create", "package_revise"):
        assert "read-only" in refusal(portal, name, 403)["message"]
    assert portal.client.post(f"{ACTION}/package_list", content=b" " * 2_000_000).status_code == 400
    assert portal.get("/api/3").json() == {"version": 3}
    assert refusal(portal, "help_show", 404, name="_entry")["__type"] == "Not Found Error"


def test_an_answer_that_the_reader_has_is_not_sent_again(portal: Served) -> None:
    first = portal.get(f"{ACTION}/package_list")
    portal.get(f"{ACTION}/package_list", 304, headers={"If-None-Match": first.headers["ETag"]})
    assert first.headers["Access-Control-Allow-Origin"] == "*"


def test_a_portal_without_releases_answers(own_portal: Served) -> None:
    assert names(own_portal, fq="organization:x tags:y", **{"facet.field": "tags"}) == []
    assert result(own_portal, "organization_list") == result(own_portal, "tag_list") == []


def test_two_datasets_of_one_name_are_both_there(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    for name in ("a.b", "a-b"):
        releases.add(name, "1.0.0", {"t": WASTE})
    with served(releases) as own_portal:
        first, second = result(own_portal, "package_list")
        assert (first, result(own_portal, "package_show", id=first)["url"][-3:]) == ("a-b", "a-b")
        assert result(own_portal, "package_show", id=second)["url"].endswith("/datasets/a.b")


def test_nothing_of_a_demonstration_is_handed_on(tmp_path: Path) -> None:
    settings = Settings(root=tmp_path, demo=True)
    (tmp_path / "DEMONSTRATION").write_text("KTTH_DEMO=1\n")
    releases = Releases(tmp_path)
    releases.add("one", "1.0.0", {"one": WASTE})
    with client_of(create_app(Catalog(Archive(tmp_path)), CONTENT, settings)) as client:
        found = [client.get(f"{prefix}/package_list") for prefix in ("/api/action", ACTION)]
        found.append(client.post(f"{ACTION}/package_search", json={}))
    assert [answer.status_code for answer in found] == [404] * 3


@pytest.mark.parametrize("name", ["status", "kind", "self", "__type"])
def test_a_parameter_that_is_none_is_refused_whatever_its_name(portal: Served, name: str) -> None:
    asked = {"resource_id": table(portal, "waste")["id"], name: "1"}
    assert portal.get(f"{ACTION}/datastore_search", 409, params=asked).json()["success"] is False


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_a_number_that_is_none_is_no_json(portal: Served, number: str) -> None:
    said = f'{{"resource_id": "{table(portal, "waste")["id"]}", "filters": {{"area": {number}}}}}'
    answer = portal.client.post(f"{ACTION}/datastore_search", content=said.encode())
    assert (answer.status_code, answer.json()["success"]) == (400, False)
