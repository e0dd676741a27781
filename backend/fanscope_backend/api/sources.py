"""Sources as people name them, by their keys in ``docs/references.bib``.

The installed server has no documents beside it: it reads the names from ``sources.json``, which
``docs/write_sources.py`` makes of the bibliography.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from unicodedata import normalize

_FIELD = re.compile(r"^\s*(author|year)\s*=\s*\{(.*)\},?\s*$", re.MULTILINE)
_ACCENT = re.compile(r"\\([\"'~])([a-zA-Z])")
_ACCENTS = {'"': "\u0308", "'": "\u0301", "~": "\u0303"}
_MOST_NAMED = 3


def name_sources(reference: str) -> str:
    """Return the works that a comma-separated list of keys stands for; a key that is not known stands for itself."""
    names = _names()
    return "; ".join(names.get(key, key) for key in reference.split(", "))


def read_names(bibtex: str) -> dict[str, str]:
    """Return authors and year of every entry by key: ``Chang, Flokas & Lipson 2020``, ``He et al. 2015``."""
    entries = re.split(r"^@\w+\{", bibtex, flags=re.MULTILINE)[1:]
    return {entry[: entry.index(",")]: _name(dict(_FIELD.findall(entry))) for entry in entries}


def _name(fields: dict[str, str]) -> str:
    families = [_plain(author.split(",")[0]) for author in fields["author"].split(" and ")]
    if len(families) > _MOST_NAMED:
        named = f"{families[0]} et al."
    else:
        named = " & ".join(filter(None, [", ".join(families[:-1]), families[-1]]))
    return f"{named} {fields.get('year', '')}".rstrip()


def _plain(name: str) -> str:
    accented = _ACCENT.sub(lambda found: found[2] + _ACCENTS[found[1]], name)
    return normalize("NFC", accented.replace("{", "").replace("}", ""))


@cache
def _names() -> dict[str, str]:
    table = files(__package__).joinpath("sources.json").read_text(encoding="utf-8")
    names: dict[str, str] = json.loads(table)
    return names
