"""Whether an archive is still what was written: every page, every text, every row that leads to another.

It only reads, each check in statements of its own, so a crawl may write meanwhile. Nothing here trusts what it reads:
a damaged file answers with errors, with values of other kinds, or with text that is none.
"""

from __future__ import annotations

import json
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

from newsarchive.archive import checks
from newsarchive.archive.connection import connect, connect_scratch, interruptible, mapped
from newsarchive.archive.fixity import TEXTS, text_crc
from newsarchive.archive.payloads import PayloadDamagedError, Payloads
from newsarchive.archive.values import Damage, Verified
from newsarchive.errors import ArchiveFull

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Any

    #: What is looked at, how many rows of it are done, how many there are.
    Progress = Callable[[str, int, int], None]

#: How many rows are read at a time, and how many pages by one thread.
_BATCH, _PAGES = 200, 1000
#: Unpacking and digests let other threads run; reading does too, a little.
_MOST_THREADS = 16
#: What comes of reading a damaged file: text that is none, and values of another kind, among it.
_UNREADABLE = (sqlite3.Error, ValueError, TypeError, OverflowError)
_CRAWL_AGAIN = "the address can be crawled again"
_INDEX_AGAIN = (
    "no text is lost; made anew by: sqlite3 FILE \"INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')\""
)


def verify(path: Path, *, quick: bool = False, progress: Progress | None = None) -> Verified:
    """Look for damage; see :meth:`Archive.verify`."""
    tell = progress or (lambda _what, _done, _total: None)
    found: list[Damage] = []
    with mapped(path), closing(_connect(path)) as conn:
        tell("structure", 0, 0)
        found += _checked(checks.schema, conn, connect_scratch())
        found += _checked(checks.file, conn, quick)
        found += _checked(checks.references, conn)
        found += _checked(checks.lists, conn)
        found += _checked(checks.versions, conn)
        found += _checked(checks.addresses, conn)
        if not quick:
            tell("search index", 0, 0)
            found += _checked(_search_index, conn, path)
            found += _texts(conn, "articles", tell)
            found += _texts(conn, "versions", tell)
            found += _addressed(conn, tell)
            found += _checked(_idle_dictionaries, conn)
            found += _payloads(path, conn, tell)
        return Verified(path=str(path), damage=tuple(found), is_quick=quick, **_counts(conn))


def _connect(path: Path) -> sqlite3.Connection:
    conn = connect(path, create=False, read_only=True)
    # Bytes that are no UTF-8 any more are to be told as damage of their row.
    conn.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return conn


def _checked(check: Callable[..., Iterator[Damage]], conn: sqlite3.Connection, *given: Any) -> list[Damage]:
    """Run a check to its end, or to where the file cannot be read any further."""
    found = []
    try:
        with interruptible(conn):
            for damage in check(conn, *given):
                found.append(damage)  # noqa: PERF402 - what came before the error counts
    except _UNREADABLE as error:
        what = check.__name__.strip("_").replace("_", " ")
        found.append(Damage("file", "", f"cannot be read to check its {what}: {error}", checks.RESTORE))
    return found


def _counts(conn: sqlite3.Connection) -> dict[str, int]:
    counts = {}
    for name, query in (
        ("articles", "SELECT count(*) FROM articles"),
        ("versions", "SELECT count(*) FROM versions"),
        ("captures", "SELECT count(*) FROM captures"),
        ("payloads", "SELECT count(*) FROM payloads"),
        ("unsealed", "SELECT count(*) FROM articles WHERE text_crc IS NULL"),
    ):
        try:
            (counts[name],) = conn.execute(query).fetchone()
        except _UNREADABLE:
            counts[name] = 0
    return counts


