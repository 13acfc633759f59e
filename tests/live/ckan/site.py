"""A real CKAN 2.12: made once, copied for each group of tests, so that each finds it as new.

python -m tests.live.ckan.site [FOLDER]     installs what is missing, starts one, says where, ends with Ctrl-C
"""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ckanapi

from tests.live.ckan.install import install
from tests.live.ckan.services import Services, answers, free_port, process, services, until

PLUGINS = "activity datastore datatables_view text_view harvest ckan_harvester dcat dcat_rdf_harvester"
SITES = ("first", "second")  # at once, each with a database and an index of its own
EDITOR = "pusher"


@dataclass(frozen=True)
class Ckan:
    """A running site; ``admin`` and ``editor`` are tokens, the editor's still without any organisation."""

    url: str
    admin: str = field(repr=False)
    editor: str = field(repr=False)
    ini: Path
    cli: Path

    def api(self, token: str = "") -> ckanapi.RemoteCKAN:
        return ckanapi.RemoteCKAN(self.url, apikey=token or self.admin)

    def run(self, *said: str) -> str:
        """What CKAN's own command line prints. Raises :class:`subprocess.CalledProcessError`."""
        return _ckan(self.cli, self.ini, *said)


@dataclass(frozen=True)
class Machine:
    """The services, and a site in them that was made ready and never used: what every other is copied from."""

    services: Services
    work: Path
    cli: Path
    tokens: dict[str, str] = field(repr=False)

    @contextmanager
    def site(self, name: str = SITES[0]) -> Iterator[Ckan]:
        """A new site; the same name at the same time only once."""
        port = free_port()
        for database in ("ckan", "datastore"):
            self.services.sql(f"DROP DATABASE IF EXISTS {name}_{database} WITH (FORCE)")
            self.services.sql(f"CREATE DATABASE {name}_{database} TEMPLATE {database} OWNER ckan")
        ini = _configuration(self.work / "ckan.ini", self.services, self.work, name, port)
        _ckan(self.cli, ini, "search-index", "clear")
        command = [self.cli, "-c", ini, "run", "--disable-reloader", "--host", "127.0.0.1", "--port", str(port)]
        with process(command, self.work / f"{name}.log") as serving:
            url = f"http://127.0.0.1:{port}"
            until(lambda: serving.poll() is not None or answers(f"{url}/api/3/action/status_show"))
            if serving.poll() is not None:
                raise RuntimeError((self.work / f"{name}.log").read_text()[-2000:])
            yield Ckan(url, self.tokens["admin"], self.tokens[EDITOR], ini, self.cli)


@contextmanager
def machine(home: Path) -> Iterator[Machine]:
    """Services and a site to copy from; ``home`` keeps what is installed, data go with the block."""
    install(home)
    with tempfile.TemporaryDirectory(prefix="ktth-ckan-", ignore_cleanup_errors=True) as folder:
        work, cli = Path(folder), home.absolute() / "env" / "bin" / "ckan"
        work.chmod(0o755)  # PostgreSQL is another user's
        with services(home.absolute(), work, SITES) as running:
            _databases(running)
            subprocess.run([cli, "generate", "config", work / "ckan.ini"], check=True, stdout=subprocess.DEVNULL)
            yield Machine(running, work, cli, _prepare(running, work, cli))


def _databases(running: Services) -> None:
    running.sql("CREATE ROLE ckan LOGIN; CREATE ROLE reader LOGIN;")
    for name in ("ckan", "datastore"):
        running.sql(f"CREATE DATABASE {name} OWNER ckan")


def _prepare(running: Services, work: Path, cli: Path) -> dict[str, str]:
    """Tables, users and tokens of the site that others are copied from; the tokens by user."""
    ini = _configuration(work / "ckan.ini", running, work, "", 5000)
    _ckan(cli, ini, "db", "init")
    for plugin in ("activity", "harvest"):
        _ckan(cli, ini, "db", "upgrade", "-p", plugin)
    running.sql(re.sub(r"(?m)^\\connect.*$", "", _ckan(cli, ini, "datastore", "set-permissions")), "datastore")
    tokens = {}
    for user in ("admin", EDITOR):
        _ckan(cli, ini, "user", "add", user, f"email={user}@example.org", "password=correct-horse-battery")
        tokens[user] = _ckan(cli, ini, "user", "token", "add", user, "test", "-q").strip()
    _ckan(cli, ini, "sysadmin", "add", "admin")
    return tokens


def _configuration(made: Path, running: Services, work: Path, name: str, port: int) -> Path:
    """A copy of the configuration that CKAN made, for the databases and the port of one site."""
    prefix = f"{name}_" if name else ""
    storage = work / f"storage-{name}"
    shutil.rmtree(storage, ignore_errors=True)
    storage.mkdir()
    base, number = f"127.0.0.1:{running.postgres}/{prefix}", SITES.index(name) + 1 if name else 0
    wanted = {
        "ckan.site_url": f"http://127.0.0.1:{port}",
        "ckan.plugins": PLUGINS,
        "ckan.views.default_views": "datatables_view text_view",
        "ckan.storage_path": str(storage),
        "ckan.max_resource_size": "500",
        "sqlalchemy.url": f"postgresql://ckan@{base}ckan",
        "ckan.datastore.write_url": f"postgresql://ckan@{base}datastore",
        "ckan.datastore.read_url": f"postgresql://reader@{base}datastore",
        # redis-py 8, which CKAN 2.12 pins, gives up after seconds; the harvester's consumers wait longer for a job
        "ckan.redis.url": f"redis://127.0.0.1:{running.redis}/{number}?socket_timeout=3600",
        "solr_url": f"http://127.0.0.1:{running.solr}/solr/{name or SITES[0]}",
        "ckan.harvest.mq.type": "redis",
    }
    there = re.compile("|".join(rf"^{re.escape(key)}\s*=" for key in wanted))
    kept = [line for line in made.read_text().splitlines() if not there.match(line)]
    at = kept.index("[app:main]") + 1
    ini = made.with_name(f"{name or 'template'}.ini")
    ini.write_text("\n".join([*kept[:at], *(f"{key} = {value}" for key, value in wanted.items()), *kept[at:]]))
    return ini


def _ckan(cli: Path, ini: Path, *said: str) -> str:
    done = subprocess.run([cli, "-c", ini, *said], text=True, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"ckan {' '.join(said[:2])}: {done.stdout[-1000:]}{done.stderr[-2000:]}")
    return done.stdout


def _say(found: Ckan) -> None:
    said: dict[str, Any] = {"address": found.url, "admin": found.admin, EDITOR: found.editor, "ini": str(found.ini)}
    sys.stdout.write(json.dumps(said, indent=1) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with machine(Path(sys.argv[1] if len(sys.argv) > 1 else "var/ckan")) as one, one.site() as site:
        for asked in (signal.SIGINT, signal.SIGTERM):  # a script's background job ignores the first
            signal.signal(asked, lambda *_: sys.exit())
        _say(site)
        signal.pause()
