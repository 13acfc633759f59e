"""A file in, what is wrong with it out: within limits, and with nothing kept of it."""

from __future__ import annotations

import io
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
import uvicorn
from openpyxl import load_workbook

from publish.archive import Archive
from publish.portal import create_app
from publish.portal.check.api import CheckOut
from publish.portal.check.desk import _where
from publish.portal.check.limits import DEFAULT, Bounds
from publish.portal.check.upload import plain_name
from publish.portal.server import listen
from publish.settings import Settings
from publish.snapshot import Catalog
from schemas.core.i18n import catalog
from schemas.core.registry import load_content
from tests.publish.portal.test_headers import check as check_headers
from tests.standin.releases import EVIL

HOUSE = Path(__file__).parents[3]
FORM = "multipart/form-data; boundary=x"
HEAD = "period,geo_code,area_type,generated,collected,data_status,source_doc"
GOOD = f"{HEAD}\n2023,89,TS,1130,900,CT,BC 1\n"
BAD = f"{HEAD}\n2023,89,TS,1130,9000,CT,BC 1\n2023,89,XX,11x,9,CT,{EVIL}\n"


@dataclass
class Desk:
    """A portal that checks files, with the folder where it holds them."""

    client: httpx.Client
    root: Path
    port: int

    def post(self, data: bytes | str, name: str = "tep.csv", path: str = "/check", **fields: str) -> httpx.Response:
        files = {"file": (name, data.encode() if isinstance(data, str) else data)}
        return self.client.post(path, files=files, data={"dataset": "ste-msw-flow", **fields})

    def result(self, data: bytes | str, name: str = "tep.csv", **fields: str) -> tuple[str, httpx.Response]:
        answer = self.post(data, name, **fields)
        assert answer.status_code == 303, answer.text[:500]
        address = answer.headers["Location"]
        return address, self.client.get(address)

    @property
    def left(self) -> list[Path]:
        return [p for p in (self.root / "check").rglob("*") if p.is_file()]


@contextmanager
def desk(root: Path, bounds: Bounds = DEFAULT) -> Iterator[Desk]:
    settings = Settings(root=root, datapackages=HOUSE / "datapackages")
    listening = listen("127.0.0.1", 0)
    port = listening.getsockname()[1]
    app = create_app(Catalog(Archive(root)), load_content(settings.content), settings, bounds)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            yield Desk(client, root, port)
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("check")) as found:
        yield found


Bounded = Callable[[Bounds], Desk]


@pytest.fixture
def bounded(tmp_path: Path) -> Iterator[Bounded]:
    with ExitStack() as stack:
        yield lambda bounds: stack.enter_context(desk(tmp_path / "var", bounds))


def test_the_page_says_what_it_takes_and_what_it_keeps(portal: Desk) -> None:
    vietnamese, english = portal.client.get("/check"), portal.client.get("/en/check")
    assert "Tệp không được lưu" in vietnamese.text
    assert "tối đa 10 phút để tải về, rồi xóa" in vietnamese.text
    assert "The file is not kept" in english.text
    for answer in (vietnamese, english):
        assert answer.status_code == 200
        check_headers(answer)
        assert "set-cookie" not in answer.headers
        assert 'enctype="multipart/form-data"' in answer.text
        assert "20 MB" in answer.text
        assert "<script" not in answer.text
        assert answer.text.count('name="sample"') >= 10


