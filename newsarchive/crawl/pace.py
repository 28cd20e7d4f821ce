"""When a host may be asked next, and whose turn it is.

No clock and no network here: every method is told the moment, in seconds of a clock that never goes back
(``time.monotonic``). A host is what stands between ``//`` and the path of an address, port included.

Between the beginnings of two requests to one host lies the longest of

* the delay that was asked for;
* what its robots.txt asks for (Crawl-delay, Request-rate), up to :data:`LONGEST_CRAWL_DELAY`;
* unless that delay is 0, the time its answers take, so that a slow host is never kept busy all the time;

and on top of it a penalty, which doubles with every sign of trouble and halves with every good answer. A host that
answers 429 or 503 rests besides: as long as its Retry-After says, or 2, 4, 8, … seconds where it says nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from heapq import heappop, heappush

#: Seconds: a robots.txt that asks for more between two requests gets this much. At one page a minute a site of ten
#: thousand articles takes a week; who wants a crawler gone says so with Disallow.
LONGEST_CRAWL_DELAY = 60.0
#: Seconds: what slowness and penalty may add up to.
MAX_DELAY = 60.0
#: Seconds: the rest of a host that answers 429 or 503 without Retry-After; doubled each time in a row.
FIRST_REST = 2.0
LONGEST_BACK_OFF = 300.0
#: Seconds: a Retry-After beyond this is taken for this: a week. A slip of the pen must not close a host for ever.
LONGEST_REST = 7 * 86400.0
#: Seconds: the penalty of the first trouble, and below which it is over.
FIRST_PENALTY = 1.0
_SMALLEST_PENALTY = 0.1

_RESTING = frozenset({429, 503})
_TROUBLE = frozenset({None, 429, 502, 503, 504})


def retry_after(value: str, now: datetime) -> float | None:
    """Give the seconds that a Retry-After header asks for (RFC 9110 section 10.2.3), a week at most.

    It says so many seconds, or a date. ``now`` is aware. None where the value is neither, 0 for a date that has passed.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value), LONGEST_REST)
    try:
        until = parsedate_to_datetime(value)
        # A date without a zone is in UTC, as the RFC wants every date to be.
        seconds = ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max(0.0, seconds), LONGEST_REST)


def asked_delay(crawl_delay: float | None, request_rate: tuple[int, int] | None) -> float:
    """Give the seconds between two requests that a robots.txt asks for, at most :data:`LONGEST_CRAWL_DELAY`.

    ``request_rate`` is so many requests in so many seconds. The larger of both counts; 0 where there is neither.
    """
    rate = request_rate[1] / request_rate[0] if request_rate else 0.0
    return min(max(crawl_delay or 0.0, rate), LONGEST_CRAWL_DELAY)


@dataclass(frozen=True, slots=True)
class Standing:
    """What should outlast a run: until when a host rests (``-inf``: it does not), its penalty in seconds."""

    resting_until: float
    penalty: float


@dataclass(slots=True)
class _Host:
    in_flight: int = 0
    last: float = -math.inf
    last_but_one: float = -math.inf
    answered: float = -math.inf
    asked: float = 0.0
    latency: float = 0.0
    penalty: float = 0.0
    resting: float = -math.inf
    failures: int = 0
    #: Since when it has work that waits; None where it has none.
    since: float | None = None
    #: The entry of the heap that counts; all older ones are dropped where they turn up.
    entry: tuple[float, int, str] | None = None


