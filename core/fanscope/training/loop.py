"""The training loop: a generator of steps and frames that knows no store and no queue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from torch import Tensor

from fanscope.layout import NetworkLayout, lay_out
from fanscope.networks.sampling import sample_network
from fanscope.schedule import recording_steps
from fanscope.schemes import resolve
from fanscope.spec import ExperimentSpec, SchemeChoice
from fanscope.training.calibrating import calibrate_tensors
from fanscope.training.conditioning import draw_contexts
from fanscope.training.data import open_dataset
from fanscope.training.device import choose_device
from fanscope.training.evaluation import measure_accuracy
from fanscope.training.prior import noise_with_prior
from fanscope.training.run import Run, Step
from fanscope.training.seeding import (
    dropout_generator,
    initialization_generator,
    noise_generator,
)
from fanscope.training.tasks import draw_task_batches, set_exams
from fanscope.training.update import choose_update_rule


def train(
    spec: ExperimentSpec,
    choice: SchemeChoice,
    seed: int,
    *,
    data_dir: Path | None = None,
    device: str | None = None,
    record: bool = True,
    evaluate: bool = False,
) -> Iterator[Step]:
    """Train one scheme with one seed; yield steps 0 to ``spec.num_updates``.

    Step t is the loss before update t, so there is one step more than there are updates, and the
    last step makes none. The first and the last step are always recorded. A run whose loss or
    activations stop being finite ends with that step, recorded.

    Args:
        spec: What to train.
        choice: The scheme; one of ``spec.schemes``, or any other that fits the network.
        seed: Of this run.
        data_dir: Folder of data sets, one subfolder each; None for the user's cache folder.
        device: ``cpu``, ``cuda``, ``cuda:1``, ...; None for CUDA where there is any, else the CPU.
        record: Whether to measure; without it no step has a frame, and the losses are the same.
        evaluate: Whether to classify the test examples after the last update.

    Raises:
        DataError: The data set is not there and cannot be downloaded, or is damaged.
        SpecError: The scheme is unknown or does not fit the network; no such device.
    """
    layout = lay_out(spec.network)
    num_updates = spec.num_updates
    place = choose_device(device)
    dataset = open_dataset(spec.data, data_dir).to(place)
    if layout.reads_tokens:
        dataset = dataset.as_tokens()
    drawn = {name: tensor.to(place) for name, tensor in draw_tensors(layout, choice, seed).items()}
    batch_size = spec.training.batch_size
    tensors = calibrate_tensors(
        layout, choice, drawn, dataset, schedule=spec.schedule, batch_size=batch_size, seed=seed
    )
    rule = choose_update_rule(layout, spec.training.optimizer, tensors)
    run = Run(
        layout,
        rule,
        loss=spec.loss,
        num_updates=num_updates,
        prior=noise_with_prior(spec.network),
        exams=set_exams(dataset.test, spec.schedule),
        dropout=dropout_generator(seed),
        recorded=frozenset(recording_steps(spec.record, steps=num_updates)) if record else None,
    )
    batches = draw_task_batches(len(dataset.train), spec.schedule, batch_size=batch_size, seed=seed)
    contexts = draw_contexts(
        None if layout.hypernet is None else layout.hypernet.code,
        steps=num_updates,
        generator=noise_generator(seed),
    )
    can_classify = bool(len(dataset.test)) and not dataset.test.labels.is_floating_point()
    for index in range(num_updates + 1):
        rule.condition(next(contexts))
        step = run.advance(index, *dataset.train.batch(next(batches).to(place)))
        is_over = index == num_updates or step.diverged_layer is not None
        if is_over and evaluate and can_classify:
            step = replace(step, test_accuracy=measure_accuracy(layout, rule.main, dataset.test))
        yield replace(step, warnings=dataset.train.complaints) if is_over else step
        if step.diverged_layer is not None:
            return


def draw_tensors(layout: NetworkLayout, choice: SchemeChoice, seed: int) -> dict[str, Tensor]:
    """Return the tensors of one scheme and seed as they are drawn, on the CPU, before scales are learned.

    Raises:
        SpecError: The scheme is unknown or does not fit the network.
    """
    generator = initialization_generator(seed, choice.label)
    return sample_network(layout, resolve(choice).assign(layout), generator=generator)
