"""Pages as content management systems print them, cut down to what tells one kind from another."""

from __future__ import annotations

import json

_WORDS = (
    "La commune a voté son budget hier soir après trois heures de débat, et personne n’a quitté la salle avant la fin.",
    "« Nous avons tenu nos promesses », a dit la maire devant une assemblée qui comptait une soixantaine d’habitants.",
    "Les travaux du pont commenceront au printemps ; ils doivent durer huit mois et coûter deux millions d’euros.",
)


def body_of(headline: str) -> list[str]:
    """Give the paragraphs of the article called ``headline``: no two articles have the same."""
    return [f"{headline} : le récit de notre envoyée spéciale à Sarvelle.", *_WORDS]


def article(
    headline: str,
    *,
    published: str | None = "2026-05-04T08:30:00+02:00",
    canonical: str = "",
    extra: str = "",
    head: str = "",
) -> str:
    """Write an article's page; ``extra`` stands after its paragraphs, ``head`` in the head."""
    facts = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": headline}
    if published:
        facts["datePublished"] = published
    paragraphs = "\n".join(f"<p>{text}</p>" for text in body_of(headline))
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    return (
        f'<!doctype html><html lang="fr"><head><title>{headline} - Le Relais</title>{link}{head}'
        f'<script type="application/ld+json">{json.dumps(facts, ensure_ascii=False)}</script></head><body>'
        f'<header><a href="/">Le Relais</a></header><main><article><h1>{headline}</h1>'
        f'<div class="entry-content">{paragraphs}{extra}</div></article></main></body></html>'
    )


def listing(*entries: tuple[str, str], extra: str = "", title: str = "Le Relais", dates: tuple[str, ...] = ()) -> str:
    """Write a listing of (address, headline) pairs, with a date each where ``dates`` are given."""
    items = []
    for n, (address, headline) in enumerate(entries):
        time = f'<time datetime="{dates[n]}">{dates[n][:10]}</time>' if n < len(dates) else ""
        items.append(
            f'<article><h2><a href="{address}">{headline}</a></h2>{time}<p>Quelques mots pour la suite.</p></article>'
        )
    return (
        f'<!doctype html><html lang="fr"><head><title>{title}</title></head><body>'
        '<header><a href="/">Le Relais</a></header>'
        f'<main class="archive">{"".join(items)}</main>{extra}</body></html>'
    )
