"""From a faulty spec to a healthy one: the badge, the map, the figure that shows why, the advice applied."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from fanscope.parsing import parse_spec
from support.browser import Complaints, open_page
from support.installation import Installation, await_end

pytestmark = pytest.mark.e2e

FAULTY = """name: {name}
network:
  kind: hypernetwork
  main: {{kind: mlp, widths: [64, 128, 128, 128, 10], activation: relu}}
  conditioning: {{kind: learned, size: 16}}
data: {{name: digits}}
training: {{steps: 1, batch_size: 50, optimizer: {{kind: sgd, lr: 0.001}}}}
schemes: [{schemes}]
seeds: 2
"""
PROJECT = "vision/hyper mlp"


def faulty(name: str, schemes: str = "kaiming, hyperfan-in") -> str:
    return FAULTY.format(name=name, schemes=schemes)


def write_spec(page: Page, address: str, text: str) -> None:
    page.goto(f"{address}/new")
    page.get_by_test_id("spec-mode").get_by_text("YAML").click()
    page.get_by_test_id("yaml-editor").locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    expect(page.get_by_test_id("run-experiment")).to_be_enabled()


def await_finish(page: Page) -> None:
    expect(page.get_by_test_id("status").first).to_contain_text("finished", timeout=60_000)


def severities(page: Page) -> dict[str, str]:
    lines = page.get_by_test_id("verdicts").first.get_by_role("listitem")
    return {
        lines.nth(k).locator("strong").inner_text(): str(
            lines.nth(k).get_attribute("data-severity")
        )
        for k in range(lines.count())
    }


def overflow(page: Page) -> int:
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(page.evaluate(width))


def test_from_the_badge_to_the_repair(browser: Browser, address: str) -> None:
    with open_page(browser) as page:
        complaints = Complaints(page)
        write_spec(page, address, faulty("faulty"))
        page.get_by_test_id("run-experiment").click()
        page.wait_for_url(re.compile("/experiments/"))
        await_finish(page)

        page.goto(address)
        row = page.get_by_test_id("experiment-row").filter(has_text="faulty")
        expect(row.locator("[data-severity=error]").first).to_contain_text("kaiming")
        expect(row.locator("[data-severity=healthy]").first).to_contain_text("hyperfan-in")
        row.get_by_role("link").first.click()

        page.get_by_test_id("view-verdicts").click()
        cell = page.locator("[data-scheme=kaiming]").get_by_test_id("finding-FS101")
        name = "kaiming, main.0: FS101 exploding activations, fault"
        expect(cell).to_have_accessible_name(name)
        cell.click()

        expect(page).to_have_url(
            re.compile(r"/depth\?scheme=kaiming&scheme=hyperfan-in&rule=FS101&mark=main\.0")
        )
        note = page.get_by_test_id("finding-note")
        expect(note).to_contain_text("second moment")
        page.wait_for_selector("[data-figure=variance-by-depth] .main-svg")
        expect(page.get_by_test_id("figure")).to_contain_text("main.0: here")

        faulty_page = page.url
        note.get_by_test_id("apply-advice").click()
        page.wait_for_url(lambda url: "/experiments/" in url and url != faulty_page)
        await_finish(page)
        expect(page.get_by_test_id("verdicts").locator("[data-severity=pending]")).to_have_count(0)
        assert severities(page) == {"hyperfan-in": "healthy"}
        page.get_by_test_id("view-verdicts").click()
        expect(page.get_by_test_id("no-verdicts")).to_be_visible()
        assert complaints.found == []


def test_the_map_by_keyboard_and_by_rule(browser: Browser, installation: Installation) -> None:
    with installation.client() as client:
        experiment = client.submit(parse_spec(faulty("keys", "xavier, kaiming")))["id"]
        await_end(client, experiment)
    with open_page(browser, width=390, theme="dark") as page:
        complaints = Complaints(page)
        page.goto(f"http://127.0.0.1:{installation.port}/experiments/{experiment}/verdicts")
        findings = page.get_by_test_id("verdict-map").locator("[data-place]")
        expect(page.get_by_test_id("rules-FS106")).to_be_visible()
        assert findings.count() > 2
        page.get_by_test_id("rules-FS106").click()
        expect(findings).to_have_count(2)
        findings.first.focus()
        page.keyboard.press("ArrowDown")
        expect(findings.nth(1)).to_be_focused()
        assert overflow(page) <= 0
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/evolution\?scheme=kaiming&layer=main\.\d"))
        expect(page.get_by_test_id("finding-note")).to_contain_text("kaiming")
        page.get_by_test_id("close-finding").click()
        expect(page.get_by_test_id("finding-note")).to_have_count(0)
        assert complaints.found == []


def test_advice_can_be_looked_at_first(browser: Browser, installation: Installation) -> None:
    with installation.client() as client:
        experiment = client.submit(parse_spec(faulty("editor")))["id"]
        await_end(client, experiment)
    with open_page(browser) as page:
        page.goto(f"http://127.0.0.1:{installation.port}/experiments/{experiment}/verdicts")
        finding = page.get_by_test_id("verdict-list").locator("[data-rule=FS101]")
        expect(page.get_by_test_id("verdict-list").locator("[data-rule=FS106]")).to_be_visible()
        advice = page.get_by_test_id("apply-advice")
        expect(advice).to_have_count(1)
        page.get_by_test_id("edit-repaired").click()
        page.get_by_test_id("spec-mode").get_by_text("YAML").click()
        expect(page.get_by_test_id("yaml-editor")).to_contain_text("schemes: [hyperfan-in]")
        expect(page.get_by_test_id("yaml-editor")).to_contain_text("name: editor, repaired")
        page.go_back()
        finding.get_by_test_id("rule-meaning").click()
        expect(page.get_by_test_id("rule-FS101")).to_contain_text("Exploding activations")


def test_a_check_that_fails_is_mended(browser: Browser, address: str) -> None:
    with open_page(browser) as page:
        complaints = Complaints(page)
        write_spec(page, address, faulty("checked"))
        page.get_by_test_id("check-experiment").click()
        page.wait_for_url(re.compile("/experiments/"))
        note = page.get_by_test_id("check-note")
        expect(note).to_contain_text("Check failed", timeout=60_000)
        expect(note).to_contain_text("Fails on faults, not on warnings; thresholds of fanscope.")
        page.get_by_test_id("view-verdicts").click()
        page.get_by_test_id("verdict-list").get_by_test_id("apply-advice").first.click()
        expect(note).to_contain_text("Check passed", timeout=60_000)

        page.get_by_test_id("nav-checks").click()
        statuses = page.get_by_test_id("checks").locator("tbody tr").get_by_test_id("check-status")
        expect(statuses.nth(0)).to_contain_text("passed")
        expect(statuses.nth(1)).to_contain_text("failed")
        assert complaints.found == []


def test_a_project_has_a_history_and_a_baseline(browser: Browser, address: str) -> None:
    with open_page(browser) as page:
        complaints = Complaints(page)
        for commit, scheme in (("1111111aaaa", "hyperfan-in"), ("2222222bbbb", "xavier")):
            body = {"spec": faulty("history", scheme), "project": PROJECT, "commit": commit}
            answer = page.request.post(f"{address}/api/checks?wait=60", data=body)
            assert answer.status == 200
        page.goto(f"{address}/checks")
        page.get_by_test_id("projects").get_by_role("link", name=PROJECT).click()
        expect(page.get_by_test_id("latest-check")).to_contain_text("2222222", timeout=30_000)
        page.wait_for_selector("[data-figure=check-history] .main-svg")
        page.get_by_test_id("history-scheme").select_option("hyperfan-in")
        expect(page).to_have_url(re.compile("scheme=hyperfan-in"))

        oldest = page.get_by_test_id("checks").locator("tbody tr").last
        expect(oldest).to_contain_text("1111111")
        oldest.get_by_test_id("make-baseline").click()
        expect(oldest.get_by_test_id("is-baseline")).to_be_visible(timeout=30_000)
        expect(page.get_by_test_id("figure")).to_contain_text("baseline", timeout=30_000)
        assert complaints.found == []
    for width, theme in ((390, "dark"), (390, "light")):
        with open_page(browser, width=width, theme=theme) as page:
            for place in ("/checks", "/checks/vision/hyper%20mlp", "/rules/FS101"):
                page.goto(address + place)
                expect(page.get_by_role("heading", level=1)).to_be_visible()
                assert overflow(page) <= 0, place
                for box in page.get_by_test_id("checks").all():
                    assert box.evaluate("table => table.scrollWidth") <= width, "a card is cut off"


def test_without_checks_the_page_says_how_to_start(browser: Browser, address: str) -> None:
    with open_page(browser, width=390) as page:
        nothing: dict[str, object] = {"items": [], "next_cursor": None}
        page.route("**/api/checks?*", lambda route: route.fulfill(json=nothing))
        page.goto(f"{address}/checks")
        empty = page.get_by_test_id("no-checks")
        expect(empty).to_contain_text(f"fanscope check SPEC --server {address} --project NAME")
        for words in (empty, empty.get_by_role("paragraph").first):
            assert words.evaluate("element => element.getBoundingClientRect().right") <= 390
