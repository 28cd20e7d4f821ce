"""A small French newspaper to crawl: invented, written for this package, served on the loopback interface.

::

    with newsarchive.demo.Server() as server:
        ...  # crawl server.url
    for row in newsarchive.demo.truth():
        ...  # what should have been found
"""

from newsarchive.demo.expected import NOISE_LINES, other_pages, truth
from newsarchive.demo.newspaper import Newspaper, Response
from newsarchive.demo.server import DEFAULT_PORT, Server

__all__ = ["DEFAULT_PORT", "NOISE_LINES", "Newspaper", "Response", "Server", "other_pages", "truth"]
