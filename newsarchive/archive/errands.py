"""Rows of the frontier from and to the values that crawl and plan know: steps, filings, errands."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from newsarchive.archive.rows import to_json, to_moment, to_moment_or_none, to_text, to_utc_text, to_utc_text_or_none
from newsarchive.model import Candidate, Errand, Moment, Precision, Role, Source, State
from newsarchive.normalize.urls import host_of, site_of, url_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.model import Filing, Step

ERRAND_COLUMNS = (
    "id, key, url, host, site, role, seed_id, sweep, priority, depth, optional, source, tries, checks, passed, etag, "
    "last_modified, digest, fetched_at, capture_id, reason, published, sources, named, new"
)
_COLUMNS = (
    "key, url, host, site, role, state, reason, source, sources, seed_id, sweep, run, priority, depth, optional, "
    "named_by, named_sweep, published, lastmod, facts"
)
#: Takes a row of :func:`source_row` or :func:`article_row`.
INSERT = f"INSERT INTO frontier ({_COLUMNS}) VALUES ({', '.join(f':{name}' for name in _COLUMNS.split(', '))})"  # noqa: S608
_TEXTS = ("key", "host", "site", "etag", "last_modified", "digest", "reason")
_NUMBERS = ("id", "seed_id", "sweep", "priority", "depth", "tries", "checks", "named", "new")


def to_errand(row: Sequence[Any]) -> Errand:
    """Make an errand of the values of :data:`ERRAND_COLUMNS`."""
    values = dict(zip(ERRAND_COLUMNS.split(", "), row, strict=True))
    way = json.loads(values["passed"]) if values["passed"] else [values["url"]]
    return Errand(
        **{
            **{name: values[name] or "" for name in _TEXTS},
            **{name: values[name] or 0 for name in _NUMBERS},
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


def source_row(step: Step, *, seed_id: int, sweep: int, run: int, site: str) -> dict[str, Any]:
    """Make the row of a source to be asked."""
    # A sitemap or feed is named exactly; a listing has many names.
    name = url_key(step.url) if step.role in (Role.LISTING, Role.TWIN) else step.url
    return {
        **_blank(step.url, seed_id, sweep),
        "key": to_text(f"{seed_id} {step.role} {name}"),
        "site": site,
        "role": step.role.value,
        "state": State.QUEUED.value,
        "source": step.source.value,
        "sources": step.source.value,
        "run": run,
        "priority": step.priority,
        "depth": step.depth,
        "optional": int(step.optional),
    }


def article_row(filing: Filing, errand: Errand, *, run: int, is_complete: bool) -> dict[str, Any]:
    """Make the row of an article's address that an errand's page named."""
    facts = filing.facts
    return {
        **_blank(facts.url, errand.seed_id, errand.sweep),
        "key": to_text(url_key(facts.url)),
        "site": site_of(facts.url),
        "role": Role.ARTICLE.value,
        "state": (filing.state or State.DONE).value,
        "reason": filing.reason,
        "source": facts.source.value,
        "sources": " ".join(filing.sources) or facts.source.value,
        "run": run if filing.state is not None else 0,
        "priority": filing.priority,
        "named_by": errand.id if is_complete else None,
        "named_sweep": errand.sweep,
        "published": to_utc_text(facts.published.value) if facts.published else None,
        "lastmod": to_utc_text_or_none(facts.lastmod),
        "facts": pack_facts(facts),
    }


def to_erased(filing: Filing) -> Filing:
    """Give the filing of an address whose article was erased: it is left out, and nothing is kept of what is said."""
    facts = Candidate(url=filing.facts.url, source=filing.facts.source)
    return replace(filing, facts=facts, state=State.SKIPPED, reason="erased", priority=0)


def _blank(url: str, seed_id: int, sweep: int) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(("named_by", "named_sweep", "published", "lastmod"))
    return empty | {
        "url": to_text(url),
        "host": to_text(host_of(url)),
        "reason": "",
        "seed_id": seed_id,
        "sweep": sweep,
        "depth": 0,
        "optional": 0,
        "facts": "",
    }
