"""``newsarchive sites``: a group whose commands are modules, imported when they are asked for."""

from __future__ import annotations

from importlib import import_module

import click

#: Name of the command: its module in this package and what it does.
_COMMANDS = {
    "list": ("site_list", "List the site profiles."),
    "test": ("site_test", "Read the test pages of profiles and compare."),
    "new": ("site_new", "Write the beginning of a profile for a page's site."),
    "memory": ("site_memory", "Show, or make anew, what is remembered of a site."),
}


class _Commands(click.Group):
    """A group whose commands are modules beside this one."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if name not in _COMMANDS:
            return None
        command = import_module(f"newsarchive.cli.{_COMMANDS[name][0]}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in _COMMANDS.items()])


@click.group(cls=_Commands, short_help="Profiles and memories of single sites.")
def sites() -> None:
    """Profiles of sites (TOML files that put right what is read wrongly on one site) and what crawls remember of them.

    Example: newsarchive sites new page.html --sites profiles && newsarchive sites test --sites profiles
    """
