"""How long the server takes to answer: predictions of a deep network, and every figure of a large experiment.

A real server answers over loopback, with the frames of a real training in its database:
4 schemes x 3 seeds x 6 layers x 60 frames. Its peer in the same run is a request that does nothing
(``GET /api/health/live``), interleaved with the others, so the ratios travel where milliseconds do not.
On a machine that does other things too, the server's own CPU time (Linux only) tells what a quiet one would show.
The first figure request, which decodes all frames, is counted like any other.

Run: ``python benchmarks/api_latency.py [--repeats 40]``; writes ``benchmarks/results/api_latency.md``.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from serving import serving

from fanscope import figures
from fanscope.parsing import dump_yaml, parse_spec
from fanscope.spec import ExperimentSpec
from fanscope.training import train
from fanscope_backend.settings import Settings
from fanscope_backend.store import Store, migrate, open_store

RESULTS = Path(__file__).parent / "results" / "api_latency.md"
STEPS = 59
SCHEMES = ["xavier", "kaiming", "hyperfan-in", "hyperfan-out"]
PREDICTION_MS, RESNET_MS, FIGURE_MS = 20, 60, 60
RESNET_BLOCKS = 18
"""A stage of ResNet-110; three stages of blocks of two convolutions, one before and a linear layer behind."""

EXPERIMENT: dict[str, Any] = {
    "name": "4 schemes x 3 seeds x 6 layers x 60 frames",
    "network": {
        "kind": "hypernetwork",
        "main": {"kind": "mlp", "widths": [64, *[64] * 5, 10], "activation": "tanh"},
        "conditioning": {"kind": "learned", "size": 8},
    },
    "training": {"steps": STEPS, "batch_size": 64},
    "record": {"schedule": "every", "every": 1},
    "schemes": SCHEMES,
    "seeds": 3,
}
DEEP: dict[str, Any] = {
    "name": "50 layers",
    "network": {
        "kind": "hypernetwork",
        "main": {"kind": "mlp", "widths": [64, *[256] * 49, 10], "activation": "tanh"},
    },
    "schemes": SCHEMES,
}

Call = Callable[[], httpx.Response]
Calls = Callable[[], Call]
"""Makes the next call of a kind; what that costs, a new spec as text, is not the server's."""
Times = dict[str, list[float]]


def train_into(store: Store, spec: ExperimentSpec) -> str:
    """Train every run in this process and store its frames as a worker does; return the experiment."""
    accepted = store.create_experiment(spec)
    for job_id in accepted.job_ids:
        lease = store.lease_job(job_id, "benchmark", 3600)
        if lease is None:
            raise RuntimeError("the job is not free")
        for task in lease.runs:
            steps = [each for each in train(spec, task.choice, task.seed) if each.frame is not None]
            frames = [each.frame for each in steps if each.frame is not None]
            store.append_frames(lease, task.id, frames, frames[-1].step, frames[-1].loss)
            store.finish_run(lease, task.id)
    return accepted.experiment.id


def measure(calls: dict[str, Calls], repeats: int, *, pid: int) -> tuple[Times, Times]:
    """Return wall and server CPU milliseconds of every call, interleaved so that all see the same machine."""
    taken: Times = {name: [] for name in calls}
    cpu: Times = {name: [] for name in calls}
    for _ in range(repeats):
        for name, call in calls.items():
            ask = call()
            cpu_before, started = cpu_ms(pid), time.perf_counter()
            response = ask()
            taken[name].append(1000 * (time.perf_counter() - started))
            cpu[name].append(cpu_ms(pid) - cpu_before)
            response.raise_for_status()
    return taken, cpu


def cpu_ms(pid: int) -> float:
    """Return the time that all threads of a process have spent on a CPU; NaN where Linux does not tell."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(each.read_text().split()[0]) for each in threads) / 1e6 or math.nan


def deep_bodies() -> Iterator[str]:
    """Yield the deep network with another width each time, so that nothing is remembered."""
    for width in count(256):
        main = DEEP["network"]["main"] | {"widths": [64, *[width] * 49, 10]}
        yield dump_yaml(parse_spec(DEEP | {"network": DEEP["network"] | {"main": main}}))


def resnet_bodies() -> Iterator[str]:
    """Yield ResNet-110 on CIFAR's shapes with another width each time, Gaussian data, 4 schemes (He et al. 2016, table 6)."""
    for width in count(16):
        layers = [*normed(width, 1), {"op": "activation", "name": "relu"}]
        for stage in range(3):
            for block in range(RESNET_BLOCKS):
                stride = 2 if stage and not block else 1
                layers += residual_block(width * 2**stage, stride)
        layers += [{"op": "pool", "kind": "global"}, {"op": "linear", "features": 10}]
        network = {"kind": "sequential", "input": [3, 32, 32], "layers": layers}
        data = {"name": "gaussian", "features": 3072}
        schemes = ["xavier", "kaiming", "kaiming-out", "lecun"]
        training = {"batch_size": 20}
        spec = {"network": network, "data": data, "schemes": schemes, "training": training}
        yield dump_yaml(parse_spec(spec))


