"""Whom a site's owner can write to: the word for it, asked for once on a terminal, and remembered."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from newsarchive.cli.config import config_file, remember_contact, remembered_contact
from newsarchive.errors import BadConfig, UsageError
from newsarchive.normalize.contacts import checked_contact

if TYPE_CHECKING:
    from collections.abc import Callable

contact_option = click.option(
    "--contact",
    envvar="NEWSARCHIVE_CONTACT",
    show_envvar=True,
    help="Your e-mail or page address, sent to the sites.",
)

_MISSING = "no contact set: give sites a way to reach you with --contact or $NEWSARCHIVE_CONTACT"
_QUESTION = "Your e-mail address, or that of a page about you, for the sites you crawl (Enter: none)"


def contact_of(given: str | None, tell: Callable[[str], None]) -> str:
    """Give the contact that was given, else the remembered one, else "". Raises UsageError for one that is none.

    An empty one that was given is none, whatever is remembered.
    """
    if given is not None:
        return checked_contact(given) if given.strip() else ""
    try:
        remembered = remembered_contact()
        return checked_contact(remembered) if remembered.strip() else ""
    except BadConfig as error:
        tell(str(error))
    except UsageError as error:
        tell(f"{config_file()}: {error}")
    return ""


def contact_for_crawl(given: str | None, tell: Callable[[str], None], *, may_ask: bool, quiet: bool) -> str:
    """Give the contact of a crawl, asking for it where a person is there to answer; say so where there is none."""
    told: list[str] = []
    contact = contact_of(given, told.append)
    for line in told:
        tell(line)
    if contact:
        return contact
    # A file that cannot be read could not take the answer either.
    if given is None and may_ask and not told and not quiet and sys.stdin.isatty() and sys.stderr.isatty():
        contact = _asked(tell)
    if not contact and not quiet:
        tell(_MISSING)
    return contact


def _asked(tell: Callable[[str], None]) -> str:
    def read(answer: str) -> str:
        try:
            return checked_contact(answer) if answer.strip() else ""
        except UsageError as error:
            raise click.UsageError(str(error)) from None

    contact: str = click.prompt(_QUESTION, default="", show_default=False, err=True, value_proc=read)
    if contact:
        try:
            remember_contact(contact)
            tell(f"remembered in {config_file()}")
        except BadConfig as error:
            tell(str(error))
    return contact
