"""Traps against imaginary sites, against a newspaper full of them, and against whatever hypothesis thinks of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from newsarchive.discover import listings
from newsarchive.discover.translations import is_translation
from newsarchive.discover.traps import (
    FIRST_TRIES,
    LONG,
    PURSE_UNTRIED,
    SHARE,
    Came,
    Kind,
    Standing,
    Trials,
    Verdict,
    after,
    credited,
    difference,
    endless,
    is_noise,
    of_listing,
    patterns_of,
    weigh,
    without,
)
from newsarchive.model import Yield
from newsarchive.normalize.urls import is_same_site, url_key
from tests.site.maze import Maze

A = "https://journal.fr"


def counted(*came: Came) -> Yield:
    found = Yield()
    for one in came:
        found = after(found, one)
    return found


@dataclass
class Ledger:
    """What the archive keeps for a crawl: counters a kind and pattern, and the purse."""

    yields: dict[tuple[Kind, str], Yield] = field(default_factory=dict)
    trials: Trials = field(default_factory=Trials)

    def verdict(self, url: str, kind: Kind) -> Verdict:
        return weigh(kind, {p: self.yields.get((kind, p), Yield()) for p in patterns_of(url, kind)}, self.trials)

    def weigh(self, url: str, kind: Kind) -> tuple[Standing, bool]:
        verdict = self.verdict(url, kind)
        return verdict.standing, verdict.is_rationed

    def count(self, url: str, kind: Kind, came: Came, *, rationed: bool, requests: int = 1, **words: Any) -> None:
        for pattern, one in credited(url, kind, came, **words).items():
            self.yields[kind, pattern] = after(self.yields.get((kind, pattern), Yield()), one, requests=requests)
        good = came is Came.NEW
        self.trials = replace(
            self.trials,
            good=self.trials.good + good,
            lost=self.trials.lost + (requests if rationed and not good else 0),
        )

    def fetch(self, url: str, kind: Kind, came: Came, **words: Any) -> bool:
        """Fetch an address if it may be; tell whether it was."""
        standing, rationed = self.weigh(url, kind)
        if standing is not Standing.GO:
            return False
        self.count(url, kind, came, rationed=rationed, **words)
        return True


def well_begun(*paths: str, good: int = 100) -> Ledger:
    """A crawl that has found articles at ``paths`` already."""
    ledger = Ledger()
    for path in paths or ("/2024/05/17/le-maire-a-dit-non/",):
        ledger.count(A + path, Kind.ARTICLE, Came.NEW, rationed=False)
    ledger.trials = replace(ledger.trials, good=good)
    return ledger


# ---------------------------------------------------------------------- patterns
@pytest.mark.parametrize(
    ("path", "kind", "patterns"),
    [
        ("/imprimer/123", Kind.ARTICLE, ["/imprimer/#", "/imprimer/**"]),
        ("/2024/05/17/le-maire-a-dit-non", Kind.ARTICLE, ["/#/#/#/*", "/#/#/#/**", "/#/#/**", "/#/**"]),
        ("/fr/tags/velo", Kind.ARTICLE, ["/fr/tags/*", "/fr/tags/**", "/fr/**", "/**/velo"]),
        ("/sport/un-beau-match-hier/print/", Kind.ARTICLE, ["/sport/*/*", "/sport/*/**", "/sport/**", "/**/print"]),
        ("/agenda/agenda/agenda/", Kind.ARTICLE, ["/agenda"]),
        ("/spip.php?article123", Kind.ARTICLE, ["/spip.php", "?article#"]),
        ("/?p=123", Kind.ARTICLE, ["/", "?p"]),
        ("/a;zid=1/b-c-d.html?vue=x&vue=y", Kind.ARTICLE, ["/a/*.html", "/a/**", ";zid", "?vue"]),
        ("/sport/page/7/", Kind.LISTING, ["=journal.fr/sport/?", "/sport/page/#", "/sport/page/**", "/sport/**"]),
    ],
)
def test_an_address_has_patterns_from_its_chain_to_its_host(path: str, kind: Kind, patterns: list[str]) -> None:
    assert list(patterns_of(A + path, kind)) == [*patterns, "//journal.fr"]


@given(st.text(max_size=200), st.sampled_from(Kind))
def test_anything_at_all_has_patterns(text: str, kind: Kind) -> None:
    for url in (text, A + "/" + text):
        found = patterns_of(url, kind)
        assert found == patterns_of(url, kind)
        assert len(found) == len(set(found)) <= 16
        assert all(found)
        assert isinstance(endless(url), str)


@given(st.lists(st.from_regex(r"[a-z0-9-]{1,30}", fullmatch=True), max_size=6), st.integers(0, 10**9))
def test_numbers_make_no_new_patterns(segments: list[str], number: int) -> None:
    def of(n: int) -> tuple[str, ...]:
        return patterns_of(f"{A}/{'/'.join(segments)}/{n}?n={n}", Kind.ARTICLE)

    assert of(number) == of(7)


@pytest.mark.parametrize(
    "path",
    [
        "/agenda/x/agenda/y/agenda/",
        "/dossiers/themes/dossiers/themes/",
        "/a" * 1100,
        "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/",
    ],
    ids=["in itself", "in each other", "long", "deep"],
)
def test_some_addresses_need_no_request(path: str) -> None:
    assert endless(A + path)


@pytest.mark.parametrize(
    "path",
    ["/2011/11/11/11/onze-novembre", "/1/1/1/1/", "/sport/football/sport/", "/fr/politique/politique-locale/a-b-c/"],
)
def test_addresses_of_articles_are_not_endless(path: str) -> None:
    assert not endless(A + path)


# ---------------------------------------------------------------------- what is left, and when
TRAPS = {
    "print versions": (Kind.ARTICLE, lambda n: f"/imprimer/{n}", Came.DUPLICATE, 3),
    "another view": (Kind.ARTICLE, lambda n: f"/2024/05/17/le-maire-{n}-a-dit-non/?vue=papier", Came.DUPLICATE, 2),
    "sessions": (Kind.ARTICLE, lambda n: f"/2024/05/17/le-maire-a-dit-non/?zid={n}ab", Came.DUPLICATE, 2),
    "a mirror": (Kind.ARTICLE, lambda n: f"//lire.journal.fr/2024/05/17/le-maire-{n}-a-dit-non/", Came.DUPLICATE, 3),
    "soft 404s": (Kind.ARTICLE, lambda n: f"/mots/{'abcdefghijklmnopqrstuvwxyz'[n % 26]}{n}o/", Came.REFUSED, 3),
    "every article's print page": (Kind.ARTICLE, lambda n: f"/2024/05/17/le-maire-{n}-a-dit/print", Came.DUPLICATE, 3),
    "a calendar": (Kind.LISTING, lambda n: f"/agenda/{2000 + n // 12}/{n % 12}/", Came.REFUSED, 3),
    "days of a calendar": (Kind.LISTING, lambda n: f"/agenda/le-{n}-{'mai' if n % 2 else 'juin'}/", Came.REFUSED, 4),
    "facets": (Kind.LISTING, lambda n: f"/annonces/?couleur=c{n}&tri={'xyz'[n % 3]}", Came.REFUSED, 4),
    "facets as folders": (Kind.LISTING, lambda n: f"/filtre/{'/'.join('abc'[: n % 3 + 1])}{n}/", Came.REFUSED, 4),
    "endless pages": (Kind.LISTING, lambda n: f"/en-continu/page/{n}/", Came.REFUSED, 3),
}


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_costs_few_pages(name: str) -> None:
    kind, path_of, came, cost = TRAPS[name]
    ledger = well_begun()
    urls = [urljoin(A, path_of(n)) for n in range(1, 200)]
    assert sum(ledger.fetch(url, kind, came) for url in urls) <= cost
    assert ledger.weigh(urls[-1], kind)[0] is Standing.LEFT


def test_all_traps_together_cost_less_than_the_purse() -> None:
    ledger = well_begun(good=300)
    spent = 0
    for n in range(1, 200):
        for kind, path_of, came, _ in TRAPS.values():
            spent += ledger.fetch(urljoin(A, path_of(n)), kind, came)
    assert spent <= 33


def test_a_chain_that_gave_something_is_left_after_a_few_barren_pages() -> None:
    ledger = well_begun()
    assert all(ledger.fetch(f"{A}/sport/page/{n}/", Kind.LISTING, Came.NEW) for n in range(2, 30))
    assert sum(ledger.fetch(f"{A}/sport/page/{n}/", Kind.LISTING, Came.REFUSED) for n in range(30, 90)) == 4
    # Another section's pages have nothing to do with it.
    assert ledger.weigh(f"{A}/culture/page/2/", Kind.LISTING)[0] is Standing.GO


def test_a_known_site_is_left_after_one_barren_page() -> None:
    chain = {"=journal.fr/sport/?": counted(Came.REFUSED)}
    assert weigh(Kind.LISTING, chain, Trials(), patience=1).standing is Standing.LEFT
    assert weigh(Kind.LISTING, chain, Trials()).standing is Standing.GO


def test_first_pages_of_sections_that_show_what_the_front_page_showed_do_not_end_the_site() -> None:
    ledger = well_begun()
    assert all(ledger.fetch(f"{A}/?cat={n}", Kind.SECTION, Came.REFUSED) for n in range(7))
    assert ledger.weigh(f"{A}/?cat=3&paged=2", Kind.LISTING)[0] is Standing.GO


ARTICLES = [
    lambda n: f"/2024/05/{n % 28 + 1:02}/le-maire-a-dit-{n}-fois-non/",
    lambda n: f"/article/{n}",
    lambda n: f"/?p={n}",
    lambda n: f"/?id={n}",
    lambda n: f"/spip.php?article{n}",
    lambda n: f"/index.php?option=com_content&view=article&id={n}",
    lambda n: f"/node/{n}",
    lambda n: f"/le-maire-a-dit-{n}-fois-non",
    lambda n: f"/{n}-le-maire-a-dit-non.html",
]


@pytest.mark.parametrize("path_of", ARTICLES, ids=lambda path_of: path_of(12))
def test_articles_are_fetched_though_the_first_pages_of_their_kind_are_refused(path_of: object) -> None:
    ledger = Ledger()
    came = [Came.REFUSED, Came.REFUSED, Came.NEW] + [Came.DUPLICATE] * 8 + [Came.NEW] + [Came.REFUSED] * 11
    came += [Came.NEW] * 60
    assert all(ledger.fetch(A + path_of(n), Kind.ARTICLE, one) for n, one in enumerate(came))  # type: ignore[operator]


@pytest.mark.parametrize("path", ["/?page_id={}", "/index.php?option=com_users&view=login&id={}"])
def test_pages_about_the_site_do_not_end_it(path: str) -> None:
    ledger = Ledger()
    for n in range(5):
        ledger.fetch(A + path.format(n), Kind.ARTICLE, Came.REFUSED)
    assert ledger.weigh(f"{A}/?p=123", Kind.ARTICLE)[0] is Standing.GO
    assert ledger.weigh(f"{A}/index.php?option=com_content&view=article&id=4", Kind.ARTICLE)[0] is Standing.GO


def test_a_copy_fetched_first_still_speaks_against_its_address() -> None:
    ledger = well_begun("/culture/un-soir-a-l-opera-1.html")
    for n in range(3):
        canonical = f"{A}/culture/un-soir-a-l-opera-{n}.html"
        ledger.fetch(f"{A}/imprimer/{n}", Kind.ARTICLE, Came.NEW, other=canonical, was_named=True)
    assert ledger.weigh(f"{A}/imprimer/9", Kind.ARTICLE)[0] is Standing.LEFT
    assert ledger.weigh(f"{A}/culture/un-soir-a-l-opera-9.html", Kind.ARTICLE)[0] is Standing.GO


def test_short_addresses_of_what_nobody_names_are_the_way_to_it() -> None:
    ledger = Ledger()
    assert all(
        ledger.fetch(f"{A}/?p={n}", Kind.ARTICLE, Came.NEW, other=f"{A}/2024/05/un-soir-{n}/", was_named=False)
        for n in range(50)
    )


def test_copies_do_not_speak_against_what_they_share_with_the_article() -> None:
    ledger = Ledger()
    for n in range(40):
        canonical = f"{A}/culture/un-soir-a-l-opera-{n}.html"
        ledger.fetch(f"{canonical}?zid={n}", Kind.ARTICLE, Came.DUPLICATE, other=canonical, was_named=True)
    assert (Kind.ARTICLE, "/culture/**") not in ledger.yields
    assert ledger.weigh(f"{A}/culture/un-soir-de-plus-41.html", Kind.ARTICLE)[0] is Standing.GO


def test_pages_in_flight_count_as_if_nothing_would_come_of_them() -> None:
    yields = {"/mots/*": replace(counted(Came.REFUSED), in_flight=2)}
    assert weigh(Kind.ARTICLE, yields, Trials()).standing is Standing.WAIT
    assert weigh(Kind.ARTICLE, {"/mots/*": counted(Came.REFUSED)}, Trials()).standing is Standing.GO
    spent = Trials(lost=10, in_flight=10)
    assert weigh(Kind.ARTICLE, {"/mots/**": Yield(in_flight=FIRST_TRIES)}, spent).standing is Standing.WAIT
    assert weigh(Kind.ARTICLE, {"/mots/**": Yield()}, spent).standing is Standing.GO


def test_the_reason_says_what_was_seen() -> None:
    verdict = weigh(Kind.ARTICLE, {"?vue": counted(Came.DUPLICATE, Came.DUPLICATE)}, Trials())
    assert verdict.reason == "?vue: 2 pages, none new, 2 known by another address"


# ---------------------------------------------------------------------- what holds for all sites
CAME = st.sampled_from(Came)


@given(st.lists(CAME, max_size=40), st.lists(CAME, max_size=40), st.sampled_from(["/a/**", "?id", "//j.fr", "/*"]))
def test_a_pattern_that_yields_is_never_left(before: list[Came], after: list[Came], pattern: str) -> None:
    found = counted(*before, Came.NEW, *after)
    for kind in Kind:
        verdict = weigh(kind, {pattern: found}, Trials(good=10_000))
        assert verdict.standing is Standing.GO
        assert verdict.is_rationed == (found.barren >= min(LONG, 4 * found.new))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.sampled_from(Kind), st.sampled_from([Came.REFUSED, Came.DUPLICATE])),
        max_size=400,
    ),
    st.integers(0, 2000),
)
def test_whatever_never_yields_costs_no_more_than_the_purse(asked: list[tuple[int, Kind, Came]], good: int) -> None:
    ledger = well_begun(good=good)
    spent = 0
    for count, (trap, kind, came) in enumerate(asked):
        spent += ledger.fetch(f"{A}/piege{'abcdefghijklmnopqrstuvwxyzABCDE'[trap]}/{count}/", kind, came)
    # A kind of article nobody has seen is tried however little is left.
    kinds_of_articles = {trap for trap, kind, _ in asked if kind is Kind.ARTICLE}
    assert spent <= PURSE_UNTRIED + SHARE * good + 1 + FIRST_TRIES * len(kinds_of_articles)


# ---------------------------------------------------------------------- parameters that make no difference
@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        ("/a?id=5&zid=12", "/a?id=5", "?zid"),
        ("/a?zid=1", "/a/?zid=2", "?zid"),
        ("/a;zid=1?id=5", "/a?id=5", ";zid"),
        ("/a?id=5", "/b?id=5", ""),
        ("/a?id=5", "/b?id=6", ""),
        ("/a?id=5&x=1", "/a?id=6", ""),
        ("/a", "/a", ""),
    ],
)
def test_two_addresses_may_differ_by_one_parameter(one: str, other: str, name: str) -> None:
    assert difference(A + one, A + other) == difference(A + other, A + one) == name


def test_a_parameter_that_once_made_a_difference_stays() -> None:
    assert is_noise(counted(Came.DUPLICATE, Came.DUPLICATE))
    assert not is_noise(counted(Came.DUPLICATE))
    assert not is_noise(counted(*[Came.DUPLICATE] * 9, Came.NEW))


@given(st.lists(st.tuples(st.from_regex(r"[a-z]{1,4}", fullmatch=True), st.text("ab1&=%", max_size=3)), max_size=5))
def test_nothing_taken_out_nothing_changed(pairs: list[tuple[str, str]]) -> None:
    url = f"{A}/a;s=1/b?{'&'.join(f'{name}={value}' for name, value in pairs)}"
    assert without(url, ()) == without(url, ("?nobody",)) == url
    taken = without(url, ("?a", ";s"))
    assert without(taken, ("?a", ";s")) == taken
    assert ";s=" not in taken


# ---------------------------------------------------------------------- the newspaper full of traps
class Walker:
    """Follow every link of the maze that looks like one to an article, a section or a later page, on any page.

    A crawl cut down to its decisions: no network, no archive, pages known by their JSON-LD.
    """

    def __init__(self, maze: Maze, slots: int = 4) -> None:
        self.maze = maze
        self.ledger = Ledger()
        self.noise: dict[str, Yield] = {}
        self.texts: dict[str, str] = {}
        self.queue: dict[str, tuple[str, Kind]] = {}
        self.met: set[str] = set()
        self.listed: set[str] = set()
        self.left: Counter[str] = Counter()
        self.fresh: dict[str, None] = {}
        self.aside: dict[str, None] = {}

    def clean(self, url: str) -> str:
        return without(url, [name for name, found in self.noise.items() if is_noise(found)])

    def name(self, url: str, kind: Kind) -> None:
        url = self.clean(url)
        key = url_key(url)
        if key in self.met or key in self.queue or endless(url) or not is_same_site(url, self.maze.front):
            return
        self.queue[key] = (url, kind)
        self.fresh[key] = None

    def walk(self) -> None:
        self.take(self.maze.front, Kind.SECTION, rationed=False)
        while (found := self.next()) is not None:
            key, url, kind, rationed = found
            del self.queue[key]
            clean = self.clean(url)
            if clean != url:
                self.name(clean, kind)
                # It keeps its place.
                self.aside = {url_key(clean): None, **self.aside}
                continue
            self.met.add(key)
            self.take(url, kind, rationed=rationed)
            assert len(self.maze.log) < 3000, Counter(entry.trap for entry in self.maze.log)

    def next(self) -> tuple[str, str, Kind, bool] | None:
        """The first address that may be fetched; what needs the purse only when nothing else is left."""
        for waiting in (self.fresh, self.aside):
            rationed_one = None
            for key in list(waiting):
                self.fresh.pop(key, None)
                if key not in self.queue:
                    self.aside.pop(key, None)
                    continue
                url, kind = self.queue[key]
                standing, rationed = self.ledger.weigh(url, kind)
                if standing is Standing.LEFT:
                    del self.queue[key]
                    self.left[str(kind)] += 1
                elif standing is Standing.GO and not rationed:
                    return key, url, kind, False
                else:
                    self.aside[key] = None
                    if standing is Standing.GO and rationed_one is None:
                        rationed_one = (key, url, kind, True)
            if waiting is self.aside and rationed_one:
                return rationed_one
        return None

    def take(self, url: str, kind: Kind, *, rationed: bool) -> None:
        asked, answer = url, self.maze.answer(url, {})
        for hops in range(1, 9):
            if answer.status != 302:
                break
            url = answer.headers["Location"]
            url = urljoin(asked, url)
            if url_key(url) in self.met or not is_same_site(url, asked):
                self.ledger.count(
                    asked, kind, Came.DUPLICATE, rationed=rationed, other=url, was_named=True, requests=hops
                )
                return
            answer = self.maze.answer(url, {})
        page = answer.body.decode()
        if len(page) > 1_000_000 or not page.startswith("<!doctype"):
            self.ledger.count(asked, kind, Came.REFUSED, rationed=rationed)
            return
        tree = html.document_fromstring(page)
        canonical = tree.xpath("string(//link[@rel='canonical']/@href)")
        found = listings.read(tree, url)
        if canonical:
            self.judge(asked, url, canonical, tree, rationed=rationed, kind=kind)
        else:
            named = [self.clean(candidate.url) for candidate in found.articles]
            new = [one for one in named if url_key(one) not in self.listed]
            came = of_listing(self.ledger.verdict(new_one, Kind.ARTICLE) for new_one in new)
            self.ledger.count(asked, kind, came if kind is not Kind.ARTICLE else Came.REFUSED, rationed=rationed)
        self.listed |= {url_key(self.clean(c.url)) for c in found.articles}
        if kind is Kind.ARTICLE and not canonical:
            return
        for candidate in found.articles:
            self.name(candidate.url, Kind.ARTICLE)
        for section in found.sections if not canonical else ():
            self.name(section, Kind.SECTION)
        for later in found.pages if not canonical else ():
            self.name(later, Kind.LISTING)

    def judge(
        self, asked: str, url: str, canonical: str, tree: html.HtmlElement, *, rationed: bool, kind: Kind
    ) -> None:
        key = url_key(canonical)
        headline = tree.findtext(".//h1") or ""
        alternates = {link.get("hreflang"): link.get("href") for link in tree.xpath("//link[@hreflang]")}
        was_named = key in self.met - {url_key(asked)} or key in self.queue
        if name := difference(url, canonical):
            is_other = self.texts.get(key, headline) != headline
            self.noise[name] = after(self.noise.get(name, Yield()), Came.NEW if is_other else Came.DUPLICATE)
        is_new = key not in self.texts
        if is_translation(canonical, tree.get("lang") or "", alternates, "fr"):
            self.ledger.count(asked, kind, Came.DUPLICATE, rationed=rationed, other=alternates["fr"], was_named=True)
            return
        self.texts[key] = headline
        self.met.add(key)
        self.queue.pop(key, None)
        came = Came.NEW if is_new else Came.DUPLICATE
        self.ledger.count(asked, kind, came, rationed=rationed, other=canonical, was_named=was_named)


@pytest.mark.parametrize("everywhere", [False, True], ids=["some sessions", "sessions everywhere"])
def test_the_maze_gives_all_its_articles_for_little(everywhere: bool) -> None:
    maze = Maze(with_sitemap=False, count=300, sessions_everywhere=everywhere)
    walker = Walker(maze)
    walker.walk()
    what = Counter(entry.what for entry in maze.log)
    wasted = Counter(entry.trap for entry in maze.log if entry.what == "waste")
    missing = [s.path for s in maze.stories if url_key(maze.front[:-1] + s.path) not in walker.texts]
    assert not missing, (missing, what, wasted)
    assert what["waste"] <= 0.1 * len(maze.log), (what, wasted)
