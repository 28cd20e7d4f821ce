"""A body's parts written as the HTML of the newspaper."""

from __future__ import annotations

import re
from html import escape

from newsarchive.demo.stories import CALLOUTS, Part, Story, by_slug, callout_targets, to_text
from newsarchive.demo.typography import typeset

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")

NEWSLETTER = (
    '<div class="encart-lettre"><p class="titre">La lettre du matin</p>'
    "<p>L’essentiel du pays de Sarvelle, chaque jour à 7 heures, dans votre boîte.</p>"
    '<form action="/lettre/" method="post"><input type="email" name="courriel" placeholder="Votre adresse">'
    '<button type="submit">Je m’abonne</button></form></div>'
)

_PUBS = {
    "p": "<p>Publicité</p>",
    "div": '<div class="pub"><span>- Publicité -</span>'
    '<a href="https://regie.example/clic?zone=4" rel="nofollow sponsored">'
    '<img src="/images/reclame.svg" alt="" width="300" height="120"></a></div>',
}


def share_bar(url: str, *, label: str = "Partager cet article") -> str:
    """Write the row of share buttons for the page at ``url``."""
    there = escape(url)
    return (
        f'<div class="partage"><span>{label}</span> '
        f'<a href="https://reseau.example/partager?u={there}" rel="nofollow">Facebook</a> '
        f'<a href="https://messages.example/envoi?texte={there}" rel="nofollow">WhatsApp</a> '
        f'<a href="mailto:?body={there}">Envoyer par e-mail</a> <a href="#" class="copier">Copier le lien</a></div>'
    )


def inline(markup: str) -> str:
    """Write a line of the markup: links, bold words, everything else escaped."""
    text = escape(typeset(markup), quote=False)
    text = _LINK.sub(_anchor, text)
    return _BOLD.sub(r"<strong>\1</strong>", text)


def _anchor(match: re.Match[str]) -> str:
    words, target = match.groups()
    if "/" in target:
        return f'<a href="{target}">{words}</a>'
    return f'<a href="{by_slug()[target].path}">{words}</a>'


def figure(name: str, caption: str, credit: str, *, amp: bool = False) -> str:
    """Write a picture with its caption and credit."""
    alt = escape(to_text(caption))
    tag = (
        f'<amp-img src="/images/{name}.svg" alt="{alt}" width="720" height="400" layout="responsive"></amp-img>'
        if amp
        else f'<img src="/images/{name}.svg" alt="{alt}" width="720" height="400" loading="lazy">'
    )
    return (
        f'<figure>{tag}<figcaption>{inline(caption)} <span class="credit">Photo {escape(credit)}</span>'
        "</figcaption></figure>"
    )


def _callout(part: Part) -> str:
    """Write a callout in the spelling of its kind, each as some real site does it."""
    links = [
        f'<a href="{escape(href)}">{escape(story.headline, quote=False)}</a>' for story, href in callout_targets(part)
    ]
    match part.kind:
        case "a_lire_aussi":
            return f"<p><strong>A LIRE AUSSI\u00a0: {links[0]}</strong></p>"
        case "lire_aussi":
            return f'<p class="renvoi">►\u00a0Lire aussi | {links[0]}</p>'
        case "meme_sujet":
            return f"<p><em>Sur le même sujet</em> → {links[0]}</p>"
        case _:
            items = "".join(f"<li>{link}</li>" for link in links)
            return f'<div class="encadre"><span class="titre">À lire également</span><ul>{items}</ul></div>'


def _table(part: Part) -> str:
    head, *rows = part.rows
    cells = "".join(f"<th>{inline(cell)}</th>" for cell in head)
    lines = "".join("<tr>" + "".join(f"<td>{inline(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>"


def _part(part: Part, url: str, *, amp: bool) -> str:
    if part.kind in CALLOUTS:
        return _callout(part)
    match part.kind:
        case "paragraph":
            return f"<p>{inline(part.text)}</p>"
        case "heading":
            return f"<h2>{inline(part.text)}</h2>"
        case "quote":
            return f"<blockquote><p>{inline(part.text)}</p></blockquote>"
        case "list":
            return "<ul>" + "".join(f"<li>{inline(row[0])}</li>" for row in part.rows) + "</ul>"
        case "table":
            return _table(part)
        case "figure":
            name, caption, credit = part.rows[0]
            return figure(name, caption, credit, amp=amp)
        case "pub":
            return "" if amp else _PUBS[part.text]
        case "newsletter":
            return "" if amp else NEWSLETTER
        case "partage":
            return "" if amp else share_bar(url, label="Partagez\u00a0:")
    message = f"unknown part {part.kind!r}"
    raise ValueError(message)


def body_html(story: Story, url: str, *, amp: bool = False) -> str:
    """Write the body of an article; its AMP twin carries no ads, forms or buttons."""
    return "\n".join(filter(None, (_part(part, url, amp=amp) for part in story.parts)))
