"""Which tensors of a step are probed, and under which names.

Order within a frame: the main network layer by layer, then the hypernetwork's own tensors, then
the updates, which are known last. The probes are the same at every step; where a step makes no
update, its ``update`` probes are empty (count 0, every other statistic not applicable).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

import torch
from torch import Tensor

from fanscope.activations import squared_gain
from fanscope.layout import LayerLayout, NetworkLayout
from fanscope.networks.forward import Trace
from fanscope.probes import FrameRecorder, Pending
from fanscope.training.differentiation import Gradients


def observe_main(
    recorder: FrameRecorder,
    layout: NetworkLayout,
    trace: Trace,
    main: Mapping[str, Tensor],
    gradients: Gradients,
) -> None:
    """Measure what flows through the main network, its weights and their gradients."""
    batch_size = len(trace.logits)
    for index, layer in enumerate(layout.layers):
        name = layer.name
        recorder.observe(name, "preactivation", trace.preactivations[index])
        recorder.observe(name, "activation", trace.activations[index], activation=layer.activation)
        of_each_example = gradients.preactivations[index] * batch_size
        recorder.observe(name, "activation_gradient", of_each_example)
        target_std = sqrt(squared_gain(layer.fed_by) / layer.fan_in) / layer.frequency
        _observe_tensors(recorder, layer, main, target_std=target_std)
        recorder.observe(name, "weight_gradient", gradients.tensors[layer.weight.name])


def _observe_tensors(
    recorder: FrameRecorder, layer: LayerLayout, main: Mapping[str, Tensor], *, target_std: float
) -> None:
    weight = main[layer.weight.name]
    if layer.weight_head is None:
        recorder.observe(layer.name, "weight", weight)
    else:
        recorder.observe(layer.name, "generated_weight", weight, target_std=target_std)
    if layer.bias_head is not None:
        recorder.observe(layer.name, "generated_bias", main[layer.bias_head.target.name])


def observe_hypernet(
    recorder: FrameRecorder,
    layout: NetworkLayout,
    trainable: Mapping[str, Tensor],
    measured: Mapping[str, Pending],
) -> None:
    """Measure the hypernetwork's own matrices, by the names that the layout gives them.

    Args:
        recorder: What they are measured by.
        layout: The network.
        trainable: Every trainable tensor by name, but those that are ``measured``.
        measured: What was measured of tensors that are not held any more, by name; what is in neither stays unmeasured.
    """
    if layout.hypernet is None:
        return
    for name, tensors in layout.hypernet.probed.items():
        if tensors[0].name in measured:
            recorder.place(name, "weight", measured[tensors[0].name])
            continue
        values = [trainable[tensor.name] for tensor in tensors if tensor.name in trainable]
        if len(values) < len(tensors):
            continue
        recorder.observe(name, "weight", values[0] if len(values) == 1 else torch.stack(values))


def keep_weights(
    layout: NetworkLayout, main: Mapping[str, Tensor], kept: dict[str, Tensor]
) -> None:
    """Put the main network's weights, as they are now, into ``kept`` by layer name.

    Generated weights are new tensors after each update and need no copy. The network's own ones are
    copied over the last copies: to ask for fresh memory costs more than to copy.
    """
    for layer in layout.layers:
        weight = main[layer.weight.name].detach()
        if layer.weight_head is not None:
            kept[layer.name] = weight
        elif layer.name in kept:
            kept[layer.name].copy_(weight)
        else:
            kept[layer.name] = weight.clone()


def observe_updates(
    recorder: FrameRecorder,
    layout: NetworkLayout,
    before: Mapping[str, Tensor],
    main: Mapping[str, Tensor],
) -> None:
    """Measure by how much an update moved the main network's weights from ``before``."""
    for layer in layout.layers:
        recorder.observe(layer.name, "update", main[layer.weight.name], minus=before[layer.name])


def observe_no_updates(recorder: FrameRecorder, layout: NetworkLayout) -> None:
    """Keep the updates' places in the frame of a step that makes none."""
    for layer in layout.layers:
        recorder.observe(layer.name, "update", torch.empty(0))
