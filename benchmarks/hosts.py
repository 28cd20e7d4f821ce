"""Many hosts at once: throughput, whether each gets its share, and what one host's "too many requests" does to others.

    python benchmarks/hosts.py [--part shares|refusal|speed]... [--hosts 200] [--pages 40] [--delay 0.5]

Newspapers of our own on so many loopback addresses, in one process, crawled at once with --sites:

shares    at a polite delay: pages a second over the run; pages by host when half of the time is over; the longest time
          a host that had pages left was not asked. A share below half of the median host's, or a wait of
          more than ten turns (the time in which every host could be asked once), is a miss.
refusal   51 hosts; one, after 20 requests, answers 429 with Retry-After: 5 three times. No request may come to it
          before its time, and the others' rate meanwhile must be 0.9 of what it was before.
speed     no delay, all hosts: pages a second.

All is read from the server's log. Exit code 1 where a claim is missed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections import Counter
from itertools import pairwise
from pathlib import Path

from crawls import crawl, table
from newspapers import Papers, loopback, opened
from visits import Visit

#: A host's pages at half-time, as a share of the median host's.
LEAST_SHARE = 0.5
#: Turns a host may be left out.
MOST_TURNS = 10
#: The other hosts' rate while one rests, as a share of what it was before.
LEAST_RATE = 0.9
OTHERS = 50
#: The host that refuses: after so many requests, so many times, with a Retry-After of so many seconds.
AFTER, TIMES, SECONDS = 20, 3, 5


def crawled(papers: Papers, options: list[str], missed: list[str]) -> list[Visit]:
    """Crawl all newspapers at once, print how it went, and give what they were asked."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with opened(papers, folder) as served:
            run = crawl([*served.listed(folder / "sites.txt"), *options], folder / "hosts.db")
            visits = served.visits()
    wanted = len(papers.hosts) * papers.articles
    stored = run.summary.get("new", 0)
    if run.exit_code or stored != wanted:
        missed.append(f"exit code {run.exit_code}, {stored} articles of {wanted}")
    if not visits:
        raise SystemExit("MISSED: the crawl asked for nothing")
    span = visits[-1].at - visits[0].at
    print(
        f"{len(papers.hosts)} hosts, {stored} articles of {wanted}, {len(visits)} requests in {span:.1f} s: "
        f"{len(visits) / span:.1f} pages/s, {run.seconds - span:.1f} s before and after"
    )
    begun = visits[0].at
    tenths = Counter(min(9, int(10 * (visit.at - begun) / span)) for visit in visits)
    print("pages/s by tenth of the run:", *(f"{tenths[tenth] / (span / 10):.0f}" for tenth in range(10)))
    return visits


def by_host(visits: list[Visit]) -> dict[str, list[float]]:
    """Give the moments of each host's requests."""
    moments: dict[str, list[float]] = {}
    for visit in visits:
        moments.setdefault(visit.host, []).append(visit.at)
    return moments


def shares(words: argparse.Namespace) -> list[str]:
    """Measure whether every host gets its share."""
    missed: list[str] = []
    papers = Papers(hosts=loopback(words.hosts), articles=words.pages, latency=0.01)
    visits = crawled(papers, ["--delay", str(words.delay)], missed)
    half = (visits[0].at + visits[-1].at) / 2
    moments = by_host(visits)
    then = sorted(sum(at <= half for at in moments.get(host, [])) for host in papers.hosts)
    waits = sorted(max((b - a for a, b in pairwise(some)), default=0.0) for some in moments.values())
    rate = len(visits) / (visits[-1].at - visits[0].at)
    turn = max(words.delay, len(papers.hosts) / rate)
    head = ["", "least", "median", "most"]
    middle = statistics.median(then)
    rows = [
        ["pages by host at half-time", then[0], int(middle), then[-1]],
        ["longest wait of a host, s", round(waits[0], 1), round(statistics.median(waits), 1), round(waits[-1], 1)],
    ]
    print(table([head, *rows]))
    print(f"a turn of all hosts takes {turn:.2f} s")
    if then[0] < LEAST_SHARE * middle:
        missed.append(f"a host has {then[0]} pages at half-time, the median {middle:.0f}")
    if waits[-1] > MOST_TURNS * turn:
        missed.append(f"a host waited {waits[-1]:.1f} s, {waits[-1] / turn:.0f} turns")
    quickest = min(b - a for some in moments.values() for a, b in pairwise(some))
    print(f"shortest time between two requests to one host: {quickest:.2f} s, asked for {words.delay:.2f}")
    return missed


def refusal(words: argparse.Namespace) -> list[str]:
    """Measure what one host's 429 does to it and to the others."""
    missed: list[str] = []
    hosts = loopback(OTHERS + 1)
    refusing = hosts[len(hosts) // 2]
    # Pages enough for what comes before the first 429, for the rests, and for as long after them.
    pages = AFTER + round((2 * TIMES * SECONDS + 10) / words.refusal_delay)
    papers = Papers(hosts=hosts, articles=pages, latency=0.01, refusals={refusing: (AFTER, TIMES, SECONDS)})
    visits = crawled(papers, ["--delay", str(words.refusal_delay)], missed)
    own = [visit for visit in visits if visit.host == refusing]
    refused = [visit.at for visit in own if visit.status == 429]
    if len(refused) != TIMES:
        return [*missed, f"{refusing} refused {len(refused)} requests, {TIMES} were meant"]
    early = [after.at - visit.at for visit, after in pairwise(own) if visit.status == 429]
    print("Retry-After: 5; the next request came after", ", ".join(f"{wait:.2f} s" for wait in early))
    if min(early) < SECONDS:
        missed.append(f"a request came {min(early):.2f} s after a 429 that asked for {SECONDS}")
    others = [visit.at for visit in visits if visit.host != refusing]
    # Before: from where all hosts are being asked. During: from the first 429 to the end of the last rest.
    begun = max(some[1] for host, some in by_host(visits).items() if host != refusing)
    ended = refused[-1] + SECONDS
    if begun >= refused[0]:
        return [*missed, "the host refused before all others were being asked: nothing to compare with"]
    before = sum(begun <= at < refused[0] for at in others) / (refused[0] - begun)
    during = sum(refused[0] <= at < ended for at in others) / (ended - refused[0])
    print(f"the {OTHERS} others: {before:.1f} pages/s in the {refused[0] - begun:.0f} s before, {during:.1f} meanwhile")
    if min(some[-1] for host, some in by_host(visits).items() if host != refusing) < ended:
        missed.append("a host had no pages left before the rests were over: the rates say little")
    if during < LEAST_RATE * before:
        missed.append(f"the others' rate fell to {during / before:.2f} of what it was")
    return missed


def speed(words: argparse.Namespace) -> list[str]:
    """Measure throughput without a delay."""
    missed: list[str] = []
    crawled(Papers(hosts=loopback(words.hosts), articles=words.pages), [], missed)
    return missed


PARTS = {"shares": shares, "refusal": refusal, "speed": speed}


def main() -> int:
    """Measure the parts asked for; give 1 where a claim is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", action="append", choices=list(PARTS))
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--pages", type=int, default=40, help="articles of each host")
    parser.add_argument("--delay", type=float, default=0.5, help="seconds, for the part about shares")
    parser.add_argument("--refusal-delay", type=float, default=1.0, help="seconds, for the part about a refusal")
    words = parser.parse_args()
    missed = []
    for part in words.part or PARTS:
        print(f"== {part}", flush=True)
        missed += [f"{part}: {line}" for line in PARTS[part](words)]
    print(*(f"MISSED: {line}" for line in missed), sep="\n") if missed else print("as claimed")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
