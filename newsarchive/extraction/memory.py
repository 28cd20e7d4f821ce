"""What the pages of one site have in common, learned from impressions of them and used on the next page.

A text that returns on many pages is none of any one article's, whatever its wrapper is called; and the container that
holds the article on many pages holds it on one more. Everything here is a function of its arguments: an impression of
one page, the memory of a set of impressions in whatever order they come, a page read with a memory. An impression never
depends on a memory, so neither does what is learned from it depend on what was known before.
"""

from __future__ import annotations

import math
import struct
from collections import Counter, defaultdict
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from newsarchive.model import BlockKind, Impression, SiteMemory
from newsarchive.normalize.names import is_signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lxml import etree

    from newsarchive.extraction.blocks import Node, RawBlock, Walk
    from newsarchive.extraction.body import Body

#: Pages of different stories a text must stand on before it is anybody's but a story's.
FEWEST = 3
#: The share of a site's pages a text must stand on, a sentence or a label ("Suite de l'enquête", "Et ensuite ?").
#: Agencies repeat a paragraph of background over the stories of one affair, columns begin alike: those stay.
SENTENCE_SHARE, LABEL_SHARE = 0.1, 0.3
#: What always stands at the end of a text is no background: who wrote it, where it comes from, what to subscribe to.
#: So many stories, and this share of them, will do for a sentence among the last blocks of every page that has it.
FEWEST_LAST, LAST_SHARE = 5, 0.03
#: Of few pages a sentence must stand on a label's share, until it stands on so many: one affair fills a small paper.
ENOUGH = 6
#: The share of the pages of a text that returns on which a label must stand to be taken for its heading.
SAME_BOX = 0.8
#: The share of a site's pages on which the body's container must be called alike to be trusted.
CONTAINER_SHARE = 0.2
#: The share of its text a page must have for itself to be learned from.
OWN_SHARE = 0.4
#: Texts and pages shorter or longer than this are not remembered.
SHORTEST, MOST_BLOCKS = 12, 400
#: At most so many texts make a memory, those on most pages.
MOST_TEXTS = 1000

#: A block of an impression: its text's fingerprint; its length, and the bits that say what it is.
_BLOCK = struct.Struct("<qH")
_LENGTH, _LAST, _LABEL, _KEPT = 0x1FFF, 0x2000, 0x4000, 0x8000
#: So many blocks are the last ones of a body, of one twice as long.
_LAST_BLOCKS = 3
_SENTENCE = 60
#: Two pages are one story under two addresses where they share this much of their own text.
_SAME_STORY = 0.5
#: The share of a page's prose from which texts that return may have drawn the choice of its container.
_HEAVY = 0.1
_VARIABLE = ("category-", "tag-", "author-", "format-", "status-", "has-", "is-", "no-", "post-", "type-", "page-")
_NAMED_TAGS = ("article", "main", "body")


def fingerprint(text: str) -> int:
    """Give 64 bits of a text's BLAKE2b hash (RFC 7693), signed: as SQLite and ``struct`` keep an integer."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), signed=True)


def impression_of(key: str, walk: Walk, body: Body, headline: int | None) -> Impression:
    """Say what a page leaves behind; ``key`` names it, ``body`` is what was found in it without any memory."""
    shown = walk.blocks[headline].text if headline is not None else ""
    found: dict[int, int] = {}
    verdicts, start, end = body.verdicts, body.start, body.end
    kept_at = [index for index, verdict in verdicts.items() if verdict.kept]
    last = sorted(kept_at)[-_LAST_BLOCKS] if len(kept_at) >= 2 * _LAST_BLOCKS else len(walk.blocks)
    kept_here = set(kept_at)
    for index, block in enumerate(walk.blocks):
        text = block.text
        length = len(text)
        kept = index in kept_here
        if length < SHORTEST or not (kept or start <= index < end or _is_prose(block)):
            continue
        if text == shown or (length < _SENTENCE and is_signature(text)):
            continue
        number = fingerprint(text)
        facts = min(length, _LENGTH) | (_KEPT if kept else 0)
        # A sentence of Chinese or Japanese takes a third of the characters.
        if block.kind is BlockKind.HEADING or length * (3 if text[0] >= "\u2e80" else 1) < _SENTENCE:
            facts |= _LABEL
        before = found.get(number)
        if index >= last and (before is None or before & _LAST):
            facts |= _LAST
        elif before is not None:
            before &= ~_LAST
        found[number] = facts | (before or 0)
        if len(found) >= MOST_BLOCKS:
            break
    container = signature(body.container.element) if body.container is not None else ""
    return Impression(key=key, blocks=b"".join(map(_BLOCK.pack, found, found.values())), container=container)


def fingerprints(impression: Impression) -> Iterator[int]:
    """Give the fingerprints of an impression's blocks."""
    return (number for number, _ in _BLOCK.iter_unpack(impression.blocks))


