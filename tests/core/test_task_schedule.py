from hypothesis import given
from hypothesis import strategies as st

from fanscope.task_schedule import TaskSchedule


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
