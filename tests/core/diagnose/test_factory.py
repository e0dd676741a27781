"""Factories: several seeds, and one line that says what to do where something is wrong."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from fanscope.diagnose import diagnose, diagnose_factory
from fanscope.errors import ModuleError
from support.modules import X, mlp

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(HERE)


def test_each_seed_draws_its_own_module_and_the_same_one_again() -> None:
    first = diagnose_factory("factories:with_batch", seeds=3)
    again = diagnose_factory("factories:with_batch", seeds=3)
    assert first.to_dict() == again.to_dict()
    assert first.evidence is not None
    assert first.evidence.seeds.number == 3
    assert len(set(first.evidence.seeds.weight[:, 0].tolist())) == 3
    assert first.measurements.seeds == (0, 1, 2)
    chosen = diagnose_factory("factories:with_batch", seeds=[2])
    assert chosen.evidence is not None
    assert chosen.evidence.seeds.weight[0].tolist() == first.evidence.seeds.weight[2].tolist()


def test_medians_over_seeds_are_those_of_single_modules() -> None:
    report = diagnose_factory(mlp, batch=X, seeds=3)
    singles = []
    for seed in range(3):
        with torch.random.fork_rng():
            torch.set_rng_state(torch.Generator().manual_seed(seed).get_state())
            singles.append(diagnose(mlp(), X, seed=seed).layers[2].second_moment)
    assert report.layers[2].second_moment == pytest.approx(float(np.median(singles)))


def test_global_generators_are_left_as_they_were() -> None:
    before = torch.get_rng_state(), repr(np.random.get_state()), random.getstate()
    diagnose_factory("factories:with_batch", seeds=2)
    after = torch.get_rng_state(), repr(np.random.get_state()), random.getstate()
    assert torch.equal(before[0], after[0])
    assert before[1:] == after[1:]


def test_what_a_factory_may_return() -> None:
    assert diagnose_factory("factories:module", batch=X, seeds=1).layers
    assert diagnose_factory("factories:module", input_shape=[12], seeds=1).layers
    with_loss = diagnose_factory("factories:with_loss", seeds=1).evidence
    assert with_loss is not None
    assert with_loss.seeds.loss[0] > 0


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "factories:raises": (
        {},
        r"factories:raises raised ValueError: no such width at .*factories\.py:\d+; ",
    ),
    "factories:needs_arguments": (
        {},
        r"needs arguments \(width, depth\): write a function without any",
    ),
    "factories:returns_nothing": ({}, r"returned None; it must return a torch\.nn\.Module"),
    "factories:module": (
        {},
        r"a module without a batch: return \(module, batch\), or give the shape",
    ),
    "factories:differs": ({"batch": X}, "modules of different shapes for different seeds"),
    "factories:no_gradient": (
        {},
        "the output holds no differentiable tensor: return a floating-point",
    ),
    "factories:built": ({}, "is a module, drawn already; name a function or class that makes one"),
    "factories:number": ({}, "is a int, not a function that makes a module"),
    "factories:modul": ({}, r"factories has no modul.*did you mean.*module"),
    "factories": ({}, "write the factory as package.module:name"),
    "no_such_package.here:module": (
        {},
        "no module named no_such_package.here from here; run in the folder",
    ),
}


@pytest.mark.parametrize("path", BAD)
def test_one_line_says_what_to_do(path: str) -> None:
    arguments, pattern = BAD[path]
    with pytest.raises(ModuleError, match=pattern) as caught:
        diagnose_factory(path, **arguments)
    assert "\n" not in str(caught.value)


def test_a_wrong_batch_names_the_layer_and_the_shapes() -> None:
    with pytest.raises(ModuleError) as caught:
        diagnose_factory("factories:module", input_shape=(7,))
    message = str(caught.value)
    assert "in 0 (Linear) on [16, 7]" in message
    assert "RuntimeError: mat1 and mat2 shapes cannot be multiplied (16x7 and 12x12)" in message
    assert "\n" not in message
    assert isinstance(caught.value.__cause__, RuntimeError)


@pytest.mark.parametrize("shape", [(), (0,), (3, -1)])
def test_shapes_that_hold_nothing(shape: tuple[int, ...]) -> None:
    with pytest.raises(ModuleError, match="sizes of at least 1"):
        diagnose_factory("factories:module", input_shape=shape)


def test_what_is_no_module_is_refused() -> None:
    with pytest.raises(ModuleError, match=r"expected a torch\.nn\.Module, not 'net'"):
        diagnose("net", X)  # type: ignore[arg-type]
    with pytest.raises(ModuleError, match="must be one number, not shape"):
        diagnose(nn.Linear(12, 3), X, loss=lambda output: output)
