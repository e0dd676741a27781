"""What an experiment's frames come to: verdicts, one sentence a scheme, and a depth profile.

Of an experiment that has ended the digest is stored, so that a list of experiments needs no frames.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from statistics import fmean
from typing import Literal

import orjson
from pydantic import BaseModel

from fanscope import __version__
from fanscope.frames import Track
from fanscope.result import ExperimentResult
from fanscope.verdicts import (
    FANSCOPE,
    Baseline,
    Thresholds,
    beside,
    judge_evidence,
    read_evidence,
    summarize_evidence,
)
from fanscope.verdicts import Verdict as Found
from fanscope_backend.api.models.experiment import Profile, Summary, Verdict
from fanscope_backend.judging.yardstick import gates_to_show, read_baseline
from fanscope_backend.store import ENDED, CheckRecord, ExperimentRecord, Store, finite_or_none

NO_FRAME = "no frame yet."
Yardstick = tuple[bytes, str | None] | None
"""Gates as JSON and the check to compare with; None for an experiment that is no check."""


class Digest(BaseModel):
    """Verdicts, summaries and profiles of one experiment, as the rules saw them that ``judged_by`` tells."""

    judged_by: str
    verdicts: list[Verdict]
    summaries: list[Summary]
    profile: list[Profile]


def digest_of(store: Store, record: ExperimentRecord) -> Digest:
    """Return the digest, from the store where the experiment has ended."""
    if record.digest is not None and record.digest.get("judged_by") == judged_by():
        return Digest.model_validate(record.digest)
    digest = _judge_once(store, record.id, _yardstick_of(record.check), _state_of(record))
    if record.status in ENDED:
        store.save_digest(record.id, digest.model_dump(mode="json"))
    return digest


@lru_cache(maxsize=1)
def judged_by() -> str:
    """Return what tells one state of the rules, and of what they say, from another, also within a version.

    It is a fingerprint of the sources that verdicts and their healthy networks come from, and of the digest's own shape.
    """
    told = hashlib.sha256(orjson.dumps(Digest.model_json_schema(), option=orjson.OPT_SORT_KEYS))
    for package in ("fanscope.verdicts", "fanscope.theory"):
        folder = Path(next(iter(import_module(package).__path__)))
        for path in sorted(folder.rglob("*.py")):
            told.update(path.read_bytes())
    return f"{__version__}+{told.hexdigest()[:16]}"


def _state_of(record: ExperimentRecord) -> tuple[object, ...]:
    """Return what a digest depends on: it changes when a frame arrives or a run ends."""
    return tuple((run.status, run.num_frames) for run in record.runs)


def _yardstick_of(check: CheckRecord | None) -> Yardstick:
    return None if check is None else (orjson.dumps(dict(check.gates)), check.compared_with)


@lru_cache(maxsize=256)
def _judge_once(
    store: Store, experiment_id: str, yardstick: Yardstick, _state: tuple[object, ...]
) -> Digest:
    result = store.load_result(experiment_id)
    if yardstick is None:
        return make_digest(result)
    gates, compared_with = yardstick
    baseline = read_baseline(store, compared_with)
    return make_digest(result, gates_to_show(orjson.loads(gates)).thresholds, baseline)


def make_digest(
    result: ExperimentResult, thresholds: Thresholds = FANSCOPE, baseline: Baseline | None = None
) -> Digest:
    """Judge an experiment as far as it has come; a check by its own thresholds and beside its baseline."""
    evidences = {
        scheme: beside(evidence, baseline)
        for scheme in result.schemes
        if (evidence := read_evidence(result, scheme)) is not None
    }
    found = [
        _view_verdict(verdict)
        for evidence in evidences.values()
        for verdict in judge_evidence(evidence, thresholds)
    ]
    sentences = {
        scheme: summarize_evidence(evidence, thresholds) for scheme, evidence in evidences.items()
    }
    return Digest(
        judged_by=judged_by(),
        verdicts=found,
        summaries=[
            Summary(
                scheme=scheme,
                severity=_severity(result, scheme, found),
                sentence=sentences.get(scheme, NO_FRAME),
            )
            for scheme in result.schemes
        ],
        profile=[_profile(result, scheme) for scheme in result.schemes],
    )


def _view_verdict(verdict: Found) -> Verdict:
    values = asdict(verdict)
    numbers = {name: values[name] for name in ("measured", "predicted", "bound")}
    finite = {name: finite_or_none(number) for name, number in numbers.items()}
    return Verdict.model_validate(values | finite)


def _severity(
    result: ExperimentResult, scheme: str, found: Iterable[Verdict]
) -> Literal["healthy", "warning", "error", "pending"]:
    if all(run.track is None for run in result.runs_of(scheme)):
        return "pending"
    severities = {verdict.severity for verdict in found if verdict.scheme == scheme}
    if "error" in severities:
        return "error"
    return "warning" if "warning" in severities else "healthy"


def _profile(result: ExperimentResult, scheme: str) -> Profile:
    tracks = [run.track for run in result.runs_of(scheme) if run.track is not None]
    moments = _measure(tracks, result.layers) if tracks else _predict(result, scheme)
    return Profile(
        scheme=scheme,
        layers=list(result.layers),
        second_moment=moments,
        measured=bool(tracks),
    )


def _measure(tracks: Sequence[Track], layers: Iterable[str]) -> list[float | None]:
    """Return the mean over the runs of each layer's second moment at step 0."""
    return [
        finite_or_none(
            fmean(
                float(each.statistic(layer, "preactivation", "second_moment")[0]) for each in tracks
            )
        )
        for layer in layers
    ]


def _predict(result: ExperimentResult, scheme: str) -> list[float | None]:
    moments = (layer.second_moment for layer in result.predictions[scheme].layers)
    return [None if each is None else finite_or_none(each.value) for each in moments]
