"""Rows of the frontier as the values that crawl and plan know: errands, and what sources said of an address."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from newsarchive.archive.rows import to_json, to_moment, to_moment_or_none
from newsarchive.model import Candidate, Errand, Moment, Precision, Role, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

ERRAND_COLUMNS = (
    "id, key, url, host, site, role, seed_id, sweep, priority, depth, optional, source, tries, checks, passed, etag, "
    "last_modified, digest, fetched_at, capture_id, reason, published, sources"
)
_TEXTS = ("key", "host", "site", "etag", "last_modified", "digest", "reason")
_NUMBERS = ("id", "seed_id", "sweep", "priority", "depth", "tries", "checks")


def to_errand(row: Sequence[Any]) -> Errand:
    """Make an errand of the values of :data:`ERRAND_COLUMNS`."""
    values = dict(zip(ERRAND_COLUMNS.split(", "), row, strict=True))
    way = json.loads(values["passed"]) if values["passed"] else [values["url"]]
    return Errand(
        **{
            **{name: values[name] or "" for name in _TEXTS},
            **{name: values[name] for name in _NUMBERS},
            "url": way[-1],
            "role": Role(values["role"]),
            "optional": bool(values["optional"]),
            "source": Source(values["source"]),
            "sources": tuple(values["sources"].split()),
            "passed": tuple(way[:-1]),
            "fetched": to_moment_or_none(values["fetched_at"]),
            "born": to_moment_or_none(values["published"]),
            "capture_id": values["capture_id"],
        }
    )


def pack_facts(facts: Candidate) -> str:
    """Give as JSON what sources said beyond the address and its last change; "" where that is nothing."""
    said: dict[str, Any] = {}
    if facts.headline:
        said["headline"] = facts.headline
    if facts.published:
        moment = facts.published
        said["published"] = [moment.value.isoformat(), moment.raw, moment.precision.value, moment.source]
    if facts.authors:
        said["authors"] = facts.authors
    if facts.tags:
        said["tags"] = facts.tags
    return to_json(said) if said else ""


def to_candidate(url: str, source: str, lastmod: str | None, packed: str) -> Candidate:
    """Undo :func:`pack_facts`."""
    said = json.loads(packed) if packed else {}
    published = None
    if "published" in said:
        value, raw, precision, origin = said["published"]
        published = Moment(value=to_moment(value), raw=raw, precision=Precision(precision), source=origin)
    return Candidate(
        url=url,
        source=Source(source),
        headline=said.get("headline"),
        published=published,
        lastmod=to_moment_or_none(lastmod),
        authors=tuple(said.get("authors", ())),
        tags=tuple(said.get("tags", ())),
    )
