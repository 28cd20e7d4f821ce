"""A newspaper whose pages are empty until a browser runs its program: shells, the program, the data it fetches."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.site.pages import body_of

if TYPE_CHECKING:
    from tests.site import Site

#: What the program does on every page: its data are at /api and the page's own path.
PROGRAM = """
fetch("/api" + location.pathname + "data.json").then(answer => answer.json()).then(data => {
  document.title = data.headline + " - Le Relais";
  const root = document.getElementById("root");
  root.innerHTML = data.links
    ? data.links.map(([to, text]) => `<article><h2><a href="${to}">${text}</a></h2></article>`).join("")
    : `<article><h1>${data.headline}</h1><time datetime="${data.published}">${data.published}</time>` +
      data.paragraphs.map(text => `<p>${text}</p>`).join("") + "</article>";
});
"""


def shell(script: str = "/app.js", extra: str = "", program: str = "") -> str:
    """Write the page that a server of such a site sends, whatever was asked for."""
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Le Relais</title></head><body>'
        "<noscript>Vous devez activer JavaScript pour lire ce site.</noscript>"
        f'<div id="root"></div>{extra}<script src="{script}"></script><script>{program}</script></body></html>'
    )


def story(site: Site, path: str, headline: str) -> None:
    """Serve an article whose text is fetched when its page is there."""
    site.page(path, shell())
    site.text("/app.js", PROGRAM, "text/javascript")
    facts = {"headline": headline, "published": "2026-05-04T08:30:00+02:00", "paragraphs": body_of(headline)}
    site.text(f"/api{path}data.json", json.dumps(facts), "application/json")


def front(site: Site, *entries: tuple[str, str]) -> None:
    """Serve a front page whose list is fetched when its page is there."""
    site.page("/", shell())
    site.text("/app.js", PROGRAM, "text/javascript")
    site.text("/api/data.json", json.dumps({"headline": "Le Relais", "links": entries}), "application/json")
