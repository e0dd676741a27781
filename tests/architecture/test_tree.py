"""The shape of the tree: no junk drawers, no giant files, one place for commits."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path
    for room in ("core", "backend", "worker")
    for path in (ROOT / room).rglob("*.py")
    if "migrations/versions" not in path.as_posix()
)
JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager"}
LONGEST_FILE = 400


def test_sources_are_found() -> None:
    assert len(SOURCES) > 30


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
class TestFile:
    def test_has_a_telling_name(self, path: Path) -> None:
        assert not {path.stem, *(part.name for part in path.parents)} & JUNK_DRAWERS

    def test_holds_one_idea(self, path: Path) -> None:
        assert len(path.read_text().splitlines()) <= LONGEST_FILE

    def test_commits_only_at_the_edge(self, path: Path) -> None:
        at_edge = path.relative_to(ROOT).as_posix().endswith("store/session.py")
        assert at_edge or ".commit(" not in path.read_text()
