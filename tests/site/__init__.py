"""A site on the loopback interface that answers what a test wants, traps included.

::

    with Site() as site:
        site.page("/a/", article("Un titre"))
        site["/slow/"] = [Answer(status=503, headers={"Retry-After": "1"}), Answer(article("Enfin"))]
        ...  # crawl site.url; then ask site.paths
"""

from .pages import article, listing
from .server import Answer, Site

__all__ = ["Answer", "Site", "article", "listing"]
