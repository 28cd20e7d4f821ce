"""How an errand ends: counted, told, and written into the frontier, with the moment it is worth another look."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.spidermiddlewares.httperror import HttpError

from newsarchive.archive import Outcome
from newsarchive.crawl.keeping import exchange_of, headers_of, store
from newsarchive.crawl.refusals import EXPECTED, Refused, reason_of
from newsarchive.discover.revisits import BELIEVED, next_look, next_try
from newsarchive.model import Article, Errand, Findings, Role, State

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsarchive.crawl.job import Job
    from newsarchive.reading.storing import ArticleItem

logger = logging.getLogger("newsarchive.news")

#: Reasons for which an errand waits for its next turn.
PUT_BACK = ("resting", "stopped")
#: States that a reason leaves an address in; all others are failures, to be tried again.
_SKIPS = frozenset({"robots", "off-site", "duplicate", "trap", "profile", "translation", "erased"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What is kept of an answer: its moment, status and validators (ETag, Last-Modified, digest of the payload)."""

    moment: datetime
    status: int
    validators: tuple[str, str, str]

    @classmethod
    def of(cls, response: Response) -> Answer:
        """Take it from a response."""
        etag, last_modified = (
            (response.headers.get(name) or b"").decode("latin-1") for name in ("ETag", "Last-Modified")
        )
        # Its capture has it, where there is one.
        _, _, digest = response.meta.get("payload_digest", "").partition(":")
        digest = digest or hashlib.sha256(response.body).hexdigest()
        return cls(response.meta["moment"], response.status, (etag, last_modified, digest))


