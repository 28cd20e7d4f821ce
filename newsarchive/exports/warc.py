"""The captures of an archive as WARC files, from which an import makes the same archive."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsarchive.version import __version__
from newsarchive.warc.records import Facts, Record, Referred, erased, payload_digest, records_of, response_id, warcinfo
from newsarchive.warc.writer import WarcWriter, export_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from newsarchive.archive import Held


@dataclass(slots=True)
class Written:
    """What an export came to: records of captures in ``files``, and why a capture is in none of them."""

    captures: int = 0
    files: list[Path] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)


def write_warc(
    holdings: Iterable[Held],
    target: Path,
    *,
    name: str,
    about: Mapping[str, str],
    moment: datetime,
    gone: Iterable[tuple[datetime, str, str]] = (),
) -> Written:
    """Write captures into the file ``target``, or into files of the folder ``target`` named after ``name``.

    ``about`` are further fields of each file's warcinfo, which says that it was written at ``moment``. ``gone`` are
    (when, address, why) of what was erased: listed in the first file. All else depends on the captures alone, so that
    the same ones give the same bytes. The files have their names when all are written; an error leaves none but whole
    ones. Raises UsageError, ArchiveNotWritable and ArchiveFull.
    """
    written = Written()
    names, most_bytes = export_names(target, name)
    listed = list(gone)

    def info(filename: str) -> Iterator[Record]:
        told = {"software": f"newsarchive/{__version__}", "description": "exported from an archive of newsarchive"}
        yield warcinfo(filename, moment, told | dict(about))
        if listed:
            # The newest of them, so that the same list gives the same record.
            yield erased(listed, max(when for when, _, _ in listed))
            listed.clear()

    writer = WarcWriter(names, info, most_bytes=most_bytes)
    try:
        for held in holdings:
            if held.damage:
                written.damage.append(held.damage)
                continue
            writer.write(to_records(held))
            written.captures += 1
        if not written.captures:
            writer.write(())
        writer.close()
    except BaseException:
        writer.discard()
        raise
    written.files = writer.written
    return written


def to_records(held: Held) -> tuple[Record, ...]:
    """Give the records of a capture."""
    capture = held.capture
    referred = None
    if held.original is not None:
        number, target_uri, moment = held.original
        referred = Referred(
            target_uri=target_uri,
            moment=moment,
            record_id=response_id(target_uri, moment, capture.payload_digest, number),
            payload_digest=payload_digest(capture.payload),
        )
    elif capture.status == 304:
        # What it stands for is not among what is written.
        referred = Referred(target_uri=capture.target_uri, moment=capture.moment)
    facts = Facts(
        capture=held.id,
        crawl=held.crawl_id,
        via=capture.requested_uri if capture.requested_uri != capture.target_uri else "",
        role=held.role,
        verdict=held.verdict,
        reason=held.reason,
        article=held.article,
        version=held.version,
        lastmod=held.lastmod,
        sources=" ".join(held.sources),
        told=held.told,
        digest=capture.payload_digest,
    )
    return records_of(capture, facts, is_unpacked=True, referred=referred)
