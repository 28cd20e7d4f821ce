"""The newspaper's pages for readers, as HTML: articles and their AMP twins, lists of articles, everything else."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

from newsarchive.demo import typography
from newsarchive.demo.markup import body_html, share_bar
from newsarchive.demo.metadata import SITE_NAME, article_head, json_ld
from newsarchive.demo.stories import SECTIONS, Story, load_stories, similar_to

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Articles on one page of a list.
PER_PAGE = 6


@cache
def _template(name: str) -> Template:
    return Template(resources.files(__package__).joinpath("templates", name).read_text("utf-8").rstrip("\n"))


def to_slug(words: str) -> str:
    """Fold an author's or a tag's name into the last part of its address."""
    folded = words.lower().translate(str.maketrans("àâäçéèêëîïôöùûü’' ", "aaaceeeeiioouuu---"))
    return folded.replace("œ", "oe")


def page(main: str, *, base: str, title: str, kind: str, head: str = "", declared: bool = True) -> str:
    """Put a page's main part into the newspaper's frame; ``declared`` says whether it names its charset."""
    most_read = [story for story in load_stories() if story.id % 5 == 0][:5]
    return _template("page.html").substitute(
        charset='<meta charset="utf-8">\n' if declared else "",
        title=escape(f"{title} - {SITE_NAME}" if title != SITE_NAME else title, quote=False),
        base=base,
        head=head,
        style=_template("style.css").template,
        kind=kind,
        main=main,
        most_read="\n".join(f"<li>{_link(story)}</li>" for story in most_read),
    )


def _link(story: Story) -> str:
    return f'<a href="{story.path}">{escape(story.headline, quote=False)}</a>'


def authors_text(story: Story) -> str:
    """Name the authors as a byline does: ``A et B``."""
    return " et ".join(story.authors)


def _byline(story: Story) -> str:
    """Write who and when, in the manner of the article: with machine-readable dates or without."""
    authors = " et ".join(
        f'<a href="/auteur/{to_slug(name)}/" rel="author">{escape(name, quote=False)}</a>' for name in story.authors
    )
    published = typography.moment(story.published, weekday=story.dates == "json-ld")
    modified = typography.moment(story.modified)
    if story.dates != "text":
        published = f'<time datetime="{story.published.isoformat()}">{published}</time>'
        modified = f'<time datetime="{story.modified.isoformat()}" class="maj">{modified}</time>'
    dates = f"Publié le {published}"
    if story.modified != story.published:
        dates += f", mis à jour le {modified}"
    return f'<p class="signature">Par {authors}</p>\n<p class="dates">{dates}</p>'


def _comments(story: Story) -> tuple[str, str]:
    """Write the heading of the comments and the comments."""
    items = "\n".join(
        f'<div class="commentaire"><p class="dates"><b>{escape(c.author)}</b> '
        f'<time datetime="{c.moment.isoformat()}">{typography.moment(c.moment)}</time></p>'
        f"<p>{escape(c.text, quote=False)}</p>"
        '<p class="dates"><a href="#repondre" rel="nofollow">Répondre</a></p></div>'
        for c in story.comments
    )
    count = len(story.comments)
    return ("Aucun commentaire" if not count else f"{count} commentaire{'s' if count > 1 else ''}"), items


def _neighbours(story: Story) -> str:
    """Write the links to the articles before and after it in time."""
    stories = [other for other in load_stories() if other.special != "protected"]
    here = next(n for n, other in enumerate(stories) if other.id == story.id)
    older = stories[here + 1] if here + 1 < len(stories) else None
    newer = stories[here - 1] if here else None
    links = []
    if older:
        links.append(f'<span>Article précédent <a href="{older.path}" rel="prev">{escape(older.headline)}</a></span>')
    if newer:
        links.append(f'<span>Article suivant <a href="{newer.path}" rel="next">{escape(newer.headline)}</a></span>')
    return " ".join(links)


def article_page(story: Story, base: str) -> str:
    """Write an article's page."""
    count, comments = _comments(story)
    tags = "".join(f'<li><a href="/tag/{to_slug(tag)}/" rel="tag">{escape(tag)}</a></li>' for tag in story.tags)
    main = _template("article.html").substitute(
        section=SECTIONS[story.section],
        section_path=story.section,
        headline=escape(story.headline, quote=False),
        meta=_byline(story),
        share=share_bar(base + story.path),
        body=body_html(story, base + story.path),
        tags=f'<ul class="etiquettes">{tags}</ul>' if tags else "",
        similar="\n".join(f"<li>{_link(other)}</li>" for other in similar_to(story)),
        neighbours=_neighbours(story),
        comment_count=count,
        comments=comments,
    )
    return page(
        main,
        base=base,
        title=story.headline,
        kind="page-article",
        head=article_head(story, base),
        declared=story.special != "cp1252",
    )


