"""LaTeX formulas of the catalogue as plain text for a terminal."""

from __future__ import annotations

import re

NAMES = re.compile(r"\\(?:mathrm|mathcal|mathbb|text|operatorname)\{([^{}]*)\}")
FRACTION = re.compile(r"\\frac\{([^{}]*)\}\{([^{}]*)\}")
ROOT = re.compile(r"\\sqrt\{([^{}]*)\}")
COMMAND = re.compile(r"\\([A-Za-z]+|[,;: !|])")
SIGNS = {
    "sim": "~",
    "pm": "±",
    "cdot": "·",
    "times": "×",
    "top": "ᵀ",
    "le": "≤",
    "ge": "≥",
    "in": "∈",
    "leftarrow": "←",
    "|": "‖",
    "alpha": "α",
    "beta": "β",
    "epsilon": "ε",
    "eta": "η",
    "theta": "θ",
    "sigma": "σ",
    "phi": "φ",
    "chi": "χ",
    "omega": "ω",
    "left": "",
    "right": "",
    "quad": " ",
    "qquad": " ",
    **dict.fromkeys(",;: ", " "),
    "!": "",
}


def to_text(latex: str) -> str:
    """Return a formula as one line of text; a command that is not known becomes its name."""
    text = NAMES.sub(r"\1", latex)
    while FRACTION.search(text) or ROOT.search(text):
        text = FRACTION.sub(lambda found: f"{_group(found[1])}/{_group(found[2])}", text)
        text = ROOT.sub(lambda found: f"√{_group(found[1])}", text)
    text = COMMAND.sub(lambda found: SIGNS.get(found[1], found[1]), text)
    text = text.replace("^2", "²").replace("^ᵀ", "ᵀ").replace("{", "").replace("}", "")
    return re.sub(r" +", " ", text).strip()


def _group(term: str) -> str:
    """Return a term in parentheses, unless it is a single word."""
    return term if re.fullmatch(r"[\w.]+", term) else f"({term})"
