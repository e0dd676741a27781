"""What a person with the page open waits for: a frame's way to the screen, and the page's own first picture.

    .venv/bin/python benchmarks/page.py [--ticks 40] [--loads 12] [--only-embedded]

A real server and a real Chromium (Playwright, headless, 1440 x 1000), over an experiment of
4 schemes x 3 seeds x 6 layers. Its frames come from a real training, made beforehand.

Frame to screen: this process writes frames as a worker does, about one a second, while the page is open.
"Visible" means: the picture on the page was drawn from every frame that is stored. The page's figure carries
the numbers that it was drawn from (``layout.meta``); a drawing counts once these equal the numbers of
the same figure built here from the store, and two animation frames have passed, so that it is painted.
The time starts before the first transaction of a tick and so includes the commit. "One run" lengthens one run by a
frame, "12 runs" all runs at once, as twelve workers do. Its peer is a client without a page: the moment at
which the tick's last event reaches a plain HTTP client on the experiment's event stream.

Page usable: from the start of the navigation, in a fresh browser context (nothing cached), until the first figure
is drawn and painted. Its peer is the server's smallest static file as a page of its own.
Writes ``benchmarks/results/page.md``.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import orjson
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from fanscope.figures import FigureOptions, build  # noqa: E402
from fanscope.frames import Frame  # noqa: E402
from fanscope.parsing import parse_spec  # noqa: E402
from fanscope.training import train  # noqa: E402
from fanscope_backend.pages import STATIC  # noqa: E402
from fanscope_backend.store import Lease, RunTask, Store  # noqa: E402
from support.browser import launch_browser, open_page  # noqa: E402
from support.installation import Installation  # noqa: E402
from support.postgres import new_database, run_postgres  # noqa: E402
from support.redis import run_redis  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "page.md"
FRAME_S, USABLE_S, SCRIPT_MB = 1.0, 2.0, 2.0
BEFORE = 20
INTERVAL_S = 1.2
LAST_DRAWING_S = 3.0
SPEC = parse_spec(
    {
        "name": "4 schemes x 3 seeds x 6 layers",
        "network": {
            "kind": "hypernetwork",
            "main": {"kind": "mlp", "widths": [64, *[64] * 5, 10], "activation": "tanh"},
            "conditioning": {"kind": "learned", "size": 8},
        },
        "training": {"steps": 200, "batch_size": 64},
        "record": {"schedule": "every", "every": 1},
        "schemes": ["xavier", "kaiming", "hyperfan-in", "hyperfan-out"],
        "seeds": 3,
    }
)
LIVE_VIEWS = {
    "init": ("activations", "?step=latest"),
    "time": ("variance-over-time", ""),
    "loss": ("loss", ""),
}
WATCH = """
window.drawings = []
addEventListener('figure-drawn', ({target}) =>
  requestAnimationFrame(() => requestAnimationFrame(() =>
    drawings.push([Date.now() / 1000, performance.now() / 1000, target.layout.meta]))))
"""
SCRIPTS = """
performance.getEntriesByType('resource')
  .filter(({name}) => name.endsWith('.js')).map((e) => [e.name, e.encodedBodySize, e.decodedBodySize])
