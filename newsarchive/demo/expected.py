"""What a perfect crawl of the demo newspaper finds, told by the articles' files and not by its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsarchive.demo import feeds, pages
from newsarchive.demo.stories import (
    CALLOUTS,
    SECTIONS,
    Part,
    Story,
    by_slug,
    callout_targets,
    links_in,
    load_stories,
    similar_to,
    to_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Lines that never belong to a body; one that equals any of them is noise.
NOISE_LINES = (
    *("Publicité", "- Publicité -", "Je m’abonne", "La lettre du matin", "Partager cet article", "Partagez\u00a0:"),
    *("Articles similaires", "Les plus lus", "Lettre d’information", "À lire également", "Laisser un commentaire"),
    *("L’essentiel du pays de Sarvelle, chaque jour à 7 heures, dans votre boîte.", "Espace du personnel"),
)


def truth(base_url: str = "", *, edition: int = 1) -> list[dict[str, Any]]:
    """List what is to be found of every article, the newest first, then what must not be found.

    Addresses are paths, or absolute with ``base_url``. Texts are as printed, no-break spaces included: fold white
    space before comparing. Each row has

    - ``url`` and ``alt_urls`` (the same article: AMP, ``?p=ID``, without the last slash, former addresses);
    - ``headline``, ``section``, ``authors``, ``tags``, ``description``;
    - ``date_published``, ``date_modified``: ISO 8601 with offset, and ``date_source``: ``json-ld``, ``time-tag`` or
      ``text`` (the page then states local time without offset);
    - ``body``: the text of paragraphs, subheads, quotes and list items, in order; ``blocks``: the same as
      [kind, text] with ``table`` (a line a row, cells apart by tabs), ``caption`` and ``related`` among them;
      ``captions`` and ``tables`` by themselves;
    - ``related``: {kind, url, href, title}, kinds ``a_lire_aussi``, ``lire_aussi``, ``lire_egalement``, ``meme_sujet``,
      ``inline`` and, for the list under the text, ``similar``; ``href`` is the address as written;
    - ``comment_texts``: never in a body; ``special``: what is unusual, or "";
    - ``expect``: ``archived`` once; ``never`` fetched (robots.txt); ``gone``: not in the archive. Rows of the last two
      have ``url``, ``expect`` and ``special`` only.
    """
    base = base_url.rstrip("/")
    rows = [_row(story.in_edition(edition), base) for story in load_stories() if story.special != "protected"]
    absent = [
        ("/prive/plan-de-la-redaction/", "never", "disallowed"),
        (feeds.GONE_PATH, "gone", "gone404"),
        (feeds.SOFT_404_PATH, "gone", "soft404"),
        *((story.path, "gone", "protected") for story in load_stories() if story.special == "protected"),
    ]
    return rows + [{"url": base + path, "expect": expect, "special": special} for path, expect, special in absent]


def other_pages(base_url: str = "") -> list[dict[str, str]]:
    """List pages that may be fetched and are no articles, each with ``url`` and ``why``."""
    base = base_url.rstrip("/")
    tags = {tag for story in load_stories() for tag in story.tags}
    authors = {name for story in load_stories() for name in story.authors}
    found = [("/", "front page"), ("/a-propos/", "static page"), ("/agenda/?mois=2026-07", "endless calendar")]
    found += [(f"/{name}/", "list") for name in (*SECTIONS, "actualites")]
    found += [("/actualites/page/2/", "list"), ("/feed/", "feed"), ("/sitemap.xml", "sitemap")]
    found += [(f"/tag/{slug}/", "list") for slug in sorted({pages.to_slug(tag) for tag in tags})]
    found += [(f"/auteur/{pages.to_slug(name)}/", "list") for name in sorted(authors)]
    return [{"url": base + path, "why": why} for path, why in found]


def _row(story: Story, base: str) -> dict[str, Any]:
    blocks = [block for part in story.parts for block in _blocks(part)]
    alternatives = [story.amp_path, f"/?p={story.id}", story.path.rstrip("/"), *story.former]
    return {
        "n": story.id,
        "url": base + story.path,
        "alt_urls": [base + path for path in alternatives if path],
        "headline": story.headline,
        "description": story.description,
        "section": SECTIONS[story.section],
        "authors": list(story.authors),
        "tags": list(story.tags),
        "date_published": story.published.isoformat(),
        "date_modified": story.modified.isoformat(),
        "date_source": story.dates,
        "body": [text for kind, text in blocks if kind in ("paragraph", "heading", "quote", "list_item")],
        "blocks": [list(block) for block in blocks],
        "captions": [text for kind, text in blocks if kind == "caption"],
        "tables": [text for kind, text in blocks if kind == "table"],
        "related": [*_related(story, base), *(_link("similar", peer, peer.path, base) for peer in similar_to(story))],
        "comment_texts": [comment.text for comment in story.comments],
        "special": story.special,
        "expect": "archived",
    }


def _blocks(part: Part) -> Iterator[tuple[str, str]]:
    match part.kind:
        case "paragraph" | "heading" | "quote":
            yield part.kind, to_text(part.text)
        case "list":
            for row in part.rows:
                yield "list_item", to_text(row[0])
        case "table":
            yield "table", "\n".join("\t".join(map(to_text, row)) for row in part.rows)
        case "figure":
            yield "caption", to_text(part.rows[0][1])
        case kind if kind in CALLOUTS:
            for story, _ in callout_targets(part):
                yield "related", story.headline


def _related(story: Story, base: str) -> Iterator[dict[str, str]]:
    for part in story.parts:
        if part.kind in CALLOUTS:
            for target, href in callout_targets(part):
                yield _link(part.kind, target, href, base)
            continue
        for row in part.rows:
            for cell in row:
                for words, target_name in links_in(cell):
                    if "/" in target_name:
                        yield {"kind": "inline", "url": target_name, "href": target_name, "title": words}
                    else:
                        target = by_slug()[target_name]
                        yield _link("inline", target, target.path, base) | {"title": words}


def _link(kind: str, target: Story, href: str, base: str) -> dict[str, str]:
    return {"kind": kind, "url": base + target.path, "href": base + href, "title": target.headline}
