"""Rows into files other tools open. Knows no crawling, HTML or SQL: any mapping with the names of a record will do."""

from newsarchive.exports.formats import FORMATS, Format, write

__all__ = ["FORMATS", "Format", "write"]