"""

Frames = Mapping[tuple[str, int], Sequence[Frame]]


@dataclass(frozen=True, slots=True)
class Row:
    """Seconds of one measured thing, and of its peer where it has one."""

    name: str
    taken: Sequence[float]
    peer: Sequence[float]

    def line(self, promise_s: float) -> str:
        p50, p95 = statistics.median(self.taken), quantile(self.taken, 0.95)
        peer = statistics.median(self.peer)
        worst = max(self.taken)
        numbers = f"{p50:.2f} | {p95:.2f} | {worst:.2f} | {peer:.2f} | {p50 / peer:.1f}"
        return f"| {self.name} | {len(self.taken)} | {numbers} | {verdict(p95, promise_s)} |"


def make_frames(steps: int) -> Frames:
    """Train every run up to a step."""
    found = {}
    for choice in SPEC.schemes:
        for seed in SPEC.seed_list:
            frames: list[Frame] = []
            for step in train(SPEC, choice, seed):
                if step.frame is not None:
                    frames.append(step.frame)
                if len(frames) == steps:
                    break
            found[choice.label, seed] = frames
    return found


class Training:
    """An experiment whose runs go on when they are told to."""

    def __init__(self, store: Store, frames: Frames) -> None:
        """Accept the experiment and lease its jobs."""
        self._store = store
        self._frames = frames
        self.step = -1
        accepted = store.create_experiment(SPEC)
        self.id = accepted.experiment.id
        leases = [store.lease_job(job, "benchmark", 3600) for job in accepted.job_ids]
        self._runs: list[tuple[Lease, RunTask]] = [
            (lease, task) for lease in leases if lease is not None for task in lease.runs
        ]

    def advance(self, steps: int, *, num_runs: int | None = None) -> None:
        """Store the next frames of the first runs, of all by default."""
        chosen = slice(self.step + 1, self.step + 1 + steps)
        for lease, task in self._runs[:num_runs]:
            frames = self._frames[task.choice.label, task.seed][chosen]
            self._store.append_frames(lease, task.id, frames, frames[-1].step, frames[-1].loss)
        self.step += steps

    def finish(self) -> None:
        for lease, task in self._runs:
            self._store.finish_run(lease, task.id)

    def meta(self, figure: str) -> Any:
        """Return the numbers that the figure has now, as JSON brings them."""
        options = FigureOptions(step=self.step)
        layout = build(figure, self._store.load_result(self.id), options)["layout"]
        return orjson.loads(orjson.dumps(layout["meta"], option=orjson.OPT_SERIALIZE_NUMPY))


@contextmanager
def listening(url: str) -> Iterator[dict[int, float]]:
    """Yield when the last event of each step came to a client that does nothing else."""
    came_at: dict[int, float] = {}
    is_over = Event()

    def listen() -> None:
        with httpx.stream("GET", url, timeout=60) as answer:
            for line in answer.iter_lines():
                if line.startswith("data:") and '"frame_recorded"' in line:
                    came_at[orjson.loads(line.removeprefix("data:"))["step"]] = time.time()
                if is_over.is_set():
                    return

    thread = Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield came_at
    finally:
        is_over.set()


def follow_frames(
    browser: Browser, address: str, training: Training, view: str, *, ticks: int, num_runs: int
) -> Row:
    """Return how long each tick's frames took to the screen."""
    figure, query = LIVE_VIEWS[view]
    training.advance(BEFORE)
    address = f"{address}/experiments/{training.id}"
    stream = f"{address.replace('/experiments', '/api/experiments')}/events"
    written: list[tuple[float, int, Any]] = []
    with open_page(browser) as page, listening(stream) as came_at:
        page.add_init_script(WATCH)
        page.goto(f"{address}/{view}{query}")
        page.wait_for_function("() => drawings.length > 0")
        page.wait_for_timeout(2000)
        for _ in range(ticks):
            started = time.time()
            training.advance(1, num_runs=num_runs)
            written.append((started, training.step, training.meta(figure)))
            page.wait_for_timeout(1000 * (started + INTERVAL_S - time.time()))
        page.wait_for_timeout(1000 * LAST_DRAWING_S)
        drawings = page.evaluate("drawings")
    taken = [first_shown(written[n:], drawings) - at for n, (at, _, _) in enumerate(written)]
    peer = [came_at[step] - at for at, step, _ in written]
    runs = "1 run" if num_runs == 1 else f"{num_runs} runs"
    return Row(f"{view}, {runs}", taken, peer)


def first_shown(written: Sequence[tuple[float, int, Any]], drawings: Sequence[Any]) -> float:
    """Return when the first of the written states, or a later one, was on the screen."""
    committed_at = written[0][0]
    states = [meta for _, _, meta in written]
    if len(states) > 1 and states[0] == states[1]:
        raise RuntimeError("two ticks look alike, so nothing tells which one is on the screen")
    for drawn_at, _, meta in drawings:
        if drawn_at >= committed_at and meta in states:
            return float(drawn_at)
    raise RuntimeError(f"step {written[0][1]} never came to the screen")


def load_pages(
    browser: Browser, address: str, experiment_id: str, loads: int
) -> tuple[list[Row], dict[str, list[list[Any]]]]:
    """Return how long pages take to their first figure, and the scripts of each."""
    places = {
        "experiment, overview": f"/experiments/{experiment_id}",
        "experiment, at init": f"/experiments/{experiment_id}/init",
        "new experiment": "/new",
    }
    taken: dict[str, list[float]] = {name: [] for name in places}
    empty: list[float] = []
    scripts: dict[str, list[list[Any]]] = {}
    for _ in range(loads):
        with open_page(browser) as page:
            page.goto(f"{address}/favicon.svg")
            empty.append(page.evaluate("performance.now() / 1000"))
        for name, place in places.items():
            with open_page(browser) as page:
                taken[name].append(load(page, address + place))
                page.wait_for_load_state("networkidle")
                scripts[name] = page.evaluate(SCRIPTS)
    return [Row(name, values, empty) for name, values in taken.items()], scripts


def load(page: Page, url: str) -> float:
    """Return the time from the start of the navigation to the first figure."""
    page.add_init_script(WATCH)
    page.goto(url, wait_until="commit")
    page.wait_for_function("() => drawings.length > 0")
    return float(page.evaluate("drawings[0][1]"))


def fetch_all_scripts(address: str) -> tuple[set[str], int]:
    """Return how the server packs the page's scripts, asked as a browser asks, and the bytes of all of them."""
    packed, total = set(), 0
    with httpx.Client(base_url=address, headers={"accept-encoding": "gzip, br, zstd"}) as client:
        for file in (STATIC / "assets").glob("*.js"):
            with client.stream("GET", f"/assets/{file.name}") as answer:
                packed.add(answer.headers.get("content-encoding", "nothing"))
                total += sum(map(len, answer.iter_raw()))
    return packed, total


