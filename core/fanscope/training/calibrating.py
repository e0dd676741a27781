"""Schemes that learn their scales see the batch that their run sees first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from torch import Tensor

from fanscope.layout import NetworkLayout
from fanscope.networks.calibration import Batch, calibrate, do_nothing
from fanscope.schemes import resolve
from fanscope.spec import SchemeChoice
from fanscope.task_schedule import TaskSchedule
from fanscope.training.data import AnyDataset
from fanscope.training.tasks import draw_task_batches


def calibrate_tensors(
    layout: NetworkLayout,
    choice: SchemeChoice,
    tensors: Mapping[str, Tensor],
    dataset: AnyDataset,
    *,
    schedule: TaskSchedule,
    batch_size: int,
    seed: int,
    pause: Callable[[], None] = do_nothing,
) -> dict[str, Tensor]:
    """Return the drawn tensors with their scales learned; as they are where the scheme learns none.

    Args:
        layout: The network.
        choice: Its scheme.
        tensors: Every trainable tensor by name, on the device of the data.
        dataset: What is trained on.
        schedule: Of the run's tasks; only the first one is seen.
        batch_size: Of the run.
        seed: Of the run; its order of the data is drawn afresh, so that the run's own is not moved on.
        pause: Called again and again while scales are learned; what it raises ends that.
    """
    scheme = resolve(choice)
    if scheme.info.calibration is None:
        return dict(tensors)
    batches = draw_task_batches(len(dataset.train), schedule, batch_size=batch_size, seed=seed)
    chosen = next(batches).to(dataset.train.labels.device)
    return calibrate(layout, scheme, tensors, Batch(*dataset.train.batch(chosen), pause))
