"""The command line: words to one call, its answer to text and an exit code.

Commands are imported when they are asked for, so that ``newsarchive search`` does not wait for Scrapy.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import Any

import click

from newsarchive.errors import NewsArchiveError
from newsarchive.version import __version__

_COMMANDS = {
    "crawl": "Crawl sites into the archive.",
    "discover": "Say by which sources a site names its articles.",
    "extract": "Read one page and print its article.",
    "reextract": "Read the pages of the archive again, without the network.",
    "search": "Find articles by their words.",
    "show": "Print one article of the archive.",
    "diff": "Show what was changed in an article.",
    "export": "Write articles as CSV or JSON Lines, captures as WARC.",
    "publish": "Write a copy that can be shared.",
    "erase": "Remove articles for good.",
    "import": "Bring in WARC files, saved pages, or a list of addresses.",
    "info": "Say what is in the archive.",
    "duplicates": "Group copies of one text, and list them.",
    "compact": "Make an older archive smaller.",
    "coverage": "Say what is missing, month by month, and why.",
    "audit": "Say how crawls treated the sites.",
    "verify": "Look for damage in the archive.",
    "backup": "Copy the archive, whole, even while a crawl writes.",
    "sites": "Profiles and memories of single sites.",
    "demo": "Serve the built-in demo newspaper.",
}


#: So many objects more than at the last look, and the youngest are looked through for garbage.
YOUNG = 20_000
#: Commands whose name cannot be a module's.
_NAMED = {"import": ("import_archive", "command")}


class _Commands(click.Group):
    """A group whose commands are modules of this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if name not in _COMMANDS:
            return None
        module, function = _NAMED.get(name, (name, name))
        command = getattr(import_module(f"newsarchive.cli.{module}"), function)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command to the last byte of its output; a reader (head, less) that has seen enough is no error."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # Caught here because click ends with 1. Python must not flush into the closed pipe at its exit.
            close_output()
            return 0
        return code

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 all well, 1 done with failures, 2 usage, 3 not an archive or damaged, 4 nothing fetched, "
    "73/74 not writable or full, 75 already running, 130/143 interrupted.",
)
@click.version_option(__version__, prog_name="newsarchive")
def group() -> None:
    """Crawl news sites into a SQLite archive, and ask it.

    Example: newsarchive crawl --demo -a demo.db && newsarchive search -a demo.db économie
    """


def close_output() -> None:
    """Write nothing more: nobody reads standard output any longer."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> None:
    """Run the command line; every error of ours is one line and its exit code."""
    # Python looks for garbage at every 700th object more. Loading the modules of a command makes half a million that
    # stay, a page thousands that go by themselves.
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
    try:
        code = group.main(standalone_mode=False)
    except NewsArchiveError as error:
        click.echo(f"newsarchive: {error}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except PermissionError as error:
        click.echo(
            f"newsarchive: {error.filename or 'the file'}: cannot be read or written: {error.strerror}", err=True
        )
        sys.exit(73)
    except OSError as error:
        if error.errno not in (5, 28):
            raise
        click.echo(f"newsarchive: cannot write: {error.strerror}", err=True)
        # What is left in the buffer would fail again when Python ends, and change the exit code.
        close_output()
        sys.exit(74)
    sys.exit(code if isinstance(code, int) else 0)
