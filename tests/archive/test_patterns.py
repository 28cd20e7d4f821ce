"""What pages of patterns of addresses gave is counted by site, kind and sweep."""

from __future__ import annotations

from newsarchive.model import Yield


def test_yields_count_what_a_pattern_gave(run):
    def seen(outcome, sweep=1, patterns=("x",)):
        run.frontier.patterns.count("a.fr", "listing", patterns, sweep, outcome)

    for outcome in ("new", "", "duplicate", "refused"):
        seen(outcome)
    seen("new", patterns=("y", "y"))
    yields = run.frontier.patterns.yields("a.fr", "listing", ["x", "y", "z"], 1)
    assert yields == {
        "x": Yield(pages=4, new=1, duplicates=1, refused=1, barren=3),
        "y": Yield(pages=1, new=1),
        "z": Yield(),
    }
    assert run.frontier.patterns.yields("a.fr", "listing", ["x"], 2)["x"].barren == 0, "of another sweep"
    seen("", sweep=2)
    assert run.frontier.patterns.yields("a.fr", "listing", ["x"], 2)["x"].barren == 1
    seen("new", sweep=2)
    assert run.frontier.patterns.yields("a.fr", "listing", ["x"], 2)["x"].barren == 0
    for site, kind in (("a.fr", "article"), ("b.fr", "listing")):
        assert run.frontier.patterns.yields(site, kind, ["x"], 1) == {"x": Yield()}
