"""Every error of the core has a status."""

from __future__ import annotations

from collections.abc import Iterator

from fanscope.errors import FanscopeError, ModuleError, SpecError
from fanscope_backend import store
from fanscope_backend.api.problems import STATUS_OF, problem


def subclasses(kind: type[FanscopeError]) -> Iterator[type[FanscopeError]]:
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)


def test_every_error_has_a_status() -> None:
    ours = {each for each in subclasses(FanscopeError) if each.__module__.startswith("fanscope")}
    in_processes = {each for each in ours if each.__module__.split(".")[1] in ("cli", "client")}
    in_processes.add(ModuleError)  # about a user's own module, which the server never sees
    assert ours - in_processes == set(STATUS_OF)
    assert store.LeaseLost in STATUS_OF


def test_what_utf8_cannot_hold_is_replaced() -> None:
    error = SpecError.at("name", "x", "a lone \ud800")
    response = problem(422, str(error), errors=error.issues)
    assert b"a lone ?" in response.body
