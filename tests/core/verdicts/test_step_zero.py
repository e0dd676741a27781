"""Verdicts on real networks at step 0: what trains passes, what does not is named, and the advice mends it."""

from __future__ import annotations

from typing import Any

import pytest

from fanscope.experiment import run_experiment
from fanscope.parsing import parse_spec
from fanscope.result import ExperimentResult
from fanscope.spec import ExperimentSpec, SchemeChoice
from fanscope.verdicts import Change, apply, judge

WIDTHS = [64, *[96] * 6, 10]


def _mlp(activation: str, widths: list[int] = WIDTHS) -> dict[str, Any]:
    return {"kind": "mlp", "widths": widths, "activation": activation}


def _hyper(main: dict[str, Any], **others: Any) -> dict[str, Any]:
    return {"kind": "hypernetwork", "main": main, **others}


def _residual(*, learned: bool = False) -> dict[str, Any]:
    linear, relu = {"op": "linear", "features": 64}, {"op": "activation", "name": "relu"}
    block = {"op": "residual", "body": [linear, relu, linear], "learned_multiplier": learned}
    layers = [linear, relu, *[block] * 5, {"op": "linear", "features": 10}]
    return {"kind": "sequential", "input": [64], "layers": layers}


def _sines() -> dict[str, Any]:
    layer, sine = (
        {"op": "linear", "features": 96},
        {"op": "activation", "name": "sine", "frequency": 30},
    )
    layers = [*[layer, sine] * 4, {"op": "linear", "features": 10}]
    return {"kind": "sequential", "input": [64], "layers": layers}  # fmt: skip


def _id(value: Any) -> str:
    """Return a short name of a network, a scheme or what is expected."""
    if isinstance(value, dict) and "kind" in value:
        inner = value.get("main", value)
        kind = f"{value['kind']} " if "main" in value else ""
        return f"{kind}{inner['kind']} {inner.get('activation', '')}".strip()
    if isinstance(value, dict) and "name" in value:
        return SchemeChoice.model_validate(value).label
    return str(value) if isinstance(value, str) else ""


def _say(change: Change) -> str:
    """Return the words that advice has for a change's value."""
    if change.field.startswith("schemes."):
        return SchemeChoice.model_validate(change.value).label
    return f"{change.field}: {change.value}"


TANH, RELU = _mlp("tanh"), _mlp("relu")
LOW_RANK = {"kind": "low_rank", "rank": 4}


def _spec(network: dict[str, Any], scheme: object, **others: Any) -> ExperimentSpec:
    return parse_spec(
        {
            "network": network,
            "data": {"name": "digits"},
            "training": {"steps": 0},
            "schemes": [scheme],
            "seeds": 2,
            **others,
        }
    )


def _run(spec: ExperimentSpec) -> ExperimentResult:
    return run_experiment(spec, device="cpu")


def _rules(spec: ExperimentSpec) -> dict[str, str]:
    return {verdict.rule: verdict.severity for verdict in judge(_run(spec))}


@pytest.mark.parametrize(
    ("network", "scheme"),
    [
        (TANH, "xavier"),
        (TANH, "lsuv"),
        (TANH, "mup"),
        (TANH, "zero"),
        (TANH, {"name": "critical", "sigma_b": 0.05}),
        (RELU, "kaiming"),
        (RELU, "orthogonal"),
        (RELU, "lsuv"),
        (RELU, "mup"),
        (_sines(), "siren"),
        (_residual(), "fixup"),
        (_residual(), "zero"),
        (_residual(), {"name": "depth-scaled", "of": "kaiming"}),
        (_residual(learned=True), "skipinit"),
        (_hyper(TANH), "hyperfan-in"),
        (_hyper(TANH), "hyperfan-out"),
        (_hyper(TANH), {"name": "bias-hyperinit", "of": "xavier"}),
        (_hyper(RELU, conditioning={"kind": "one_hot"}), {"name": "weight-hyperinit", "of": "kaiming"}),
        (_hyper(TANH, heads=LOW_RANK), "hyperfan-in"),
        (_hyper(TANH, heads=LOW_RANK), "xavier"),
        (_hyper(_sines()), {"name": "bias-hyperinit", "of": "siren"}),
    ],
    ids=_id,
)  # fmt: skip
def test_what_is_meant_passes(network: dict[str, Any], scheme: object) -> None:
    assert _rules(_spec(network, scheme)) == {}


