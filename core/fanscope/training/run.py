"""One run under way: forward, loss, backward, record, update."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from fanscope.frames import Frame
from fanscope.layout import NetworkLayout
from fanscope.networks.forward import Trace, forward
from fanscope.networks.hypernetwork import Context, make_main
from fanscope.probes import FrameRecorder
from fanscope.spec import Loss, NoiseConditioning
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
from fanscope.training.prior import add_prior_gradients
from fanscope.training.tasks import Exam
from fanscope.training.update import UpdateRule


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step of a run, as it was before its update.

    Attributes:
        step: Updates made so far.
        loss: Mean loss of this step's batch and of all draws, may be non-finite.
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


@dataclass(frozen=True, slots=True, eq=False)
class _Outcome:
    """What one draw's main network made of the batch; the gradients, by tensor, are those of its own loss."""

    loss: float
    diverged_layer: str | None
    gradients: Mapping[str, Tensor]


@dataclass(frozen=True, slots=True, eq=False)
class _Signals:
    """What flowed through one draw's main network and back: most of a run's memory."""

    trace: Trace
    gradients: Gradients


class Run:
    """A network being trained, one step after the other."""

    def __init__(
        self,
        layout: NetworkLayout,
        rule: UpdateRule,
        *,
        num_updates: int,
        loss: Loss = "cross-entropy",
        prior: NoiseConditioning | None = None,
        exams: Sequence[Exam] = (),
        dropout: torch.Generator | None = None,
        recorded: Collection[int] | None,
    ) -> None:
        """Start before the first step.

        Args:
            layout: The network.
            rule: Its tensors and how they are updated.
            num_updates: The step that makes no update any more.
            loss: What is minimized.
            prior: What the generated values' divergence from it costs; None for nothing.
            exams: Test examples of every task, whose losses are recorded, where there are several.
            dropout: CPU generator of what dropout drops; None drops nothing. Exams never do.
            recorded: Steps to record, besides one at which the run diverges; None to measure nothing.
        """
        self._layout = layout
        self._rule = rule
        self._num_updates = num_updates
        self._loss: Loss = loss
        self._prior = prior
        self._exams = exams
        self._dropout = dropout
        self._recorded = recorded
        self._recorder = FrameRecorder()
        self._weights_before: dict[str, Tensor] = {}
        self._unreported_losses: list[float] = []

    def advance(self, index: int, inputs: Tensor, labels: Tensor) -> Step:
        """Make step ``index`` with a batch of standardized inputs and its labels."""
        # The first draw goes last: its signals alone are kept, and only now.
        others = [self._pass(main, inputs, labels)[0] for main in self._rule.draws[1:]]
        first, signals = self._pass(self._rule.draws[0], inputs, labels)
        outcomes = [first, *others]
        loss = sum(each.loss for each in outcomes) / len(outcomes)
        self._unreported_losses.append(loss)
        diverged = (each.diverged_layer for each in outcomes)
        diverged_layer = next((layer for layer in diverged if layer is not None), None)
        gradients = self._add_prior([each.gradients for each in outcomes])
        is_updated = index < self._num_updates and diverged_layer is None
        frame = None
        if self._is_recorded(index, diverged_layer):
            self._observe_around_update(signals, gradients, is_updated=is_updated)
            frame = self._recorder.frame(
                step=index,
                loss=loss,
                accuracy=accuracy_of(signals.trace.output, labels),
                losses=self._unreported_losses,
            )
            self._unreported_losses = []
        elif is_updated:
            self._rule.update(gradients)
        return Step(index, loss, frame, diverged_layer)

    def _pass(
        self, main: Mapping[str, Tensor], inputs: Tensor, labels: Tensor
    ) -> tuple[_Outcome, _Signals]:
        trace = forward(self._layout.program, main, inputs, generator=self._dropout)
        batch_loss = mean_loss(self._loss, trace.output, labels)
        diverged_layer = find_divergence(self._layout, trace, batch_loss)
        gradients = differentiate(batch_loss, main, trace)
        outcome = _Outcome(batch_loss.item(), diverged_layer, gradients.tensors)
        return outcome, _Signals(trace, gradients)

    def _add_prior(self, gradients: list[Mapping[str, Tensor]]) -> Sequence[Mapping[str, Tensor]]:
        if self._prior is None:
            return gradients
        return add_prior_gradients(self._layout, self._prior, self._rule.draws, gradients)

    def _is_recorded(self, index: int, diverged_layer: str | None) -> bool:
        if self._recorded is None:
            return False
        return index in self._recorded or diverged_layer is not None

    def _observe_around_update(
        self, first: _Signals, gradients: Sequence[Mapping[str, Tensor]], *, is_updated: bool
    ) -> None:
        """Record the first draw, and what the update of all of them does to it."""
        observe_main(self._recorder, self._layout, first.trace, self._rule.main, first.gradients)
        observe_hypernet(self._recorder, self._layout, self._rule.trainable, self._rule.measured)
        self._observe_exams()
        keep_weights(self._layout, self._rule.main, self._weights_before)
        if is_updated:
            self._rule.update(gradients)
            observe_updates(self._recorder, self._layout, self._weights_before, self._rule.main)
        else:
            observe_no_updates(self._recorder, self._layout)

    @torch.no_grad()
    def _observe_exams(self) -> None:
        for exam in self._exams:
            main = self._main_for(exam.task)
            output = forward(self._layout.program, main, exam.inputs).output
            losses = example_losses(self._loss, output, exam.labels)
            self._recorder.observe(exam.name, "task_loss", losses)

    def _main_for(self, task: int) -> Mapping[str, Tensor]:
        """Return the main network that a task gets: generated for it where tasks have codes of their own."""
        hypernet = self._layout.hypernet
        if hypernet is None or hypernet.code.kind != "task":
            return self._rule.main
        return make_main(self._layout, self._rule.trainable, Context(task=task))
