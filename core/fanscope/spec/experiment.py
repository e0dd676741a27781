"""One experiment, whole."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from fanscope.spec.data import DataSpec, DigitsData, RegressionTasksData
from fanscope.spec.model import Model, Seed
from fanscope.spec.network import HypernetworkSpec, MainSpec, NetworkSpec
from fanscope.spec.scheme_choice import SchemeChoice
from fanscope.spec.training import LogSchedule, Loss, RecordSpec, TrainingSpec
from fanscope.task_schedule import TaskSchedule


class IntentSpec(Model):
    """What is meant, though it looks like a fault.

    Attributes:
        zeros: Patterns of the names of layers that are to say nothing at first, ``main.3`` or ``main.*.body.2``.
    """

    zeros: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=200)], ...], Field(max_length=1000)
    ] = ()


class ExperimentSpec(Model):
    """One experiment: every scheme is run with every seed."""

    name: Annotated[str, Field(min_length=1, max_length=200)] = "untitled"
    network: NetworkSpec
    data: DataSpec = DigitsData()
    training: TrainingSpec = TrainingSpec()
    record: RecordSpec = LogSchedule()
    schemes: Annotated[tuple[SchemeChoice, ...], Field(min_length=1, max_length=100)]
    seeds: (
        Annotated[int, Field(ge=1, le=1000, strict=True)]
        | Annotated[tuple[Seed, ...], Field(min_length=1, max_length=1000)]
    ) = 1
    intent: IntentSpec = IntentSpec()

    @property
    def seed_list(self) -> tuple[int, ...]:
        """The seeds themselves: ``3`` means 0, 1 and 2."""
        return tuple(range(self.seeds)) if isinstance(self.seeds, int) else self.seeds

    @property
    def loss(self) -> Loss:
        """What is minimized: as written, else what suits the data."""
        is_regression = isinstance(self.data, RegressionTasksData)
        return self.training.loss or ("mean-squared-error" if is_regression else "cross-entropy")

    @property
    def schedule(self) -> TaskSchedule:
        """Which task is trained at which step; ordinary data is one task."""
        tasks = self.data.tasks if isinstance(self.data, RegressionTasksData) else 1
        return TaskSchedule(tasks, self.training.steps)

    @property
    def num_updates(self) -> int:
        """Updates of one run, all tasks together."""
        return self.schedule.num_updates

    @property
    def main(self) -> MainSpec:
        """The network whose activations are looked at."""
        return self.network.main if isinstance(self.network, HypernetworkSpec) else self.network
