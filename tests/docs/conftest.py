from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from .pages import ROOT
from .stage import PORTS, Stage, free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: Pages whose first lesson is the first crawl; all others begin with demo.db there.
FROM_NOTHING = ("README.md", "docs/researchers.md")


@pytest.fixture(scope="session")
def ports() -> tuple[str, ...]:
    return tuple(free_port() for _ in PORTS)


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory, ports: tuple[str, ...]) -> Stage:
    """The demo newspaper, crawled once."""
    folder = tmp_path_factory.mktemp("docs")
    stage = Stage.built(folder / "crawled", folder / "programs", ports)
    ran = stage.run("newsarchive crawl --demo -a demo.db")
    assert ran.exit_code == 0, ran.output
    return stage


@pytest.fixture
def stage(tmp_path: Path, crawled: Stage) -> Iterator[Callable[[str], Stage]]:
    """Sets the stage for a page."""
    stages: list[Stage] = []

    def set_for(name: str) -> Stage:
        stage = Stage.built(tmp_path / "reader", crawled.programs, crawled.ports)
        stages.append(stage)
        shutil.copy(ROOT / "scrapy.cfg", stage.folder)
        if name not in FROM_NOTHING:
            for path in crawled.folder.glob("demo.db*"):
                shutil.copy(path, stage.folder)
        return stage

    yield set_for
    for stage in stages:
        stage.close()
