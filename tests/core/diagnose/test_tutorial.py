"""docs/diagnose.md runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import torch

from fanscope.diagnose import Report, diagnose

TUTORIAL = (Path(__file__).parents[3] / "docs" / "diagnose.md").read_text(encoding="utf-8")


def test_every_block_of_code_runs_and_its_assertions_hold(capsys: Any) -> None:
    blocks = re.findall(r"```python\n(.*?)```", TUTORIAL, re.DOTALL)
    assert len(blocks) == 6
    names: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, "docs/diagnose.md", "exec"), names)

    class Fixture:
        def assert_healthy(self, factory: Any, batch: torch.Tensor) -> None:
            assert diagnose(factory(), batch).passed

    names["test_init"](Fixture())
    assert isinstance(names["report"], Report)
    assert names["html"].startswith("<!doctype html>")
    printed, shown = (
        capsys.readouterr().out,
        re.findall(r"```text\n(.*?)```", TUTORIAL, re.DOTALL)[0],
    )
    headers = [
        line.split()
        for text in (printed, shown)
        for line in text.splitlines()
        if line.startswith("layer ")
    ]
    assert headers[0] == headers[1], "the table in the text has the columns of the real one"
    assert {"FS105", "FS104"} & set(printed.split())