FAULTS: list[tuple[dict[str, Any], object, dict[str, str]]] = [
    (TANH, "zeros", {"FS102": "error"}),
    (TANH, {"name": "constant", "value": 0}, {"FS102": "error"}),
    (TANH, {"name": "constant", "value": 0.01}, {"FS109": "error"}),
    (RELU, {"name": "normal", "std": 0.01}, {"FS102": "error", "FS104": "error"}),
    (_mlp("sigmoid", [64, *[96] * 10, 10]), "xavier", {"FS104": "error"}),
    (_mlp("sigmoid"), {"name": "scaled", "of": "xavier", "factor": 20}, {"FS101": "error", "FS108": "warning"}),
    (_sines(), "kaiming", {"FS101": "error", "FS103": "error"}),
    (_residual(), "zeros", {"FS102": "error"}),
    (_residual(), {"name": "scaled", "of": "fixup", "factor": 0}, {"FS102": "error"}),
    (_hyper(TANH), "zeros", {"FS102": "error", "FS106": "error"}),
    (_hyper(TANH), {"name": "bias-hyperinit", "of": "zeros"}, {"FS102": "error", "FS106": "error"}),
    (_hyper(TANH, heads=LOW_RANK), "zeros", {"FS102": "error", "FS106": "error"}),
    (_hyper(TANH), {"name": "constant", "value": 0.001}, {"FS109": "error"}),
    (_hyper(TANH), "xavier", {"FS101": "error", "FS103": "error", "FS106": "warning", "FS108": "warning"}),
    (_hyper(TANH), {"name": "weight-hyperinit", "of": "xavier"}, {"FS101": "warning"}),
    (_hyper(RELU, generates="weights_and_biases"), "xavier", {"FS101": "error"}),
    (_hyper(_mlp("relu", [64, *[96] * 10, 10]), generates="weights_and_biases"), "hyperfan-in", {"FS105": "error", "FS104": "warning"}),
]  # fmt: skip


@pytest.mark.parametrize(("network", "scheme", "expected"), FAULTS, ids=_id)
def test_what_is_broken_is_named_and_the_advice_mends_it(
    network: dict[str, Any], scheme: object, expected: dict[str, str]
) -> None:
    spec = _spec(network, scheme)
    verdicts = judge(_run(spec))
    assert expected.items() <= {verdict.rule: verdict.severity for verdict in verdicts}.items()
    for verdict in verdicts:
        assert verdict.changes
        for change in verdict.changes:  # the sentence says what the changes do
            assert _say(change) in verdict.advice
    mended = apply(spec, [change for verdict in verdicts for change in verdict.changes])
    assert _rules(mended) == {}


def test_the_trap_is_explained() -> None:
    network = _hyper(_mlp("relu", [64, *[96] * 10, 10]), generates="weights_and_biases")
    verdict = next(v for v in judge(_run(_spec(network, "hyperfan-in"))) if v.rule == "FS105")
    assert verdict.name == "collapsed-inputs"
    assert "Generated biases" in verdict.explanation
    assert [(change.field, change.value) for change in verdict.changes] == [
        ("network.generates", "weights")
    ]


def test_pytorch_s_average_of_fans_trains_and_is_no_error() -> None:
    widths = [64, *[300] * 5, 10]
    assert "error" not in _rules(_spec(_hyper(_mlp("tanh", widths)), "xavier-avg")).values()


class TestIntent:
    def test_a_silent_layer_of_one_s_own(self) -> None:
        """Zero times a scheme in one layer cannot be written, so all of them are silent on purpose."""
        spec = _spec(TANH, "zeros", intent={"zeros": ["main.*"]})
        assert "FS102" not in _rules(spec)

    def test_a_pattern_that_fits_some_layers_leaves_the_others(self) -> None:
        spec = _spec(TANH, "zeros", intent={"zeros": ["main.6"]})
        (verdict,) = (v for v in judge(_run(spec)) if v.rule == "FS102")
        assert verdict.layer == "main.0"
        assert "6 of 7 layers" in verdict.explanation
