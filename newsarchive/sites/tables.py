"""A table of a TOML file, read key by key: what has the wrong type or no meaning is an error with its key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from newsarchive.errors import BadProfile

T = TypeVar("T")


class Table:
    """The keys of one table, taken out one by one; :meth:`close` complains of those nobody wanted."""

    def __init__(self, source: str, values: Mapping[str, Any], path: str = "") -> None:
        self.source = source
        self.path = path
        self._values = values
        self._known: list[str] = []

    def error(self, key: str, message: str) -> BadProfile:
        """Make the error of a key."""
        return BadProfile(self.source, f"{self._name(key)} {message}")

    def has(self, key: str) -> bool:
        """Ask whether the table has a key."""
        self._known.append(key)
        return key in self._values

    def raw(self, key: str) -> Any:
        """Give a value as it is, None where there is none."""
        self._known.append(key)
        return self._values.get(key)

    def text(self, key: str) -> str | None:
        """Give a text that says something, or None where there is none."""
        value = self.raw(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, "must be a text")
        return value

    def flag(self, key: str) -> bool | None:
        """Give true or false, or None where there is neither."""
        value = self.raw(key)
        if value is None or isinstance(value, bool):
            return value
        raise self.error(key, "must be true or false, without quotes")

    def texts(self, key: str) -> tuple[str, ...]:
        """Give a list of texts; one text is a list of one."""
        value = self.raw(key)
        if value is None:
            return ()
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(v, str) and v.strip() for v in values):
            raise self.error(key, "must be a text or a list of texts")
        return tuple(values)

    def read(self, key: str, reader: Callable[[str], T]) -> tuple[T, ...]:
        """Give what ``reader`` makes of each text of a list; its ValueErrors become errors of the key."""
        return tuple(self._read(key, text, reader) for text in self.texts(key))

    def read_one(self, key: str, reader: Callable[[str], T]) -> T | None:
        """Give what ``reader`` makes of a text, None where there is none."""
        text = self.text(key)
        return None if text is None else self._read(key, text, reader)

    def _read(self, key: str, text: str, reader: Callable[[str], T]) -> T:
        try:
            return reader(text)
        except ValueError as error:
            raise self.error(key, f"= {text!r} {error}") from None

    def table(self, key: str, short: str) -> Table | None:
        """Give a table below this one; a text or list instead of a table stands for its key ``short``."""
        value = self.raw(key)
        if value is None:
            return None
        if isinstance(value, (str, list)):
            value = {short: value}
        if not isinstance(value, dict):
            raise self.error(key, f"must be a table, or a text or list for its {short}")
        return Table(self.source, value, self._name(key))

    def tables(self, key: str) -> list[Table]:
        """Give the tables of an array of tables."""
        value = self.raw(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            raise self.error(key, f"must be tables: write [[{self._name(key)}]]")
        return [Table(self.source, v, f"{self._name(key)}[{n}]") for n, v in enumerate(value, 1)]

    def close(self) -> None:
        """Raise :class:`BadProfile` where the table has a key that nobody asked for."""
        for key in self._values:
            if key not in self._known:
                near = get_close_matches(key, self._known, n=1)
                hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(dict.fromkeys(self._known))}"
                raise self.error(key, f"is no key of a profile; {hint}")

    def _name(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key
