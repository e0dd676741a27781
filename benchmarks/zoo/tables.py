"""The zoo's results as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fanscope.verdicts import PRESETS
from zoo.advice import Advised
from zoo.scoring import Case, confuse, wilson

HALVES = ("tuning", "held back", "fresh", "sealed")


def write_counts(cases: Sequence[Case]) -> str:
    rows = []
    for half in HALVES:
        own = _half(cases, half)
        scored = [case for case in own if case.is_scored]
        rows.append(
            (
                half,
                len(own),
                sum(case.configuration.is_hypernetwork for case in own),
                sum(case.is_out_of_reach for case in own),
                sum(not case.is_out_of_reach and case.truth.is_ambiguous for case in own),
                sum(case.truth.trains for case in scored),
                sum(not case.truth.trains for case in scored),
            )
        )
    head = (
        "half",
        "configurations",
        "of them hypernetworks",
        "architecture out of reach",
        "ambiguous",
        "scored: trains",
        "scored: does not",
    )
    return _table(head, rows)


def write_accuracy(cases: Sequence[Case]) -> str:
    rows = []
    for half in HALVES:
        for preset in PRESETS:
            found = confuse(_half(cases, half), preset)
            rows.append(
                (
                    half,
                    preset,
                    _share(found.precision),
                    _share(found.recall),
                    found.true_positive,
                    found.false_positive,
                    found.false_negative,
                    found.true_negative,
                )
            )
    head = (
        "half",
        "thresholds",
        "precision (95 %)",
        "recall (95 %)",
        "bad, error",
        "good, error",
        "bad, none",
        "good, none",
    )
    return _table(head, rows)


def write_ladder(cases: Sequence[Case]) -> str:
    rows = []
    for half in HALVES:
        scored = [case for case in _half(cases, half) if case.is_scored]
        for step in ("error", "warning", "healthy"):
            own = [case for case in scored if _step(case) == step]
            rows.append(
                (
                    half,
                    step,
                    len(own),
                    sum(not case.truth.trains for case in own),
                    sum(case.is_slower for case in own),
                    sum(case.truth.trains and not case.is_slower for case in own),
                )
            )
    head = ("half", "worst verdict", "configurations", "do not train", "slower", "as good as any")
    return _table(head, rows)


def write_advice(advised: Sequence[Advised]) -> str:
    rows = []
    for half in ("all", *HALVES):
        own = [each for each in advised if half in ("all", each.case.configuration.half)]
        works = sum(each.works for each in own)
        once = sum(each.works and each.rounds == 1 for each in own)
        rows.append(
            (
                half,
                len(own),
                sum(each.rounds > 0 for each in own),
                sum(each.passes for each in own),
                _share((works, len(own))),
                _share((once, len(own))),
            )
        )
    head = (
        "half",
        "faulty",
        "with advice",
        "verdict passes",
        "and it trains, of all faulty",
        "after one round",
    )
    return _table(head, rows)


def write_useless(advised: Iterable[Advised]) -> str:
    """List the tuning half's advice that did not help."""
    rows = [
        (
            each.case.configuration.name,
            "none given" if each.repaired is None else each.repaired.schemes[0].label,
            "yes" if each.passes else "no",
        )
        for each in advised
        if each.case.configuration.half == "tuning" and not each.works
    ]
    return _table(("configuration", "scheme after the advice", "verdict passes"), rows)


def write_wrong(cases: Iterable[Case]) -> str:
    """List the wrong verdicts of the tuning half; what is held back stays counted only."""
    rows = [
        (
            "false alarm" if case.has("fanscope", "error") else "missed",
            case.configuration.name,
            f"{case.truth.outcome:.2f}",
            ", ".join(
                f"{each.rule} {each.severity} in {each.layer}" for each in case.verdicts["fanscope"]
            ),
        )
        for case in _half(cases, "tuning")
        if case.is_scored and case.has("fanscope", "error") == case.truth.trains
    ]
    return _table(("what", "configuration", "final loss", "verdicts"), rows)


def write_by_kind(cases: Sequence[Case]) -> str:
    rows = []
    for half in ("held back", "fresh", "sealed"):
        for name, is_hypernetwork in (("plain", False), ("hypernetworks", True)):
            own = [each for each in cases if each.configuration.is_hypernetwork is is_hypernetwork]
            found = confuse(_half(own, half), "fanscope")
            rows.append((half, name, _share(found.precision), _share(found.recall)))
    return _table(("half", "networks", "precision", "recall"), rows)


def _step(case: Case) -> str:
    for severity in ("error", "warning"):
        if case.has("fanscope", severity):
            return severity
    return "healthy"


def _half(cases: Iterable[Case], half: str) -> list[Case]:
    return [case for case in cases if case.configuration.half == half]


def _share(share: tuple[int, int]) -> str:
    found, total = share
    if not total:
        return "none"
    low, high = wilson(share)
    return f"{found / total:.3f} ({low:.2f} to {high:.2f})"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    written = list(rows)
    if not written:
        return "None."
    lines = [head, ["---"] * len(head), *written]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
