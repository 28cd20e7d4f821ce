"""Is the page an article at all: the signs of indexes, error pages, login walls and protected posts."""

from __future__ import annotations

import re

from newsarchive.errors import NotAnArticle
from newsarchive.extraction.blocks import RawBlock
from newsarchive.extraction.boilerplate import fold, is_error_title
from newsarchive.extraction.boilerplate.walls import asks_consent, is_protected, is_without_entries
from newsarchive.extraction.shell import is_shell
from newsarchive.extraction.view import View
from newsarchive.extraction.zone_words import Zone
from newsarchive.model import BlockKind
from newsarchive.normalize.urls import is_same_site, parts_of, to_absolute, url_key

_INDEX_CLASS = re.compile(
    r"(?:^|\s)(?:home|blog|front|archive|category|tag|author|date|search|search-results|tax-\w+|post-type-archive|page-front|path-frontpage|path-taxonomy(?:-term)?|"
    r"view-(?:category|categories|featured|archive|search|tag)|home-template|tag-template|author-template|paged|taxonomy-term|page-taxonomy)(?=\s|$)"
)
_STORY_CLASS = re.compile(
    r"(?:^|\s)(?:single|single-post|single-format-\w+|postid-\d+|post-template|node-type-\w+|page-node-type-\w+|view-article|article|post-template-default)(?=\s|$)"
)
_ERROR_CLASS = re.compile(r"(?:^|\s)(?:error404|error-404|page-404|not-found|error-page)(?=\s|$)")
_INDEX_PATH = re.compile(
    r"/(?:category|categorie|categories|tag|tags|author|auteur|auteurs|authors|search|recherche|archives?|page)/(?:[^/]+/)*(?:page/\d+/?)?$|/page/\d+/?$|/feed/?$",
    re.IGNORECASE,
)
_SEARCH_QUERY = re.compile(r"(?:^|&)(?:s|q|search|recherche|keywords?|cal|cat|paged?|tag|author)=", re.IGNORECASE)
_LOGIN = re.compile(
    r"^(?:connexion|se connecter|log ?in|sign in|anmelden|anmeldung|iniciar sesión|entrar|accedi|identification|"
    r"authentification|login required)\b.{0,40}$",
    re.IGNORECASE,
)
_STORY_QUERY = re.compile(
    r"(?:^|&)(?:p|page_id|id|article|a|story|n)=\d+|(?:^|&)(?:id_article|newsid|artikel)=", re.IGNORECASE
)
#: Headings of the pages every site has about itself, whatever those pages declare.
_ABOUT = frozenset(
    {
        *("à propos", "a propos", "à propos de nous", "about", "about us", "qui sommes-nous", "qui sommes-nous ?"),
        *("contact", "contacts", "contact us", "contactez-nous", "nous contacter", "nous écrire", "mentions légales"),
        *("politique de confidentialité", "privacy policy", "politique de cookies", "cookie policy", "impressum"),
        *("conditions générales d'utilisation", "conditions d'utilisation", "terms of use", "terms of service"),
    }
)
_MIN_BODY = 80
#: From how many posts, and lines that are links, a page is a list of them.
_FEW_POSTS, _MANY_LINKS = 2, 3
#: Shorter texts beside a list are what a site says of itself.
_MAX_NOTICE = 400
#: Longer texts are stories, whatever they say of cookies.
_MAX_WALL = 1500


def refuse(view: View, headline: str, declared: str | None) -> None:
    """Raise :class:`NotAnArticle` where the page is none; return where it may be one."""
    url = view.page.url
    names = _names(view)
    chars = view.body.chars
    says_error = chars < 1500 and (is_error_title(headline) or is_error_title(view.head.title))
    if _ERROR_CLASS.search(names) or (says_error and not _is_declared(declared)):
        raise NotAnArticle("error-page", f"the page says: {headline or view.head.title}", url)
    # Whatever such a page says of itself, an article or a front page: nothing of it is there yet.
    if chars < _MIN_BODY and is_shell(view.page):
        raise NotAnArticle("needs-script", "the page is empty until a browser runs its scripts", url)
    shown = view.walk.blocks[view.headline_at].text if view.headline_at is not None else ""
    if fold(headline) in _ABOUT or (fold(shown) in _ABOUT and fold(shown) in fold(view.head.title)):
        raise NotAnArticle("index", f"a page about the site: {headline}", url)
    if chars < 1200 and _LOGIN.match(headline):
        raise NotAnArticle("login", f"the page says: {headline}", url)
    reason = _index_sign(view, names, declared)
    if reason:
        raise NotAnArticle("index", reason, url)
    _refuse_protected(view, url)
    if chars < _MAX_WALL and not _is_declared(declared) and _is_consent_wall(view):
        raise NotAnArticle("consent", "the page asks for consent in place of its text", url)
    if chars < 400 and is_without_entries([b.text for b in view.walk.blocks]):
        raise NotAnArticle("index", "a calendar, list or search without entries", url)
    if chars < _MIN_BODY and not (_is_declared(declared) and headline and chars > 0):
        raise NotAnArticle("empty", f"{chars} characters of text", url)
    if not _is_declared(declared) and (links := _linked_lines(view)) >= _MANY_LINKS:
        raise NotAnArticle("index", f"a list of {links} links", url)


