"""How captures were asked for: the lines that all requests of a run have in common are kept once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from newsarchive.archive.rows import to_json, to_text
from newsarchive.model import Exchange

if TYPE_CHECKING:
    import sqlite3

#: What makes a request conditional is another line for each page, and would make each request one of its own.
_CONDITIONS = frozenset({"if-none-match", "if-modified-since"})
#: The protocol that is not written down, for nearly all answers have it.
_USUAL = "HTTP/1.1"


def kept_exchange(conn: sqlite3.Connection, exchange: Exchange) -> tuple[int | None, str, str, str]:
    """Give the values of ``request_id``, ``request_conditions``, ``ip_address`` and ``protocol``.

    A request that was not sent before is added, so inside the transaction the caller holds.
    """
    conditions = [pair for pair in exchange.request_headers if pair[0].lower() in _CONDITIONS]
    common = to_json([pair for pair in exchange.request_headers if pair not in conditions])
    request_id = None
    if exchange.request_headers:
        row = conn.execute("SELECT id FROM requests WHERE headers = ?", (common,)).fetchone()
        if row is None:
            row = conn.execute("INSERT INTO requests (headers) VALUES (?) RETURNING id", (common,)).fetchone()
        request_id = row[0]
    protocol = "" if exchange.protocol == _USUAL else to_text(exchange.protocol)
    return request_id, to_json(conditions) if conditions else "", to_text(exchange.ip_address), protocol


def exchange_of(conn: sqlite3.Connection, capture_id: int) -> Exchange:
    """Give how a capture was asked for."""
    common, conditions, ip_address, protocol = conn.execute(
        "SELECT r.headers, c.request_conditions, c.ip_address, c.protocol "
        "FROM captures c LEFT JOIN requests r ON r.id = c.request_id WHERE c.id = ?",
        (capture_id,),
    ).fetchone()
    lines = [*json.loads(common or "[]"), *json.loads(conditions or "[]")]
    return Exchange(
        request_headers=tuple((name, value) for name, value in lines),
        ip_address=ip_address,
        protocol=protocol or (_USUAL if common else ""),
    )
