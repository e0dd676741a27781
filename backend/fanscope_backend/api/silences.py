"""Where theory says nothing about a network, in words: what it does not predict, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fanscope.image_geometry import image_geometry
from fanscope.layout import OutlineNode, outline
from fanscope.spec import ExperimentSpec, GaussianData, MlpSpec
from fanscope.theory import Prediction

OUTSIDE = "what comes before is outside what theory covers"


def explain_silences(spec: ExperimentSpec, predictions: Mapping[str, Prediction]) -> list[str]:
    """Return a sentence for what no scheme has a prediction of, and one for each scheme with fewer than the others."""
    silent = {label: _silent_layers(prediction) for label, prediction in predictions.items()}
    for_all = set.intersection(*map(set, silent.values()))
    sentences = []
    layers = [layer for layer in next(iter(silent.values())) if layer in for_all]
    if layers:
        total = len(next(iter(predictions.values())).layers)
        sentences.append(f"{_what(len(layers), total)}: {_why(spec, layers[0])}.")
    sentences += [
        f"No prediction for {label} from {own[0]} on: theory's assumptions do not hold for it there."
        for label, missing in silent.items()
        if (own := [layer for layer in missing if layer not in for_all])
    ]
    return sentences


def _silent_layers(prediction: Prediction) -> list[str]:
    return [layer.layer for layer in prediction.layers if layer.second_moment is None]


def _what(count: int, total: int) -> str:
    if count == total:
        return "No prediction for this network"
    return f"No prediction for {count} of {total} layers"


def _why(spec: ExperimentSpec, layer: str) -> str:
    if spec.loss != "cross-entropy":
        return f"theory knows networks that classify, and here the loss is the {spec.loss.replace('-', ' ')}"
    main = spec.network.main if spec.network.kind == "hypernetwork" else spec.network
    if isinstance(main, MlpSpec):
        return "theory needs entries that are drawn independently with mean 0"
    return _why_at(outline(spec.network), layer, is_measured=_is_measured(spec))


def _is_measured(spec: ExperimentSpec) -> bool:
    """Whether it is known how alike two pixels are."""
    return isinstance(spec.data, GaussianData) or image_geometry(spec.data) is not None


def _why_at(nodes: Iterable[OutlineNode], layer: str, *, is_measured: bool) -> str:
    """Return why the first layer without a prediction has none: because of itself, or of a node before it."""
    seen: set[str] = set()
    for node in nodes:
        if layer in node.layers:
            return _why_of(node, seen, is_measured=is_measured)
        seen.add(f"max {node.op}" if node.detail.startswith("max") else node.op)
    return OUTSIDE


def _why_of(node: OutlineNode, before: set[str], *, is_measured: bool) -> str:
    if node.op == "embedding":
        return f"how alike the tokens are that reach {node.name} is not known"
    if node.op == "conv2d" and "conv2d" not in before and not is_measured:
        return f"{node.name} looks at patches of pictures, and how alike neighbouring pixels are is not known"
    if node.op == "attention":
        return f"what the attention at {node.name} weighs depends on the inputs themselves"
    if "max pool" in before:
        return "theory does not know the largest value of a window"
    return OUTSIDE
