"""What was changed in an article from one version to another, for people and for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsarchive.errors import VersionNotFound
from newsarchive.normalize.changes import Piece, changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from newsarchive.archive import Version


_SAID = ("headline", "date_published", "date_modified", "description", "body", "capture_id", "extractor")
_CONFIDENCES = ("", "headline_", "body_", "date_published_", "authors_")


def version_of(versions: Sequence[Version], number: int, key: str) -> Version:
    """Give one version of an article known by ``key``; raises VersionNotFound."""
    if not 1 <= number <= len(versions):
        raise VersionNotFound(key, number, len(versions))
    return versions[number - 1]


def as_it_was(record: Mapping[str, Any], version: Version) -> dict[str, Any]:
    """Give the record of an article with what it said in a version.

    Links, pictures, tags and confidences are known of the present one alone.
    """
    return {
        **record,
        **{name: getattr(version, name) for name in _SAID},
        **{f"{name}confidence": None for name in _CONFIDENCES},
        **{name: [] for name in ("links", "images", "tags", "blocks")},
        "authors": list(version.authors),
        "version": version.number,
        "versions": record["version"],
        "first_seen": _utc(version.first_seen),
        "last_seen": _utc(version.last_seen),
    }


def to_list(versions: Sequence[Version]) -> str:
    """Give a line a version: number, when it was seen, size in words, what was edited."""
    lines = ["version  first seen            last seen              words  edited"]
    for version in versions:
        what = ", ".join(version.edited)
        size = f" (+{version.words_added} -{version.words_removed} words)" if what else ""
        words = len(version.body.split())
        seen = f"{_utc(version.first_seen)}  {_utc(version.last_seen)}"
        lines.append(f"{version.number:>7}  {seen}  {words:>6}  {what}{size}".rstrip())
    return "\n".join(lines)


def to_record(version: Version) -> dict[str, Any]:
    """Give a version for machines, without its text: what stands in a line of :func:`to_list`."""
    return {
        "version": version.number,
        "first_seen": _utc(version.first_seen),
        "last_seen": _utc(version.last_seen),
        "headline": version.headline,
        "date_published": version.date_published,
        "authors": list(version.authors),
        "words": len(version.body.split()),
        "edited": list(version.edited),
        "words_added": version.words_added,
        "words_removed": version.words_removed,
        "capture_id": version.capture_id,
    }


def to_json(before: Version, after: Version) -> dict[str, Any]:
    """Give both versions and the pieces of headline and body: what stayed, went and came, in order."""

    def pieces(one: str, other: str) -> list[dict[str, str]]:
        return [{"kind": piece.kind, "text": piece.text} for piece in changes(one, other)]

    return {
        "from": to_record(before),
        "to": to_record(after),
        "headline": pieces(before.headline, after.headline),
        "body": pieces(before.body, after.body),
    }


def to_text(before: Version, after: Version, mark: Callable[[str, str], str]) -> str:
    """Give what was changed, word by word; ``mark`` makes a run of text (kind, text) seen for what it is.

    Paragraphs in which nothing was changed are counted only.
    """
    parts = [f"{_line(before)}\n{_line(after)}"]
    headline = _paragraph(changes(before.headline, after.headline), mark)
    parts.append(headline)
    facts = [
        f"{name}: {mark('removed', one or 'none')} {mark('added', other or 'none')}"
        for name, one, other in (
            ("date_published", before.date_published, after.date_published),
            ("authors", ", ".join(before.authors), ", ".join(after.authors)),
        )
        if one != other
    ]
    if facts:
        parts.append("\n".join(facts))
    return "\n\n".join([*parts, *_body(changes(before.body, after.body), mark)])


def marked(kind: str, text: str) -> str:
    """Mark a run of text where there are no colours."""
    return {"removed": f"[-{text}-]", "added": f"{{+{text}+}}"}.get(kind, text)


def _line(version: Version) -> str:
    return f"version {version.number}: seen from {_utc(version.first_seen)} to {_utc(version.last_seen)}"


def _body(pieces: Iterable[Piece], mark: Callable[[str, str], str]) -> list[str]:
    shown: list[str] = []
    folded = 0
    for paragraph in _paragraphs(pieces):
        if all(piece.kind == "same" for piece in paragraph):
            folded += 1
            continue
        if folded:
            shown.append(_folded(folded))
            folded = 0
        shown.append(_paragraph(paragraph, mark))
    if folded:
        shown.append(_folded(folded))
    return shown


def _folded(count: int) -> str:
    return f"… {count} paragraph{'' if count == 1 else 's'} unchanged"


def _paragraphs(pieces: Iterable[Piece]) -> list[list[Piece]]:
    paragraphs: list[list[Piece]] = [[]]
    for piece in pieces:
        for at, text in enumerate(piece.text.split("\n\n")):
            if at:
                paragraphs.append([])
            if text.strip():
                paragraphs[-1].append(Piece(piece.kind, text))
    return [paragraph for paragraph in paragraphs if paragraph]


def _paragraph(pieces: Iterable[Piece], mark: Callable[[str, str], str]) -> str:
    parts = []
    for piece in pieces:
        # The space before a word is no part of what was changed.
        word = piece.text.lstrip()
        parts.append(piece.text[: len(piece.text) - len(word)] + mark(piece.kind, word))
    return "".join(parts).strip()


def _utc(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
