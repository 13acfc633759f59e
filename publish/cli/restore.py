"""``ktth restore``: everything again, from a copy of the archive alone."""

from __future__ import annotations

from pathlib import Path

import click

from publish.cli.main import content_of, settings_of
from publish.cli.say import Out, common


@click.command("restore")
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--root", type=click.Path(path_type=Path), help="Nơi khôi phục vào. / Where to restore to.  [KTTH_ROOT]")
@click.option(
    "--head",
    default="",
    help="Mã băm của một ảnh chụp danh mục đã giữ ở nơi khác. / The digest of a snapshot that was kept elsewhere.",
)
@click.option("--plan", is_flag=True, help="Chỉ kiểm tra bản sao, không ghi gì. / Only check the copy, write nothing.")
@common
def command(out: Out, archive: Path, root: Path | None, head: str, plan: bool) -> None:
    """Khôi phục từ ARCHIVE (bản sao của kho lưu) vào một nơi chưa có kho lưu: chép, kiểm tra toàn bộ, rồi dựng lại cổng
    dữ liệu. Bản sao hỏng thì không khôi phục gì; mã thoát 1.

    Restore from ARCHIVE (a copy of the archive) into a place that holds none: copy, check all of it, then build the
    portal's database again. Nothing is restored from a damaged copy; exit code 1.
    """
    from publish.archive import Archive
    from publish.restore import folders_to_pull, restore
    from publish.snapshot import Catalog
    from publish.sqlite import build

    settings = settings_of(root=root)
    content = content_of(settings)
    found = restore(archive, settings, head=head, plan=plan, progress=out.progress)
    catalog, database, pull = Catalog(Archive(settings.root)), None, []
    if current := catalog.current():
        out.progress("sqlite", "")
        database = str(build(catalog, current, content, settings.root))
        pull = folders_to_pull(catalog, settings)
    out.done()
    for one in found.problems:
        out.raw(f"✗ {one.say(out.lang)}")
    told = {"objects": found.objects, "releases": found.releases, "files": found.files, "bytes": found.size}
    words = [
        {"path": p.path, "kind": p.kind, "code": p.code, "vi": p.say("vi"), "en": p.say("en")} for p in found.problems
    ]
    done = not plan and not found.problems
    out.value({**told, "head": found.head, "restored": done, "database": database, "pull": pull, "problems": words})
    out.line("{objects} objects, {releases} releases, {files} files, {bytes} bytes", **told)
    if found.problems:
        out.line("{source} is damaged: nothing was restored. Take another copy.", source=archive)
        raise SystemExit(1)
    if not plan:
        out.line("restored into {root}, every byte checked", root=settings.root)
    if pull:
        out.line("bring these folders up to the archive: ktth pull {datasets}", datasets=" ".join(pull))
