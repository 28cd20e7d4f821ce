"""Addresses: made absolute, cleaned, and folded into the key under which an article is known."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

import tldextract

from newsarchive.errors import UsageError

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
# An address that urljoin would leave as it is: no dot segments to fold, nothing odd in the host.
_PLAIN = re.compile(r"https?://[a-zA-Z0-9.-]+(?::\d{1,4})?(?=[/?#]|$)(?!.*/\.)")
# Host, port, path and query of an address in which nothing is quoted or odd: nine in ten.
_PARTS = re.compile(
    r"https?://([a-zA-Z0-9.-]+)(?::([0-9]{1,4}))?((?:/[a-zA-Z0-9/:@!$&'()*+,;=._~-]*)?)(?:\?([!-\"$-~]*))?(?:#[!-~]*)?"
)
_HOST = re.compile(r"https?://([a-zA-Z0-9.-]+)(?::([0-9]{1,4}))?(?=[/?#]|$)")
_NAME = re.compile(r"[a-zA-Z0-9_-]+")
#: Halves of characters, which no address can hold: browsers ask for U+FFFD.
_HALVES = re.compile("[\ud800-\udfff]")
#: A name, its labels between single dots, or an IPv6 address.
_GIVEN_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?|[\da-f:.]*:[\da-f:.]*")
_INDEX = re.compile(r"/index\.(?:php|html?|aspx?)$", re.IGNORECASE)
_SKIP = re.compile(
    r"^\s*(?:javascript|mailto|tel|data|whatsapp|sms|about|blob|fax|skype|viber|ftp|file):", re.IGNORECASE
)
#: Addresses longer than this are none that come again: a cache of them would only hold memory.
_LONG = 2000
#: Longer ones no server answers.
_TOO_LONG = 20_000
#: Letters of an address that messages show.
_SHOWN = 80
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def parts_of(url: str) -> SplitResult:
    """Split an address as :func:`urllib.parse.urlsplit` does; one that is none has no parts."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def host_of(url: str) -> str:
    """Give the host of an address in lower case, with its port where it states one; "" where there is none."""
    plain = _HOST.match(url)
    if plain is not None:
        host, port = plain[1].lower().rstrip("."), int(plain[2] or 0)
        return f"{host}:{port}" if port and port not in (80, 443) else host
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port or 0
    except ValueError:
        return ""
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    return f"{host}:{port}" if port and port not in (80, 443) else host


def checked_url(text: str) -> str:
    """Give an address that somebody typed as it can be fetched (``example.org`` means https). Raises UsageError."""
    text = text.strip()
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    url = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - asks whether the port is a number
    except ValueError as error:
        raise UsageError(f"{shown!r} is no address ({error}); give one such as https://example.org") from None
    if parts.username is not None:
        raise UsageError(f"{parts.hostname}: an address with a user's name in it is not crawled")
    if parts.scheme not in ("http", "https"):
        raise UsageError(f"{shown!r}: only http and https can be crawled")
    host = parts.hostname or ""
    # urlsplit takes line breaks out without a word, so the text itself is asked.
    if not _GIVEN_HOST.fullmatch(host) or " " in text or not text.isprintable() or len(text) > _TOO_LONG:
        raise UsageError(f"{shown!r} is no address; give one such as https://example.org")
    if not ("." in host or host == "localhost" or ":" in host):
        raise UsageError(f"{shown!r} is no address; give one such as https://example.org")
    return url


def to_absolute(href: str, base: str) -> str:
    """Give ``href`` as an absolute http(s) address without fragment, or "" where it is none."""
    href = href.strip()
    if not href or href[0] == "#" or len(href) > _TOO_LONG:
        return ""
    if _PLAIN.match(href):
        # Nine links in ten; urljoin would take them apart and put the same address together again.
        url = href
    elif href[0] == "/" and href[1:2] != "/" and "/." not in href and (origin := _origin(base)):
        url = origin + href
    else:
        if _SKIP.match(href):
            return ""
        try:
            url = urljoin(base, href)
            parts = urlsplit(url)
        except ValueError:
            return ""
        if parts.scheme not in ("http", "https") or not parts.netloc or not _has_port(parts):
            return ""
    cut = url.find("#")
    return url if cut < 0 else url[:cut]


def _has_port(parts: SplitResult) -> bool:
    """Ask whether the port, if there is one, is a number that a port can be."""
    try:
        return parts.port is None or parts.port >= 0
    except ValueError:
        return False


def _host(parts: SplitResult) -> str:
    """Give the host in lower case and ASCII: ``café.fr`` and ``xn--caf-dma.fr`` are one."""
    host = (parts.hostname or "").rstrip(".")
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _is_tracking(name: str, value: str) -> bool:
    # A number is what PHP-Nuke and its kin call their stories by; a session has letters, too.
    return bool(TRACKING.match(name)) and not (name.lower() == "sid" and value.isdecimal())


