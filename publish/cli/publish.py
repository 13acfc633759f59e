"""``ktth publish TARGET``: what is released, brought to a target. Plan, then apply; applying twice does nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publish.cli.main import content_of, settings_of
from publish.cli.say import Out, common

if TYPE_CHECKING:
    from publish.coverage import Coverage
    from publish.settings import Settings
    from publish.snapshot import Catalog


@click.group("publish")
def command() -> None:
    """Đưa các bản phát hành hiện hành lên một đích. / Bring the current releases to a target."""


@command.command("datasette")
@click.option("--plan", is_flag=True, help="Chỉ cho biết sẽ làm gì. / Only say what would be done.")
@common
def datasette(out: Out, plan: bool) -> None:
    """Dựng tệp SQLite và siêu dữ liệu cho Datasette (datasette serve … --metadata …).

    Build the SQLite file and its metadata for Datasette.
    """
    from publish.archive import Archive
    from publish.demo import agree
    from publish.errors import UsageError
    from publish.snapshot import Catalog
    from publish.sqlite import build

    settings = settings_of()
    agree(settings)
    catalog = Catalog(Archive(settings.root))
    current = catalog.current()
    if current is None:
        raise UsageError("nothing is released yet: run ktth release first")
    path = settings.root / "portal" / f"catalog-{current.number}.db"
    built = not path.is_file()
    if not plan:
        path = build(catalog, current, content_of(settings), settings.root)
    out.value({"database": str(path), "built": built and not plan})
    out.raw(str(path))


@command.command("ckan")
@click.option("--plan", "only_plan", is_flag=True, help="Chỉ cho biết sẽ làm gì. / Only say what would be done.")
@click.option("--setup", "set_up", is_flag=True, help="Tạo các tổ chức, một lần. / Make organisations, once.")
@click.option(
    "--editor",
    metavar="USER",
    default="",
    help="Cùng --setup: cho người dùng này quyền biên tập. / With --setup: make this user an editor.",
)
@click.option(
    "--overwrite", is_flag=True, help="Thay lại phần bị sửa tay trên CKAN. / Replace what was edited on CKAN."
)
@click.option("--url", help="Địa chỉ CKAN. / Address of CKAN.  [KTTH_CKAN_URL]")
@click.option(
    "--token-env",
    metavar="NAME",
    help="Biến môi trường chứa mã truy cập. / Variable with the token.  [KTTH_CKAN_TOKEN]",
)
@common
def ckan(
    out: Out, only_plan: bool, set_up: bool, editor: str, overwrite: bool, url: str | None, token_env: str | None
) -> None:
    """Đẩy các bản phát hành lên CKAN; bộ dữ liệu không đổi thì không ghi gì.

    Push the releases to CKAN; an unchanged dataset costs no write.
    """
    import os

    from publish.archive import Archive
    from publish.ckan import Client, agencies, apply, plan, setup
    from publish.demo import refuse_target
    from publish.errors import UsageError
    from publish.snapshot import Catalog

    _refuse_contradictions(set_up, editor, plan=only_plan, overwrite=overwrite)
    token = os.environ.get(token_env) if token_env else None
    if token_env and not token:
        raise UsageError("there is no token in the variable {name}", name=token_env)
    settings = settings_of(ckan_url=url, ckan_token=token)
    refuse_target(settings)
    if not settings.ckan_url:
        raise UsageError("where is CKAN? say --url or set KTTH_CKAN_URL")
    site, catalog = content_of(settings).site, Catalog(Archive(settings.root))
    client = Client(settings.ckan_url, settings.ckan_token)
    if set_up:
        made = setup(client, agencies(catalog, site), editor)
        out.value({"organizations": made, "editor": editor})
        out.line("{count} organisations made", count=len(made))
        return

    def told(what: str, done: int, total: int) -> None:
        out.progress(f"{done}/{total}", what)

    covered = _coverages(catalog, settings)
    with nullcontext() if only_plan else _alone(settings.root):
        planned = plan(catalog, client, site, settings.address, coverage=covered, overwrite=overwrite, progress=told)
        out.done()
        for line in planned.lines(out.lang):
            out.raw(line)
        if only_plan:
            out.value(planned.to_dict())
            raise SystemExit(4 if planned.counts["blocked"] else 0)
        summary = apply(planned, client, told)
    out.done()
    out.value(summary.to_dict())
    for line in summary.lines(out.lang):
        out.raw(line)
    if not summary.complete:
        raise SystemExit(4)


def _refuse_contradictions(set_up: bool, editor: str, *, plan: bool, overwrite: bool) -> None:
    from publish.errors import UsageError

    if set_up and (plan or overwrite):
        raise UsageError("--setup goes without --plan and --overwrite")
    if editor and not set_up:
        raise UsageError("--editor goes with --setup, and with an administrator's token")


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Two pushes of one archive would each bring what the other has planned away from."""
    from publish import durable
    from publish.errors import KtthError

    try:
        with durable.exclusive(root / "ckan.lock", patience=1.0):
            yield
    except BlockingIOError:
        message = "another push from {path} is still running: wait until it has ended"
        raise KtthError(message, path=str(root)) from None


def _coverages(catalog: Catalog, settings: Settings) -> Callable[[str], Coverage]:
    """As the portal's SQLite tells, which is built if the newest snapshot has none yet."""
    from publish.coverage import Coverage, coverages
    from publish.sqlite import build

    current = catalog.current()
    if current is None:
        return lambda dataset: Coverage()
    content = content_of(settings)
    path = build(catalog, current, content, settings.root)
    return coverages(path, catalog, current, content.site)


@command.command("files")
@click.argument("datasets", metavar="DATASET", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Mọi phiên bản, không chỉ bản hiện hành. / Every version.")
@click.option("--plan", is_flag=True, help="Chỉ cho biết sẽ làm gì. / Only say what would be done.")
@common
def files(out: Out, datasets: tuple[str, ...], every: bool, plan: bool) -> None:
    """Tạo sẵn các tệp tải về (XLSX, JSON, SQLite, CSV cho bảng tính, zip); tệp đã có thì giữ nguyên.

    Make the files to download ahead of being asked for (XLSX, JSON, SQLite, CSV for spreadsheets, zip).
    """
    from publish.archive import Archive
    from publish.demo import agree
    from publish.distributions import Distributions, Keeper, made
    from publish.snapshot import Catalog

    settings = settings_of()
    agree(settings)
    catalog = Catalog(Archive(settings.root))
    offer = Distributions(catalog, content_of(settings).site, settings.base_url)
    found = []
    for one in made(catalog, offer, Keeper(settings.root), datasets, every=every, plan=plan):
        out.progress(f"{one.wanted.dataset} {one.wanted.version}", f"{one.wanted.name}.{one.wanted.ending}")
        found.append(one)
    out.done()
    out.value([one.to_dict() for one in found])
    for one in found:
        if one.refused:
            out.raw(f"{one.wanted.dataset} {one.wanted.version}: {one.refused.say(out.lang)}")
    made_now, there = sum(one.is_new for one in found), sum(not one.is_new and not one.refused for one in found)
    if plan:
        out.line("{count} files would be made, {there} are there", count=made_now, there=there)
    else:
        out.line("{count} files made, {there} were there", count=made_now, there=there)
