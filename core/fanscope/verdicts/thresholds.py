"""Which rules judge, how severely and with which bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)

from fanscope.errors import Issue, SpecError, shorten
from fanscope.suggestions import suggest
from fanscope.verdicts.registry import find_rule, rule_words
from fanscope.verdicts.rule import PRESETS, Preset, Rule

Switch = Literal["off", "on", "warning", "error"]
SWITCHES: tuple[Switch, ...] = ("off", "on", "warning", "error")
HOPELESS = "hopeless"
"""What every rule that has two degrees calls the bound from which on a finding is an error."""


class RuleSetting(BaseModel):
    """How one rule judges; ``FS101: off`` is short for ``FS101: {severity: off}``.

    Attributes:
        severity: ``off``; ``on``, as severe as the rule finds it; or always ``warning`` or ``error``.
        bounds: Numbers instead of the preset's, by name.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    severity: Switch = "on"
    bounds: dict[str, float] = {}

    @model_validator(mode="before")
    @classmethod
    def _read_switch(cls, data: Any) -> Any:
        if isinstance(data, bool):  # YAML 1.1 readers take on and off for booleans
            return {"severity": "on" if data else "off"}
        return {"severity": data} if isinstance(data, str) else data


class Thresholds(BaseModel):
    """A preset of bounds and what differs from it, rule by rule; rules by code or by name.

    Raises:
        SpecError: No such preset, rule or bound, a bound that is no finite number, or two that contradict; the
            fields are relative to the thresholds: ``rules.FS101.bounds.ratio``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    preset: Preset = "fanscope"
    rules: dict[str, RuleSetting] = {}

    @model_validator(mode="wrap")
    @classmethod
    def _check(cls, data: Any, handler: ModelWrapValidatorHandler[Thresholds]) -> Thresholds:
        try:
            thresholds = handler(data)
        except ValidationError as error:
            raise SpecError([_retell(each) for each in error.errors(include_url=False)]) from None
        issues = list(_find_issues(thresholds))
        if issues:
            raise SpecError(issues)
        return thresholds

    def switch_of(self, rule: Rule) -> Switch:
        """Return whether and how severely a rule judges."""
        return "off" if self.preset not in rule.judges else self._setting(rule).severity

    def bounds_of(self, rule: Rule) -> dict[str, float]:
        """Return a rule's bounds by name.

        Where ``hopeless`` or its neighbor alone is set, and beyond the other, that one goes along: what is not found cannot
        be hopeless, and what is hopeless is found. So an error stays an error as long as it is found at all.
        """
        return _complete(rule, self.preset, self._setting(rule).bounds)

    def _setting(self, rule: Rule) -> RuleSetting:
        return self.rules.get(rule.code) or self.rules.get(rule.name) or RuleSetting()


def _complete(rule: Rule, preset: Preset, chosen: Mapping[str, float]) -> dict[str, float]:
    """Return a rule's bounds: those that are chosen, and the preset's, of which ``hopeless`` or its neighbor may follow."""
    bounds = {**rule.bounds_of(preset), **chosen}
    for low, high in rule.ascending:
        if HOPELESS not in (low, high) or not {low, high} <= set(bounds):
            continue
        if bounds[low] > bounds[high] and (low in chosen) != (high in chosen):
            follower, leader = (high, low) if low in chosen else (low, high)
            bounds[follower] = bounds[leader]
    return bounds


def _retell(details: Mapping[str, Any]) -> Issue:
    place = [str(part) for part in details["loc"]]
    kind, value = details["type"], shorten(details["input"])
    field = ".".join(place)
    if kind == "extra_forbidden":
        known = list((RuleSetting if len(place) > 1 else Thresholds).model_fields)
        ending = suggest(place[-1], known) or f"; the keys here are {', '.join(known)}"
        return Issue(field, value, f"unknown key{ending}")
    if kind == "literal_error":
        known = list(PRESETS if place[-1] == "preset" else SWITCHES)
        message = f"must be one of: {', '.join(known)}{suggest(details['input'], known)}"
        return Issue(field, value, message)
    if "bounds" in place and kind.startswith("float"):
        return Issue(field, value, "a bound must be a finite number")
    if len(place) > 1 and place[0] == "rules":
        wanted = (
            f"must be one of {', '.join(SWITCHES)}, or a mapping with the keys severity and bounds"
        )
        return Issue(field, value, wanted)
    return Issue(field, value, str(details["msg"]))


def _find_issues(thresholds: Thresholds) -> Iterator[Issue]:
    seen: dict[str, str] = {}
    for word, setting in thresholds.rules.items():
        field = f"rules.{word}"
        rule = find_rule(word)
        if rule is None:
            ending = (
                suggest(word, rule_words())
                or "; fanscope has FS101 exploding-activations and others"
            )
            yield Issue(field, shorten(word), f"no such rule{ending}")
            continue
        if rule.code in seen:
            yield Issue(field, shorten(word), f"is the same rule as {seen[rule.code]}; keep one")
        seen[rule.code] = word
        yield from _find_bad_bounds(thresholds.preset, rule, setting, field)


def _find_bad_bounds(
    preset: Preset, rule: Rule, setting: RuleSetting, field: str
) -> Iterator[Issue]:
    known = rule.bounds_of(preset)
    for name, value in setting.bounds.items():
        place = f"{field}.bounds.{name}"
        if name not in known:
            has = (
                f"; {rule.code} has {', '.join(known)} here"
                if known
                else f"; {rule.code} has none here"
            )
            yield Issue(place, shorten(value), f"no such bound{suggest(name, list(known)) or has}")
        elif not isfinite(value):
            yield Issue(place, repr(value), "a bound must be a finite number")
    chosen = {name: value for name, value in setting.bounds.items() if isfinite(value)}
    bounds = _complete(rule, preset, chosen)
    for low, high in rule.ascending:
        if low not in bounds or high not in bounds:
            continue
        may_be_equal = HOPELESS in (low, high) and not {low, high} <= set(chosen)
        if bounds[low] < bounds[high] or (may_be_equal and bounds[low] == bounds[high]):
            continue
        told = next((name for name in (low, high) if name in chosen), HOPELESS)
        message = f"{low} = {bounds[low]:g} must be below {high} = {bounds[high]:g}"
        yield Issue(f"{field}.bounds.{told}", f"{bounds[told]:g}", message)


FANSCOPE = Thresholds()
"""Our own bounds."""
