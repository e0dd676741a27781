"""The body of a check: a spec, gates, and where the check belongs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails

from fanscope.checks import Gates
from fanscope.errors import Issue, SpecError, shorten
from fanscope.parsing import parse_spec
from fanscope.parsing.text import read_text
from fanscope.parsing.tree import find_impossible_values
from fanscope.spec import ExperimentSpec, ListedSchedule
from fanscope.suggestions import suggest
from fanscope_backend.api.spec_body import read_text_body
from fanscope_backend.store import CheckOrder


def _refuse_unreachable(name: str) -> str:
    """Return a name that an address can hold: clients resolve dots, and /figures leads to the project's pictures."""
    parts = name.split("/")
    if parts[-1] == "figures":
        raise ValueError("must not end in /figures")
    if {".", ".."} & set(parts):
        raise ValueError("must not have . or .. between its /")
    return name


Word = Annotated[str, StringConstraints(min_length=1, max_length=200, strict=True)]
ProjectName = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=200, strict=True, pattern=r"^[\w.-][\w. -]*(/[\w.-][\w. -]*)*$"
    ),
    AfterValidator(_refuse_unreachable),
]


class CheckFields(BaseModel):
    """What is sent as a check.

    Attributes:
        spec: What to check, as an object or as YAML text.
        gates: What fails it; an error by our own thresholds where nothing is said.
        project: Whose history it belongs to, e.g. ``owner/repository``.
        commit: The commit that is checked.
        branch: Where that commit is.
        baseline: Makes it the project's baseline once it has passed.
        steps: Updates of each run that are judged as well, in place of the spec's; 0 is step 0 alone.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    spec: dict[str, Any] | str
    gates: dict[str, Any] = {}
    project: ProjectName | None = None
    commit: Word | None = None
    branch: Word | None = None
    baseline: Annotated[bool, Field(strict=True)] = False
    steps: Annotated[int, Field(ge=0, le=100_000_000, strict=True)] = 0


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """A check that may be accepted: the spec with the steps that were asked for, and the rest."""

    spec: ExperimentSpec
    order: CheckOrder


def parse_check(text: Annotated[bytes, Depends(read_text_body)]) -> CheckRequest:
    """Return what was sent, JSON or YAML.

    Raises:
        SpecError: Something is wrong with it; fields of the spec begin with ``spec.``.
    """
    fields = _validate(read_text(text))
    if fields.baseline and fields.project is None:
        raise SpecError.at("project", None, "is required for a baseline; name a project")
    gates = _read_gates(fields.gates)
    order = CheckOrder(
        gates=gates.model_dump(mode="json"),
        project=fields.project,
        commit=fields.commit,
        branch=fields.branch,
        becomes_baseline=fields.baseline,
    )
    try:
        return CheckRequest(with_steps(parse_spec(fields.spec), fields.steps), order)
    except SpecError as error:
        raise below("spec", error) from None


CheckBody = Annotated[CheckRequest, Depends(parse_check)]


def with_steps(spec: ExperimentSpec, steps: int) -> ExperimentSpec:
    """Return the spec with so many updates a run; listed recording steps beyond them are left out."""
    tree = spec.model_dump(mode="json")
    tree["training"]["steps"] = steps
    if isinstance(spec.record, ListedSchedule):
        last = steps * spec.schedule.tasks
        tree["record"]["steps"] = [step for step in spec.record.steps if step <= last] or [0]
    return parse_spec(tree)


def below(place: str, error: SpecError) -> SpecError:
    """Return the error with every field below a place, of the same kind."""
    issues = [
        Issue(f"{place}.{each.field}" if each.field else place, each.value, each.message)
        for each in error.issues
    ]
    return type(error)(issues)


def _validate(tree: object) -> CheckFields:
    if not isinstance(tree, Mapping):
        raise SpecError.at("", tree, "a check is a mapping with the keys spec, gates, project, ...")
    rest = {key: value for key, value in tree.items() if not _is_text_of_spec(key, value)}
    issues = list(find_impossible_values(rest))
    if issues:
        raise SpecError(issues)
    try:
        return CheckFields.model_validate(dict(tree))
    except ValidationError as error:
        raise SpecError([_retell(each) for each in error.errors(include_url=False)]) from None


def _is_text_of_spec(key: object, value: object) -> bool:
    return key == "spec" and isinstance(value, str)


def _read_gates(tree: dict[str, Any]) -> Gates:
    try:
        return Gates.model_validate(tree)
    except SpecError as error:
        raise below("gates.thresholds", error) from None
    except ValidationError as error:
        issues = [_retell(each, model=Gates) for each in error.errors(include_url=False)]
        raise below("gates", SpecError(issues)) from None


def _retell(details: ErrorDetails, model: type[BaseModel] = CheckFields) -> Issue:
    first, *_ = details["loc"] or ("",)
    known = list(model.model_fields)
    match details["type"]:
        case "missing":
            return Issue(str(first), "", "is required")
        case "extra_forbidden":
            hint = suggest(str(first), known) or f"; the keys here are {', '.join(known)}"
            return Issue(str(first), shorten(details["input"]), f"unknown key{hint}")
        case "string_pattern_mismatch":
            message = "must be words of letters, digits, . _ - and spaces, with / between them"
            return Issue(str(first), shorten(details["input"]), message)
        case _ if first == "spec":
            return Issue(
                "spec", shorten(details["input"]), "must be a spec: an object, or YAML text"
            )
    return Issue(str(first), shorten(details["input"]), str(details["msg"]))


INPUT_SCHEMA = "CheckRequestInput"
CHECK_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": f"#/components/schemas/{INPUT_SCHEMA}"}},
            "application/yaml": {"schema": {"type": "string"}},
        },
    }
}
"""Goes into the OpenAPI document of the route that takes a :data:`CheckBody`."""
