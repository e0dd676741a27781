"""Decoded frames, kept in memory: a frame never changes, so only new ones are ever read."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from fanscope.frames import Track, decode
from fanscope_backend.store.tables import Frame, Run

_UNPACKED_RATIO = 8
"""Decoded statistics and histograms take about so many times their stored bytes."""


class TrackCache:
    """The tracks of the runs that were asked for last, up to a number of bytes."""

    def __init__(self, max_bytes: int) -> None:
        """Start empty."""
        self._max_bytes = max_bytes
        self._tracks: OrderedDict[str, tuple[Track, int]] = OrderedDict()
        self._lock = Lock()

    def load(self, session: Session, runs: Iterable[Run]) -> dict[str, Track]:
        """Return the track of each run that has frames, reading only what is not in memory yet."""
        runs = tuple(runs)
        with self._lock:
            known = {run.id: self._tracks[run.id] for run in runs if run.id in self._tracks}
            fresh = _read_new(session, runs, {key: track for key, (track, _) in known.items()})
            for run_id, blobs in fresh.items():
                known[run_id] = _extend(known.get(run_id), blobs)
            self._keep(known)
        return {run_id: track for run_id, (track, _) in known.items()}

    def _keep(self, tracks: dict[str, tuple[Track, int]]) -> None:
        self._tracks.update(tracks)
        for run_id in tracks:
            self._tracks.move_to_end(run_id)
        size = sum(size for _, size in self._tracks.values())
        while size > self._max_bytes:
            size -= self._tracks.popitem(last=False)[1][1]


def _extend(known: tuple[Track, int] | None, blobs: list[bytes]) -> tuple[Track, int]:
    frames = [decode(blob) for blob in blobs]
    size = _UNPACKED_RATIO * sum(map(len, blobs))
    if known is None:
        return Track.from_frames(frames), size
    return known[0].extend(frames), known[1] + size


def _read_new(
    session: Session, runs: tuple[Run, ...], known: dict[str, Track]
) -> dict[str, list[bytes]]:
    """Return the stored frames that are not known yet, by run, steps ascending."""
    behind = [run for run in runs if run.num_frames > _num_frames(known.get(run.id))]
    if not behind:
        return {}
    later = (
        and_(Frame.run_id == run.id, Frame.step > int(known[run.id].steps[-1]))
        if run.id in known
        else Frame.run_id == run.id
        for run in behind
    )
    query = select(Frame.run_id, Frame.blob).where(or_(*later)).order_by(Frame.run_id, Frame.step)
    fresh: dict[str, list[bytes]] = {}
    for run_id, blob in session.execute(query):
        fresh.setdefault(run_id, []).append(blob)
    return fresh


def _num_frames(track: Track | None) -> int:
    return 0 if track is None else track.steps.size
