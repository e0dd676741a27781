"""Write docs/schemes.md from the schemes themselves: one section each, in the catalogue's order.

    .venv/bin/python docs/write_schemes.py

A test holds the page to what this program writes.
"""

from __future__ import annotations

import re
from pathlib import Path

from fanscope.schemes import ParameterInfo, SchemeInfo, catalogue

DOCS = Path(__file__).parent
PAGE = DOCS / "schemes.md"
HEAD = """# Schemes

Written by `docs/write_schemes.py`; do not edit. `fanscope schemes` prints the same, and
`fanscope schemes --for SPEC` those first that fit a network, with the reason why the others do not.

Notation: W weight, b bias; $`d_\\mathrm{in}`$ and $`d_\\mathrm{out}`$ the layer's fans (of a convolution: channels of a
group times kernel area); c squared gain of the activation in front (2 behind a ReLU, 1 behind tanh or nothing); for
hypernetworks H and G head kernels of weights and biases, $`\\beta`$ offset, $`d_j`$ and $`d_i`$ fan-in and fan-out of the main
layer, $`d_k`$ features of second moment V, B = 2 where the layer's bias is generated too.
"""
TAIL = """
## Not here
- **HyperLSTM's 0.1** (Ha et al. 2017) scales the embedding path and the layer norms of a *recurrent* hypernetwork, whose
  main weights are rows rescaled at every time step; a static hypernetwork has neither, so nothing is left of it to set.
- **muP's learning rates**: `mup` is the initialization only; one learning rate is used for all layers.
- **Fixup's scalar biases and multipliers** are layers of the network, not an initialization of it.
"""
FIELDS = re.compile(r"^\s*(\w+)\s*=\s*\{(.*)\},?\s*$", re.MULTILINE)


def read_sources() -> dict[str, str]:
    """Return every source of the bibliography by key, as one line."""
    entries = re.split(r"^@\w+\{", (DOCS / "references.bib").read_text(), flags=re.MULTILINE)[1:]
    return {entry[: entry.index(",")]: _cite(dict(FIELDS.findall(entry))) for entry in entries}


def _cite(fields: dict[str, str]) -> str:
    authors = fields["author"].split(" and ")
    family = [author.split(",")[0] for author in authors]
    named = " & ".join(family) if len(family) <= 2 else f"{family[0]} et al."
    arxiv = f", arXiv {fields['eprint']}" if "eprint" in fields else ""
    year = f" {fields['year']}" if "year" in fields else ""
    line = f"{named}{year}, *{fields['title']}*{arxiv}"
    return re.sub(r'\\"a', "ä", line).replace("{", "").replace("}", "")


def write_section(info: SchemeInfo, sources: dict[str, str]) -> str:
    """Return one scheme's section."""
    needs = f"; needs {info.needs}" if info.needs else ""
    learns = "\n- Learns: scales, from the run's first batch" if info.calibration else ""
    return f"""
## {info.name}
**{info.title}.** {info.summary}

```math
{info.formula}
```

- Fits: {", ".join(info.fits)}{needs}{learns}
- Parameters: {_list(info.parameters)}
- Source: {sources[info.reference]} (`{info.reference}`)
"""


def _list(parameters: tuple[ParameterInfo, ...]) -> str:
    if not parameters:
        return "none"
    return "; ".join(f"`{p.name}`, {p.summary} (for example {p.example})" for p in parameters)


def write_page() -> str:
    """Return the whole page."""
    sources = read_sources()
    return HEAD + "".join(write_section(info, sources) for info in catalogue()) + TAIL


if __name__ == "__main__":
    PAGE.write_text(write_page())
