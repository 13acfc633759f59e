"""PostgreSQL, Redis and Solr on free loopback ports, with nothing in them, ended by pid."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.error import URLError
from urllib.request import urlopen

from tests.live.ckan.install import HERE, command

PATIENCE = 180.0  # seconds until a service must answer
SOLR_CONFIG = """<config>
  <luceneMatchVersion>9.12</luceneMatchVersion>
  <schemaFactory class="ClassicIndexSchemaFactory"/>
  <updateHandler class="solr.DirectUpdateHandler2"/>
  <requestHandler name="/select" class="solr.SearchHandler"/>
</config>
"""


@dataclass(frozen=True)
class Services:
    """Where the services listen on 127.0.0.1."""

    postgres: int
    redis: int
    solr: int

    def sql(self, text: str, database: str = "postgres") -> str:
        """What ``psql`` prints. Raises :class:`subprocess.CalledProcessError` at the first statement that fails."""
        said = ["-h", "127.0.0.1", "-p", str(self.postgres), "-U", "postgres", "-d", database]
        options = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        done = subprocess.run(
            [command("psql"), *said, *options], input=text, text=True, check=True, stdout=subprocess.PIPE
        )
        return done.stdout.strip()


@contextmanager
def services(home: Path, work: Path, cores: Sequence[str]) -> Iterator[Services]:
    """The three services with their data below ``work``; Solr has one index for each of ``cores``."""
    found = Services(*(free_port() for _ in range(3)))
    with ExitStack() as running:
        starts = (_postgres(work, found.postgres), _redis(work, found.redis), _solr(home, work, found.solr, cores))
        for start in starts:
            running.enter_context(start)
        until(lambda: _listens(found.redis))
        until(lambda: _ready(found))
        until(lambda: answers(f"http://127.0.0.1:{found.solr}/solr/{cores[0]}/schema"))
        yield found


@contextmanager
def process(
    said: Sequence[object],
    log: Path,
    end: signal.Signals = signal.SIGTERM,
    user: str | None = None,
    env: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[subprocess.Popen[bytes]]:
    """A child that is ended with the block; what it prints goes to ``log``."""
    whose = {"user": user, "group": user, "extra_groups": []} if user else {}
    with log.open("wb") as out:
        child = subprocess.Popen(
            list(map(str, said)), stdout=out, stderr=out, env={**os.environ, **env}, cwd=log.parent, **whose
        )  # type: ignore[call-overload]
    try:
        yield child
    finally:
        child.send_signal(end)
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def until(true: Callable[[], bool]) -> None:
    """Wait until it is so. Raises :class:`TimeoutError` after :data:`PATIENCE`."""
    last = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > last:
            raise TimeoutError(f"{true} is not so after {PATIENCE} seconds")
        time.sleep(0.2)


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=30) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def _ready(found: Services) -> bool:
    said = ["-q", "-h", "127.0.0.1", "-p", str(found.postgres)]
    return subprocess.run([command("pg_isready"), *said], check=False).returncode == 0


def _postgres(work: Path, port: int) -> AbstractContextManager[object]:
    """It refuses to be root, so that root starts it as the user that Debian's package made."""
    data, user = work / "postgres", "postgres" if os.geteuid() == 0 else None
    data.mkdir()
    whose = {"user": user, "group": user, "extra_groups": []} if user else {}
    if user:
        shutil.chown(data, user, user)
    made = [command("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    subprocess.run(list(map(str, made)), check=True, stdout=subprocess.DEVNULL, cwd=work, **whose)  # type: ignore[call-overload]
    quick = ["-c", "fsync=off", "-c", "unix_socket_directories="]
    said = [command("postgres"), "-D", data, "-h", "127.0.0.1", "-p", str(port), *quick]
    return process(said, work / "postgres.log", signal.SIGINT, user)


def _redis(work: Path, port: int) -> AbstractContextManager[object]:
    said = [command("redis-server"), "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    return process(said, work / "redis.log")


def _solr(home: Path, work: Path, port: int, cores: Sequence[str]) -> AbstractContextManager[object]:
    """The schema is CKAN's own, out of its package."""
    schema = next((home / "env").glob("lib/python*/site-packages/ckan/config/solr/schema.xml"))
    for core in cores:
        conf = work / "solr" / core / "conf"
        conf.mkdir(parents=True)
        conf.with_name("core.properties").write_text(f"name={core}\n")
        (conf / "solrconfig.xml").write_text(SOLR_CONFIG)
        shutil.copy(schema, conf)
        for words in ("protwords", "stopwords", "synonyms"):
            (conf / f"{words}.txt").touch()
    (work / "solr" / "solr.xml").write_text("<solr/>\n")
    java = [command("java"), "-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp", f"{home / 'solr'}/*"]
    return process([*java, HERE / "solr" / "Solr.java", work / "solr", port], work / "solr.log")