def _search_index(conn: sqlite3.Connection, path: Path) -> Iterator[Damage]:
    """Compare the full-text index with the texts, word by word.

    FTS5 does so by itself, but only where it may write. So its index is copied into the connection's own temporary
    database, before a view of the archive's articles.
    """
    conn.execute("BEGIN")
    try:
        conn.execute("CREATE TEMP VIEW indexed AS SELECT id, headline, description, body FROM main.articles")
        conn.execute(
            'CREATE VIRTUAL TABLE temp.indexed_fts USING fts5(headline, description, body, content="indexed", '
            'content_rowid="id", tokenize="unicode61 remove_diacritics 2")'
        )
        for part in ("data", "idx", "docsize", "config"):
            conn.execute(f"DELETE FROM temp.indexed_fts_{part}")  # noqa: S608
            conn.execute(f"INSERT INTO temp.indexed_fts_{part} SELECT * FROM main.articles_fts_{part}")  # noqa: S608
        conn.execute("INSERT INTO temp.indexed_fts(indexed_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise ArchiveFull(
                str(path), "no room in the temporary folder to check the search index; set SQLITE_TMPDIR or use --quick"
            ) from error
        yield Damage("articles_fts", "", f"the search index cannot be read: {error}", _INDEX_AGAIN)
    except sqlite3.Error:
        yield Damage("articles_fts", "", "the search index is not that of the articles' texts", _INDEX_AGAIN)
    finally:
        if conn.in_transaction:
            conn.execute("ROLLBACK")


def _rows(conn: sqlite3.Connection, table: str, columns: str) -> Iterator[tuple[Any, ...] | int]:
    """Give the rows of a table, the id first; the bare id of one that cannot be read."""
    last = 0
    query = f"SELECT id, {columns} FROM {table} WHERE id"  # noqa: S608
    while True:
        try:
            rows = conn.execute(f"{query} > ? ORDER BY id LIMIT {_BATCH}", (last,)).fetchall()
        except _UNREADABLE:
            break
        yield from rows
        if len(rows) < _BATCH:
            return
        last = rows[-1][0]
    # An index has the ids of what the damaged page held.
    for row_id in _ids_after(conn, table, last):
        try:
            row = conn.execute(f"{query} = ?", (row_id,)).fetchone()
        except _UNREADABLE:
            row = None
        yield row_id if row is None else row


def _ids_after(conn: sqlite3.Connection, table: str, last: int) -> list[int]:
    """Give the ids above ``last`` from the first index that can be read; only the next one where there is none."""
    indexes = conn.execute("SELECT name, partial FROM pragma_index_list(?)", (table,)).fetchall()
    for name, is_partial in indexes:
        if is_partial:
            continue
        try:
            rows = conn.execute(f'SELECT id FROM {table} INDEXED BY "{name}" WHERE +id > ?', (last,))  # noqa: S608
            return sorted(row_id for (row_id,) in rows)
        except _UNREADABLE:
            continue
    return [last + 1]


def _texts(conn: sqlite3.Connection, table: str, tell: Progress) -> list[Damage]:
    """Check the texts of articles, or of earlier versions of them, against their checksum and their blocks."""
    found: list[Damage] = []
    own, owner = ("id", "url") if table == "articles" else ("article_id", "number")
    total = _total(conn, table)
    for done, row in enumerate(_rows(conn, table, ", ".join((own, owner, "text_crc", *TEXTS)))):
        if done % _BATCH == 0:
            tell(table, done, total)
        if isinstance(row, int):
            found.append(Damage(table, str(row), "the row cannot be read", f"its text is lost; {_CRAWL_AGAIN}"))
            continue
        row_id, article_id, of, crc, *texts = row
        values = dict(zip(TEXTS, texts, strict=True))
        remedy = (
            f"its captures have the page it was read from; {_CRAWL_AGAIN}: {of}"
            if table == "articles"
            else f"article {article_id} stays, and so do its captures; only what it said as version {of} is in doubt"
        )
        if crc is not None and crc != text_crc(values):
            found.append(Damage(table, str(row_id), "the text is not what was stored", remedy))
        elif problem := _problem_of_blocks(values["blocks"], values["body"]):
            found.append(Damage(table, str(row_id), problem, remedy))
    return found


def _problem_of_blocks(packed: Any, body: Any) -> str:
    """Say what is wrong with the blocks of a text, "" where nothing is."""
    try:
        for entry in json.loads(packed):
            if "text" not in entry and not 0 <= entry["start"] <= entry["start"] + entry["length"] <= len(body):
                return "a block lies outside of the text"
            _ = entry["kind"]
    except (ValueError, TypeError, KeyError):
        return "the blocks of the text cannot be read"
    return ""


def _addressed(conn: sqlite3.Connection, tell: Progress) -> list[Damage]:
    """Check that captures and links stand under the key of their address."""
    found: list[Damage] = []
    for table, columns, check in (
        ("captures", "url_key, target_uri, requested_uri, headers, moment", checks.capture),
        ("links", "url_key, url", checks.link),
    ):
        total = _total(conn, table)
        for done, row in enumerate(_rows(conn, table, columns)):
            if done % _BATCH == 0:
                tell(table, done, total)
            if isinstance(row, int):
                found.append(Damage(table, str(row), "the row cannot be read", checks.RESTORE))
            else:
                found += check(*row)
    return found


