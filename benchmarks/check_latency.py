"""Cold ``fanscope check`` of the paper's network, and a user's module beside its own forward and backward.

    .venv/bin/python benchmarks/check_latency.py [--times 7]

**Cold**: a new process each time, from its start to its exit, of ``fanscope check SPEC`` on 784-500x5-10 tanh, its weights from a
hypernetwork with learned codes of size 50 (70 million values in the heads), on MNIST, one scheme and one seed; and of
the preset ``mnist-hypernetwork`` as it stands, 4 schemes and 2 seeds. Files are in the system's cache; one more process finds no compiled code on
the disk, as a fresh CI machine.

**Peer**: a new process that imports torch, draws the heads with torch's own ``uniform_``, generates the weights, and runs forward and
backward on random inputs: what nobody could leave out. ``own`` is the check's processor time less the peer's: our imports, reading the
data, theory, measuring, judging and printing, less what the check saves: it collects no garbage while it imports and at its exit, the peer does. Processor time, because wall time on a shared machine is the neighbours' too.

**Module**: ``diagnose_factory`` on a network of ResNet-18's size in this process, beside one forward and one backward of the same
module on the same batch, draws excluded on neither side.

Writes ``benchmarks/results/check_latency.md``. The warm REST path is measured by ``benchmarks/check_latency_rest.py``. Our own bytecode is there, as ``make setup`` leaves it.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks/results/check_latency.md"
TOTAL_S, OWN_S, MODULE_RATIO = 4.0, 0.5, 3.0
SPEC = """\
name: The paper's network
network:
  kind: hypernetwork
  main: {kind: mlp, widths: [784, 500, 500, 500, 500, 500, 10], activation: tanh}
  generates: weights
  conditioning: {kind: learned, size: 50}
data: {name: mnist}
training: {batch_size: 100}
schemes: [hyperfan-in]
seeds: 1
"""
PEER = """\
import torch
torch.set_num_threads(1)
widths = [784, 500, 500, 500, 500, 500, 10]
generator = torch.Generator().manual_seed(0)
weights = []
for fan_in, fan_out in zip(widths, widths[1:]):
    head = torch.empty(fan_in * fan_out, 50)
    bound = (3 / (fan_in * 50)) ** 0.5
    head.uniform_(-bound, bound, generator=generator)
    code = torch.empty(50).uniform_(-(3**0.5), 3**0.5, generator=generator)
    weights.append((head @ code).reshape(fan_out, fan_in).requires_grad_())
values = torch.randn(100, 784, generator=generator)
labels = torch.randint(10, (100,), generator=generator)
for index, weight in enumerate(weights):
    values = values @ weight.T
    values = torch.tanh(values) if index < len(weights) - 1 else values
torch.nn.functional.cross_entropy(values, labels).backward()
"""
MODULE = """\
import statistics, time, torch
from torch import nn
from fanscope.diagnose import diagnose_factory
torch.set_num_threads(1)

class Block(nn.Module):
    def __init__(self, fan_in, fan_out, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(fan_in, fan_out, 3, stride, 1, bias=False), nn.BatchNorm2d(fan_out), nn.ReLU(),
            nn.Conv2d(fan_out, fan_out, 3, 1, 1, bias=False), nn.BatchNorm2d(fan_out))
        self.shortcut = nn.Identity() if fan_in == fan_out else nn.Sequential(
            nn.Conv2d(fan_in, fan_out, 1, stride, bias=False), nn.BatchNorm2d(fan_out))
    def forward(self, x):
        return torch.relu(self.body(x) + self.shortcut(x))

def build():
    sizes = [(64, 64, 1), (64, 64, 1), (64, 128, 2), (128, 128, 1), (128, 256, 2), (256, 256, 1), (256, 512, 2), (512, 512, 1)]
    return nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
        *(Block(*size) for size in sizes), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 1000))

batch = torch.randn(16, 3, 128, 128, generator=torch.Generator().manual_seed(0))
def bare():
    torch.manual_seed(0)
    module = build()
    module(batch).square().mean().backward()
def ours():
    diagnose_factory(build, batch=batch, seeds=1)
ratios, times = [], {"bare": [], "ours": []}
for function in (bare, ours):
    function()
for _ in range(TIMES):
    for function in (bare, ours):
        start = time.process_time()
        function()
        times[function.__name__].append(time.process_time() - start)