class Pace:
    """The pace of every host, and the turns of those that have work.

    ``delay`` in seconds; ``concurrency`` counts requests at a time to one host; ``max_delay`` is the most, in seconds,
    that slowness and penalty may add up to. A host's work goes round like this: :meth:`add`, :meth:`take`,
    :meth:`began`, :meth:`add` again where there is more, :meth:`ended`. Every method takes O(log hosts) at most.
    """

    def __init__(self, delay: float, concurrency: int = 1, *, max_delay: float = MAX_DELAY) -> None:
        self._delay = delay
        self._concurrency = concurrency
        self._max_delay = max_delay
        self._hosts: dict[str, _Host] = {}
        self._turns: list[tuple[float, int, str]] = []
        self._count = 0

    # ------------------------------------------------------------------ what happens to a host
    def began(self, host: str, now: float) -> None:
        """Note that a request to the host was handed out; it holds a slot until it has :meth:`ended`."""
        found = self._host(host)
        found.in_flight += 1
        found.last_but_one, found.last = found.last, now
        self._place(host, found)

    def withdrew(self, host: str) -> None:
        """Note that a request that :meth:`began` was not sent after all: its turn is another's."""
        found = self._host(host)
        found.in_flight = max(0, found.in_flight - 1)
        found.last = found.last_but_one
        self._place(host, found)

    def sent(self, host: str, now: float) -> None:
        """Note that a request leaves just now: one that waited since it began, a retry, one for robots.txt."""
        found = self._host(host)
        found.last = max(found.last, now)
        self._place(host, found)

    def ended(
        self,
        host: str,
        now: float,
        latency: float,
        status: int | None,
        retry_after: float | None = None,
        *,
        slot: bool = True,
    ) -> bool:
        """Note an answer, or with ``status`` None that there was none.

        ``latency`` in seconds; ``retry_after`` is what :func:`retry_after` made of the answer's header. Without
        ``slot`` the request was one that never :meth:`began`, such as one for robots.txt. Tells whether the host's
        :meth:`standing` is another than before.
        """
        found, rest = self._host(host), retry_after
        before = found.resting, found.penalty
        if slot:
            found.in_flight = max(0, found.in_flight - 1)
        found.answered = now
        self._note_latency(found, latency, status)
        if status in _TROUBLE:
            found.failures += 1
            found.penalty = min(self._max_delay, max(FIRST_PENALTY, 2 * found.penalty))
        elif status is not None and status < 500:
            found.failures = 0
            halved = found.penalty / 2
            found.penalty = halved if halved >= _SMALLEST_PENALTY else 0.0
        if rest is None and status in _RESTING:
            rest = min(LONGEST_BACK_OFF, FIRST_REST * 2.0 ** min(found.failures - 1, 30))
        if rest is not None and status is not None and status >= 400:
            found.resting = max(found.resting, now + rest)
        self._place(host, found)
        return (found.resting, found.penalty) != before

    def obey(self, host: str, crawl_delay: float | None, request_rate: tuple[int, int] | None) -> float:
        """Keep the distance a host's robots.txt asks for, in the place of what it asked before; give it in seconds."""
        found = self._host(host)
        found.asked = asked_delay(crawl_delay, request_rate)
        self._place(host, found)
        return found.asked

    def rest(self, host: str, until: float, *, penalty: float = 0.0) -> None:
        """Leave a host alone until then at least; with the ``penalty`` that an earlier run left it."""
        found = self._host(host)
        found.resting = max(found.resting, until)
        found.penalty = max(found.penalty, min(penalty, self._max_delay))
        self._place(host, found)

    # ------------------------------------------------------------------ what is known of it
    def ready_at(self, host: str) -> float:
        """Give the moment from which the host may be asked: ``-inf`` at any time, ``inf`` while its slots are full."""
        found = self._hosts.get(host)
        return -math.inf if found is None else self._ready_at(found)

    def earliest(self, host: str) -> float:
        """Give when the next request to the host may leave, however many are under way."""
        return self._earliest(self._host(host))

    def interval(self, host: str) -> float:
        """Give the seconds that lie at present between the beginnings of two requests to the host."""
        return self._interval(self._hosts.get(host) or _Host())

    def resting_until(self, host: str) -> float:
        """Give the moment to which the host wants to be left alone; ``-inf`` where it never asked for that."""
        return self.standing(host).resting_until

    def standing(self, host: str) -> Standing:
        """Give what should outlast the run."""
        found = self._hosts.get(host) or _Host()
        return Standing(found.resting, found.penalty)

    def last(self, host: str) -> float:
        """Give the moment of the newest request to the host; ``-inf`` before the first."""
        found = self._hosts.get(host)
        return found.last if found else -math.inf

    def failures(self, host: str) -> int:
        """Count the troubles in a row: no answer, 429, 502, 503, 504."""
        found = self._hosts.get(host)
        return found.failures if found else 0

    def in_flight(self, host: str) -> int:
        """Count the requests that began and have not ended."""
        found = self._hosts.get(host)
        return found.in_flight if found else 0

    # ------------------------------------------------------------------ whose turn it is
    def add(self, host: str, now: float) -> None:
        """Let a host that has work wait for its turn; one that waits already keeps its place."""
        found = self._host(host)
        if found.since is None:
            found.since = now
            self._place(host, found)

    def drop(self, host: str) -> None:
        """Let a host wait no longer: it has no work any more."""
        found = self._hosts.get(host)
        if found is not None:
            found.since = found.entry = None

    def take(self, now: float) -> str | None:
        """Give the host whose turn it is: of those that may be asked the one that has waited longest for it.

        It waits no longer then; :meth:`add` it again for more. None where no host may be asked now.
        """
        top = self._top()
        if top is None or top[0] > now:
            return None
        heappop(self._turns)
        self.drop(top[2])
        return top[2]

    def wait(self, now: float) -> float | None:
        """Give the seconds until some host may be asked; None where no passing of time alone brings that about."""
        top = self._top()
        return None if top is None else max(0.0, top[0] - now)

    # ------------------------------------------------------------------ within
    def _host(self, host: str) -> _Host:
        found = self._hosts.get(host)
        if found is None:
            found = self._hosts[host] = _Host()
        return found

    def _interval(self, found: _Host) -> float:
        least = max(self._delay, found.asked)
        slow = found.latency if self._delay > 0 else 0.0
        return max(least, min(self._max_delay, max(least, slow) + found.penalty))

    def _ready_at(self, found: _Host) -> float:
        return math.inf if found.in_flight >= self._concurrency else self._earliest(found)

    def _earliest(self, found: _Host) -> float:
        # Where this machine is busy a request may reach its host late, and the next one in time.
        breath = max(self._delay, found.asked) / 2
        rested = found.answered + breath if breath else -math.inf
        return max(found.last + self._interval(found), rested, found.resting)

    @staticmethod
    def _note_latency(found: _Host, latency: float, status: int | None) -> None:
        """Believe a slow answer at once and a quick one by half; an error may be quick because nothing was done."""
        if latency >= found.latency:
            found.latency = latency
        elif status is not None and status < 400:
            found.latency = (found.latency + latency) / 2

    def _place(self, host: str, found: _Host) -> None:
        """Put a host that waits where its turn now is."""
        if found.since is None:
            return
        # Who might be asked long ago has waited only since it has work.
        turn = max(found.since, self._ready_at(found))
        if found.entry is not None and found.entry[0] == turn:
            return
        if turn == math.inf:
            found.entry = None
            return
        self._count += 1
        found.entry = (turn, self._count, host)
        heappush(self._turns, found.entry)

    def _top(self) -> tuple[float, int, str] | None:
        while self._turns:
            top = self._turns[0]
            if self._hosts[top[2]].entry is top:
                return top
            heappop(self._turns)
        return None