def _is_prose(block: RawBlock) -> bool:
    return len(block.text) >= _SENTENCE and block.link_chars * 2 <= len(block.text)


def signature(element: etree._Element) -> str:
    """Name a container so that another page of the site names its own alike, "" where it bears no name.

    Tag, id and classes, of the containers around it too while they have none; without the parts that vary from page to
    page, as numbers and the names of tags and sections do.
    """
    parts: list[str] = []
    current: etree._Element | None = element
    while current is not None and len(parts) < 4:
        names = _names(current.get("id") or "", current.get("class") or "")
        parts.append(f"{current.tag}{names}")
        if names or current.tag in _NAMED_TAGS:
            return " > ".join(reversed(parts))
        current = current.getparent()
    return ""


@lru_cache(maxsize=4096)
def _names(ident: str, classes: str) -> str:
    ident = "" if " " in ident or not _is_stable(ident) else f"#{ident}"
    return ident + "".join(sorted(f".{name}" for name in set(classes.split()) if _is_stable(name)))


def _is_stable(name: str) -> bool:
    return 0 < len(name) <= 40 and not any(c.isdigit() for c in name) and not name.startswith(_VARIABLE)


def learn(impressions: Iterable[Impression]) -> SiteMemory:
    """Make a memory of the impressions of one site's pages; their order does not matter, one key counts once.

    A page counts by its story: the same article under two addresses, or with a word changed, is one page, and one that
    says little of its own is none. A text is remembered where it stands in :data:`FEWEST` stories and in its share of
    all of them.
    """
    by_key = {one.key: one for one in sorted(impressions, key=lambda one: (one.key, one.container, one.blocks))}
    pages = [list(_BLOCK.iter_unpack(by_key[key].blocks)) for key in sorted(by_key)]
    often = Counter(number for page in pages for number, _ in page)
    stories = _stories(pages, often)
    total = len(set(stories) - {None})
    labels: set[int] = set()
    within: set[int] = set()
    where: defaultdict[int, set[int]] = defaultdict(set)
    containers: defaultdict[str, set[int]] = defaultdict(set)
    for key, page, story in zip(sorted(by_key), pages, stories, strict=True):
        if story is None:
            continue
        if by_key[key].container:
            containers[by_key[key].container].add(story)
        for number, facts in page:
            if often[number] >= FEWEST:
                where[number].add(story)
                if facts & _LABEL:
                    labels.add(number)
                if not facts & _LAST:
                    within.add(number)
    counted = _that_return(where, labels, within, total)
    most = sorted(counted, key=lambda number: (-counted[number], number))[:MOST_TEXTS]
    return SiteMemory(
        pages=total,
        blocks={number: counted[number] for number in most},
        containers={
            name: len(containers[name])
            for name in sorted(containers, key=lambda name: (-len(containers[name]), name))
            if len(containers[name]) >= max(FEWEST, total * CONTAINER_SHARE)
        },
    )


def _that_return(where: Mapping[int, set[int]], labels: set[int], within: set[int], total: int) -> dict[int, int]:
    """Give the texts that stand in enough stories, each with their number.

    ``where`` holds the stories of each text, ``within`` the texts that stand elsewhere than at a story's end, too.
    """
    label = max(FEWEST, total * LABEL_SHARE)
    sentence = max(FEWEST, total * SENTENCE_SHARE, min(ENOUGH, label))
    last = min(sentence, max(FEWEST_LAST, total * LAST_SHARE))
    found = {
        number: len(stories)
        for number, stories in where.items()
        if len(stories) >= (label if number in labels else sentence if number in within else last)
    }
    boxes = [where[number] for number in found if number not in labels]
    # A label over a text that returns is part of it: it stands where that stands, and nowhere else.
    found |= {
        number: len(where[number])
        for number in labels & where.keys()
        if len(where[number]) >= last
        and any(where[number] <= box and len(where[number]) >= SAME_BOX * len(box) for box in boxes)
    }
    return found


