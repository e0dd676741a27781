"""Draw Figures 1 and 2 of Chang, Flokas & Lipson (2020), one below the other: the picture in the README.

    .venv/bin/python docs/draw_figures.py --data-dir DATA            # writes docs/images/figures-1-and-2.png
    .venv/bin/python docs/draw_figures.py --preset digits-hypernetwork --out figures.html

Trains the preset (the paper's, on MNIST, one seed; about five minutes on two CPU cores) and writes
one HTML page; for a name that ends in .png, headless Chromium takes its picture. Letters are those of
the dashboard where it is built (make setup), else the machine's.
"""

from __future__ import annotations

import argparse
import base64
import tempfile
from pathlib import Path
from typing import Any

import orjson
from plotly.offline import get_plotlyjs

from fanscope.experiment import run_experiment
from fanscope.presets import preset
from fanscope.result import ExperimentResult

CHROMIUM = "/usr/bin/chromium"
ASSETS = Path(__file__).parents[1] / "backend/fanscope_backend/static/assets"
ALPHABETS = {"latin": "U+0-2FF,U+2000-FFFF", "greek": "U+370-3FF"}
WIDTH_PX, MARGIN_PX = 1240, 20
FAMILY = "'IBM Plex Sans', system-ui, sans-serif"
PAGE = """<!doctype html><meta charset="utf-8"><title>Figures 1 and 2</title>
<style>{fonts}
body {{ margin: {margin}px; width: {width}px; font: 15px/1.4 {family}; background: #fff }}
h2 {{ font-size: 18px; margin: 0 0 4px }} p {{ margin: 0 0 8px; color: #555 }}
section + section {{ margin-top: 28px }}</style>
{sections}<script>{plotly}</script><script>
document.fonts.ready.then(() => {{
  for (const [id, figure] of Object.entries({figures}))
    Plotly.newPlot(id, figure.data, figure.layout, {{displayModeBar: false}});
}})
</script>"""
FONT = (
    "@font-face {{ font-family: 'IBM Plex Sans'; font-weight: 100 700; unicode-range: {alphabet}; "
    "src: url(data:font/woff2;base64,{data}) }}"
)
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
    for figure in figures.values():
        figure["layout"]["font"]["family"] = FAMILY
    sections = "".join(
        SECTION.format(
            title=TITLES[name], text=figure["layout"].get("meta", {}).get("summary", ""), name=name
        )
        for name, figure in figures.items()
    )
    data = orjson.dumps(figures, option=orjson.OPT_SERIALIZE_NUMPY).decode().replace("</", "<\\/")
    return PAGE.format(
        fonts=embed_fonts(),
        family=FAMILY,
        width=WIDTH_PX,
        margin=MARGIN_PX,
        sections=sections,
        plotly=get_plotlyjs(),
        figures=data,
    )


def embed_fonts() -> str:
    return "\n".join(
        FONT.format(alphabet=alphabet, data=base64.b64encode(path.read_bytes()).decode())
        for name, alphabet in ALPHABETS.items()
        for path in ASSETS.glob(f"ibm-plex-sans-{name}-wght-normal-*.woff2")
    )


def photograph(page: str, target: Path, *, waits_for: str = "generated-weights") -> None:
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        source = Path(folder, "page.html")
        source.write_text(page, encoding="utf-8")
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        tab = browser.new_page(viewport={"width": WIDTH_PX + 2 * MARGIN_PX, "height": 900})
        tab.goto(source.as_uri())
        tab.wait_for_selector(f"#{waits_for} .main-svg")
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
