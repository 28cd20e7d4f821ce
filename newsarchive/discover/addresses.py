"""What an address alone tells: a file, a feed, a listing of no interest, a page of a listing, a pattern."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from newsarchive.discover import archives

#: From so many words on, the last part of an address is that of a story.
HEADLINE = 5

_ASSET = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|css|js|mjs|json|xml|rss|atom|rdf|pdf|docx?|xlsx?|pptx?|odt|zip|gz|rar|"
    r"7z|tar|mp3|mp4|m4a|ogg|wav|avi|mov|webm|mkv|flv|woff2?|ttf|eot|apk|exe|dmg|ics|vcf|txt|epub)$",
    re.IGNORECASE,
)
# Pages every CMS has around its articles, by the words their addresses use in French, English, Spanish and German.
_NEVER = re.compile(
    r"/(?:wp-admin|wp-login\.php|wp-json|wp-content|wp-includes|xmlrpc\.php|cgi-bin|cdn-cgi|ecrire|administrator|"
    r"(?:user|users|account|compte|mon-compte|my-account|member|members)/?(?:login|register|password|connexion)?|"
    r"login|log-in|logout|signin|sign-in|signup|register|connexion|deconnexion|inscription|se-connecter|anmelden|"
    r"cart|panier|checkout|search|recherche|rechercher|suche|buscar|trackback|embed|print|imprimer|comments?/feed)(?:/|$)",
    re.IGNORECASE,
)
_NEVER_QUERY = re.compile(
    r"(?:^|&)(?:(?:s|q|search|recherche|searchword|replytocom|share|print|action|login|add-to-cart|do|"
    r"order(?:by)?|sort|tri|filter|var_mode|id_forum)=|format=pdf|view=login|option=com_users|"
    r"page=(?:login|recherche|contact|forum|identifiants|spip_pass|inscription|imprim\w*|print(?:er|able)?|recommander|"
    r"article_pdf)(?:&|$))",
    re.IGNORECASE,
)
# Pages about the site itself, by the names every site gives them.
_ABOUT = re.compile(
    r"/(?:a-propos(?:-de-nous)?|about(?:-us)?|qui-sommes-nous|contacts?|contact-us|contactez-nous|nous-contacter|"
    r"nous-ecrire|mentions-legales|politique-de-(?:confidentialite|cookies)|privacy(?:-policy)?|cookie-policy|cgu|cgv|"
    r"conditions-(?:generales(?:-\w+)*|d-utilisation)|terms(?:-of-(?:use|service))?|legal-notice|impressum|"
    r"datenschutz|aviso-legal|abonnements?|abonnez-vous|s-abonner|faq)(?:\.html?|\.php)?/?$",
    re.IGNORECASE,
)
_SIDE = re.compile(
    r"/(?:tags?|mots?-?cles?|mot\d*|keywords?|etiquettes?|topics?|authors?|auteurs?|autor|redacteurs?|contributors?|profil[es]?|"
    r"attachment|comments?)(?:/|-\d+$|$)|[?&](?:tag|author|id_auteur|id_mot)=|/spip\.php\?(?:auteur|mot)\d*|"
    r"/(?:auteur|mot)\d+(?:\.html?)?(?:\?|$)|[/?](?:_[^/]+_|\+-[^/]+-\+)(?:\.html?)?(?:[?&]|$)",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"/(?:category|categories|categorie|rubriques?|kategorie|rub\d*)(?:/|-|\d|$)|"
    r"/(?:sections?|thematiques?|themes?|canal)(?:/|\d|$)|"
    r"[?&](?:cat|id_rubrique|category)=|\?rubrique\d+|[/?]-[^/?&]+-(?:\.html?)?(?:[?&]|$)",
    re.IGNORECASE,
)
_FEED = re.compile(
    r"/(?:feed|rss|atom|rdf)(?:/(?:rss2?|atom|rdf)?)?/?$|/(?:(?:rss|feed|atom)\.(?:xml|php)|index\.xml)$|\.(?:rss|atom|rdf)$|"
    r"[?&](?:page=backend|feed=(?:rss2?|atom|rdf)|format=feed|type=rss)",
    re.IGNORECASE,
)
_COMMENT_FEED = re.compile(r"comment|/forum", re.IGNORECASE)
_PAGE_QUERY = re.compile(
    r"^(?:page|paged|pg|p_no|pageno|page_?num(?:ber)?|start|offset|from|limitstart|debut(?:_?\w+)?|seite|pagina)$",
    re.IGNORECASE,
)
_PAGE_PATH = re.compile(
    r"^(?P<stem>.*?)/(?:page|seite|pagina|p|index)[/_-]?(?P<n>\d{1,5})(?:\.html?)?/?$", re.IGNORECASE
)
_LATER_PAGE = re.compile(r"/(?:page|seite|pagina)[/-]?\d{1,5}(?:\.html?)?/?$|/index[_-]?\d{1,5}\.html?$", re.IGNORECASE)
_NUMBERED_FILE = re.compile(r"^(?P<stem>.*[^\d/_-])[_-]?(?P<n>\d{1,4})?(?P<ending>\.html?)$", re.IGNORECASE)
_SITEMAP_ASIDE = re.compile(
    r"(?:taxonom(?!.*category)|post_tag|[-_/]tags?[-_.]|author|users?|image|video|product|attachment|locations?|topics?)",
    re.IGNORECASE,
)
_DATE_ARCHIVE = re.compile(r"^/(?:archives?/)?(?:19|20)\d\d(?:/\d{1,2}){0,2}/?$")


def _path_query(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.path, parts.query


def is_asset(url: str) -> bool:
    """Ask whether the address ends like a file that is no page."""
    return bool(_ASSET.search(urlsplit(url).path))


def is_feed(url: str) -> bool:
    """Ask whether the address looks like a feed of articles (comment feeds are none)."""
    path, query = _path_query(url)
    return bool(_FEED.search(f"{path}?{query}" if query else path)) and not _COMMENT_FEED.search(path)


def is_feed_of_articles(url: str, title: str = "") -> bool:
    """Ask whether a declared feed is one of articles: not of comments, by its address or ``title``."""
    return not _COMMENT_FEED.search(urlsplit(url).path) and not _COMMENT_FEED.search(title)


def is_never_wanted(url: str) -> bool:
    """Ask whether the address is a form, a log-in, a search, a file or a page about the site: never worth a request."""
    path, query = _path_query(url)
    return bool(
        _ASSET.search(path)
        or _NEVER.search(path)
        or _ABOUT.search(path)
        or (query and _NEVER_QUERY.search(query))
        or _FEED.search(f"{path}?{query}" if query else path)
    )


def is_side_listing(url: str) -> bool:
    """Ask whether the address lists by tag, author or time: articles seen there stand in a section, too."""
    path, query = _path_query(url)
    return bool(_SIDE.search(f"{path}?{query}" if query else path) or _DATE_ARCHIVE.match(path)) or _is_long_ago(url)


def _is_long_ago(url: str) -> bool:
    """Ask whether the address is an archive page of a month or a year; a day may be that of an article."""
    covered = archives.period_of(url)
    return covered is not None and covered[0] != covered[1]


def is_section(url: str) -> bool:
    """Ask whether the address names itself a section."""
    path, query = _path_query(url)
    return bool(_SECTION.search(f"{path}?{query}" if query else path))


def is_front(url: str) -> bool:
    """Ask whether the address is a host's front page."""
    path, query = _path_query(url)
    return path in ("", "/") and not query


