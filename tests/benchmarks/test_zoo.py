"""The zoo that verdicts are held against: its halves, its truth, its arithmetic and the way advice is followed."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from zoo.advice import Advised, advise
from zoo.configurations import Configuration, configurations, half_of, key_of
from zoo.scoring import Case, Confusion, confuse, make_cases, wilson
from zoo.truth import BOUNDARY, MARGIN, RATES, Truth, TruthFile, measure_truth

from fanscope.parsing import parse_spec
from fanscope.spec import ExperimentSpec
from fanscope.verdicts import Change, Severity, Verdict


def _spec(scheme: object = "xavier", **others: object) -> ExperimentSpec:
    return parse_spec(
        {
            "network": {"kind": "mlp", "widths": [64, 8, 10], "activation": "tanh"},
            "data": {"name": "digits"},
            "training": {"steps": 0},
            "schemes": [scheme],
            **others,
        }
    )


def _truth(*outcomes: float) -> Truth:
    """Return a truth with these final losses of three seeds at one rate; all others diverged."""
    return Truth(((math.inf,), tuple(outcomes), (math.inf,)))


def _verdict(severity: Severity, *changes: Change) -> Verdict:
    return Verdict(
        rule="FS101",
        name="exploding-activations",
        severity=severity,
        scheme="xavier",
        layer=None,
        measured=None,
        predicted=None,
        bound=None,
        explanation="",
        advice="",
        reference="",
        changes=changes,
    )


def _case(trains: bool, *severities: Severity, **others: object) -> Case:
    truth = _truth(0.1, 0.1, 0.1) if trains else _truth(2.3, 2.3, 2.3)
    case = Case(
        Configuration("tiny", _spec()),
        truth,
        is_out_of_reach=False,
        is_slower=False,
        verdicts={"fanscope": tuple(_verdict(each) for each in severities)},
    )
    return replace(case, **others)  # type: ignore[arg-type]


class TestHalves:
    def test_the_zoo_is_large_and_half_of_it_hypernetworks(self) -> None:
        first = [each for each in configurations() if each.half in ("tuning", "held back")]
        assert len(first) == 376
        assert sum(each.is_hypernetwork for each in first) == 215
        assert sum(each.half == "tuning" for each in first) == 193
        assert len({each.key for each in configurations()}) == len(configurations())

    def test_the_sealed_part_is_drawn_alike_every_time(self) -> None:
        """The seed was written down before any of it was trained; another draw would be another part."""
        sealed = [each for each in configurations() if each.half == "sealed"]
        assert len(sealed) == 208
        assert sum(each.is_hypernetwork for each in sealed) == 123

    def test_a_key_is_of_what_is_trained_alone(self) -> None:
        assert key_of(_spec()) == key_of(_spec(name="another", seeds=5))
        assert key_of(_spec()) != key_of(_spec("kaiming"))

    def test_the_first_byte_s_last_bit_decides(self) -> None:
        assert half_of("fe" + 62 * "1") == "tuning"
        assert half_of("ff" + 62 * "0") == "held back"

    def test_every_configuration_has_a_stored_truth(self) -> None:
        stored = TruthFile(Path(__file__).parents[2] / "benchmarks/results/verdict_truth.jsonl")
        assert all(stored.get(each.key) is not None for each in configurations())


class TestTruth:
    def test_the_median_seed_decides_at_the_best_rate(self) -> None:
        truth = Truth(((0.01,), (0.5, 0.7, 0.6), (0.9, 0.2, math.inf)))
        assert truth.best_rate == 1  # the first one has one seed only
        assert truth.outcome == 0.6
        assert truth.trains
        assert not truth.is_ambiguous

    def test_what_diverges_everywhere_does_not_train(self) -> None:
        truth = Truth(((math.inf,) * 3, (math.inf,)))
        assert truth.outcome == math.inf
        assert not truth.trains
        assert not truth.is_ambiguous

    @pytest.mark.parametrize(
        ("losses", "is_ambiguous"),
        [
            ((0.3, 0.2, 1.2), True),  # seeds on both sides
            ((BOUNDARY / MARGIN + 0.001,) * 3, True),
            ((BOUNDARY / MARGIN - 0.001,) * 3, False),
            ((BOUNDARY * MARGIN - 0.001,) * 3, True),
            ((BOUNDARY * MARGIN + 0.001,) * 3, False),
        ],
    )
    def test_near_the_boundary_nothing_is_said(
        self, losses: tuple[float, ...], *, is_ambiguous: bool
    ) -> None:
        assert _truth(*losses).is_ambiguous == is_ambiguous

    def test_it_can_be_measured_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("zoo.truth.STEPS", 25)
        truth = measure_truth(_spec())
        assert truth == measure_truth(_spec())
        assert [len(losses) for losses in truth.final_losses].count(3) in {2, 3}
        assert len(truth.final_losses) == len(RATES)
        TruthFile(tmp_path / "truth.jsonl").add("key", "name", truth)
        read = TruthFile(tmp_path / "truth.jsonl").get("key")
        assert read is not None
        assert read.outcome == pytest.approx(truth.outcome, abs=1e-4)

    def test_a_stored_divergence_is_infinite_again(self, tmp_path: Path) -> None:
        truth = _truth(0.25, math.inf, 0.5)
        TruthFile(tmp_path / "truth.jsonl").add("key", "name", truth)
        assert TruthFile(tmp_path / "truth.jsonl").get("key") == truth


class TestScoring:
    def test_counts_by_hand(self) -> None:
        cases = [
            _case(False, "error"),
            _case(False, "warning", "error"),
            _case(False, "warning"),
            _case(True, "error"),
            _case(True),
            _case(True, "warning"),
            _case(False, truth=_truth(1.2, 1.2, 1.2)),
            _case(False, is_out_of_reach=True),
        ]
        found = confuse(cases, "fanscope")
        assert found == Confusion(2, 1, 1, 2)
        assert found.precision == (2, 3)
        assert found.recall == (2, 3)

    def test_wilson_s_interval(self) -> None:
        """81 of 263: 0.255 to 0.366 (Newcombe 1998, table I)."""
        assert wilson((81, 263)) == pytest.approx((0.2553, 0.3662), abs=5e-5)
        assert wilson((0, 0)) == (0.0, 1.0)

    def test_an_architecture_is_reached_by_any_half_s_scheme(self) -> None:
        good, bad = Configuration("a", _spec()), Configuration("a", _spec("zeros"))
        alone = Configuration("b", _spec("kaiming"))
        truths = {
            good: _truth(0.1, 0.1, 0.1),
            bad: _truth(0.6, 0.6, 0.6),
            alone: _truth(2.3, 2.3, 2.3),
        }
        cases = make_cases(truths, lambda _: {"fanscope": ()})
        assert [case.is_out_of_reach for case in cases] == [False, False, True]
        assert [case.is_slower for case in cases] == [False, True, False]
        one = make_cases(truths, lambda _: {"fanscope": ()}, bad.half)
        assert {case.configuration.half for case in one} == {bad.half}
        assert not any(
            case.is_out_of_reach for case in one if case.configuration.architecture == "a"
        )


class TestAdvice:
    REPAIR = Change("schemes.0", {"name": "kaiming"})

    def _advise(
        self, case: Case, answers: list[tuple[Verdict, ...]], *, trains: bool = True
    ) -> Advised:
        left = iter(answers)
        return advise(case, lambda _: next(left), lambda _: trains)

    def _faulty(self, *changes: Change) -> Case:
        return _case(False, verdicts={"fanscope": (_verdict("error", *changes),)})

    def test_one_round_that_passes_and_trains_works(self) -> None:
        advised = self._advise(self._faulty(self.REPAIR), [()])
        assert advised.works
        assert advised.rounds == 1
        assert advised.repaired is not None
        assert advised.repaired.schemes[0].label == "kaiming"

    def test_what_passes_but_does_not_train_does_not_work(self) -> None:
        assert not self._advise(self._faulty(self.REPAIR), [()], trains=False).works

    def test_an_error_that_stays_ends_after_three_rounds(self) -> None:
        stays = (_verdict("error", self.REPAIR),)
        advised = self._advise(self._faulty(self.REPAIR), [stays] * 3)
        assert advised.rounds == 3
        assert not advised.passes

    def test_no_change_and_no_error_are_no_advice(self) -> None:
        assert self._advise(self._faulty(), []).rounds == 0
        assert not self._advise(_case(False, "warning"), []).works