def _is_consent_wall(view: View) -> bool:
    """Ask whether a request for consent is most of what the page says, links and headings aside."""
    asked = told = 0
    for block in view.walk.blocks:
        length = len(block.text) - block.link_chars
        if block.kind is BlockKind.HEADING or length < 40:
            continue
        told += length
        asked += length if asks_consent(block.text) else 0
    return asked >= 120 and asked > 0.5 * told


def _names(view: View) -> str:
    body = next(view.page.tree.iterchildren("body"), None)
    return (body.get("class") or "").lower() if body is not None else ""


def _is_declared(declared: str | None) -> bool:
    return declared is not None and (
        declared == "article" or declared.endswith(("Article", "Posting", "Report", "Review"))
    )


def _refuse_protected(view: View, url: str) -> None:
    if view.head.asks_password:
        raise NotAnArticle("protected", "the post asks for a password", url)
    if view.body.chars < 600 and is_protected([b.text for b in view.walk.blocks]):
        raise NotAnArticle("protected", "the post asks for a password", url)


def _index_sign(view: View, names: str, declared: str | None) -> str:
    """Name the sign that the page is a list of other pages, "" where there is none."""
    parts = parts_of(view.page.url)
    story = bool(_STORY_CLASS.search(names))
    strong = _is_declared(declared) and view.head.structured.type is not None
    if parts.netloc and not story and _is_front(view, strong=strong):
        return "the front page of the site"
    if not story and _is_of_others(view):
        return "a list of posts, each with a page of its own"
    if strong or story:
        return ""
    chars, teasers = view.body.chars, _teasers(view)
    if _INDEX_CLASS.search(names) and ((teasers >= 2 and _prose_beside_teasers(view) < 900) or chars < 300):
        return "the page calls itself a list"
    listed = teasers >= 4 and chars < 350 * teasers and _prose_beside_teasers(view) < 400
    if listed or (teasers >= 3 and (_INDEX_PATH.search(parts.path) or _SEARCH_QUERY.search(parts.query))):
        return f"a list of {teasers} teasers"
    posts = _posts(view)
    if posts >= 3:
        return f"a list of {posts} posts"
    whole = _whole_posts(view)
    if whole >= 3 or (whole and _INDEX_CLASS.search(names)):
        return f"a list of {whole} whole posts"
    return "a listing of a folder" if parts.path.endswith("/") and _is_folder_listing(view) else ""


def _is_front(view: View, *, strong: bool) -> bool:
    """Ask whether the address is the site's front page (or a search on it), and nothing on the page says otherwise."""
    parts = parts_of(view.page.url)
    if parts.path not in ("", "/") or _STORY_QUERY.search(parts.query):
        return False
    if view.body.chars > 400 and (strong or view.head.first("article:published_time")):
        return False
    return not parts.query or _SEARCH_QUERY.search(parts.query) is not None or _teasers(view) >= 3


def _teasers(view: View) -> int:
    """Count headings in the main part that are links to other pages."""
    container = view.body.container
    if container is None:
        return 0
    start, end = container.start, container.end
    return sum(
        1
        for b in view.walk.blocks[start:end]
        if b.kind is BlockKind.HEADING
        and b.links
        and b.link_chars >= 0.8 * len(b.text)
        and len(b.text) > 15
        and not b.zone & Zone.RELATED
    )


def _leads_to(view: View, heading: RawBlock) -> bool:
    """Ask whether a heading is a link to the page it stands on."""
    own = url_key(view.page.url)
    return any(url_key(to_absolute(link.href, view.page.base_url) or view.page.url) == own for link in heading.links)


def _is_of_others(view: View) -> bool:
    """Ask whether the story told is one of several on the page, whose headlines are their permanent links.

    Each of them declares itself an article, as the page of each does; what is told of one is not the page's.
    """
    shown = view.walk.blocks[view.headline_at] if view.headline_at is not None else None
    if shown is None or not _is_permanent_link(view, shown):
        return False
    canonical = url_key(to_absolute(view.head.links.get("canonical") or "", view.page.base_url))
    own = {url_key(view.page.url), canonical}
    targets = {
        url_key(to_absolute(link.href, view.page.base_url))
        for block in view.walk.blocks
        if block.kind is BlockKind.HEADING and _is_permanent_link(view, block)
        for link in block.links
    }
    # Of one post alone the page may be another address, unless it says which one is its own.
    return len(targets) >= (1 if len(own) == 1 else _FEW_POSTS) and not targets & own