def _total(conn: sqlite3.Connection, table: str) -> int:
    try:
        return int(conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
    except _UNREADABLE:
        return 0


def _idle_dictionaries(conn: sqlite3.Connection) -> Iterator[Damage]:
    """Check the dictionaries on which no page hangs yet, or any more; the others show when their pages are read."""
    payloads = Payloads(conn)
    idle = conn.execute(
        "SELECT id FROM dictionaries d WHERE pages <> '[]' "
        "AND NOT EXISTS (SELECT 1 FROM payloads p WHERE p.dictionary_id = d.id)"
    ).fetchall()
    for (dictionary_id,) in idle:
        try:
            payloads.check_dictionary(dictionary_id)
        except PayloadDamagedError:
            yield Damage("dictionaries", str(dictionary_id), "the dictionary is damaged", "no page needs it")


def _payloads(path: Path, conn: sqlite3.Connection, tell: Progress) -> list[Damage]:
    """Recompute the digest of every page, on all cores, each thread with a connection of its own."""
    try:
        last = conn.execute("SELECT max(rowid) FROM payloads").fetchone()[0] or 0
    except _UNREADABLE:
        last = 0
        found = [Damage("payloads", "", "the pages cannot be counted", checks.RESTORE)]
    else:
        found = []

    def damaged(first: int) -> list[Damage]:
        with closing(_connect(path)) as own:
            return list(_damaged_payloads(own, first, first + _PAGES))

    with ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST_THREADS), "verify") as pool:
        try:
            for number, some in enumerate(pool.map(damaged, range(1, last + 1, _PAGES))):
                found += some
                tell("pages", min(last, (number + 1) * _PAGES), last)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return found


def _damaged_payloads(conn: sqlite3.Connection, first: int, end: int) -> Iterator[Damage]:
    """Check the pages of some rows."""
    where = "rowid >= ? AND rowid < ?"
    try:
        digests = conn.execute(f"SELECT digest, length FROM payloads WHERE {where}", (first, end)).fetchall()  # noqa: S608
    except _UNREADABLE:
        # What the table does not tell, its index does.
        query = f"SELECT digest, NULL FROM payloads INDEXED BY sqlite_autoindex_payloads_1 WHERE +{where}"  # noqa: S608
        try:
            digests = conn.execute(query, (first, end)).fetchall()
        except _UNREADABLE as error:
            yield Damage("payloads", f"{first} to {end - 1}", f"these pages cannot be read: {error}", checks.RESTORE)
            return
    read = _reader(conn)
    for digest, length in digests:
        try:
            payload = read(digest)
            if length is None or len(payload) == length:
                continue
            problem = f"has {len(payload)} bytes and is said to have {length}"
        except PayloadDamagedError as error:
            problem = str(error)
        except (*_UNREADABLE, AttributeError, MemoryError) as error:
            problem = f"cannot be read: {error}"
        yield Damage("payloads", str(digest), f"the page {problem}", _lost_with(conn, digest))


def _reader(conn: sqlite3.Connection) -> Callable[[str], bytes]:
    """Give what gives the bytes of a digest, checked; raises PayloadDamagedError."""
    payloads = Payloads(conn)

    def read(digest: str) -> bytes:
        payload = payloads.read(digest)
        if payload is None:
            raise PayloadDamagedError("is missing")
        return payload

    return read


def _lost_with(conn: sqlite3.Connection, digest: object) -> str:
    """Tell what is lost with a page, and what to do."""
    try:
        rows = conn.execute(
            "SELECT id, target_uri, article_id FROM captures WHERE payload_digest = ? ORDER BY id LIMIT 4", (digest,)
        ).fetchall()
    except _UNREADABLE:
        return f"whose it was cannot be read; {checks.RESTORE}"
    if not rows:
        return "no capture needs it"
    named = ", ".join(str(row[0]) for row in rows[:3]) + (" …" if len(rows) > 3 else "")
    article = rows[-1][2]
    stays = f"its article {article} stays; " if article is not None else ""
    return f"the page of capture {named} is lost; {stays}{_CRAWL_AGAIN}: {rows[-1][1]}"
