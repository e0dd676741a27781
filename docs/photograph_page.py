"""Photograph the dashboard: the picture at the top of the README.

    .venv/bin/python docs/photograph_page.py --data-dir DATA      # writes docs/images/experiment.png
    .venv/bin/python docs/photograph_page.py --preset digits-hypernetwork --out page.png

Starts a server of its own on a free port with a folder that goes again, runs the preset (the paper's,
on MNIST; five to ten minutes on two CPU cores) and photographs the experiment's page, once it has ended,
as a browser 1440 pixels wide shows it. Build the page first (make setup).
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from draw_figures import CHROMIUM

from fanscope.client import Client
from fanscope.presets import preset

WIDTH_PX = 1440
POLL_S = 2.0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", default="mnist-hypernetwork", help="name of a preset")
    parser.add_argument("--data-dir", type=Path, help="folder of data sets, one subfolder each")
    parser.add_argument("--view", default="init", help="which view of the experiment")
    parser.add_argument("--figure", default="activations", help="the figure that the view shows")
    parser.add_argument("--out", type=Path, default=Path("docs/images/experiment.png"))
    return parser.parse_args()


@contextmanager
def serve(data_dir: Path | None) -> Iterator[str]:
    """Yield the address of a server that is ended afterwards."""
    environment = dict(os.environ)
    if data_dir is not None:
        environment["FANSCOPE_DATA"] = str(data_dir)
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "fanscope", "up", "--port", "0", "--no-browser"]
        process = subprocess.Popen(
            [*command, "--data-dir", home], stdout=subprocess.PIPE, text=True, env=environment
        )
        try:
            first = process.stdout.readline() if process.stdout else ""
            found = re.search(r"http://\S+", first)
            if found is None:
                raise RuntimeError("the server did not start")
            yield found.group()
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def run_preset(address: str, name: str) -> str:
    """Run the preset to its end and return the experiment's id."""
    with Client(address) as client:
        identity: str = client.submit(preset(name).spec)["id"]
        while (experiment := client.experiment(identity))["status"] in ("queued", "running"):
            print(f"\r{name}: {100 * experiment['progress']:.0f} %   ", end="", flush=True)
            time.sleep(POLL_S)
    if experiment["status"] != "finished":
        raise RuntimeError(f"the experiment ended as {experiment['status']}")
    return identity


def photograph(url: str, figure: str, target: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        tab = browser.new_page(viewport={"width": WIDTH_PX, "height": 900}, color_scheme="light")
        tab.goto(url)
        tab.wait_for_selector(f"[data-figure={figure}] .main-svg")
        tab.wait_for_load_state("networkidle")
        # As tall as the page is: else what stays in sight while one scrolls would lie across the figure.
        height = tab.evaluate("document.documentElement.scrollHeight")
        tab.set_viewport_size({"width": WIDTH_PX, "height": height})
        tab.screenshot(path=str(target))
        browser.close()


def main() -> None:
    arguments = read_arguments()
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    with serve(arguments.data_dir) as address:
        identity = run_preset(address, arguments.preset)
        url = f"{address}/experiments/{identity}/{arguments.view}"
        photograph(url, arguments.figure, arguments.out)
    print(f"\nwrote {arguments.out}")


if __name__ == "__main__":
    main()
