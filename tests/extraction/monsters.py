"""Hostile pages of any size: each kind grows one thing without end, around an article small enough to be found.

``MONSTERS`` maps a name to a function from a size in bytes, about, to a page.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count

from tests.extraction.making import page, paragraphs

WORDS = "La pluie tombe sur le port depuis trois jours, et les pêcheurs attendent sous les hangars. "
MONSTERS: dict[str, Callable[[int], str | bytes]] = {}


def _fill(size: int, piece: str) -> str:
    return piece * (size // len(piece.encode()) + 1)


def _counted(size: int, pattern: str) -> str:
    """Repeat a pattern with a running number in it, so that no two pieces are the same."""
    pieces, total = [], 0
    for number in count():
        if total >= size:
            return "".join(pieces)
        pieces.append(pattern.replace("%d", str(number)))
        total += len(pieces[-1])
    raise AssertionError


def _many(name: str, piece: str, *, before: str = "", after: str = "") -> None:
    """A page whose article holds a piece again and again ("%d" in it counts)."""
    make = _counted if "%d" in piece else _fill
    MONSTERS[name] = lambda size: page(paragraphs() + before + make(size, piece) + after)


def _head(name: str, piece: str, *, before: str = "", after: str = "") -> None:
    make = _counted if "%d" in piece else _fill
    MONSTERS[name] = lambda size: page(paragraphs(), head=before + make(size, piece) + after)


def _titled(name: str, piece: str) -> None:
    MONSTERS[name] = lambda size: page(paragraphs(), headline=_fill(size, piece))


def _ld(name: str, make: Callable[[int], str]) -> None:
    MONSTERS[name] = lambda size: page(paragraphs(), head=f'<script type="application/ld+json">{make(size)}</script>')


TAGS = """
    div font b span p blockquote section article aside ul li table td h2 h3 a form nav footer header figure label
    noscript strong q select template svg main time address custom-block
"""
CLASSES = """
    author byline date updated related-posts share comments newsletter author-box advert sidebar caption tags category
    lead article-body entry-content hidden embed popular overlay breadcrumb footer-content title-bar article-headline
"""
METAS = """
    author description keywords news_keywords og:title og:site_name article:published_time date
