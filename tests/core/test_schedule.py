import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanscope.estimates.counting import count_frames
from fanscope.schedule import recording_steps
from fanscope.spec import EverySchedule, ListedSchedule, LogSchedule, RecordSpec

SCHEDULES: st.SearchStrategy[RecordSpec] = st.one_of(
    st.builds(LogSchedule, frames=st.integers(1, 200)),
    st.builds(EverySchedule, every=st.integers(1, 500)),
    st.builds(ListedSchedule, steps=st.lists(st.integers(0, 5000), min_size=1).map(tuple)),
)


@given(record=SCHEDULES, steps=st.integers(0, 3000))
def test_steps_ascend_from_0_to_the_last(record: RecordSpec, steps: int) -> None:
    chosen = recording_steps(record, steps=steps)
    assert chosen[0] == 0
    assert chosen[-1] == steps
    assert all(early < late for early, late in itertools.pairwise(chosen))


@given(frames=st.integers(2, 300), steps=st.integers(1, 100_000))
def test_log_schedule_gives_as_many_frames_as_asked_or_every_step(frames: int, steps: int) -> None:
    assert len(recording_steps(LogSchedule(frames=frames), steps=steps)) == min(frames, steps + 1)


def test_log_schedule_is_even_in_log_once_the_steps_are_apart() -> None:
    chosen = recording_steps(LogSchedule(frames=60), steps=100_000)
    late = [math.log1p(step) for step in chosen if step >= 1000]
    gaps = [after - before for before, after in itertools.pairwise(late)]
    rounding = 2 * 0.5 / 1000
    assert max(gaps) - min(gaps) < 2 * rounding


def test_log_schedule_starts_with_single_steps() -> None:
    assert recording_steps(LogSchedule(frames=60), steps=600)[:5] == (0, 1, 2, 3, 4)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (EverySchedule(every=4), (0, 4, 8, 10)),
        (ListedSchedule(steps=(7, 3, 3, 99)), (0, 3, 7, 10)),
        (LogSchedule(frames=1), (0, 10)),
    ],
)
def test_recorded_steps_of_ten_updates(record: RecordSpec, expected: tuple[int, ...]) -> None:
    assert recording_steps(record, steps=10) == expected


@given(record=SCHEDULES, steps=st.integers(0, 3000))
def test_limits_count_the_frames_that_will_be_recorded(record: RecordSpec, steps: int) -> None:
    assert count_frames(record, steps=steps) == len(recording_steps(record, steps=steps))
