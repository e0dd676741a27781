"""Small specs for tests."""

from __future__ import annotations

from typing import Any

from fanscope.spec import ExperimentSpec, MlpSpec

TINY: dict[str, Any] = {
    "name": "tiny",
    "network": {"kind": "mlp", "widths": [64, 8, 10], "activation": "tanh"},
    "data": {"name": "digits"},
    "training": {"steps": 4, "batch_size": 16},
    "schemes": ["xavier", {"name": "normal", "std": 0.1}],
    "seeds": 2,
}


def tiny_spec(**changes: Any) -> ExperimentSpec:
    """Return two schemes with two seeds on digits, four steps each; ``changes`` replaces fields."""
    return ExperimentSpec.model_validate({**TINY, **changes})


def mlp_of(spec: ExperimentSpec) -> MlpSpec:
    """Return the spec's main network, which is a multilayer perceptron."""
    assert isinstance(spec.main, MlpSpec)
    return spec.main
