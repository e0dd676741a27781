"""Ready-made specs to start from; each is a YAML file beside this one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fanscope.errors import NotFoundError
from fanscope.parsing import parse_spec
from fanscope.spec import ExperimentSpec


@dataclass(frozen=True, slots=True)
class Preset:
    """A spec worth running.

    Attributes:
        name: Its file's name, also in addresses.
        title: The spec's own name.
        summary: What there is to see, one or two sentences.
        spec: The spec.
    """

    name: str
    title: str
    summary: str
    spec: ExperimentSpec


_SUMMARIES: dict[str, str] = {
    "mnist-hypernetwork": "The paper's experiment: a tanh network on MNIST whose weights are "
    "generated. Classical schemes saturate it, hyperfan keeps it healthy.",
    "digits-hypernetwork": "The same in small, on the digits that need no download; "
    "done in well under a minute.",
    "relu-hypernetwork-trap": "Biases generated too: under hyperfan-in the activations' size looks "
    "perfect, while the inputs collapse onto each other and the gradients vanish.",
    "digits-mlp": "A plain, deep tanh network under the classical schemes, without a hypernetwork.",
    "digits-mlp-relu": "A plain, deep ReLU network: Kaiming keeps what Xavier loses layer by layer.",
    "diverging": "A ReLU network generated from Kaiming heads: it overflows within a few steps. "
    "Divergence is a result, not a crash.",
}


@cache
def presets() -> tuple[Preset, ...]:
    """Return all presets, the paper's first."""
    return tuple(_load(name, summary) for name, summary in _SUMMARIES.items())


def preset(name: str) -> Preset:
    """Return one preset.

    Raises:
        NotFoundError: There is none of this name.
    """
    for candidate in presets():
        if candidate.name == name:
            return candidate
    known = ", ".join(_SUMMARIES)
    raise NotFoundError(f"no preset is called {name!r}; there are: {known}")


def _load(name: str, summary: str) -> Preset:
    spec = parse_spec(files(__name__).joinpath(f"{name}.yaml").read_bytes())
    return Preset(name, spec.name, summary, spec)
