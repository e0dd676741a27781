from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from fanscope.frames import STATISTICS, Frame, Probe, Quantity
from fanscope.probes import FrameRecorder, measure


def draw(*shape: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(sum(shape)))


def frame_of(recorder: FrameRecorder, *, step: int = 0) -> Frame:
    return recorder.frame(step=step, loss=2.5, accuracy=0.25, losses=[3.0, 2.5])


def observe_layer(recorder: FrameRecorder, *, only: Quantity | None = None) -> None:
    observed: dict[Quantity, torch.Tensor] = {
        "preactivation": draw(16, 8),
        "activation": draw(16, 8).tanh(),
        "activation_gradient": draw(16, 9),
        "generated_weight": draw(8, 5),
        "weight_gradient": draw(8, 6),
    }
    for quantity, values in observed.items():
        if only in (None, quantity):
            recorder.observe(
                "main.0",
                quantity,
                values,
                activation="tanh" if quantity == "activation" else None,
                target_std=0.5 if quantity == "generated_weight" else math.nan,
            )


def test_a_frame_holds_what_was_observed_in_order() -> None:
    recorder = FrameRecorder()
    observe_layer(recorder)
    frame = frame_of(recorder, step=7)
    assert (frame.step, frame.loss, frame.accuracy) == (7, 2.5, 0.25)
    np.testing.assert_array_equal(frame.losses, np.array([3.0, 2.5], np.float32))
    quantities = [probe.quantity for probe in frame.probes]
    assert quantities == [
        "preactivation",
        "activation",
        "activation_gradient",
        "generated_weight",
        "weight_gradient",
    ]
    assert frame.statistics.shape == (5, len(STATISTICS))
    expected = measure(draw(16, 8).tanh(), per_input=True, activation="tanh")
    np.testing.assert_array_equal(frame.statistics[1], expected.row)
    np.testing.assert_array_equal(frame.histograms[1].dense(), expected.histogram.dense())


@pytest.mark.parametrize("quantity", ["preactivation", "activation", "generated_weight"])
def test_a_probe_alone_gives_what_it_gives_among_others(quantity: Quantity) -> None:
    alone, together = FrameRecorder(), FrameRecorder()
    observe_layer(alone, only=quantity)
    observe_layer(together)
    one, all_of_them = frame_of(alone), frame_of(together)
    row = all_of_them.probes.index(Probe("main.0", quantity))
    np.testing.assert_array_equal(one.statistics[0], all_of_them.statistics[row])
    np.testing.assert_array_equal(one.histograms[0].dense(), all_of_them.histograms[row].dense())


def test_a_recorder_starts_over_after_each_frame() -> None:
    recorder = FrameRecorder()
    observe_layer(recorder)
    first = frame_of(recorder)
    observe_layer(recorder)
    second = frame_of(recorder, step=1)
    assert second.probes == first.probes
    np.testing.assert_array_equal(second.statistics, first.statistics)
    assert frame_of(recorder).probes == ()


def test_only_what_flows_is_compared_between_inputs() -> None:
    recorder = FrameRecorder()
    observe_layer(recorder)
    frame = frame_of(recorder)
    measured = ~np.isnan(frame.statistics[:, STATISTICS.index("between_input_var")])
    assert measured.tolist() == [True, True, False, False, False]


@pytest.mark.parametrize("base", ["weight", "generated_weight"])
def test_update_ratio_compares_with_the_weight_of_the_layer(base: Quantity) -> None:
    recorder = FrameRecorder()
    weight, update = draw(8, 5), 1e-3 * draw(5, 8)
    recorder.observe("main.1", "update", update)
    recorder.observe("main.0", base, 7 * weight)
    recorder.observe("main.1", base, weight)
    frame = frame_of(recorder)
    expected = update.double().std(correction=0) / weight.double().std(correction=0)
    assert frame.statistic("main.1", "update", "update_ratio") == pytest.approx(float(expected))
    assert math.isnan(frame.statistic("main.1", base, "update_ratio"))


def test_update_without_a_weight_has_no_ratio_and_constant_weights_an_infinite_one() -> None:
    recorder = FrameRecorder()
    recorder.observe("main.0", "update", draw(8, 5))
    assert math.isnan(frame_of(recorder).statistic("main.0", "update", "update_ratio"))
    recorder.observe("main.0", "weight", torch.ones(8, 5))
    recorder.observe("main.0", "update", draw(8, 5))
    assert frame_of(recorder).statistic("main.0", "update", "update_ratio") == math.inf


def test_target_ratio_is_the_standard_deviation_over_its_target() -> None:
    recorder = FrameRecorder()
    weight = draw(30, 20)
    recorder.observe("main.0", "generated_weight", weight, target_std=0.5)
    found = frame_of(recorder).statistic("main.0", "generated_weight", "target_ratio")
    assert found == pytest.approx(float(weight.double().std(correction=0)) / 0.5)


def test_tensors_changed_after_they_were_observed_do_not_matter() -> None:
    recorder = FrameRecorder()
    weight = draw(8, 5)
    expected = measure(weight)
    recorder.observe("main.0", "weight", weight)
    weight.zero_()
    np.testing.assert_array_equal(
        frame_of(recorder).histograms[0].dense(), expected.histogram.dense()
    )


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.float64])
def test_differences_are_measured_without_being_made(dtype: torch.dtype) -> None:
    after, before = draw(90, 70).to(dtype), (3 * draw(70, 90).T).to(dtype)
    after[:40] = before[:40]
    recorder = FrameRecorder()
    recorder.observe("main.0", "update", after, minus=before)
    recorder.observe(
        "main.1", "update", after.to(torch.promote_types(dtype, torch.float32)) - before
    )
    frame = frame_of(recorder)
    np.testing.assert_allclose(frame.statistics[0], frame.statistics[1], rtol=1e-12)
    np.testing.assert_array_equal(frame.histograms[0].dense(), frame.histograms[1].dense())
    assert frame.statistic("main.0", "update", "zero_fraction") == pytest.approx(40 / 90)


def test_differences_of_activations_are_compared_between_inputs_too() -> None:
    recorder = FrameRecorder()
    recorder.observe("main.0", "activation", draw(8, 5), minus=draw(5, 8).T)
    recorder.observe("main.1", "activation", draw(8, 5) - draw(5, 8).T)
    frame = frame_of(recorder)
    np.testing.assert_array_equal(frame.statistics[0], frame.statistics[1])


def test_differences_of_other_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\(8, 5\) minus \(5,\): shapes differ"):
        FrameRecorder().observe("main.0", "update", draw(8, 5), minus=draw(5))
