"""What is remembered of a user from one command to the next: config.toml in ~/.config/newsarchive."""

from __future__ import annotations

import contextlib
import json
import os
import re
import tomllib
from pathlib import Path
from typing import Any

from newsarchive.errors import BadConfig

_CONTACT = re.compile(r"""^[ \t]*(?:contact|"contact"|'contact')[ \t]*=.*$""", re.MULTILINE)
_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


def config_folder() -> Path:
    """Give the folder of a user's own files (XDG Base Directory Specification), whether it is there or not."""
    home = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(home).expanduser() / "newsarchive"


def config_file() -> Path:
    """Give the file, whether it is there or not."""
    return config_folder() / "config.toml"


def remembered_contact() -> str:
    """Give the contact of the file as it stands there, or "" where there is none. Raises BadConfig."""
    contact = _read(_text()).get("contact", "")
    if not isinstance(contact, str):
        raise BadConfig(f"{config_file()}: contact must be a text")
    return contact


def remember_contact(contact: str) -> None:
    """Write the contact into the file, whole or not at all; whatever else stands there stays. Raises BadConfig."""
    text = _text()
    _read(text)
    # A JSON string of printable ASCII is a TOML basic string.
    line = f"contact = {json.dumps(contact)}"
    # What stands behind the first table's header would be that table's.
    table = _TABLE.search(text)
    head, tail = (text[: table.start()], text[table.start() :]) if table else (text, "")
    is_there = _CONTACT.search(head)
    text = (_CONTACT.sub(lambda _: line, head, count=1) if is_there else f"{line}\n{head}") + tail
    if _read(text).get("contact") != contact:
        raise BadConfig(f"{config_file()}: the contact cannot be put into it; write {line} there yourself")
    path = config_file()
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8")
        # The file may be a link into somebody's collection of settings.
        partial.replace(path.resolve())
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise BadConfig(f"{path}: cannot be written ({error.strerror})") from None


def _text() -> str:
    try:
        return config_file().read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise BadConfig(f"{config_file()}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise BadConfig(f"{config_file()}: cannot be read (it is not UTF-8)") from None


def _read(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(f"{config_file()}: cannot be read ({error})") from None
