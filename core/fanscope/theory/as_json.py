"""Predictions as plain numbers and nulls, the shape that the command line and the server publish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fanscope.layout import OutlineNode, lay_out, outline
from fanscope.spec import ExperimentSpec, HypernetworkSpec
from fanscope.theory.predict import predict
from fanscope.theory.prediction import Estimate, LayerPrediction, Prediction


def prediction_json(
    spec: ExperimentSpec, predictions: Mapping[str, Prediction] | None = None
) -> dict[str, Any]:
    """Return the predictions of a spec, ready for a JSON encoder; ``predictions`` where they are known.

    ``{"parameters": {"main", "hypernetwork"}, "outline": [...], "schemes": {label: {"layers": [...], "loss": ...}}}``;
    a layer has its output's shape, each quantity as a number and, under ``intervals``, its [low, high]; the
    outline has every node of the main network, :class:`~fanscope.layout.OutlineNode`.

    Raises:
        SpecError: A scheme is unknown, has bad parameters or does not fit the network.
    """
    known = predict(spec) if predictions is None else predictions
    layout = lay_out(spec.network)
    main = sum(tensor.size for tensor in layout.main)
    outputs = {layer.name: list(layer.output) for layer in layout.layers}
    hypernetwork = sum(tensor.size for tensor in layout.hypernet_trainable)
    return {
        "parameters": {
            "main": main,
            "hypernetwork": hypernetwork if isinstance(spec.network, HypernetworkSpec) else 0,
        },
        "outline": [_node_json(node) for node in outline(spec.network)],
        "schemes": {label: _scheme_json(scheme, outputs) for label, scheme in known.items()},
    }


def _node_json(node: OutlineNode) -> dict[str, Any]:
    rows = {"input": [*node.input], "output": [*node.output], "layers": [*node.layers]}
    return {**node._asdict(), **rows}


def _scheme_json(prediction: Prediction, outputs: Mapping[str, list[int]]) -> dict[str, Any]:
    loss = prediction.loss
    layers = prediction.layers
    return {
        "layers": [_layer_json(layer, outputs[layer.layer]) for layer in layers],
        "loss": None if loss is None else {"value": loss.value, "interval": [loss.low, loss.high]},
    }


def _layer_json(layer: LayerPrediction, output: list[int]) -> dict[str, Any]:
    weight, second = layer.weight_variance, layer.second_moment
    between, gradient = layer.between_input_var, layer.gradient_second_moment
    return {
        "layer": layer.layer,
        "fan_in": layer.fan_in,
        "fan_out": layer.fan_out,
        "head_variance": layer.head_variance,
        "bias_head_variance": layer.bias_head_variance,
        "weight_variance": None if weight is None else weight.value,
        "second_moment": None if second is None else second.value,
        "between_input_var": None if between is None else between.value,
        "gradient_second_moment": None if gradient is None else gradient.value,
        "intervals": {
            "weight_variance": _interval(weight),
            "second_moment": _interval(second),
            "between_input_var": _interval(between),
            "gradient_second_moment": _interval(gradient),
        },
        "output": output,
    }


def _interval(estimate: Estimate | None) -> list[float] | None:
    return None if estimate is None else [estimate.low, estimate.high]
