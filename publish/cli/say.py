"""How a command speaks: lines in the chosen language, progress on standard error, or one JSON value."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar
from unicodedata import category

import click

from publish.errors import KtthError
from schemas.core.i18n import LANGS, Lang, say

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Out:
    """Where a command's words go. With ``json`` the only thing on standard output is one JSON value."""

    json: bool = False
    quiet: bool = False
    lang: Lang = "vi"

    @staticmethod
    def of_context() -> Out:
        """The options of the running command; the defaults, read from the arguments, where it did not come to run."""
        said = [word for arg in sys.argv for word in arg.split("=", 1)]
        lang: Lang = "en" if ("--lang", "en") in pairwise(said) else "vi"
        return Out(json="--json" in said, lang=lang)

    def line(self, message: str, **params: object) -> None:
        if not self.json and not self.quiet:
            click.echo(say("publish", self.lang, message, **params))

    def raw(self, text: str) -> None:
        """A line as it is, but for what would steer the terminal: some of it is strangers' words."""
        if not self.json and not self.quiet:
            click.echo(_harmless(text))

    def value(self, value: object) -> None:
        if self.json:
            click.echo(json.dumps(value, ensure_ascii=False, indent=2))

    def trouble(self, error: KtthError) -> None:
        """An error: in both languages for people, as ``{"error": …}`` for programs."""
        if self.json:
            click.echo(json.dumps({"error": {"vi": error.say("vi"), "en": error.say("en")}}, ensure_ascii=False))
        first, second = (_harmless(error.say(lang)) for lang in ((self.lang, *(x for x in LANGS if x != self.lang))))
        click.echo(f"✗ {first}\n  {second}" if first != second else f"✗ {first}", err=True)

    def progress(self, step: str, what: str) -> None:
        """One line that is written over, only where a person looks on."""
        if sys.stderr.isatty() and not self.quiet and not self.json:
            click.echo(f"\r\x1b[K… {step} {what}", nl=False, err=True)

    def done(self) -> None:
        if sys.stderr.isatty() and not self.quiet and not self.json:
            click.echo("\r\x1b[K", nl=False, err=True)


def _harmless(text: str) -> str:
    """Without what steers a terminal or turns the direction of writing."""
    return "".join(letter if category(letter) not in ("Cc", "Cf") or letter in "\n\t" else "\ufffd" for letter in text)


def common(command: F) -> F:
    """The options every command has; they reach it as one :class:`Out`, its first argument."""

    def run(json: bool, quiet: bool, lang: Lang, **rest: Any) -> Any:
        return command(Out(json, quiet, lang), **rest)

    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    options = (
        click.option("--json", is_flag=True, help="Kết quả là một giá trị JSON. / Answer as one JSON value."),
        click.option("--quiet", is_flag=True, help="Chỉ báo khi có lỗi. / Speak only of errors."),
        click.option("--lang", type=click.Choice(LANGS), default="vi", show_default=True, help="Ngôn ngữ. / Language."),
    )
    for option in options:
        run = option(run)
    return run  # type: ignore[return-value]
