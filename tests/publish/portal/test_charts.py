"""Charts in the portal: pictures, what they are made from, pages for other sites' frames, and their headers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape

import pytest

from publish.distributions import forget
from publish.portal import charting, create_app
from publish.settings import Settings
from schemas.core.registry import load_content
from tests.publish.portal.conftest import Served, client_of, served
from tests.publish.portal.plan_content import REGISTERS, VALUES, shipped, value
from tests.standin.releases import Releases, Rows, text

PICTURE = "/datasets/river/releases/1.0.0/charts/river-time"
FLOW = Rows(
    [
        text("period", title="Kỳ", titleEn="Period"),
        text("station", title="Trạm", titleEn="Station"),
        {"name": "flow", "type": "number", "title": "Lưu lượng", "titleEn": "Flow", "unit": "m³/s"},
        text("provenance"),
    ],
    [[str(year), "S1 <b>", str(year - 2000.5), "trich_dan"] for year in range(2019, 2025)],
    key=["period", "station"],
)


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    releases = Releases(tmp_path_factory.mktemp("[river]"))
    releases.add("river", "1.0.0", {"river": FLOW}, title="Dòng chảy", titleEn="Flow of the river")
    with served(releases) as found:
        yield found


def test_a_page_shows_a_picture_and_the_same_figures_as_a_table(river: Served) -> None:
    page = river.get("/en/datasets/river").text
    assert f'<img src="/en{PICTURE}.svg"' in page
    alt = unescape(re.findall(r'alt="([^"]*)"', page)[0])
    assert alt == "Line chart: Flow: S1 <b> (m³/s). 2019: 18.5 → 2024: 23.5."
    figure = page.partition("<figure")[2].partition("</figure>")[0]
    assert re.findall(r'<td class="number">([\d.]+)</td>', figure) == ["18.5", "19.5", "20.5", "21.5", "22.5", "23.5"]
    assert "<b>" not in figure
    for address in re.findall(r'(?:href|src|srcset)="([^"]+)"', figure):
        river.get(unescape(address))


@pytest.mark.parametrize(("ending", "begun"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("json", b"{")])
def test_a_picture_is_kept_and_not_sent_twice(river: Served, ending: str, begun: bytes) -> None:
    answer = river.get(f"{PICTURE}.{ending}")
    assert answer.content.startswith(begun)
    tag = answer.headers["ETag"]
    assert river.get(f"{PICTURE}.{ending}", 304, headers={"If-None-Match": tag}).content == b""
    assert river.get(f"{PICTURE}.{ending}").content == answer.content
    other = river.get(f"{PICTURE}.{ending}?lang=en")
    assert other.headers["ETag"] != tag
    assert river.get(f"/en{PICTURE}.{ending}").content == other.content


def test_pictures_go_with_their_release_and_are_made_again(river: Served) -> None:
    before = river.get(f"{PICTURE}.svg?size=small").content
    forget(river.releases.root, "river", "1.0.0")  # as when it is withdrawn
    assert not list(river.releases.root.rglob("chart-*"))
    assert river.get(f"{PICTURE}.svg?size=small").content == before


def test_what_is_not_there_is_not_found(river: Served) -> None:
    for path in (
        "/datasets/river/releases/1.0.0/charts/other.svg",
        f"{PICTURE}.pdf",
        "/datasets/river/releases/9.0.0/charts/river-time.svg",
        "/datasets/none/releases/1.0.0/charts/river-time.svg",
        "/embed/river/other",
        "/embed/none/river-time",
        "/embed/targets/T01/x",
    ):
        river.get(path, 404)


def test_a_chart_alone_may_stand_in_a_frame_and_nothing_else_may(river: Served) -> None:
    embedded = river.get("/embed/river/river-time")
    policy = embedded.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "X-Frame-Options" not in embedded.headers
    page = river.get("/datasets/river")
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert "<script" not in page.text
    assert "frame-src" not in river.get("/datasets").headers["Content-Security-Policy"]


def test_the_code_to_embed_is_a_frame_of_that_page(river: Served) -> None:
    page = river.get("/datasets/river").text
    code = unescape(page.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0])
    address = re.findall(r'src="([^"]+)"', code)[0]
    assert address == f"{str(river.client.base_url).rstrip('/')}/embed/river/river-time"
    assert "S1 &lt;b&gt;" in code  # as an attribute has it
    river.get(address)


def test_the_script_is_one_file_of_our_own_kept_for_ever(river: Served) -> None:
    path = re.findall(r'<script src="([^"]+)"', river.get("/embed/river/river-time").text)
    answer = river.get(path[0])
    assert "immutable" in answer.headers["Cache-Control"]
    assert "data-spec" in answer.text
    assert int(answer.headers["Content-Length"]) < 400_000


def test_a_chart_that_cannot_be_made_leaves_its_page_whole(
    own_portal: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no charts today")

    monkeypatch.setattr(charting, "charts_of", broken)
    own_portal.wait_for(own_portal.releases.add("river", "1.0.0", {"river": FLOW}).number)
    page = own_portal.get("/datasets/river").text
    assert "23,5" in page
    assert "<figure" not in page
    assert "no charts today" in caplog.text


def test_the_first_page_shows_the_longest_line(river: Served) -> None:
    assert f"{PICTURE}.svg" in river.get("/").text


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    releases = Releases(tmp_path_factory.mktemp("plan"))
    for name in REGISTERS:
        shipped(releases, name)
    rows = [
        value("T16", "msw-urban-ce-generated", "2023", 40),
        value("T16", "msw-urban-ce-generated", "2024", 45),
        value("T16", "msw-urban-ce-generated", "2025", 60, obs_flag="B", kind="chinh_thuc"),
        value("T12", "plastic-handled-with-landfill", "2023", 70, place="VN"),
        value("T12", "plastic-handled-with-landfill", "2024", 75, place="VN"),
    ]
    shipped(releases, VALUES, rows)
    app = create_app(releases.catalog, load_content("schemas.angiang"), Settings(root=releases.root))
    with client_of(app) as client:
        yield Served(releases, client)


def test_a_target_is_drawn_with_its_goal_and_break(plan: Served) -> None:
    assert "/targets/T16/charts/msw-urban-ce-generated.svg" in plan.get("/targets/T16").text
    said = plan.get("/targets/T16/charts/msw-urban-ce-generated.json").text
    assert "Mục tiêu 2030: 50 %" in said
    assert "Đứt gãy chuỗi: 2025" in said
    rows = json.loads(said)["data"]["values"]
    assert [(row["period"], row["value"], row["kind"]) for row in rows] == [
        ("2023", 40, "cited"),
        ("2024", 45, "cited"),
        ("2025", 60, "official"),
    ]
    assert "msw-urban-ce-generated.svg" in plan.get("/en/indicators/msw-urban-ce-generated").text
    plan.get("/en/embed/targets/T16/msw-urban-ce-generated")


def test_a_national_figure_is_context_without_a_goal(plan: Served) -> None:
    said = json.loads(plan.get("/targets/T12/charts/plastic-handled-with-landfill.json").text)
    assert "Mục tiêu" not in json.dumps(said["layer"], ensure_ascii=False)
    assert said["title"]["text"][-1].endswith("Việt Nam")
    assert "bối cảnh" in json.dumps(said, ensure_ascii=False)
