import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanscope.task_schedule import TaskSchedule, task_at


@given(st.integers(1, 20), st.integers(0, 50))
def test_every_task_is_trained_equally_long_one_after_the_other(tasks: int, steps: int) -> None:
    schedule = TaskSchedule(tasks, steps)
    trained = [schedule.task_of(step) for step in range(schedule.num_updates)]
    assert trained == [task for task in range(tasks) for _ in range(steps)]
    assert schedule.task_of(schedule.num_updates) == (tasks - 1 if steps else 0)
    if steps:
        assert [trained.index(task) for task in range(tasks)] == [
            schedule.first_step_of(task) for task in range(tasks)
        ]


@pytest.mark.parametrize(
    ("steps", "tasks", "expected"),
    [
        (6, 2, [0, 0, 0, 1, 1, 1, 1]),
        (5, 3, [0, 0, 1, 1, 2, 2]),
        (1, 3, [0, 2]),
        (0, 3, [0]),
        (4, 1, [0, 0, 0, 0, 0]),
    ],
)
def test_tasks_share_the_updates_even_where_they_do_not_divide(
    steps: int, tasks: int, expected: list[int]
) -> None:
    assert [task_at(i, tasks=tasks, updates=steps) for i in range(steps + 1)] == expected
