"""The API's description: what FastAPI finds out by itself, set right where it cannot know."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from fanscope.checks import Gates
from fanscope.spec import ExperimentSpec
from fanscope.verdicts.thresholds import SWITCHES
from fanscope_backend.api.check_body import INPUT_SCHEMA as CHECK_SCHEMA
from fanscope_backend.api.check_body import CheckFields
from fanscope_backend.api.models.problem import FieldError, Problem
from fanscope_backend.api.responses import problems
from fanscope_backend.api.spec_body import INPUT_SCHEMA as SPEC_SCHEMA

_SUFFIX = "Input"
_REFERENCE = "#/components/schemas/{model}"
_FASTAPI_ERRORS = ("HTTPValidationError", "ValidationError")

Schema = dict[str, Any]
_UNKNOWN_PARAMETERS: Schema = problems(422)[422]
"""Every route answers so to a query parameter that it does not have."""


def describe_api(app: FastAPI) -> None:
    """Let ``app.openapi()`` say what the API really does."""
    generate = app.openapi

    def openapi() -> Schema:
        if app.openapi_schema is None:
            _mend(generate())
        return generate()

    app.openapi = openapi  # type: ignore[method-assign]


def _mend(document: Schema) -> None:
    schemas: dict[str, Schema] = document["components"]["schemas"]
    for name in _FASTAPI_ERRORS:
        schemas.pop(name, None)
    for path in document["paths"].values():
        for operation in path.values():
            _declare_problems(operation["responses"])
            operation["responses"].setdefault("422", _UNKNOWN_PARAMETERS)
    written = _written_spec()
    for name in (ExperimentSpec.__name__, *(name.removesuffix(_SUFFIX) for name in written)):
        if name in schemas:
            _require_all(schemas[name])
    schemas |= written | _problem_schemas() | _written_check()


def _declare_problems(responses: dict[str, Schema]) -> None:
    """Replace FastAPI's own error body, which nothing here ever sends."""
    for response in responses.values():
        content = response.get("content", {}).get("application/json", {})
        if content.get("schema", {}).get("$ref", "").endswith(_FASTAPI_ERRORS):
            schema = {"$ref": _REFERENCE.format(model=Problem.__name__)}
            response["content"] = {"application/problem+json": {"schema": schema}}


def _require_all(schema: Schema) -> None:
    """Say that a spec that is read back has every field, defaults written out."""
    if "properties" in schema:
        schema["required"] = list(schema["properties"])
        for field in schema["properties"].values():
            field.pop("default", None)


def _problem_schemas() -> dict[str, Schema]:
    schema = Problem.model_json_schema(ref_template=_REFERENCE)
    del schema["$defs"]
    return {Problem.__name__: schema, FieldError.__name__: FieldError.model_json_schema()}


def _written_check() -> dict[str, Schema]:
    """Return the schemas of a check as it is sent: the spec as object or text, a rule's setting as object or word."""
    check = CheckFields.model_json_schema(ref_template=_REFERENCE + _SUFFIX)
    spec = {"$ref": _REFERENCE.format(model=SPEC_SCHEMA)}
    check["properties"]["spec"] = {"anyOf": [spec, {"type": "string"}]}
    gates = Gates.model_json_schema(ref_template=_REFERENCE + _SUFFIX)
    parts: dict[str, Schema] = gates.pop("$defs")
    words = {"type": "string", "enum": list(SWITCHES)}
    parts["RuleSetting"] = {"anyOf": [words, {"type": "boolean"}, parts["RuleSetting"]]}
    check["properties"]["gates"] = {"$ref": _REFERENCE.format(model="Gates" + _SUFFIX)}
    written = {name + _SUFFIX: part for name, part in parts.items()}
    return written | {"Gates" + _SUFFIX: gates, CHECK_SCHEMA: check}


def _written_spec() -> dict[str, Schema]:
    """Return the schemas of a spec as people write it, each with a suffix."""
    schema = ExperimentSpec.model_json_schema(ref_template=_REFERENCE + _SUFFIX)
    parts: dict[str, Schema] = schema.pop("$defs")
    bare_name = {"type": "string", "minLength": 1, "maxLength": 100}
    parts["SchemeChoice"] = {"anyOf": [bare_name, parts["SchemeChoice"]]}
    return {name + _SUFFIX: part for name, part in parts.items()} | {SPEC_SCHEMA: schema}
