"""``ktth sample``: rows that nobody sent, for trials and demonstrations; each says of itself that it is invented."""

from __future__ import annotations

from pathlib import Path

import click

from publish.cli.main import content_of, settings_of
from publish.cli.say import Out, common


@click.command("sample")
@click.argument("dataset", required=False)
@click.option("--all", "everything", is_flag=True, help="Mọi bộ dữ liệu, để trình diễn. / Every one, to demonstrate.")
@click.option("--rows", type=click.IntRange(min=1), help="Số dòng mỗi bảng. / Rows of each table.  [1000; --all 60]")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Cùng số, cùng dòng. / Same seed, same rows.",
)
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Thư mục ghi các gói. / Folder of the packages.",
)
@click.option(
    "--faults",
    metavar="RULE",
    default="",
    help="Thêm một chỗ sai, chỉ sai quy tắc này. / One break, of this rule only.",
)
@common
def command(
    out: Out, dataset: str | None, everything: bool, rows: int | None, seed: int, folder: Path, faults: str
) -> None:
    """Sinh dòng minh họa của DATASET, đúng mô hình và quy tắc, vào OUT/DATASET kèm những gì nó tham chiếu.

    Invent rows of DATASET that keep its model and rules, in OUT/DATASET, with what they point at.
    """
    from publish.errors import UsageError
    from publish.sample import Samples
    from publish.sample_folder import PREVIOUS
    from validation.today import today

    settings = settings_of()
    content = content_of(settings)
    day = today(content.site)
    if day is None:
        raise UsageError("{name} is no time", name="SOURCE_DATE_EPOCH")
    if everything == bool(dataset) or (everything and faults):
        raise UsageError("say one dataset, with --faults where wanted, or --all")
    samples = Samples(content, settings, folder, seed, day)
    if everything:
        written = samples.every(rows or 60)
    elif faults:
        written = samples.broken(str(dataset), faults, rows or 100)
    else:
        written = samples.one(str(dataset), rows or 1000)
    out.value([{"dataset": one.dataset, "folder": str(one.folder), "rows": one.rows} for one in written])
    for one in written:
        out.raw(f"{one.folder}  " + ", ".join(f"{table} {count}" for table, count in one.rows.items()))
    asked = rows or (1 if everything or faults else 1000)
    for one in (one for one in written if one.dataset == dataset):
        for table, count in one.rows.items():
            if count < asked:
                message = "{table}: {count} of {asked} rows, for its key and rules allow no more"
                out.line(message, table=table, count=count, asked=asked)
    if (folder / PREVIOUS).is_dir() and faults:
        message = "first release {previous}/*, then check {folder}/*, both with KTTH_DEMO=1 and the same KTTH_ROOT"
        out.line(message, previous=folder / PREVIOUS, folder=folder)
    out.line("every row is invented and says so; ktth check {folder}/* checks them", folder=folder)
