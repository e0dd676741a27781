"""``fanscope check --server``: the real server, with a worker in a thread."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from fanscope.parsing import dump_yaml
from support.server import run_app
from support.training import hypernetwork_experiment
from support.working import working

Fanscope = Callable[..., Result]
SPEC = hypernetwork_experiment(
    network={"main": {"widths": [64, *[64] * 3, 10], "activation": "relu"}},
    schemes=["xavier", "hyperfan-in"],
)

STRICT = ("--fail-on", "warning")
"""Xavier on the generated layers is loud, which alone is a warning."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a server with a worker."""
    home = tmp_path_factory.mktemp("home")
    with run_app(home) as running, working(running.store, home):
        yield str(running.client.base_url).rstrip("/")


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.yaml").write_text(dump_yaml(SPEC))
    return "spec.yaml"


def test_a_server_says_what_this_process_says(fanscope: Fanscope, server: str, spec: str) -> None:
    here, there = (
        fanscope("check", spec, "--format", "json", *STRICT, *where)
        for where in ((), ("--server", server))
    )
    assert there.exit_code == here.exit_code == 1, there.stderr
    ours, theirs = json.loads(here.stdout), json.loads(there.stdout)
    assert theirs["url"].startswith(server)
    assert theirs["target"]["name"] == spec
    for key in ("status", "schemes", "rules"):
        assert theirs[key] == ours[key]
    assert [(each["rule"], each["scheme"], each["layer"]) for each in theirs["verdicts"]] == [
        (each["rule"], each["scheme"], each["layer"]) for each in ours["verdicts"]
    ]
    for one, other in zip(theirs["verdicts"], ours["verdicts"], strict=True):
        assert one["measured"] == pytest.approx(other["measured"], rel=1e-3)
        assert one["changes"] == other["changes"]


def test_the_advice_of_a_server_can_be_applied(fanscope: Fanscope, server: str, spec: str) -> None:
    where = ("--server", server, *STRICT)
    first = fanscope("check", spec, *where, "--repaired", "repaired.yaml")
    assert first.exit_code == 1
    assert "See it on the server: http" in first.stdout
    assert fanscope("check", "repaired.yaml", *where).exit_code == 0


def test_a_project_has_a_baseline(fanscope: Fanscope, server: str, spec: str) -> None:
    Path(spec).write_text(dump_yaml(SPEC).replace("xavier, ", ""))
    place = ("--server", server, "--project", "mine", "--format", "json")
    stored = fanscope("check", spec, *place, "--commit", "abc", "--as-baseline")
    assert stored.exit_code == 0, stored.output
    assert "compared with nothing: mine had no baseline" in stored.stderr
    assert "stored as the baseline of mine" in stored.stderr
    again = fanscope("check", spec, *place, "--fail-on", "warning")
    assert again.exit_code == 0, again.output
    assert "compared with the baseline of abc" in again.stderr
    assert "stored" not in again.stderr
    assert json.loads(again.stdout)["remarks"] == []


def test_a_scheme_that_the_baseline_does_not_know_is_told(
    fanscope: Fanscope, server: str, spec: str
) -> None:
    place = ("--server", server, "--project", "other")
    both = dump_yaml(SPEC)
    Path(spec).write_text(both.replace("xavier, ", ""))
    fanscope("check", spec, *place, "--commit", "abcdefghij", "--as-baseline")
    Path(spec).write_text(both)
    told = fanscope("check", spec, *place, *STRICT, "--as-baseline")
    assert told.exit_code == 1
    words = " ".join(told.stdout.split())
    assert "warning: the baseline does not know xavier; store a new one" in words
    assert "compared with the baseline of abcdefg" in told.stderr
    assert "not stored as the baseline of other: only a check that passed is" in told.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--as-baseline",), ("--as-baseline", "--project")),
        (("--baseline", "x.json"), ("--baseline", "--project")),
        (("--save-baseline", "x.json"), ("--save-baseline", "there")),
    ],
)
def test_mistakes(
    fanscope: Fanscope, server: str, spec: str, options: tuple[str, ...], words: tuple[str, ...]
) -> None:
    result = fanscope("check", spec, "--server", server, *options)
    assert result.exit_code == 2
    for word in words:
        assert word in result.stderr


def test_a_spec_that_the_server_refuses(fanscope: Fanscope, server: str, spec: str) -> None:
    big = hypernetwork_experiment(network={"main": {"widths": [64, 100_000, 100_000, 10]}})
    Path(spec).write_text(dump_yaml(big))
    result = fanscope("check", spec, "--server", server)
    assert result.exit_code == 2
    assert "widths" in result.stderr or "parameters" in result.stderr
