"""The catalogue of rules."""

from __future__ import annotations

from fanscope.verdicts import PRESETS, catalogue
from fanscope_backend.api.sources import name_sources
from support.server import Server


def test_every_rule_is_told_with_its_bounds_and_sources(shared_server: Server) -> None:
    listed = shared_server.client.get("/api/rules").json()
    assert listed["next_cursor"] is None
    told = {each["code"]: each for each in listed["items"]}
    assert list(told) == [rule.code for rule in catalogue()]
    for rule in catalogue():
        info = told[rule.code]
        assert info["meaning"]
        assert info["source"] == name_sources(rule.reference)
        bounds = {each["name"]: each for each in info["bounds"]}
        for preset in PRESETS:
            values = {
                name: each["values"][preset]
                for name, each in bounds.items()
                if preset in each["values"]
            }
            assert values == rule.bounds_of(preset)
        assert all(each["meaning"] and each["source"] for each in bounds.values())
        assert set(info["presets"]) <= set(PRESETS)


def test_every_rule_names_a_figure_that_exists(shared_server: Server) -> None:
    figures = {each["name"] for each in shared_server.client.get("/api/figures").json()["items"]}
    rules = shared_server.client.get("/api/rules").json()["items"]
    assert {each["figure"] for each in rules} <= figures
