"""The training loop: a generator of steps and frames that knows no store and no queue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from fanscope.layout import NetworkLayout, lay_out
from fanscope.networks.calibration import do_nothing
from fanscope.schedule import recording_steps
from fanscope.spec import ExperimentSpec, SchemeChoice
from fanscope.training.conditioning import draw_contexts
from fanscope.training.data import AnyDataset, open_dataset
from fanscope.training.device import choose_device
from fanscope.training.evaluation import measure_accuracy
from fanscope.training.examples import ExampleSource
from fanscope.training.prior import noise_with_prior
from fanscope.training.run import Run, Step
from fanscope.training.seeding import dropout_generator, noise_generator
from fanscope.training.starting import start_run
from fanscope.training.tasks import draw_task_batches, set_exams
from fanscope.training.update import UpdateRule


def train(
    spec: ExperimentSpec,
    choice: SchemeChoice,
    seed: int,
    *,
    data_dir: Path | None = None,
    device: str | None = None,
    record: bool = True,
    evaluate: bool = False,
    pause: Callable[[], None] = do_nothing,
) -> Iterator[Step]:
    """Train one scheme with one seed; yield steps 0 to ``spec.num_updates``.

    Step t is the loss before update t, so there is one step more than there are updates, and the
    last step makes none. The first and the last step are always recorded. A run whose loss or
    activations stop being finite ends with that step, recorded.

    Args:
        spec: What to train.
        choice: The scheme; one of ``spec.schemes``, or any other that fits the network.
        seed: Of this run.
        data_dir: Folder of data sets, one subfolder each; None for ``FANSCOPE_DATA``, else the user's cache.
        device: ``cpu``, ``cuda``, ``cuda:1``, ...; None for CUDA where there is any, else the CPU.
        record: Whether to measure; without it no step has a frame, and the losses are the same.
        evaluate: Whether to classify the test examples after the last update.
        pause: Called again and again before step 0 while a scheme learns its scales, which may take longer than the
            training; what it raises ends the run.

    Raises:
        DataError: The data set is not there and cannot be downloaded, or is damaged.
        SpecError: The scheme is unknown or does not fit the network; no such device.
    """
    layout = lay_out(spec.network)
    place = choose_device(device)
    dataset = open_dataset(spec.data, data_dir).to(place)
    if layout.reads_tokens:
        dataset = dataset.as_tokens()
    rule = start_run(
        spec, layout, choice, seed, dataset=dataset, device=place, measure=record, pause=pause
    )
    run = Run(
        layout,
        rule,
        loss=spec.loss,
        num_updates=spec.num_updates,
        prior=noise_with_prior(spec.network),
        exams=set_exams(dataset.test, spec.schedule),
        dropout=dropout_generator(seed),
        recorded=_recorded_steps(spec) if record else None,
    )
    for step in _advance(spec, layout, run, rule, dataset, seed):
        is_over = step.step == spec.num_updates or step.diverged_layer is not None
        if is_over and evaluate and _has_classes(dataset.test):
            step = replace(step, test_accuracy=measure_accuracy(layout, rule.main, dataset.test))
        yield replace(step, warnings=dataset.train.complaints) if is_over else step
        if is_over:
            return


def _advance(
    spec: ExperimentSpec,
    layout: NetworkLayout,
    run: Run,
    rule: UpdateRule,
    dataset: AnyDataset,
    seed: int,
) -> Iterator[Step]:
    """Yield the run's steps without end, each with its batch and its contexts."""
    batches = draw_task_batches(
        len(dataset.train), spec.schedule, batch_size=spec.training.batch_size, seed=seed
    )
    contexts = draw_contexts(
        None if layout.hypernet is None else layout.hypernet.code,
        steps=spec.num_updates,
        generator=noise_generator(seed),
    )
    device = dataset.train.labels.device
    for index, chosen, told in zip(count(), batches, contexts, strict=False):
        rule.condition(told)
        yield run.advance(index, *dataset.train.batch(chosen.to(device)))


def _recorded_steps(spec: ExperimentSpec) -> frozenset[int]:
    return frozenset(recording_steps(spec.record, steps=spec.num_updates))


def _has_classes(examples: ExampleSource) -> bool:
    return len(examples) > 0 and not examples.labels.is_floating_point()
