"""A module under examination: one pass as built, one of its healthy twin."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, cast

from torch import nn
from torch.nn.parameter import is_lazy

from fanscope.compiled import with_loops
from fanscope.diagnose.batch_faults import refuse_faulty_batch
from fanscope.diagnose.batches import call_module, copied, count_inputs
from fanscope.diagnose.callers import puts_time_first
from fanscope.diagnose.healthy_weights import HealthyWeights
from fanscope.diagnose.names import Parameters
from fanscope.diagnose.outputs import Loss
from fanscope.diagnose.passes import Pass, Question, run_pass
from fanscope.diagnose.sites import Substitute
from fanscope.diagnose.state import left_as_found, random_states_kept
from fanscope.diagnose.weight_facts import BuiltWeights, WeightFacts
from fanscope.errors import ModuleError, shorten
from fanscope.probes import FrameRecorder

MANY = 2_000_000
"""Parameters from which on to import compiled loops costs less than to measure without them."""


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """What two passes through one module saw.

    Attributes:
        seed: Of the module, where a factory made it, and of what is drawn here.
        built: With its own weights.
        healthy: With healthy ones.
        facts: Its weights, by the operation's name.
        variances: The healthy weights' variances, by the operation's name; NaN for tables, which keep theirs.
    """

    seed: int
    built: Pass
    healthy: Pass
    facts: Mapping[str, WeightFacts]
    variances: Mapping[str, float]


def examine(
    module: nn.Module,
    batch: Any,
    *,
    loss: Loss | None,
    targets: Any,
    seed: int,
    batch_dim: int | None,
) -> Examined:
    """Run both passes; the module, its tensors and every global random state are left as they were.

    Args:
        module: What to examine.
        batch: What it reads.
        loss: See :func:`~fanscope.diagnose.outputs.loss_of`.
        targets: What the loss compares the output with.
        seed: Of the cotangent and the healthy weights.
        batch_dim: Which dimension of the batch's first tensor counts its inputs; None lets the module say.

    Raises:
        ModuleError: No module, or one that cannot run on this batch; a batch that is empty, zero or not finite.
    """
    module = _unwrapped(module)
    refuse_faulty_batch(batch)
    if any(map(is_lazy, module.parameters())):
        module = _materialized(module, batch)
    dim = int(puts_time_first(module) or False) if batch_dim is None else batch_dim
    question = Question(batch, count_inputs(batch, dim), loss, targets, seed)
    chosen: dict[str, Any] = {}

    def as_built(parameters: Parameters, recorder: FrameRecorder) -> Substitute:
        chosen["built"] = BuiltWeights(parameters, recorder)
        return cast("Substitute", chosen["built"])

    def healthy(parameters: Parameters, _: FrameRecorder) -> Substitute:
        chosen["healthy"] = HealthyWeights(parameters, built.sites, seed=seed)
        return cast("Substitute", chosen["healthy"])

    large = sum(each.numel() for each in module.parameters()) > MANY
    with left_as_found(module), with_loops() if large else nullcontext():
        with random_states_kept():
            built = run_pass(module, question, as_built)
        twin = run_pass(module, question, healthy)
    if [site.name for site in built.sites] != [site.name for site in twin.sites]:
        raise ModuleError(
            "the module takes another way through its layers when their weights change; "
            "it cannot be compared with a healthy one"
        )
    return Examined(seed, built, twin, chosen["built"].facts, chosen["healthy"].variances)


def _unwrapped(module: Any) -> nn.Module:
    """Return the plain module inside a compiled or parallel one.

    Raises:
        ModuleError: It is no module, or one that hides its operations.
    """
    wrappers = (nn.DataParallel, nn.parallel.DistributedDataParallel)
    while isinstance(module, nn.Module) and (
        hasattr(module, "_orig_mod") or isinstance(module, wrappers)
    ):
        module = module._orig_mod if hasattr(module, "_orig_mod") else module.module
    if not isinstance(module, nn.Module):
        raise ModuleError(
            f"expected a torch.nn.Module, not {shorten(module)} ({type(module).__name__})"
        )
    if type(module).__module__.startswith("torch.jit"):
        raise ModuleError(
            "a scripted module hides its operations: give the nn.Module that it was made of"
        )
    return module


def _materialized(module: nn.Module, batch: Any) -> nn.Module:
    """Return a copy whose lazy layers know their shapes; the user's stay lazy.

    Random states are put back, so that they will draw the weights that are judged here.
    """
    copied_module = copy.deepcopy(module)
    with random_states_kept():
        try:
            call_module(copied_module, copied(batch))
        except Exception as error:
            raise ModuleError(
                f"its lazy layers cannot be initialized by this batch: {type(error).__name__}: {error}"
            ) from error
    return copied_module