def protected_page(story: Story, base: str) -> str:
    """Write what stands in the place of an article that asks for a password."""
    main = (
        f'<article class="article"><h1>Protégé\u00a0: {escape(story.headline, quote=False)}</h1>\n{_byline(story)}\n'
        '<div class="texte"><form action="/acces/" method="post" class="mot-de-passe">'
        "<p>Cet article est protégé par un mot de passe. "
        "Pour le lire, veuillez saisir ce mot de passe ci-dessous\u00a0:</p>"
        '<p><label>Mot de passe\u00a0: <input type="password" name="mot"></label> '
        '<button type="submit">Valider</button></p>'
        "</form></div></article>"
    )
    head = f'<link rel="canonical" href="{base}{story.path}">'
    return page(main, base=base, title=f"Protégé\u00a0: {story.headline}", kind="page-article", head=head)


def amp_page(story: Story, base: str) -> str:
    """Write an article's AMP twin."""
    return _template("amp.html").substitute(
        headline=escape(story.headline, quote=False),
        url=base + story.path,
        json_ld=json_ld(story, base),
        authors=escape(authors_text(story), quote=False),
        published=story.published.isoformat(),
        published_text=typography.moment(story.published),
        body=body_html(story, base + story.path, amp=True),
    )


def _card(story: Story) -> str:
    picture = next((part.text for part in story.parts if part.kind == "figure"), None)
    image = f'<a href="{story.path}"><img src="/images/{picture}.svg" alt="" width="720" height="400"></a>'
    prefix = "Protégé\u00a0: " if story.special == "protected" else ""
    return (
        f'<article class="carte">{image if picture else ""}<h2><a href="{story.path}">{prefix}'
        f"{escape(story.headline, quote=False)}</a></h2>"
        f'<p class="dates"><time datetime="{story.published.isoformat()}">{typography.day(story.published)}</time></p>'
        f"<p>{escape(story.description, quote=False)}</p></article>"
    )


def listing_page(title: str, stories: Sequence[Story], path: str, number: int, base: str) -> str | None:
    """Write one page of a list of articles, or None where the list has no such page."""
    last = max(1, -(-len(stories) // PER_PAGE))
    if not 1 <= number <= last:
        return None

    def address(n: int) -> str:
        return path if n == 1 else f"{path}page/{n}/"

    shown = stories[(number - 1) * PER_PAGE : number * PER_PAGE]
    head = [f'<link rel="canonical" href="{base}{address(number)}">']
    numbers = [f'<a href="{address(n)}">{n}</a>' if n != number else f"<b>{n}</b>" for n in range(1, last + 1)]
    if number > 1:
        head.append(f'<link rel="prev" href="{base}{address(number - 1)}">')
        numbers.insert(0, f'<a href="{address(number - 1)}" rel="prev">Page précédente</a>')
    if number < last:
        head.append(f'<link rel="next" href="{base}{address(number + 1)}">')
        numbers.append(f'<a href="{address(number + 1)}" rel="next">Page suivante</a>')
    pages = f'<nav class="pages">{" ".join(numbers)}</nav>' if last > 1 else ""
    cards = "\n".join(map(_card, shown))
    main = f'<h1>{escape(title)}</h1>\n<div class="liste">\n{cards}\n</div>\n{pages}'
    return page(main, base=base, title=title, kind="page-liste", head="\n".join(head))


def front_page(stories: Sequence[Story], base: str) -> str:
    """Write the front page: the latest articles of all sections."""
    cards = "\n".join(map(_card, stories[:8]))
    main = (
        f'<h1>À la une</h1>\n<div class="liste">\n{cards}\n</div>\n<p><a href="/actualites/">Toute l’actualité</a></p>'
    )
    head = f'<link rel="canonical" href="{base}/">\n<meta property="og:type" content="website">'
    return page(main, base=base, title=SITE_NAME, kind="page-une", head=head)
