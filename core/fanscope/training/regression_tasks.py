"""One-dimensional regression tasks on intervals beside each other.

Task k is a polynomial of u = x - c_k on the interval [c_k - 1, c_k + 1] with c_k = 3 k - 3, and its values have
the noise's standard deviation sigma:

    y = f_k(u) + sigma e,   f_k(u) = u, 2 u^2 - 1, u^3 in turn,   e standard normal

The first three are those of the paper: x + 3 on [-4, -2], 2 x^2 - 1 on [-1, 1] and (x - 3)^3 on [2, 4],
100 examples each, sigma = 0.05.

Reference: vonoswald2020continual, section 4.1 and figure 2; the constants stand in the authors' published code.
"""

from __future__ import annotations

import torch
from torch import Tensor

from fanscope.spec import RegressionTasksData
from fanscope.training.examples import Dataset, Examples
from fanscope.training.seeding import derive_generator


def draw_regression_tasks(data: RegressionTasksData) -> Dataset[Examples]:
    """Return the tasks one after the other, training examples drawn at random, test examples evenly spaced.

    Inputs are float32 [tasks * examples, 1], standardized over all tasks; labels are the values to
    predict, [tasks * examples, 1], test ones without noise.
    """
    generator = derive_generator("regression-tasks", data.tasks, data.examples, str(data.noise))
    offsets = 2 * torch.rand(data.tasks, data.examples, generator=generator) - 1
    noise = data.noise * torch.randn(data.tasks, data.examples, generator=generator)
    inputs, values = _place(offsets)
    std, mean = torch.std_mean(inputs.double(), correction=0)
    train = Examples(inputs, values + noise.view(-1, 1), mean.item(), std.item())
    spaced = torch.linspace(-1, 1, data.examples // 2).repeat(data.tasks, 1)
    return Dataset(train, Examples(*_place(spaced), mean.item(), std.item()))


def _place(offsets: Tensor) -> tuple[Tensor, Tensor]:
    """Return x and f(x), both [tasks * examples, 1], of the offsets u from the intervals' middles."""
    middles = 3.0 * torch.arange(len(offsets)) - 3.0
    values = torch.stack([_polynomial(task, u) for task, u in enumerate(offsets)])
    return (offsets + middles[:, None]).reshape(-1, 1), values.reshape(-1, 1)


def _polynomial(task: int, u: Tensor) -> Tensor:
    match task % 3:
        case 0:
            return u
        case 1:
            return 2 * u**2 - 1
        case _:
            return u**3
