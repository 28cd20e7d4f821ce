"""Scrapy settings of the project: polite by default, nothing that listens, nothing that runs forever.

The command line and the spider arguments change what a run needs (delay, concurrency, contact).
"""

from newsarchive.version import __version__

BOT_NAME = "newsarchive"
SPIDER_MODULES = ["newsarchive.crawl.spiders"]
NEWSPIDER_MODULE = "newsarchive.crawl.spiders"
COMMANDS_MODULE = "newsarchive.crawl.commands"
ADDONS = {"newsarchive.crawl.addon.NewsArchiveAddon": 500}

USER_AGENT = f"newsarchive/{__version__} (news archiving; no contact set)"
ROBOTSTXT_USER_AGENT = "newsarchive"

# One request at a time a host, a second apart; AutoThrottle slows down further where the host is slow.
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0

# The default resolver knows no IPv6.
TWISTED_DNS_RESOLVER = "scrapy.resolver.CachingHostnameResolver"
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_HANDLERS = {"file": None, "data": None, "ftp": None, "s3": None}
RETRY_TIMES = 4
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
REDIRECT_MAX_TIMES = 10
METAREFRESH_MAXDELAY = 10
COOKIES_ENABLED = False
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "fr,en;q=0.8,*;q=0.5",
}
REFERER_ENABLED = False

# 100, the default, makes 100 tasks a response: a third of all CPU. A page has one item.
CONCURRENT_ITEMS = 1
# The plan knows what was seen; Scrapy's own memory of fingerprints would be a second one.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
ASYNCIO_EVENT_LOOP = "uvloop.Loop"
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
# Off, they would still be loaded, and with them a second HTTP library.
EXTENSIONS = {
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
}
LOGSTATS_INTERVAL = 0
LOG_LEVEL = "INFO"
FEED_EXPORT_ENCODING = "utf-8"
