"""``ktth pull``: a folder brought up to the archive."""

from __future__ import annotations

from pathlib import Path

import click

from publish.cli.main import content_of, settings_of
from publish.cli.say import Out, common


@click.command("pull")
@click.argument("datasets", nargs=-1)
@click.option("--into", type=click.Path(path_type=Path), help="Thư mục của gói. / The package's folder.")
@common
def command(out: Out, datasets: tuple[str, ...], into: Path | None) -> None:
    """Đưa thư mục của DATASETS (tên hoặc thư mục) về bản phát hành hiện hành; tệp đã sửa được giữ lại thành *.local.

    Bring the folders of DATASETS (names or folders; none = all released ones of the content) up to the current
    release; a file that differed is kept beside as *.local.
    """
    from publish.archive import Archive
    from publish.base import pull
    from publish.demo import refuse_target
    from publish.errors import UsageError
    from publish.snapshot import Catalog

    settings = settings_of()
    refuse_target(settings)
    content = content_of(settings)
    catalog = Catalog(Archive(settings.root))
    current = catalog.current()
    released = current.datasets if current else {}
    if into and len(datasets) != 1:
        raise UsageError("--into goes with one dataset only")
    done = []
    for said in datasets or [d for d in sorted(released) if (settings.datapackages / d).is_dir()]:
        folder = into or (Path(said) if Path(said).is_dir() else settings.datapackages / said)
        dataset = said if said in released else folder.resolve().name
        if dataset not in released:
            raise UsageError("{dataset} has no release", dataset=dataset)
        if not into and said not in content.datasets and not Path(said).is_dir():
            raise UsageError("{dataset} is a package from elsewhere: say its folder with --into", dataset=said)
        kept = pull(catalog.release(dataset), folder, computed=dataset in content.derived)
        done.append({"dataset": dataset, "version": released[dataset].version, "kept": [str(p) for p in kept]})
        out.raw(f"{dataset}  {released[dataset].version}")
        for path in kept:
            out.line("your own version is kept as {path}", path=path)
    out.value(done)