def _is_permanent_link(view: View, block: RawBlock) -> bool:
    """Ask whether a block is the headline of a post that links to the post's own page on this site."""
    if not block.links or block.link_chars < 0.8 * len(block.text):
        return False
    node = block.node
    while node.element.tag != "article":
        if node.parent is None:
            return False
        node = node.parent
    return is_same_site(to_absolute(block.links[0].href, view.page.base_url), view.page.url)


def _linked_lines(view: View) -> int:
    """Count the headlines of a page that has nothing else: lines that are links to pages of its site, and no prose."""
    container = view.body.container
    if container is None:
        return 0
    lines = prose = 0
    for index, block in enumerate(view.walk.blocks):
        unlinked = len(block.text) - block.link_chars
        is_inside = container.start <= index < container.end
        prose += unlinked if unlinked >= _MIN_BODY else 0
        if prose >= _MAX_NOTICE or (is_inside and unlinked >= _MIN_BODY):
            return 0
        if is_inside and block.link_chars >= 15 and len(block.links) == 1:
            if _leads_to(view, block):
                # The newest of the site beside one of them.
                return 0
            target = to_absolute(block.links[0].href, view.page.base_url)
            lines += bool(target) and is_same_site(target, view.page.url)
    return lines


def _posts(view: View) -> int:
    """Count the posts of a page that holds nothing else: articles that begin with a heading that links to them."""
    container = view.body.container
    shown = view.walk.blocks[view.headline_at] if view.headline_at is not None else None
    if container is None or (shown is not None and shown.level == 1 and _leads_to(view, shown)):
        return 0
    posts: dict[int, tuple[int, int]] = {}
    for block in view.walk.blocks[container.start : container.end]:
        if block.kind is BlockKind.HEADING and block.links and block.link_chars >= 0.8 * len(block.text):
            node = block.node
            while node is not container and node.parent is not None:
                if node.element.tag == "article" or "hentry" in (node.element.get("class") or ""):
                    posts[id(node)] = (node.start, node.end)
                    break
                node = node.parent
    beside = reach = 0
    spans = sorted(posts.values(), reverse=True)
    for index, block in enumerate(view.walk.blocks):
        while spans and spans[-1][0] <= index:
            reach = max(reach, spans.pop()[1])
        if view.body.verdicts[index].kept and index >= reach:
            beside += len(block.text)
    return len(posts) if beside < 500 else 0


def _is_linked_heading(block: RawBlock) -> bool:
    is_title = block.kind is BlockKind.HEADING and len(block.text) >= 15
    return is_title and bool(block.links) and block.link_chars >= 0.8 * len(block.text)


def _whole_posts(view: View) -> int:
    """Count linked headings with a text of their own under them, where the text chosen stands under one of them too."""
    blocks, start = view.walk.blocks, view.body.start
    above = next((b for b in blocks[start::-1] if b.kind is BlockKind.HEADING), None) if start < len(blocks) else None
    if above is None or above.level == 1 or not _is_linked_heading(above):
        return 0
    posts: set[str] = set()
    run = 0
    for block in reversed(blocks):
        if _is_linked_heading(block):
            if run >= 200:
                posts.add(block.text)  # the name above each answer of a discussion is no title
            run = 0
        else:
            run += len(block.text) - block.link_chars
    return len(posts)


def _prose_beside_teasers(view: View) -> int:
    """Count the prose that stands together, not cut by linked headings: the longest run."""
    best = run = 0
    for index, block in enumerate(view.walk.blocks):
        if block.kind is BlockKind.HEADING and block.links and block.link_chars >= 0.8 * len(block.text):
            run = 0
        elif view.body.verdicts.get(index) and view.body.verdicts[index].kept:
            run += len(block.text) - block.link_chars
            best = max(best, run)
    return best


def _is_folder_listing(view: View) -> bool:
    headings = [b.text for b in view.walk.blocks if b.kind is BlockKind.HEADING][:1]
    links = sum(len(b.links) for b in view.walk.blocks)
    linked, total = sum(b.link_chars for b in view.walk.blocks), sum(len(b.text) for b in view.walk.blocks)
    return bool(headings and headings[0].startswith("Index of ")) or (
        links >= 3 and view.body.chars < 200 and linked > 0.5 * total
    )
