"""``ktth rollback``: the catalog names an older release again."""

from __future__ import annotations

import click

from publish.cli.main import content_of, settings_of
from publish.cli.say import Out, common


@click.command("rollback")
@click.argument("releases", nargs=-1, required=True, metavar="DATASET=VERSION…")
@click.option("--reason", required=True, help="Lý do, được công bố. / Why; it is published.")
@common
def command(out: Out, releases: tuple[str, ...], reason: str) -> None:
    """Thêm một ảnh chụp danh mục nêu lại các bản phát hành cũ hơn, tất cả trong một bước; không bản nào bị xóa.

    Append a snapshot that names older releases again, all in one step; none is taken away.
    """
    from publish.archive import Archive
    from publish.demo import agree
    from publish.errors import UsageError
    from publish.gate import Gate
    from publish.past import roll_back
    from publish.release import now, release
    from publish.snapshot import Catalog
    from publish.sqlite import build
    from publish.steps import Options

    settings = settings_of()
    content = content_of(settings)
    agree(settings)
    wanted = dict(one.partition("=")[::2] for one in releases)
    if wrong := next((name for name, version in wanted.items() if not version), ""):
        raise UsageError("say the version of {dataset}: {dataset}=1.0.0", dataset=wrong)
    catalog = Catalog(Archive(settings.root))
    before = catalog.current()
    snapshot = roll_back(catalog, wanted, now(), reason)
    if before and snapshot.number == before.number:
        out.line("nothing changed: these are the current releases")
    with Gate() as gate:  # what was computed from them is computed anew
        steps = release([], content, settings, Options(justification=reason), gate)
    current = catalog.current() or snapshot
    build(catalog, current, content, settings.root)
    computed = {step.dataset: step.version for step in steps}
    out.value({"snapshot": current.number, "datasets": wanted, **({"anew": computed} if computed else {})})
    for name, version in (wanted | computed).items():
        out.raw(f"{name}  → {version}")
