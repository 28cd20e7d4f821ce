"""A small newspaper with every trap that holds crawlers, and a log that says which request fell into which.

::

    with Maze(with_sitemap=False) as maze:
        ...  # crawl maze.front with the environment maze.proxy: the server answers for all its hosts
        maze.log

The articles, their sections and the pages of these are real; everything else leads nowhere, or to
what is there already.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from .prose import SECTIONS, Story, slug_of, stories
from .server import Answer, Site

PER_PAGE = 10
_ENGLISH = {"politique": "politics", "economie": "economy", "societe": "society"} | {
    "culture": "arts",
    "sport": "sports",
    "environnement": "environment",
}
_COLOURS = ("rouge", "bleu", "vert", "noir", "blanc")
_SORTS = ("prix", "date", "taille")
_PLACES = ("centre", "gare", "port")
# What makes no difference, by the trap it belongs to.
_NOISE = {"zid": "session", "vue": "print", "print": "print", "replytocom": "reply", "partage": "share"}
_SOURCES = re.compile(
    r"\.xml$|/feed/?$|/rss/?$|/atom/?$|^/wp-json|\.rss$|\.json$|backend|^/\?(?:feed|rest_route)=|^/\.well-known"
)


@dataclass(frozen=True, slots=True)
class Logged:
    """One request: ``what`` is article, listing, source, or waste; ``trap`` says of which kind waste is."""

    target: str
    what: str
    trap: str = ""


@dataclass(frozen=True, slots=True)
class _Page:
    """What is answered: ``story`` where it is one of the real articles, ``names`` the real ones a listing names."""

    answer: Answer
    trap: str = ""
    story: Story | None = None
    names: tuple[Story, ...] = ()
    source: bool = False


class Maze(Site):
    """The newspaper; ``front`` is its address.

    As a proxy (:attr:`proxy`) it answers for ``gazette.example`` and its mirrors. Without, for
    127.0.0.1, with localhost as the mirror. With ``sessions_everywhere`` every link carries a session.
    """

    def __init__(
        self, *, with_sitemap: bool, count: int = 240, is_proxy: bool = True, sessions_everywhere: bool = False
    ) -> None:
        super().__init__()
        self.with_sitemap = with_sitemap
        self.sessions_everywhere = sessions_everywhere
        self.host = "gazette.example" if is_proxy else f"127.0.0.1:{self.port}"
        self.mirrors = (
            ("www.gazette.example", "m.gazette.example", "lire.gazette.example")
            if is_proxy
            else (f"localhost:{self.port}",)
        )
        self.front = f"http://{self.host}/"
        self.proxy = {"http_proxy": self.base, "no_proxy": "", "NO_PROXY": ""} if is_proxy else {}
        everything = stories(count)
        # One is in no listing: a chain of redirects is the only way there.
        self.stories = everything
        self.hidden = everything[count // 2]
        self.listed = tuple(story for story in everything if story is not self.hidden)
        self.log: list[Logged] = []
        self._by_path = {story.path: story for story in everything}
        self._by_english = {self.english_path(story): story for story in everything}
        self._fetched: set[int] = set()
        self._named: set[int] = set()
        self._hops: set[str] = set()
        self._once: set[str] = set()

    # ------------------------------------------------------------------ the log
    def answer(self, target: str, headers: Mapping[str, str]) -> Answer:
        """Answer a request, to this server or through it, and write down what it was good for."""
        parts = urlsplit(target if "://" in target else f"//{headers.get('Host', self.host)}{target}")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        with self._lock:
            page = self._page(parts.netloc.lower(), parts.path or "/", parts.query)
            self.log.append(self._judged(f"http://{parts.netloc}{path}", path, page))
        return page.answer

    def _judged(self, address: str, path: str, page: _Page) -> Logged:
        if page.story is not None:
            if page.story.number in self._fetched:
                return Logged(address, "waste", page.trap or "repeat")
            self._fetched.add(page.story.number)
            return Logged(address, "article", page.trap)
        if page.source or path == "/":
            is_first = address not in self._once
            self._once.add(address)
            self._named |= {story.number for story in page.names}
            return Logged(address, "source") if is_first else Logged(address, "waste", "repeat")
        new = {story.number for story in page.names} - self._named
        self._named |= new
        if new:
            return Logged(address, "listing", page.trap)
        return Logged(address, "waste", page.trap or "listing without news")

    # ------------------------------------------------------------------ what is where
    def _page(self, host: str, path: str, query: str) -> _Page:
        path = unquote(path)
        pairs = parse_qsl(query, keep_blank_values=True)
        trap = next((_NOISE[name] for name, _ in pairs if name in _NOISE), "")
        trap = trap or ("tracking" if any(name.startswith("utm_") for name, _ in pairs) else "")
        if ";" in path:
            path, trap = path.partition(";")[0], trap or "session in path"
        if host != self.host:
            if host not in self.mirrors:
                return _Page(_html("<p>Ailleurs.</p>"), "off-site")
            trap = trap or "mirror"
        kept = [(name, value) for name, value in pairs if name not in _NOISE and not name.startswith("utm_")]
        plain = path + ("?" + "&".join(f"{name}={value}" for name, value in kept) if kept else "")
        return (
            self._source(plain)
            or self._article(plain, trap, is_print=any(name in ("vue", "print") for name, _ in pairs))
            or self._listing(plain, trap)
            or self._trap(path, dict(kept))
        )

    def _source(self, plain: str) -> _Page | None:
        root = f"http://{self.host}"
        if plain == "/robots.txt":
            text = f"User-agent: *\nDisallow: /admin/\n{f'Sitemap: {root}/sitemap.xml' if self.with_sitemap else ''}\n"
            return _Page(Answer(body=text.encode(), type="text/plain"), source=True)
        if plain == "/sitemap.xml" and self.with_sitemap:
            rows = "".join(
                f"<url><loc>{escape(root + path)}</loc><lastmod>{story.published:%Y-%m-%d}</lastmod></url>"
                for story in self.listed
                for path in (story.path, self.english_path(story))
            )
            xml = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
            return _Page(Answer(body=xml.encode(), type="application/xml"), source=True, names=self.listed)
        if plain.startswith("/commentaires/"):
            xml = '<?xml version="1.0"?><rss version="2.0"><channel><title>Commentaires</title></channel></rss>'
            return _Page(Answer(body=xml.encode(), type="application/rss+xml"), "comment feed")
        return _Page(Answer(status=404, body=b"<p>404</p>"), source=True) if _SOURCES.search(plain) else None

    def _article(self, plain: str, trap: str, *, is_print: bool) -> _Page | None:
        if match := re.fullmatch(r"/imprimer/(\d+)", plain):
            number = int(match[1])
            if 1 <= number <= len(self.stories):
                story = self.stories[number - 1]
                return _Page(self._story(story, is_print=True), "print", story)
        if story := self._by_path.get(plain):
            return _Page(self._story(story, is_print=is_print), trap, story)
        if plain.endswith("/amp/") and (story := self._by_path.get(plain.removesuffix("amp/"))):
            return _Page(self._story(story, is_print=True), "amp", story)
        if story := self._by_english.get(plain):
            return _Page(self._story(story, is_english=True), "translation")
        return None

    def _listing(self, plain: str, trap: str) -> _Page | None:
        if plain == "/":
            newest = [self.of(section)[n] for section in SECTIONS for n in range(2)]
            return _Page(
                self._list("La Gazette de Sarvelle", newest, extra=_FRONT_EXTRA.format(hidden=self.hidden.number)),
                trap,
                names=tuple(newest),
            )
        match = re.fullmatch(r"/([a-z]+)/(?:page/(\d+)/|\?page=(\d+))?", plain)
        if not match or match[1] not in SECTIONS:
            return None
        section, number = match[1], int(match[2] or match[3] or 1)
        entries = self.of(section)
        last = -(-len(entries) // PER_PAGE)
        if not 1 <= number <= last:
            return None
        shown = entries[(number - 1) * PER_PAGE : number * PER_PAGE]
        pager = _pager(lambda n: self.page_path(section, n), number, range(1, last + 1))
        return _Page(self._list(section.capitalize(), shown, extra=pager), trap, names=tuple(shown))

    def of(self, section: str) -> list[Story]:
        """Give the stories a section lists, newest first."""
        return [story for story in self.listed if story.section == section]

    def page_path(self, section: str, number: int) -> str:
        """Give the address of a section's page, as two kinds of systems number them."""
        if number == 1:
            return f"/{section}/"
        return f"/sport/?page={number}" if section == "sport" else f"/{section}/page/{number}/"

    def english_path(self, story: Story) -> str:
        return f"/en/{story.published:%Y/%m/%d}/{slug_of(story.english.headline)}-{story.number}/"

    # ------------------------------------------------------------------ the traps
    def _trap(self, path: str, query: dict[str, str]) -> _Page:
        segments = [segment for segment in path.split("/") if segment]
        first, last = (segments[0], segments[-1]) if segments else ("", "")
        if last in ("dossiers", "themes") or (last == "agenda" and len(segments) > 1):
            other = {"dossiers": "themes", "themes": "dossiers", "agenda": "agenda"}[last]
            link = f'<nav class="menu"><a href="{other}/">{other.capitalize()}</a></nav>'
            return _Page(self._list(last.capitalize(), self.listed[:4], extra=link), "relative loop")
        if first == "agenda":
            return self._calendar(segments)
        if first in ("annonces", "filtre"):
            return self._facets(segments, query)
        if first in ("en-continu", "diaporamas"):
            number = int(last) if last.isdigit() else 1
            shown = self.listed[:PER_PAGE] if first == "en-continu" else ()
            pager = _pager(lambda n: f"/{first}/page/{n}/", number, range(max(1, number - 2), number + 4))
            name = "pages that repeat" if shown else "empty pages"
            return _Page(self._list("En continu" if shown else "Diaporamas", shown, extra=pager), name)
        if first == "mots":
            cloud = "".join(f'<a href="/mot/{slug_of(text)}/">{escape(text)}</a> ' for text in self._tags())
            return _Page(self._list("Tous les mots", (), extra=f'<div class="cloud">{cloud}</div>'), "soft 404")
        if first == "en":
            return self._english(segments)
        if first in ("r", "boucle", "partenaire"):
            return self._redirect(first, last)
        if first == "registre":
            rows = "".join(
                f"<tr><td>{n}</td><td>Délibération n° {n * 7}</td><td>{n % 97}</td></tr>" for n in range(170_000)
            )
            return _Page(self._html("Registre", f"<h1>Registre</h1><table>{rows}</table>"), "huge page")
        if first in ("compte", "partager"):
            return _Page(self._html("Compte", '<form method="post"><input name="mot"></form>'), "log-in and share")
        if "." in last and last.rpartition(".")[2] in ("pdf", "jpg", "zip"):
            return _Page(Answer(body=b"%PDF-1.4 ", type="application/octet-stream"), "file")
        return _Page(
            self._html("Page introuvable", "<h1>Page introuvable</h1><p>Cette page n’existe pas.</p>"), "soft 404"
        )

    def _tags(self) -> list[str]:
        return [f"Tout sur {story.french.headline.partition(' : ')[0]} et ses environs" for story in self.listed]

    def _calendar(self, segments: list[str]) -> _Page:
        numbers = [int(segment) for segment in segments[1:4] if segment.isdigit()]
        year, month = (numbers[0], min(max(numbers[1], 1), 12)) if len(numbers) > 1 else (2026, 11)
        if len(segments) > 4:
            text = f"<h1>Bal</h1><p>Le {numbers[-1]}, à 20 heures.</p>"
            return _Page(self._html("Agenda", text), "calendar")
        before, after = (
            ((year, month - 1) if month > 1 else (year - 1, 12)),
            ((year, month + 1) if month < 12 else (year + 1, 1)),
        )
        here = f"/agenda/{year}/{month:02}"
        days = "".join(f'<td><a href="{here}/{day:02}/">{day}</a></td>' for day in range(1, 29))
        event = f"{here}/{year * month % 27 + 1:02}"
        body = (
            f'<h1>Agenda {month}/{year}</h1><div class="pagination">'
            f'<a rel="prev" href="/agenda/{before[0]}/{before[1]:02}/">Mois précédent</a> '
            f'<a rel="next" href="/agenda/{after[0]}/{after[1]:02}/">Suivant</a></div><table><tr>{days}</tr></table>'
            f'<h2><a href="{event}/grand-bal-des-pompiers-{year}-{month}/">Grand bal des pompiers de Sarvelle</a></h2>'
        )
        return _Page(self._html("Agenda", body), "calendar")

    def _facets(self, segments: list[str], query: dict[str, str]) -> _Page:
        chosen = dict(query) or dict(zip(("couleur", "tri", "lieu"), segments[1:], strict=False))
        links = []
        for name, values in (("couleur", _COLOURS), ("tri", _SORTS), ("lieu", _PLACES)):
            for value in values:
                wanted = {**chosen, name: value}
                wanted.pop("page", None)
                links.append(f"/annonces/?{'&'.join(f'{k}={quote(v)}' for k, v in wanted.items())}")
                links.append(f"/filtre/{'/'.join(wanted[k] for k in ('couleur', 'tri', 'lieu') if k in wanted)}/")
        menu = "".join(
            f'<li><a href="{escape(link)}">{link.rstrip("/")[-9:]}</a></li>' for link in dict.fromkeys(links)
        )
        rest = "&".join(f"{k}={quote(v)}" for k, v in query.items() if k != "page")
        number = int(query["page"]) if query.get("page", "").isdigit() else 1
        pager = _pager(lambda n: f"/annonces/?{rest}{'&' if rest else ''}page={n}", number, range(number, number + 5))
        shown = self.listed[:3]
        return _Page(
            self._list("Annonces", shown, extra=f'<nav class="filters"><ul>{menu}</ul></nav>{pager}'), "facets"
        )

    def _english(self, segments: list[str]) -> _Page:
        section = next((s for s in SECTIONS if _ENGLISH[s] in segments), None)
        if section is None and len(segments) > 1:
            return _Page(self._html("Not found", "<h1>Not found</h1>"), "soft 404")
        shown = self.of(section) if section else list(self.listed[:12])
        teasers = "".join(
            f'<article><h2><a href="{self.english_path(story)}">{escape(story.english.headline)}</a></h2></article>'
            for story in shown
        )
        menu = "".join(f'<a href="/en/{name}/">{name.capitalize()}</a> ' for name in _ENGLISH.values())
        here, there = f"/en/{f'{_ENGLISH[section]}/' if section else ''}", f"/{section}/" if section else "/"
        body = f'<nav class="menu">{menu}</nav><main>{teasers}</main>'
        return _Page(self._html("Gazette", body, head=self._hreflang(there, here), language="en"), "translation")

    def _redirect(self, first: str, last: str) -> _Page:
        if first == "partenaire":
            return _Page(_moved("http://ailleurs.example/offre"), "off-site")
        if first == "boucle":
            return _Page(_moved("/boucle/deux/" if last == "une" else "/boucle/une/"), "redirect loop")
        # /r/NUMBER-HOPS leads to story NUMBER in so many hops.
        match = re.fullmatch(r"(\d+)-(\d)", last)
        if not match or not 1 <= int(match[1]) <= len(self.stories):
            return _Page(self._html("Page introuvable", "<h1>Page introuvable</h1>"), "soft 404")
        story, hops = self.stories[int(match[1]) - 1], int(match[2])
        to = f"/r/{story.number}-{hops - 1}" if hops > 1 else story.path
        is_needed = story is self.hidden and last not in self._hops
        self._hops.add(last)
        return _Page(_moved(to), "" if is_needed else "redirect chain", source=is_needed)

    # ------------------------------------------------------------------ how pages look
    def _hreflang(self, french: str, english: str) -> str:
        return "".join(
            f'<link rel="alternate" hreflang="{tag}" href="http://{self.host}{escape(path)}">'
            for tag, path in (("fr", french), ("en", english), ("x-default", french))
        )

    def _session(self) -> str:
        """Give a session no page had before."""
        return f"zid={(len(self.log) * 2654435761) % 2**32:08x}"

    def _with_session(self, path: str) -> str:
        return f"{path}{'&' if '?' in path else '?'}{self._session()}"

    def _html(self, title: str, body: str, *, head: str = "", language: str = "fr") -> Answer:
        menu = "".join(f'<li><a href="/{section}/">{section.capitalize()}</a></li>' for section in SECTIONS)
        popular = self.listed[len(self.log) % 40 : len(self.log) % 40 + 3]
        box = "".join(
            f'<h3><a href="{escape(self._with_session(story.path))}">{escape(story.french.headline)}</a></h3>'
            for story in popular
        )
        sections = "".join(
            f'<a href="/{s}/;jsessionid={len(self.log):08X}">{s.capitalize()}</a> ' for s in SECTIONS[:2]
        )
        mirrors = "".join(
            f'<a href="http://{host}/politique/">Édition {host.partition(".")[0]}</a> ' for host in self.mirrors
        )
        page = (
            f'<!doctype html><html lang="{language}"><head><title>{escape(title)} - La Gazette</title>{head}'
            '<link rel="alternate" type="application/rss+xml" title="Fil des réactions" href="/commentaires/feed/">'
            f'</head><body><header><nav class="menu"><ul>{menu}<li><a href="/agenda/2026/11/">Agenda</a></li>'
            '<li><a href="/annonces/">Annonces</a></li><li><a href="/en-continu/">En continu</a></li>'
            '<li><a href="/diaporamas/">Diaporamas</a></li><li><a href="/mots/">Mots</a></li>'
            '<li><a href="/en/">English</a></li>'
            f'</ul></nav></header>{body}<aside class="populaires"><h2>Les plus lus</h2>{box}</aside>'
            '<footer><nav><a href="agenda/">Sortir</a> <a href="dossiers/">Dossiers</a> '
            f'<a href="/compte/entrer/">Se connecter</a> {sections}{mirrors}'
            '<a href="mailto:redaction@gazette.example">Nous écrire</a></nav></footer></body></html>'
        )
        if self.sessions_everywhere:
            page = re.sub(
                r'<a href="(/[^";]*)"',
                lambda match: f'<a href="{match[1]}{"&amp;" if "?" in match[1] else "?"}{self._session()}"',
                page,
            )
        return _html(page)

    def _list(self, title: str, shown: Iterable[Story], extra: str = "") -> Answer:
        teasers = []
        for story in shown:
            headline = escape(story.french.headline)
            path = escape(story.path)
            mark = "&amp;" if "?" in story.path else "?"
            # The front page of many systems marks its links for the statistics.
            tracked = f"{path}{mark}utm_source=une" if "Gazette" in title else path
            teasers.append(
                f'<article><h2><a href="{tracked}">{headline}</a></h2>'
                f'<time datetime="{story.published.isoformat()}">{story.published:%d/%m/%Y}</time>'
                f"<p>{escape(story.french.paragraphs[0][:90])}…</p><ul>"
                f'<li><a href="{path}{mark}vue=papier">La version papier de {headline}</a></li>'
                f'<li><a href="/imprimer/{story.number}">Imprimer cet article : {headline}</a></li>'
                f'<li><a href="{path}{mark}partage=courriel">Envoyer à un ami : {headline}</a></li></ul></article>'
            )
        return self._html(title, f"<main><h1>{escape(title)}</h1>{''.join(teasers)}</main>{extra}")

    def _story(self, story: Story, *, is_print: bool = False, is_english: bool = False) -> Answer:
        edition = story.english if is_english else story.french
        own = self.english_path(story) if is_english else story.path
        facts = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": edition.headline,
            "datePublished": story.published.isoformat(),
            "author": {"@type": "Person", "name": story.author},
        }
        head = f'<link rel="canonical" href="http://{self.host}{escape(own)}">'
        head += f'<script type="application/ld+json">{json.dumps(facts, ensure_ascii=False)}</script>'
        text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in edition.paragraphs)
        main = f'<main><article><h1>{escape(edition.headline)}</h1><p class="byline">Par {story.author}</p>{text}'
        if is_print:
            return _html(
                f'<!doctype html><html lang="fr"><head><title>x</title>{head}</head>'
                f"<body>{main}</article></main></body></html>"
            )
        head += self._hreflang(story.path, self.english_path(story))
        if story.path.endswith("/") and not is_english:
            head += f'<link rel="amphtml" href="http://{self.host}{story.path}amp/">'
        return self._html(
            edition.headline,
            f"{main}{self._around(story)}</article></main>",
            head=head,
            language="en" if is_english else "fr",
        )

    def _around(self, story: Story) -> str:
        """Write what stands around a text: callouts, other versions, comments."""
        others = [self.listed[(story.number * k + k) % len(self.listed)] for k in (3, 5)]
        callouts = "".join(
            f'<li><a href="{escape(self._with_session(other.path))}">{escape(other.french.headline)}</a></li>'
            for other in others
        )
        mark = "&amp;" if "?" in story.path else "?"
        path = escape(story.path)
        other_host = self.mirrors[story.number % len(self.mirrors)]
        versions = (
            f'<li><a href="{self.english_path(story)}">{escape(story.english.headline)} (read in English)</a></li>'
            f'<li><a href="http://{other_host}{path}">Lire sur un autre écran : '
            f"{escape(story.french.headline)}</a></li>"
        )
        if story.number == 40:
            versions += (
                f'<li><a href="/r/{story.number + 1}-6">Souvenez-vous : ce qui a précédé toute cette affaire</a></li>'
            )
        comments = "".join(
            f'<div class="comment" id="c{n}"><p>Bien dit, vraiment.</p>'
            f'<a href="{path}{mark}replytocom={story.number * 10 + n}#respond">'
            "Répondre à ce commentaire de lecteur</a></div>"
            for n in range(2)
        )
        return (
            f'<aside class="related"><h3>À lire aussi</h3><ul>{callouts}{versions}</ul></aside>'
            f'<p><a href="{path}{mark}print=1">Imprimer</a> '
            f'<a href="/partager/?u={quote(story.path)}">Partager cet article avec vos amis</a></p>'
            f'<section class="comments">{comments}</section>'
        )


