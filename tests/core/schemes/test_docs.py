"""docs/schemes.md is what its program writes, and the README names every scheme."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from fanscope.schemes import SchemeInfo, catalogue

ROOT = Path(__file__).parents[3]


def _write_page() -> str:
    spec = importlib.util.spec_from_file_location("write_schemes", ROOT / "docs/write_schemes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page: str = module.write_page()
    return page


def test_the_page_is_up_to_date() -> None:
    advice = "run .venv/bin/python docs/write_schemes.py"
    assert (ROOT / "docs/schemes.md").read_text() == _write_page(), advice


@pytest.mark.parametrize("info", catalogue(), ids=lambda info: info.name)
def test_every_scheme_has_a_section_and_stands_in_the_readme(info: SchemeInfo) -> None:
    name = info.name
    page = (ROOT / "docs/schemes.md").read_text()
    assert len(re.findall(rf"^## {re.escape(name)}$", page, re.MULTILINE)) == 1
    listed = (ROOT / "README.md").read_text().split("\nSchemes: ")[1].split("\nFigures: ")[0]
    assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", listed)
