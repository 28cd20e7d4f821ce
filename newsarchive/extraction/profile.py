"""A site's profile applied to a page: what it says overrules the generic readers, what it cannot find is theirs.

The page is never changed. Where a profile names the body, or parts that are none of the page, a copy of the tree
is made in which those are plain; the one walk and all readers then see the copy.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timezone, tzinfo

from lxml import etree

from newsarchive.errors import NotAnArticle
from newsarchive.extraction.blocks import Node, RawBlock, Walk
from newsarchive.extraction.body import Body, Verdict
from newsarchive.extraction.boilerplate import fold
from newsarchive.extraction.page import Page
from newsarchive.extraction.plain_copy import outermost, plain_copy, with_text
from newsarchive.extraction.text import sane, text_of
from newsarchive.model import Article, Link, LinkKind, Moment, Precision
from newsarchive.normalize.date_layouts import read_layout
from newsarchive.normalize.dates import read_machine, read_text
from newsarchive.normalize.names import to_names
from newsarchive.normalize.urls import to_absolute, url_key
from newsarchive.sites.patterns import LONGEST
from newsarchive.sites.selectors import select
from newsarchive.sites.site import Rule, Selector, Site

#: What a profile's own readings give as the source of a date.
SOURCE = "profile"
_LONGEST_VALUE = 2000
_MOST_VALUES = 100
#: Sources whose dates are not the page's, so that the profile's time zone is not theirs.
_ELSEWHERE = frozenset({"url", "feed", "sitemap", "news-sitemap", "listing", SOURCE})
_OUTSIDE = "profile: outside the body"


@dataclass(frozen=True, slots=True)
class Told:
    """What a profile says of one page.

    ``page`` is the page to read, the given one or a plain copy; ``body``, ``headline`` and ``kept`` are elements
    of it. ``values`` are what the rules found, as found. ``related`` are the anchors of its related links, in
    the page as it came, ``original``. ``removed`` leads from elements that were emptied to what they were in the
    original. ``silent`` names the keys whose selectors found nothing.
    """

    site: Site
    page: Page
    original: Page
    body: etree._Element | None = None
    headline: etree._Element | None = None
    kept: frozenset[etree._Element] = frozenset()
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    related: tuple[etree._Element, ...] | None = None
    removed: dict[etree._Element, etree._Element] = field(default_factory=dict)
    silent: tuple[str, ...] = ()

    @property
    def named(self) -> frozenset[str]:
        """The fields the profile gives a value of, and ``body`` where it names the body's place."""
        return frozenset(self.values) | ({"body"} if self.body is not None else set())

    def container(self, walk: Walk) -> Node | None:
        """Give the container of a walk that the profile calls the body, None where it names none."""
        return None if self.body is None else next((n for n in walk.nodes if n.element is self.body), None)

    def headline_at(self, walk: Walk) -> int | None:
        """Give the block that shows the profile's headline."""
        if self.headline is None:
            return None
        inside = set(self.headline.iter())
        around = {self.headline, *self.headline.iterancestors()}
        text = text_of(self.headline)
        return next(
            (
                index
                for index, block in enumerate(walk.blocks)
                if block.element in inside or (block.element in around and text and text in block.text)
            ),
            None,
        )

    def judge(self, walk: Walk, body: Body) -> None:
        """Overrule the verdicts on blocks that the profile speaks of."""
        labels = {fold(label) for label in self.site.labels}
        for index, block in enumerate(walk.blocks):
            rule = self._rule(block, index, body, labels)
            if rule is not None:
                body.verdicts[index] = Verdict(kept=rule == "profile: keep", rule=rule)
        body.kept = [block for index, block in enumerate(walk.blocks) if body.verdicts[index].kept]

    def _rule(self, block: RawBlock, index: int, body: Body, labels: set[str]) -> str | None:
        if self.body is not None and not body.start <= index < body.end:
            return _OUTSIDE if body.verdicts[index].kept else None
        if fold(block.text) in labels:
            return "profile: label"
        if any(pattern.search(block.text[:LONGEST]) for pattern in self.site.dropped):
            return "profile: drop"
        inside = body.start <= index < body.end
        return "profile: keep" if self.kept and inside and _is_in(block.element, self.kept) else None

    def forgives(self, refusal: NotAnArticle, body: Body) -> bool:
        """Ask whether a page with text is an article for its address, although it looks like a list."""
        looks = refusal.reason in ("index", "empty")
        return looks and body.chars > 0 and self.site.is_article_address(self.page.url)

    def over(self, article: Article, on: datetime | None) -> Article:
        """Give the article with the profile's values in place of the generic ones."""
        changes: dict[str, object] = {}
        for name, values in self.values.items():
            if name in ("date_published", "date_modified"):
                continue
            if name == "authors":
                changes[name] = to_names(values)
            elif name == "tags":
                changes[name] = list(dict.fromkeys(_tags(values)))
            else:
                changes[name] = values[0]
        for name in ("date_published", "date_modified"):
            moment = self._moment(name, on) or self._in_zone(name, article)
            if moment is not None:
                changes |= {
                    name: moment.value,
                    f"{name}_raw": moment.raw,
                    f"{name}_precision": moment.precision,
                    f"{name}_source": moment.source,
                }
        if self.related is not None:
            changes["links"] = self._links(article.links)
        changes["in_language"] = self.site.language or article.in_language
        changes["site_name"] = self.site.name or article.site_name
        changes["extractor"] = f"{article.extractor} site/{self.site.digest}"
        return replace(article, **changes)  # type: ignore[arg-type]

    def _moment(self, name: str, on: datetime | None) -> Moment | None:
        """Read the first of the values found for a date that is one."""
        rule = dict(self.site.fields).get(name)
        assumed = self.site.timezone or UTC
        for raw in self.values.get(name, ()):
            if rule is not None and rule.format:
                reading = read_layout(raw, rule.format, assumed=assumed)
            else:
                language = self.site.language
                reading = read_machine(raw, assumed=assumed) or read_text(
                    raw[:LONGEST], language=language, on=on, assumed=assumed
                )
            if reading is not None:
                return Moment(value=_fixed(reading.value), raw=raw, precision=reading.precision, source=SOURCE)
        return None

    def _in_zone(self, name: str, article: Article) -> Moment | None:
        """Give a date of the generic readers in the profile's time zone, where the page states no offset."""
        value: datetime | None = getattr(article, name)
        raw: str | None = getattr(article, f"{name}_raw")
        precision: Precision | None = getattr(article, f"{name}_precision")
        source: str | None = getattr(article, f"{name}_source")
        zone = self.site.timezone
        if value is None or not raw or zone is None or precision is not Precision.MINUTE or source in _ELSEWHERE:
            return None
        reading = read_machine(raw) or read_text(raw, language=article.in_language)
        if reading is None or reading.has_offset:
            return None
        value = _fixed(value.replace(tzinfo=zone))
        return Moment(value=value, raw=raw, precision=precision, source=source or SOURCE)

    def _links(self, links: list[Link]) -> list[Link]:
        """Put the profile's related links in the place of the generic ones; all in the order of the page."""
        related = set(self.related or ())
        inline = [link for link in links if link.kind is LinkKind.INLINE]
        own = url_key(self.page.url)
        met, found, at = set(), [], 0
        for anchor in self.original.tree.iter("a"):
            url = to_absolute(anchor.get("href") or "", self.original.base_url)
            is_next = at < len(inline) and inline[at].url == url and inline[at].text == text_of(anchor)
            at += is_next
            if anchor in related:
                key = url_key(url) if url else own
                if key != own and key not in met:
                    met.add(key)
                    found.append(
                        Link(url=url, text=text_of(anchor), kind=LinkKind.RELATED, position=0, rel=anchor.get("rel"))
                    )
            elif is_next:
                found.append(inline[at - 1])
        found += inline[at:]
        return [replace(link, position=position) for position, link in enumerate(found)]


