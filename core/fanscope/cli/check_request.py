"""What ``fanscope check`` was asked for: the command line above ``[tool.fanscope]`` above the defaults."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from fanscope.checks.gates import Gates
from fanscope.checks.settings import read_settings
from fanscope.checks.thresholds import combine
from fanscope.cli.check_files import Outputs
from fanscope.errors import SpecError

REFERENCE = re.compile(r"[^\W\d][\w.]*:[^\W\d][\w.]*")
COMMITS = ("GITHUB_SHA", "CI_COMMIT_SHA")
BRANCHES = ("GITHUB_HEAD_REF", "GITHUB_REF_NAME", "CI_COMMIT_REF_NAME")
"""Environment variables that GitHub and GitLab set; the head's is empty but for pull requests."""
RULES_URL = "FANSCOPE_RULES_URL"
NO_TARGET = "name what to check: a spec file, preset:NAME or package.module:factory (or set target in [tool.fanscope])"


@dataclass(frozen=True, slots=True)
class Request:
    """One check, as asked for.

    Attributes:
        target: A spec's place, or ``package.module:factory``.
        gates: What fails it.
        outputs: What is written, and where.
        seeds: Draws of each scheme; None for what the spec says, or 3 of a module.
        steps: Updates that are judged as well.
        input: Shape of one example, for modules.
        batch: What returns a batch, for modules.
        loss: What makes a number of a module's output.
        zeros: Patterns of a module's layers that are meant to say nothing at first.
        baseline: File to compare with.
        server: Address of the server that checks; None for this process.
        token: For the server.
        project: For the server.
        as_baseline: Whether it becomes its project's baseline on the server, once it has passed.
        commit: What is checked, None where unknown.
        branch: Where the commit is, None where unknown.
        data_dir: Folder of data sets.
        device: Torch device.
        threads: CPU threads.
        rules_url: Address of the folder with a page for each rule.
    """

    target: str
    gates: Gates
    outputs: Outputs
    seeds: int | None
    steps: int
    input: tuple[int, ...] | None
    batch: str | None
    loss: str | None
    zeros: tuple[str, ...]
    baseline: Path | None
    server: str | None
    token: str | None
    project: str | None
    as_baseline: bool
    commit: str | None
    branch: str | None
    data_dir: Path | None
    device: str | None
    threads: int
    rules_url: str | None

    @property
    def is_module(self) -> bool:
        """Whether the target is ``package.module:factory``."""
        return is_reference(self.target)


def is_reference(target: str) -> bool:
    """Return whether a target names an attribute of a module, not a spec."""
    return bool(REFERENCE.fullmatch(target)) and not target.startswith("preset:")


def read_request(options: Mapping[str, Any]) -> Request:
    """Return what was asked for.

    Args:
        options: Of the command line, by name; None where not given.

    Raises:
        SpecError: The settings or the thresholds are wrong, options contradict, or there is no target.
    """
    settings = read_settings(Path.cwd())

    def choose(name: str) -> Any:
        return options[name] if options[name] is not None else getattr(settings, name)

    target = choose("target")
    if not target:
        raise click.UsageError(NO_TARGET)
    thresholds = combine(choose("thresholds"), settings.rules, options["rules"], file=settings.file)
    request = Request(
        target=target,
        gates=Gates(fail_on=choose("fail_on") or "error", thresholds=thresholds),
        outputs=Outputs.from_options(options),
        seeds=choose("seeds"),
        steps=choose("steps") or 0,
        input=_read_shape(options["input_"]) or settings.input,
        batch=choose("batch"),
        loss=options["loss"],
        zeros=(*settings.zeros, *options["zeros"]),
        baseline=choose("baseline"),
        server=choose("server"),
        token=options["token"],
        project=choose("project"),
        as_baseline=options["as_baseline"],
        commit=options["commit"] or _read_environment(COMMITS),
        branch=options["branch"] or _read_environment(BRANCHES),
        data_dir=options["data_dir"],
        device=options["device"],
        threads=options["threads"] or 1,
        rules_url=settings.rules_url or os.environ.get(RULES_URL) or None,
    )
    _refuse_contradictions(request)
    _refuse_what_would_be_passed_over(request, options)
    return request


def _read_environment(names: Iterable[str]) -> str | None:
    return next(filter(None, map(os.environ.get, names)), None)


def _read_shape(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    sizes = [part.strip() for part in text.strip("()[]").split(",") if part.strip()]
    if not sizes or not all(part.isdecimal() and int(part) > 0 for part in sizes):
        raise SpecError.at(
            "--input", text, "write one example's shape without the batch, e.g. 3,32,32"
        )
    return tuple(int(part) for part in sizes)


def _refuse_contradictions(request: Request) -> None:
    """Raise where options do not go together."""
    if request.is_module:
        _refuse_for_modules(request)
        return
    if request.as_baseline and (request.server is None or request.project is None):
        message = "is for a project on a server: name --server and --project; a file is written by --save-baseline"
        raise SpecError.at("--as-baseline", "", message)
    if request.loss is not None:
        raise SpecError.at("--loss", request.loss, "is for modules; a spec says its loss itself")
    if request.server is not None:
        _refuse_files_for_servers(request.baseline, request.outputs.save_baseline)


def _refuse_what_would_be_passed_over(request: Request, options: Mapping[str, Any]) -> None:
    """Raise where the command line, not the settings, names what the target has no use for."""
    if request.is_module:
        strangers = {"server": "--server", "project": "--project", "as_baseline": "--as-baseline"}
        message = "is for specs; a module is judged in this process, and its numbers stored by --save-baseline"
    else:
        strangers = {"input_": "--input", "batch": "--batch", "zeros": "--zeros"}
        message = "is for modules; a spec says so itself, under network, data and intent.zeros"
    for name, option in strangers.items():
        if options[name]:
            raise SpecError.at(option, options[name], message)
    if options["project"] and request.server is None:
        raise SpecError.at(
            "--project", options["project"], "is kept by a server: name it with --server"
        )


def _refuse_for_modules(request: Request) -> None:
    if request.outputs.repaired is not None:
        message = "a module has no spec to repair; the advice is in the report"
        raise SpecError.at("--repaired", str(request.outputs.repaired), message)
    if request.steps:
        message = "a module is judged before training; leave --steps out"
        raise SpecError.at("--steps", request.steps, message)


def _refuse_files_for_servers(baseline: Path | None, save_baseline: Path | None) -> None:
    if baseline is not None:
        message = "a server keeps its own baselines, one a project; name the project with --project"
        raise SpecError.at("--baseline", str(baseline), message)
    if save_baseline is not None:
        message = "a server keeps the numbers itself; make the check its project's baseline there"
        raise SpecError.at("--save-baseline", str(save_baseline), message)
