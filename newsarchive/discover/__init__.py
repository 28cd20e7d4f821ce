"""Finding articles: sitemaps, feeds and listings read into candidates, and the plan that decides what is fetched next.

Bytes and trees in, values out: no network, no Scrapy, no database.
"""