def told_by(site: Site, page: Page) -> Told:
    """Ask a profile what it has to say of a page. Raises :class:`NotAnArticle` for addresses that it excludes."""
    if site.is_never_article(page.url):
        raise NotAnArticle("index", "the site's profile says that no such address is an article's", page.url)
    silent: list[str] = []
    values: dict[str, tuple[str, ...]] = {}
    shown: etree._Element | None = None
    for name, rule in site.fields:
        elements, found = _values(page.tree, rule, is_date=name.startswith("date_"))
        if found:
            values[name] = found
        else:
            silent.append(name)
        if name == "headline" and elements:
            shown = elements[0]
    removed = _noted(page.tree, site.removed, "remove", silent)
    kept = _noted(page.tree, site.kept, "body.keep", silent)
    texts = with_text(page.tree) if site.body else set()
    body = next(filter(None, ([e for e in _select(page.tree, s) if e in texts] for s in site.body)), [])
    boxes = _noted(page.tree, site.related, "related", silent)
    if site.body and not body:
        silent.append("body")
    told = Told(
        site=site,
        page=page,
        original=page,
        headline=shown,
        kept=frozenset(kept),
        values=values,
        related=_anchors(page.tree, boxes) if boxes else None,
        silent=tuple(silent),
    )
    return _on_a_copy(told, body, [*removed, *boxes]) if body or removed or boxes or kept else told


