"""``ktth verify``: the archive checked again from outside."""

from __future__ import annotations

from pathlib import Path

import click

from publish.cli.main import settings_of
from publish.cli.say import Out, common


@click.command("verify")
@click.argument("root", required=False, default="")
@click.option(
    "--head",
    default="",
    help="Mã băm của một ảnh chụp danh mục đã giữ ở nơi khác. / The digest of a snapshot that was kept elsewhere.",
)
@common
def command(out: Out, root: str, head: str) -> None:
    """Kiểm tra lại toàn bộ kho lưu trong ROOT (mặc định KTTH_ROOT): tệp, chuỗi ảnh chụp, từng bản phát hành; hoặc một
    cổng dữ liệu từ bên ngoài, khi ROOT là địa chỉ http(s) của cổng. Mã thoát 1 nếu có gì không đúng.

    Check the whole archive in ROOT (by default KTTH_ROOT) again: files, the chain of snapshots, each release; or a
    portal from outside, where ROOT is its address, http(s). Exit code 1 where anything is wrong.
    """
    from publish.verify import Verification
    from publish.verify_portal import PortalVerification

    checked: Verification | PortalVerification
    if root.startswith(("http://", "https://")):
        checked = PortalVerification(root, head)
    else:
        checked = Verification(Path(root) if root else settings_of().root, head)
    problems = list(checked.problems(out.progress))
    out.done()
    for one in problems:
        out.raw(f"✗ {one.say(out.lang)}")
    told = {"objects": len(checked.objects), "releases": checked.releases, "problems": len(problems)}
    newest = checked.chain[-1] if not problems and checked.chain else ""
    out.line("{objects} objects, {releases} releases checked: {problems} problems", **told)
    if newest:
        out.line("newest snapshot: {digest} (keep it elsewhere, for --head)", digest=newest)
    words = [{"path": p.path, "kind": p.kind, "code": p.code, "vi": p.say("vi"), "en": p.say("en")} for p in problems]
    out.value({**told, "head": newest, "problems": words})
    if problems:
        raise SystemExit(1)
