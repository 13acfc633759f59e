"""What a real CKAN needs, installed where it is missing: services of Debian, CKAN's environment, Solr."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

HERE = Path(__file__).parent
# what is looked for, and the package of Debian that has it
NEEDED = {"initdb": "postgresql", "redis-server": "redis-server", "javac": "default-jdk-headless", "mvn": "maven"}


def install(home: Path) -> None:
    """Bring ``home`` to hold ``env`` (CKAN and extensions) and ``solr`` (jars); seconds if it does already.

    Raises:
        RuntimeError: services are missing and this is not root.
        subprocess.CalledProcessError: an installer failed; it has said why.
    """
    home.mkdir(parents=True, exist_ok=True)
    _debian()
    _once(home / "env", [HERE / "requirements.txt"], lambda: _environment(home / "env"))
    _once(home / "solr", [HERE / "solr" / "pom.xml"], lambda: _jars(home / "solr"))


def command(name: str) -> str:
    """The program ``name``; PostgreSQL's are not on Debian's path. Raises :class:`RuntimeError` if there is none."""
    known = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    for one in (shutil.which(name), *map(str, known)):
        if one:
            return one
    raise RuntimeError(f"{name} is not installed")


def _debian() -> None:
    missing = [package for name, package in NEEDED.items() if not _has(name)]
    if not missing:
        return
    if os.geteuid():
        raise RuntimeError(f"a real CKAN needs these packages: {' '.join(missing)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for said in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
        subprocess.run(["apt-get", "-qq", *said], check=True, stdout=subprocess.DEVNULL, env=env)


def _has(name: str) -> bool:
    try:
        return bool(command(name))
    except RuntimeError:
        return False


def _once(folder: Path, made_from: Iterable[Path], make: Callable[[], None]) -> None:
    """``make`` the folder, anew if what it is made from changed; a folder that was left half made is no folder."""
    stamp = folder / "made-from"
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in made_from)).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    shutil.rmtree(folder, ignore_errors=True)
    make()
    stamp.write_text(digest)


def _environment(folder: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    # without dependencies: the list is whole, and holds psycopg2-binary in the place of psycopg2
    subprocess.run([folder / "bin" / "python", *pip, "--no-deps", "-r", HERE / "requirements.txt"], check=True)


def _jars(folder: Path) -> None:
    copy = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
    pom = str(HERE / "solr" / "pom.xml")
    subprocess.run([command("mvn"), "-q", "-B", "-f", pom, f"-DoutputDirectory={folder}", copy], check=True)
