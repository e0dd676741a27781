"""Figures one below the other on one HTML page, and a picture of it.

Letters are those of the dashboard where it is built (make setup), else the machine's.
"""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from plotly.offline import get_plotlyjs

CHROMIUM = "/usr/bin/chromium"
ASSETS = Path(__file__).parents[1] / "backend/fanscope_backend/static/assets"
ALPHABETS = {"latin": "U+0-2FF,U+2000-FFFF", "greek": "U+370-3FF"}
WIDTH_PX, MARGIN_PX = 1240, 20
FAMILY = "'IBM Plex Sans', system-ui, sans-serif"
PAGE = """<!doctype html><meta charset="utf-8"><title>{title}</title>
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


def figure_page(
    title: str, figures: Mapping[str, dict[str, Any]], headings: Mapping[str, tuple[str, str]]
) -> str:
    """Return the page; every figure has a heading and a sentence."""
    for figure in figures.values():
        figure["layout"]["font"]["family"] = FAMILY
    sections = "".join(
        SECTION.format(title=heading, text=sentence, name=name)
        for name, (heading, sentence) in headings.items()
    )
    return PAGE.format(
        title=title,
        fonts=embed_fonts(),
        family=FAMILY,
        width=WIDTH_PX,
        margin=MARGIN_PX,
        sections=sections,
        plotly=get_plotlyjs(),
        figures=as_json(figures),
    )


def as_json(figure: Mapping[str, Any]) -> str:
    """Return figures as JSON that can stand in a script."""
    return orjson.dumps(figure, option=orjson.OPT_SERIALIZE_NUMPY).decode().replace("</", "<\\/")


def write_page(page: str, out: Path, *, waits_for: str) -> None:
    """Write the page, or its picture for a name that ends in .png, once the figure ``waits_for`` is drawn."""
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.suffix == ".png":
        photograph(page, out, waits_for=waits_for)
    else:
        out.write_text(page, encoding="utf-8")


def embed_fonts() -> str:
    return "\n".join(
        FONT.format(alphabet=alphabet, data=base64.b64encode(path.read_bytes()).decode())
        for name, alphabet in ALPHABETS.items()
        for path in ASSETS.glob(f"ibm-plex-sans-{name}-wght-normal-*.woff2")
    )


def photograph(page: str, target: Path, *, waits_for: str) -> None:
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
