"""Draw what the small twins of the paper's four experiments show: the picture in docs/experiments.md.

    .venv/bin/python docs/draw_experiments.py            # writes docs/images/experiments.png
    .venv/bin/python docs/draw_experiments.py --out experiments.html

Trains four presets with one seed each, on data that needs no download (about three minutes on two CPU
cores), and writes one HTML page; for a name that ends in .png, headless Chromium takes its picture.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from figure_page import figure_page, write_page

from fanscope.experiment import run_experiment
from fanscope.presets import preset

FIGURES = {
    "mnist-hypernetwork-relu-small": ("loss", "5.1 Feed-forward network, ReLU"),
    "continual-regression-hypernetwork-small": ("forgetting", "5.2 Continual learning"),
    "cifar10-all-cnn-small": ("loss", "5.3 All-convolutional network"),
    "mobilenet-bayesian-small": ("loss", "5.4 Bayesian hypernetwork, MobileNet"),
}


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("docs/images/experiments.png"))
    return parser.parse_args()


def draw_figure(name: str, figure: str) -> dict[str, Any]:
    spec = preset(name).spec.model_copy(update={"seeds": 1})
    drawn = run_experiment(spec).figure(figure)
    print(f"{name}: {drawn['layout'].get('meta', {}).get('summary', '')}", flush=True)
    return drawn


def draw_page() -> str:
    figures = {name: draw_figure(name, figure) for name, (figure, _) in FIGURES.items()}
    headings = {name: (title, f"preset {name}") for name, (_, title) in FIGURES.items()}
    return figure_page("The paper's four experiments", figures, headings)


def main() -> None:
    arguments = read_arguments()
    write_page(draw_page(), arguments.out, waits_for=list(FIGURES)[-1])
    print(f"wrote {arguments.out}")


if __name__ == "__main__":
    main()
