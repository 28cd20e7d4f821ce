"""The first pass of an import: the answers of a WARC file become captures of the archive, unread."""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from newsarchive.archive import Brought, Tombstone
from newsarchive.archive.imports import ERASED, KNOWN
from newsarchive.imports.choosing import is_aside, may_be_page
from newsarchive.imports.told import to_candidate
from newsarchive.model import Role
from newsarchive.normalize.urls import url_key
from newsarchive.warc.reader import Answers
from newsarchive.warc.records import Facts

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from newsarchive.archive import Archive
    from newsarchive.imports.ahead import Ahead, Coming
    from newsarchive.imports.choosing import Choice
    from newsarchive.imports.files import Source
    from newsarchive.imports.told import Told
    from newsarchive.model import Candidate, Capture
    from newsarchive.warc.framing import Broken
    from newsarchive.warc.reader import Answer, Revisit

#: So many captures, or bytes of them, are written at once.
BATCH, BATCH_BYTES = 100, 8 * 1024 * 1024
#: Payload digests of WARC files that are remembered, and revisits that wait for what they refer to.
_MOST_DIGESTS, _MOST_WAITING = 100_000, 100_000
#: Answers after which a page is asked for again, and how many of them wait for the next.
_TRIED_AGAIN, _MOST_REFUSED = frozenset({408, 429, 500, 502, 503, 504}), 500
#: What a crawl that is recorded judged by the page alone: an import, which has the page, comes to its own.
_TAKEN_OVER = frozenset({"twin", "not-wanted"})


