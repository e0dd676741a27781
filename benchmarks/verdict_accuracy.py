"""How often verdicts at step 0 are right, beside what SageMaker's and TheDeepChecker's rules say; does advice work?

    python benchmarks/verdict_accuracy.py             all parts, advice too; writes results/verdict_accuracy.md
    python benchmarks/verdict_accuracy.py tuning      the tuning half alone, wrong verdicts listed; writes nothing

zoo/DEFINITION.md says what is measured; the truth in results/verdict_truth.jsonl took an hour of one core and is
measured again by deleting the file and running zoo/measure.py. What advice makes of a spec is trained here and kept there too.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from zoo.advice import Advised, advise
from zoo.architectures import TRAP
from zoo.configurations import Configuration, configurations, key_of
from zoo.scoring import Case, make_cases
from zoo.tables import (
    write_accuracy,
    write_advice,
    write_by_kind,
    write_counts,
    write_ladder,
    write_useless,
    write_wrong,
)
from zoo.truth import TruthFile, measure_truth

from fanscope.experiment import run_experiment
from fanscope.spec import ExperimentSpec
from fanscope.verdicts import PRESETS, Thresholds, Verdict, judge

RESULTS = Path(__file__).parent / "results"
TRUTH = RESULTS / "verdict_truth.jsonl"


def main() -> None:
    torch.set_num_threads(1)
    truths = TruthFile(TRUTH)
    only_tuning = sys.argv[1:2] == ["tuning"]
    every = configurations()
    known = {each: truth for each in every if (truth := truths.get(each.key)) is not None}
    if len(known) < len(every):
        print(f"{len(every) - len(known)} have no truth yet: run benchmarks/zoo/measure.py")
    cases = make_cases(known, judge_all, "tuning" if only_tuning else None)
    faulty = [case for case in cases if case.is_scored and not case.truth.trains]
    advised = [advise(case, judge_spec, lambda spec: trains(spec, truths)) for case in faulty]
    if only_tuning:
        print(write_accuracy(cases), write_ladder(cases), write_wrong(cases), sep="\n\n")
        print(write_advice(advised), write_useless(advised), sep="\n\n")
        return
    text = write_report(cases, advised)
    (RESULTS / "verdict_accuracy.md").write_text(text)
    print(text)


def judge_all(configuration: Configuration) -> dict[str, tuple[Verdict, ...]]:
    """Return what each preset of thresholds says of step 0."""
    result = run_experiment(configuration.spec)
    return {preset: judge(result, Thresholds(preset=preset)) for preset in PRESETS}


def judge_spec(spec: ExperimentSpec) -> tuple[Verdict, ...]:
    return judge(run_experiment(spec))


def trains(spec: ExperimentSpec, truths: TruthFile) -> bool:
    """Return whether a repaired spec trains, measured where the zoo does not hold it."""
    key = key_of(spec)
    truth = truths.get(key)
    if truth is None:
        truth = measure_truth(spec)
        truths.add(key, f"repaired: {spec.name}: {spec.schemes[0].label}", truth)
    return truth.trains


def write_report(cases: Sequence[Case], advised: Sequence[Advised]) -> str:
    return (
        "\n\n".join(
            (
                "# Verdicts at step 0 against training\n\nMeasured by `benchmarks/verdict_accuracy.py`; the definitions are in `benchmarks/zoo/DEFINITION.md`. "
                "Positive: an error verdict. Shares with 95 % Wilson intervals. Bounds were fitted on the tuning half. The held-back half was "
                "read, its first reading, 0.984 and 0.926, stands in DEFINITION.md, and the last bounds were fitted to both halves. "
                "The fresh part is blind: it was judged once, after the last change.",
                write_counts(cases),
                "## Error verdicts\n\n" + write_accuracy(cases),
                write_by_kind(cases),
                "## The ladder, thresholds `fanscope`\n\n" + write_ladder(cases),
                "## Named cases\n\n" + write_named(cases),
                "## Advice\n\n" + write_advice(advised),
                "Advice that did not help, tuning half:\n\n" + write_useless(advised),
                "## Wrong verdicts of the tuning half\n\n" + write_wrong(cases),
            )
        )
        + "\n"
    )


NAMED = (
    (f"{TRAP}: hyperfan-in", "the trap"),
    (f"{TRAP}: zeros", "an all-zero hypernetwork"),
    ("hypernetwork, low rank with W_0, relu, 6 x 48: hyperfan-in", "LoRA, B = 0"),
    ("residual, 6 x 64: fixup", "Fixup"),
    ("hypernetwork, relu, 5 x 48: bias-hyperinit(of=kaiming)", "Bias-HyperInit"),
)


def write_named(cases: Sequence[Case]) -> str:
    by_name = {case.configuration.name: case for case in cases}
    lines = ["| case | trains | verdicts |", "|---|---|---|"]
    for name, title in NAMED:
        case = by_name[name]
        said = ", ".join(f"{each.name} ({each.severity})" for each in case.verdicts["fanscope"])
        trains_ = "yes" if case.truth.trains else "no"
        lines.append(f"| {title} | {trains_}, {case.truth.outcome:.2f} | {said or 'healthy'} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
