"""Which profiles a command works with: the words for it, and where they are looked for."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.config import config_folder

if TYPE_CHECKING:
    from newsarchive.sites import Sites

_option = partial(
    click.option,
    type=click.Path(path_type=Path),
    envvar="NEWSARCHIVE_SITES",
    show_envvar=True,
    metavar="DIR",
    help="The folder of site profiles.  [default: ~/.config/newsarchive/sites]",
)
sites_option = _option("--sites", "--profiles", "sites")
#: Of `crawl`, where `--sites` is a list of sites to crawl.
profiles_option = _option("--profiles")


def default_folder() -> Path:
    """Give the folder of a user's own profiles, whether it is there or not."""
    return config_folder() / "sites"


def load(given: Path | None) -> Sites:
    """Read the profiles of the folder given, else of the user's own, if there is one. Raises BadProfile."""
    from newsarchive.sites import Sites, read_sites

    if given is not None:
        return read_sites(given)
    folder = default_folder()
    return read_sites(folder) if folder.is_dir() else Sites()
