"""How pages were asked for is kept, what all requests have in common once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.archive import Archive
from newsarchive.model import Exchange

from .conftest import NOON, make_capture

AGENT = ("User-Agent", "me")
LINES = st.lists(
    st.tuples(st.sampled_from(["Accept", "If-None-Match", "User-Agent", "if-modified-since"]), st.text(max_size=5)),
    max_size=5,
)


def kept(archive, exchange):
    return archive.capture(
        archive.store_capture(make_capture("https://a.fr/", exchange=exchange), crawl_id=None)
    ).exchange


@given(LINES, st.sampled_from(["", "192.0.2.1", "2001:db8::1"]))
def test_a_request_comes_back(lines, address):
    """Conditions behind the others: the order of different lines means nothing in HTTP."""
    with Archive.scratch() as archive:
        found = kept(archive, Exchange(request_headers=tuple(lines), ip_address=address, protocol="HTTP/1.0"))
    assert sorted(found.request_headers) == sorted(lines)
    assert (found.ip_address, found.protocol) == (address, "HTTP/1.0")


def test_conditions_make_no_request_of_their_own(archive):
    for tag in ("1", "2", "3"):
        exchange = Exchange(request_headers=(AGENT, ("If-None-Match", tag)), protocol="HTTP/1.1")
        assert kept(archive, exchange) == exchange
    assert kept(archive, Exchange(request_headers=(AGENT,))).request_headers == (AGENT,)
    assert archive._conn.execute("SELECT count(*) FROM requests").fetchone() == (1,)


def test_nothing_is_made_up_where_nobody_kept_it(archive):
    assert kept(archive, Exchange()) == Exchange()
    assert archive._conn.execute("SELECT count(*) FROM requests").fetchone() == (0,)
    assert archive.capture(1).moment == NOON
