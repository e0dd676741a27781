"""Frames for other programs: columnar JSON and CSV, a run at a time."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

import numpy as np
import orjson
from numpy.typing import NDArray

from fanscope.frames import STATISTICS, Quantity, Track

COLUMNS: Mapping[str, str] = {
    name: {"num_nonfinite": "nonfinite"}.get(name, name) for name in STATISTICS
}
"""Statistic to its name outside."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class ExportedRun(Protocol):
    """What an export needs to know about a run; :class:`~fanscope.result.RunResult` fits."""

    @property
    def id(self) -> str:
        """Opaque id."""

    @property
    def scheme(self) -> str:
        """Label of the scheme."""

    @property
    def seed(self) -> int:
        """Seed of the run."""

    @property
    def track(self) -> Track | None:
        """The frames; None before the first."""


def columns(
    track: Track,
    *,
    first: int = 0,
    last: int | None = None,
    quantity: Quantity | None = None,
    layer: str | None = None,
    histograms: bool = False,
) -> dict[str, Any]:
    """Return frames column by column: ``{"steps": [...], "probes": [{"layer", "quantity", "mean": [...], ...}]}``.

    Every array has one entry per step. What does not apply or is not finite is None.

    Args:
        track: The frames of a run.
        first: Leave out earlier steps.
        last: Leave out later steps.
        quantity: Only this quantity.
        layer: Only this layer.
        histograms: With ``histograms: [{"bins", "counts"}, ...]`` for each probe.
    """
    chosen = np.flatnonzero(
        (track.steps >= first) & (track.steps <= (np.inf if last is None else last))
    )
    probes = []
    for row, probe in enumerate(track.probes):
        if quantity not in (None, probe.quantity) or layer not in (None, probe.layer):
            continue
        block = track.statistics[chosen, row]
        entry: dict[str, Any] = {"layer": probe.layer, "quantity": probe.quantity}
        entry |= {name: _plain(block[:, index]) for index, name in enumerate(COLUMNS.values())}
        if histograms:
            entry["histograms"] = [track.histograms[at][row].to_json() for at in chosen]
        probes.append(entry)
    return {"steps": track.steps[chosen].tolist(), "probes": probes}


def json_chunks(runs: Iterable[ExportedRun], *, histograms: bool = False) -> Iterator[bytes]:
    """Yield ``{"runs": [{"id", "scheme", "seed", "losses", "steps", "probes"}]}``, a run at a time.

    ``losses`` holds the loss of every step, recorded or not.
    """
    yield b'{"runs":['
    for index, run in enumerate(runs):
        entry: dict[str, Any] = {"id": run.id, "scheme": run.scheme, "seed": run.seed}
        if run.track is None:
            entry |= {"losses": [], "steps": [], "probes": []}
        else:
            entry["losses"] = _plain(run.track.losses)
            entry |= columns(run.track, histograms=histograms)
        yield (b"," if index else b"") + orjson.dumps(entry)
    yield b"]}"


def csv_chunks(runs: Iterable[ExportedRun]) -> Iterator[str]:
    """Yield CSV (RFC 4180), one row per run, recorded step and probe; the header first.

    What does not apply is empty; infinities are ``inf`` and ``-inf``. A text that a spreadsheet would
    run as a formula starts with an apostrophe.
    """
    yield _lines([["run", "scheme", "seed", "step", "layer", "quantity", *COLUMNS.values()]])
    for run in runs:
        if run.track is not None:
            yield from _frames(run, run.track)


def _frames(run: ExportedRun, track: Track) -> Iterator[str]:
    for step, frame in zip(track.steps.tolist(), track.statistics, strict=True):
        yield _lines(
            [run.id, run.scheme, run.seed, step, probe.layer, probe.quantity, *numbers]
            for probe, numbers in zip(track.probes, frame.tolist(), strict=True)
        )


def _lines(rows: Iterable[list[str | float]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def _cell(cell: str | float) -> str | float:
    if isinstance(cell, str):
        return "'" + cell if cell.startswith(_FORMULA_STARTS) else cell
    return "" if math.isnan(cell) else cell


def _plain(values: NDArray[np.floating]) -> list[float | None]:
    """Return plain numbers, None for those that are not finite."""
    finite = np.isfinite(values)
    return [
        value if ok else None for value, ok in zip(values.tolist(), finite.tolist(), strict=True)
    ]
