"""Links of menus that lead to a story, not to a list of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.runner import Done, rows
from tests.site import Site, article, listing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADLINE = "La pluie est arrivée dans le nord"
MENU = '<nav class="menu"><a href="/une/">La une</a></nav>'


def test_a_story_that_a_link_of_the_menu_redirects_to_is_stored(
    site: Site, path: Path, crawl: Callable[..., Done]
) -> None:
    shown = '<time datetime="2026-05-04T08:30:00+02:00">4 mai 2026</time><h1>'
    undeclared = re.sub(r"<script.*?</script>", "", article(HEADLINE)).replace("<h1>", shown)
    site.page("/story/", undeclared)
    site.redirect("/une/", "/story/", 302)
    site.page("/", listing(("/story/", HEADLINE), extra=MENU))
    crawl(site.url)
    assert rows(path, "SELECT headline FROM articles") == [HEADLINE]
    assert len(site.times("/story/")) == 1