class Closing:
    """Ends the errands of a job. What it does to the archive belongs into the transaction of the page."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def judge(self, capture_id: int | None, verdict: str, reason: str = "") -> None:
        """Write down what a page turned out to be."""
        if self._job.archive is not None and capture_id:
            self._job.archive.judge_capture(capture_id, verdict, reason)

    def source(
        self,
        errand: Errand,
        answer: Answer,
        findings: Findings,
        *,
        keep: bool,
        is_complete: bool = True,
        kind: str = "",
    ) -> None:
        """End an errand to a source; with ``keep`` its validators are sent the next time.

        ``kind`` tells more exactly what it is than what it was asked for.
        """
        self._job.frontier.close(
            errand,
            State.DONE,
            (kind or errand.role.value) if is_complete else "incomplete",
            moment=answer.moment,
            status=answer.status,
            validators=answer.validators if keep else ("", "", ""),
            findings=findings,
        )

    def unchanged_source(self, errand: Errand, answer: Answer) -> None:
        """End an errand to a source that says what it said before."""
        frontier = self._job.frontier
        frontier.renamed(errand)
        frontier.close(errand, State.DONE, "unchanged", moment=answer.moment, status=answer.status)

    def article(self, errand: Errand, answer: Answer | None, item: ArticleItem) -> Outcome | None:
        """Store an article and end the errand it came by."""
        job = self._job
        outcome = store(job, item)
        if outcome is Outcome.ERASED:
            self.erased(errand)
            return outcome
        if outcome is not None:
            job.tally.add(str(outcome), item.article.url)
        self._looked(errand, answer, item.article, item.moment, outcome)
        return outcome

    def not_modified(self, errand: Errand, answer: Answer, response: Response) -> None:
        """End the errand to an article that is as it was, by the site's own word."""
        job = self._job
        if job.archive is not None:
            job.archive.store_revisit(
                errand,
                crawl_id=job.crawl_id,
                moment=answer.moment,
                headers=headers_of(response),
                exchange=exchange_of(response, response.request),
            )
        job.tally.add("unchanged", errand.url)
        job.tally.add("not-modified", errand.url)
        self._looked(errand, None, None, answer.moment, Outcome.UNCHANGED)

    def _looked(
        self,
        errand: Errand,
        answer: Answer | None,
        article: Article | None,
        moment: datetime,
        outcome: Outcome | None,
    ) -> None:
        is_same = outcome is Outcome.UNCHANGED
        published = article.date_published if article is not None and article.tells_publication else None
        changed = moment if outcome is Outcome.CHANGED else None
        checks = errand.checks + 1 if is_same else 0
        if article is None:
            # Its page was not read this time: it ages from the looks that were taken.
            published = errand.born
        due = next_look(moment, published=published, changed=changed, checks=checks)
        reason = "duplicate" if outcome is Outcome.DUPLICATE else "article"
        self._job.frontier.close(
            errand,
            State.DONE,
            reason,
            moment=moment,
            status=answer.status if answer else 304,
            validators=answer.validators if answer else None,
            due=due if outcome is not Outcome.DUPLICATE else None,
            checks=checks,
            published=published,
        )

    def page(self, errand: Errand, answer: Answer, verdict: str, findings: Findings | None = None) -> None:
        """End an errand to a page that is a listing, a twin or nothing of interest."""
        due = answer.moment + BELIEVED if errand.role is Role.ARTICLE else None
        self._job.frontier.close(
            errand, State.DONE, verdict, moment=answer.moment, status=answer.status, due=due, findings=findings
        )

    def out_of_period(self, errand: Errand, answer: Answer, article: Article) -> None:
        """End an errand to an article that is not of the days wanted; its date is kept, for those who want others."""
        self._job.frontier.close(
            errand,
            State.SKIPPED,
            "out-of-period",
            moment=answer.moment,
            status=answer.status,
            published=article.date_published,
        )

    def refused_page(self, errand: Errand, answer: Answer, capture_id: int | None, reason: str) -> None:
        """End an errand to a page that is no article."""
        self._job.tally.not_articles[reason or "other"] += 1
        self.judge(capture_id, "not-an-article", reason)
        self.page(errand, answer, "not-an-article")

    def erased(self, errand: Errand) -> None:
        """End an errand that led to an article which was erased from the archive: it is left out from now on."""
        self._job.tally.add("erased", errand.url)
        self._job.frontier.close(errand, State.SKIPPED, "erased", moment=datetime.now(UTC))

    def refused(self, errand: Errand, reason: str, detail: str, target: str = "") -> None:
        """End an errand that one of our own rules forbids; ``target`` is where a redirect led that was not followed."""
        job = self._job
        if reason in EXPECTED and errand.role is not Role.START:
            if not errand.optional:
                job.tally.add(reason, errand.url)
        else:
            self.tell(errand, reason, detail)
        state = State.SKIPPED if reason in _SKIPS else State.FAILED
        job.frontier.close(errand, state, reason, moment=datetime.now(UTC), detail=detail, led_to=target)

    def failed(self, errand: Errand, failure: Failure) -> None:
        """End an errand that came to nothing, and say so, once, in one line."""
        job = self._job
        error = failure.value or Exception("no answer")
        reason, detail = reason_of(error)
        if reason in PUT_BACK:
            job.frontier.put_back(errand, errand.url, tries=errand.tries, passed=errand.passed)
            return
        if isinstance(error, Refused):
            self.refused(errand, reason, detail, error.target)
            return
        if reason == "failed":
            logger.info("%s: %s", errand.url, failure.getTraceback())
        moment, status = datetime.now(UTC), 0
        if isinstance(error, HttpError):
            status = error.response.status
            # What is written down of it is of the moment of its capture.
            moment = error.response.meta.get("moment", moment)
            self.judge(error.response.meta.get("capture_id"), "failed", reason)
        if reason == "gone" and job.archive is not None and errand.role is Role.ARTICLE:
            job.archive.mark_gone(errand.address, moment=moment)
        if not errand.optional:
            if reason not in EXPECTED or errand.role is Role.START:
                self.tell(errand, reason, detail)
            elif reason != "gone" or errand.role is Role.ARTICLE:
                job.tally.add(reason, errand.address)
        due = None if reason == "gone" else next_try(moment, errand.checks)
        job.frontier.close(
            errand, State.FAILED, reason, moment=moment, detail=detail, status=status, due=due, checks=errand.checks + 1
        )

    def tell(self, errand: Errand, reason: str, detail: str) -> None:
        """Count a failure and say so in one line."""
        self._job.warn(f"{errand.address}: {detail}")
        self._job.tally.fail(errand.address, reason, detail)