def quantile(values: Sequence[float], share: float) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


def verdict(value: float, bound: float) -> str:
    return "kept" if value <= bound else "broken"


@contextmanager
def installed(*, team: bool) -> Iterator[Installation]:
    """Yield a running server: embedded, or over PostgreSQL and Redis."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        environment = {}
        if team:
            database = stack.enter_context(new_database(stack.enter_context(run_postgres())))
            redis = stack.enter_context(run_redis())
            environment = {"FANSCOPE_DATABASE_URL": database, "FANSCOPE_REDIS_URL": redis}
        installation = Installation(Path(folder), **environment)
        stack.callback(installation.close)
        installation.start_backend()
        yield installation


def measure_frames(browser: Browser, frames: Frames, ticks: int, *, team: bool) -> list[Row]:
    rows = []
    with installed(team=team) as installation, installation.store() as store:
        address = f"http://127.0.0.1:{installation.port}"
        for view in LIVE_VIEWS:
            for num_runs in (1, len(frames)):
                training = Training(store, frames)
                rows.append(
                    follow_frames(browser, address, training, view, ticks=ticks, num_runs=num_runs)
                )
                print(rows[-1].line(FRAME_S), f"load {os.getloadavg()[0]:.1f}", flush=True)
    return rows


def measure_loads(
    browser: Browser, frames: Frames, loads: int
) -> tuple[list[Row], dict[str, list[list[Any]]], tuple[set[str], int]]:
    with installed(team=False) as installation, installation.store() as store:
        address = f"http://127.0.0.1:{installation.port}"
        training = Training(store, frames)
        training.advance(len(next(iter(frames.values()))))
        training.finish()
        rows, scripts = load_pages(browser, address, training.id, loads)
        return rows, scripts, fetch_all_scripts(address)


def table(rows: Sequence[Row], promise_s: float, head: str) -> list[str]:
    return [
        f"| {head} | times | p50, s | p95, s | most, s | peer p50, s | p50 / peer | promise |",
        "|---|---|---|---|---|---|---|---|",
        *(row.line(promise_s) for row in rows),
    ]


def script_lines(
    scripts: Mapping[str, list[list[Any]]], everything: tuple[set[str], int]
) -> list[str]:
    packed, total = everything
    lines = [
        f"Scripts are packed by {', '.join(sorted(packed))}. Promise: at most {SCRIPT_MB:.0f} MB compressed.",
        "",
        "| page | scripts | compressed, MB | plain, MB | promise |",
        "|---|---|---|---|---|",
    ]
    for name, files in scripts.items():
        sent, plain = (sum(file[n] for file in files) / 1e6 for n in (1, 2))
        kept = verdict(sent, SCRIPT_MB)
        lines.append(f"| {name} | {len(files)} | {sent:.2f} | {plain:.2f} | {kept} |")
    kept = verdict(total / 1e6, SCRIPT_MB)
    return [*lines, f"| all there are | | {total / 1e6:.2f} | | {kept} |"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ticks", type=int, default=40)
    parser.add_argument("--loads", type=int, default=12)
    parser.add_argument("--only-embedded", action="store_true")
    arguments = parser.parse_args()
    load_before = os.getloadavg()[0]
    frames = make_frames(BEFORE + arguments.ticks)
    with launch_browser() as browser:
        loads, scripts, everything = measure_loads(browser, frames, arguments.loads)
        live = {
            words: measure_frames(browser, frames, arguments.ticks, team=team)
            for team, words in (
                (False, "Embedded: SQLite and polling"),
                (True, "Team: PostgreSQL (fsync off) and Redis"),
            )
            if not (team and arguments.only_embedded)
        }
        version = browser.version
    lines = [
        "# The page",
        "",
        "`python benchmarks/page.py`: a real server on loopback, headless Chromium, an experiment of 4 schemes x 3 seeds x",
        "6 layers; what is measured from when to when stands at the top of the script.",
        "",
        f"{platform.machine()}, {os.cpu_count()} cores for server, browser and writer together, Python "
        f"{platform.python_version()}, Chromium {version}, load {load_before:.1f} before and {os.getloadavg()[0]:.1f} after.",
        "",
        "## A frame's way to the screen",
        "",
        f"One tick each {INTERVAL_S} s; promise: p95 at most {FRAME_S:.0f} s. Peer: the event at a plain client.",
    ]
    for words, rows in live.items():
        lines += ["", f"{words}.", "", *table(rows, FRAME_S, "view, runs that get a frame")]
    lines += [
        "",
        "## Until the page is usable",
        "",
        f"Nothing cached; promise: p95 at most {USABLE_S:.0f} s to the first figure. Peer: the smallest static file.",
        "",
        *table(loads, USABLE_S, "page"),
        "",
        *script_lines(scripts, everything),
    ]
    text = "\n".join(lines) + "\n"
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