def is_headline(url: str) -> bool:
    """Ask whether the last part of an address is made of as many words as a headline, and no section's name."""
    last = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])
    return len(re.findall(r"[^\W\d_]{2,}", re.sub(r"\.\w{2,5}$", "", last))) >= HEADLINE


def is_aside(url: str) -> bool:
    """Ask whether the address is neither an article's nor a section's: a front page, a side listing, never wanted."""
    return is_front(url) or is_never_wanted(url) or is_side_listing(url)


def is_sitemap_of_sides(url: str) -> bool:
    """Ask whether a sitemap of an index holds tags, authors or pictures, by its name."""
    path, query = _path_query(url)
    if _SITEMAP_ASIDE.search(f"{path.rsplit('/', 1)[-1]}?{query}"):
        return True
    # /authors/awa-sanoghin.xml: a folder's feeds, which generators name beside the sitemap of pages.
    return "sitemap" not in path.lower() and bool(_SIDE.search(path) or _SECTION.search(path))


def page_of(url: str) -> tuple[str, int] | None:
    """Split the address of a later page of a listing into the first page's pattern and the number, or give None."""
    parts = urlsplit(url)
    match = _PAGE_PATH.match(parts.path)
    if match:
        return f"{parts.netloc}{match['stem'] or ''}/?{parts.query}", int(match["n"])
    # spip.php?rubrique12&debut_articles=10: the section is a name without a value.
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    for name, value in pairs:
        if _PAGE_QUERY.match(name) and value.isdigit():
            rest = "&".join(f"{k}={v}" for k, v in pairs if k != name)
            return f"{parts.netloc}{parts.path.rstrip('/')}/?{rest}", int(value)
    return None


def is_later_page(url: str) -> bool:
    """Ask whether the path alone names a later page of some listing, as sitemaps and static sites write them."""
    return bool(_LATER_PAGE.search(urlsplit(url).path))


def is_numbered_beside(url: str, listing: str) -> bool:
    """Ask whether an address is the file of ``listing`` with a number: ``sport2.html`` beside ``sport.html``."""
    one, other = urlsplit(url), urlsplit(listing)
    page, first = _NUMBERED_FILE.match(one.path), _NUMBERED_FILE.match(other.path)
    if not page or not first or not page["n"] or (one.netloc, one.query) != (other.netloc, other.query):
        return False
    return (page["stem"], page["ending"]) == (first["stem"], first["ending"]) and page["n"] != first["n"]


def pattern_of(url: str) -> str:
    """Fold an address into the pattern of the chain it belongs to.

    Numbers become ``#`` and a run of one path segment becomes one: endless calendars and folders
    that nest in themselves fold into one pattern each.
    """
    page = page_of(url)
    if page:
        return page[0]
    parts = urlsplit(url)
    segments: list[str] = []
    for segment in unquote(parts.path).strip("/").split("/"):
        folded = re.sub(r"\d+", "#", segment)
        if not segments or segments[-1] != folded:
            segments.append(folded)
    query = re.sub(r"\d+", "#", parts.query)
    return f"{parts.netloc}/{'/'.join(segments)}{'/' if segments[-1:] != [''] else ''}?{query}"
