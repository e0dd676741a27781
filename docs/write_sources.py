"""Write the names of all sources for the server.

.venv/bin/python docs/write_sources.py
"""

from __future__ import annotations

import json
from pathlib import Path

from fanscope_backend.api import sources

BIBLIOGRAPHY = Path(__file__).parent / "references.bib"
TABLE = Path(sources.__file__).parent / "sources.json"

if __name__ == "__main__":
    names = sources.read_names(BIBLIOGRAPHY.read_text(encoding="utf-8"))
    TABLE.write_text(json.dumps(names, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