def _stories(pages: Sequence[Sequence[tuple[int, int]]], often: Counter[int]) -> list[int | None]:
    """Give each page the number of its story, None where most of its text is that of many others.

    What two pages share weighs by how rare it is (as in TF-IDF), so that a notice under every article makes no two of
    them one, and the same article under ten addresses is.
    """
    common = max(20, len(pages) // 3)
    weight = {
        number: math.log1p(len(pages) / times) / math.log1p(len(pages))
        for number, times in often.items()
        if times <= common
    }
    leaders: defaultdict[int, list[int]] = defaultdict(list)
    sizes: dict[int, float] = {}
    stories: list[int | None] = []
    for here, page in enumerate(pages):
        own = {n: (facts & _LENGTH) * weight[n] for n, facts in page if facts & _KEPT and n in weight}
        size = sum(own.values())
        rare = sum(facts & _LENGTH for n, facts in page if n in own)
        if rare < OWN_SHARE * sum(facts & _LENGTH for _, facts in page if facts & _KEPT) or not size:
            stories.append(None)
            continue
        shared: defaultdict[int, float] = defaultdict(float)
        for number, part in own.items():
            for leader in leaders.get(number, ()):
                shared[leader] += part
        alike = (leader for leader in sorted(shared) if shared[leader] >= _SAME_STORY * (size + sizes[leader]) / 2)
        story = next(alike, here)
        stories.append(story)
        if story == here:
            sizes[here] = size
            for number in own:
                if often[number] > 1:
                    leaders[number].append(here)
    return stories


def texts(walk: Walk) -> dict[int, str]:
    """Give the texts of a page by their fingerprints."""
    return {fingerprint(block.text): block.text for block in walk.blocks if len(block.text) >= SHORTEST}


def bearing(memory: SiteMemory | None, impression: Impression) -> int:
    """Number what a memory says about a page: with memories of the same number the page is read the same.

    0 where it says nothing. The number is 63 bits of a BLAKE2b hash.
    """
    if memory is None:
        return 0
    said = [str(number) for number in sorted(memory.blocks.keys() & set(fingerprints(impression)))]
    if impression.container not in memory.containers:
        said += sorted(memory.containers)
    return fingerprint("\n".join(said)) & (2**63 - 1) if said else 0


def mark(walk: Walk, body: Body, headline: int | None, memory: SiteMemory) -> bool:
    """Write on the blocks whose text returns on how many pages it stands; tell whether that may change the body.

    It may where such a block was kept in ``body``, or where they weigh enough to have drawn the choice of container.
    """
    known = memory.blocks
    if not known:
        return False
    shown = walk.blocks[headline].text if headline is not None else ""
    weight, kept = 0, False
    for index, block in enumerate(walk.blocks):
        if len(block.text) >= SHORTEST and block.text != shown:
            block.pages = known.get(fingerprint(block.text), 0)
            if block.pages:
                weight += len(block.text)
                verdict = body.verdicts.get(index)
                kept = kept or (verdict is not None and verdict.kept)
    return kept or weight > _HEAVY * walk.nodes[0].good


def known_container(walk: Walk, body: Body, memory: SiteMemory) -> Node | None:
    """Give the container that holds the article on the site's other pages, where a guess fell on one that does not.

    None where the guess is right, or the page has no such container with a fair share of its prose, or two of them.
    """
    guess = body.container
    if guess is None or not memory.containers or signature(guess.element) in memory.containers:
        return None
    least = max(200.0, 0.2 * walk.nodes[0].good)
    found = [
        (memory.containers[name], node)
        for node in walk.nodes
        if node.good >= least and (name := signature(node.element)) in memory.containers
    ]
    if not found:
        return None
    most = max(pages for pages, _ in found)
    nodes = [node for pages, node in found if pages == most]
    node = nodes[0]
    inside = guess.start <= node.start and node.end <= guess.end
    return node if len(nodes) == 1 and (not inside or node.good >= 0.3 * guess.good) else None


def completed(walk: Walk, unaided: Body, aided: Body) -> Body:
    """Keep in ``aided`` all that was kept without a memory and is no text that returns, where it is the same container.

    Rules that weigh what stands around a block must take nothing out because its neighbour returns elsewhere.
    """
    if aided.container is not unaided.container:
        return aided
    lost = {
        index: verdict
        for index, verdict in unaided.verdicts.items()
        if verdict.kept and not walk.blocks[index].pages and not aided.verdicts[index].kept
    }
    if lost:
        aided.verdicts |= lost
        aided.kept = [block for index, block in enumerate(walk.blocks) if aided.verdicts[index].kept]
    return aided
