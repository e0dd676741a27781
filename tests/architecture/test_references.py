"""Every source that a docstring cites stands in docs/references.bib."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CITING_ROOMS = ("schemes", "theory", "verdicts")
REFERENCE = re.compile(r"Reference: ([a-z]+\d{4}[a-z]*)")


def _known_keys() -> set[str]:
    bibliography = (ROOT / "docs/references.bib").read_text()
    return set(re.findall(r"@\w+\{([^,\s]+),", bibliography))


def _cited_keys() -> set[str]:
    sources = (
        path for room in CITING_ROOMS for path in (ROOT / "core/fanscope" / room).rglob("*.py")
    )
    return {key for path in sources for key in REFERENCE.findall(path.read_text())}


def test_cited_keys_are_known() -> None:
    cited = _cited_keys()
    assert cited
    assert cited <= _known_keys()
