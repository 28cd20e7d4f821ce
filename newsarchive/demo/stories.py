"""The articles as they lie in ``articles/``: one TOML file each, its body in a small markup.

A body is a run of parts, apart by empty lines, each known by its first sign::

    plain text                                   a paragraph
    ## Title                                     a subhead
    > words                                      a quote
    - item                                       a list, an item a line
    | cell | cell                                a table, a row a line, the first its head
    @figure name | caption | credit              a picture
    @pub p, @pub div, @newsletter, @partage      what a newspaper puts between its paragraphs
    @a_lire_aussi slug?as=id                     a callout; also @lire_aussi, @lire_egalement, @meme_sujet

Within a line ``[words](slug or address)`` is a link and ``**words**`` are bold.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from newsarchive.demo.typography import typeset

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

SECTIONS = {"politique": "Politique", "economie": "Économie", "societe": "Société", "sport": "Sport"}

#: The callouts in the prose, by the kind the truth gives them.
CALLOUTS = ("a_lire_aussi", "lire_aussi", "lire_egalement", "meme_sujet")

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a body.

    ``kind`` is paragraph, heading, quote, list, table, figure, pub, newsletter, partage or one of
    :data:`CALLOUTS`; ``rows`` are its lines cut into cells, still in the markup.
    """

    kind: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def text(self) -> str:
        """Its first cell, what most kinds consist of."""
        return self.rows[0][0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What a reader wrote under an article."""

    author: str
    moment: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article.

    ``dates`` says how its page tells when it appeared: ``json-ld``, ``time-tag`` or ``text``.
    ``shortlink`` says what ``/?p=ID`` answers: a redirect of that status, or 200 for the page itself.
    ``special`` names what is unusual about it, ``former`` are paths that lead to it in turn.
    """

    id: int
    slug: str
    section: str
    headline: str
    description: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    published: datetime
    modified: datetime
    parts: tuple[Part, ...]
    comments: tuple[Comment, ...] = ()
    dates: str = "json-ld"
    shortlink: int = 301
    special: str = ""
    former: tuple[str, ...] = ()
    second: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where it is served."""
        return f"/{self.section}/{self.slug}/"

    @property
    def amp_path(self) -> str | None:
        """Where its AMP twin is served, if it has one."""
        if self.dates == "text" or self.special in ("cp1252", "protected"):
            return None
        return f"{self.path}amp/"

    def in_edition(self, edition: int) -> Story:
        """Give it as it stands in this edition; only one article differs between the first two."""
        if edition < 2 or not self.second:
            return self
        changed = self.second
        return replace(
            self,
            headline=typeset(changed["headline"]),
            modified=changed["modified"],
            parts=(*self.parts, *parse_body(changed["added"])),
        )


@cache
def load_stories() -> tuple[Story, ...]:
    """Read every article of the package, the newest first."""
    folder = resources.files(__package__).joinpath("articles")
    stories = [
        _to_story(entry.name.removesuffix(".toml"), tomllib.loads(entry.read_text("utf-8")))
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    ]
    return tuple(sorted(stories, key=lambda story: story.published, reverse=True))


@cache
def by_slug() -> dict[str, Story]:
    """Every article under its slug."""
    return {story.slug: story for story in load_stories()}


def _to_story(slug: str, raw: dict[str, Any]) -> Story:
    comments = tuple(
        Comment(author=c["author"], moment=c["moment"], text=typeset(c["text"])) for c in raw.pop("comments", [])
    )
    return Story(
        slug=slug,
        headline=typeset(raw.pop("headline")),
        description=typeset(raw.pop("description")),
        authors=tuple(raw.pop("authors")),
        tags=tuple(raw.pop("tags")),
        modified=raw.pop("modified", raw["published"]),
        parts=tuple(parse_body(raw.pop("body"))),
        former=tuple(raw.pop("former", ())),
        comments=comments,
        **raw,
    )


def parse_body(body: str) -> Iterator[Part]:
    """Cut a body in the markup into its parts."""
    for chunk in re.split(r"\n\s*\n", body.strip()):
        lines = [line.strip() for line in chunk.splitlines()]
        first = lines[0]
        if first.startswith("@"):
            kind, _, rest = first[1:].partition(" ")
            yield Part(kind=kind, rows=(_cells(rest),))
        elif first.startswith("## "):
            yield Part(kind="heading", rows=((first[3:],),))
        elif first.startswith("> "):
            yield Part(kind="quote", rows=((first[2:],),))
        elif first.startswith("- "):
            yield Part(kind="list", rows=tuple((line[2:],) for line in lines))
        elif first.startswith("| "):
            yield Part(kind="table", rows=tuple(_cells(line[2:]) for line in lines))
        else:
            yield Part(kind="paragraph", rows=((" ".join(lines),),))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.rstrip(" |").split(" | "))


def to_text(markup: str) -> str:
    """Give a line of the markup as a reader sees it."""
    return _LINK.sub(r"\1", typeset(markup)).replace("**", "")


def links_in(markup: str) -> list[tuple[str, str]]:
    """List the (words, target) of each link in a line of the markup."""
    return [(words.replace("**", ""), target) for words, target in _LINK.findall(typeset(markup))]


def callout_targets(part: Part) -> list[tuple[Story, str]]:
    """List the articles a callout leads to, each with the address written in it.

    ``as=id`` writes ``/?p=ID``, ``as=bare`` leaves the last slash out, ``as=former`` names the oldest
    of its former paths, ``as=suivi`` hangs tracking parameters on it.
    """
    targets = []
    for word in part.text.split():
        slug, _, form = word.partition("?as=")
        story = by_slug()[slug]
        href = {
            "": story.path,
            "id": f"/?p={story.id}",
            "bare": story.path.rstrip("/"),
            "former": (*story.former, story.path)[0],
            "suivi": f"{story.path}?utm_source=article&utm_medium=encadre",
        }[form]
        targets.append((story, href))
    return targets


def similar_to(story: Story) -> list[Story]:
    """Choose the three articles of its section that are listed under it, the next older ones first."""
    peers = [peer for peer in load_stories() if peer.section == story.section and peer.special != "protected"]
    ahead = [peer for peer in peers if peer.published < story.published]
    behind = [peer for peer in peers if peer.published > story.published]
    return (ahead + behind)[:3]
