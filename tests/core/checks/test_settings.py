"""``[tool.fanscope]``: found upward, read, and told of when wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanscope.checks.settings import Settings, read_settings
from fanscope.errors import SpecError


def _write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "pyproject.toml"
    path.write_text(text)
    return path


def test_every_key_is_read(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        """
[tool.fanscope]
target = "spec.yaml"
fail-on = "warning"
thresholds = "sagemaker"
seeds = 5
steps = 10
input = [3, 32, 32]
batch = "mynet.data:batch"
baseline = "init.json"
server = "http://server"
project = "mynet"
rules-url = "https://example.org"
[tool.fanscope.rules]
FS101 = "off"
FS104 = {severity = "warning", bounds = {ratio = 0.005}}
""",
    )
    assert read_settings(tmp_path / "deeper/still") == Settings.model_validate(
        {
            "target": "spec.yaml",
            "fail-on": "warning",
            "thresholds": "sagemaker",
            "seeds": 5,
            "steps": 10,
            "input": (3, 32, 32),
            "batch": "mynet.data:batch",
            "baseline": tmp_path / "init.json",
            "server": "http://server",
            "project": "mynet",
            "rules-url": "https://example.org",
            "rules": {"FS101": "off", "FS104": {"severity": "warning", "bounds": {"ratio": 0.005}}},
            "(file)": path,
        }
    )


def test_the_nearest_table_counts(tmp_path: Path) -> None:
    _write(tmp_path, "[tool.fanscope]\nseeds = 1\n")
    _write(tmp_path / "a", "[tool.fanscope]\nseeds = 2\n")
    _write(tmp_path / "a/b", "[tool.ruff]\n")
    assert read_settings(tmp_path / "a/b").seeds == 2
    assert read_settings(tmp_path / "c").seeds == 1


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path).model_dump(exclude_none=True) == {"rules": {}, "zeros": ()}


@pytest.mark.parametrize(
    ("text", "field", "way_out"),
    [
        ("[tool.fanscope]\nfail_on = 'error'", "tool.fanscope.fail_on", "did you mean fail-on?"),
        ("[tool.fanscope]\nzzz = 1", "tool.fanscope.zzz", "the keys are target, fail-on"),
        ("[tool.fanscope]\nfail-on = 'never'", "tool.fanscope.fail-on", "'error' or 'warning'"),
        ("[tool.fanscope]\nseeds = 0", "tool.fanscope.seeds", "greater than or equal to 1"),
        ("[tool]\nfanscope = 3", "tool.fanscope", "must be a table"),
        ("[tool.fanscope\n", "pyproject.toml", "is no TOML"),
    ],
)
def test_mistakes_name_the_file_and_the_key(
    tmp_path: Path, text: str, field: str, way_out: str
) -> None:
    path = _write(tmp_path, text)
    with pytest.raises(SpecError) as caught:
        read_settings(tmp_path)
    (issue,) = caught.value.issues
    assert str(path) in issue.field
    assert field in issue.field
    assert way_out in issue.message
