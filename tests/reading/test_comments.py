"""Comments are read out of captures that are there already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive import Archive
from newsarchive.reading.captured import Wanted
from newsarchive.reading.comments import reread_comments
from newsarchive.reading.intake import Intake
from newsarchive.sites import Sites
from tests.archive.conftest import make_capture
from tests.site import article

if TYPE_CHECKING:
    from pathlib import Path

COMMENTS = """<ol class="comment-list"><li class="comment" id="comment-1"><b class="fn">Anna Bertin</b>
<div class="comment-content"><p>Quelle histoire !</p></div></li></ol>"""
ROWS = "SELECT text, length(pseudonym) FROM comments"


def stored(archive: Archive, *, with_comments: bool = False) -> int:
    url = "https://lejour.example/2026/05/04/histoire/"
    page = article("Une histoire de la ville", head='<meta name="tdm-reservation" content="1">')
    payload = page.replace("</main>", f"</main>{COMMENTS}").encode()
    number = archive.store_capture(make_capture(url, payload), crawl_id=None)
    wanted = Wanted(number, "lejour.example", with_comments=with_comments)
    with Intake(archive, Sites(), processes=0) as intake:
        (taken,) = intake.take_in([wanted])
    assert taken.outcome == "new"
    return number


def test_an_intake_reads_them_where_they_are_wanted(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        stored(archive, with_comments=True)
        assert archive._conn.execute(ROWS).fetchall() == [("Quelle histoire !", 16)]
        assert archive._conn.execute("SELECT is_reserved FROM article_claims").fetchall() == [(1,)]


def test_captures_that_are_there_are_read_for_them(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        number = stored(archive)
        assert archive._conn.execute(ROWS).fetchall() == []
        # As an archive of an earlier version has it.
        archive.note_claims(number, ())
        assert reread_comments(archive, Sites(), site="lejour.example") == 1
        assert archive._conn.execute(ROWS).fetchall() == [("Quelle histoire !", 16)]
        assert archive._conn.execute("SELECT is_reserved FROM article_claims").fetchall() == [(1,)]
        assert reread_comments(archive, Sites(), site="nowhere.example") == 0
