"""Rules about the gradient on its way back, on numbers made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from support.made_evidence import find, found, make_evidence


def _ends(ratio: float) -> list[float]:
    """Return gradients whose first layer has ``ratio`` times that of the last hidden one."""
    return [*np.geomspace(ratio, 1.0, 5).tolist(), 0.2]


@pytest.mark.parametrize(("ratio", "is_found"), [(69.0, False), (71.0, True)])
def test_explosion(ratio: float, *, is_found: bool) -> None:
    verdict = find(make_evidence(numbers={"gradient": _ends(ratio)}), "FS103")
    assert (verdict is not None) == is_found
    if verdict is not None:
        assert verdict.severity == "warning"
        assert verdict.measured == pytest.approx(71)
        assert verdict.layer == "main.0"


@pytest.mark.parametrize(
    ("ratio", "severity"),
    [
        (0.12, None),
        (1 / 69, "warning"),
        (1 / 71, "warning"),
        (4.1e-4, "warning"),
        (3.9e-4, "error"),
    ],
)
def test_fading(ratio: float, severity: str | None) -> None:
    verdict = find(make_evidence(numbers={"gradient": _ends(ratio)}), "FS104")
    assert (verdict and verdict.severity) == severity
    if verdict is not None:
        assert verdict.measured is not None
        assert verdict.bound is not None
        assert verdict.measured < verdict.bound


def test_the_bound_shown_is_the_one_that_is_crossed() -> None:
    reference = np.array(_ends(0.4))
    fading = make_evidence(healthy={"gradient": reference}, numbers={"gradient": _ends(0.02)})
    verdict = find(fading, "FS104")
    assert verdict is not None
    assert verdict.bound == pytest.approx(0.4 * 0.5**4)
    growing = make_evidence(healthy={"gradient": reference}, numbers={"gradient": _ends(71.0)})
    verdict = find(growing, "FS103")
    assert verdict is not None
    assert verdict.bound == pytest.approx(70)


@pytest.mark.parametrize(("ratio", "severity"), [(229.0, "warning"), (231.0, "error")])
def test_explosion_is_hopeless_far_beyond(ratio: float, severity: str) -> None:
    assert found(make_evidence(numbers={"gradient": _ends(ratio)})) == {"FS103": severity}


def test_a_fall_that_is_slow_a_layer_is_none_until_it_is_deep() -> None:
    gradient = [*np.geomspace(0.05, 1.0, 20).tolist(), 0.2]  # 0.85 a layer
    assert find(make_evidence(layers=21, numbers={"gradient": gradient}), "FS104") is None


def test_a_tanh_network_s_own_fall_does_not_count() -> None:
    reference = np.array(_ends(0.01))
    evidence = make_evidence(healthy={"gradient": reference}, numbers={"gradient": _ends(0.008)})
    assert not found(evidence)
    growing = make_evidence(healthy={"gradient": reference}, numbers={"gradient": _ends(0.9)})
    assert find(growing, "FS103") is None  # 90 times the healthy ratio, but it does not grow


def test_what_no_scheme_carries_is_an_error_whatever_the_reference() -> None:
    reference = np.array(_ends(1e-8))
    evidence = make_evidence(healthy={"gradient": reference}, numbers={"gradient": _ends(1e-8)})
    assert found(evidence) == {"FS104": "error"}


def test_gradients_behind_a_wanted_zero_say_nothing() -> None:
    gradient = [0.0, 0.0, 0.0, 1.0, 1.0, 0.2]
    numbers = {"gradient": gradient}
    assert found(make_evidence(numbers=numbers))["FS104"] == "error"
    assert not found(make_evidence(numbers=numbers, facts={3: {"zero_is_wanted": True}}))


class TestCollapse:
    def test_the_trap_is_found_by_what_it_loses(self) -> None:
        """science.md: cosine 0.999 where a healthy network keeps half of the difference."""
        cosine = [0.5, 0.8, 0.94, 0.985, 0.995, 0.999]
        evidence = make_evidence(numbers={"mean_cosine": cosine})
        verdict = find(evidence, "FS105")
        assert verdict is not None
        assert (verdict.severity, verdict.layer, verdict.bound) == ("error", "main.3", 0.98)
        assert verdict.measured == pytest.approx(0.999)
        assert verdict.name == "collapsed-inputs"

    @pytest.mark.parametrize(("left", "severity"), [(0.025, "warning"), (0.023, "error")])
    def test_too_little_of_the_difference_is_an_error(self, left: float, severity: str) -> None:
        cosine = [0.5, 0.8, 0.94, 0.96, 0.98, 1 - 0.5 * left]
        assert found(make_evidence(numbers={"mean_cosine": cosine}))["FS105"] == severity

    @pytest.mark.parametrize(("back", "severity"), [(0.0041, "warning"), (0.0039, "error")])
    def test_what_is_lost_on_both_ways_counts_together(self, back: float, severity: str) -> None:
        """A twentieth of the difference is left, and of the gradient ``back``: 2e-4 is the bound of the product."""
        numbers = {"mean_cosine": [0.5, 0.8, 0.9, 0.94, 0.96, 0.975], "gradient": _ends(back)}
        assert found(make_evidence(numbers=numbers))["FS105"] == severity

    @pytest.mark.parametrize(("missing", "severity"), [(1.1e-3, "warning"), (9e-4, "error")])
    def test_without_a_healthy_network_the_cosine_counts(
        self, missing: float, severity: str
    ) -> None:
        evidence = make_evidence(
            healthy={"mean_cosine": np.full(6, np.nan)},
            numbers={"mean_cosine": [0.5, 0.8, 0.94, 0.96, 0.98, 1 - missing]},
        )
        assert found(evidence)["FS105"] == severity

    def test_generated_biases_are_named(self) -> None:
        facts = {index: {"bias_is_generated": True} for index in range(6)}
        numbers = {"mean_cosine": [0.5, 0.8, 0.95, 0.985, 0.995, 0.999]}
        verdict = find(make_evidence(facts=facts, numbers=numbers), "FS105")
        assert verdict is not None
        assert "Generated biases" in verdict.explanation

    def test_a_healthy_network_s_own_loss_does_not_count(self) -> None:
        cosine = np.array([0.5, 0.8, 0.95, 0.98, 0.985, 0.99])
        evidence = make_evidence(healthy={"mean_cosine": cosine}, numbers={"mean_cosine": cosine})
        assert not found(evidence)

    def test_data_that_look_alike_do_not_count(self) -> None:
        cosine = [0.99, 0.991, 0.992, 0.993, 0.994, 0.995]
        assert not found(make_evidence(numbers={"mean_cosine": cosine}))

    def test_a_layer_of_one_unit_has_no_angles(self) -> None:
        cosine = [0.5, 0.5, 0.5, 0.5, 0.5, 1.0]
        evidence = make_evidence(facts={5: {"fan_out": 1}}, numbers={"mean_cosine": cosine})
        assert not found(evidence)


def test_examples_that_are_all_alike_collapse_by_no_fault_of_the_network() -> None:
    evidence = make_evidence(healthy={"mean_cosine": np.ones(6)}, numbers={"mean_cosine": 1.0})
    assert find(evidence, "FS105") is None
