"""How long a check takes over REST, warm: the paper's network, one scheme, one seed, step 0.

A real server and a real worker for quick jobs, over SQLite and files as under ``fanscope up``; MNIST from ``FANSCOPE_DATA``.
Two peers in the same run, interleaved: a request that does nothing (``GET /api/health/live``), and the same step 0 made in this
process without server, queue or database. What the check takes beyond that is ours to answer for; where it goes is read
from the times that the store keeps.

Run: ``python benchmarks/check_latency_rest.py [--repeats 30]``; writes ``benchmarks/results/check_latency_rest.md``.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
from serving import running, serving

from fanscope.presets import presets
from fanscope.spec import ExperimentSpec
from fanscope.training import train
from fanscope_backend.settings import Settings

RESULTS = Path(__file__).parent / "results" / "check_latency_rest.md"
PROMISED_MS = 300
WARM_UP = 5
SCHEMES = ("hyperfan-in", "kaiming")
STAGES = (
    "accepted",
    "queued until a worker has it",
    "drawn, measured, written",
    "judged and ended in the store",
    "answered",
)

HEAD = """\
# Latency of a check over REST, warm

`python benchmarks/check_latency_rest.py`: preset mnist-hypernetwork's network, one scheme, one seed, step 0;
server and quick worker as `fanscope up` starts them, over SQLite and files.
"""
Times = dict[str, list[float]]


def spec_of_the_paper(scheme: str) -> ExperimentSpec:
    """Return the preset's network under one scheme with one seed."""
    preset = next(each.spec for each in presets() if each.name == "mnist-hypernetwork")
    tree = preset.model_dump(mode="json")
    tree["training"]["steps"] = 0
    return ExperimentSpec.model_validate(tree | {"schemes": [scheme], "seeds": 1})


def measure(
    client: httpx.Client, processes: dict[str, psutil.Process], repeats: int, scheme: str
) -> tuple[Times, Times, Times]:
    """Return milliseconds of the three, those of a check's stages, and the CPU milliseconds of each process for each check."""
    spec = spec_of_the_paper(scheme)
    body = {"spec": spec.model_dump(mode="json"), "project": "benchmark"}
    taken: Times = {"nothing": [], "step 0 in this process": [], "check": []}
    stages: Times = {name: [] for name in STAGES}
    cpu: Times = {name: [] for name in processes}
    for index in range(repeats + WARM_UP):
        warm = index >= WARM_UP
        nothing_ms = timed(lambda: client.get("/api/health/live"))[0]
        alone_ms = timed(lambda: step_0(spec))[0]
        before = {name: cpu_ms(process) for name, process in processes.items()}
        sent_at = time.time()
        check_ms, response = timed(
            lambda: client.post("/api/checks", params={"wait": 300}, json=body)
        )
        answered_at = time.time()
        response.raise_for_status()
        check = response.json()
        assert check["status"] in ("passed", "failed"), check["error"]
        if warm:
            for name, spent_ms in before.items():
                cpu[name].append(cpu_ms(processes[name]) - spent_ms)
            taken["nothing"].append(nothing_ms)
            taken["step 0 in this process"].append(alone_ms)
            taken["check"].append(check_ms)
            moments = [sent_at, *moments_of(client, check["id"]), answered_at]
            for name, begin, end in zip(STAGES, moments, moments[1:], strict=False):
                stages[name].append(1000 * (end - begin))
    return taken, stages, cpu


def step_0(spec: ExperimentSpec) -> None:
    data_dir = Settings().data_dir
    for _ in train(spec, spec.schemes[0], 0, data_dir=data_dir, device="cpu"):
        pass


def moments_of(client: httpx.Client, check_id: str) -> list[float]:
    """Return when the check was accepted, taken by a worker, recorded, and when it ended with its verdicts."""
    experiment = client.get(f"/api/experiments/{check_id}").json()
    headers = {"accept": "application/json"}
    events = client.get(f"/api/experiments/{check_id}/events", headers=headers).json()
    recorded = next(each["at"] for each in events if each["kind"] == "frame_recorded")
    stamps = [experiment["created_at"], experiment["started_at"], recorded]
    return [
        datetime.fromisoformat(each).timestamp() for each in (*stamps, experiment["finished_at"])
    ]


def timed(call: Any) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = call()
    return 1000 * (time.perf_counter() - started), answer


def cpu_ms(process: psutil.Process) -> float:
    times = process.cpu_times()
    return 1000 * float(times.user + times.system)


def report(scheme: str, taken: Times, stages: Times, cpu: Times, memory_mib: float) -> str:
    middle = {name: statistics.median(values) for name, values in taken.items()}
    lines = [
        f"## {scheme}",
        "",
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{len(taken['check'])} of each, interleaved, load {os.getloadavg()[0]:.1f} at the end.",
        "",
        "| | p50, ms | least, ms | p95, ms | p50 / step 0 alone |",
        "|---|---|---|---|---|",
    ]
    for name, values in taken.items():
        high = statistics.quantiles(values, n=20, method="inclusive")[-1]
        ratio = middle[name] / middle["step 0 in this process"]
        lines.append(
            f"| {name} | {middle[name]:.1f} | {min(values):.1f} | {high:.1f} | {ratio:.2f} |"
        )
    lines += ["", "| stage of a check | p50, ms | least, ms |", "|---|---|---|"]
    lines += [
        f"| {name} | {statistics.median(values):.1f} | {min(values):.1f} |"
        for name, values in stages.items()
    ]
    verdict = "kept" if middle["check"] <= PROMISED_MS else "broken"
    lines += [
        "",
        *(f"CPU a check, {name}: {statistics.mean(spent):.0f} ms." for name, spent in cpu.items()),
        f"The worker has {memory_mib:.0f} MiB resident at the end.",
        f"Check p50 {middle['check']:.0f} ms, promised at most {PROMISED_MS} ms: {verdict}.",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=30)
    repeats = parser.parse_args().repeats
    text = HEAD
    for scheme in SCHEMES:
        with (
            tempfile.TemporaryDirectory() as folder,
            serving(Path(folder)) as served,
            running("fanscope_worker", "--lane", "quick", environment=served.environment) as quick,
        ):
            worker = psutil.Process(quick.pid)
            server = psutil.Process(served.process.pid)
            processes = {"server": server, "worker": worker}
            found = measure(served.client, processes, repeats, scheme)
            memory_mib = worker.memory_info().rss / 2**20
        text += "\n" + report(scheme, *found, memory_mib)
    RESULTS.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
