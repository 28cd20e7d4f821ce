"""What pages say of their rights, capture by capture: each combination is kept once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive.connection import transaction
from newsarchive.archive.rows import to_json, to_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

#: Uses of Content-Usage (IETF aipref, a draft) that are mining, by how their name begins.
_MINING = ("*", "ai", "automated", "bots", "gen", "tdm", "train")


def is_reserved(claims: Iterable[tuple[str, str]]) -> bool:
    """Ask whether claims keep a page from being mined: TDMRep, ``noai``, or Content-Usage that denies it."""
    for name, value in claims:
        if name == "tdm-reservation" and value == "1":
            return True
        if name in ("x-robots-tag", "meta robots") and value.rpartition(" ")[2] == "noai":
            return True
        if name == "content-usage" and value.startswith(_MINING):
            return True
    return False


def note_claims(conn: sqlite3.Connection, capture_id: int, claims: Iterable[tuple[str, str]]) -> None:
    """Write down what the page of a capture says of its rights; see :meth:`Archive.note_claims`."""
    told = sorted({(to_text(name), to_text(value)) for name, value in claims})
    with transaction(conn):
        claims_id = None
        if told:
            said = to_json([list(claim) for claim in told])
            row = conn.execute("SELECT id FROM claims WHERE said = ?", (said,)).fetchone()
            claims_id = (
                row[0]
                if row
                else conn.execute(
                    "INSERT INTO claims (said, is_reserved) VALUES (?, ?)", (said, int(is_reserved(told)))
                ).lastrowid
            )
        conn.execute(
            "UPDATE captures SET claims_id = ? WHERE id = ? AND claims_id IS NOT ?", (claims_id, capture_id, claims_id)
        )
