"""Where the server listens."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from fanscope.cli.ports import claim_port
from fanscope.errors import FanscopeError


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_an_error_that_suggests_a_free_one(taken: int) -> None:
    with pytest.raises(FanscopeError, match=f"port {taken} .* is taken") as caught:
        claim_port("127.0.0.1", taken)
    suggested = int(str(caught.value).rpartition("--port ")[2])
    assert suggested != taken
    assert claim_port("127.0.0.1", suggested) == suggested


def test_zero_takes_a_free_port() -> None:
    assert claim_port("127.0.0.1", 0) > 0


def test_an_address_of_another_machine_is_an_error() -> None:
    with pytest.raises(FanscopeError, match=r"cannot listen on 192\.0\.2\.1"):
        claim_port("192.0.2.1", 8000)
