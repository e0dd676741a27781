"""Sources are named as the bibliography has them."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from fanscope import datasets, schemes
from fanscope_backend.api.sources import name_sources, read_names
from support.server import Server

BIBLIOGRAPHY = Path(__file__).parents[3] / "docs/references.bib"


def test_the_table_is_that_of_the_bibliography() -> None:
    table = json.loads(files("fanscope_backend.api").joinpath("sources.json").read_text("utf-8"))
    advice = "run .venv/bin/python docs/write_sources.py"
    assert table == read_names(BIBLIOGRAPHY.read_text("utf-8")), advice


def test_authors_are_named_as_people_cite() -> None:
    assert name_sources("chang2020principled") == "Chang, Flokas & Lipson 2020"
    assert name_sources("xavier2099, he2015delving") == "xavier2099; He et al. 2015"
    assert name_sources("zhao2022zero") == "Zhao, Schäfer & Anandkumar 2022"
    assert name_sources("") == ""


def test_every_source_of_a_catalogue_has_a_name(shared_server: Server) -> None:
    keys = [info.reference for info in schemes.catalogue()]
    keys += [info.reference for info in datasets.catalogue()]
    assert [key for key in keys if key and name_sources(key) == key] == []
    items = shared_server.client.get("/api/schemes").json()["items"]
    assert [item["source"] for item in items] == [
        name_sources(info.reference) for info in schemes.catalogue()
    ]
