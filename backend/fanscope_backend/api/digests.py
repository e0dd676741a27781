"""What an experiment's frames come to: verdicts, one sentence a scheme, and a depth profile.

Of an experiment that has ended the digest is stored, so that a list of experiments needs no frames.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import lru_cache
from statistics import fmean
from typing import Literal

from pydantic import BaseModel

from fanscope import __version__, verdicts
from fanscope.frames import Track
from fanscope.result import ExperimentResult
from fanscope_backend.api.models.experiment import Profile, Summary, Verdict
from fanscope_backend.store import ENDED, ExperimentRecord, Store, finite_or_none


class Digest(BaseModel):
    """Verdicts, summaries and profiles of one experiment, as the ``version`` of Fanscope saw them."""

    version: str
    verdicts: list[Verdict]
    summaries: list[Summary]
    profile: list[Profile]


def digest_of(store: Store, record: ExperimentRecord) -> Digest:
    """Return the digest, from the store where the experiment has ended."""
    if record.digest is not None and record.digest.get("version") == __version__:
        return Digest.model_validate(record.digest)
    digest = _judge_once(store, record.id, _state_of(record))
    if record.status in ENDED:
        store.save_digest(record.id, digest.model_dump(mode="json"))
    return digest


def _state_of(record: ExperimentRecord) -> tuple[object, ...]:
    """Return what a digest depends on: it changes when a frame arrives or a run ends."""
    return tuple((run.status, run.num_frames) for run in record.runs)


@lru_cache(maxsize=256)
def _judge_once(store: Store, experiment_id: str, _state: tuple[object, ...]) -> Digest:
    return make_digest(store.load_result(experiment_id))


def make_digest(result: ExperimentResult) -> Digest:
    """Judge an experiment as far as it has come."""
    found = [_view_verdict(verdict) for verdict in verdicts.judge(result)]
    sentences = verdicts.summarize(result)
    return Digest(
        version=__version__,
        verdicts=found,
        summaries=[
            Summary(
                scheme=scheme,
                severity=_severity(result, scheme, found),
                sentence=sentences.get(scheme, ""),
            )
            for scheme in result.schemes
        ],
        profile=[_profile(result, scheme) for scheme in result.schemes],
    )


def _view_verdict(verdict: verdicts.Verdict) -> Verdict:
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