def unread_dates(told: Told) -> tuple[str, ...]:
    """Name the dates a profile's selectors found as text that is no date."""
    names = (name for name in told.values if name.startswith("date_"))
    # Relative dates need the moment of the fetch; any will do to ask whether a text is one.
    return tuple(name for name in names if told._moment(name, datetime(2000, 1, 1, tzinfo=UTC)) is None)


def _select(tree: etree._Element, selector: Selector) -> list[etree._Element]:
    return [e for e in select(tree, selector) if isinstance(e, etree._Element)]


def _noted(tree: etree._Element, selectors: tuple[Selector, ...], key: str, silent: list[str]) -> list[etree._Element]:
    """Give what any of the selectors finds; the key is noted where none finds anything."""
    found = [element for selector in selectors for element in _select(tree, selector)]
    if selectors and not found:
        silent.append(key)
    return found


def _anchors(tree: etree._Element, boxes: list[etree._Element]) -> tuple[etree._Element, ...]:
    anchors = (a for box in outermost(tree, boxes) for a in box.iter("a") if a.get("href") and text_of(a))
    return tuple(dict.fromkeys(anchors))


def _values(tree: etree._Element, rule: Rule, *, is_date: bool) -> tuple[list[etree._Element], tuple[str, ...]]:
    """Give what the first selector of a rule finds that says something: the elements, their values."""
    for selector in rule.selectors:
        elements: list[etree._Element] = []
        values: list[str] = []
        for result in select(tree, selector)[:_MOST_VALUES]:
            raw = _raw(result, rule.attribute, is_date=is_date)
            value = _cut(sane(raw[:_LONGEST_VALUE]), rule)
            if value:
                values.append(value)
                elements += [result] if isinstance(result, etree._Element) else []
        if values:
            return elements, tuple(values)
    return [], ()


def _raw(result: etree._Element | str, attribute: str | None, *, is_date: bool) -> str:
    if isinstance(result, str):
        return result
    if attribute:
        return result.get(attribute) or ""
    if result.tag == "meta":
        return result.get("content") or ""
    return (is_date and result.get("datetime")) or text_of(result)


def _cut(value: str, rule: Rule) -> str:
    if rule.pattern is None or not value:
        return value
    match = rule.pattern.search(value[:LONGEST])
    if match is None:
        return ""
    return (match.group(1) if rule.pattern.groups else match.group()) or ""


def _tags(values: tuple[str, ...]) -> list[str]:
    parts = tuple(values[0].split(",")) if len(values) == 1 else values
    return [tag for part in parts if (tag := part.strip(" #,;"))]


def _is_in(element: etree._Element | None, kept: frozenset[etree._Element]) -> bool:
    while element is not None:
        if element in kept:
            return True
        element = element.getparent()
    return False


def _fixed(value: datetime) -> datetime:
    """Give a moment with a bare offset in place of a zone with rules, as dates read from pages have it."""
    return value.replace(tzinfo=_offset(value.tzinfo, value))


def _offset(zone: tzinfo | None, value: datetime) -> tzinfo:
    if zone is None or isinstance(zone, timezone):
        return zone or UTC
    offset = value.utcoffset()
    return UTC if not offset else timezone(offset)


def _on_a_copy(told: Told, body: list[etree._Element], removed: list[etree._Element]) -> Told:
    """Give the same for a copy of the page in which removed parts are empty and the body is one plain box."""
    copy = plain_copy(told.page.tree, body=body, removed=removed, kept=told.kept)
    return replace(
        told,
        page=replace(told.page, tree=copy.tree),
        body=copy.body,
        headline=copy.twin(told.headline) if told.headline is not None else None,
        kept=copy.kept,
        removed=copy.removed,
    )
