"""A run without updates says of step 0 what a run with updates says of it."""

import numpy as np
import pytest
import torch

from fanscope.layout import lay_out
from fanscope.parsing import parse_spec
from fanscope.spec import ExperimentSpec
from fanscope.training import Step, train
from fanscope.training.data import open_dataset
from fanscope.training.one_pass import OnePass
from fanscope.training.starting import start_run
from fanscope.training.update import UpdateRule

SPEC = """
network:
  kind: hypernetwork
  main: {{kind: mlp, widths: [64, 200, 10], activation: tanh}}
  generates: {generates}
  conditioning: {code}
  trunk: {{widths: {trunk}}}
  heads: {{kind: per_tensor, base: {base}, bias: {bias}}}
data: {{name: gaussian, features: 64, classes: 10, examples: 100}}
training: {{steps: {steps}, batch_size: 20, optimizer: {{kind: sgd, lr: 0.01}}}}
schemes: [{scheme}]
seeds: 1
"""


def spec_of(
    steps: int,
    *,
    generates: str = "weights",
    code: str = "{kind: learned, size: 50}",
    trunk: str = "[]",
    base: str = "false",
    bias: str = "true",
    scheme: str = "hyperfan-in",
) -> ExperimentSpec:
    """The first head has 640,000 values: it is drawn in two pieces, the second of 3,200 values more than the first."""
    text = SPEC.format(
        steps=steps,
        generates=generates,
        code=code,
        trunk=trunk,
        base=base,
        bias=bias,
        scheme=scheme,
    )
    return parse_spec(text)


def first_step(spec: ExperimentSpec) -> Step:
    return next(iter(train(spec, spec.schemes[0], 3, device="cpu")))


@pytest.mark.parametrize(
    "kind",
    [
        {},
        {"scheme": "kaiming"},
        {"scheme": "orthogonal"},
        {"scheme": "{name: bias-hyperinit, of: zero}"},
        {"scheme": "hyperfan-out", "trunk": "[30, 40]"},
        {"generates": "weights_and_biases", "scheme": "hyperfan-in"},
        {"base": "true", "scheme": "xavier"},
        {"bias": "false"},
    ],
    ids=str,
)
def test_step_0_is_that_of_a_run_that_goes_on(kind: dict[str, str]) -> None:
    alone, going_on = (first_step(spec_of(steps, **kind)) for steps in (0, 1))
    assert alone.loss == pytest.approx(going_on.loss, rel=1e-6)
    assert alone.frame is not None
    assert going_on.frame is not None
    assert alone.frame.probes == going_on.frame.probes
    measured = [probe.quantity != "update" for probe in alone.frame.probes]
    np.testing.assert_allclose(
        alone.frame.statistics[measured],
        going_on.frame.statistics[measured],
        rtol=1e-4,
        atol=1e-7,
        equal_nan=True,
    )
    own = [i for i, probe in enumerate(alone.frame.probes) if probe.layer.startswith("head.")]
    assert own
    for index in own:
        ours, theirs = alone.frame.histograms[index], going_on.frame.histograms[index]
        np.testing.assert_array_equal(ours.bins, theirs.bins)
        np.testing.assert_array_equal(ours.counts, theirs.counts)
        np.testing.assert_allclose(
            alone.frame.statistics[index], going_on.frame.statistics[index], rtol=1e-12, atol=1e-18
        )


def test_kernels_are_not_held() -> None:
    rule = begin(spec_of(0))
    assert isinstance(rule, OnePass)
    assert sum(tensor.numel() for tensor in rule.trainable.values()) == (
        2 * 50 + 210 + 64 * 200 + 200 * 10  # codes, the main network's own biases, offsets
    )


def begin(spec: ExperimentSpec) -> UpdateRule:
    return start_run(
        spec,
        lay_out(spec.network),
        spec.schemes[0],
        0,
        dataset=open_dataset(spec.data),
        device=torch.device("cpu"),
        measure=True,
    )


def test_it_cannot_be_trained_on() -> None:
    with pytest.raises(RuntimeError, match="no update"):
        begin(spec_of(0)).update([{}])


@pytest.mark.parametrize("spec", [spec_of(1), spec_of(0, code="{kind: one_hot}")])
def test_runs_that_go_on_or_share_a_code_hold_their_kernels(spec: ExperimentSpec) -> None:
    assert not isinstance(begin(spec), OnePass)
