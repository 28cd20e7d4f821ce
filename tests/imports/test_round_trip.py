"""A crawl's captures, exported or recorded, give the rows of the crawl when they are imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive.demo import Server
from tests.imports.rows import differences
from tests.runner import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold a.db, a crawl of the demo newspaper, and warc/, what it fetched."""
    folder = tmp_path_factory.mktemp("round")
    (folder / "warc").mkdir()
    with Server(port=0) as server:
        words = ("--delay", "0", "--contact", "t@example.org", "-q", "--warc", "warc")
        assert run("crawl", server.url, "-a", "a.db", *words, cwd=folder).code == 0
    return folder


def test_what_a_crawl_recorded_is_the_crawl(folder: Path) -> None:
    done = run("import", "warc", "-a", "recorded.db", cwd=folder)
    assert done.code == 0
    assert "articles: 24 new" in done.err
    assert differences(folder / "a.db", folder / "recorded.db") == {}


def test_what_an_archive_exports_is_the_archive(folder: Path) -> None:
    assert run("export", "--format", "warc", "-a", "a.db", "-o", "a.warc.gz", cwd=folder).code == 0
    assert run("import", "a.warc.gz", "-a", "exported.db", "-q", cwd=folder).code == 0
    assert differences(folder / "a.db", folder / "exported.db") == {}
