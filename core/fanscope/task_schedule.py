"""Which task is trained at which step: one task after the other, the same number of updates each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TaskSchedule:
    """Tasks in sequence.

    Attributes:
        tasks: How many there are, at least 1; ordinary data is one task.
        steps_per_task: Updates that each is trained for.
    """

    tasks: int
    steps_per_task: int

    @property
    def num_updates(self) -> int:
        """Updates of a whole run."""
        return self.tasks * self.steps_per_task

    def task_of(self, step: int) -> int:
        """Return the task, counted from 0, whose examples step ``step`` sees.

        The last step makes no update and sees the last task's.
        """
        return task_at(step, tasks=self.tasks, updates=self.num_updates)

    def first_step_of(self, task: int) -> int:
        """Return the step at which a task begins."""
        return task * self.steps_per_task


def task_at(step: int, *, tasks: int, updates: int) -> int:
    """Return the task at a step of a run of ``updates``: each has an equal stretch of them, and the last stays."""
    return min(step * tasks // max(updates, 1), tasks - 1)
