"""Settings: one frozen value, from ``KTTH_*`` in the environment; a name it does not know is refused, never ignored."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from publish.errors import UsageError

PREFIX = "KTTH_"
SWITCHES = {"1": True, "true": True, "0": False, "false": False, "": False}


@dataclass(frozen=True)
class Settings:
    """Where content and state live, and where the portal answers.

    ``content`` is the importable package with ``SITE`` and the models, ``datapackages`` the folder of its data
    packages, ``root`` the folder of all that is made at run time. ``base_url`` is the portal's public address, for
    links that leave it; empty = the address it listens on. ``license``: the
    licence (its id) that was confirmed for data of agencies; empty = none yet. ``demo``: the root is a demonstration's,
    of invented rows.
    """

    content: str = "schemas.angiang"
    datapackages: Path = Path("datapackages")
    root: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = 8001
    base_url: str = ""
    ckan_url: str = ""
    ckan_token: str = ""
    license: str = ""
    demo: bool = False

    @property
    def address(self) -> str:
        """The public address without a slash at its end."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    def __repr__(self) -> str:
        return f"Settings(content={self.content!r}, datapackages={str(self.datapackages)!r}, root={str(self.root)!r})"


def load_settings(env: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment.

    Raises:
        UsageError: an unknown ``KTTH_*`` name, or a value of the wrong kind.
    """
    kinds = {f"{PREFIX}{f.name.upper()}": (f.name, type(f.default)) for f in fields(Settings)}
    said = {k: v for k, v in env.items() if k.startswith(PREFIX)}
    if unknown := sorted(said.keys() - kinds.keys()):
        raise UsageError("unknown setting {name}; known: {known}", name=unknown[0], known=", ".join(sorted(kinds)))
    values: dict[str, object] = {}
    for name, text in said.items():
        field, kind = kinds[name]
        try:
            values[field] = _value(text, kind)
        except (ValueError, KeyError):
            raise UsageError("{name} cannot be {value}", name=name, value=text) from None
    return Settings(**values)  # type: ignore[arg-type]


def _value(text: str, kind: type) -> object:
    if kind is bool:
        return SWITCHES[text.lower()]
    return Path(text) if issubclass(kind, Path) else int(text) if kind is int else text
