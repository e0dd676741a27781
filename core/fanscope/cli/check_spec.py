"""Checking a spec in this process [torch]."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from fanscope.checks import Target
from fanscope.checks.spec_lines import lines_of_schemes
from fanscope.cli.check_outcome import Outcome
from fanscope.cli.collecting import uncollected
from fanscope.cli.spec_source import override, read_spec
from fanscope.compiled import without_loops
from fanscope.spec import ExperimentSpec

if TYPE_CHECKING:
    from fanscope.cli.check_request import Request
    from fanscope.result import ExperimentResult
    from fanscope.verdicts import Baseline


def check_spec(request: Request) -> Outcome:
    """Build every scheme with every seed, measure step 0 (and the training, where asked for), and judge.

    Raises:
        SpecError: The spec, the device or the baseline is wrong, or does not fit into memory.
        DataError: The data set is missing or damaged.
    """
    from fanscope.picture_folder import use_data_folder

    baseline = load_baseline(request)
    with use_data_folder(request.data_dir):
        original = read_spec(request.target)
        spec = override(original, seeds=request.seeds, steps=request.steps)
        result = _measure(spec, request)
    return _judge(request, original, spec, result, baseline)


def load_baseline(request: Request) -> Baseline | None:
    """Return what the check is compared with; None where nothing is named.

    Raises:
        SpecError: The file is not there or is no baseline.
    """
    if request.baseline is None:
        return None
    from fanscope.checks.baseline import read_baseline

    return read_baseline(request.baseline)


def _measure(spec: ExperimentSpec, request: Request) -> ExperimentResult:
    from fanscope.cli.this_machine import limits
    from fanscope.estimates import check_limits

    check_limits(spec, limits())

    with uncollected():
        from fanscope.cli.local_run import run_with_progress
        from fanscope.cli.output import stderr

    # Where nothing is trained, to load or to compile the loops would take longer than they save.
    with without_loops() if spec.num_updates == 0 else nullcontext():
        return run_with_progress(
            spec,
            data_dir=request.data_dir,
            device=request.device,
            threads=request.threads,
            console=stderr(),
        )


def _judge(
    request: Request,
    original: ExperimentSpec,
    spec: ExperimentSpec,
    result: ExperimentResult,
    baseline: Baseline | None,
) -> Outcome:
    from fanscope.checks.judging import judge_all
    from fanscope.verdicts import read_evidence

    evidence = [
        found for scheme in result.schemes if (found := read_evidence(result, scheme)) is not None
    ]
    warnings = dict.fromkeys(sentence for run in result.runs for sentence in run.warnings)
    report = judge_all(
        evidence,
        request.gates,
        baseline=baseline,
        target=describe_spec(request.target, spec),
        remarks=tuple(warnings),
        rules_url=request.rules_url,
    )
    return Outcome(report, evidence, original, request.commit)


def describe_spec(source: str, spec: ExperimentSpec) -> Target:
    """Return what was checked, with the line of each scheme where it is a file."""
    path = Path(source)
    is_file = source != "-" and path.is_file()
    labels = [choice.label for choice in spec.schemes]
    return Target(
        name=source,
        title=spec.name,
        path=place_of(path) if is_file else None,
        lines=lines_of_schemes(path.read_text(encoding="utf-8", errors="replace"), labels)
        if is_file
        else {},
        seeds=len(spec.seed_list),
        steps=spec.num_updates,
    )


def place_of(path: Path) -> str:
    """Return a file's path relative to the working folder where it lies in it, with forward slashes."""
    absolute = path.resolve()
    here = Path.cwd().resolve()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else absolute).as_posix()
