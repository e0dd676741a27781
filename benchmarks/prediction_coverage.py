"""How often predictions at step 0 hold what networks and real batches show: the promise is 92 to 98 of 100.

    FANSCOPE_DATA=folder python benchmarks/prediction_coverage.py [draws] [perceptrons | programs]

Draws networks and batches with the tests' Monte Carlo oracles, 500 of each configuration, and writes
benchmarks/results/prediction_coverage.md: multilayer perceptrons first, then networks that are no chain; a name runs
one of the two and leaves the other's table as it is. Without FANSCOPE_DATA the MNIST rows are left out. The kernels of the
784-500x5-10 hypernetwork have 70 million entries: its generated weights are drawn from their limit given the
embedding, one normal number each; the small networks draw every kernel entry.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from fanscope.layout import lay_out  # noqa: E402
from fanscope.spec import ExperimentSpec, MnistData  # noqa: E402
from fanscope.theory import predict  # noqa: E402
from fanscope.training.data import load_dataset  # noqa: E402
from support.oracles import (  # noqa: E402
    DrawBatch,
    gaussian_batches,
    measure_draws,
    real_batches,
)
from support.program_oracle import measure_programs  # noqa: E402
from support.program_specs import predicted_specs  # noqa: E402
from support.theory import (  # noqa: E402
    QUANTITIES,
    batches_for,
    coverage,
    gaussian,
    generated,
    plain,
)

RESULT = ROOT / "benchmarks/results/prediction_coverage.md"
DEEP = [64, 64, 64, 64, 64, 10]
SMALL = [64, 48, 48, 48, 48, 10]
PAPER = [784, 500, 500, 500, 500, 500, 10]
MNIST = {"name": "mnist"}


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    spec: ExperimentSpec
    is_large: bool = False
    is_program: bool = False


def small_cases() -> list[Case]:
    cases = []
    for activation, classical in (("tanh", "xavier"), ("relu", "kaiming")):
        for scheme in (classical, "torch-default", "orthogonal"):
            for data, features in (({"name": "digits"}, "digits"), (gaussian(64), "gaussian")):
                spec = plain(DEEP, activation, scheme, data=data)
                cases.append(Case(f"plain {activation}, {scheme}, {features}", spec))
        for scheme in ("xavier", "xavier-avg", "torch-default", "hyperfan-in", "hyperfan-out"):
            for biases in (False, True):
                spec = generated(SMALL, activation, scheme, biases=biases)
                words = "weights and biases" if biases else "weights"
                cases.append(Case(f"generated {words}, {activation}, {scheme}, digits", spec))
        for trunk in ([24], [24, 24]):
            spec = generated([64, 32, 32, 10], activation, "hyperfan-in", trunk=trunk)
            cases.append(Case(f"trunk {trunk}, {activation}, hyperfan-in, digits", spec))
    trap = generated([64] * 11, "relu", "hyperfan-in", biases=True, data=gaussian(64, 64))
    return [*cases, Case("the trap: 64x11 relu, generated biases, gaussian", trap)]


def paper_cases() -> list[Case]:
    classical = [plain(PAPER, "tanh", "xavier", data=MNIST)]
    schemes: list[Any] = ["xavier", "hyperfan-in", "hyperfan-out"]
    tanh = [generated(PAPER, "tanh", scheme, size=50, data=MNIST) for scheme in schemes]
    relu = [
        generated(PAPER, "relu", scheme, size=50, data=MNIST)
        for scheme in ("kaiming", "hyperfan-in")
    ]
    return [
        Case(
            f"784-500x5-10 {spec.main.activation}, {spec.network.kind}, {spec.schemes[0].label}, mnist",
            spec,
            True,
        )
        for spec in (*classical, *tanh, *relu)
    ]


def run(case: Case, batches: DrawBatch, num_draws: int) -> tuple[list[str], list[float]]:
    choice = case.spec.schemes[0]
    if case.is_program:
        measured = measure_programs(
            case.spec, choice, batches, num_draws=num_draws, generator=np.random.default_rng(11)
        )
    else:
        measured = measure_draws(
            case.spec,
            choice,
            batches,
            num_draws=num_draws,
            generator=np.random.default_rng(11),
            at_once=5 if case.is_large else 25,
            sums_of_products=not case.is_large,
        )
    prediction = predict(case.spec)[choice.label]
    rates = [coverage(prediction, measured, quantity) for quantity in QUANTITIES]
    loss = prediction.loss
    held = (
        np.nan
        if loss is None
        else ((measured.loss >= loss.low) & (measured.loss <= loss.high)).mean()
    )
    cells = [
        f"{100 * rate.mean():.1f} ({100 * rate.min():.0f}-{100 * rate.max():.0f})" for rate in rates
    ]
    return [case.name, *cells, f"{100 * held:.1f}"], [
        *(float(rate.mean()) for rate in rates),
        float(held),
    ]


def perceptron_cases() -> list[tuple[Case, DrawBatch]]:
    cases = [(case, batches_for(case.spec)) for case in small_cases()]
    if folder := os.environ.get("FANSCOPE_DATA"):
        train = load_dataset(MnistData(), Path(folder)).train
        mnist = real_batches(train.standardized().numpy(), train.labels.numpy())
        cases += [(case, mnist) for case in paper_cases()]
    return cases


def program_cases() -> list[tuple[Case, DrawBatch]]:
    return [
        (Case(name, spec, is_program=True), gaussian_batches(_features(spec), 10))
        for name, spec in predicted_specs().items()
    ]


def _features(spec: ExperimentSpec) -> int:
    return prod(lay_out(spec.network).input)


SECTIONS = {"perceptrons": perceptron_cases, "programs": program_cases}


def tabulate(cases: list[tuple[Case, DrawBatch]], num_draws: int) -> str:
    header = ["configuration", "Var(W)", "second moment", "between-input var", "gradient", "loss"]
    lines = [f"| {' | '.join(header)} |", "|---|" + "---:|" * 5]
    table = []
    for case, batches in cases:
        start = time.perf_counter()
        cells, rates = run(case, batches, num_draws)
        table.append(rates)
        lines.append(f"| {' | '.join(cells)} |")
        print(f"{time.perf_counter() - start:6.1f} s  {lines[-1]}", flush=True)
    pooled = [f"**{100 * rate:.1f}**" for rate in np.mean(table, axis=0)]
    lines.append(f"| **mean** | {' | '.join(pooled)} |")
    print(lines[-1])
    return "\n".join(lines)


def main(num_draws: int, names: list[str]) -> None:
    known = RESULT.read_text() if RESULT.exists() else ""
    first, _, second = known.partition(PROGRAMS)
    tables = {name: tabulate(SECTIONS[name](), num_draws) for name in names}
    if "perceptrons" in tables:
        first = INTRODUCTION.format(
            draws=num_draws, error=100 * np.sqrt(0.95 * 0.05 / num_draws)
        ) + (tables["perceptrons"] + "\n\n")
    if "programs" in tables:
        second = PROGRAM_WORDS.format(draws=num_draws) + tables["programs"] + "\n"
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(f"{first.rstrip()}\n\n{PROGRAMS}{second}" if second else first)


INTRODUCTION = """# Coverage of the 95 % intervals of predictions at step 0

Percent of {draws} draws (random initialization and random batch of 100) inside the interval: mean over the layers, and \
in parentheses the worst and the best layer. One layer's figure has a standard error of {error:.1f}. Written by \
`benchmarks/prediction_coverage.py`.

"""
PROGRAMS = "## Networks that are no chain\n"
PROGRAM_WORDS = """
The networks of `tests/support/program_specs.py`, 16 channels on 3x8x8 Gaussian images, {draws} draws, batches of 50. The two \
tables are runs of their own: one may be newer than the other. Above 98 an interval is wider than it need be.

"""


if __name__ == "__main__":
    draws = [int(word) for word in sys.argv[1:] if word.isdigit()]
    chosen = [word for word in sys.argv[1:] if word in SECTIONS]
    main(draws[0] if draws else 500, chosen or list(SECTIONS))
