"""Captures to stored articles: each page read with what is known of its site, wherever its capture came from.

A crawl, an import and a re-extraction differ only in that. Nothing here knows the network.
"""
