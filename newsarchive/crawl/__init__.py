"""The crawler: the only room that knows Scrapy.

Import :mod:`newsarchive.crawl.run` to run a crawl; this package itself loads nothing.
"""
