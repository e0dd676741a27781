"""Rules about the signal's size on its way forward, on numbers made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from support.made_evidence import find, found, make_evidence

RELU = np.full(6, 2.0)


def test_a_healthy_network_is_healthy() -> None:
    assert not found(make_evidence())
    assert not found(make_evidence(seeds=4))


@pytest.mark.parametrize(
    ("factor", "severity"), [(9.9, None), (10.1, "warning"), (499.0, "warning"), (501.0, "error")]
)
def test_explosion_has_two_bounds(factor: float, severity: str | None) -> None:
    second = RELU * [1, 1, 1, factor, factor, factor]
    numbers = {"second_moment": second, "gradient": [factor, factor, factor, 1, 1, 0.2]}
    verdict = find(make_evidence(numbers=numbers), "FS101")
    assert (verdict and verdict.severity) == severity
    if verdict is not None:
        assert verdict.layer == "main.3"
        assert verdict.measured == pytest.approx(2 * factor)
        assert verdict.bound == pytest.approx(20)


@pytest.mark.parametrize(
    ("factor", "severity"), [(0.11, None), (0.09, "warning"), (2e-4, "warning"), (9e-5, "error")]
)
def test_fading_has_two_bounds(factor: float, severity: str | None) -> None:
    second = RELU * [1, 1, factor, factor, factor, factor]
    numbers = {"second_moment": second, "gradient": [factor, factor, 1, 1, 1, 0.2]}
    verdict = find(make_evidence(numbers=numbers), "FS102")
    assert (verdict and verdict.severity) == severity
    assert verdict is None or verdict.layer == "main.2"


def test_a_residual_branch_may_be_faint() -> None:
    """The sum carries the signal past it; what is faint on the way itself is named all the same."""
    in_branch = {index: {"is_in_branch": True} for index in (1, 2, 3)}
    branch = {"second_moment": RELU * [1, 1e-3, 1e-3, 0, 1, 1]}
    assert found(make_evidence(facts=in_branch, numbers=branch)) == {}
    behind = {"second_moment": RELU * [1, 1e-3, 1e-3, 0, 1e-3, 1e-3]}
    verdict = find(make_evidence(facts=in_branch, numbers=behind), "FS102")
    assert verdict is not None
    assert verdict.layer == "main.4"


def test_what_keeps_its_gradient_is_no_error() -> None:
    """A residual sum carries both past faint branches, and a sigmoid bounds what explodes in front of it."""
    faint, loud = RELU * [1, 1e-6, 1, 1e-6, 1, 1e-6], RELU * [1, 1e4, 1, 1e4, 1, 1e4]
    assert found(make_evidence(numbers={"second_moment": faint})) == {"FS102": "warning"}
    assert found(make_evidence(numbers={"second_moment": loud})) == {"FS101": "warning"}


def test_keeping_a_signal_that_the_reference_loses_is_no_explosion() -> None:
    """LSUV on a deep tanh network: 1 throughout, where Xavier's falls to a fiftieth."""
    reference = np.array([1, 0.3, 0.15, 0.08, 0.04, 0.02])
    evidence = make_evidence(
        activation="tanh",
        healthy={"second_moment": reference, "incoming": 1.0},
        numbers={"second_moment": np.ones(6)},
    )
    assert "FS101" not in found(evidence)
    tenfold = make_evidence(
        activation="tanh",
        healthy={"second_moment": reference, "incoming": 1.0},
        numbers={"second_moment": [1, 1, 5, 11, 50, 50]},
    )
    assert find(tenfold, "FS101").layer == "main.3"  # type: ignore[union-attr]


def test_keeping_a_signal_that_the_reference_lets_grow_is_no_fading() -> None:
    """Fixup on a residual network: 2 throughout, where Kaiming's doubles with every block."""
    reference = 2.0 ** np.arange(1, 7) * 8
    evidence = make_evidence(healthy={"second_moment": reference}, numbers={"second_moment": RELU})
    assert "FS102" not in found(evidence)


def test_a_sine_s_signal_is_seen_as_the_sine_sees_it() -> None:
    """Of frequency 30 a healthy pre-activation is 1 / 900; 1 is an explosion, though 1 came in."""
    facts = {index: {"frequency": 30.0} for index in range(5)}
    healthy = {"second_moment": np.array([5e-3] + [1 / 900] * 4 + [1.0]), "incoming": 1.0}
    fine = {"second_moment": healthy["second_moment"]}
    assert not found(make_evidence(activation="sine", facts=facts, healthy=healthy, numbers=fine))
    wild = make_evidence(
        activation="sine", facts=facts, healthy=healthy, numbers={"second_moment": np.ones(6)}
    )
    assert found(wild) == {"FS101": "warning"}


class TestWantedZeros:
    def test_a_zero_is_a_fault_where_nobody_wants_it(self) -> None:
        second = RELU * [1, 1, 0, 0, 0, 0]
        assert found(make_evidence(numbers={"second_moment": second}))["FS102"] == "error"

    def test_what_only_follows_from_a_wanted_zero_is_none_either(self) -> None:
        second, weight = RELU * [1, 1, 0, 0, 0, 0], np.array([1, 1, 0, 1, 1, 1]) / 50
        evidence = make_evidence(
            facts={2: {"zero_is_wanted": True}},
            numbers={"second_moment": second, "weight": weight, "gradient": 0.0},
        )
        assert not found(evidence)

    def test_another_layer_s_zero_weights_are_a_fault(self) -> None:
        second, weight = RELU * [1, 1, 0, 0, 0, 0], np.array([1, 1, 0, 1, 0, 1]) / 50
        evidence = make_evidence(
            facts={2: {"zero_is_wanted": True}},
            numbers={"second_moment": second, "weight": weight},
        )
        assert find(evidence, "FS102").layer == "main.4"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("ratio", "severity"), [(0.51, None), (0.49, "warning"), (1.9, None), (2.1, "warning"), (30, "warning"), (0, "error")]
)  # fmt: skip
def test_generated_weights_have_the_standard_deviation_of_their_fans(
    ratio: float, severity: str | None
) -> None:
    weight = np.full(6, 2 / 100) * [1, 1, 1, ratio**2, 1, 1]
    generated = make_evidence(source="hypernetwork", numbers={"weight": weight})
    verdict = find(generated, "FS106")
    assert (verdict and verdict.severity) == severity
    if verdict is not None:
        assert verdict.measured == pytest.approx(ratio)
        assert verdict.layer == "main.3"
    assert find(make_evidence(numbers={"weight": weight}), "FS106") is None


def test_non_finite_numbers_at_step_0_name_their_layer() -> None:
    broken = np.zeros((3, 6))
    broken[1, 4:] = 7
    verdict = find(make_evidence(seeds=3, numbers={"nonfinite": broken}), "FS110")
    assert verdict is not None
    assert (verdict.severity, verdict.layer, verdict.measured) == ("error", "main.4", None)
    assert verdict.explanation.startswith("1 of 3 runs")


def test_a_table_in_front_hides_no_explosion() -> None:
    healthy = np.array([np.nan, 2.0, 2.0, 2.0, 2.0, 2.0])
    second = [1e-4, *[2e3] * 5]
    evidence = make_evidence(
        healthy={"second_moment": healthy, "incoming": np.nan}, numbers={"second_moment": second}
    )
    verdict = find(evidence, "FS101")
    assert verdict is not None
    assert verdict.layer == "main.1"
