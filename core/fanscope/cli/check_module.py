"""Checking a user's own ``nn.Module``, in the user's own process [torch]."""

from __future__ import annotations

import inspect
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from fanscope.checks import Target
from fanscope.checks.judging import judge_all
from fanscope.cli.check_outcome import Outcome
from fanscope.cli.check_spec import load_baseline, place_of
from fanscope.cli.user_code import call, in_the_working_folder
from fanscope.compiled import without_loops
from fanscope.diagnose import diagnose_factory
from fanscope.diagnose.factory import find_factory
from fanscope.errors import SpecError

if TYPE_CHECKING:
    from fanscope.cli.check_request import Request
    from fanscope.diagnose import Report

SEEDS = 3


def check_module(request: Request) -> Outcome:
    """Draw the module once a seed, run it forward and backward on one batch, and judge.

    Raises:
        ModuleError: There is no such factory, it raises, needs arguments or makes no module; or the module cannot run.
        SpecError: The batch's or the loss's code fails; there is nothing to judge.
    """
    baseline = load_baseline(request)
    torch.set_num_threads(request.threads)
    with in_the_working_folder(), without_loops():
        report = _diagnose(request)
    if report.evidence is None:
        message = "has no weighted layer that a gradient reaches, so there is nothing to judge"
        raise SpecError.at("TARGET", request.target, message)
    found = judge_all(
        [report.evidence],
        request.gates,
        baseline=baseline,
        target=_describe(request, report),
        rules_url=request.rules_url,
    )
    return Outcome(found, [report.evidence], None, request.commit)


def _diagnose(request: Request) -> Report:
    make_batch = None if request.batch is None else find_factory(request.batch)[0]
    batch: Any = None
    if make_batch is not None and request.batch is not None:
        batch = call(make_batch, request.batch, "--batch")
    loss = None if request.loss is None else _find_loss(request.loss)
    return diagnose_factory(
        request.target,
        batch=batch,
        input_shape=request.input,
        loss=loss,
        seeds=request.seeds or SEEDS,
        thresholds=request.gates.thresholds,
        zeros=request.zeros,
    )


def _find_loss(reference: str) -> Any:
    """Return the function of the output; it takes an argument, so it is no factory."""
    package, _, name = reference.partition(":")
    try:
        found: Any = import_module(package)
        for part in name.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError, ValueError) as error:
        message = f"cannot be found ({error}); write package.module:function"
        raise SpecError.at("--loss", reference, message) from error
    if not callable(found):
        raise SpecError.at("--loss", reference, "is no function of the module's output")
    return found


def _describe(request: Request, report: Report) -> Target:
    evidence = report.evidence
    labels = () if evidence is None else (evidence.scheme,)
    path, line = _source(request.target)
    return Target(
        name=request.target,
        path=path,
        lines=dict.fromkeys(labels, line),
        seeds=request.seeds or SEEDS,
    )


def _source(reference: str) -> tuple[str | None, int]:
    """Return the file and the line of the factory."""
    package, _, name = reference.partition(":")
    found: Any = sys.modules[package]
    for part in name.split("."):
        found = getattr(found, part)
    try:
        file = inspect.getsourcefile(found)
        return (None if file is None else place_of(Path(file))), inspect.getsourcelines(found)[1]
    except (TypeError, OSError):
        return None, 1
