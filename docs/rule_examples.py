"""What breaks each rule: docs/rules/examples.yaml, run.

Every example is a spec that runs in seconds on a data set that needs no download, and the scheme in it that breaks the rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from fanscope.parsing import parse_spec
from fanscope.result import ExperimentResult
from fanscope.spec import ExperimentSpec
from fanscope.verdicts import Verdict, judge, read_evidence
from fanscope.verdicts.baseline import Baseline

EXAMPLES = Path(__file__).parent / "rules/examples.yaml"


@dataclass(frozen=True, slots=True)
class Example:
    """One rule's example.

    Attributes:
        code: The rule's.
        scheme: Label of the scheme that breaks it.
        spec: What is run.
        source: The same as it is written down.
        baseline: What it is compared with, None where with nothing.
        figure: Name of the picture that shows it, None for the rule's own.
    """

    code: str
    scheme: str
    spec: ExperimentSpec
    source: dict[str, Any]
    baseline: ExperimentSpec | None
    figure: str | None


def read_examples() -> dict[str, Example]:
    """Return every example by the code of its rule."""
    tree = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    specs = tree.pop("specs")
    return {
        code: Example(
            code=code,
            scheme=each["scheme"],
            spec=parse_spec(specs[each["spec"]]),
            source=specs[each["spec"]],
            baseline=parse_spec(specs[each["baseline"]]) if "baseline" in each else None,
            figure=each.get("figure"),
        )
        for code, each in tree.items()
    }


def run_example(example: Example) -> tuple[ExperimentResult, tuple[Verdict, ...]]:
    """Run an example; return what was measured and every verdict on its faulty scheme."""
    from fanscope.experiment import run_experiment

    baseline = None
    if example.baseline is not None:
        before = run_experiment(example.baseline)
        known = (read_evidence(before, scheme) for scheme in before.schemes)
        baseline = Baseline.of([evidence for evidence in known if evidence is not None])
    result = run_experiment(example.spec)
    found = judge(result, baseline=baseline)
    return result, tuple(verdict for verdict in found if verdict.scheme == example.scheme)
