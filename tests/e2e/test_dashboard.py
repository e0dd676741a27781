"""The dashboard in a real browser, over the real backend, worker and store."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from fanscope.parsing import parse_spec
from support.browser import Complaints, open_page
from support.installation import Installation, await_end

pytestmark = pytest.mark.e2e

QUICK = """name: {name}
network:
  kind: hypernetwork
  main: {{kind: mlp, widths: [64, 32, 32, 10], activation: {activation}}}
  conditioning: {{kind: learned, size: 8}}
data: {{name: digits}}
training: {{steps: {steps}, batch_size: 20, optimizer: {{kind: sgd, lr: {lr}}}}}
record: {{schedule: log, frames: 20}}
schemes: [xavier, hyperfan-in]
seeds: 2
"""
VIEWS = ("init", "evolution", "depth", "gradients", "inputs", "time", "loss")
HOSTILE = "<img src=x onerror=alert(1)><b>bold</b>"


def spec(
    name: str = "quick", *, steps: int = 150, activation: str = "tanh", lr: float = 0.001
) -> str:
    return QUICK.format(name=json.dumps(name), steps=steps, activation=activation, lr=lr)


def submit(installation: Installation, text: str) -> str:
    with installation.client() as client:
        return str(client.submit(parse_spec(text))["id"])


def finish(installation: Installation, text: str) -> str:
    with installation.client() as client:
        experiment = client.submit(parse_spec(text))
        await_end(client, experiment["id"])
        return str(experiment["id"])


def write_yaml(page: Page, text: str) -> None:
    editor = page.get_by_test_id("yaml-editor").locator(".cm-content")
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def drawn(page: Page, name: str) -> None:
    page.wait_for_selector(f"[data-figure={name}] .main-svg")


def test_the_main_job(browser: Browser, address: str) -> None:
    with open_page(browser) as page:
        complaints = Complaints(page, expected_statuses=(422,))
        page.goto(address)
        page.get_by_test_id("preset-digits-hypernetwork").click()
        page.wait_for_selector("[data-testid=prediction-figure] .main-svg")

        page.get_by_test_id("spec-mode").get_by_text("YAML").click()
        write_yaml(page, spec("first", steps=-4))
        errors = page.get_by_test_id("spec-errors")
        expect(errors).to_contain_text("training.steps")
        expect(page.locator(".cm-content .cm-lintRange-error").first).to_be_visible()
        expect(page.get_by_test_id("run-experiment")).to_be_disabled()

        write_yaml(page, spec("first", steps=400))
        expect(page.get_by_test_id("run-experiment")).to_be_enabled()
        expect(errors).to_have_count(0)
        page.get_by_test_id("run-experiment").click()

        page.wait_for_url(re.compile("/experiments/"))
        page.evaluate("window.neverReloaded = true")
        page.get_by_test_id("view-init").click()
        drawn(page, "activations")
        page.get_by_test_id("follow-latest").click()
        page.wait_for_function(
            "() => Number(document.querySelector('[data-testid=step-value]')"
            ".innerText.replace(/\\D/g, '')) > 10"
        )
        expect(page.get_by_test_id("status").first).to_contain_text("finished", timeout=60_000)
        assert page.evaluate("window.neverReloaded")

        page.keyboard.press("ArrowLeft")
        expect(page).to_have_url(re.compile(r"step=\d+"))
        page.get_by_test_id("schemes-xavier").click()
        expect(page).to_have_url(re.compile("scheme"))
        drawn(page, "activations")

        for item, ending in (
            ("export-frames-as-csv", ".csv"),
            ("export-png", ".png"),
            ("export-svg", ".svg"),
            ("export-report-as-html", ".html"),
            ("export-spec-as-yaml", ".yaml"),
        ):
            page.get_by_test_id("export").click()
            with page.expect_download() as download:
                page.get_by_test_id(item).click()
            assert download.value.suggested_filename.endswith(ending)
            assert download.value.path().stat().st_size > 100
        assert complaints.found == []


@pytest.fixture
def endless(installation: Installation) -> Iterator[str]:
    """Yield an experiment that would train for hours; it frees its worker whatever becomes of the test."""
    experiment = submit(installation, spec("endless", steps=1_000_000))
    yield experiment
    with installation.client() as client, suppress(Exception):
        client.cancel(experiment)


def test_cancel_and_delete(
    browser: Browser, installation: Installation, address: str, endless: str
) -> None:
    with open_page(browser) as page:
        complaints = Complaints(page)
        page.goto(f"{address}/experiments/{endless}")
        expect(page.get_by_test_id("status").first).to_contain_text("running")
        page.get_by_test_id("cancel").click()
        expect(page.get_by_test_id("status").first).to_contain_text("cancelled")
        page.get_by_test_id("more-actions").click()
        page.get_by_test_id("delete").click()
        page.get_by_test_id("confirm-delete").click()
        page.wait_for_url(re.compile(r"127\.0\.0\.1:\d+/?(experiments/?)?(\?.*)?$"))
        expect(page.get_by_text("endless")).to_have_count(0)
        assert complaints.found == []
    with installation.client() as client, pytest.raises(Exception, match="no experiment"):
        client.experiment(endless)


def test_every_view_is_drawn(browser: Browser, installation: Installation, address: str) -> None:
    experiment = finish(installation, spec("views", steps=20))
    for width, theme in ((1440, "light"), (390, "dark")):
        with open_page(browser, width=width, theme=theme) as page:
            complaints = Complaints(page)
            page.goto(f"{address}/experiments/{experiment}")
            for view in VIEWS:
                page.get_by_test_id(f"view-{view}").click()
                page.wait_for_selector("[data-testid=figure] .main-svg")
                overflow = page.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                assert overflow <= 0, f"{view} is {overflow} px too wide at {width} px"
            assert complaints.found == []


def test_a_diverged_run_says_where(
    browser: Browser, installation: Installation, address: str
) -> None:
    text = spec("diverges", activation="relu", steps=100, lr=10.0).replace("xavier", "kaiming")
    experiment = finish(installation, text)
    with open_page(browser) as page:
        complaints = Complaints(page)
        page.goto(f"{address}/experiments/{experiment}")
        expect(page.get_by_test_id("runs")).to_contain_text("main.")
        for view in VIEWS:
            page.get_by_test_id(f"view-{view}").click()
            page.wait_for_selector("[data-testid=figure] .main-svg")
        assert complaints.found == []


def test_a_hostile_name_is_text(
    browser: Browser, installation: Installation, address: str, tmp_path: Path
) -> None:
    experiment = finish(installation, spec(HOSTILE, steps=2))
    with open_page(browser) as page:
        complaints = Complaints(page)
        for place in ("", f"/experiments/{experiment}"):
            page.goto(address + place)
            expect(page.get_by_text(HOSTILE).first).to_be_visible()
            assert page.locator("img[src=x]").count() == 0
        report = tmp_path / "report.html"
        answer = page.request.get(f"{address}/api/experiments/{experiment}/report")
        report.write_bytes(answer.body())
        page.goto(report.as_uri())
        expect(page.get_by_text(HOSTILE).first).to_be_visible()
        assert page.locator("img[src=x]").count() == 0
        assert complaints.found == []


def test_an_open_page_outlives_the_backend(
    browser: Browser, installation: Installation, address: str
) -> None:
    experiment = submit(installation, spec("restart", steps=800))
    with open_page(browser) as page:
        page.goto(f"{address}/experiments/{experiment}/init")
        expect(page.get_by_test_id("status").first).to_contain_text("running")
        page.evaluate("window.neverReloaded = true")
        installation.restart_backend()
        expect(page.get_by_test_id("status").first).to_contain_text("finished", timeout=90_000)
        assert page.evaluate("window.neverReloaded")


def test_an_unknown_experiment_is_explained(browser: Browser, address: str) -> None:
    with open_page(browser) as page:
        page.goto(f"{address}/experiments/nowhere")
        expect(page.get_by_text("There is nothing at this address")).to_be_visible()
