"""The bytes of a run's frames: as a database holds them, and as an undisturbed run here makes them."""

from __future__ import annotations

import torch
from sqlalchemy import select

from fanscope.frames import encode
from fanscope.spec import ExperimentSpec, SchemeChoice
from fanscope.training import train
from fanscope_backend.settings import Settings
from fanscope_backend.store.engine import open_engine
from fanscope_backend.store.tables import Frame, Job, Run

Frames = dict[tuple[str, int], dict[int, bytes]]
"""Bytes by scheme label and seed, then by step."""


def stored_frames(settings: Settings, experiment_id: str) -> Frames:
    """Return what the database holds."""
    engine = open_engine(settings.database)
    query = (
        select(Run.scheme, Run.seed, Frame.step, Frame.blob)
        .join(Frame, Frame.run_id == Run.id)
        .where(Run.experiment_id == experiment_id)
    )
    frames: Frames = {}
    with engine.connect() as connection:
        for scheme, seed, step, blob in connection.execute(query):
            frames.setdefault((scheme, seed), {})[step] = blob
    engine.dispose()
    return frames


def job_ids(settings: Settings, experiment_id: str) -> list[str]:
    """Return the ids of an experiment's jobs, which no interface shows."""
    engine = open_engine(settings.database)
    with engine.connect() as connection:
        ids = list(connection.scalars(select(Job.id).where(Job.experiment_id == experiment_id)))
    engine.dispose()
    return ids


def undisturbed_frames(spec: ExperimentSpec) -> Frames:
    """Train every run here, on one thread, as workers do."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return {
            (choice.label, seed): _train(spec, choice, seed)
            for choice in spec.schemes
            for seed in spec.seed_list
        }
    finally:
        torch.set_num_threads(threads)


def _train(spec: ExperimentSpec, choice: SchemeChoice, seed: int) -> dict[int, bytes]:
    steps = train(spec, choice, seed, device="cpu")
    return {step.step: encode(step.frame) for step in steps if step.frame is not None}
