"""What a hypernetwork is told at each step: the active task, or fresh noise.

Reference: vonoswald2020continual, section 2; krueger2017bayesian, section 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

import torch

from fanscope.layout import CodeLayout
from fanscope.networks.hypernetwork import ALWAYS, Context
from fanscope.task_schedule import task_at


def draw_contexts(
    code: CodeLayout | None, *, steps: int, generator: torch.Generator
) -> Iterator[tuple[Context, ...]]:
    """Yield the contexts of step 0, 1, ... without end: one per draw.

    Args:
        code: Of the hypernetwork; None for a plain network.
        steps: Updates of the run; the tasks share them equally, one after the other.
        generator: CPU generator of the noise; each step draws the same number of values, recorded or not.
    """
    step = 0
    while True:
        match code:
            case CodeLayout(kind="noise"):
                yield tuple(_draw_noise(code, generator) for _ in range(code.draws))
            case CodeLayout(kind="task"):
                task = task_at(step, tasks=len(code.embeddings), updates=steps)
                yield (Context(task=task),)
            case _:
                yield (ALWAYS,)
        step += 1


def _draw_noise(code: CodeLayout, generator: torch.Generator) -> Context:
    noise = torch.empty(code.size)
    if code.noise == "uniform":
        return Context(noise=noise.uniform_(-sqrt(3), sqrt(3), generator=generator))
    return Context(noise=noise.normal_(generator=generator))
