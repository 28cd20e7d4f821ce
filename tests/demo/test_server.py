from __future__ import annotations

import logging
import socket
import threading
import time

import pytest

from newsarchive.demo import DEFAULT_PORT, Server, truth

from .client import fetch


def test_serves_on_loopback_only(server):
    assert server.url == f"http://127.0.0.1:{server.port}/"
    assert fetch(server.url).status == 200


def test_addresses_in_pages_are_the_servers(server):
    page = fetch(server.url + "sitemap-articles.xml").payload.decode()
    assert f"<loc>{server.url}" in page
    assert page.count(server.url) == page.count("<loc>")


def test_stops_and_frees_its_port():
    with Server(port=0) as server:
        port = server.port
        before = threading.active_count()
        fetch(server.url)
    assert threading.active_count() < before + 1
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=2)
    with Server(port=port) as again:
        assert again.port == port


def test_stop_hangs_up_on_open_connections():
    with Server(port=0) as server:
        client = socket.create_connection(("127.0.0.1", server.port), timeout=5)
        client.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.recv(65536).startswith(b"HTTP/1.1 200")
        began = time.monotonic()
    assert client.recv(10) == b""
    client.close()
    assert time.monotonic() - began < 3


def test_taken_port_is_replaced():
    with Server(port=0) as first, Server(port=first.port) as second:
        assert second.port != first.port
        assert fetch(second.url).status == 200


def test_default_port_is_a_constant():
    assert DEFAULT_PORT == 8765


def test_can_be_started_again_and_stopped_twice():
    server = Server(port=0)
    with pytest.raises(RuntimeError):
        _ = server.url
    server.start()
    with pytest.raises(RuntimeError):
        server.start()
    server.stop()
    server.stop()
    server.start()
    assert fetch(server.url).status == 200
    server.stop()


def test_remembers_what_was_asked_for(server):
    fetch(server.url + "robots.txt")
    fetch(server.url + "?p=186")
    assert server.newspaper.seen == ["/robots.txt", "/?p=186", "/economie/la-conserverie-obry-reprend-vie/"]


def test_head_has_the_length_and_no_body(get):
    page = get("/", method="HEAD")
    assert page.payload == b""
    assert int(page.headers["Content-Length"]) == len(get("/").payload)


def test_post_is_refused(get):
    assert get("/commentaires/", method="POST", data=b"texte=Bonjour").status == 405


def test_redirect_is_seen_as_one(get):
    page = get("/?p=95", follow=False)
    assert page.status == 302
    assert page.headers["Location"].endswith("/politique/voeux-de-la-maire-l-eau-le-pont-et-le-reste/")


def test_reader_who_leaves_does_no_harm(server, capfd, caplog):
    caplog.set_level(logging.WARNING)
    for _ in range(20):
        client = socket.create_connection(("127.0.0.1", server.port), timeout=5)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        client.close()
    assert fetch(server.url).status == 200
    assert capfd.readouterr() == ("", "")
    assert not caplog.records


def test_state_and_edition_reach_the_newspaper(tmp_path):
    (row,) = (row for row in truth(edition=2) if row["url"].startswith("/societe/crue"))
    state = tmp_path / "demo.visits"
    with Server(port=0, state=state) as server:
        fetch(server.url.rstrip("/") + row["url"])
    with Server(port=0, state=state) as server:
        assert row["headline"] in fetch(server.url.rstrip("/") + row["url"]).payload.decode()
    with Server(port=0, edition=2) as server:
        assert row["headline"] in fetch(server.url.rstrip("/") + row["url"]).payload.decode()


def test_many_readers_at_once(server):
    failures = []

    def read() -> None:
        for row in truth():
            if row["expect"] == "archived" and fetch(server.url.rstrip("/") + row["url"]).status not in (200, 503):
                failures.append(row["url"])

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
