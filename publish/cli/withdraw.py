"""``ktth withdraw``: a release is taken back, and the reason stands in its place."""

from __future__ import annotations

import click

from publish.cli.main import content_of, settings_of
from publish.cli.say import Out, common

STAYS = (
    "{dataset}: later versions are read on: {versions}. If what is wrong stands in them too, withdraw them as well "
    "(--version), or correct the data and release it."
)


@click.command("withdraw")
@click.argument("dataset")
@click.option(
    "--version", "versions", multiple=True, help="Chỉ bản này; lặp lại được. / This version only; repeatable."
)
@click.option("--reason", required=True, help="Lý do, công bố tại địa chỉ cũ. / Why; published at its address.")
@common
def command(out: Out, dataset: str, versions: tuple[str, ...], reason: str) -> None:
    """Thu hồi DATASET, hoặc chỉ những bản nêu bằng --version: kho lưu vẫn giữ, nhưng người đọc chỉ thấy lý do. Bộ dữ
    liệu tính từ nó được tính lại.

    Withdraw DATASET, or only the versions named by --version: the archive keeps them, but readers find the reason in
    their place. Datasets computed from it are computed anew.
    """
    from publish.archive import Archive
    from publish.demo import agree
    from publish.distributions import forget
    from publish.gate import Gate
    from publish.release import now, release
    from publish.snapshot import Catalog
    from publish.sqlite import build
    from publish.steps import Options
    from publish.withdraw import later_versions, withdraw

    settings = settings_of()
    content = content_of(settings)
    agree(settings)
    catalog = Catalog(Archive(settings.root))
    snapshot = withdraw(catalog, dataset, versions, reason, now())
    gone = {
        name: found
        for name, told in snapshot.withdrawn.items()
        if (found := [one for one, said in told.items() if said.created == snapshot.created])
    }
    for name, found in gone.items():
        for version in found:
            forget(settings.root, name, version)
        out.raw(f"{name}  ✗ {', '.join(found)}")
    left = {name: later for name, found in gone.items() if (later := later_versions(catalog, name, found))}
    for name, later in left.items():
        out.line(STAYS, dataset=name, versions=", ".join(later))
    with Gate() as gate:  # only after that: what is taken back waits for nothing
        steps = release([], content, settings, Options(justification=reason), gate, out.progress)
    current = catalog.current()
    assert current  # noqa: S101 - it was appended above
    build(catalog, current, content, settings.root)
    out.done()
    out.value({"snapshot": current.number, "withdrawn": gone, "later": left, "anew": [step.dataset for step in steps]})
    for step in steps:
        out.raw(f"{step.dataset}  {step.before or '–'} → {step.version}")
