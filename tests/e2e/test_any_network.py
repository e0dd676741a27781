"""Any network on the page: layers edited, shapes and mistakes seen at their place, YAML in step, and run."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from support.browser import Complaints, open_page

pytestmark = pytest.mark.e2e

LAYERS = "network.layers"
SPEC = """name: layers
network:
  kind: sequential
  input: [1, 8, 8]
  layers:
    - {op: flatten} # a row of pixels
    - {op: linear, features: 10}
data: {name: digits}
training: {steps: 20, batch_size: 20, optimizer: {kind: sgd, lr: 0.01}}
record: {schedule: log, frames: 5}
schemes: [xavier, kaiming]
"""


def show(page: Page, mode: str) -> None:
    page.get_by_test_id("spec-mode").get_by_text(mode, exact=True).click()


def write_yaml(page: Page, text: str) -> None:
    show(page, "YAML")
    page.get_by_test_id("yaml-editor").locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def read_yaml(page: Page) -> str:
    show(page, "YAML")
    lines = page.get_by_test_id("yaml-editor").locator(".cm-line").all_inner_texts()
    show(page, "Form")
    return "\n".join(lines)


def expect_shape(page: Page, place: str, shape: str) -> None:
    expect(page.get_by_test_id(f"shape-{LAYERS}.{place}")).to_have_text(shape)


def more(page: Page, place: str, action: str) -> None:
    layer = page.get_by_test_id(f"layer-{LAYERS}.{place}")
    layer.locator("[data-control=more]").first.click()
    page.get_by_test_id(action).click()
    expect(page.get_by_test_id(action)).to_have_count(0)  # the menu fades out


def overflow(page: Page) -> int:
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


def test_layers_are_built_mended_and_run(browser: Browser, address: str) -> None:
    with open_page(browser) as page:
        complaints = Complaints(page, expected_statuses=(422,))
        page.goto(f"{address}/new?preset=digits-mlp")
        page.get_by_test_id("field-network.kind").select_option("sequential")
        expect_shape(page, "0", "128")
        write_yaml(page, SPEC)
        show(page, "Form")
        expect_shape(page, "0", "64")

        layer = page.get_by_test_id(f"layer-{LAYERS}.0")
        layer.locator("[data-control=insert]").click()
        page.get_by_test_id("add-conv2d").click()
        expect(page.get_by_test_id(f"error-{LAYERS}.1")).to_contain_text("[64]")
        page.get_by_test_id(f"layer-{LAYERS}.1").press("Alt+ArrowUp")
        expect(page.get_by_test_id(f"layer-{LAYERS}.0")).to_be_focused()
        expect_shape(page, "0", "16×8×8")
        expect_shape(page, "1", "1024")

        page.get_by_test_id(f"more-{LAYERS}.0").click()
        page.get_by_test_id(f"field-{LAYERS}.0.groups").fill("3")
        error = page.get_by_test_id(f"error-{LAYERS}.0")
        expect(error).to_contain_text("3 groups do not divide 1 input channels")
        expect(page.get_by_test_id("run-experiment")).to_be_disabled()
        show(page, "YAML")
        expect(page.locator(".cm-content .cm-lintRange-error").first).to_be_visible()
        show(page, "Form")
        page.get_by_test_id(f"field-{LAYERS}.0.groups").fill("1")
        expect(error).to_have_count(0)

        page.get_by_test_id(f"layer-{LAYERS}.0").locator("[data-control=insert]").click()
        page.get_by_test_id("add-activation").click()
        more(page, "0", "duplicate-layer")
        more(page, "1", "wrap-layer")
        expect_shape(page, "1.body.0", "16×8×8")
        text = read_yaml(page)
        assert "- op: residual\n      body:\n        - {op: conv2d" in text
        assert "# a row of pixels" in text
        expect(page.get_by_test_id("node-main.1.body.0")).to_contain_text("2,320")

        expect(page.get_by_test_id("run-experiment")).to_be_enabled()
        page.get_by_test_id("run-experiment").click()
        page.wait_for_url(re.compile("/experiments/"))
        expect(page.get_by_test_id("status").first).to_contain_text("finished", timeout=60_000)
        page.get_by_test_id("view-init").click()
        page.wait_for_selector("[data-figure=activations] .main-svg")
        page.get_by_test_id("view-spec").click()
        expect(page.get_by_test_id("node-main.1.body.0")).to_be_visible()
        assert complaints.found == []


def test_a_hypernetwork_is_put_over_layers(browser: Browser, address: str) -> None:
    with open_page(browser) as page:
        complaints = Complaints(page, expected_statuses=(422,))
        page.goto(f"{address}/new?preset=digits-mlp")
        write_yaml(page, SPEC)
        show(page, "Form")
        page.get_by_test_id("field-network.kind").select_option("hypernetwork")
        page.get_by_test_id("field-network.generates").select_option("weights_and_biases")
        expect(page.get_by_test_id("node-main.1")).to_contain_text("all generated")
        assert "# a row of pixels" in read_yaml(page)

        page.get_by_test_id("add-scheme").click()
        page.get_by_test_id("pick-hyperfan-in").click()
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("run-experiment")).to_be_enabled()
        page.get_by_test_id("field-network.kind").select_option("sequential")
        expect(page.get_by_test_id("spec-errors")).to_contain_text("schemes.2")
        page.get_by_test_id("add-scheme").click()
        expect(page.get_by_test_id("misfits")).to_contain_text("hypernetwork")
        assert complaints.found == []


def test_a_phone_shows_all_of_it(browser: Browser, address: str) -> None:
    with open_page(browser, width=390, theme="dark") as page:
        page.goto(f"{address}/new?preset=digits-mlp")
        write_yaml(page, SPEC)
        show(page, "Form")
        expect_shape(page, "1", "10")
        more(page, "1", "wrap-layer")
        error = page.get_by_test_id(f"error-{LAYERS}.1")
        expect(error).to_contain_text("the body gives [10] and the shortcut [64]")
        assert overflow(page) <= 0
        more(page, "1", "unwrap-layer")
        expect_shape(page, "1", "10")
        expect(page.get_by_test_id("network-column")).to_be_visible()
        assert overflow(page) <= 0
        page.get_by_test_id("field-network.kind").select_option("hypernetwork")
        expect(page.get_by_test_id("field-network.generates")).to_be_visible()
        assert overflow(page) <= 0


def test_presets_lead_the_way_and_silence_has_a_reason(browser: Browser, address: str) -> None:
    with open_page(browser, height=900) as page:
        complaints = Complaints(page, expected_statuses=(422,))
        page.goto(f"{address}/new")
        first = page.get_by_test_id("presets").locator("article").first
        expect(first).to_have_attribute("data-chosen", "true")
        expect(first.get_by_test_id("full-mnist-hypernetwork")).to_have_attribute(
            "aria-pressed", "true"
        )
        page.wait_for_selector("[data-testid=prediction-figure] .main-svg")
        expect(page.get_by_test_id("prediction-figure")).to_be_in_viewport(ratio=0.6)
        first.get_by_test_id("preset-digits-hypernetwork").click()
        expect(page.get_by_test_id("field-name")).to_have_value("Digits hypernetwork")

        page.get_by_test_id("preset-groups").get_by_text("Lessons").click()
        page.get_by_test_id("preset-continual-regression-small").click()
        reason = page.get_by_test_id("no-prediction")
        expect(reason).to_contain_text("the loss is the mean squared error")
        page.get_by_test_id("field-data.name").select_option("digits")
        expect(reason).to_have_count(0)
        show(page, "YAML")
        expect(page.get_by_test_id("yaml-editor")).to_contain_text("widths: [64, 64, 64, 64, 10]")
        show(page, "Form")
        page.get_by_test_id("add-scheme").click()
        picker = page.get_by_test_id("scheme-picker")
        expect(picker).to_contain_text("Glorot & Bengio 2010")
        expect(picker).to_contain_text("needs residual blocks")
        assert complaints.found == []


def test_tasks_and_divergence_have_their_place(browser: Browser, address: str) -> None:
    with open_page(browser) as page:
        complaints = Complaints(page)
        page.goto(f"{address}/new?preset=diverging")
        page.get_by_test_id("run-experiment").click()
        page.wait_for_url(re.compile("/experiments/"))
        expect(page.get_by_test_id("status").first).to_contain_text("diverged", timeout=60_000)
        expect(page.get_by_test_id("view-forgetting")).to_have_count(0)
        page.goto(f"{address}/")
        row = page.get_by_test_id("experiment-row").filter(has_text="Diverging ReLU")
        expect(row.get_by_test_id("status")).to_contain_text("diverged")

        page.goto(f"{address}/new?preset=continual-regression-small")
        page.get_by_test_id("field-training.steps").fill("10")
        page.get_by_test_id("run-experiment").click()
        page.wait_for_url(re.compile("/experiments/"))
        page.get_by_test_id("view-forgetting").click()
        page.wait_for_selector("[data-figure=forgetting] .main-svg")
        assert complaints.found == []
