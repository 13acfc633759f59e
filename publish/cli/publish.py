"""``ktth publish TARGET``: what is released, brought to a target. Plan, then apply; applying twice does nothing."""

from __future__ import annotations

import click

from publish.cli.main import settings_of
from publish.cli.say import Out, common


@click.group("publish")
def command() -> None:
    """Đưa các bản phát hành hiện hành lên một đích. / Bring the current releases to a target."""


@command.command("datasette")
@click.option("--plan", is_flag=True, help="Chỉ nói sẽ làm gì. / Only say what would be done.")
@common
def datasette(out: Out, plan: bool) -> None:
    """Dựng tệp SQLite và siêu dữ liệu cho Datasette (datasette serve … --metadata …).

    Build the SQLite file and its metadata for Datasette.
    """
    from publish.archive import Archive
    from publish.errors import UsageError
    from publish.snapshot import Catalog
    from publish.sqlite import build
    from schemas.core.registry import load_content

    settings = settings_of()
    catalog = Catalog(Archive(settings.root))
    current = catalog.current()
    if current is None:
        raise UsageError("nothing is released yet: run ktth release first")
    path = settings.root / "portal" / f"catalog-{current.number}.db"
    built = not path.is_file()
    if not plan:
        path = build(catalog, current, load_content(settings.content), settings.root)
    out.value({"database": str(path), "built": built and not plan})
    out.raw(str(path))