_FRONT_EXTRA = (
    '<section><h3><a href="/registre/">Le registre complet des délibérations depuis 1952</a></h3>'
    '<h3><a href="/r/{hidden}-6">Notre grande enquête sur les eaux de la vallée, à relire ici</a></h3>'
    '<h3><a href="/boucle/une/">Ce que la semaine écoulée nous a appris sur la région</a></h3>'
    '<h3><a href="/partenaire/offre-de-rentree">Une offre de rentrée réservée à nos lecteurs fidèles</a></h3>'
    '<h3><a href="/docs/rapport-annuel.pdf">Le rapport annuel de la chambre des comptes, en entier</a></h3>'
    '<a href="/docs/une-du-jour.jpg">La une du jour en grand format pour nos abonnés</a></section>'
)


def _pager(path_of: Callable[[int], str], number: int, shown: range) -> str:
    links = "".join(f'<a href="{escape(path_of(n))}">{n}</a> ' for n in shown if n != number)
    following = (
        f'<a rel="next" class="next" href="{escape(path_of(number + 1))}">Suivant</a>' if number + 1 in shown else ""
    )
    return f'<div class="pagination">{links}{following}</div>'


def _html(page: str) -> Answer:
    return Answer(body=page.encode())


def _moved(to: str) -> Answer:
    return Answer(status=302, headers={"Location": to})
