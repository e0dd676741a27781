"""Repairs: what is advised for which network, and for a module without a spec."""

from __future__ import annotations

from typing import Any

import pytest

from fanscope.parsing import parse_spec
from fanscope.verdicts import Change, Evidence
from fanscope.verdicts.candidates import better_schemes
from fanscope.verdicts.mending import mend
from fanscope.verdicts.remedy import Ailment, Remedy
from support.made_evidence import make_evidence

LINEAR, RELU = {"op": "linear", "features": 64}, {"op": "activation", "name": "relu"}
SINE = {"op": "activation", "name": "sine", "frequency": 30}
NORM = {"op": "layernorm"}
LAST = {"op": "linear", "features": 10}


def _sequential(*layers: object) -> dict[str, Any]:
    return {"kind": "sequential", "input": [64], "layers": [*layers, LAST]}


def _mlp(activation: str = "tanh", depth: int = 3) -> dict[str, Any]:
    return {"kind": "mlp", "widths": [64, *[20] * depth, 10], "activation": activation}


def _hyper(main: dict[str, Any], **others: Any) -> dict[str, Any]:
    return {"kind": "hypernetwork", "main": main, **others}


def _evidence(network: dict[str, Any], *schemes: object, **facts: Any) -> Evidence:
    spec = parse_spec({"network": network, "schemes": list(schemes)})
    label = spec.schemes[-1].label
    return make_evidence(layers=2, facts={0: facts}, spec=spec, scheme=label)


def _mend(network: dict[str, Any], *schemes: object, ailment: Ailment = "scale", **facts: Any) -> tuple[str, dict[str, object]]:  # fmt: skip
    repair = mend(_evidence(network, *schemes, **facts), Remedy(ailment, 0.1))
    return repair.advice, {change.field: change.value for change in repair.changes}


@pytest.mark.parametrize(
    ("network", "best"),
    [
        (_mlp("tanh"), "xavier"),
        (_mlp("sigmoid"), "xavier"),
        (_mlp("relu"), "kaiming"),
        (_mlp("gelu"), "kaiming"),
        (_sequential(LINEAR, SINE, LINEAR, SINE), "siren"),
        (_sequential(LINEAR, {"op": "residual", "body": [RELU, LINEAR]}), "depth-scaled(of=kaiming)"),
        (_sequential(LINEAR, {"op": "residual", "body": [NORM, RELU, LINEAR]}), "kaiming"),
        (_hyper(_mlp("relu")), "hyperfan-in"),
        (_hyper(_sequential(LINEAR, SINE)), "bias-hyperinit(of=siren)"),
    ],
)  # fmt: skip
def test_the_best_scheme_fits_the_network(network: dict[str, Any], best: str) -> None:
    spec = parse_spec({"network": network, "schemes": ["torch-default"]})
    assert better_schemes(spec.network)[0].label == best


def test_the_judged_scheme_is_replaced_where_it_stands() -> None:
    advice, changes = _mend(_mlp(), "orthogonal", "torch-default")
    assert (advice, changes) == ("Use xavier.", {"schemes.1": "xavier"})


def test_the_best_one_gives_way_to_the_next() -> None:
    assert _mend(_mlp(), "xavier") == ("Use orthogonal.", {"schemes.0": "orthogonal"})


def test_longer_codes_where_hyperfan_is_not_enough() -> None:
    advice, changes = _mend(_hyper(_mlp(), conditioning={"size": 6}), "hyperfan-in")
    assert changes == {"network.conditioning.size": 24}
    assert advice.startswith("Raise network.conditioning.size to 24")


def test_codes_that_cannot_grow() -> None:
    network = _hyper(_mlp(), conditioning={"kind": "one_hot"})
    assert _mend(network, "hyperfan-in")[1] == {"schemes.0": "hyperfan-out"}


def test_generated_biases_are_the_trap() -> None:
    network = _hyper(_mlp(), generates="weights_and_biases")
    _, changes = _mend(network, "hyperfan-in", bias_is_generated=True)
    assert changes == {"network.generates": "weights"}
    advice, changes = _mend(network, "xavier", bias_is_generated=True)
    assert changes == {"schemes.0": "hyperfan-in", "network.generates": "weights"}
    assert advice == "Use hyperfan-in, and generate weights only (network.generates: weights)."


def test_many_sigmoids_need_another_activation() -> None:
    assert _mend(_mlp("sigmoid", depth=8), "xavier")[1] == {"network.activation": "tanh"}
    _, changes = _mend(_hyper(_mlp("sigmoid", depth=8)), "xavier")
    assert changes == {"schemes.0": "hyperfan-in", "network.main.activation": "tanh"}


def test_updates_are_the_learning_rate_s() -> None:
    advice, changes = _mend(_mlp(), "xavier", ailment="step")
    assert changes == {"training.optimizer.lr": pytest.approx(1e-4)}
    assert advice == "Lower the learning rate (training.optimizer.lr) to 1e-4."


def test_what_cannot_be_written_down() -> None:
    assert _mend(_mlp(), "xavier", ailment="unknown")[1] == {}


class TestModule:
    @pytest.mark.parametrize(
        ("activation", "call"),
        [("relu", "kaiming_normal_"), ("tanh", "xavier_normal_"), ("silu", "kaiming_normal_")],
    )
    def test_names_the_layer_and_a_call(self, activation: str, call: str) -> None:
        evidence = make_evidence(activation=activation)
        repair = mend(evidence, Remedy("scale", 0.25, "main.2"))
        assert repair.changes == ()
        assert "main.2" in repair.advice
        assert f"torch.nn.init.{call}(weight" in repair.advice
        assert "multiply its weight by 0.25" in repair.advice

    def test_a_factor_near_one_mends_nothing(self) -> None:
        assert "multiply" not in mend(make_evidence(), Remedy("scale", 1.1, "main.2")).advice

    def test_without_a_layer_all_of_them(self) -> None:
        assert mend(make_evidence(), Remedy("spread")).advice.startswith("Initialize every weight")


def test_a_change_is_a_value() -> None:
    assert Change("schemes.0", "xavier") == Change("schemes.0", "xavier")