def test_a_file_with_errors_comes_back_with_where_and_how(portal: Desk) -> None:
    address, page = portal.result(BAD, "số liệu <b>.csv")
    assert re.fullmatch(r"/check/[\w-]{32}", address)
    check_headers(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "số liệu &lt;b&gt;.csv" in page.text
    assert "D3" in page.text
    assert "11x" in page.text
    assert EVIL not in page.text
    assert "Có lỗi cần sửa" in page.text
    assert "There are errors to mend" in portal.client.get(f"/en{address}").text


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_rule_that_an_answer_names_leads_to_its_page(portal: Desk, prefix: str) -> None:
    address, _ = portal.result(BAD)
    page = portal.client.get(f"{prefix}{address}").text
    links = set(re.findall(r'<a href="([^"]*/rules/[^"]+)"><code>', page))
    assert links and all(link.startswith(f"{prefix}/rules/") for link in links)
    assert {portal.client.get(link).status_code for link in links} == {200}
    told = set(re.findall(r'class="rule quiet">(?:<a[^>]*>)?<code>([^<]+)', page))
    assert {link.rpartition("/")[2] for link in links} >= told


def test_the_answer_is_fetched_as_workbook_page_and_json(portal: Desk) -> None:
    address, _ = portal.result(BAD)
    got = {name: portal.client.get(f"{address}/{name}") for name in ("workbook.xlsx", "report.html", "report.json")}
    for answer in got.values():
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''tep-ktth.")
        assert answer.headers["Cache-Control"] == "no-store"
        check_headers(answer)
    sheets = load_workbook(io.BytesIO(got["workbook.xlsx"].content)).worksheets
    assert any(cell.comment for sheet in sheets for row in sheet.iter_rows() for cell in row)
    assert EVIL not in got["report.html"].text
    assert not CheckOut.model_validate(got["report.json"].json()).valid
    assert portal.client.get(f"{address}/other").status_code == 404


def test_a_good_file_is_good_and_its_document_may_be_said_beside_it(portal: Desk) -> None:
    without = GOOD.replace(",source_doc", "").replace(",BC 1", "")
    report = portal.post(without, path="/api/v1/check", source_doc="BC 12/2024").json()
    assert (report["valid"], report["errors"]) == (True, 0)
    assert "source.missing" not in {f["rule"] for f in report["findings"]}


def test_nothing_of_a_file_is_left_when_it_was_answered(portal: Desk) -> None:
    portal.result(BAD)
    assert portal.left == []
    address, _ = portal.result(GOOD)
    assert portal.client.post(address).headers["Location"] == "/check"
    gone = portal.client.get(address)
    assert gone.status_code == 404
    assert "Kết quả này không còn" in gone.text


def test_an_answer_is_forgotten_after_its_time(bounded: Bounded) -> None:
    portal = bounded(replace(DEFAULT, kept_seconds=1.0))
    address, page = portal.result(GOOD)
    assert page.status_code == 200
    time.sleep(1.2)
    assert portal.client.get(address).status_code == 404


def test_the_oldest_answers_make_room(bounded: Bounded) -> None:
    portal = bounded(replace(DEFAULT, kept_bytes=1))
    first, _ = portal.result(GOOD)
    second, _ = portal.result(GOOD)
    assert [portal.client.get(a).status_code for a in (first, second)] == [404, 200]


@pytest.mark.parametrize("path", ["/check", "/api/v1/check"])
def test_a_file_too_large_is_refused_in_words(bounded: Bounded, path: str) -> None:
    portal = bounded(replace(DEFAULT, file=replace(DEFAULT.file, bytes=1_000_000)))
    answer = portal.post(b"1,2\n" * 2_000_000, path=path)
    assert answer.status_code == 413
    assert ("lớn hơn 1 MB" if path == "/check" else "larger than 1 MB") in answer.text
    assert portal.left == []
    asking = portal.client.build_request("POST", path, content=b"", headers={"Content-Type": FORM})
    asking.headers.update({"Expect": "100-continue", "Content-Length": "9000000"})
    assert raw(portal.port, asking, b"").startswith(b"HTTP/1.1 413")


def form(*parts: tuple[str, str]) -> bytes:
    """A form as it is sent: of each part what it is, and what it holds."""
    said = "".join(f"--x\r\nContent-Disposition: form-data; {what}\r\n\r\n{value}\r\n" for what, value in parts)
    return f"{said}--x--\r\n".encode()


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"", FORM, 400),
        (b"", "multipart/form-data", 400),
        (b"--x\r\nnonsense", FORM, 400),
        (b"file=a", "application/x-www-form-urlencoded", 400),
        (form(), FORM, 400),
        (form(('name="file"; filename=""', "")), FORM, 400),
        (form(('name="file"', "text")), FORM, 400),
        (form(*[('name="file"; filename="a.csv"', "1")] * 2), FORM, 400),
        (form(*[('name="more"', "1")] * 99), FORM, 400),
        (form(('name="dataset"', "1" * 9_999)), FORM, 400),
        (form(('name="sample"', "other")), FORM, 404),
        (form(('name="file"; filename="a.csv"', "1"), ('name="dataset"', "other")), FORM, 422),
    ],
)
def test_what_is_no_file_is_refused_in_words(portal: Desk, content: bytes, kind: str, status: int) -> None:
    page = portal.client.post("/check", content=content, headers={"Content-Type": kind})
    assert (page.status_code, 'role="alert"' in page.text) == (status, True)
    program = portal.client.post("/api/v1/check", content=content, headers={"Content-Type": kind})
    assert (program.status_code, program.json()["status"]) == (status, status)