"""
for _tag in TAGS.split():
    _many(f"open <{_tag}>", f"<{_tag}>", after=WORDS)
    _many(f"<{_tag}> with a word", f"<{_tag}>mot {WORDS[:20]}</{_tag}>")
    _many(f"empty <{_tag}>", f"<{_tag}></{_tag}>")
for _names in CLASSES.split():
    _many(f"class {_names}", f'<div class="{_names}">Un mot de plus</div>')
    _many(f"nested class {_names}", f'<div class="{_names}"><a href="/x">mot</a>')
    _many(f"long class {_names}", f'<div class="{_names}"><p>{WORDS}</p></div>')
_many("text in one paragraph", WORDS, before="<p>", after="</p>")
_many("paragraphs", f"<p>{WORDS * 2}</p>")
_many("same paragraphs, apart", f"<p>{WORDS * 2}%d</p>")
_many("text without tags", WORDS)
_many("text without spaces", "橋は朝五時に再び開通し、")
_many("text without spaces or marks", "橋")
_many("letters", "a", before="<p>", after="</p>")
_many("spaces", " ", before="<p>a", after="b</p>")
_many("no-break spaces", "\xa0", before="<p>a", after="b</p>")
_many("dashes", "-", before="<p>a", after="b</p>")
_many("spaced dashes", " -", before="<p>a", after=" b</p>")
_many("digits", "1", before="<p>le ", after=" mai 2024</p>")
_many("digits apart", "1 2. 3/4/ 5: ", before="<p>", after="</p>")
_many("quotes", '"', before="<p>", after=" a</p>")
_many("guillemets", "»", before="<p>", after=" a</p>")
_many("full stops", ".", before="<p>", after=" a</p>")
_many("colons", ":", before="<p>", after="</p>")
_many("entities", "&amp;amp;")
_many("soft hyphens", "&shy;\u200b")
_many("NUL bytes", "\0")
_many("br", "<br>")
_many("br and text", "La ligne d’après<br>")
_many("br br", f"<br><br>{WORDS}")
_many("links", '<a href="/a/%d">Un autre article, le numéro %d</a> ')
_many("link paragraphs", '<p><a href="/a/%d">Un autre article, le numéro %d</a></p>')
_many("link lists", '<li><a href="/a/%d">Un autre article, le numéro %d</a></li>')
_many("headings with links", '<h3><a href="/a/%d">Un autre article, le numéro %d</a></h3>')
_many("teasers", '<article><h2><a href="/a/%d">Un autre article, le numéro %d</a></h2><p>Extrait bref.</p></article>')
_many("whole posts", f'<article><h2><a href="/a/%d">Un autre article du %d mai</a></h2><p>{WORDS * 3}</p></article>')
_many("related headings", "<h3>Sur le même sujet</h3>")
_many("related headings with links", '<h3>Sur le même sujet</h3><p><a href="/a/%d">Un autre article, le %d</a></p>')
_many("related headings behind", "<h3>Sur le même sujet</h3><p>mot</p>", before="</div></article></main>")
_many("related words", "<p>Lire aussi</p>")
_many("read also", '<p>Lire aussi : <a href="/a/%d">Le bac tombe en panne pour la fois %d</a></p>')
_many("end headings", "<h3>Commentaires</h3><p>Mot</p>")
_many("tag labels", "<p>Mots-clés :</p>")
_many("tag labels in asides", "<h3>Mots-clés</h3><div>", before="<aside>", after="</aside>")
_many("tag links", '<a rel="tag" href="/tag/%d">Mot %d</a>')
_many("authors", '<span class="author"><a rel="author" href="/author/%d">Awa %d Koné</a></span>')
_many("by-lines", '<p class="byline">Par Awa Koné, le 3 mai 2024</p>')
_many("times", '<time datetime="2024-05-03T10:00:%d">3 mai</time>')
_many("time words", "<time>quelque part en mai</time>")
_many("times above", "<time>quelque part en mai</time>")
_many("dates in text", "<p>Publié le 3 mai 2024 à 10h</p>")
_many("images", '<img src="/i/%d.jpg">')
_many("images with bad sources", '<img srcset=", , %d" data-src="data:%d">')
_many("captions", "<figcaption>Le port, hier. Photo : Awa Koné</figcaption>", before='<img src="/i.jpg">')
_many("figures", '<figure><img src="/i/%d.jpg"><figcaption>Photo : Awa %d</figcaption></figure>')
_many("cells", "<td>Un</td><td>2</td></tr><tr>", before="<table><tr>", after="</table>")
_many("cells in one row", "<td>Un</td>", before="<table><tr>", after="</table>")
_many("tables", "<table><tr><td>Un<td>2<tr><td>Un<td>2</table>")
_many("nested tables", f"<table><tr><td>{WORDS}<td>2<tr><td>")
_many("inputs", '<input type="email" name="a%d">', before="<form>", after="</form>")
_many("forms", '<form><input type="email"><button>Abonnez-vous</button></form>')
_many("forms in divs", '<div><form><input type="email"></form></div>')
_many("footers", "<footer>Awa Koné</footer>")
_many("short divs", "<div>mot</div>")
_many("lists", "<ul><li>mot</ul>")
_many(
    "strange addresses",
    '<a href="http://[%d">mot et mot et mot</a><a href=" java\nscript:%d">b</a><a href="//%d:x/ ">c</a>',
)
_many("schemes", '<a href="javascript:void(%d)">un mot et un mot</a>')
_many("distinct classes", '<div class="a%d-b c%d related%d">mot</div>')
_many("comments of markup", "<!-- -->")
_many("broken tags", "<div <p <a ")
_many("less-than signs", "< ")
_many("ampersands", "&")
_many("nested quotes", "<blockquote><p>mot</p>")
_many("attributes", ' data-%d="%d"', before="<div", after=">mot</div>")
_many("one class of many tokens", "a%d-related b ", before='<div class="', after='">mot</div>')
_many("one class of one token", "a-", before='<div class="', after='">mot</div>')
_many("one long id", "related", before='<div id="', after='">mot</div>')
_many("one long style", "display :none;", before='<div style="', after='">mot</div>')
_many("one long rel", "tag ", before='<a rel="', after='" href="/x">mot</a>')
_many("one long href", "/a", before='<a href="', after='">un mot et un mot et un mot</a>')
_many("one long query", "a=%d&amp;", before='<a href="/x?', after='">un mot et un mot et un mot</a>')
_many("one long datetime", "2024-", before='<time datetime="', after='">mot</time>')
_many("one long src", "/a", before='<img src="/', after='">')
_many("one long srcset", "/a%d 2x, ", before='<img srcset="', after='">')
_many("one long itemprop", "author ", before='<div itemprop="', after='">mot</div>')
_many("one long property", "dc:date ", before='<div property="', after='">mot</div>')
_many("one long role", "navigation ", before='<div role="', after='">mot</div>')
_many("one long caption", "photo de ", before='<figure><img src="/i.jpg"><figcaption>', after="</figcaption></figure>")
_many("one long heading", "Sur le même sujet ", before="<h2>", after="</h2>")
_many("one long author", "Awa Koné et ", before='<span class="author">', after="</span>")
_many("one long link", "mot ", before='<p><a href="/x">', after="</a></p>")
_many("document ends", "</body></html>")
_many("comments open", "<!--")
_many("doctypes", "<!DOCTYPE html>")
_many("bodies", "<body class=home><html lang=fr>")
_many("asides with headings", "<h3>Mots</h3><p>mot</p>", before="<aside>", after="</aside>")
_many("nested headings in an aside", "<h3><div>", before="<aside>mot", after="</aside>")
_many("nested strong in an author's box", "<strong>", before='<div class="author-box">', after="mot</div>")
_many("nested authors", '<div itemprop="author"><b itemprop="name">')
_many("asides", '<aside><h3>Sur le même sujet</h3><a href="/a/%d">Un autre article, le numéro %d</a></aside>')
_many("navs", '<nav><a href="/">Accueil</a> › <a href="/a/%d">%d</a></nav>')

_titled("letters in the title", "a")
_titled("words in the title", "Le pont rouvre ")
_titled("dashes in the title", "-")
_titled("spaced dashes in the title", "a - ")
_titled("bars in the title", "|a")
_titled("quotes in the title", '"a')
_titled("colons in the title", ": ")

_head("metas", '<meta name="m%d" content="v%d">')
_head("same metas", '<meta name="article:tag" content="mot %d">')
_head("author metas", '<meta name="author" content="Awa %d Koné">')
_head("odd date metas", '<meta name="publish-%d-date" content="vers 2024">')
_head("scripts", "<script>var a = 1;</script>")
_head("link elements", '<link rel="canonical" href="/%d">')
_head("titles", "<title>Un titre</title>")
_head("bases", "<base href='http://['>")
_head("JSON-LD scripts", '<script type="application/ld+json">{"@type": "Thing", "name": "n%d"}</script>')
_head(
    "JSON-LD articles",
    '<script type="application/ld+json">{"@type": "NewsArticle", "@id": "#%d", "headline": "Un %d", '
    '"author": {"@id": "#%d"}}</script>',
)
for _meta in METAS.split():
    for _what, _piece in {
        "letters": "a", "dashes": " - ", "names": "Awa Koné, ", "digits": "1", "spaces": " ", "marks": "@ ( \" : ",
        "tags": "&lt;", "references": "&amp;#1",
    }.items():  # fmt: skip
        _head(f"{_what} in {_meta}", _piece, before=f'<meta name="{_meta}" content="x', after='y">')

_ld("JSON nested arrays", lambda size: "[" * size)
_ld("JSON nested objects", lambda size: '{"a":' * (size // 5))
_ld("JSON of one big array", lambda size: "[" + _fill(size, '{"@type":"Person","name":"A"},') + "{}]")
_ld("JSON graph of articles", lambda size: '{"@graph":[' + _counted(size, '{"@type":"Article","@id":"%d"},') + "{}]}")
_ld("JSON authors", lambda size: '{"@type":"Article","author":[' + _counted(size, '"Awa %d",') + '"B"]}')
_ld("JSON images", lambda size: '{"@type":"Article","image":[' + _counted(size, '"/i/%d",') + '"B"]}')
_ld("JSON keywords", lambda size: '{"@type":"Article","keywords":"' + _counted(size, "mot %d, ") + '"}')
_ld("JSON long strings", lambda size: json.dumps({"@type": "Article", "headline": "a " * (size // 2)}))
_ld("JSON broken late", lambda size: '{"@type":"Article","headline":"' + "a, " * (size // 3) + '"')
_ld("JSON trailing commas", lambda size: "[" + _fill(size, "[1 ,],") + "]")
_ld("JSON commas and spaces", lambda size: "{" + _fill(size, ", "))
_ld("JSON slashes", lambda size: "//" + " " * size + "x")
_ld("JSON comments", lambda size: _fill(size, "--> ") + "x")
_ld("JSON digits", lambda size: '{"@type":"Article","headline":' + "1" * size + "}")

MONSTERS["no page at all"] = lambda size: WORDS * (size // len(WORDS))
MONSTERS["a tag and text"] = lambda size: "<p>" + WORDS * (size // len(WORDS))
MONSTERS["XML comments"] = lambda size: "<?xml version='1.0'?>" + _fill(size, "<!---->") + page(paragraphs())
MONSTERS["body classes"] = lambda size: page(paragraphs(), body_class=_fill(size, "tax-a-"))
MONSTERS["UTF-16"] = lambda size: page(_fill(size // 2, f"<p>{WORDS}</p>")).encode("utf-16")
MONSTERS["Latin-1 called UTF-8"] = lambda size: page(_fill(size, f"<p>{WORDS}</p>")).encode("cp1252", "replace")
MONSTERS["UTF-8 called Latin-1"] = lambda size: (
    page(_fill(size, f"<p>{WORDS}</p>")).replace("utf-8", "iso-8859-1").encode()
)
MONSTERS["high bytes"] = lambda size: page(paragraphs()).encode() + b"\xff" * size
MONSTERS["cut sequences"] = lambda size: page(paragraphs()).encode() + b"\xe2\x82" * (size // 2)
MONSTERS["undeclared bytes"] = lambda size: (
    page(_fill(size, "<p>Мост снова открыт, и колонна растянулась.</p>"))
    .replace('<meta charset="utf-8">', "")
    .encode("cp1251", "replace")
)


def _state(name: str, make: Callable[[int], str], kind: str = 'id="__NEXT_DATA__" type="application/json"') -> None:
    """A page without text of its own, so that the data of its scripts are read for it."""
    MONSTERS[name] = lambda size: (
        f"<!DOCTYPE html><html><head><title>{_TITLE}</title></head><body><div id=app></div>"
        f"<script {kind}>{make(size)}</script></body></html>"
    )


def _scripts(name: str, piece: str) -> None:
    MONSTERS[name] = lambda size: (
        f"<!DOCTYPE html><html><head><title>{_TITLE}</title></head><body><div id=app></div>"
        f"{_counted(size, f'<script>{piece}</script>')}</body></html>"
    )


_TITLE = "Le pont rouvre aux camions"
_OBJECT = f'{{"title":"{_TITLE}","url":"/a/%d","body":"<p>{WORDS * 4}</p>"}}'
_state("state of many articles", lambda size: '{"a":[' + _counted(size, _OBJECT + ",") + "1]}")
_state("state of one text", lambda size: json.dumps({"title": _TITLE, "body": f"<p>{WORDS * (size // 90)}</p>"}))
_state("state of paragraphs", lambda size: json.dumps({"title": _TITLE, "body": [WORDS] * (size // 90)}))
_state(
    "state of blocks", lambda size: json.dumps({"title": _TITLE, "b": [{"type": "p", "text": WORDS}] * (size // 120)})
)
_state("state of numbers", lambda size: json.dumps({"title": _TITLE, "a": list(range(size // 7))}))
_state("state of nested arrays", lambda size: "[" * (size // 2) + "]" * (size // 2))
_state("state of nested objects", lambda size: '{"body":' * (size // 9) + '"a"' + "}" * (size // 9))
_state(
    "state nested in strings",
    lambda size: json.dumps({"a": json.dumps({"b": json.dumps({"body": WORDS * (size // 90)})})}),
)
_state("state nested 400 deep", lambda size: json.dumps({"title": _TITLE, "a": _nest(size)}))
_state("state cut off", lambda size: '{"title":"' + _TITLE + '","body":[' + _fill(size, f'"{WORDS}",'))
_state("state assigned", lambda size: "window.__INITIAL_STATE__=" + "{a:[" + _counted(size, "{b:%d,c:'d'},") + "]}", "")
_state("state of nested calls", lambda size: "window.__NUXT__=" + "(function(a){return " * (size // 20), "")
_state("state open brackets", lambda size: "window.a=" + "[{a:" * (size // 4), "")
_state("state open quotes", lambda size: "window.a={b:" + "'a" * (size // 2), "")
_state("state of assignments", lambda size: _counted(size, "window.a%d={b:%d};"), "")
_state("state of broken assignments", lambda size: _counted(size, "window.a%d={b:[(;"), "")
_state("state of JSON.parse", lambda size: _counted(size, 'window.a%d=JSON.parse("{\\"a\\":1}");'), "")
_state("state of backslashes", lambda size: 'window.a=JSON.parse("' + "\\" * size + '")', "")
_state(
    "state of references",
    lambda size: json.dumps([{"title": 1, "body": 2}, *range(3, size // 8)]),
    "type=application/json",
)
_scripts("flight pushes", f'self.__next_f.push([1,"%d:[\\"$\\",\\"p\\",null,{{\\"children\\":\\"{WORDS}\\"}}]\\n"])')
_scripts(
    "flight pushes of references", 'self.__next_f.push([1,"%d:[\\"$\\",\\"p\\",null,{\\"children\\":\\"$L%d\\"}]\\n"])'
)
_scripts("flight pushes in single quotes", "self.__next_f.push([1,'%d'])")
_state("flight pushes in one script", lambda size: _counted(size, "self.__next_f.push([1,'%d']);"), "")
_scripts("small scripts", "window.a%d={b:1}")
_scripts("scripts with dates", '"datePublished":"2024-05-03T10:00:%d"')
_many("templates", f"<template><p>{WORDS}</p></template>")
_many("templates left open", f"<template><p>{WORDS}")
_many("streamed parts", '<div hidden id="S:%d"><p>mot</p></div><template id="B:%d"></template>')
_many("streamed parts in each other", '<div hidden id="S:%d"><template id="B:%d"></template>')
_many("noscripts", f"<noscript><p>{WORDS}</p></noscript>")
_many("text areas", f"<textarea>&lt;p>{WORDS}&lt;/p></textarea>")
_many("one by-line without end", "Par Awa Koné et ", before='<p class="byline">', after="</p>")
_many("names in one by-line", "Awa Koné, ", before='<p class="byline">Par ', after="</p>")
_many("elements in one by-line", "<b>Awa</b> ", before='<p class="byline">Par ', after="</p>")
_many("elements in one date", "<b>3</b> ", before='<div class="date">', after="</div>")
_many("dates in each other", '<div class="date">3 mai 2024 ')
_many("sections in each other", '<div class="category"><a href="/x">mot</a>')
_many("times behind", "<time>quelque part en mai</time>", before="</div></article></main>")
_many("kickers", '<div class="kicker">Un mot</div>')
_many("headings of parts", "<span>mot</span><b>mot</b>", before="<h1>", after="</h1>")
_many("h1", "<h1>Un titre, le numéro %d</h1>")
_many("breadcrumbs", '<div class="breadcrumb"><a href="/x">Accueil</a></div>')
_many("tag links in asides", '<a rel="tag" href="/tag/%d">Mot %d</a>', before="<aside>", after="</aside>")
_many("tag pages", '<a href="/tag/mot-%d">mot %d</a>', before='<div class="tags">', after="</div>")
_many("link cards", '<div class="card"><a href="/a/%d"><img src="/i"></a><p>Un autre article, le %d</p></div>')
_many(
    "related cards",
    '<div class="card"><a href="/a/%d"><h4>Un autre article, le numéro %d</h4></a></div>',
    before='<aside class="related"><h3>Sur le même sujet</h3>',
    after="</aside>",
)
_many("author boxes", '<div class="author-box"><h3>Awa Koné</h3><p>Elle écrit.</p></div>')
_many("links in a by-line", '<a href="/author/%d">Awa Koné</a> ', before='<div class="byline">', after="</div>")
_many("pictures in one link", '<img src="/i/%d.jpg"> ', before='<a href="/x">', after="</a>")
_many(
    "pictures in links", '<a href="/x/%d">mot</a><a href="/y/%d"><img src="/i/%d.jpg"></a> ', before="<p>", after="</p>"
)
_many("pictures of one picture", '<source srcset="/i/%d.jpg 2x"><img>', before="<picture>", after="</picture>")
_many(
    "related headings in a box",
    '<h3>Sur le même sujet</h3><p><a href="/a/%d">Un autre article, le numéro %d</a></p><p>Mot</p><p>Mot</p><p>Mot</p>',
    before=f"<div><p>{WORDS * 3}</p>",
    after="</div>",
)
_many("runs of cards", '<h3><a href="/a/%d">Un autre article, le numéro %d</a></h3>' * 3 + f"<p>{WORDS * 2}</p>")
_many("credits", "<figure><img src=/i/%d.jpg><figcaption><span>Photo : Awa %d / Agence</span></figcaption></figure>")
_many("sources", '<source srcset="/i/%d.jpg 2x">', before="<picture>", after='<img src="/i.jpg"></picture>')
_many("signatures", "<p>Awa Koné</p>")
_many("labels of dates", "<p>Publié le :</p>")
_ld("JSON body", lambda size: json.dumps({"@type": "NewsArticle", "articleBody": WORDS * (size // 90)}))
MONSTERS["JSON body and paragraphs"] = lambda size: page(
    _counted(size // 2, f"<p>%d {WORDS * 2}</p>"),
    head='<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "'
    + _counted(size // 2, "a %d ")
    + '"}</script>',
)
_ld("JSON body of tags", lambda size: json.dumps({"@type": "NewsArticle", "articleBody": "<p><b>" * (size // 6)}))


def _nest(size: int) -> object:
    value: object = WORDS * (size // 90)
    for _ in range(400):
        value = {"content": [value]}
    return value
