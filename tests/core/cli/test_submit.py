"""``fanscope submit``, with a client that is no client."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Self

import pytest
from click.testing import Result

from fanscope.client import Event
from fanscope.spec import ExperimentSpec

Fanscope = Callable[..., Result]


class FakeClient:
    """Accepts everything; ends as told."""

    status: ClassVar[str] = "finished"
    created: ClassVar[list[tuple[str, str | None]]] = []

    def __init__(self, server: str, *, token: str | None = None) -> None:
        self.server = server
        self.created.append((server, token))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def submit(self, spec: ExperimentSpec) -> dict[str, Any]:
        return {"id": "abc", "name": spec.name, "status": "queued", "runs": [{"id": "r"}]}

    def follow(self, experiment_id: str) -> Iterator[Event]:
        yield Event(1, "frame_recorded", "r", {"progress": 0.5})
        yield Event(2, "run_finished", "r", {})

    def experiment(self, experiment_id: str) -> dict[str, Any]:
        summary = {"scheme": "xavier", "sentence": "healthy."}
        return {"id": experiment_id, "status": self.status, "summaries": [summary]}


@pytest.fixture(autouse=True)
def client(monkeypatch: pytest.MonkeyPatch) -> type[FakeClient]:
    monkeypatch.setattr("fanscope.client.Client", FakeClient)
    monkeypatch.setattr(FakeClient, "created", [])
    monkeypatch.setattr(FakeClient, "status", "finished")
    return FakeClient


def test_the_address_of_the_experiment_is_printed(
    fanscope: Fanscope, client: type[FakeClient]
) -> None:
    result = fanscope("submit", "preset:digits-mlp")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == "http://127.0.0.1:8000/experiments/abc\n"
    assert client.created == [("http://127.0.0.1:8000", None)]


def test_server_and_token_come_from_the_environment(
    fanscope: Fanscope, client: type[FakeClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANSCOPE_SERVER", "http://gpu-box:9000")
    monkeypatch.setenv("FANSCOPE_TOKEN", "secret")
    assert fanscope("submit", "preset:digits-mlp").exit_code == 0
    assert client.created == [("http://gpu-box:9000", "secret")]


def test_following_ends_with_a_sentence_a_scheme(fanscope: Fanscope) -> None:
    result = fanscope("submit", "preset:digits-mlp", "--follow")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1:] == ["finished", "xavier: healthy."]


def test_following_what_fails_exits_with_2(
    fanscope: Fanscope, client: type[FakeClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "status", "failed")
    result = fanscope("submit", "preset:digits-mlp", "--follow", "--format", "json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["status"] == "failed"
