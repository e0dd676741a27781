"""An experiment as figures, verdicts and exports read it."""

from __future__ import annotations

import logging
from functools import lru_cache

from sqlalchemy import func, select

from fanscope.errors import NotFoundError, SpecError
from fanscope.frames import Track
from fanscope.result import Divergence, ExperimentResult, RunResult
from fanscope.spec import ExperimentSpec
from fanscope.theory import predict, predict_nothing
from fanscope.theory.prediction import Prediction
from fanscope_backend.store.ids import require_id
from fanscope_backend.store.session import Transactions
from fanscope_backend.store.tables import Experiment, Frame, Run
from fanscope_backend.store.tracks import TrackCache

log = logging.getLogger(__name__)


class Results:
    """Reads of recorded frames."""

    def __init__(self, transactions: Transactions, *, max_cached_bytes: int) -> None:
        """Keep the way to the database and memory for decoded frames."""
        self._transactions = transactions
        self._tracks = TrackCache(max_cached_bytes)

    def load_result(self, experiment_id: str) -> ExperimentResult:
        """Return the experiment with all its frames so far.

        Raises:
            NotFoundError: There is no such experiment.
        """
        require_id(experiment_id, noun="experiment")
        query = select(Run).where(Run.experiment_id == experiment_id).order_by(Run.position)
        with self._transactions.read() as session:
            experiment = session.get(Experiment, experiment_id)
            if experiment is None:
                raise NotFoundError(f"there is no experiment {experiment_id!r}")
            runs = session.scalars(query).all()
            tracks = self._tracks.load(session, runs)
            spec = ExperimentSpec.model_validate(experiment.spec)
        return ExperimentResult(
            spec=spec,
            runs=tuple(_run_result(run, tracks.get(run.id)) for run in runs),
            predictions=predictions_of(spec),
        )

    def load_track(self, run_id: str) -> Track | None:
        """Return one run's frames so far, None before the first.

        Raises:
            NotFoundError: There is no such run.
        """
        require_id(run_id, noun="run")
        with self._transactions.read() as session:
            run = session.get(Run, run_id)
            if run is None:
                raise NotFoundError(f"there is no run {run_id!r}")
            return self._tracks.load(session, [run]).get(run_id)

    def recorded_steps(self, experiment_id: str) -> tuple[int, ...]:
        """Return the steps at which any run of the experiment has a frame, ascending.

        Raises:
            NotFoundError: There is no such experiment.
        """
        require_id(experiment_id, noun="experiment")
        query = (
            select(Frame.step)
            .join(Run, Run.id == Frame.run_id)
            .where(Run.experiment_id == experiment_id)
            .distinct()
            .order_by(Frame.step)
        )
        with self._transactions.read() as session:
            if session.get(Experiment, experiment_id) is None:
                raise NotFoundError(f"there is no experiment {experiment_id!r}")
            return tuple(session.scalars(query))

    def count_experiments(self) -> dict[str, int]:
        """Return the number of experiments by status."""
        query = select(Experiment.status, func.count()).group_by(Experiment.status)
        with self._transactions.read() as session:
            return {status: int(count) for status, count in session.execute(query)}

    def count_frames(self) -> int:
        """Return the number of stored frames of all experiments."""
        with self._transactions.read() as session:
            return int(session.scalar(select(func.coalesce(func.sum(Run.num_frames), 0))) or 0)


class _Asked:
    """A spec that is the same as another where both are the same text: told in a fraction of the time."""

    def __init__(self, spec: ExperimentSpec) -> None:
        self.spec = spec
        self._text = spec.model_dump_json()

    def __hash__(self) -> int:
        return hash(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self._text == other._text


@lru_cache(maxsize=256)
def _cached_predictions(asked: _Asked) -> dict[str, Prediction]:
    spec = asked.spec
    try:
        return predict(spec)
    except SpecError:
        raise
    except Exception:
        # A fault of theory's takes away its own numbers, not the experiments that people have.
        log.exception("theory failed on a spec; it is shown without predictions")
        return predict_nothing(spec)


def predictions_of(spec: ExperimentSpec) -> dict[str, Prediction]:
    """Return what theory predicts for each scheme; remembered for the last 256 specs."""
    return _cached_predictions(_Asked(spec))


def _run_result(run: Run, track: Track | None) -> RunResult:
    diverged_at = (
        Divergence(run.diverged_step, run.diverged_layer) if run.diverged_step is not None else None
    )
    return RunResult(
        id=run.id,
        scheme=run.scheme,
        seed=run.seed,
        status=run.status,
        track=track,
        diverged_at=diverged_at,
    )
