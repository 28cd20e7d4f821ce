"""Regular expressions people write into profiles: compiled, and refused where one could take for ever.

Python's ``re`` backtracks. How often it can is told from the expression: every repeat and every
alternative multiplies the ways in which a text of :data:`LONGEST` characters can be tried.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

#: Characters of a text, or of an address, that a profile's pattern is shown.
LONGEST = 300
#: Ways to try a text; real ones are far fewer: repeats that follow each other share the text's length.
_MOST_WAYS = LONGEST**4
_MOST_LETTERS = 500

_parser: Any = import_module("re._parser")


def compiled(text: str) -> re.Pattern[str]:
    """Compile a pattern; raises ValueError with what is wrong with it."""
    if len(text) > _MOST_LETTERS:
        raise ValueError(f"is longer than {_MOST_LETTERS} characters")
    try:
        tree = _parser.parse(text)
        pattern = re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"is no regular expression: {error}") from None
    anchored = bool(len(tree)) and str(tree[0][0]) == "AT"
    ways = _of_sequence(tree) * (1 if anchored else LONGEST)
    if ways > _MOST_WAYS:
        raise ValueError("can take for ever on some texts: it has too many repeats, or repeats within repeats")
    return pattern


def _of_sequence(items: Any) -> int:
    ways = 1
    for operation, argument in items:
        ways = min(ways * _of_item(str(operation), argument), _MOST_WAYS + 1)
    return ways


def _of_item(operation: str, argument: Any) -> int:
    """Count the ways in which one part of an expression can match at one place of a text."""
    if operation in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        least, most, inner = argument
        most = min(int(most), LONGEST)
        within = _of_sequence(inner)
        spread = most - min(int(least), LONGEST) + 1
        return spread if within == 1 else _power(within, most) * spread
    if operation == "BRANCH":
        return sum(_of_sequence(branch) for branch in argument[1])
    if operation == "SUBPATTERN":
        return _of_sequence(argument[3])
    if operation in ("ASSERT", "ASSERT_NOT"):
        return _of_sequence(argument[1])
    if operation == "ATOMIC_GROUP":
        return _of_sequence(argument)
    if operation == "GROUPREF_EXISTS":
        return _of_sequence(argument[1]) + (_of_sequence(argument[2]) if argument[2] else 1)
    return 1


def _power(base: int, exponent: int) -> int:
    ways = 1
    for _ in range(exponent):
        ways *= base
        if ways > _MOST_WAYS:
            break
    return ways
