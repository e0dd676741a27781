"""Leave a user's module and process exactly as they were found, whatever happens in between."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import nn

_CONTAINERS = (dict, list, set)
"""Attributes whose contents are put back too: hooks, buffers, an LSTM's flat weights, a user's cache."""


@contextmanager
def left_as_found(module: nn.Module) -> Iterator[None]:
    """Restore every attribute of the module and its children, and all global random states, at the end.

    Values of parameters and buffers are not copied: a pass works on aliases and on clones of them
    (:mod:`fanscope.diagnose.passes`). An attribute is restored as the object that it was; of plain
    dictionaries, lists and sets the contents are restored as well, one level deep.
    """
    attributes = [(each, _snapshot(each)) for each in module.modules()]
    try:
        with random_states_kept():
            yield
    finally:
        for each, saved in attributes:
            _restore(each, saved)


@contextmanager
def random_states_kept() -> Iterator[None]:
    """Restore the global generators of torch (CUDA's too where it is in use), numpy and Python at the end.

    The module may draw from them, for dropout: what is drawn here is drawn again afterwards.
    """
    python, cpu = random.getstate(), torch.get_rng_state()
    array = np.random.get_state()
    in_use = torch.cuda.is_initialized()  # type: ignore[no-untyped-call]
    devices = torch.cuda.get_rng_state_all() if in_use else None
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(array)
        torch.set_rng_state(cpu)
        if devices is not None:
            torch.cuda.set_rng_state_all(devices)


_Saved = dict[str, tuple[Any, Any]]
"""Each attribute with a copy of its contents, None where it has none to keep."""


def _snapshot(module: nn.Module) -> _Saved:
    return {name: (value, _contents(value)) for name, value in vars(module).items()}


def _contents(value: Any) -> Any:
    for kind in _CONTAINERS:
        if isinstance(value, kind):
            return kind(value)
    return None


def _restore(module: nn.Module, saved: _Saved) -> None:
    attributes = vars(module)
    for name in attributes.keys() - saved.keys():
        del attributes[name]
    for name, (value, contents) in saved.items():
        attributes[name] = value
        if contents is not None:
            _refill(value, contents)


def _refill(container: Any, contents: Any) -> None:
    container.clear()
    if isinstance(container, list):
        container.extend(contents)
    else:
        container.update(contents)
