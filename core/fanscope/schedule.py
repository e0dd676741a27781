"""Which steps of a run are recorded."""

from __future__ import annotations

from fanscope.spec import EverySchedule, ListedSchedule, LogSchedule, RecordSpec


def recording_steps(record: RecordSpec, *, steps: int) -> tuple[int, ...]:
    """Return the recorded steps of a run of ``steps`` updates, ascending; 0 and ``steps`` always."""
    match record:
        case LogSchedule(frames=frames):
            chosen = _log_spaced(min(frames, steps + 1), last=steps)
        case EverySchedule(every=every):
            chosen = list(range(0, steps + 1, every))
        case ListedSchedule(steps=listed):
            chosen = [step for step in listed if step <= steps]
    return tuple(sorted({0, *chosen, steps}))


def _log_spaced(count: int, *, last: int) -> list[int]:
    """Return ``count`` distinct steps 0..last, as even in log(1 + step) as whole numbers allow.

    Where even spacing asks for less than a step, single steps are taken, and what remains is
    spread evenly over what is left.
    """
    chosen = [0]
    for remaining in range(count - 1, 0, -1):
        position = 1 + chosen[-1]
        ratio = ((1 + last) / position) ** (1 / remaining)
        chosen.append(max(position, round(position * ratio) - 1))
    return chosen