print(statistics.median(times["bare"]), statistics.median(times["ours"]))
"""


class Cost(NamedTuple):
    """Of one process, in seconds."""

    wall_s: float
    cpu_s: float
    least_cpu_s: float


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=7)
    times: int = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "paper.yaml"
        spec.write_text(SPEC)
        check = [sys.executable, "-m", "fanscope", "check"]
        commands = {
            "check": [*check, str(spec)],
            "peer": [sys.executable, "-c", PEER],
            "preset": [*check, "preset:mnist-hypernetwork"],
            "help": [*check, "--help"],
        }
        load = os.getloadavg()[0]
        costs = measure(commands, times)
        first = cost_of(commands["check"], {"NUMBA_CACHE_DIR": str(Path(folder) / "numba")})
        imports = time_imports(commands["check"])
    bare_s, ours_s = time_module(times)
    text = report(costs, first, imports, bare_s, ours_s, load=load, times=times)
    RESULTS.write_text(text)
    print(text)


def measure(commands: Mapping[str, Sequence[str]], times: int) -> dict[str, Cost]:
    """Return the median cost of each command, and the least, run in turns after one turn that does not count."""
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for turn in range(times + 1):
        for name, command in commands.items():
            cost = cost_of(command)
            if turn:
                found[name].append(cost)
    return {
        name: Cost(
            statistics.median(cost.wall_s for cost in costs),
            statistics.median(cost.cpu_s for cost in costs),
            min(cost.cpu_s for cost in costs),
        )
        for name, costs in found.items()
    }


def cost_of(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """Return what one process costs, its own processor time only."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        command, env={**os.environ, **(environment or {})}, capture_output=True, check=False
    )
    wall_s = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in (0, 1), done.stderr.decode()
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall_s, cpu_s, cpu_s)


def time_imports(command: Sequence[str]) -> dict[str, float]:
    """Return seconds spent in importing each package, most first, as ``-X importtime`` sees them."""
    words = [command[0], "-X", "importtime", *command[1:]]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    found: dict[str, float] = {}
    for own, name in re.findall(r"import time:\s+(\d+) \|\s+\d+ \| +([\w]+)", done.stderr):
        found[name] = found.get(name, 0.0) + int(own) / 1e6
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def time_module(times: int) -> tuple[float, float]:
    """Return the processor time of a bare forward and backward, and of a diagnosis."""
    code = MODULE.replace("TIMES", str(times))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    bare, ours = map(float, done.stdout.split())
    return bare, ours


def report(
    costs: Mapping[str, Cost],
    first: Cost,
    imports: Mapping[str, float],
    bare_s: float,
    ours_s: float,
    *,
    load: float,
    times: int,
) -> str:
    check, peer = costs["check"], costs["peer"]
    own, least_own = check.cpu_s - peer.cpu_s, check.least_cpu_s - peer.least_cpu_s
    rows = [
        (
            "check, 1 scheme, 1 seed",
            check,
            f"at most {TOTAL_S:g} s: {say_kept(is_kept=check.wall_s <= TOTAL_S)}",
        ),
        ("peer: torch alone", peer, ""),
        ("check, preset: 4 schemes, 2 seeds", costs["preset"], ""),
        ("check, 1 scheme, nothing compiled yet", first, "once a machine"),
        ("check --help", costs["help"], ""),
    ]
    lines = [
        "# Check latency",
        "",
        "`python benchmarks/check_latency.py`: what is measured stands at the top of the script.",
        "",
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, one thread, "
        f"load {load:.1f} before; medians of {times}.",
        "",
        "| process, start to exit | wall, s | processor, s | least | promise |",
        "|---|---|---|---|---|",
        *(
            f"| {name} | {cost.wall_s:.2f} | {cost.cpu_s:.2f} | {cost.least_cpu_s:.2f} | {note} |"
            for name, cost, note in rows
        ),
        "",
        f"Own imports and code beyond torch's import, the draws, forward and backward: {check.cpu_s:.2f} - {peer.cpu_s:.2f} = "
        f"**{own:.2f} s** of processor time; promise: at most {OWN_S:g} s: {say_kept(is_kept=own <= OWN_S)}; "
        f"of the least of each {least_own:.2f} s. "
        "The peer, as any script, lets Python collect garbage while torch is imported and at its exit; the check does not.",
        "",
        "Imports by package, as `-X importtime` sees them (it slows them down): "
        + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in list(imports.items())[:8])
        + ".",
        "",
        f"A module of ResNet-18's size, 16 pictures of 128 x 128: diagnosis {ours_s:.2f} s, one forward and backward {bare_s:.2f} s, "
        f"ratio **{ours_s / bare_s:.2f}**; promise: at most {MODULE_RATIO:g}: {say_kept(is_kept=ours_s <= MODULE_RATIO * bare_s)}.",
        "",
    ]
    return "\n".join(lines)


def say_kept(*, is_kept: bool) -> str:
    return "kept" if is_kept else "**broken**"


if __name__ == "__main__":
    main()
