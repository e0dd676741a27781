"""Reports of checks, plain ones and such with hostile names in them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from fanscope.checks import CheckReport, Gates, Profile, Target, evaluate
from fanscope.verdicts import Change, Verdict

BROKEN = Verdict(
    rule="FS101",
    name="exploding-activations",
    severity="error",
    scheme="xavier",
    layer="main.0",
    measured=746.0,
    predicted=781.0,
    bound=15.7,
    explanation="The pre-activations' second moment is 746 in main.0.",
    advice="Use hyperfan-in.",
    reference="chang2020principled",
    changes=(Change("schemes.0", {"name": "hyperfan-in"}),),
)
MILD = Verdict(
    rule="FS108",
    name="saturated-units",
    severity="warning",
    scheme="xavier",
    layer=None,
    measured=0.9,
    predicted=None,
    bound=0.5,
    explanation="90 % of the activations are saturated.",
    advice="Use hyperfan-in.",
    reference="glorot2010understanding",
)
PROFILES = (
    Profile("xavier", ("main.0", "main.1"), (746.0, 512.0), (1.0, 0.4), (1e3, 1.0), (0.1, 0.2)),
    Profile("hyperfan-in", ("main.0", "main.1"), (0.9, 0.4), (1.0, 0.4), (1e-3, 1.0), (0.1, 0.2)),
)


def make_report(*verdicts: Verdict, fail_on: str = "error", **more: Any) -> CheckReport:
    """Return the report on xavier and hyperfan-in."""
    given: dict[str, Any] = {
        "schemes": ("xavier", "hyperfan-in"),
        "target": Target("spec.yaml", "A spec", "spec.yaml", {"xavier": 7}, seeds=2),
        "profiles": PROFILES,
    }
    gates = Gates.model_validate({"fail_on": fail_on})
    return evaluate(verdicts, gates, **{**given, **more})


NASTY = st.sampled_from(
    (
        *("]]>", "|", "\n", "\r\n", "\x00", "\x1b[2J", "<b>", "&amp;", "`", "[bold]", "[x](y)"),
        *("\u202e", "\u2028", "\ud800", "\ufffe", "@all", "#1", "$x$", "\\", "'", '"', "\t"),
        *("é", "😀", "%", "://"),
    )
)
hostile_text = st.lists(st.one_of(NASTY, st.text(max_size=3)), max_size=8).map("".join)
"""Names with markup, control characters and the ends of every format in them."""


@st.composite
def hostile_reports(draw: st.DrawFn) -> CheckReport:
    """Draw a report whose every name and sentence is hostile."""
    schemes = draw(st.lists(hostile_text, min_size=1, max_size=3, unique=True))
    verdicts = draw(st.lists(_verdicts(schemes), max_size=4))
    layers = tuple(draw(st.lists(hostile_text, min_size=1, max_size=4)))
    numbers = tuple(draw(_numbers) for _ in layers)
    return make_report(
        *verdicts,
        fail_on=draw(st.sampled_from(["error", "warning"])),
        schemes=schemes,
        target=Target(draw(hostile_text), draw(hostile_text), draw(st.none() | hostile_text)),
        profiles=[Profile(each, layers, numbers, numbers, numbers, numbers) for each in schemes],
        remarks=draw(st.lists(hostile_text, max_size=2)),
        url=draw(st.none() | hostile_text),
    )


_numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)


def _verdicts(schemes: list[str]) -> st.SearchStrategy[Verdict]:
    number = st.none() | st.floats()
    return st.builds(
        Verdict,
        rule=st.sampled_from(["FS101", "FS105", "FS115"]),
        name=st.just("exploding-activations"),
        severity=st.sampled_from(["error", "warning"]),
        scheme=st.sampled_from(schemes),
        layer=st.none() | hostile_text,
        measured=number,
        predicted=number,
        bound=number,
        explanation=hostile_text,
        advice=hostile_text,
        reference=hostile_text,
        changes=st.just((Change("schemes.0", "xavier"),)) | st.just(()),
    )
