"""``ktth template``: workbooks that agencies fill in."""

from __future__ import annotations

from pathlib import Path

import click

from publish.cli.main import content_of, settings_of
from publish.cli.say import Out, common


@click.command("template")
@click.argument("dataset", required=False)
@click.option("--all", "everything", is_flag=True, help="Mọi bộ dữ liệu. / Every dataset.")
@click.option(
    "--out",
    "target",
    type=click.Path(path_type=Path),
    help="Tệp, hoặc thư mục khi --all. / The file, or the folder with --all.  [DATASET.xlsx]",
)
@common
def command(out: Out, dataset: str | None, everything: bool, target: Path | None) -> None:
    """Tạo tệp Excel mẫu của DATASET để cơ quan điền; tên cột theo --lang.

    Write the Excel template of DATASET for its agency to fill in; the headers are in --lang.
    """
    from publish.errors import UsageError
    from publish.forms import Forms, is_asked

    settings = settings_of()
    content = content_of(settings)
    if everything == bool(dataset) or (everything and not target):
        raise UsageError("say one dataset, or --all with --out")
    asked = [name for name in content.datasets if is_asked(name, content)]
    if dataset and dataset not in asked:
        message = "{dataset} is no dataset that agencies send; templates: {known}"
        raise UsageError(message, dataset=dataset, known=", ".join(asked))
    forms = Forms(content, settings)
    written = []
    for name in [dataset] if dataset else asked:
        path = target / f"{name}.xlsx" if everything and target else target or Path(f"{name}.xlsx")
        forms.write(name, path, out.lang)
        written.append(str(path))
        out.raw(str(path))
    out.value({"written": written})
