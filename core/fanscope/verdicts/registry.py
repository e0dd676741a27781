"""The rules by code and name. A new rule is one file and one line here."""

from __future__ import annotations

from fanscope.verdicts.rule import Rule
from fanscope.verdicts.rules.baseline_drift import RULE as BASELINE_DRIFT
from fanscope.verdicts.rules.collapsed_inputs import RULE as COLLAPSED_INPUTS
from fanscope.verdicts.rules.dead_units import RULE as DEAD_UNITS
from fanscope.verdicts.rules.exploding_activations import RULE as EXPLODING_ACTIVATIONS
from fanscope.verdicts.rules.exploding_gradients import RULE as EXPLODING_GRADIENTS
from fanscope.verdicts.rules.generated_weight_scale import RULE as GENERATED_WEIGHT_SCALE
from fanscope.verdicts.rules.initial_loss import RULE as INITIAL_LOSS
from fanscope.verdicts.rules.nonfinite import RULE as NONFINITE
from fanscope.verdicts.rules.off_theory import RULE as OFF_THEORY
from fanscope.verdicts.rules.saturated_units import RULE as SATURATED_UNITS
from fanscope.verdicts.rules.seed_spread import RULE as SEED_SPREAD
from fanscope.verdicts.rules.symmetric_units import RULE as SYMMETRIC_UNITS
from fanscope.verdicts.rules.update_ratio import RULE as UPDATE_RATIO
from fanscope.verdicts.rules.vanishing_activations import RULE as VANISHING_ACTIVATIONS
from fanscope.verdicts.rules.vanishing_gradients import RULE as VANISHING_GRADIENTS

_RULES: tuple[Rule, ...] = (
    NONFINITE,
    SYMMETRIC_UNITS,
    EXPLODING_ACTIVATIONS,
    VANISHING_ACTIVATIONS,
    DEAD_UNITS,
    SATURATED_UNITS,
    COLLAPSED_INPUTS,
    EXPLODING_GRADIENTS,
    VANISHING_GRADIENTS,
    GENERATED_WEIGHT_SCALE,
    INITIAL_LOSS,
    UPDATE_RATIO,
    SEED_SPREAD,
    OFF_THEORY,
    BASELINE_DRIFT,
)
"""In the order of importance, which is the order of the summary."""

_BY_WORD = {word: rule for rule in _RULES for word in (rule.code, rule.name)}


def catalogue() -> tuple[Rule, ...]:
    """Return every rule, the most telling first."""
    return _RULES


def find_rule(word: str) -> Rule | None:
    """Return the rule of a code or a name; None where there is none."""
    return _BY_WORD.get(word)


def rule_words() -> list[str]:
    """Return every code and name."""
    return list(_BY_WORD)