def test_one_too_many_is_asked_to_come_again(bounded: Bounded) -> None:
    portal = bounded(replace(DEFAULT, checks=0, wait=0.1))
    for path in ("/check", "/api/v1/check"):
        answer = portal.post(GOOD, path=path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "20")
    assert portal.left == []


def test_a_file_that_takes_too_long_is_told_so(bounded: Bounded) -> None:
    portal = bounded(replace(DEFAULT, file=replace(DEFAULT.file, seconds=0.01)))
    report = portal.post(GOOD, path="/api/v1/check").json()
    assert [f["rule"] for f in report["findings"]] == ["file.too-heavy"]
    assert portal.left == []


def test_a_slow_sender_is_sent_away(bounded: Bounded) -> None:
    portal = bounded(replace(DEFAULT, upload_seconds=0.3))
    begun = portal.client.build_request("POST", "/check", files={"file": ("a.csv", b"1" * 1000)})
    assert raw(portal.port, begun, b"--").startswith(b"HTTP/1.1 408")


def test_a_sender_who_stops_is_sent_away(bounded: Bounded) -> None:
    portal = bounded(replace(DEFAULT, quiet_seconds=0.3))
    begun = portal.client.build_request("POST", "/check", files={"file": ("a.csv", b"1" * 1000)})
    assert raw(portal.port, begun, b"--").startswith(b"HTTP/1.1 408")


def test_a_sender_who_drips_is_sent_away(bounded: Bounded) -> None:
    portal = bounded(replace(DEFAULT, quiet_seconds=0.5, pace=1000))
    begun = portal.client.build_request("POST", "/check", files={"file": ("a.csv", b"1" * 1000)})
    with socket.create_connection(("127.0.0.1", portal.port), timeout=0.1) as line:
        line.sendall(head(begun))
        for byte in begun.read()[:50]:
            line.sendall(bytes([byte]))
            with suppress(TimeoutError):
                assert line.recv(4096).startswith(b"HTTP/1.1 408")
                return
    raise AssertionError("fifty bytes in five seconds were borne")


