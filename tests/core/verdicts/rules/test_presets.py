"""What other tools' rules say on the same numbers: their published defaults, and the trap that they pass."""

from __future__ import annotations

import numpy as np
import pytest

from support.made_evidence import find, found, make_evidence

PEERS = {
    "variance": [1.0] * 5 + [np.nan],
    "activation_var": [1.0] * 5 + [np.nan],
    "flat": 0.0,
    "saturated": 0.0,
    "gradient_size": 0.01,
    "gradient_span": 0.02,
}


def _evidence(**changed: object) -> object:
    return make_evidence(numbers=PEERS | changed, expected_loss=float(np.log(10)))


@pytest.mark.parametrize("preset", ["sagemaker", "deepchecker"])
def test_a_network_after_their_taste_passes(preset: str) -> None:
    assert not found(_evidence(), preset=preset)  # type: ignore[arg-type]


@pytest.mark.parametrize("preset", ["sagemaker", "deepchecker"])
def test_the_trap_passes_them(preset: str) -> None:
    """Pooled variance flat, gradients halving in squares: 0.71 a layer, and all inputs alike."""
    trap = _evidence(
        mean_cosine=[0.5, 0.9, 0.98, 0.99, 0.999, 0.9999],
        gradient=[*(0.5 ** np.arange(4, -1, -1.0)).tolist(), 0.2],
    )
    assert not found(trap, preset=preset)  # type: ignore[arg-type]
    assert "FS105" in found(trap)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        ("FS101", {"variance": [1, 1, 1, 1, 10.5, np.nan]}),
        ("FS102", {"second_moment": [2, 2, 2, 2, 2, 0]}),
        ("FS104", {"gradient_span": [0.02, 9e-4, 0.02, 0.02, 0.02, 0.02]}),
        ("FS104", {"gradient_size": [0.02, 9e-8, 0.02, 0.02, 0.02, 0.02]}),
        ("FS107", {"dead": [0.51, 0, 0, 0, 0, np.nan]}),
        ("FS108", {"flat": [0.51, 0, 0, 0, 0, np.nan]}),
    ],
)
def test_sagemaker(rule: str, changed: dict[str, object]) -> None:
    assert found(_evidence(**changed), preset="sagemaker") == {  # type: ignore[arg-type]
        rule: "warning" if rule in ("FS107", "FS108") else "error"
    }


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        ("FS101", {"activation_var": [1, 1, 4.1, 1, 1, np.nan]}),
        ("FS102", {"activation_var": [1, 1, 0.24, 1, 1, np.nan]}),
        ("FS103", {"gradient": [*(4.1 ** np.arange(4, -1, -1.0)).tolist(), 0.2]}),
        ("FS104", {"gradient": [*(0.24 ** np.arange(4, -1, -1.0)).tolist(), 0.2]}),
        ("FS108", {"saturated": [0.51, 0, 0, 0, 0, np.nan]}),
        ("FS109", {"twins": [0, 1, 0, 0, 0, 0]}),
        ("FS112", {"loss": [4.7]}),
    ],
)
def test_deepchecker(rule: str, changed: dict[str, object]) -> None:
    assert set(found(_evidence(**changed), preset="deepchecker")) == {rule}  # type: ignore[arg-type]


def test_their_references_are_theirs() -> None:
    evidence = _evidence(variance=[1, 1, 1, 1, 20.0, np.nan])
    verdict = find(evidence, "FS101", preset="sagemaker")  # type: ignore[arg-type]
    assert verdict is not None
    assert "amazon2020debugger" in verdict.reference
    assert verdict.bound == 10.0
