"""One forward and backward pass through a user's module that leaves no trace in it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call

from fanscope.diagnose.batches import call_module, copied, say_shapes, tensors_in
from fanscope.diagnose.callers import Callers
from fanscope.diagnose.names import Parameters
from fanscope.diagnose.outputs import Loss, loss_of
from fanscope.diagnose.sites import Site, Substitute
from fanscope.diagnose.watch import Watch, differentiate
from fanscope.errors import FanscopeError, ModuleError
from fanscope.frames import Track
from fanscope.probes import FrameRecorder
from fanscope.seed_track import SeedTrack

_LONGEST = 200
"""Characters of a foreign message that are passed on: torch says what it expected in the second half of the line."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What a pass asks a module.

    Attributes:
        batch: What the module reads, see :func:`~fanscope.diagnose.batches.call_module`.
        num_inputs: Inputs in the batch.
        loss: See :func:`~fanscope.diagnose.outputs.loss_of`.
        targets: What the loss compares the output with.
        seed: Of the random cotangent where there is no loss.
    """

    batch: Any
    num_inputs: int
    loss: Loss | None
    targets: Any
    seed: int


@dataclass(frozen=True, eq=False)
class Pass:
    """What a pass saw.

    Attributes:
        sites: The weighted operations, in the order of the pass.
        track: Their measurements, as step 0.
    """

    sites: tuple[Site, ...]
    track: Track

    @cached_property
    def numbers(self) -> SeedTrack:
        """The measurements, indexed."""
        return SeedTrack(self.track)


Choose = Callable[[Parameters, FrameRecorder], Substitute]
"""Makes what chooses the weights of a pass, once its parameters are known."""


def run_pass(module: nn.Module, question: Question, choose: Choose) -> Pass:
    """Run a module forward and backward and measure every weighted operation.

    The module reads clones of its parameters and buffers, all of them with gradients, so that a frozen layer
    lets gradients through and nothing that the module does in place reaches the user's tensors.

    Raises:
        ModuleError: The module or the loss raised, or there is nothing to differentiate.
    """
    with torch.inference_mode(mode=False), torch.enable_grad(), _uncompiled():
        parameters, buffers = _clones(module)
        session = _Session(module, lambda: _measure(module, parameters, question, choose))
        tensors = {f"module.{name}": tensor for name, tensor in (parameters | buffers).items()}
        seen: Pass = functional_call(session, tensors, ())
    return seen


def _uncompiled() -> AbstractContextManager[object]:
    """Let compiled parts of the module run as they were written; who never compiled does not pay for the import."""
    if "torch._dynamo" not in sys.modules:
        return nullcontext()
    stance: AbstractContextManager[object] = torch.compiler.set_stance("force_eager")
    return stance


class _Session(nn.Module):
    """Holds the module while its tensors are replaced: the backward pass sees the clones too."""

    def __init__(self, module: nn.Module, action: Callable[[], Pass]) -> None:
        super().__init__()
        self.module = module
        self._action = action

    def forward(self) -> Pass:
        return self._action()


def _clones(module: nn.Module) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    parameters = {name: _leaf(each) for name, each in module.named_parameters()}
    buffers = {name: each.detach().clone() for name, each in module.named_buffers()}
    return parameters, buffers


def _leaf(parameter: Tensor) -> Tensor:
    clone = parameter.detach().clone()
    return clone.requires_grad_(clone.is_floating_point() or clone.is_complex())


def _measure(
    module: nn.Module, parameters: dict[str, Tensor], question: Question, choose: Choose
) -> Pass:
    callers, recorder = Callers(), FrameRecorder()
    known = Parameters(_all_names(module, parameters))
    batch = copied(question.batch)
    watch = Watch(
        callers,
        known,
        tensors_in(batch),
        num_inputs=question.num_inputs,
        recorder=recorder,
        substitute=choose(known, recorder),
    )
    try:
        with callers.followed(module), watch:
            output = call_module(module, batch)
        watch.settle()
    except FanscopeError:
        raise
    except Exception as error:
        raise ModuleError(_say_raised(error, callers, batch)) from error
    loss = _go_back(watch, output, question)
    frame = recorder.frame(step=0, loss=loss, accuracy=float("nan"), losses=[loss])
    return Pass(tuple(watch.sites), Track.from_frames([frame]))


def _go_back(watch: Watch, output: Any, question: Question) -> float:
    """Differentiate; return the loss, NaN without one.

    A module without a weighted operation is not differentiated: there is nothing to measure.
    """
    if not watch.sites:
        return float("nan")
    generator = torch.Generator().manual_seed(question.seed)
    try:
        loss = loss_of(output, question.loss, question.targets, generator=generator)
    except FanscopeError:
        raise
    except Exception as error:
        shape = say_shapes(output)
        raise ModuleError(f"the loss raised {_say(error)} on an output of shape {shape}") from error
    try:
        differentiate(
            watch, loss, factor=1.0 if question.loss is None else float(question.num_inputs)
        )
    except RuntimeError as error:
        raise ModuleError(f"the backward pass raised {_say(error)}") from error
    return float("nan") if question.loss is None else float(loss.detach())


def _all_names(module: nn.Module, parameters: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the clones under every name, tied ones included; the module now holds them itself."""
    named = dict(module.named_parameters(remove_duplicate=False))
    return parameters | {name: each for name, each in named.items() if name not in parameters}


def _say_raised(error: Exception, callers: Callers, batch: Any) -> str:
    where = callers.innermost
    place = f"in {where}" if where is not None else f"on a batch of shape {say_shapes(batch)}"
    return f"the module raised {_say(error)} {place}; give it a batch that it can read by itself"


def _say(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    if not lines:
        return type(error).__name__
    text = repr(lines[0])[1:-1]
    cut = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return f"{type(error).__name__}: {cut}"
