"""What recording costs, beside TensorBoard's ``add_histogram`` in the same run.

    nice .venv/bin/python benchmarks/recording.py

1. Every tensor (activations, weights and biases, their gradients) at every step of a
   784-500x5-10 tanh MLP, batch 128. Steps without a recorder, with Fanscope and with TensorBoard
   take turns on one network; a cost is the median of what a recorder adds to the step before.
2. Whole trainings by :func:`fanscope.training.train` under the default log schedule, recorded and
   unrecorded, step by step in turn.

Times are CPU time, so that other programs on the machine matter less: of the whole process, for
TensorBoard serializes and checksums in a thread of its own, which the machine pays all the same; and,
beside it, of the training thread alone, for those who have a core to spare.
Writes ``benchmarks/results/recording.md``.
"""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.utils.tensorboard import SummaryWriter

from fanscope.frames import Quantity, encode
from fanscope.probes import FrameRecorder
from fanscope.spec import ExperimentSpec
from fanscope.training import train

OUT = Path(__file__).parent / "results/recording.md"
WIDTHS = (784, 500, 500, 500, 500, 500, 10)
BATCH = 128
MACHINE = "2 x86-64 cores, torch 2.13 CPU, one torch thread, CPU time"
Tensors = Mapping[tuple[str, Quantity], Tensor]


class Cost(NamedTuple):
    """CPU seconds of the whole process, and of the thread that trains."""

    process: float
    thread: float


class Mlp:
    """A plain torch network that hands out every tensor of its last step."""

    def __init__(self) -> None:
        generator = torch.Generator().manual_seed(0)
        self.layers = [nn.Linear(fan_in, fan_out) for fan_in, fan_out in pairwise(WIDTHS)]
        self.optimizer = torch.optim.SGD(
            [p for layer in self.layers for p in layer.parameters()], lr=0.01
        )
        self.inputs = torch.randn(BATCH, WIDTHS[0], generator=generator)
        self.labels = torch.randint(0, WIDTHS[-1], (BATCH,), generator=generator)

    def step(self) -> Tensors:
        """Make one step; return its 30 tensors, 3.1 million values."""
        found: dict[tuple[str, Quantity], Tensor] = {}
        x = self.inputs
        for index, layer in enumerate(self.layers):
            x = layer(x)
            x = x.tanh() if index < len(self.layers) - 1 else x
            found[f"main.{index}", "activation"] = x
        self.optimizer.zero_grad()
        nn.functional.cross_entropy(x, self.labels).backward()
        self.optimizer.step()
        for index, layer in enumerate(self.layers):
            for name, parameter in layer.named_parameters():
                place = f"main.{index}.{name}"
                found[place, "weight"] = parameter
                found[place, "weight_gradient"] = parameter.grad
        return found


def record_with_fanscope(tensors: Tensors, step: int) -> bytes:
    """Return the encoded frame."""
    recorder = FrameRecorder()
    for (layer, quantity), tensor in tensors.items():
        is_tanh = quantity == "activation"
        recorder.observe(layer, quantity, tensor, activation="tanh" if is_tanh else None)
    return encode(recorder.frame(step=step, loss=0.0, accuracy=0.0, losses=[0.0]))


def record_with_tensorboard(writer: SummaryWriter, tensors: Tensors, step: int) -> None:
    """Write one histogram per tensor."""
    for (layer, quantity), tensor in tensors.items():
        writer.add_histogram(f"{layer}/{quantity}", tensor, step)


