"""Pages run by the real browser, on a loopback site: what is rendered, what a page may load, how it ends."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.settings import Settings

from newsarchive.crawl import rendering
from newsarchive.errors import UsageError
from newsarchive.extraction import extract
from newsarchive.sites import parse_site
from tests.crawl.processes import below, browsers, is_alive, renderers, until
from tests.crawl.program import shell, story
from tests.runner import CHECKOUT, environment
from tests.site import Answer, Site, article
from tests.site.pages import body_of

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADLINE = "Le conseil vote le budget de la commune"
WORDS = "<p>" + "Des mots qui tiennent leur place. " * 20 + "</p>"
WRITES = f"document.getElementById('root').innerHTML = {json.dumps(WORDS)};"


@pytest.fixture
def elsewhere() -> Iterator[Site]:
    with Site() as running:
        yield running


def command(site: Site, *paths: str, **asked: Any) -> list[str]:
    asked["urls"] = [path if "://" in path else site.base + path for path in paths]
    return [sys.executable, "-m", "tests.crawl.rendered", json.dumps(asked)]


def fetched(site: Site, *paths: str, **asked: Any) -> dict[str, dict[str, Any]]:
    """Ask for pages; give what came by the path that was asked for."""
    done = subprocess.run(
        command(site, *paths, **asked), cwd=CHECKOUT, env=environment(), capture_output=True, timeout=120, check=False
    )
    err = done.stderr.decode()
    assert done.returncode == 0, err
    for trouble in ("Traceback", "never awaited", "Unhandled", "Exception ignored", "never retrieved"):
        assert trouble not in err, err
    told = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return {line["asked"].removeprefix(site.base): line for line in told}


def script(site: Site, name: str, text: str) -> None:
    """Serve a page at /name/ and the script it runs."""
    site.page(f"/{name}/", shell(f"/{name}.js"))
    site.text(f"/{name}.js", text, "text/javascript")


def test_text_that_is_fetched_later_is_read_and_a_static_page_is_not_rendered(site: Site) -> None:
    story(site, "/budget/", HEADLINE)
    site.page("/pont/", article("Le pont rouvre aux camions", extra='<img src="/pont.jpg">'))
    came = fetched(site, "/budget/", "/pont/")
    budget, pont = came["/budget/"], came["/pont/"]
    assert budget["loop"] == "uvloop"
    assert budget["is_rendered"]
    assert budget["headers"][rendering.RENDERED_HEADER].startswith("chromium 1")
    read = extract(budget["body"], budget["url"])
    assert read.headline == HEADLINE
    assert read.body.split("\n\n") == body_of(HEADLINE)
    assert not pont["is_rendered"]
    assert extract(pont["body"], pont["url"]).headline == "Le pont rouvre aux camions"
    # The document once, by Scrapy; robots.txt once; the program and its data; no picture.
    assert Counter(site.paths) == Counter(
        ["/robots.txt", "/budget/", "/app.js", "/api/budget/data.json", "/pont/"],
    )
    for asked in site.asked:
        assert asked.headers["User-Agent"].startswith("newsarchive/"), asked
        assert "t@example.org" in asked.headers["User-Agent"]
        assert asked.headers["Accept-Language"].startswith("fr"), asked


def test_the_program_is_fetched_once_a_crawl(site: Site) -> None:
    paths = [f"/{n}/" for n in range(4)]
    for path in paths:
        story(site, path, f"{HEADLINE}, page {path}")
    came = fetched(site, *paths)
    assert all(page["is_rendered"] for page in came.values())
    assert site.paths.count("/app.js") == 1
    assert [site.paths.count(path) for path in paths] == [1, 1, 1, 1]


def test_a_profile_decides(site: Site) -> None:
    story(site, "/budget/", HEADLINE)
    site.page("/pont/", article("Le pont rouvre aux camions"))
    domain = f'domains = "127.0.0.1:{site.port}"\n'
    never = fetched(site, "/budget/", "/pont/", profile=domain + "render = false")
    assert not any(page["is_rendered"] for page in never.values())
    always = fetched(site, "/budget/", "/pont/", profile=domain + "render = true")
    assert all(page["is_rendered"] for page in always.values())


def test_statuses_redirects_and_files_are_what_they_are_without_a_browser(site: Site) -> None:
    site["/gone/"] = Answer(body=shell().encode(), status=404)
    site.redirect("/old/", "/budget/")
    site.redirect("/to-secret/", "/secret/")
    story(site, "/budget/", HEADLINE)
    site["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /secret/\n", type="text/plain")
    site.text("/paper.pdf", "%PDF-1.7", "application/pdf")
    packed = gzip.compress(shell().encode())
    site["/cut/"] = Answer(body=packed[: len(packed) // 2], headers={"Content-Encoding": "gzip"})
    site["/packed/"] = Answer(
        body=gzip.compress(shell("/w.js").encode()), headers={"Content-Encoding": "gzip", "ETag": '"1"'}
    )
    site.text("/w.js", WRITES, "text/javascript")
    paths = ("/gone/", "/old/", "/to-secret/", "/paper.pdf", "/cut/", "/packed/")
    came = fetched(site, *paths, profile=f'domains = "127.0.0.1:{site.port}"\nrender = true')
    assert (came["/gone/"]["status"], came["/gone/"]["is_rendered"]) == (404, False)
    assert came["/old/"]["url"] == site.base + "/budget/"
    assert came["/old/"]["is_rendered"]
    assert came["/secret/"]["reason"] == "robots"
    assert "/secret/" not in site.paths
    assert came["/paper.pdf"]["body"] == "%PDF-1.7"
    assert came["/cut/"]["reason"] == "truncated"
    assert WORDS in came["/packed/"]["body"]
    # What says that the frame has not changed says nothing of the text.
    assert "ETag" not in came["/packed/"]["headers"]


def test_a_page_may_load_its_sites_scripts_and_data_and_nothing_else(site: Site, elsewhere: Site) -> None:
    other = elsewhere.base.replace("127.0.0.1", "localhost")
    elsewhere.text("/ad.js", "window.ad = 1", "text/javascript")
    elsewhere.text("/track", "1")
    site["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /api/closed\n", type="text/plain")
    site.text("/api/closed", "closed")
    site.text("/api/open", "open")
    site.redirect("/api/led", "/api/end")
    site.text("/api/end", "led")
    site.redirect("/api/away", f"{other}/track")
    inside = "".join(
        (
            '<link rel="stylesheet" href="/style.css"><img src="/a.png"><video src="/film.mp4"></video>',
            f'<iframe src="/frame/"></iframe><iframe src="{other}/frame/"></iframe>',
            f'<script src="{other}/ad.js"></script>',
        )
    )
    site.page("/full/", shell("/full.js", inside))
    site.text(
        "/full.js",
        f"""
        const show = text => document.getElementById("root").insertAdjacentHTML("beforeend", `<p>${{text}}</p>`);
        new Image().src = "/b.png"; navigator.sendBeacon("/beacon", "x"); window.open("/popup/");
        new WebSocket(`ws://${{location.host}}/socket`); new EventSource("/events");
        navigator.serviceWorker?.register("/worker.js");
        fetch("{other}/track", {{mode: "no-cors"}}).catch(() => show("no track"));
        fetch("/api/closed").then(() => show("closed")).catch(() => show("not closed"));
        fetch("/api/open").then(answer => answer.text()).then(show);
        fetch("/api/led").then(answer => answer.text()).then(show);
        fetch("/api/away", {{mode: "no-cors"}}).then(() => show("away")).catch(() => show("not away"));
        fetch("/api/graph", {{method: "POST", body: "a"}}).then(answer => show(`graph ${{answer.status}}`));
        alert("Bienvenue");
        """,
        "text/javascript",
    )
    page = fetched(site, "/full/")["/full/"]
    for shown in ("no track", "not closed", "open", "led", "not away", "graph 501"):
        assert f"<p>{shown}</p>" in page["body"], page["body"]
    assert elsewhere.paths == []
    assert Counter(site.paths) == Counter(
        ["/robots.txt", "/full/", "/full.js", "/api/open", "/api/led", "/api/end", "/api/away"]
    )
    assert page["loads"] == 6  # the question that was sent is none that the site keeps in its log


def test_a_profile_names_hosts_that_a_page_may_load_from(site: Site, elsewhere: Site) -> None:
    other = elsewhere.base.replace("127.0.0.1", "localhost")
    elsewhere.text("/app.js", WRITES, "text/javascript")
    site.page("/", shell(f"{other}/app.js"))
    profile = f'domains = "127.0.0.1:{site.port}"\nrender = true\n'
    assert WORDS not in fetched(site, "/", profile=profile)["/"]["body"]
    assert elsewhere.paths == []
    assert WORDS in fetched(site, "/", profile=profile + f'render_hosts = "localhost:{elsewhere.port}"')["/"]["body"]
    assert elsewhere.paths == ["/robots.txt", "/app.js"]


def test_a_program_that_leads_elsewhere_is_a_redirect_by_the_rules(site: Site) -> None:
    script(site, "go", "location.href = '/budget/'")
    script(site, "late", "setTimeout(() => location.replace('/budget/'), 200)")
    script(site, "closed", "location.href = '/secret/'")
    script(site, "stays", f"{WRITES} setTimeout(() => location.assign('/popular/'), 50)")
    story(site, "/budget/", HEADLINE)
    site["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /secret/\n", type="text/plain")
    came = fetched(site, "/go/", "/late/", "/closed/", "/stays/")
    for path in ("/go/", "/late/"):
        assert came[path]["url"] == site.base + "/budget/"
        assert extract(came[path]["body"], came[path]["url"]).headline == HEADLINE
    assert came["/secret/"]["reason"] == "robots"
    assert came["/stays/"]["url"] == site.base + "/stays/"
    assert WORDS in came["/stays/"]["body"]
    assert not {"/secret/", "/popular/"} & set(site.paths)


def test_a_page_that_is_never_done_costs_its_own_time_and_page_only(site: Site) -> None:
    script(site, "busy", "for (;;) {}")
    script(site, "polls", f"{WRITES} setInterval(() => fetch('/poll'), 5)")
    script(site, "grows", "const p = document.getElementById('root'); p.innerHTML = 'x'.repeat(3e6)")
    site.text("/poll", "x")
    script(site, "fine", WRITES)
    came = fetched(
        site,
        *("/busy/", "/polls/", "/grows/", "/fine/"),
        settings={"DOWNLOAD_MAXSIZE": 1_000_000},
        after={"PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": 3000},
    )
    assert came["/busy/"]["reason"] == "timeout"
    assert came["/polls/"]["loads"] == 100
    assert came["/grows/"]["reason"] == "too-large"
    assert WORDS in came["/fine/"]["body"]


def test_pages_of_one_host_are_open_one_at_a_time(site: Site) -> None:
    paths = [f"/{n}/" for n in range(3)]
    for path in paths:
        site.page(path, shell("/open.js"))
    site.text("/open.js", f"fetch('/in').then(() => fetch('/out')).then(() => {{ {WRITES} }})", "text/javascript")
    site["/in"] = Answer(body=b"x", hold=0.2)
    site["/out"] = Answer(body=b"x")
    came = fetched(site, *paths, settings={"CONCURRENT_REQUESTS_PER_DOMAIN": 3})
    assert all(WORDS in page["body"] for page in came.values())
    assert [path for path in site.paths if path in ("/in", "/out")] == ["/in", "/out"] * 3


def test_nothing_is_kept_from_one_page_for_the_next(site: Site) -> None:
    for name in ("one", "two"):
        script(
            site,
            name,
            "document.getElementById('root').innerText = `seen: [${document.cookie}][${localStorage.length}]`;"
            "document.cookie = 'a=1'; localStorage.setItem('a', 1)",
        )
    came = fetched(site, "/one/", "/two/")
    assert all("seen: [][0]" in page["body"] for page in came.values())


# ------------------------------------------------------------------ processes
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_browser_ends_with_the_crawl_however_it_ends(site: Site, number: signal.Signals) -> None:
    script(site, "waits", "fetch('/never')")
    site["/never"] = Answer(body=b"x", hold=3)
    process = subprocess.Popen(
        command(site, "/waits/"), cwd=CHECKOUT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    until(lambda: "/never" in site.paths)
    started = list(below(process.pid))
    assert browsers(process.pid)
    process.send_signal(number)
    process.communicate(timeout=60)
    until(lambda: not any(map(is_alive, started)))


def test_a_browser_that_dies_is_replaced(site: Site) -> None:
    script(site, "first", f"fetch('/kill').then(() => {{ {WRITES} }})")
    script(site, "second", WRITES)
    killed: list[int] = []

    def kill(target: str) -> Answer | None:
        if target != "/kill":
            return None
        if not killed:
            (found,) = browsers(process.pid)
            killed.append(found)
            os.kill(found, signal.SIGKILL)
        return Answer(body=b"x")

    site.fallback = kill
    process = subprocess.Popen(
        command(site, "/first/", "/second/"),
        cwd=CHECKOUT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out = process.communicate(timeout=120)[0].decode()
    assert killed
    came = {line["asked"]: line for line in map(json.loads, out.splitlines())}
    assert WORDS in came[site.base + "/second/"]["body"]
    assert WORDS in came[site.base + "/first/"]["body"]


def test_pages_are_closed_on_the_way(site: Site) -> None:
    """While the last page is open, no other is: those before it are gone, failed ones too."""
    paths = [f"/{n}/" for n in range(4)]
    for path in paths:
        site.page(path, shell("/writes.js"))
    site.text("/writes.js", WRITES, "text/javascript")
    script(site, "throws", "throw new Error('no')")
    script(site, "last", f"fetch('/look').then(() => {{ {WRITES} }})")
    seen: list[str] = []

    def look(target: str) -> Answer | None:
        if target != "/look":
            return None
        # One for the page, and those that Chromium likes to have at hand; six and those, were the others open.
        until(lambda: renderers(process.pid) <= 4, seconds=5)
        seen.append(target)
        return Answer(body=b"x")

    site.fallback = look
    process = subprocess.Popen(
        command(site, *paths, "/throws/", "/last/"),
        cwd=CHECKOUT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out = process.communicate(timeout=120)[0].decode()
    assert seen
    assert len(out.splitlines()) == len(paths) + 2


# ------------------------------------------------------------------ what is missing
def test_without_a_browser_one_line_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no Chromium found: .*apt-get install chromium.* NEWSARCHIVE_CHROMIUM"):
        rendering.chromium({"PATH": str(tmp_path)})
    with pytest.raises(UsageError, match="no program that can be run"):
        rendering.chromium({"NEWSARCHIVE_CHROMIUM": str(tmp_path / "chrome")})
    own = tmp_path / "my-chrome"
    own.write_text("#!/bin/sh\n")
    own.chmod(0o755)
    assert rendering.chromium({"NEWSARCHIVE_CHROMIUM": str(own), "PATH": ""}) == str(own)


def test_without_the_package_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_PACKAGES", ("playwright_that_nobody_wrote",))
    with pytest.raises(UsageError, match=r"pip install 'newsarchive\[render\]'"):
        rendering.configure(Settings())


def test_a_browser_that_does_not_start_is_said_of_each_page(site: Site) -> None:
    script(site, "fine", WRITES)
    site.page("/pont/", article("Le pont rouvre aux camions"))
    options = rendering.launch_options(str(Path(sys.executable)), is_root=True)
    came = fetched(site, "/fine/", "/pont/", after={"PLAYWRIGHT_LAUNCH_OPTIONS": options})
    assert came["/fine/"]["reason"] == "not-rendered"
    assert "\n" not in came["/fine/"]["detail"]
    assert came["/pont/"]["status"] == 200


def test_only_root_goes_without_the_sandbox() -> None:
    assert not rendering.launch_options("chromium", is_root=True)["chromium_sandbox"]
    assert rendering.launch_options("chromium", is_root=False)["chromium_sandbox"]


def test_what_a_request_says_comes_from_the_profile() -> None:
    def site(text: str) -> Any:
        return parse_site(f'domains = "relais.example"\n{text}'.encode(), "relais.toml")

    assert rendering.meta() == rendering.meta(site("")) == {"render": "if-needed", "render_hosts": []}
    assert rendering.meta(site("render = false")) == {}
    assert rendering.meta(site('render = true\nrender_hosts = ["cdn.example"]')) == {
        "render": "always",
        "render_hosts": ["cdn.example"],
    }
    assert [rendering.is_asked_for(site(t)) for t in ("", "render = true", "render = false")] == [False, True, False]
    assert not rendering.is_asked_for(None)
