"""Small pages for the tests: invented prose and a frame around it."""

from __future__ import annotations

PROSE = [
    "La barrière s'est levée à l'aube, et trois kilomètres de camions se sont ébranlés sans un mot.",
    "Les ingénieurs ont remplacé onze poutres sur quatorze, puis coulé une dalle deux fois plus épaisse.",
    "La mairie promet un bilan dans six mois, quand les pluies auront éprouvé les nouvelles piles.",
]
URL = "https://echo.example/societe/le-pont"


def paragraphs(*extra: str) -> str:
    """Give the prose as paragraphs, ``extra`` markup after the first."""
    first, *rest = (f"<p>{p}</p>" for p in PROSE)
    return "\n".join([first, *extra, *rest])


def page(body: str, *, head: str = "", headline: str = "Le pont rouvre aux camions", body_class: str = "") -> str:
    """Give a page with a site's frame around an article's ``body``."""
    return (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{headline} | L\'Écho</title>{head}</head>'
        f'<body class="{body_class}"><header><a href="/">L\'Écho</a><nav><a href="/societe/">Société</a></nav></header>'
        f'<main><article><h1>{headline}</h1><div class="entry-content">{body}</div></article></main>'
        f'<aside class="sidebar"><h2>Les plus lus</h2><ul><li><a href="/x">Un autre article</a></li></ul></aside>'
        f"<footer><p>Tous droits réservés, mentions légales et plan du site.</p></footer></body></html>"
    )
