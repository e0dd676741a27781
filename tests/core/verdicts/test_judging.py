"""Verdicts on networks whose health is known: the measured table of the paper's setting, and classics."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from fanscope.frames import STATISTICS, Frame, Probe, Quantity, Track
from fanscope.histogram import Histogram
from fanscope.result import Divergence, ExperimentResult, RunResult
from fanscope.spec import ExperimentSpec
from fanscope.verdicts import Verdict, judge, summarize
from support.specs import mlp_of
from support.synthetic import spec_of

WIDTHS = (784, 500, 500, 500, 500, 500, 10)
EMPTY = Histogram(np.empty(0, np.uint16), np.empty(0, np.uint64))
REFERENCES = Path(__file__).parents[3] / "docs" / "references.bib"


def result_of(
    spec: ExperimentSpec,
    second_moment: Sequence[float],
    *,
    gain: Sequence[float],
    gradient: Sequence[float] | None = None,
    cosine: Sequence[float] | None = None,
    saturated: float = 0.0,
    diverged_at: Divergence | None = None,
) -> ExperimentResult:
    """Return one run of the first scheme whose step 0 has these numbers; ``gain`` is fan_in Var(W)."""
    number = len(second_moment)
    weight: Quantity = "weight" if spec.network.kind == "mlp" else "generated_weight"
    columns: list[tuple[Quantity, str, Sequence[float]]] = [
        ("preactivation", "second_moment", second_moment),
        ("preactivation", "mean_cosine", cosine or [0.4] * number),
        ("preactivation", "between_input_var", [0.5 * q for q in second_moment]),
        ("activation", "saturated_fraction", [saturated] * (number - 1) + [np.nan]),
        ("activation_gradient", "second_moment", gradient or [np.nan] * number),
        (
            weight,
            "second_moment",
            [g / d for g, d in zip(gain, mlp_of(spec).widths[:-1], strict=True)],
        ),
    ]
    probes = tuple(Probe(f"main.{i}", q) for i in range(number) for q in {c[0]: 0 for c in columns})
    rows = np.full((len(probes), len(STATISTICS)), np.nan)
    rows[:, STATISTICS.index("num_nonfinite")] = 0
    for quantity, statistic, values in columns:
        for index, value in enumerate(values):
            rows[probes.index(Probe(f"main.{index}", quantity)), STATISTICS.index(statistic)] = (
                value
            )
    frame = Frame(
        step=0,
        loss=2.3,
        accuracy=0.1,
        losses=np.array([2.3], np.float32),
        probes=probes,
        statistics=rows,
        histograms=(EMPTY,) * len(probes),
    )
    scheme = spec.schemes[0].label
    run = RunResult("r", scheme, 0, "running", Track.from_frames([frame]), diverged_at)
    return ExperimentResult(spec, (run,), {})


def rules(verdicts: Sequence[Verdict]) -> set[str]:
    return {verdict.rule for verdict in verdicts}


Row = tuple[Sequence[float], Sequence[float], tuple[float, float], float]
TABLE: dict[str, Row] = {
    # scheme: pre-activation second moments, fan_in Var(W), gradients of layers 1..6, saturated fraction
    "classical": ([0.98, 0.38, 0.23, 0.16, 0.13, 0.087], [1.0] * 6, (2.6e-4, 1.5e-3), 0.0),
    "hyperfan-in": ([0.96, 0.37, 0.21, 0.16, 0.12, 0.095], [1, 0.97, 1, 1.03, 0.93, 1], (2.7e-4, 1.5e-3), 0.0),
    "hyperfan-out": ([1.51, 0.45, 0.24, 0.17, 0.13, 5.07], [1.5, 1, 1, 1, 1, 50], (0.0138, 0.099), 0.0),
    "xavier": ([753, 475, 452, 498, 482, 483], [750, 470, 470, 500, 480, 480], (761, 0.042), 0.93),
    "xavier-avg": ([0.19, 0.028, 0.0049, 0.0010, 0.0002, 0.0018], [0.2] * 5 + [9.9], (2e-5, 1.8e-2), 0.0),
    "torch-default": ([251, 155, 146, 161, 156, 156], [250, 160, 160, 160, 160, 160], (47, 0.024), 0.9),
}  # fmt: skip


def judge_table(scheme: str) -> tuple[tuple[Verdict, ...], str]:
    moments, gains, ends, saturated = TABLE[scheme]
    plain = scheme == "classical"
    gradient = [*np.geomspace(*ends, 5).tolist(), 0.09]
    name = "xavier" if plain else scheme
    result = result_of(
        spec_of([name], plain=plain, seeds=1),
        moments,
        gain=gains,
        gradient=gradient,
        saturated=saturated,
    )
    return judge(result), summarize(result)[name]


@pytest.mark.parametrize("scheme", ["classical", "hyperfan-in", "hyperfan-out"])
def test_healthy_schemes_of_the_paper_are_healthy(scheme: str) -> None:
    verdicts, sentence = judge_table(scheme)
    assert verdicts == ()
    assert sentence == "healthy."


def test_the_paper_s_failure_explodes_and_saturates() -> None:
    verdicts, sentence = judge_table("xavier")
    assert rules(verdicts) == {"FS101", "FS103", "FS106", "FS108"}
    assert re.match(
        r"activations explode from main\.0 \(up to 3[5-7]\d\d × a healthy network's\) and ",
        sentence,
    )
    assert "gradients explode" in sentence, "errors before the warning that units saturate"
    exploding = next(verdict for verdict in verdicts if verdict.rule == "FS101")
    assert (exploding.severity, exploding.layer, exploding.measured) == ("error", "main.0", 753)
    assert "hyperfan-in" in exploding.advice


def test_pytorch_s_average_of_fans_vanishes() -> None:
    verdicts, sentence = judge_table("xavier-avg")
    assert {"FS102", "FS104", "FS106"} <= rules(verdicts)
    assert sentence.startswith("activations vanish from")


def test_pytorch_s_default_explodes() -> None:
    verdicts, _ = judge_table("torch-default")
    assert {"FS101", "FS103", "FS106", "FS108"} <= rules(verdicts)


def test_the_trap_passes_pooled_variance_and_fails_on_inputs_and_gradients() -> None:
    widths = [256] * 10 + [10]
    spec = spec_of(["hyperfan-in"], widths=widths, activation="relu", seeds=1)
    result = result_of(
        spec,
        np.linspace(1.99, 1.92, 10).tolist(),
        gain=[1.0] * 10,
        gradient=[*(0.05 * 0.5 ** np.arange(8, -1, -1.0)).tolist(), 0.09],
        cosine=[0.5, 0.75, 0.87, 0.94, 0.97, 0.985, 0.992, 0.996, 0.998, 0.999],
    )
    assert rules(judge(result)) == {"FS104", "FS105"}
    collapsed = next(v for v in judge(result) if v.rule == "FS105")
    assert (collapsed.severity, collapsed.layer, collapsed.bound) == ("error", "main.5", 0.98)


def test_data_that_looks_alike_is_not_the_network_s_fault() -> None:
    spec = spec_of(["xavier"], widths=[8, 8, 8, 2], plain=True, seeds=1)
    result = result_of(spec, [1.0, 0.4, 0.25], gain=[1.0] * 3, cosine=[0.99, 0.995, 0.999])
    assert judge(result) == ()


def test_a_deep_relu_network_with_kaiming_is_healthy() -> None:
    spec = spec_of(["kaiming"], widths=[64] * 20 + [10], activation="relu", plain=True, seeds=1)
    result = result_of(spec, [2.0] * 20, gain=[2.0] * 20, gradient=[0.01] * 19 + [0.09])
    assert judge(result) == ()


def test_a_slow_explosion_is_found_by_its_sum() -> None:
    spec = spec_of(["xavier"], widths=[64] * 20 + [10], activation="relu", plain=True, seeds=1)
    growing = [2.0 * 1.3**layer for layer in range(20)]
    verdicts = judge(result_of(spec, growing, gain=[2.6] * 20))
    assert rules(verdicts) == {"FS101"}
    assert verdicts[0].layer == "main.9"
    assert verdicts[0].severity == "warning"


def test_a_dead_network_vanishes() -> None:
    spec = spec_of(["zeros"], widths=[8, 8, 2], plain=True, seeds=1)
    verdicts = judge(result_of(spec, [0.0, 0.0], gain=[0.0, 0.0]))
    assert rules(verdicts) == {"FS102"}
    assert verdicts[0].severity == "error"


def test_a_summary_names_errors_before_warnings() -> None:
    """In the order of the rules a warning comes first; the error is said before it."""
    widths = [256] * 10 + [10]
    spec = spec_of(["hyperfan-in"], widths=widths, activation="relu", seeds=1)
    result = result_of(
        spec,
        [2.0 * 1.5**layer for layer in range(10)],
        gain=[3.0] * 10,
        gradient=[*(0.05 * 0.5 ** np.arange(8, -1, -1.0)).tolist(), 0.09],
        cosine=[0.5, 0.75, 0.87, 0.94, 0.97, 0.985, 0.992, 0.996, 0.998, 0.999],
    )
    assert [(v.rule, v.severity) for v in judge(result)] == [
        ("FS105", "error"),
        ("FS101", "warning"),
        ("FS104", "warning"),
    ]
    first, second = summarize(result)["hyperfan-in"].split(" and ")
    assert first.startswith("inputs collapse together from main.5")
    assert second.startswith("activations explode from")


def test_divergence_comes_first() -> None:
    spec = spec_of(["hyperfan-out"], seeds=1)
    moments, gains, _, _ = TABLE["hyperfan-out"]
    result = result_of(spec, moments, gain=gains, diverged_at=Divergence(3, "main.2"))
    (verdict,) = judge(result)
    assert (verdict.rule, verdict.severity, verdict.layer) == ("FS110", "error", "main.2")
    assert "lr" in verdict.advice
    assert summarize(result) == {"hyperfan-out": "diverged at step 3 in main.2."}


def test_before_the_first_frame_nothing_is_judged() -> None:
    spec = spec_of(["xavier"], seeds=1)
    queued = RunResult("r", "xavier", 0, "queued", None)
    result = ExperimentResult(spec, (queued,), {})
    assert judge(result) == ()
    assert summarize(result) == {"xavier": "no frame yet."}


@pytest.mark.parametrize("scheme", ["xavier", "xavier-avg"])
def test_every_verdict_says_why_and_what_to_do(scheme: str) -> None:
    known = set(re.findall(r"@\w+\{(\w+)", REFERENCES.read_text(encoding="utf-8")))
    verdicts, _ = judge_table(scheme)
    for verdict in verdicts:
        assert verdict.explanation.endswith(".")
        assert verdict.advice.endswith(".")
        assert verdict.bound is not None
        assert set(verdict.reference.split(", ")) <= known
    assert [v.severity for v in verdicts] == sorted(v.severity for v in verdicts)
