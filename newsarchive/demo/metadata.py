"""What an article's page says of itself to machines: JSON-LD, OpenGraph, links to its other addresses."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from newsarchive.demo.stories import SECTIONS

if TYPE_CHECKING:
    from newsarchive.demo.stories import Story

SITE_NAME = "Le Courrier de Sarvelle"


def json_ld(story: Story, base: str) -> str:
    """Write the article's schema.org record, safe within a script element."""
    record: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": base + story.path},
        "headline": story.headline,
        "description": story.description,
        "datePublished": story.published.isoformat(),
        "dateModified": story.modified.isoformat(),
        "articleSection": SECTIONS[story.section],
        "keywords": list(story.tags),
        "inLanguage": "fr-FR",
        "isAccessibleForFree": True,
        "author": [
            {"@type": "Organization" if name == "La Rédaction" else "Person", "name": name} for name in story.authors
        ],
        "publisher": {"@type": "NewsMediaOrganization", "name": SITE_NAME, "url": base + "/"},
    }
    pictures = [f"{base}/images/{part.text}.svg" for part in story.parts if part.kind == "figure"]
    if pictures:
        record["image"] = pictures
    return json.dumps(record, ensure_ascii=False).replace("</", "<\\/")


def _meta(name: str, content: str, *, attribute: str = "property") -> str:
    return f'<meta {attribute}="{name}" content="{escape(content)}">'


def article_head(story: Story, base: str) -> str:
    """Write the head of an article's page; one that shows its date in words only keeps it from machines too."""
    url = base + story.path
    lines = [
        f'<link rel="canonical" href="{url}">',
        f'<link rel="shortlink" href="{base}/?p={story.id}">',
        _meta("description", story.description, attribute="name"),
        _meta("og:type", "article"),
        _meta("og:site_name", SITE_NAME),
        _meta("og:title", story.headline),
        _meta("og:url", url),
        _meta("og:locale", "fr_FR"),
    ]
    if story.amp_path:
        lines.append(f'<link rel="amphtml" href="{base}{story.amp_path}">')
    if story.dates == "json-ld":
        lines += [
            _meta("article:published_time", story.published.isoformat()),
            _meta("article:modified_time", story.modified.isoformat()),
            _meta("article:section", SECTIONS[story.section]),
            *(_meta("article:tag", tag) for tag in story.tags),
            f'<script type="application/ld+json">{json_ld(story, base)}</script>',
        ]
    return "\n".join(lines)
