"""What the data pages are measured by: pages of rows and counts, beside stock Datasette on the same file."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

import folders
from datasette.utils import tilde_encode
from load import ask
from measure import Measured
from told import Bar, Work

HERE, TABLE, KEY = Path(__file__).parent, "bulk_flows", ("period", "place", "kind", "treatment", "plant")
PORTAL, MUTABLE, IMMUTABLE = "portal", "datasette", "datasette -i"
CONNECTIONS = 8
FACETS = "_facet=kind&_facet=status&_facet=treatment"


def portal(quick: bool) -> Iterator[Work]:
    """Three servers on one file; each is asked the same, one after the other."""
    rows, seconds = (100_000, 3.0) if quick else (1_000_000, 10.0)
    root = _released(rows)
    with ExitStack() as running:
        ports = {name: running.enter_context(_served(command)) for name, command in _commands(root).items()}
        prefixes = {
            PORTAL: f"/en/data/catalog/{TABLE}",
            MUTABLE: f"/catalog-1/{TABLE}",
            IMMUTABLE: f"/catalog-1/{TABLE}",
        }

        def work(title: str, queries: Sequence[str], bars: Sequence[float]) -> Work:
            found = {
                name: _asked(port, [f"{prefixes[name]}?{query}" for query in queries], seconds)
                for name, port in ports.items()
            }
            limits = [Bar(PORTAL, 1 / times, peer) for times, peer in zip(bars, (MUTABLE, IMMUTABLE), strict=True)]
            return Work(f"{title}, {rows:,} dòng / rows", found, limits, IMMUTABLE)

        others = _others(root, 400 if quick else 4_000)
        yield work("cùng một trang 100 dòng / the same page of 100 rows", [""], (1.5, 1.5))
        yield work("mỗi lần một trang khác / another page each time", others, (1.5, 1.5))
        yield work("cùng một trang đếm theo ba cột / the same page of three facets", [FACETS], (10, 10))
        counts = [f"{FACETS}&_size={size}&_sort={column}" for size in range(1, 101) for column in KEY]
        yield work("mỗi lần một trang đếm khác / another page of facets each time", counts, (10, 10))


def _asked(port: int, paths: Sequence[str], seconds: float) -> Measured:
    asked = ask(port, paths, connections=CONNECTIONS, seconds=seconds)
    if asked.failed:
        raise SystemExit(f"not answered: {asked.failed[:3]}")
    return Measured(asked.each)


def _released(rows: int) -> Path:
    """A root with one release of so many rows, and its SQLite."""
    root = folders.HOME / f"{rows}-portal"
    if not (root / "portal" / "catalog-1.db").exists():
        command = [sys.executable, "-m", "publish", "release", "--quiet", str(folders.clean(rows))]
        subprocess.run(command, check=True, env=_settings(root))
    return root


def _settings(root: Path) -> Mapping[str, str]:
    bulk = {"KTTH_CONTENT": "bulk", "PYTHONPATH": f"{folders.ROOT}:{HERE}", "KTTH_ROOT": str(root)}
    return {**os.environ, **bulk}


def _commands(root: Path) -> dict[str, Callable[[int], subprocess.Popen[bytes]]]:
    """How each is started as its users do, told a port."""
    file, quiet = str(root / "portal" / "catalog-1.db"), {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

    def start(*command: str) -> Callable[[int], subprocess.Popen[bytes]]:
        words = [sys.executable, "-m", *command, "--port"]
        return lambda port: subprocess.Popen([*words, str(port)], env=_settings(root), **quiet)  # type: ignore[call-overload,no-any-return]

    return {
        PORTAL: start("publish", "serve"),
        MUTABLE: start("datasette", "serve", file),
        IMMUTABLE: start("datasette", "serve", "-i", file),
    }


@contextmanager
def _served(start: Callable[[int], subprocess.Popen[bytes]]) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = start(port)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            with urlopen(f"http://127.0.0.1:{port}/"):
                time.sleep(2)  # what is counted ahead
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("a server does not answer")


def _others(root: Path, pages: int) -> list[str]:
    """Where so many pages of 100 rows begin, far from each other, as Datasette names them."""
    with closing(sqlite3.connect(root / "portal" / "catalog-1.db")) as db:
        [count] = db.execute(f"SELECT count(*) FROM {TABLE}").fetchone()
        rows = db.execute(f"SELECT {', '.join(KEY)} FROM {TABLE} ORDER BY {', '.join(KEY)}")
        keys = [row for number, row in enumerate(rows) if number % (count // pages) == 0]
    return ["_next=" + ",".join(map(tilde_encode, key)) for key in keys]
