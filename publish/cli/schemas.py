"""``ktth schemas``: the Table Schemas beside the data, generated from the models."""

from __future__ import annotations

import click

from publish.cli.main import content_of, settings_of
from publish.cli.say import Out, common


@click.command("schemas")
@click.option(
    "--check", "only_check", is_flag=True, help="Chỉ so, không ghi; lệch thì mã 1. / Compare only; exit 1 if stale."
)
@common
def command(out: Out, only_check: bool) -> None:
    """Sinh <bảng>.schema.json cho mọi bảng của nội dung.

    Generate <table>.schema.json for every table of the content.
    """
    from publish.canonical import json_bytes
    from schemas.core.dictionary import table_schema

    settings = settings_of()
    written = []
    for (dataset, name), table in content_of(settings).tables.items():
        path = settings.datapackages / dataset / f"{name}.schema.json"
        content = json_bytes(table_schema(table))
        if path.is_file() and path.read_bytes() == content:
            continue
        written.append(str(path))
        out.raw(str(path))
        if not only_check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    out.value({"stale" if only_check else "written": written})
    if only_check and written:
        out.line("these files are not what the models say: run ktth schemas")
        raise SystemExit(1)
