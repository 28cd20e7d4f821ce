"""``newsarchive demo``."""

from __future__ import annotations

import signal
import time

import click


@click.command(short_help="Serve the built-in demo newspaper.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=None, help="The port on this machine; 0 for any free one."
)
def demo(port: int | None) -> int:
    """Serve the built-in demo newspaper on this machine until Ctrl-C.

    Example: newsarchive demo --port 8765
    """
    from newsarchive.demo import server

    # A shell starts what runs in its background deaf to Ctrl-C; this is the one way to end the newspaper.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        with server.Server(port=server.DEFAULT_PORT if port is None else port) as running:
            click.echo(f"{running.url} (Ctrl-C ends it)")
            while True:
                time.sleep(3600)
    except KeyboardInterrupt:
        return 0