class Bringing:
    """Brings answers into an archive, read here or by ``ahead``. ``counts`` is what came of them.

    ``kept`` is told how many captures were written in how many seconds, each time that some were.
    """

    def __init__(
        self,
        archive: Archive | None,
        told: Told | None,
        crawl_id: int,
        tell: Callable[[str], None],
        ahead: Ahead | None = None,
        kept: Callable[[int, float], None] = lambda captures, seconds: None,  # noqa: ARG005
    ) -> None:
        self._archive = archive
        self._told = told
        self._crawl_id = crawl_id
        self._tell = tell
        self._kept = kept
        self._answers: Callable[..., Answers | Coming] = Answers if ahead is None else ahead.answers
        self._batch: list[Brought] = []
        self._size = 0
        self._said: list[Candidate] = []
        self._redirects: dict[str, tuple[str, datetime]] = {}
        self._digests: OrderedDict[str, str] = OrderedDict()
        self._waiting: list[Answer] = []
        self._refused: OrderedDict[str, Answer] = OrderedDict()
        self.counts: Counter[str] = Counter()

    def read(
        self,
        source: Source,
        choice: Choice,
        *,
        file_id: int = 0,
        place: int = 0,
        progress: Callable[[int, int], None] = lambda position, new: None,  # noqa: ARG005
    ) -> bool:
        """Bring in the answers of a file, from a place on; ``progress`` is told how far it is, and how many were new.

        Gives whether it is a file of WARC records at all: whoever asks for one that is none is told each time.
        Raises OSError, and the errors of the archive.
        """

        def erased(entries: list[tuple[datetime, str, str]]) -> None:
            self._keep_out(source, [entry for entry in entries if choice.is_of_it(entry[1])])

        def passed(position: int) -> None:
            progress(position, self.counts["new"])

        answers = self._answers(
            source.path, wants=choice.wants, broken=self._broken, erased=erased, passed=passed, start=place
        )
        held: int | None = None
        for answer in answers:
            waiting = len(self._waiting)
            self._take(answer)
            if held is None and len(self._waiting) > waiting:
                # Who is killed reads from here again: what waits is written nowhere.
                held = answer.restart
            if len(self._batch) >= BATCH or self._size >= BATCH_BYTES:
                places = (one.restart for one in self._refused.values())
                self._flush((file_id, min((answer.restart, *places)) if held is None else held))
            progress(answers.position, self.counts["new"])
        while self._refused:
            self._page(self._refused.popitem(last=False)[1])
        if not (place or answers.records):
            self.counts["unreadable"] += 1
            self._tell(f"{source.path}: has no WARC record{'' if source.size else ': it is empty'}; skipped")
            return False
        self._flush((file_id, source.size if held is None else held))
        progress(source.size, self.counts["new"])
        self.counts["records"] += answers.records
        self.counts["unwanted"] += answers.counts["unwanted"]
        self.counts["truncated"] += answers.counts["truncated"]
        self.counts["too-large"] += answers.too_large
        return True

    def bring(self, brought: Brought) -> None:
        """Bring in a capture that is no record of a WARC file."""
        self._add(brought)
        self._flush(None)

    def finish(self) -> None:
        """Look again for what revisits refer to: it may have come behind them, or in another file."""
        waiting, self._waiting = self._waiting, []
        for answer in waiting:
            if not self._revisit(answer):
                self.counts["unresolved"] += 1
        if missing := self.counts["unresolved"]:
            words = "revisit record refers to a page" if missing == 1 else "revisit records refer to pages"
            self._tell(f"{missing} {words} not in the archive; skipped")
        self._flush(None)

    def _broken(self, broken: Broken) -> None:
        self.counts["other-digest" if broken.kept else "broken"] += 1
        self._tell(str(broken))

    def _keep_out(self, source: Source, entries: list[tuple[datetime, str, str]]) -> None:
        """Let what was erased from the archive that a file comes from be erased here, where it is not here."""
        if self._archive is None:
            self.counts["kept-out"] += len(entries)
            return
        # What stands before the list in the file is here.
        self._flush(None)
        stones = [Tombstone(url=url, reason=why, erased_at=when) for when, url, why in entries]
        laid, here = self._archive.take_over(stones)
        self.counts["kept-out"] += laid
        for stone in here:
            why = f" ({stone.reason})" if stone.reason else ""
            self._tell(
                f"{source.path}: {stone.url}: erased elsewhere{why}, but not from this archive; "
                "`newsarchive erase` does it"
            )

    def _take(self, answer: Answer) -> None:
        if answer.facts == Facts():
            # What others sent differs from page to page, and is of no use here.
            exchange = replace(answer.capture.exchange, request_headers=())
            answer = replace(answer, capture=replace(answer.capture, exchange=exchange))
        capture = answer.capture
        self.counts["captures"] += 1
        if answer.location:
            self._redirects[capture.target_uri] = (answer.location, capture.moment)
            self.counts["redirects"] += 1
        elif is_aside(capture.target_uri):
            self.counts["no-page"] += 1
        elif answer.revisit is not None:
            if not self._revisit(answer):
                if len(self._waiting) < _MOST_WAITING:
                    self._waiting.append(answer)
                else:
                    self.counts["unresolved"] += 1
        elif not (answer.facts.role or may_be_page(capture)) or 300 <= capture.status < 400 or capture.status < 200:
            self.counts["no-page"] += 1
        elif capture.status in _TRIED_AGAIN:
            self._refused[url_key(capture.target_uri)] = answer
            if len(self._refused) > _MOST_REFUSED:
                self._page(self._refused.popitem(last=False)[1])
        else:
            # A crawl that asks again keeps the answer it is content with.
            if self._refused.pop(url_key(capture.target_uri), None):
                self.counts["asked-again"] += 1
            self._page(answer)

    def _page(self, answer: Answer) -> None:
        capture, facts = answer.capture, answer.facts
        verdict, reason = "", ""
        if facts.verdict in _TAKEN_OVER or facts.role == Role.TWIN:
            verdict, reason = facts.verdict or "twin", facts.reason
        elif 200 <= capture.status < 300 and self._told is not None:
            verdict = self._told.source(capture, facts.role)
            reason = facts.reason if verdict and verdict == facts.verdict else ""
            if not verdict and not facts.role and capture.payload.lstrip()[:1] in (b"{", b"["):
                # What a page's scripts asked for.
                self.counts["no-page"] += 1
                return
        self._hear(capture, facts)
        self._add(Brought(capture=capture, source=facts.role, verdict=verdict, reason=reason))
        if answer.digest:
            self._digests[answer.digest] = capture.payload_digest
            if len(self._digests) > _MOST_DIGESTS:
                self._digests.popitem(last=False)

    def _revisit(self, answer: Answer) -> bool:
        """Bring in a revisit with the payload it refers to; tell whether that was found."""
        revisit, capture, facts = answer.revisit, answer.capture, answer.facts
        assert revisit is not None
        if self._archive is None:
            return True
        digest = self._digest_of(answer, revisit)
        if not digest and self._batch:
            # What it refers to may be among those that are not written yet.
            self._flush(None)
            digest = self._digest_of(answer, revisit)
        if not digest:
            return False
        capture = replace(capture, status=304 if revisit.is_not_modified else capture.status)
        verdict, reason = (facts.verdict, facts.reason) if facts.verdict in _TAKEN_OVER else ("", "")
        # A site's error page, too, is the same wherever it stands.
        if facts.role in ("sitemap", "feed", "api") and (capture.status == 304 or 200 <= capture.status < 300):
            verdict, reason = facts.role, facts.reason
        self._hear(capture, facts)
        self._add(Brought(capture=capture, source=facts.role, payload_digest=digest, verdict=verdict, reason=reason))
        return True

    def _hear(self, capture: Capture, facts: Facts) -> None:
        """Take in what sources said of an article, or of what may be one."""
        if facts.role in ("", Role.ARTICLE) and (found := to_candidate(capture.requested_uri, facts)) is not None:
            self._said.append(found)

    def _digest_of(self, answer: Answer, revisit: Revisit) -> str:
        """Give the digest, as the archive has it, of the payload that a revisit stands for; "" where it has none."""
        assert self._archive is not None
        if (digest := answer.facts.digest) and self._archive.has_payload(digest):
            return digest
        if revisit.digest and (digest := self._digests.get(revisit.digest, "")):
            return digest
        before = answer.capture.moment if revisit.is_not_modified else None
        return self._archive.payload_at(revisit.uri or answer.capture.target_uri, revisit.date, before=before)

    def _add(self, brought: Brought) -> None:
        self._batch.append(brought)
        self._size += len(brought.capture.payload)

    def _flush(self, file: tuple[int, int] | None) -> None:
        batch, self._batch, self._size = self._batch, [], 0
        said, self._said = self._said, []
        redirects, self._redirects = self._redirects, {}
        if self._archive is None:
            self.counts["new"] += len(batch)
            return
        if not (batch or redirects or file):
            return
        # What sources say is kept before the place in the file moves on.
        if said and self._told is not None:
            self._told.file(said, Role.ARTICLE)
        began = time.monotonic()
        ids = self._archive.bring_in(batch, crawl_id=self._crawl_id, redirects=redirects, file=file)
        known, erased = ids.count(KNOWN), ids.count(ERASED)
        self.counts["known"] += known
        self.counts["erased"] += erased
        self.counts["new"] += len(ids) - known - erased
        self._kept(len(ids), time.monotonic() - began)
