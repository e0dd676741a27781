"""Tasks in sequence: which examples a step sees, and by what the earlier tasks are examined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from torch import Tensor

from fanscope.task_schedule import TaskSchedule
from fanscope.training.batches import draw_batches
from fanscope.training.examples import ExampleSource
from fanscope.training.seeding import batch_generator


@dataclass(frozen=True, slots=True, eq=False)
class Exam:
    """The test examples of one task.

    Attributes:
        task: Its number, from 0.
        inputs: As the network sees them, [examples, features].
        labels: int64 [examples], or float32 [examples, targets].
    """

    task: int
    inputs: Tensor
    labels: Tensor

    @property
    def name(self) -> str:
        """The probe's place in a frame."""
        return f"task.{self.task}"


def draw_task_batches(
    num_examples: int, schedule: TaskSchedule, *, batch_size: int, seed: int
) -> Iterator[Tensor]:
    """Yield the numbers of the examples that each step sees, int64 [batch_size], without end.

    Args:
        num_examples: Of all tasks; each has the same number, one task after the other.
        schedule: Which task each step is for.
        batch_size: Examples in a batch.
        seed: Of the run. Within a task every example is seen before one is seen again.
    """
    per_task = num_examples // schedule.tasks
    streams = [
        draw_batches(per_task, batch_size=batch_size, generator=batch_generator(seed, task))
        for task in range(schedule.tasks)
    ]
    for step in count():
        task = schedule.task_of(step)
        yield next(streams[task]) + task * per_task


def set_exams(test: ExampleSource, schedule: TaskSchedule) -> tuple[Exam, ...]:
    """Return an exam for each task; none where there is only one task, or no test examples."""
    per_task = len(test) // schedule.tasks
    if schedule.tasks == 1 or not per_task:
        return ()
    slices = (slice(task * per_task, (task + 1) * per_task) for task in range(schedule.tasks))
    return tuple(Exam(task, *test.batch(part)) for task, part in enumerate(slices))
