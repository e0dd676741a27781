"""Diagnose a module in the user's own process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import nn

from fanscope.diagnose.examined import examine
from fanscope.diagnose.outputs import Loss
from fanscope.diagnose.report import Report
from fanscope.verdicts import FANSCOPE, Thresholds


def diagnose(
    model: nn.Module,
    batch: Any,
    *,
    loss: Loss | None = None,
    targets: Any = None,
    thresholds: Thresholds = FANSCOPE,
    zeros: Sequence[str] = (),
    seed: int = 0,
    batch_dim: int | None = None,
    title: str | None = None,
) -> Report:
    """Say whether a module's initialization is healthy, and if not, where and why.

    One forward and one backward pass, each layer measured, and the same for its healthy twin: the same module on
    the same batch with weights of variance c / fan_in, c = 2 behind a ReLU. A pre-activation that a norm reads is measured
    behind the norm, which undoes the scale in front of it. Before any training. The module is left as it
    was found: weights, gradients, buffers, hooks, modes, and the global random states, whatever happens.

    Example::

        report = fanscope.diagnose(model, batch, loss=lambda output: F.cross_entropy(output, labels))
        print(report)
        assert report.passed

    Args:
        model: Any module; compiled and parallel ones are looked into. It is run in the mode it is in.
        batch: What it reads: a tensor, a tuple or list of its arguments, or a dictionary of its keywords.
        loss: From the output, or the output and ``targets``, to one number, the mean over the batch. Without it the
            gradients are those of ``sum(output * g)``, g standard normal: measurable for any output, though not those
            of training.
        targets: Second argument of ``loss``.
        thresholds: Which rules judge, with which bounds.
        zeros: Glob patterns of layers that are meant to say nothing at first, e.g. ``*.lora_B``; zero weights that the
            first update moves are recognized without.
        seed: Of g and of the twin's weights; the module's own weights are not drawn again.
        batch_dim: Which dimension of the batch's first tensor counts its inputs; None lets the module say
            (``batch_first``), else 0.
        title: What to call the module; its class where None.

    Raises:
        ModuleError: It is no module, it raised, or nothing of its output can be differentiated; the batch is empty,
            all zeros or not finite; one line that says what to do, with the module's own exception behind it.
    """
    examined = examine(model, batch, loss=loss, targets=targets, seed=seed, batch_dim=batch_dim)
    return Report.of(title or type(model).__name__, [examined], thresholds=thresholds, zeros=zeros)
