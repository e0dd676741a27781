"""Draw Figures 1 and 2 of Chang, Flokas & Lipson (2020) beside each other: the picture in the README.

    .venv/bin/python docs/draw_figures.py --data-dir DATA            # writes docs/images/figures-1-and-2.png
    .venv/bin/python docs/draw_figures.py --preset digits-hypernetwork --out figures.html

Trains the preset (the paper's, on MNIST, one seed; about five minutes on two CPU cores) and writes
one HTML page; for a name that ends in .png, headless Chromium takes its picture.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import orjson
from plotly.offline import get_plotlyjs

from fanscope.experiment import run_experiment
from fanscope.presets import preset
from fanscope.result import ExperimentResult

CHROMIUM = "/usr/bin/chromium"
PAGE = """<!doctype html><meta charset="utf-8"><title>Figures 1 and 2</title>
<style>body {{ margin: 16px; font: 15px/1.4 system-ui, sans-serif; width: 2400px; background: #fff }}
main {{ display: grid; grid-template-columns: 1fr 1fr; gap: 24px; align-items: start }}
h2 {{ font-size: 17px; margin: 0 0 4px }} p {{ margin: 0 0 8px; color: #555 }}</style>
<main>{sections}</main><script>{plotly}</script><script>
for (const [id, figure] of Object.entries({figures}))
  Plotly.newPlot(id, figure.data, figure.layout, {{displayModeBar: false}});
</script>"""
SECTION = '<section><h2>{title}</h2><p>{text}</p><div id="{name}"></div></section>'
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
    sections = "".join(
        SECTION.format(
            title=TITLES[name], text=figure["layout"].get("meta", {}).get("summary", ""), name=name
        )
        for name, figure in figures.items()
    )
    data = orjson.dumps(figures, option=orjson.OPT_SERIALIZE_NUMPY).decode().replace("</", "<\\/")
    return PAGE.format(sections=sections, plotly=get_plotlyjs(), figures=data)


def photograph(page: str, target: Path) -> None:
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        source = Path(folder, "page.html")
        source.write_text(page, encoding="utf-8")
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        tab = browser.new_page(viewport={"width": 2432, "height": 900})
        tab.goto(source.as_uri())
        tab.wait_for_selector("#generated-weights .main-svg")
        tab.screenshot(path=str(target), full_page=True)
        browser.close()


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
    page = draw_page(result)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    if arguments.out.suffix == ".png":
        photograph(page, arguments.out)
    else:
        arguments.out.write_text(page, encoding="utf-8")
    print(f"\nwrote {arguments.out}")


if __name__ == "__main__":
    main()