def normed(channels: int, stride: int, kernel: int = 3) -> list[dict[str, Any]]:
    conv = {"op": "conv2d", "channels": channels, "kernel": kernel, "stride": stride, "bias": False}
    return [conv | {"padding": kernel // 2}, {"op": "batchnorm"}]


def residual_block(channels: int, stride: int) -> list[dict[str, Any]]:
    relu = {"op": "activation", "name": "relu"}
    body = [*normed(channels, stride), relu, *normed(channels, 1)]
    shortcut = normed(channels, stride, kernel=1) if stride > 1 else []
    return [{"op": "residual", "body": body, "shortcut": shortcut}, relu]


def calls_of(client: httpx.Client, experiment_id: str) -> dict[str, Calls]:
    headers = {"content-type": "application/yaml"}
    bodies, resnets = deep_bodies(), resnet_bodies()

    def predict(of: Iterator[str], query: str = "") -> Call:
        path, body = f"/api/predictions{query}", next(of)
        return lambda: client.post(path, content=body, headers=headers)

    def get(path: str, **params: int) -> Calls:
        return lambda: lambda: client.get(path, params=params)

    return {
        "nothing": get("/api/health/live"),
        "prediction": lambda: predict(bodies),
        "prediction of ResNet-110": lambda: predict(resnets),
        "prediction with figure": lambda: predict(bodies, "?figure=variance-by-depth"),
        **{
            f"figure {info.name}": get(
                f"/api/experiments/{experiment_id}/figures/{info.name}", step=STEPS // 2
            )
            for info in figures.catalogue()
        },
        "experiment": get(f"/api/experiments/{experiment_id}"),
        "list": get("/api/experiments"),
    }


def quantile(values: list[float], share: float) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


def report(taken: Times, cpu: Times) -> str:
    nothing = statistics.median(taken["nothing"])
    lines = [
        "# Latency of the API",
        "",
        "`python benchmarks/api_latency.py`: a real server on loopback; 4 schemes x 3 seeds x 6 layers x 60 frames",
        "in its database; predictions are of 50 dense layers, or of ResNet-110, and 4 schemes, never the same twice.",
        "Requests are interleaved; the ratio is to the median of a request that does nothing (`GET /api/health/live`).",
        "",
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{len(taken['nothing'])} requests each, load {os.getloadavg()[0]:.1f} at the end.",
        "",
        "| request | p50, ms | p95, ms | p50 / nothing | server CPU p50, ms | server CPU p95, ms |",
        "|---|---|---|---|---|---|",
    ]
    for name, values in taken.items():
        middle, high = statistics.median(values), quantile(values, 0.95)
        cpu_middle, cpu_high = statistics.median(cpu[name]), quantile(cpu[name], 0.95)
        numbers = (middle, high, middle / nothing, cpu_middle, cpu_high)
        lines.append(f"| {name} | " + " | ".join(f"{each:.1f}" for each in numbers) + " |")
    prediction = statistics.median(taken["prediction"])
    resnet = statistics.median(taken["prediction of ResNet-110"])
    worst = max(quantile(values, 0.95) for name, values in taken.items() if "figure " in name)
    lines += [
        "",
        f"Prediction p50 {prediction:.1f} ms, promised at most {PREDICTION_MS} ms: {verdict(prediction, PREDICTION_MS)}.",
        f"ResNet-110 p50 {resnet:.1f} ms, promised at most {RESNET_MS} ms: {verdict(resnet, RESNET_MS)}.",
        f"Slowest figure p95 {worst:.1f} ms, promised at most {FIGURE_MS} ms: {verdict(worst, FIGURE_MS)}.",
        "",
    ]
    return "\n".join(lines)


def verdict(value: float, bound: float) -> str:
    return "kept" if value <= bound else "broken"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=40)
    repeats = parser.parse_args().repeats
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        migrate(settings)
        store = open_store(settings)
        experiment_id = train_into(store, parse_spec(EXPERIMENT))
        store.close()
        with serving(settings.home) as served:
            calls = calls_of(served.client, experiment_id)
            text = report(*measure(calls, repeats, pid=served.process.pid))
    RESULTS.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
