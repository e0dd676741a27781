"""Hypothesis strategies: every kind of valid spec, and specs with a fault put in at random."""

from __future__ import annotations

import copy
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from fanscope.datasets import describe
from fanscope.schemes import catalogue
from fanscope.spec import ExperimentSpec

Tree = dict[str, Any]

_PRINTABLE = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))
names = st.text(_PRINTABLE, min_size=1, max_size=30) | st.sampled_from(
    ["yes", "null", "1e-3", "1:30", "0x10", "~", "- a", "a: b", "#", "{", "'", "2024-01-01", "<b>"]
)
finite = st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
json_values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)

_datasets = st.one_of(
    st.sampled_from([{"name": "digits"}, {"name": "mnist"}, {"name": "fashion-mnist"}]),
    st.fixed_dictionaries(
        {
            "name": st.just("gaussian"),
            "features": st.integers(1, 300),
            "classes": st.integers(2, 30),
            "examples": st.integers(200, 3000),
        }
    ),
)
_rates = st.floats(min_value=1e-9, max_value=1e3, allow_subnormal=False)
_fractions = st.floats(min_value=0, max_value=0.999)
_optimizers = st.one_of(
    st.fixed_dictionaries({"kind": st.just("sgd"), "lr": _rates}),
    st.fixed_dictionaries({"kind": st.just("momentum"), "lr": _rates, "momentum": _fractions}),
    st.fixed_dictionaries({"kind": st.just("adam"), "lr": _rates, "beta1": _fractions}),
    st.fixed_dictionaries({"kind": st.just("adamw"), "weight_decay": _fractions}),
)
_SIMPLE = tuple(info for info in catalogue() if not info.parameters and not info.needs)


@st.composite
def specs(draw: st.DrawFn) -> ExperimentSpec:
    """Draw a valid spec, valid in itself and consistent with its data."""
    return ExperimentSpec.model_validate(draw(trees()))


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Draw a valid spec as a mapping."""
    data = draw(_datasets)
    described = describe(ExperimentSpec.model_validate({**_MINIMAL, "data": data}).data)
    hidden = draw(st.lists(st.integers(1, 300), max_size=4))
    main = {
        "kind": "mlp",
        "widths": [described.features, *hidden, described.classes],
        "activation": draw(st.sampled_from(["relu", "tanh", "linear"])),
    }
    is_generated = draw(st.booleans())
    steps = draw(st.integers(0, 10_000))
    return {
        "name": draw(names),
        "network": draw(_hypernetworks(main)) if is_generated else main,
        "data": data,
        "training": {
            "steps": steps,
            "batch_size": draw(st.integers(1, 200)),
            "optimizer": draw(_optimizers),
        },
        "record": draw(_records(steps)),
        "schemes": draw(_scheme_lists("hypernetwork" if is_generated else "mlp")),
        "seeds": draw(
            st.integers(1, 9)
            | st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=4, unique=True)
        ),
    }


_MINIMAL: Tree = {"network": {"kind": "mlp", "widths": [64, 10]}, "schemes": ["xavier"]}


@st.composite
def _hypernetworks(draw: st.DrawFn, main: Tree) -> Tree:
    heads = draw(_heads(main["widths"]))
    # Behind tanh a fixed code leaves hyperfan no room to tell some chunks apart, which it says.
    activations = ["relu"] if heads["kind"] == "chunked" else ["relu", "tanh"]
    return {
        "kind": "hypernetwork",
        "main": main,
        "generates": draw(st.sampled_from(["weights", "weights_and_biases", "all"])),
        "conditioning": draw(_CONDITIONINGS),
        "trunk": {
            "widths": draw(st.lists(st.integers(1, 100), max_size=2)),
            "activation": draw(st.sampled_from(activations)),
        },
        "heads": heads,
    }


_sizes = st.integers(1, 100)
_given = st.floats(min_value=-1e6, max_value=1e6).filter(lambda value: abs(value) > 1e-3)
_CONDITIONINGS = st.one_of(
    st.fixed_dictionaries({"kind": st.just("learned"), "size": _sizes}),
    st.fixed_dictionaries({"kind": st.just("task"), "tasks": st.integers(1, 9), "size": _sizes}),
    st.fixed_dictionaries(
        {
            "kind": st.just("noise"),
            "size": _sizes,
            "draws": st.integers(4, 6),
            "distribution": st.sampled_from(["normal", "uniform"]),
            "kl": st.sampled_from([0.0, 1e-3]),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("given"),
            "values": st.lists(_given, min_size=1, max_size=4),
            "encoding": st.sampled_from(["none", "cosine"]),
        }
    ),
    st.just({"kind": "one_hot"}),
)


@st.composite
def _heads(draw: st.DrawFn, widths: list[int]) -> Tree:
    kind = draw(st.sampled_from(["per_tensor", "chunked", "low_rank"]))
    flags = {"kind": kind, "bias": draw(st.booleans())}
    if kind == "chunked":
        total = sum(a * b for a, b in pairwise(widths))
        return {**flags, "size": draw(st.integers(-(-total // 100), total)), "embedding": 7}
    base = {**flags, "base": draw(st.booleans())}
    return {**base, "rank": draw(st.integers(1, min(widths)))} if kind == "low_rank" else base


def _records(steps: int) -> st.SearchStrategy[Tree]:
    listed = st.lists(st.integers(0, steps), min_size=1, max_size=5)
    return st.one_of(
        st.fixed_dictionaries({"schedule": st.just("log"), "frames": st.integers(1, 100)}),
        st.fixed_dictionaries({"schedule": st.just("every"), "every": st.integers(1, 100)}),
        st.fixed_dictionaries({"schedule": st.just("listed"), "steps": listed}),
    )


def _scheme_lists(kind: str) -> st.SearchStrategy[list[Any]]:
    bare = [info.name for info in _SIMPLE if kind in info.fits]
    inner = [info.name for info in _SIMPLE if kind in info.fits and info.calibration is None]
    factors = st.floats(min_value=0, max_value=100, allow_subnormal=False)
    scaled = st.fixed_dictionaries(
        {"name": st.just("scaled"), "of": st.sampled_from(inner), "factor": factors}
    )
    normal = st.fixed_dictionaries({"name": st.just("normal"), "std": factors})
    named = st.sampled_from([{"name": name} for name in bare])
    choices = st.one_of(st.sampled_from(bare), named, scaled, normal)
    return st.lists(choices, min_size=1, max_size=4, unique_by=_label)


def _label(choice: Any) -> str:
    if isinstance(choice, dict) and len(choice) == 1:
        return str(choice["name"])
    return str(choice)


@st.composite
def broken_trees(draw: st.DrawFn) -> Tree:
    """Draw a spec in which one place holds something random, is missing, or is doubled in depth."""
    tree = copy.deepcopy(draw(trees()))
    parent: Any = tree
    while True:
        keys = list(parent) if isinstance(parent, dict) else range(len(parent))
        key = draw(st.sampled_from(list(keys)))
        child = parent[key]
        if not (isinstance(child, dict | list) and child) or draw(st.booleans()):
            break
        parent = child
    if draw(st.integers(0, 3)):
        parent[key] = draw(json_values)
    else:
        del parent[key]
    return tree
