"""Thresholds from a project's settings and from ``--rule``, the latter above the former."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import isfinite, nan
from pathlib import Path
from typing import Any

from fanscope.checks.settings import TABLE
from fanscope.errors import Issue, SpecError
from fanscope.suggestions import suggest
from fanscope.verdicts import Thresholds, catalogue, find_rule
from fanscope.verdicts.registry import rule_words

Tree = dict[str, dict[str, Any]]
SWITCHES = ("off", "on", "warning", "error")
FORMS = "write FS101=off, FS101=warning, FS101=error or FS104.ratio=0.005"


def combine(
    preset: str | None, in_file: Mapping[str, Any], options: Iterable[str], *, file: Path | None
) -> Thresholds:
    """Return the thresholds.

    Args:
        preset: ``fanscope``, ``sagemaker`` or ``deepchecker``; None for the first.
        in_file: ``[tool.fanscope.rules]``.
        options: ``FS101=off`` or ``FS104.ratio=0.005``, rules by code or by name.
        file: Where the table was found.

    Raises:
        SpecError: An option cannot be read; no such preset, rule or bound; two that contradict.
    """
    named = {} if preset is None else {"preset": preset}
    base = _validate({**named, "rules": dict(in_file)}, f"{file}: {TABLE}.")
    tree: Tree = {
        _code(word): setting.model_dump(mode="json") for word, setting in base.rules.items()
    }
    said: dict[tuple[str, str], str] = {}
    for option in options:
        code, name, value = _read(option)
        earlier = said.setdefault((code, name), option)
        if earlier != option:
            raise SpecError.at("--rule", option, f"contradicts --rule {earlier}; keep one")
        setting = tree.setdefault(code, {"severity": "on", "bounds": {}})
        if name:
            setting["bounds"][name] = value
        else:
            setting["severity"] = value
    _refuse_bounds_of_silent_rules(said)
    return _validate({**named, "rules": tree}, "--rule ")


def _read(option: str) -> tuple[str, str, Any]:
    """Return code, bound (empty for the severity) and value."""
    place, sign, value = option.partition("=")
    word, _, name = place.strip().partition(".")
    if not sign or not word:
        raise SpecError.at("--rule", option, FORMS)
    if find_rule(word) is None:
        way_out = (
            suggest(word, rule_words())
            or f"; there are {', '.join(sorted(rule.code for rule in catalogue()))}"
        )
        raise SpecError.at("--rule", word, f"no such rule{way_out}")
    if not name and value not in SWITCHES:
        raise SpecError.at(
            "--rule", option, f"{value!r} is not one of {', '.join(SWITCHES)}; {FORMS}"
        )
    return _code(word), name, _number(option, value) if name else value


def _number(option: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = nan
    if not isfinite(number):
        raise SpecError.at("--rule", option, "a bound is a finite number, e.g. FS104.ratio=0.005")
    return number


def _refuse_bounds_of_silent_rules(said: Mapping[tuple[str, str], str]) -> None:
    for (code, name), option in said.items():
        silence = said.get((code, ""), "")
        if name and silence.endswith("=off"):
            raise SpecError.at("--rule", option, f"contradicts --rule {silence}; keep one")


def _code(word: str) -> str:
    rule = find_rule(word)
    return word if rule is None else rule.code


def _validate(tree: dict[str, Any], prefix: str) -> Thresholds:
    try:
        return Thresholds.model_validate(tree)
    except SpecError as error:
        raise SpecError([_rename(issue, prefix) for issue in error.issues]) from None


def _rename(issue: Issue, prefix: str) -> Issue:
    if issue.field == "preset":
        return replace(issue, field="--thresholds")
    if prefix.startswith("--rule"):
        field = issue.field.removeprefix("rules.").replace(".bounds.", ".")
        return replace(issue, field=f"{prefix}{field}")
    return replace(issue, field=f"{prefix}{issue.field}")
