"""What a newspaper serves besides articles and lists: its static pages, its error pages, its pictures."""

from __future__ import annotations

import zlib
from calendar import monthrange
from datetime import date

from newsarchive.demo.pages import page
from newsarchive.demo.typography import month_name

_ABOUT = """<h1>À propos</h1>
<p>Le Courrier de Sarvelle est un journal imaginaire. La ville, la rivière, les élus et les champions dont il parle
n’existent pas\u00a0; ses articles ont été écrits pour montrer ce qu’une archive de presse doit savoir lire.</p>
<p>La rédaction compte six journalistes, une chatte et une machine à café. Elle se trouve au 4, place du Lavoir.</p>
<p>Pour nous écrire\u00a0:
<a href="mailto:redaction@courrier-sarvelle.example">redaction@courrier-sarvelle.example</a>.</p>"""


def about_page(base: str) -> str:
    """Write the page about the newspaper: text, and yet no article."""
    head = f'<link rel="canonical" href="{base}/a-propos/">'
    return page(_ABOUT, base=base, title="À propos", kind="page-fixe", head=head)


def private_page(base: str) -> str:
    """Write the page that robots.txt forbids."""
    main = (
        '<article class="article"><h1>Plan de la rédaction pour l’été</h1><p class="dates">Publié le 2 juin 2026</p>'
        '<div class="texte"><p>Ce document est réservé au personnel. Un robot qui le lit n’a pas lu robots.txt.</p>'
        "<p>Les congés se prennent par roulement, une semaine à la fois, sauf pour la chatte.</p></div></article>"
    )
    return page(main, base=base, title="Plan de la rédaction pour l’été", kind="page-article")


def missing_page(base: str) -> str:
    """Write what is said of an address that leads nowhere."""
    main = (
        "<h1>Page introuvable</h1><p>La page que vous cherchez n’existe pas ou n’existe plus. "
        'Essayez la <a href="/">page d’accueil</a>.</p>'
    )
    return page(main, base=base, title="Page introuvable", kind="page-erreur")


def agenda_page(month: str, base: str) -> str | None:
    """Write a month of a calendar that has no first and no last one."""
    try:
        year, number = map(int, month.split("-"))
        first = date(year, number, 1)
    except ValueError:
        return None
    before = f"{year - (number == 1):04}-{(number - 2) % 12 + 1:02}"
    after = f"{year + (number == 12):04}-{number % 12 + 1:02}"
    days = "".join(
        f'<li><a href="/agenda/?mois={month}&amp;jour={n}">{n}</a></li>'
        for n in range(1, monthrange(year, number)[1] + 1)
    )
    main = (
        f"<h1>Agenda\u00a0: {month_name(first)}</h1>\n<p>Aucune manifestation n’est annoncée.</p>\n<ol>{days}</ol>\n"
        f'<p><a href="/agenda/?mois={before}" rel="prev">Mois précédent</a> '
        f'<a href="/agenda/?mois={after}" rel="next">Mois suivant</a></p>'
    )
    return page(main, base=base, title=f"Agenda, {month_name(first)}", kind="page-agenda")


def picture(name: str) -> str:
    """Draw a picture: hills under a sky, their colours and shapes taken from its name."""
    seed = zlib.crc32(name.encode())
    hue, lift, dip = seed % 360, seed // 360 % 90, seed // 32400 % 90
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 400" width="720" height="400">'
        f'<rect width="720" height="400" fill="hsl({hue},45%,82%)"/>'
        f'<circle cx="{120 + lift * 5}" cy="{70 + dip // 2}" r="42" fill="hsl({(hue + 40) % 360},80%,92%)"/>'
        f'<path d="M0 {260 - lift} Q180 {150 + dip} 360 {250 - dip // 2} T720 {210 + lift // 2} V400 H0Z" '
        f'fill="hsl({(hue + 150) % 360},28%,56%)"/>'
        f'<path d="M0 {320 - dip // 3} Q240 {240 + lift // 2} 470 {310 - lift // 3} T720 {300 - dip // 3} V400 H0Z" '
        f'fill="hsl({(hue + 165) % 360},32%,38%)"/></svg>'
    )
