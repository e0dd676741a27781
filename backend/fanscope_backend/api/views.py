"""Records as the wire shows them."""

from __future__ import annotations

from datetime import UTC, datetime

from fanscope.layout import lay_out
from fanscope.parsing import dump_yaml
from fanscope_backend.api.check_views import mark_check
from fanscope_backend.api.digests import digest_of
from fanscope_backend.api.models.experiment import (
    Divergence,
    Estimates,
    Experiment,
    ExperimentItem,
    Run,
)
from fanscope_backend.store import ExperimentRecord, RunRecord, Store


def view_experiment(store: Store, record: ExperimentRecord) -> Experiment:
    """Return one experiment with its runs and verdicts."""
    digest = digest_of(store, record)
    return Experiment.model_validate(
        {
            "id": record.id,
            "name": record.name,
            "status": record.status,
            "spec": record.spec,
            "spec_yaml": dump_yaml(record.spec),
            "layers": [layer.name for layer in lay_out(record.spec.network).layers],
            "created_at": record.created_at,
            "started_at": record.started_at,
            "finished_at": record.finished_at,
            "estimate": Estimates.model_validate(record.estimate),
            "progress": record.progress,
            "time_left_s": time_left_s(record, now=datetime.now(UTC)),
            "runs": [view_run(run) for run in record.runs],
            "verdicts": digest.verdicts,
            "summaries": digest.summaries,
            "error": record.error["detail"] if record.error else None,
            "check": mark_check(record),
            "last_sequence": record.last_sequence,
        }
    )


def view_item(store: Store, record: ExperimentRecord) -> ExperimentItem:
    """Return one experiment as the list shows it."""
    digest = digest_of(store, record)
    return ExperimentItem.model_validate(
        {
            "id": record.id,
            "name": record.name,
            "status": record.status,
            "progress": record.progress,
            "diverged": sum(run.diverged_step is not None for run in record.runs),
            "created_at": record.created_at,
            "schemes": [choice.label for choice in record.spec.schemes],
            "summaries": digest.summaries,
            "profile": digest.profile,
            "check": mark_check(record),
        }
    )


def view_run(record: RunRecord) -> Run:
    """Return one run."""
    diverged_at = None
    if record.diverged_step is not None:
        diverged_at = Divergence(step=record.diverged_step, layer=record.diverged_layer)
    return Run.model_validate(
        {
            "id": record.id,
            "experiment_id": record.experiment_id,
            "scheme": record.scheme,
            "seed": record.seed,
            "status": record.status,
            "step": record.step,
            "total_steps": record.total_steps,
            "progress": record.progress,
            "loss": record.loss,
            "num_frames": record.num_frames,
            "diverged_at": diverged_at,
            "error": record.error,
            "warnings": record.warnings,
        }
    )


def time_left_s(record: ExperimentRecord, *, now: datetime) -> float | None:
    """Return the time that the rest takes at the pace so far; None before the first progress."""
    if record.status != "running" or record.started_at is None or record.progress <= 0:
        return None
    elapsed = (now - record.started_at).total_seconds()
    return max(0.0, elapsed * (1 - record.progress) / record.progress)
