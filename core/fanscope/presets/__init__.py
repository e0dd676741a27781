"""Ready-made specs to start from; each is a YAML file beside this one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from fanscope.errors import NotFoundError
from fanscope.parsing import parse_spec
from fanscope.picture_folder import use_data_folder
from fanscope.spec import ExperimentSpec, HypernetworkSpec

Group = Literal["paper", "networks", "teaching"]


@dataclass(frozen=True, slots=True)
class Preset:
    """A spec worth running.

    Attributes:
        name: Its file's name, also in addresses.
        title: The spec's own name.
        summary: What there is to see, one or two sentences.
        spec: The spec.
        group: What it is for: an experiment with hypernetworks as in the paper, a known network, or a lesson.
        small_of: The preset that it is the small version of; None for all others.
    """

    name: str
    title: str
    summary: str
    spec: ExperimentSpec
    group: Group
    small_of: str | None


_LESSONS = frozenset(
    {
        "continual-regression-small",
        "relu-hypernetwork-trap",
        "digits-mlp",
        "digits-mlp-relu",
        "diverging",
    }
)
_SMALL_OF = {"digits-hypernetwork": "mnist-hypernetwork"}
"""Small versions whose names do not say so; all others end in ``-small``."""

_SUMMARIES: dict[str, str] = {
    "mnist-hypernetwork": "The paper's experiment: a tanh network on MNIST whose weights are "
    "generated. Classical schemes saturate it, hyperfan keeps it healthy.",
    "digits-hypernetwork": "The same in small, on the digits that need no download; "
    "done in well under a minute.",
    "mnist-hypernetwork-relu": "The paper's experiment with ReLU: the classical schemes overflow "
    "at once, hyperfan trains.",
    "mnist-hypernetwork-relu-small": "The same in small, on the digits; done in well under a minute.",
    "mnist-hypernetwork-biases": "The paper's experiment with generated biases: half of each layer's "
    "variance comes from the bias, so inputs look more alike layer by layer and training starts slowly.",
    "mnist-hypernetwork-biases-small": "The same in small, on the digits; done in well under a minute.",
    "cifar10-all-cnn": "The paper's convolutional experiment: a hypernetwork generates every filter of "
    "the all-convolutional network. Classical schemes overflow, hyperfan trains.",
    "cifar10-all-cnn-small": "The same in small: narrow layers, on digits enlarged to 3x32x32; "
    "done in two minutes.",
    "continual-regression-hypernetwork": "The paper's continual learning: a hypernetwork with one embedding "
    "a task learns a line, a parabola and a cubic one after the other, and is asked about the earlier ones.",
    "continual-regression-hypernetwork-small": "The same in small: hyperfan-in learns and keeps all three, "
    "Kaiming heads start a million times too high and forget; done in two minutes.",
    "mobilenet-bayesian": "The paper's Bayesian experiment: noise in, every filter of MobileNet-v1 out, two "
    "draws a step, on a folder of pictures laid out like ImageNet.",
    "mobilenet-bayesian-small": "The same in small: MobileNet's first blocks, three draws a step, on digits "
    "enlarged to 3x32x32; done in two minutes.",
    "continual-regression-small": "A line, a parabola and a cubic, learned one after the other by a plain "
    "network: each new task makes it forget the last one.",
    "relu-hypernetwork-trap": "Biases generated too: under hyperfan-in the activations' size looks "
    "perfect, while the inputs collapse onto each other and the gradients vanish.",
    "digits-mlp": "A plain, deep tanh network under the classical schemes, without a hypernetwork.",
    "digits-mlp-relu": "A plain, deep ReLU network: Kaiming keeps what Xavier loses layer by layer.",
    "diverging": "A ReLU network generated from Kaiming heads: it overflows within a few steps. "
    "Divergence is a result, not a crash.",
    "all-cnn": "The all-convolutional network itself, without a hypernetwork: nine ReLU layers "
    "and no norm, so the scheme decides whether it learns at all.",
    "all-cnn-small": "The same in small, on digits enlarged to 3x32x32; done in two minutes.",
    "resnet-20": "A residual network with batch norm: norms forgive what schemes get wrong.",
    "resnet-20-small": "The same at half its width, on digits enlarged to 3x32x32; done in two minutes.",
    "resnet-20-without-norm": "The same network without norms, a learned multiplier on each branch instead: "
    "Fixup and SkipInit start every block as nothing, Kaiming doubles the sum block by block.",
    "resnet-20-without-norm-small": "The same at half its width, on digits enlarged to 3x32x32; "
    "done in two minutes.",
    "mobilenet-v1": "Depthwise separable convolutions on a folder of pictures laid out like ImageNet; "
    "the width multiplier is written into the channels.",
    "mobilenet-v1-small": "The same at a quarter of its width, on digits enlarged to 3x32x32; "
    "done in two minutes.",
    "siren-small": "Sine layers of frequency 30 on the digits: ordinary scales scramble the inputs, "
    "SIREN's, thirty times smaller, keep them apart.",
    "vit-small": "A small vision transformer: patches of 2x2 pixels as tokens, four blocks of attention.",
    "gpt-small": "The digits read as rows of 64 tokens, one for each pixel, by two causal blocks.",
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
    # A preset is the same everywhere: no folder of pictures on this machine is looked at.
    with use_data_folder(Path(__file__).parent):
        spec = parse_spec(files(__name__).joinpath(f"{name}.yaml").read_bytes())
    return Preset(name, spec.name, summary, spec, _group_of(name, spec), _find_full(name))


def _group_of(name: str, spec: ExperimentSpec) -> Group:
    if name in _LESSONS:
        return "teaching"
    return "paper" if isinstance(spec.network, HypernetworkSpec) else "networks"


def _find_full(name: str) -> str | None:
    full = _SMALL_OF.get(name, name.removesuffix("-small"))
    return full if full != name and full in _SUMMARIES else None