def measure_every_step(*, rounds: int) -> tuple[Cost, dict[str, Cost]]:
    """Return the median seconds of a step without a recorder, and what each recorder adds to one.

    Before each recorder two steps go without: one to wash the caches and one to compare with.
    """
    network, plain, added = Mlp(), list[Cost](), defaultdict[str, list[Cost]](list)
    with tempfile.TemporaryDirectory() as folder, SummaryWriter(folder) as writer:
        recorders: dict[str, Callable[[Tensors, int], object]] = {
            "fanscope": record_with_fanscope,
            "tensorboard": lambda tensors, step: record_with_tensorboard(writer, tensors, step),
        }
        for index in range(rounds + 2):
            for name, record in recorders.items():
                network.step()
                without = measure_cost(network.step)
                recorded = measure_cost(
                    lambda record=record, index=index: record(network.step(), index),
                    then=writer.flush,
                )
                if index >= 2:
                    plain.append(without)
                    added[name].append(
                        Cost(*(r - w for r, w in zip(recorded, without, strict=True)))
                    )
    return median_cost(plain), {name: median_cost(found) for name, found in added.items()}


def measure_cost(work: Callable[[], object], *, then: Callable[[], object] | None = None) -> Cost:
    """Return the CPU time of the process and of this thread; ``then`` waits for other threads' share."""
    start = time.process_time(), time.thread_time()
    work()
    in_thread = time.thread_time() - start[1]
    if then is not None:
        then()
    return Cost(time.process_time() - start[0], in_thread)


def median_cost(costs: list[Cost]) -> Cost:
    """Return the medians, each clock's own."""
    return Cost(*map(median, zip(*costs, strict=True)))


def measure_training(network: Mapping[str, Any], *, steps: int, frames: int, lr: float) -> float:
    """Return the time of a recorded training over that of an unrecorded one."""
    spec = ExperimentSpec.model_validate(
        {
            "network": network,
            "data": {"name": "gaussian", "features": WIDTHS[0], "classes": WIDTHS[-1]},
            "training": {
                "steps": steps,
                "batch_size": BATCH,
                "optimizer": {"kind": "sgd", "lr": lr},
            },
            "record": {"schedule": "log", "frames": frames},
            "schemes": ["hyperfan-in" if network["kind"] == "hypernetwork" else "xavier"],
        }
    )
    runs = {
        record: train(spec, spec.schemes[0], 0, device="cpu", record=record)
        for record in (False, True)
    }
    spent = dict.fromkeys(runs, 0.0)
    for _ in range(steps + 1):
        for record, run in runs.items():
            spent[record] += measure_cost(lambda run=run: next(run)).process
    return spent[True] / spent[False]


def main() -> None:
    torch.set_num_threads(1)
    step, added = measure_every_step(rounds=40)
    ours, theirs = added["fanscope"], added["tensorboard"]
    by_process, by_thread = theirs.process / ours.process, theirs.thread / ours.thread
    mlp = {"kind": "mlp", "widths": WIDTHS, "activation": "tanh"}
    plain = measure_training(mlp, steps=600, frames=60, lr=0.01)
    hyper = measure_training({"kind": "hypernetwork", "main": mlp}, steps=100, frames=10, lr=0.001)
    report = f"""# What recording costs

{MACHINE}. `python benchmarks/recording.py`

Every tensor (activations, weights, gradients) at every step, 784-500x5-10 tanh MLP, batch 128, 30 tensors, 3.1 M values:

| recorder | step / plain step | cost in plain steps | cost / TensorBoard's | in the training thread alone | / TensorBoard's |
|---|---|---|---|---|---|
| none | 1 | | | | |
| Fanscope, exact, encoded | {1 + ours.process / step.process:.2f} | {ours.process / step.process:.2f} | 1 / {by_process:.1f} (promised: at most 1 / 12) | {ours.thread / step.thread:.2f} | 1 / {by_thread:.1f} |
| TensorBoard `add_histogram` | {1 + theirs.process / step.process:.2f} | {theirs.process / step.process:.2f} | 1 | {theirs.thread / step.thread:.2f} | 1 |

Whole training, log schedule, every probe of `fanscope.training` (activations, their gradients, weights, gradients, updates):

| network | recorded / unrecorded | promised |
|---|---|---|
| 784-500x5-10 MLP, 600 steps, 60 frames | {plain:.3f} | at most 1.05 |
| hypernetwork over it, 100 steps, 10 frames | {hyper:.3f} | |
"""
    OUT.write_text(report)
    print(report)


if __name__ == "__main__":
    main()
