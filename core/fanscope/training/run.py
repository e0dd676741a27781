"""One run under way: forward, loss, backward, record, update."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from fanscope.frames import Frame
from fanscope.layout import NetworkLayout
from fanscope.networks.forward import Trace, forward
from fanscope.probes import FrameRecorder
from fanscope.spec import Loss
from fanscope.training.differentiation import Gradients, differentiate
from fanscope.training.divergence import find_divergence
from fanscope.training.evaluation import accuracy_of
from fanscope.training.losses import example_losses, mean_loss
from fanscope.training.observation import (
    keep_weights,
    observe_hypernet,
    observe_main,
    observe_no_updates,
    observe_updates,
)
from fanscope.training.tasks import Exam
from fanscope.training.update import UpdateRule


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step of a run, as it was before its update.

    Attributes:
        step: Updates made so far.
        loss: Mean loss of this step's batch, may be non-finite.
        frame: The step's measurements, where it is recorded.
        diverged_layer: First layer in forward order with a non-finite value; the run has then ended.
        test_accuracy: Fraction of the test examples classified rightly; only at a run's end, where
            it was asked for and the data set has test examples.
        warnings: What went wrong without ending the run, such as pictures that cannot be read; only at
            a run's end.
    """

    step: int
    loss: float
    frame: Frame | None
    diverged_layer: str | None
    test_accuracy: float | None = None
    warnings: tuple[str, ...] = ()


class Run:
    """A network being trained, one step after the other."""

    def __init__(
        self,
        layout: NetworkLayout,
        rule: UpdateRule,
        *,
        num_updates: int,
        loss: Loss = "cross-entropy",
        exams: Sequence[Exam] = (),
        recorded: Collection[int] | None,
    ) -> None:
        """Start before the first step.

        Args:
            layout: The network.
            rule: Its tensors and how they are updated.
            num_updates: The step that makes no update any more.
            loss: What is minimized.
            exams: Test examples of every task, whose losses are recorded, where there are several.
            recorded: Steps to record, besides one at which the run diverges; None to measure nothing.
        """
        self._layout = layout
        self._rule = rule
        self._num_updates = num_updates
        self._loss: Loss = loss
        self._exams = exams
        self._recorded = recorded
        self._recorder = FrameRecorder()
        self._weights_before: dict[str, Tensor] = {}
        self._unreported_losses: list[float] = []

    def advance(self, index: int, inputs: Tensor, labels: Tensor) -> Step:
        """Make step ``index`` with a batch of standardized inputs and its labels."""
        trace = forward(self._layout.program, self._rule.main, inputs)
        batch_loss = mean_loss(self._loss, trace.output, labels)
        loss = batch_loss.item()
        self._unreported_losses.append(loss)
        diverged_layer = find_divergence(self._layout, trace, batch_loss)
        gradients = differentiate(batch_loss, self._rule.main, trace)
        is_updated = index < self._num_updates and diverged_layer is None
        frame = None
        if self._is_recorded(index, diverged_layer):
            self._observe_around_update(trace, gradients, is_updated=is_updated)
            accuracy = accuracy_of(trace.output, labels)
            frame = self._recorder.frame(
                step=index, loss=loss, accuracy=accuracy, losses=self._unreported_losses
            )
            self._unreported_losses = []
        elif is_updated:
            self._rule.update(gradients.tensors)
        return Step(index, loss, frame, diverged_layer)

    def _is_recorded(self, index: int, diverged_layer: str | None) -> bool:
        if self._recorded is None:
            return False
        return index in self._recorded or diverged_layer is not None

    def _observe_around_update(
        self, trace: Trace, gradients: Gradients, *, is_updated: bool
    ) -> None:
        observe_main(self._recorder, self._layout, trace, self._rule.main, gradients)
        observe_hypernet(self._recorder, self._layout, self._rule.trainable)
        self._observe_exams()
        keep_weights(self._layout, self._rule.main, self._weights_before)
        if is_updated:
            self._rule.update(gradients.tensors)
            observe_updates(self._recorder, self._layout, self._weights_before, self._rule.main)
        else:
            observe_no_updates(self._recorder, self._layout)

    @torch.no_grad()
    def _observe_exams(self) -> None:
        for exam in self._exams:
            output = forward(self._layout.program, self._rule.main, exam.inputs).output
            losses = example_losses(self._loss, output, exam.labels)
            self._recorder.observe(exam.name, "task_loss", losses)