@lru_cache(maxsize=1000)
def _origin(url: str) -> str:
    match = _PLAIN.match(url)
    return match.group() if match else ""


def without_tracking(url: str) -> str:
    """Take the parameters of :data:`TRACKING` out; the rest of the address stays as written."""
    if "?" not in url:
        return url
    parts = urlsplit(url)
    kept = [p for p in parts.query.split("&") if p and not _is_tracking(p.partition("=")[0], p.partition("=")[2])]
    return urlunsplit(parts._replace(query="&".join(kept)))


def url_key(url: str) -> str:
    """Fold the addresses of one page into one key, version 1.

    Scheme, ``www.``/``m.``/``amp.`` hosts, default ports, case of the host, tracking parameters,
    parameter order, AMP suffixes, trailing and doubled slashes, index files and fragments do not
    count; the path's case and every other parameter do. Keys are stored: change nothing here
    without a migration.
    """
    return _cached_key(url) if len(url) <= _LONG else _url_key(url)


def _url_key(url: str) -> str:
    plain = _PARTS.fullmatch(url)
    if plain is not None:
        host, port, path, query = plain[1].lower().rstrip("."), int(plain[2] or 0), plain[3], plain[4] or ""
        host = _MIRROR_HOST.sub("", host)
    else:
        try:
            parts = urlsplit(_HALVES.sub("\ufffd", url.strip()))
            host = _host(parts)
            port = parts.port or 0
        except ValueError:
            return url
        host = _MIRROR_HOST.sub("", host)
        path, query = parts.path, parts.query
    if port and port not in (80, 443):
        host = f"{host}:{port}"
    if ";" in path:
        path = _JSESSION.sub("", path)
    if plain is None:
        path = quote(unquote(path, errors="surrogateescape"), safe="/:@!$&'()*+,;=-._~", errors="surrogateescape")
    path = (re.sub(r"/{2,}", "/", path) if "//" in path else path).rstrip("/")
    path = _INDEX.sub("", path)
    amp = _AMP_PATH.search(path) if "amp" in path.lower() else None
    if amp and (amp.end() == len(path) or amp.group()[0] == "."):
        path = path[: amp.start()] + path[amp.end() :]
    return f"{host}{path or '/'}{_query_key(query) if query else ''}"


def _query_key(query: str) -> str:
    given = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    pairs = sorted(
        (_quoted(name), _quoted(value)) for name, value in given if (name or value) and not _is_tracking(name, value)
    )
    kept = "&".join(f"{name}={value}" if value else name for name, value in pairs)
    return f"?{kept}" if kept else ""


_cached_key = lru_cache(maxsize=50_000)(_url_key)


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogateescape")


def is_same_page(one: str, other: str) -> bool:
    """Ask whether two addresses are those of one page, by their keys."""
    # What the path of the one ends with stands in the other, unless in another spelling.
    return (_name_in(other) in one or "%" in one or not one.isprintable()) and url_key(one) == url_key(other)


@lru_cache(maxsize=1000)
def _name_in(url: str) -> str:
    """Give the last part of an address's path where it is plain letters and digits, up to a dot."""
    name = url_key(url).partition("?")[0].rpartition("/")[2].partition(".")[0]
    return name if _NAME.fullmatch(name) else ""


def site_of(url: str) -> str:
    """Name the site of an address: its registered domain (``bbc.co.uk``), or host and port where it has none."""
    plain = _HOST.match(url)
    if plain is not None:
        host, port = plain[1].lower().rstrip("."), int(plain[2] or 0)
    else:
        try:
            parts = urlsplit(url)
            host, port = _host(parts), parts.port or 0
        except ValueError:
            return ""
    registered = _cached_registered(host) if len(host) <= _LONG else _registered(host)
    if registered:
        return registered
    host = _MIRROR_HOST.sub("", host)
    return f"{host}:{port}" if port and port not in (80, 443) else host


def _registered(host: str) -> str:
    return _SUFFIXES(host).top_domain_under_public_suffix


_cached_registered = lru_cache(maxsize=10_000)(_registered)


def is_same_site(one: str, other: str) -> bool:
    """Ask whether two addresses belong to one site."""
    host = _plain_host(one)
    return (host != "" and host == _plain_host(other)) or site_of(one) == site_of(other) != ""


def _plain_host(url: str) -> str:
    """Give the host of an address, and its port, where nothing else stands before its path, else ""."""
    plain = _HOST.match(url)
    host = plain[1].lower().rstrip(".") if plain is not None else ""
    return f"{host}:{plain[2]}" if host and plain is not None and plain[2] else host
