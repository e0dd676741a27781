"""What a run starts with: its tensors as the scheme draws them, and the rule that moves them."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from fanscope.compiled import loops_are_wanted
from fanscope.layout import NetworkLayout
from fanscope.networks.calibration import do_nothing
from fanscope.networks.sampling import sample_network
from fanscope.schemes import resolve
from fanscope.spec import ExperimentSpec, SchemeChoice
from fanscope.training.calibrating import calibrate_tensors
from fanscope.training.data import AnyDataset
from fanscope.training.one_pass import OnePass, passes_once
from fanscope.training.seeding import initialization_generator
from fanscope.training.update import UpdateRule, choose_update_rule


def start_run(
    spec: ExperimentSpec,
    layout: NetworkLayout,
    choice: SchemeChoice,
    seed: int,
    *,
    dataset: AnyDataset,
    device: torch.device,
    measure: bool,
    pause: Callable[[], None] = do_nothing,
) -> UpdateRule:
    """Draw a run's tensors, learn their scales where the scheme does, and return the rule that moves them.

    Args:
        spec: What is trained.
        layout: Its network.
        choice: The scheme.
        seed: Of the run.
        dataset: What is trained on, on the device.
        device: Where the run is computed.
        measure: Whether the run is measured.
        pause: Called again and again while scales are learned; what it raises ends that.

    Raises:
        SpecError: The scheme is unknown or does not fit the network.
    """
    if device.type == "cpu" and passes_once(layout, num_updates=spec.num_updates):
        assignment = resolve(choice).assign(layout)
        generator = initialization_generator(seed, choice.label)
        return OnePass(
            layout, assignment, generator=generator, measure=measure and loops_are_wanted()
        )
    drawn = draw_tensors(layout, choice, seed)
    tensors = calibrate_tensors(
        layout,
        choice,
        {name: tensor.to(device) for name, tensor in drawn.items()},
        dataset,
        schedule=spec.schedule,
        batch_size=spec.training.batch_size,
        seed=seed,
        pause=pause,
    )
    return choose_update_rule(layout, spec.training.optimizer, tensors)


def draw_tensors(layout: NetworkLayout, choice: SchemeChoice, seed: int) -> dict[str, Tensor]:
    """Return the tensors of one scheme and seed as they are drawn, on the CPU, before scales are learned.

    Raises:
        SpecError: The scheme is unknown or does not fit the network.
    """
    generator = initialization_generator(seed, choice.label)
    return sample_network(layout, resolve(choice).assign(layout), generator=generator)
