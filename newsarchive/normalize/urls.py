"""Addresses: made absolute, cleaned, and folded into the key under which an article is known."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

import tldextract

#: Query parameters that say how a reader came, or who they are, never what they read.
TRACKING = re.compile(
    r"^(?:utm_\w*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|twclid|ttclid|mc_[ce]id|xtor|at_\w+|"
    r"_ga|_gl|ns_\w+|ito|cmpid|cmp|ocid|ref_src|ref_url|__twitter_impression|outputtype|"
    r"sid|phpsessid|jsessionid|sessionid|replytocom|share|like_comment|noamp|amp)$",
    re.IGNORECASE,
)
_JSESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_AMP_PATH = re.compile(r"(?:/amp(?:\.html?)?|\.amp(?=\.html?$))", re.IGNORECASE)
_MIRROR_HOST = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_INDEX = re.compile(r"/index\.(?:php|html?|aspx?)$", re.IGNORECASE)
_SKIP = re.compile(r"^\s*(?:javascript|mailto|tel|data|whatsapp|sms|about|blob|fax|skype|viber|ftp|file):", re.IGNORECASE)
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def to_absolute(href: str, base: str) -> str:
    """Give ``href`` as an absolute http(s) address without fragment, or "" where it is none."""
    href = href.strip()
    if not href or href[0] == "#" or _SKIP.match(href):
        return ""
    try:
        url = urljoin(base, href)
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    cut = url.find("#")
    return url if cut < 0 else url[:cut]


def without_tracking(url: str) -> str:
    """Take the parameters of :data:`TRACKING` out; the rest of the address stays as written."""
    if "?" not in url:
        return url
    parts = urlsplit(url)
    kept = [p for p in parts.query.split("&") if p and not TRACKING.match(p.split("=", 1)[0])]
    return urlunsplit(parts._replace(query="&".join(kept)))


@lru_cache(maxsize=50_000)
def url_key(url: str) -> str:
    """Fold the addresses of one page into one key, version 1.

    Scheme, ``www.``/``m.``/``amp.`` hosts, default ports, case of the host, tracking parameters,
    parameter order, AMP suffixes, trailing and doubled slashes, index files and fragments do not
    count; the path's case and every other parameter do. Keys are stored: change nothing here
    without a migration.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError:
        return url
    host = _MIRROR_HOST.sub("", host)
    if port and port not in (80, 443):
        host = f"{host}:{port}"
    path = _JSESSION.sub("", parts.path)
    path = quote(unquote(path, errors="surrogateescape"), safe="/:@!$&'()*+,;=-._~", errors="surrogateescape")
    path = re.sub(r"/{2,}", "/", path).rstrip("/")
    path = _INDEX.sub("", path)
    amp = _AMP_PATH.search(path)
    if amp and (amp.end() == len(path) or amp.group()[0] == "."):
        path = path[: amp.start()] + path[amp.end() :]
    pairs = sorted(
        (k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape") if not TRACKING.match(k)
    )
    query = "&".join(
        f"{quote(k, safe='', errors='surrogateescape')}={quote(v, safe='', errors='surrogateescape')}" if v else
        quote(k, safe="", errors="surrogateescape")
        for k, v in pairs
    )
    return f"{host}{path or '/'}{'?' + query if query else ''}"


@lru_cache(maxsize=10_000)
def site_of(url: str) -> str:
    """Name the site an address belongs to: its registered domain (``bbc.co.uk``), or host and port where it has none."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError:
        return ""
    registered = _SUFFIXES(host).top_domain_under_public_suffix
    if registered:
        return registered
    return f"{host}:{port}" if port and port not in (80, 443) else host


def is_same_site(one: str, other: str) -> bool:
    """Ask whether two addresses belong to one site."""
    return site_of(one) == site_of(other) != ""
