"""Draw Figures 1 and 2 of Chang, Flokas & Lipson (2020), one below the other: the picture in the README.

    .venv/bin/python docs/draw_figures.py --data-dir DATA            # writes docs/images/figures-1-and-2.png
    .venv/bin/python docs/draw_figures.py --preset digits-hypernetwork --out figures.html

Trains the preset (the paper's, on MNIST, one seed; about five minutes on two CPU cores) and writes
one HTML page; for a name that ends in .png, headless Chromium takes its picture. Letters are those of
the dashboard where it is built (make setup), else the machine's.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from figure_page import figure_page, write_page

from fanscope.experiment import run_experiment
from fanscope.presets import preset
from fanscope.result import ExperimentResult

TITLES = {
    "activations": "Figure 1. Main-network activations before training",
    "generated-weights": "Figure 2. Generated weights during training",
}


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", default="mnist-hypernetwork", help="name of a preset")
    parser.add_argument("--data-dir", type=Path, help="folder of data sets, one subfolder each")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("docs/images/figures-1-and-2.png"))
    return parser.parse_args()


def draw_page(result: ExperimentResult) -> str:
    figures: dict[str, dict[str, Any]] = {
        "activations": result.figure("activations", step=0),
        "generated-weights": result.figure("generated-weights"),
    }
    summaries = {
        name: figure["layout"].get("meta", {}).get("summary", "")
        for name, figure in figures.items()
    }
    headings = {name: (TITLES[name], summary) for name, summary in summaries.items()}
    return figure_page("Figures 1 and 2", figures, headings)


def main() -> None:
    arguments = read_arguments()
    spec = preset(arguments.preset).spec.model_copy(update={"seeds": arguments.seeds})
    result = run_experiment(
        spec,
        data_dir=arguments.data_dir,
        on_step=lambda choice, seed, step: print(
            f"\r{choice.label}, seed {seed}: step {step.step}, loss {step.loss:.3g}    ", end=""
        ),
    )
    write_page(draw_page(result), arguments.out, waits_for="generated-weights")
    print(f"\nwrote {arguments.out}")


if __name__ == "__main__":
    main()
