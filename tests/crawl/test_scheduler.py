"""The scheduler beside a plan that has it wait: what is refused meanwhile is under way no more."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from scrapy.settings import Settings

from newsarchive.archive import Archive
from newsarchive.crawl.pace import Pace
from newsarchive.crawl.scheduler import FrontierScheduler
from newsarchive.model import Errand, Role, State, Step

HOST = "https://a.fr"


class Spider:
    """Has the first errand go out, the second wait for it, and what is forbidden refused."""

    def __init__(self, job: Any) -> None:
        self.job = job
        self.plan = SimpleNamespace(spending=SimpleNamespace(ended=lambda errand: self.ended.append(errand.url)))
        self.ended: list[str] = []
        self.scheduler: FrontierScheduler

    def is_settled(self, errand: Errand) -> bool:
        if "forbidden" in errand.url:
            self.job.frontier.close(errand, State.SKIPPED, "robots", moment=datetime.now(UTC))
            return True
        if "waits" in errand.url:
            self.job.frontier.demote(errand, errand.priority)
            self.scheduler.block(errand)
            return True
        return False

    async def parse(self, response: object) -> None: ...

    def failed(self, failure: object) -> None: ...


def test_what_is_refused_while_its_host_is_blocked_has_ended() -> None:
    frontier = Archive.scratch().frontier(1)
    seed = frontier.begin(f"{HOST}/", "", "", datetime.now(UTC))
    budgets = SimpleNamespace(is_all_spent=lambda _: "", is_spent=lambda *_: "", spend=lambda *_, **__: None)
    tally = SimpleNamespace(sites={}, ended={}, queued=0, queues={})
    options = SimpleNamespace(render=False)
    job: Any = SimpleNamespace(
        frontier=frontier, pace=Pace(0, concurrency=2), trouble=None, budgets=budgets, tally=tally, options=options
    )
    crawler: Any = SimpleNamespace(
        settings=Settings({"DOWNLOAD_MAXSIZE": 1}), engine=None, get_downloader_middleware=lambda _: None
    )
    scheduler = FrontierScheduler(crawler)
    spider: Any = Spider(job)
    spider.scheduler = scheduler
    scheduler.open(spider)

    def ask(path: str, priority: int) -> None:
        frontier.ask([Step(url=HOST + path, role=Role.LISTING, priority=priority)], seed.id, 1, "a.fr")

    ask("/first/", 3)
    ask("/waits/", 1)
    assert scheduler.next_request() is not None
    assert scheduler.next_request() is None
    # Another page of the site names something that is to go first.
    ask("/forbidden/", 2)
    assert scheduler.next_request() is None
    assert spider.ended == [f"{HOST}/forbidden/"]
