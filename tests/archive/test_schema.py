"""The schema is what it is known to be, and was reached by the migrations alone."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlite_utils

from newsarchive.archive import Archive, articles, migrations
from newsarchive.errors import ArchiveError

GOLDEN = Path(__file__).with_name("schema.sql")


def listing(conn):
    rows = conn.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'articles_fts_%' "
        "AND name NOT LIKE '%sqlite_%' AND tbl_name <> '_sqlite_migrations' ORDER BY name"
    )
    return ";\n".join(sql for (sql,) in rows) + ";\n"


def test_the_schema_is_the_golden_one(archive):
    """After a new migration: write ``listing()`` to schema.sql, and read the difference."""
    assert listing(archive._conn) == GOLDEN.read_text(encoding="utf-8")


def test_migrations_are_numbered_and_known_to_sqlite_utils(archive, path):
    names = [name for name, _ in migrations.MIGRATIONS]
    assert names == sorted(names)
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert migrations.applied(archive._conn) == names
    assert archive._conn.execute("PRAGMA user_version").fetchone() == (len(names),)
    applied = sqlite_utils.Migrations(migrations.MIGRATION_SET).applied(sqlite_utils.Database(path))
    assert [migration.name for migration in applied] == names


def test_tools_recognise_tables_keys_and_index(archive, path):
    db = sqlite_utils.Database(path)
    assert db["articles"].detect_fts() == "articles_fts"
    assert {key.other_table for key in db["captures"].foreign_keys} == {
        "crawls",
        "articles",
        "payloads",
        "requests",
        "claims",
    }
    for table in db.tables:
        if table.name.startswith("articles_fts") or table.name.startswith("_"):
            continue
        assert table.strict, table.name
        covered = {index.columns[0] for index in table.indexes} | set(table.pks[:1])
        assert {key.column for key in table.foreign_keys} <= covered, table.name
    assert archive._conn.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert archive._conn.execute("PRAGMA synchronous").fetchone() == (1,)


def test_a_new_migration_is_applied_once_and_whole(path, archive, desk, monkeypatch):
    known = migrations.MIGRATIONS
    name = f"{len(known) + 1:04}_new"
    desk.publish("https://a.fr/1")
    archive.close()
    calls = []

    def fails(conn):
        conn.execute("CREATE TABLE half (id)")
        raise sqlite3.OperationalError("no such column: x")

    def works(conn):
        calls.append(conn.execute("SELECT count(*) FROM articles").fetchone())

    monkeypatch.setattr(migrations, "MIGRATIONS", (*known, (name, fails)))
    with pytest.raises(ArchiveError):
        Archive.open(path)
    with pytest.raises(ArchiveError, match="older schema"):
        Archive.open(path, read_only=True)
    monkeypatch.setattr(migrations, "MIGRATIONS", (*known, (name, works)))
    for _ in range(2):
        with Archive.open(path) as again:
            assert again.info().schema == len(known) + 1
            assert again._conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'half'").fetchone() is None
    assert calls == [(1,)]


def test_nothing_is_stored_in_a_column_that_is_not_listed(archive):
    columns = {row[1] for row in archive._conn.execute("PRAGMA table_info(articles)")}
    assert set(articles._COLUMNS) == columns - {
        *("id", "first_seen", "gone_since", "version", "version_seen", "payload_digest"),
    }
