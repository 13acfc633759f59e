"""The command group, its common options, and how an error leaves it."""

from __future__ import annotations

import atexit
import gc
import sys
import traceback
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from publish.cli.say import Out
from publish.errors import KtthError, UsageError, refused_by_system
from publish.settings import Settings, load_settings

if TYPE_CHECKING:
    from schemas.core.registry import Content

COMMANDS = {
    "check": "Kiểm tra gói dữ liệu, nói rõ sai ở đâu. / Check data packages and say what is wrong where.",
    "diff": "So hai bản phát hành, từng dòng, từng ô. / Compare two releases, row by row and cell by cell.",
    "get": "Lấy một bản phát hành theo số hoặc theo ngày. / Get a release by its number or as of a day.",
    "new": "Tạo khung một bộ dữ liệu mới. / Scaffold a new dataset.",
    "publish": "Đưa bản phát hành lên một đích: datasette, files, ckan. / Publish releases to a target.",
    "pull": "Đưa thư mục về đúng bản phát hành mới nhất. / Bring a folder up to the archive.",
    "release": "Phát hành những gói đã thay đổi. / Release the packages that changed.",
    "restore": "Khôi phục mọi thứ từ một bản sao của kho lưu. / Restore everything from a copy of the archive.",
    "withdraw": "Thu hồi một bản phát hành, nêu lý do. / Take a release back, saying why.",
    "rollback": "Đưa danh mục về bản phát hành cũ hơn. / Set the catalog back to an older release.",
    "sample": "Sinh dòng minh họa để thử và trình diễn. / Invent rows for trials and demonstrations.",
    "schemas": "Sinh lược đồ bảng từ mô hình. / Generate the Table Schemas from the models.",
    "serve": "Chạy cổng dữ liệu. / Serve the portal.",
    "verify": "Kiểm tra lại toàn bộ kho lưu. / Check the whole archive again.",
    "template": "Tạo tệp Excel mẫu để cơ quan điền. / Write Excel templates for agencies to fill in.",
}
YOUNG = 50_000  # objects between two searches for garbage: while modules are imported, all that is new stays


class Lazy(click.Group):
    """Loads a command's module when it is called: a cold ``ktth check`` pays for nothing else."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"publish.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Lệnh / Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=Lazy, epilog=(sys.modules["publish.cli"].__doc__ or "").split("\n\n", 1)[-1])
@click.version_option(package_name="ktth-open-data")
def cli() -> None:
    """Kiểm tra, phát hành và công bố dữ liệu mở. / Check, release and publish open data."""


def main(args: list[str] | None = None) -> None:
    """Run ``ktth`` and exit; an expected trouble is told in two languages, without a traceback."""
    gc.set_threshold(YOUNG)
    atexit.register(gc.freeze)  # nor is there a use in searching it all once more at the end
    try:
        cli.main(args, standalone_mode=False)
    except click.exceptions.Exit as ended:
        sys.exit(ended.exit_code)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except KtthError as trouble:
        Out.of_context().trouble(trouble)
        sys.exit(trouble.exit_code)
    except Exception as wrong:
        if refused := refused_by_system(wrong):
            Out.of_context().trouble(refused)
            sys.exit(refused.exit_code)
        traceback.print_exc()
        click.echo(
            "✗ Lỗi của chương trình, không phải của số liệu. / A defect of the program, not of the data.", err=True
        )
        sys.exit(70)


def content_of(settings: Settings) -> Content:
    """The content package of the settings.

    Raises:
        UsageError: there is none of that name, or it is not one.
    """
    from publish.demo import as_shown
    from publish.licences import confirmed
    from schemas.core.registry import load_content

    try:
        content = load_content(settings.content)
    except (ImportError, TypeError, ValueError) as error:
        message = "KTTH_CONTENT: {name} is no content package ({problem})"
        raise UsageError(message, name=settings.content, problem=error) from error
    return as_shown(confirmed(content, settings), settings)


def settings_of(**overrides: Any) -> Settings:
    """Settings of the environment with what the command line says instead."""
    from dataclasses import replace

    return replace(load_settings(), **{k: v for k, v in overrides.items() if v is not None})
