"""``ktth get``: one release as it lies in the archive."""

from __future__ import annotations

from pathlib import Path

import click

from publish.cli.main import content_of, settings_of
from publish.cli.say import Out, common


@click.command("get")
@click.argument("dataset")
@click.option("--as-of", "when", default="", help="Phiên bản (1.2.0) hoặc ngày (2025-11-20). / A version or a day.")
@click.option("--table", default="", help="Chỉ tệp CSV của một bảng. / The CSV of one table only.")
@click.option("--out", "target", type=click.Path(path_type=Path), help="Ghi vào tệp này. / Write to this file.")
@common
def command(out: Out, dataset: str, when: str, table: str, target: Path | None) -> None:
    """Ghi gói dữ liệu (zip) của DATASET như đã phát hành: bản hiện hành, bản mang số đã nêu, hoặc bản công khai vào
    cuối ngày đã nêu.

    Write the data package (zip) of DATASET as it was released: the current release, the one of a number, or the one
    that was public at the end of a day.
    """
    from publish.archive import Archive
    from publish.errors import UsageError
    from publish.past import release_of
    from publish.snapshot import Catalog
    from publish.written import write

    settings = settings_of()
    catalog = Catalog(Archive(settings.root))
    found = release_of(catalog, dataset, when, content_of(settings).site.timezone)
    if table and table not in found.tables:
        known = ", ".join(found.tables)
        raise UsageError("{dataset} has no table {table}; it has: {known}", dataset=dataset, table=table, known=known)
    data = found.csv(table).read_bytes() if table else found.zip_bytes()
    path = target or Path(f"{table}-{found.version}.csv" if table else f"{dataset}-{found.version}.zip")
    write(path, data)
    told = {"dataset": dataset, "version": found.version, "created": found.created}
    out.value({**told, "digest": found.digest, "written": str(path)})
    out.line("{dataset} {version}, released {created}: {path}", **told, path=path)
