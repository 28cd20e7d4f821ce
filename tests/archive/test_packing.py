"""An article that is put by comes back equal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.archive.packing import pack_article, pack_told, unpack_article, unpack_told
from newsarchive.model import (
    Article,
    Block,
    BlockKind,
    Candidate,
    Image,
    Link,
    LinkKind,
    Moment,
    Precision,
    Source,
)

TEXT = st.text(max_size=30)
MAYBE = st.none() | TEXT
ZONES = st.builds(lambda minutes: timezone(timedelta(minutes=minutes)), st.integers(-700, 700))
MOMENTS = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1), timezones=ZONES)  # noqa: DTZ001
BLOCKS = st.builds(
    Block, kind=st.sampled_from(BlockKind), text=TEXT, level=st.none() | st.integers(min_value=1, max_value=6)
)
LINKS = st.builds(Link, url=TEXT, text=TEXT, kind=st.sampled_from(LinkKind), position=st.integers(0, 99), rel=MAYBE)


@given(
    st.builds(
        Article,
        url=TEXT,
        canonical_url=TEXT,
        headline=TEXT,
        body=TEXT,
        date_published=MOMENTS,
        date_published_raw=MAYBE,
        date_published_precision=st.sampled_from(Precision),
        date_published_source=MAYBE,
        authors=st.lists(TEXT, max_size=3),
        tags=st.lists(TEXT, max_size=3),
        blocks=st.lists(BLOCKS, max_size=3),
        images=st.lists(st.builds(Image, url=TEXT, caption=MAYBE, credit=MAYBE), max_size=3),
        links=st.lists(LINKS, max_size=3),
        is_accessible_for_free=st.none() | st.booleans(),
        confidence=st.none() | st.floats(0, 1),
        extractor=TEXT,
        profile_digest=TEXT,
    )
)
def test_an_article_comes_back_equal(article: Article) -> None:
    assert unpack_article(pack_article(article)) == article


def test_what_sources_said_comes_back_equal() -> None:
    moment = Moment(
        value=datetime(2026, 5, 4, 8, 30, tzinfo=UTC), raw="4 mai", precision=Precision.MINUTE, source="feed"
    )
    told = Candidate(
        url="https://example.org/a",
        source=Source.FEED,
        headline="Le titre",
        published=moment,
        lastmod=datetime(2026, 5, 5, tzinfo=UTC),
        authors=("Awa",),
        tags=("un", "deux"),
    )
    assert unpack_told(pack_told(told)) == told
    assert unpack_told(pack_told(None)) is None