def test_nobody_takes_every_place_alone(bounded: Bounded) -> None:
    portal = bounded(replace(DEFAULT, own_uploads=1))
    begun = portal.client.build_request("POST", "/check", files={"file": ("a.csv", b"1" * 1000)})
    with socket.create_connection(("127.0.0.1", portal.port)) as line:
        line.sendall(head(begun) + b"--")
        for _ in range(100):
            if portal.post(GOOD, path="/api/v1/check").status_code == 503:
                break
            time.sleep(0.05)
        assert portal.post(GOOD, path="/api/v1/check").status_code == 503
    for _ in range(100):
        if portal.post(GOOD, path="/api/v1/check").status_code == 200:
            return
        time.sleep(0.05)
    raise AssertionError("its place was not given back")


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.deep)])
def test_a_sender_who_is_gone_leaves_nothing(bounded: Bounded, whole: bool) -> None:
    portal = bounded(replace(DEFAULT, uploads=1, checks=1))
    for _ in range(3):
        request = portal.client.build_request("POST", "/check", files={"file": ("a.csv", BAD.encode())})
        body = request.read()
        with socket.create_connection(("127.0.0.1", portal.port)) as line:
            line.sendall(head(request) + (body if whole else body[: len(body) // 2]))
        for _ in range(100):
            if portal.post(GOOD, path="/api/v1/check").status_code == 200:
                break
            time.sleep(0.1)
    assert portal.post(GOOD, path="/api/v1/check").status_code == 200
    assert portal.left == []


def test_the_api_says_what_it_takes_and_gives(portal: Desk) -> None:
    said = portal.client.get("/openapi.json").json()["paths"]["/api/v1/check"]
    assert list(said) == ["post"]
    assert "multipart/form-data" in said["post"]["requestBody"]["content"]
    assert {"200", "400", "413", "503"} <= said["post"]["responses"].keys()
    answer = portal.post(BAD, path="/api/v1/check")
    report = CheckOut.model_validate(answer.json())
    assert report.errors == sum(f.severity == "error" for f in report.findings) > 0
    assert {f.cell for f in report.findings} >= {"D3"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert portal.client.get("/api/v1/check").status_code == 405


def test_a_sample_is_downloaded_or_checked_with_one_click(portal: Desk) -> None:
    page = portal.client.get("/check").text
    [first, *_] = re.findall(r'href="(/check/samples/[^"]+)"', page)
    file = portal.client.get(first)
    assert file.status_code == 200
    assert b"MINH-HOA" in file.content
    [sample, *_] = re.findall(r'name="sample" value="([^"]+)"', page)
    answer = portal.client.post("/check", files={"sample": (None, sample)})
    assert answer.status_code == 303
    assert "MINH-HOA" in portal.client.get(answer.headers["Location"]).text
    assert portal.client.get("/check/samples/other.xlsx").status_code == 404


def test_names_of_files_are_plain() -> None:
    assert plain_name("C:\\Users\\ai\\báo cáo.xlsx") == "báo cáo.xlsx"
    assert plain_name("../../etc/passwd\n\x00.csv") == "passwd.csv"
    assert plain_name("a" * 500 + ".xlsx") == "a" * 115 + ".xlsx"


def test_a_fault_is_noted_without_what_was_sent() -> None:
    error = ValueError("secret 123")
    error.add_note('Traceback\n  File "/a/b/validation/cells.py", line 7, in f\n    x\nValueError: secret 123')
    assert _where(error) == "ValueError at validation/cells.py:7"


def test_everything_said_here_exists_in_vietnamese() -> None:
    from publish.portal.check import refused
    from publish.specimens import TROUBLES

    said = {word for trouble in TROUBLES for word in (trouble.title, trouble.told)}
    said |= {make(DEFAULT).message for make in (refused.too_slow, refused.too_large, refused.gone)}
    plain = (refused.stopped, refused.no_file, refused.no_dataset, refused.no_sample, refused.busy, refused.failed)
    said |= {make().message for make in plain}
    assert said - catalog("publish").keys() == set()


def head(request: httpx.Request) -> bytes:
    lines = [f"{request.method} {request.url.raw_path.decode()} HTTP/1.1"]
    lines += [f"{key}: {value}" for key, value in request.headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def raw(port: int, request: httpx.Request, body: bytes) -> bytes:
    """The beginning of the answer to a request of which ``body`` is all that is sent."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(head(request) + body)
        return line.recv(4096)


def test_reports_are_equal_for_equal_files(portal: Desk) -> None:
    one, two = (portal.post(BAD, path="/api/v1/check").content for _ in range(2))
    assert json.loads(one) == json.loads(two)
