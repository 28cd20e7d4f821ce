"""Pages whose text stands only in their data: JSON-LD, the states of frameworks, templates."""

# ruff: noqa: E501

from __future__ import annotations

import contextlib
import json
import time
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.errors import NotAnArticle
from newsarchive.extraction import extract
from newsarchive.extraction.literals import read_literal
from newsarchive.extraction.meta import read_head
from newsarchive.extraction.page import parse
from newsarchive.extraction.rich_text import to_html
from newsarchive.extraction.script_values import values_in
from newsarchive.extraction.state import read_state
from newsarchive.model import Article, BlockKind, LinkKind
from tests.extraction.making import PROSE, URL

TITLE = "Le pont rouvre aux camions"
MARKUP = "".join(f"<p>{p}</p>" for p in PROSE)
OTHER = "À Koulpéla, les riverains du barrage attendent toujours leurs terres, et la saison n'attend personne. " * 6


def shell(*scripts: str, head: str = "", body: str = '<div id="root"></div>') -> str:
    """Give the page a server sends when the browser is to make the article."""
    return (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{TITLE} | L\'Écho</title>{head}</head>'
        f"<body><header><a href='/'>L'Écho</a></header>{body}{''.join(scripts)}</body></html>"
    )


def told(value: Any) -> str:
    """Write a value as pages do: no end of a script inside it."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def next_data(props: Any) -> str:
    return f'<script id="__NEXT_DATA__" type="application/json">{told({"props": {"pageProps": props}, "page": "/[slug]"})}</script>'


def flight(*rows: str) -> str:
    """Push rows as the app router does, cut where it pleases."""
    stream = "".join(rows)
    cuts = [stream[at : at + 331] for at in range(0, len(stream), 331)]
    return "<script>(self.__next_f=self.__next_f||[]).push([0])</script>" + "".join(
        f"<script>self.__next_f.push({told([1, cut])})</script>" for cut in cuts
    )


def texts(html: str) -> list[str]:
    return [block.text for block in extract(html, URL).blocks]


def article_of(body: Any, **more: Any) -> dict[str, Any]:
    return {"id": 71, "title": TITLE, "slug": "le-pont", "body": body, **more}


def spans(text: str) -> list[dict[str, Any]]:
    """Cut a sentence in leaves, as editors do at every change of style."""
    middle = text.index(" ", len(text) // 2)
    return [{"text": text[:middle]}, {"text": text[middle:], "bold": True}]


PORTABLE = [
    {"_type": "block", "style": "normal", "markDefs": [], "children": [{"_type": "span", **leaf} for leaf in spans(p)]}
    for p in PROSE
]
PROSEMIRROR = {
    "type": "doc",
    "content": [
        {"type": "paragraph", "content": [{"type": "text", "marks": [{"type": "bold"}], **leaf} for leaf in spans(p)]}
        for p in PROSE
    ],
}
LEXICAL = {
    "root": {
        "type": "root",
        "children": [
            {
                "type": "paragraph",
                "version": 1,
                "children": [{"type": "text", "format": 1, **leaf} for leaf in spans(p)],
            }
            for p in PROSE
        ],
    }
}
SLATE = [{"type": "paragraph", "children": spans(p)} for p in PROSE]
CONTENTFUL = {
    "nodeType": "document",
    "data": {},
    "content": [
        {
            "nodeType": "paragraph",
            "data": {},
            "content": [{"nodeType": "text", "value": leaf["text"], "marks": [], "data": {}} for leaf in spans(p)],
        }
        for p in PROSE
    ],
}
EDITOR_JS = {"time": 1, "version": "2.28", "blocks": [{"type": "paragraph", "data": {"text": p}} for p in PROSE]}
ARC = [{"_id": str(n), "type": "text", "content": p, "additional_properties": {}} for n, p in enumerate(PROSE)]
GUTENBERG = [{"name": "core/paragraph", "attributes": {"content": p}, "innerBlocks": []} for p in PROSE]
GRAPHQL = [{"__typename": "ParagraphBlock", "html": f"<p>{p}</p>"} for p in PROSE]
DRAFT = {
    "blocks": [
        {"key": "a1", "type": "unstyled", "text": p, "inlineStyleRanges": [], "entityRanges": []} for p in PROSE
    ],
    "entityMap": {},
}
OWN = [{"type": "textBlockArray", "items": [{"type": "htmlTextItem", "htmlText": p}]} for p in PROSE]
FORMS = {
    "markup": MARKUP,
    "markup escaped once more": MARKUP.replace("<", "&lt;").replace(">", "&gt;"),
    "lines": "\n\n".join(PROSE),
    "one line each": "\n".join(PROSE),
    "strings": PROSE,
    "strings of markup": [f"<p>{p}</p>" for p in PROSE],
    "rendered": {"rendered": MARKUP, "protected": False},
    "portable text": PORTABLE,
    "prosemirror": PROSEMIRROR,
    "prosemirror in a string": json.dumps(PROSEMIRROR),
    "lexical": LEXICAL,
    "slate": SLATE,
    "contentful": {"json": CONTENTFUL, "links": {"entries": []}},
    "editor.js": EDITOR_JS,
    "arc": ARC,
    "gutenberg": GUTENBERG,
    "graphql": GRAPHQL,
    "draft.js": DRAFT,
    "a publisher's own": OWN,
}


@pytest.mark.parametrize("name", FORMS)
def test_a_text_in_every_form_editors_keep(name: str) -> None:
    article = extract(shell(next_data({"article": article_of(FORMS[name])})), URL)
    assert [b.text for b in article.blocks] == PROSE
    assert article.headline == TITLE


@pytest.mark.parametrize(
    "script",
    [
        "window.__INITIAL_STATE__ = {0};",
        "window.__PRELOADED_STATE__={0}; window.other = 1;",
        "window['__APP_STATE'] = JSON.parse({1});",
        'window.__STATE__ = JSON.parse(decodeURIComponent("{2}"));',
        "var a = function () {{ return a.b }}; self.data = {0}",
        "window.getServerData = () => ({0});",
        "(window.queue = window.queue || []).push({0})",
        "Fusion=window.Fusion||{{}};Fusion.arcSite='echo';Fusion.globalContent={0};Fusion.spa=false;",
        "window.__DATA__ = {{ok: true, 'page': undefined, story: {0}, made: new Date('2024-01-01'), }};",
    ],
)
def test_a_state_assigned_by_a_script(script: str) -> None:
    from urllib.parse import quote

    state = told({"pages": {"le-pont": {"story": article_of(MARKUP)}}, "user": None})
    made = script.format(state, json.dumps(state), quote(state))
    assert texts(shell(f"<script>{made}</script>")) == PROSE


def test_an_island_of_json() -> None:
    assert (
        texts(shell(f'<script type="application/json" data-island="x">{told({"post": article_of(MARKUP)})}</script>'))
        == PROSE
    )


def test_a_cache_of_references() -> None:
    cache = {
        "ROOT_QUERY": {"__typename": "Query", "story": {"__ref": "Story:71"}},
        "Story:71": {"__typename": "Story", "title": TITLE, "blocks": [{"__ref": f"Text:{n}"} for n in range(3)]},
        **{f"Text:{n}": {"__typename": "TextBlock", "content": f"<p>{p}</p>"} for n, p in enumerate(PROSE)},
    }
    assert texts(shell(f"<script>window.__APOLLO_STATE__={told(cache)};</script>")) == PROSE


def test_the_function_form_of_nuxt() -> None:
    a, b, c = (json.dumps(p) for p in PROSE)
    code = (
        'window.__NUXT__=(function(a,b,c,d,e){e.kind=d;e.slug="le-pont";return {layout:d,data:[{article:{title:'
        f"{json.dumps(TITLE)},meta:e,paragraphs:[a,b,c],draft:!1,n:.5,none:void 0}}}}],serverRendered:!0}}}}"
        f'({a},{b},{c},"default",{{}}));'
    )
    assert texts(shell(f"<script>{code}</script>")) == PROSE


def test_the_devalue_form_of_nuxt() -> None:
    packed = [
        ["ShallowReactive", 1],
        {"data": 2},
        ["Reactive", 3],
        {"story": 4},
        {"title": 5, "text": 6, "when": 10, "self": 4},
    ]
    packed += [TITLE, [7, 8, 9], *PROSE, ["Date", "2024-05-06T07:08:09.000Z"]]
    assert texts(shell(f'<script type="application/json" id="__NUXT_DATA__">{told(packed)}</script>')) == PROSE


def test_rows_of_the_app_router_with_the_text_in_a_row_of_its_own() -> None:
    markup = MARKUP + "<p>Coût : $5, selon la mairie, à payer avant l'été.</p>"
    html = shell(
        flight(
            '1:"$Sreact.fragment"\n2:I[4711,["77","static/chunks/77.js"],"Story"]\n:HL["/x.css","style"]\n',
            f"2a:T{len(markup.encode()):x},{markup}",
            f'5:["$","$L2",null,{told({"story": article_of("$2a", published_at="2024-05-06T07:08:09Z")})}]\n',
            '0:{"P":null,"c":["","le-pont"],"f":[["$","$1",null,{"children":"$L5"}]]}\n',
        )
    )
    article = extract(html, URL)
    assert [b.text for b in article.blocks] == [*PROSE, "Coût : $5, selon la mairie, à payer avant l'été."]
    assert article.date_published == datetime.fromisoformat("2024-05-06T07:08:09+00:00")


def test_rows_of_the_app_router_that_are_markup() -> None:
    prose = ",".join(
        f'["$","p","{n}",{{"children":[{json.dumps(p[:9])},["$","em",null,{{"children":{json.dumps(p[9:])}}}]]}}]'
        for n, p in enumerate(PROSE)
    )
    html = shell(
        flight(
            f'7:["$","article",null,{{"children":[["$","h1",null,{{"children":{json.dumps(TITLE)}}}],["$","div",null,{{"className":"texte","children":"$8"}}],["$","$L3",null,{{"id":"ad"}}]]}}]\n8:[{prose}]\n'
        )
    )
    assert texts(html) == PROSE


@pytest.mark.parametrize("body", [" ".join(PROSE), MARKUP, "\n\n".join(PROSE), PROSE])
def test_a_text_only_in_json_ld(body: Any) -> None:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, "articleBody": body}
    article = extract(shell(f'<script type="application/ld+json">{json.dumps(node)}</script>'), URL)
    assert article.body.split() == " ".join(PROSE).split()


def test_the_state_tells_paragraphs_where_json_ld_does_not() -> None:
    node = {"@type": "NewsArticle", "headline": TITLE, "articleBody": " ".join(PROSE)}
    html = shell(
        f'<script type="application/ld+json">{json.dumps(node)}</script>', next_data({"a": article_of(MARKUP)})
    )
    assert texts(html) == PROSE


def test_json_ld_wins_over_a_state_that_holds_another_text() -> None:
    node = {"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n\n".join(PROSE * 2)}
    other = article_of(f"<p>{OTHER}</p>")
    html = shell(f'<script type="application/ld+json">{json.dumps(node)}</script>', next_data({"a": other}))
    assert "Koulpéla" not in extract(html, URL).body


@pytest.mark.parametrize("is_free", [True, False])
def test_json_ld_has_the_rest_of_a_text_that_the_page_only_begins(is_free: bool) -> None:
    whole = [*PROSE, *(f"{n}. {OTHER.strip()}" for n in range(1, 4))]
    text = "\n\n".join(whole)
    node = {"@type": "NewsArticle", "headline": TITLE, "isAccessibleForFree": is_free, "articleBody": text}
    shown = f"<article><h1>{TITLE}</h1>{MARKUP}<p>{PROSE[0]} {PROSE[1]} {PROSE[2]} {PROSE[0]} {PROSE[1]}</p></article>"
    page = shell(f'<script type="application/ld+json">{json.dumps(node)}</script>', body=shown)
    # What is for subscribers only is not looked for behind what is shown to all.
    assert (texts(page) == whole) is is_free


def test_a_json_ld_text_that_says_all_twice_is_no_longer_text() -> None:
    long = [f"{n}. {OTHER.strip()}" for n in range(4)]
    shown = f"<article><h1>{TITLE}</h1>{''.join(f'<p>{p}</p>' for p in long)}</article>"
    node = {"@type": "NewsArticle", "headline": TITLE, "articleBody": " ".join(long * 3)}
    assert texts(shell(f'<script type="application/ld+json">{json.dumps(node)}</script>', body=shown)) == long


@pytest.mark.parametrize(
    "copy",
    [
        "<textarea hidden>{0}</textarea>",
        '<script type="text/template">{0}</script>',
        "<template>{0}</template>",
        "<noscript>{0}</noscript>",
    ],
)
def test_a_copy_in_a_template(copy: str) -> None:
    story = f"<p>{TITLE}</p>" + MARKUP + f"<p>{OTHER}</p>"
    assert texts(shell(copy.format(story)))[-1] == OTHER.strip()


def test_a_form_in_a_template_is_no_article() -> None:
    consent = (
        "<p>Nous utilisons des traceurs pour mesurer l'audience et financer nos enquêtes, avec votre accord.</p>" * 12
    )
    shown = f"<main><h1>{TITLE}</h1><p>{PROSE[0]}</p></main>"
    assert texts(shell(f'<script type="text/template">{consent}</script>', body=shown)) == PROSE[:1]


NODES = [
    {"type": "heading", "attrs": {"level": 3}, "content": [{"type": "text", "text": "Trois kilomètres"}]},
    {
        "type": "paragraph",
        "content": [
            {"type": "text", "text": PROSE[0][:40]},
            {"type": "text", "text": PROSE[0][40:], "marks": [{"type": "link", "attrs": {"href": "/dossier/pont"}}]},
        ],
    },
    {
        "type": "advertisement",
        "slot": "mid",
        "text": "Une annonce qui n'a rien à faire dans le texte de l'article, vraiment rien.",
    },
    {"type": "image", "url": "https://echo.example/pont.jpg", "caption": "Le pont, au matin. Photo : A. Sanoghin"},
    {
        "type": "list",
        "list_type": "ordered",
        "items": [
            {"type": "text", "content": "Onze poutres neuves"},
            {"type": "text", "content": "Une dalle de trente centimètres"},
        ],
    },
    {"type": "quote", "content": [{"type": "paragraph", "content": [{"type": "text", "text": PROSE[2]}]}]},
    {
        "type": "oembed_response",
        "raw_oembed": {
            "html": "<blockquote>Un message d'ailleurs, long comme une phrase entière de l'article.</blockquote>"
        },
    },
    {"type": "interstitial_link", "content": "Pourquoi le barrage divise les riverains", "url": "/societe/barrage"},
    {"type": "newsletter", "text": "Recevez chaque matin l'essentiel de l'actualité de votre région par courriel."},
    {"type": "paragraph", "content": [{"type": "text", "text": PROSE[1]}, {"type": "hardBreak"}]},
]


def test_nodes_that_are_no_text() -> None:
    article = extract(shell(next_data({"article": article_of(NODES)})), URL)
    assert [(b.kind, b.text) for b in article.blocks] == [
        (BlockKind.HEADING, "Trois kilomètres"),
        (BlockKind.PARAGRAPH, PROSE[0]),
        (BlockKind.LIST_ITEM, "Onze poutres neuves"),
        (BlockKind.LIST_ITEM, "Une dalle de trente centimètres"),
        (BlockKind.QUOTE, PROSE[2]),
        (BlockKind.PARAGRAPH, PROSE[1]),
    ]
    assert [(i.url, i.caption) for i in article.images] == [
        ("https://echo.example/pont.jpg", "Le pont, au matin. Photo : A. Sanoghin")
    ]
    assert [(k.kind, k.url) for k in article.links] == [
        (LinkKind.INLINE, "https://echo.example/dossier/pont"),
        (LinkKind.RELATED, "https://echo.example/societe/barrage"),
    ]


def test_links_and_lists_of_portable_text() -> None:
    nodes = [
        {"_type": "block", "style": "h2", "children": [{"_type": "span", "text": "Les poutres"}]},
        {
            "_type": "block",
            "style": "normal",
            "markDefs": [{"_key": "k", "_type": "link", "href": "https://mairie.example/plan"}],
            "children": [
                {"_type": "span", "text": PROSE[0], "marks": []},
                {"_type": "span", "text": " Voir le plan.", "marks": ["k"]},
            ],
        },
        {
            "_type": "block",
            "style": "normal",
            "listItem": "bullet",
            "children": [{"_type": "span", "text": "Onze poutres neuves"}],
        },
        {"_type": "block", "style": "blockquote", "children": [{"_type": "span", "text": PROSE[1] + " " + PROSE[2]}]},
    ]
    article = extract(shell(next_data({"post": article_of(nodes)})), URL)
    assert [(b.kind, b.level) for b in article.blocks] == [
        (BlockKind.HEADING, 2),
        (BlockKind.PARAGRAPH, None),
        (BlockKind.LIST_ITEM, None),
        (BlockKind.QUOTE, None),
    ]
    assert [k.url for k in article.links] == ["https://mairie.example/plan"]


def test_markdown() -> None:
    text = f"## Les poutres\n\n{PROSE[0]} [Le plan](https://mairie.example/plan).\n\n- Onze poutres neuves\n- Une dalle\n\n> {PROSE[1]}\n\n**Prudence** : {PROSE[2]}"
    article = extract(shell(next_data({"post": article_of(text)})), URL)
    assert [b.text for b in article.blocks] == [
        "Les poutres",
        f"{PROSE[0]} Le plan.",
        "Onze poutres neuves",
        "Une dalle",
        PROSE[1],
        f"Prudence : {PROSE[2]}",
    ]


def test_facts_of_the_state_where_the_head_is_silent() -> None:
    story = article_of(
        MARKUP,
        publishedAt="2024-05-06T07:08:09+02:00",
        updatedAt="2024-05-08T10:00:00+02:00",
        authors=[{"name": "Awa Sanoghin"}],
    )
    article = extract(shell(next_data({"article": story})), URL)
    assert article.date_published == datetime.fromisoformat("2024-05-06T07:08:09+02:00")
    assert article.date_modified == datetime.fromisoformat("2024-05-08T10:00:00+02:00")
    assert article.authors == ["Awa Sanoghin"]


def test_what_the_state_says_of_its_article() -> None:
    story = article_of(
        MARKUP,
        firstPublishedAt="2024-05-06",
        authors=[{"firstName": "Awa", "lastName": "Sanoghin"}],
        category={"name": "Société"},
    )
    page = parse(shell(next_data({"post": story})), URL)
    found = read_state(page, read_head(page))
    assert found is not None
    assert (found.headline, found.published, found.modified) == (TITLE, "2024-05-06", None)
    assert (found.authors, found.section) == (("Awa Sanoghin",), "Société")
    assert found.html.count("<p>") == len(PROSE)


def test_a_character_cut_in_two_between_pushes() -> None:
    body = json.dumps({"story": article_of([*PROSE, "Le bac, lui, reste à quai 🚢 jusqu'à la fin des pluies."])})
    at = body.index("\\ud83d") + 6
    pushes = (
        f"<script>self.__next_f.push([1,{json.dumps(part)}])</script>" for part in ("4:" + body[:at], body[at:] + "\n")
    )
    assert texts(shell(*pushes))[-1].count("🚢") == 1
    half = [json.loads(f'"{h}"') for h in ("\\ud83d", "\\udea2")]
    whole = json.dumps({"story": article_of([*PROSE, "Le bac reste à quai @ jusqu'à la fin."])}, ensure_ascii=False)
    left, right = whole.split("@")
    pushes = (
        f"<script>self.__next_f.push([1,{json.dumps(part)}])</script>"
        for part in ("4:" + left + half[0], half[1] + right + "\n")
    )
    assert "🚢" in texts(shell(*pushes))[-1]


def decked(article: Any) -> Any:
    other = {"title": "Tout autre chose", "url": "/autre", "body": f"<p>{OTHER}</p>"}
    return {"latest": [other, dict(other)], "article": article, "next": {"story": dict(other)}}


def test_the_article_of_another_page_is_not_this_one_s() -> None:
    assert texts(shell(next_data(decked(article_of(MARKUP))))) == PROSE
    with pytest.raises(NotAnArticle):
        extract(shell(next_data(decked(None))), URL)


def test_a_text_beside_its_title() -> None:
    assert texts(shell(next_data({"head": {"title": TITLE}, "main": {"paragraphs": PROSE}}))) == PROSE


@pytest.mark.parametrize("url", ["https://echo.example/societe/", "https://echo.example/"])
def test_a_list_of_articles_is_none_of_them(url: str) -> None:
    posts = [
        {"title": f"Un titre parmi d'autres, numéro {n}", "url": f"/a/{n}", "body": f"<p>{OTHER}</p>"} for n in range(9)
    ]
    section = {
        "title": "Société et territoires",
        "slug": "societe",
        "posts": posts,
        "main": posts[0],
        "more": {"posts": posts},
    }
    html = shell(next_data({"section": section})).replace(TITLE, "Société et territoires")
    with pytest.raises(NotAnArticle):
        extract(html, url)


def test_a_page_that_shows_its_text_is_read_as_before() -> None:
    shown = f"<article><h1>{TITLE}</h1>{MARKUP}{MARKUP.replace('.', ' !')}{MARKUP.replace('.', ' ?')}</article>"
    wanted = texts(shell(body=shown))
    assert texts(shell(next_data({"a": article_of(f"<p>{OTHER}</p>" * 4)}), body=shown)) == wanted


@pytest.mark.parametrize("literal", ["{a:1,}", "[1,,'x']", "{'a':{b:[\"c\\u0064\",`e`]},}", "{a:/* why */1}"])
def test_a_literal_is_read_to_its_end(literal: str) -> None:
    value, end = read_literal(literal + "; x()", 0)
    assert isinstance(value, (dict, list))
    assert end == len(literal)


@pytest.mark.parametrize(
    "program", ["{a(){}}", "{a:b()}", "{a:function(){}}", "[1", '{"a":"', "{a:1 b:2}", "function(a){a()}(1)"]
)
def test_a_program_is_no_literal(program: str) -> None:
    assert read_literal(program, 0)[0] is None


JSON_VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.text(max_size=40),
        st.sampled_from([*PROSE, MARKUP, "$2", "$2:props:a"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "_type",
                    "text",
                    "content",
                    "children",
                    "title",
                    "url",
                    "items",
                    "marks",
                    "style",
                    "value",
                    "$",
                    "data",
                    "rows",
                    "header",
                    "level",
                    "markDefs",
                    "__ref",
                ]
            ),
            inner,
            max_size=6,
        ),
        st.tuples(st.just("$"), st.text(max_size=6), st.none(), inner).map(list),
    ),
    max_leaves=40,
)


@settings(max_examples=200, deadline=None)
@given(JSON_VALUES)
def test_no_value_breaks_it(value: Any) -> None:
    assert to_html(value) == to_html(value)
    for html in (shell(next_data({"a": article_of(value), "b": value})), shell(flight(f"2:{told(value)}\n"))):
        with contextlib.suppress(NotAnArticle):
            extract(html, URL)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *"{}[](),:='\"`\\$ \nabT1/*",
                "return ",
                "function(a){",
                "JSON.parse(",
                "__next_f.push(",
                "x=",
                "new Date(",
            ]
        ),
        max_size=400,
    ).map("".join)
)
def test_no_script_breaks_it(code: str) -> None:
    list(values_in(parse(shell(f"<script>{code}{' ' * 200}</script>"), URL)))


def test_a_value_inside_itself_ends() -> None:
    rows = 'a:{"title":"Le pont rouvre aux camions","body":"$b"}\nb:["$a","$b",{"type":"paragraph","children":["$b","Un mot."]}]\n'
    with pytest.raises(NotAnArticle):
        extract(shell(flight(rows)), URL)
    loop: list[Any] = [{"type": "paragraph", "children": [{"text": PROSE[0]}]}]
    loop.append(loop)
    assert to_html(loop).count(PROSE[0]) == 1


def took(html: str) -> float:
    page = parse(html, URL)
    head = read_head(page)
    assert head is not None
    start = time.process_time()
    list(values_in(page))
    return time.process_time() - start


BAITS = [
    'x=["a",' * 9,
    "x={a:",
    "x=[[[[",
    "return {",
    'x="{[',
    "/*",
    "x=(function(a){a.b=1;",
    '{"a":[',
    "__next_f.push([1,",
    "x=[1,2,3,",
]


@pytest.mark.parametrize("bait", BAITS)
def test_the_time_grows_with_the_length_alone(bait: str) -> None:
    def page(count: int) -> str:
        return shell(f"<script>{bait * count}</script>")

    size = 50_000 // len(bait)
    assert min(took(page(4 * size)) for _ in range(2)) < 8 * min(took(page(size)) for _ in range(2)) + 0.1


def test_deep_nesting_is_survived() -> None:
    deep = "[" * 50_000 + "]" * 50_000
    for script in (
        f"<script>x={deep}</script>",
        f'<script type="application/json">{deep}</script>',
        f"<script>self.__next_f.push([1,{json.dumps('1:' + deep)}])</script>",
    ):
        with pytest.raises(NotAnArticle):
            extract(shell(script), URL)


def said(article: Article) -> tuple[str, ...]:
    return tuple(b.text for b in article.blocks)


def test_the_same_page_gives_the_same() -> None:
    html = shell(next_data(decked(article_of(NODES))))
    assert said(extract(html, URL)) == said(extract(html, URL))
