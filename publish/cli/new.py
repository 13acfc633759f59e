"""``ktth new``: the first files of a dataset."""

from __future__ import annotations

from pathlib import Path

import click

from publish.cli.main import settings_of
from publish.cli.say import Out, common


@click.command("new")
@click.argument("dataset")
@click.option("--title", required=True, help="Tên tiếng Việt. / Vietnamese title.")
@click.option("--title-en", required=True, help="Tên tiếng Anh. / English title.")
@click.option("--publisher", required=True, help="Mã cơ quan, ví dụ ag-02. / Agency id.")
@click.option("--from", "sample", type=click.Path(exists=True, path_type=Path), help="Tệp CSV mẫu. / A sample CSV.")
@common
def command(out: Out, dataset: str, title: str, title_en: str, publisher: str, sample: Path | None) -> None:
    """Tạo mô hình, datapackage.json và tệp số liệu trống cho DATASET.

    Make the model, the descriptor and the empty data file of DATASET; the sample's first column becomes the key.
    """
    from publish.scaffold import NewDataset, columns_of, scaffold
    from schemas.core.site import Text

    new = NewDataset(dataset, Text(title, title_en), publisher, columns_of(sample))
    written = scaffold(new, settings_of())
    out.value({"written": [str(path) for path in written]})
    for path in written:
        out.raw(str(path))
    out.line("now give each column its titles and unit in the model, then run ktth schemas and ktth check")
