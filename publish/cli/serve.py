"""``ktth serve``: the portal on loopback."""

from __future__ import annotations

import click

from publish.cli.main import content_of, settings_of
from publish.cli.say import Out, common


@click.command("serve")
@click.option("--host", help="Địa chỉ. / Address.  [127.0.0.1]")
@click.option("--port", type=int, help="Cổng mạng, 0 = cổng mạng còn trống. / Port, 0 = any free one.  [8001]")
@click.option("--probe", is_flag=True, help="Chỉ xem cổng mạng còn trống không. / Only see whether the port is free.")
@common
def command(out: Out, host: str | None, port: int | None, *, probe: bool) -> None:
    """Chạy cổng dữ liệu trên các bản đã phát hành; bản mới hiện ra mà không cần khởi động lại.

    Serve the portal over what is released; a new release shows without a restart.
    """
    from publish.archive import Archive
    from publish.demo import agree
    from publish.portal import create_app
    from publish.portal.server import listen, run
    from publish.snapshot import Catalog
    from publish.sqlite import build, read_tables
    from publish.summary import counted, summary

    settings = settings_of(host=host, port=port)
    if probe:
        listen(settings.host, settings.port).close()
        return
    content = content_of(settings)
    agree(settings)
    catalog = Catalog(Archive(settings.root))
    with listen(settings.host, settings.port) as socket:
        address = f"http://{settings.host}:{socket.getsockname()[1]}"
        current = catalog.current()
        if current is None:
            out.line("nothing is released in {root} yet: run ktth release", root=settings.root.resolve())
        tables = read_tables(build(catalog, current, content, settings.root)) if current else {}
        counts = summary(current.datasets if current else (), tables, content.site)
        out.value({"address": address, **counts})
        out.line("Datasets: {counts}", counts=counted(counts, out.lang))
        if settings.demo:
            out.line("This is a demonstration: its figures are invented")
        out.line("The portal is at {address} (English: {address}/en); stop it with Ctrl+C", address=address)
        run(create_app(catalog, content, settings), socket)
