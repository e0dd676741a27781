"""A diagnosis leaves the module, its tensors, its batch and every global random state exactly as they were."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from fanscope.compiled import loops_are_wanted, without_loops
from fanscope.diagnose import diagnose
from fanscope.diagnose.batches import tensors_in
from fanscope.errors import ModuleError
from support.modules import CASES, Raises, Restless, X


def every_state(module: nn.Module, batch: Any) -> dict[str, Any]:
    """Return what a user could notice, tensors as copies."""
    root = getattr(module, "_orig_mod", module)
    is_lazy = any(map(torch.nn.parameter.is_lazy, root.parameters()))
    state: dict[str, Any] = {
        "torch": torch.get_rng_state(),
        "numpy": repr(np.random.get_state()),
        "python": random.getstate(),
        "batch": [each.clone() for each in tensors_in(batch)],
        "grad enabled": torch.is_grad_enabled(),
    }
    for path, each in root.named_modules():
        for name, value in vars(each).items():
            state[f"{path}/{name}"] = (id(value), len(value) if hasattr(value, "__len__") else 0)
            if isinstance(value, dict):
                state[f"{path}/{name}/inside"] = [(key, id(v)) for key, v in value.items()]
            elif isinstance(value, list):
                state[f"{path}/{name}/inside"] = [id(v) for v in value]
        state[f"{path}/class"] = type(each)
    for name, parameter in [] if is_lazy else root.named_parameters():
        gradient = parameter.grad
        state[f"value of {name}"] = parameter.detach().clone()
        state[f"gradient of {name}"] = (
            id(gradient),
            None if gradient is None else gradient.clone(),
        )
        state[f"flags of {name}"] = (parameter.requires_grad, parameter.is_leaf, parameter._version)
    for name, buffer in root.named_buffers():
        state[f"buffer {name}"] = (buffer.clone(), buffer._version)
    return state


def equal(one: Any, other: Any) -> bool:
    if isinstance(one, Tensor):
        return isinstance(other, Tensor) and torch.equal(one, other)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(equal, one, other))
    return bool(one == other)


@contextmanager
def untouched(module: nn.Module, batch: Any) -> Iterator[None]:
    before = every_state(module, batch)
    yield
    after = every_state(module, batch)
    assert before.keys() == after.keys()
    assert [name for name in before if not equal(before[name], after[name])] == []


@pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")  # torch.compile's own
@pytest.mark.parametrize("name", CASES)
def test_nothing_changes(name: str) -> None:
    case = CASES[name]()
    with untouched(case.module, case.batch):
        diagnose(case.module, case.batch)


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt(), None])
def test_nothing_changes_when_the_module_raises(error: BaseException | None) -> None:
    module = Raises(error)
    expected = KeyboardInterrupt if isinstance(error, KeyboardInterrupt) else ModuleError
    with untouched(module, X), pytest.raises(expected):
        diagnose(module, X)
    assert not any(each._forward_hooks or each._forward_pre_hooks for each in module.modules())


def test_nothing_changes_when_the_loss_raises() -> None:
    module = Restless()

    def loss(output: Tensor) -> Tensor:
        raise ValueError("no")

    with untouched(module, X), pytest.raises(ModuleError, match="the loss raised ValueError: no"):
        diagnose(module, X, loss=loss)


def test_what_torch_expected_is_passed_on_whole() -> None:
    with pytest.raises(ModuleError, match=r"to have 3 channels, but got 1 channels instead in 0 "):
        diagnose(nn.Sequential(nn.Conv2d(3, 16, 3)), torch.randn(8, 1, 28, 28))


def test_gradients_that_are_there_stay() -> None:
    module = CASES["convolutional"]().module
    batch = torch.randn(8, 3, 8, 8)
    module(batch).sum().backward()
    with untouched(module, batch):
        diagnose(module, batch, loss=lambda output: output.square().mean())


def test_hooks_of_the_user_stay_and_are_called_once_a_pass() -> None:
    module, calls = CASES["mlp"]().module, []
    module.register_forward_hook(lambda *_: calls.append(1))
    with untouched(module, X):
        diagnose(module, X)
    assert len(calls) == 2


def test_an_lstm_works_as_before() -> None:
    module, batch = nn.LSTM(12, 9), torch.randn(6, 8, 12)
    before = module(batch)[0]
    with untouched(module, batch):
        diagnose(module, batch)
    assert torch.equal(module(batch)[0], before)


def test_a_lazy_module_later_draws_the_weights_that_were_judged() -> None:
    torch.set_rng_state(torch.Generator().manual_seed(3).get_state())
    module = CASES["lazy"]().module
    report = diagnose(module, X)
    module(X)
    std = float(module[0].weight.detach().std(correction=0))  # type: ignore[index]
    assert report.layers[0].std == pytest.approx(std, rel=1e-6)


def test_it_works_under_no_grad_and_inference_mode() -> None:
    module = CASES["mlp"]().module
    expected = [layer.gradient for layer in diagnose(module, X).layers]
    with torch.no_grad():
        assert [layer.gradient for layer in diagnose(module, X).layers] == expected
    with torch.inference_mode():
        assert [layer.gradient for layer in diagnose(module, X).layers] == expected


@pytest.mark.parametrize(("width", "expected"), [(12, False), (1500, True)])
def test_large_modules_are_measured_by_compiled_loops(width: int, expected: bool) -> None:
    seen = []

    class Asks(nn.Linear):
        def forward(self, x: Tensor) -> Tensor:
            seen.append(loops_are_wanted())
            return super().forward(x)

    with without_loops():
        diagnose(Asks(width, width), torch.randn(2, width))
        assert not loops_are_wanted()
    assert seen == [expected, expected]
