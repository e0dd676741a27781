"""Unroll torch's recurrent layers, so that the pre-activations of their gates can be measured.

Notation:
    data        [N, D], the steps of all sequences, time first; packed sequences have fewer rows later
    sizes       rows of each step
    gates       [N, k H], pre-activations W_ih x + b_ih + W_hh h + b_hh; k = 4 for LSTM, 3 for GRU, 1 else
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from fanscope.diagnose.operations import Operation

RECURRENCES = {"lstm": 4, "gru": 3, "rnn_tanh": 1, "rnn_relu": 1}
"""Functions of torch, with the number of their gates."""


class Unrolled(NamedTuple):
    """One layer in one direction: the input's part of the gates, all of the gates, outputs, last states."""

    projected: Tensor
    gates: Tensor
    outputs: Tensor
    states: tuple[Tensor, ...]


Run = Callable[[Operation, Callable[[Tensor, Tensor | None], Unrolled]], Unrolled]
"""Runs a layer with the weight that the caller chooses, and measures its gates."""


@dataclass(frozen=True, slots=True, eq=False)
class Recurrence:
    """A call of a recurrent function, plain or packed.

    Attributes:
        name: Which function.
        data: Its input, time first, flat.
        sizes: Rows of each step.
        states: Initial states, each [layers x directions, B, H].
        weights: For each layer and direction W_ih, W_hh and, with biases, b_ih and b_hh.
        layers: Number of layers.
        dropout: Between layers, 0 outside training.
        directions: 1 or 2.
        finish: From the flat output to the shape that the caller expects.
    """

    name: str
    data: Tensor
    sizes: tuple[int, ...]
    states: tuple[Tensor, ...]
    weights: tuple[tuple[Tensor, ...], ...]
    layers: int
    dropout: float
    directions: int
    finish: Callable[[Tensor], Tensor]

    @classmethod
    def read(cls, name: str, args: Sequence[Any]) -> Recurrence | None:
        """Return the call; None for one with projections, which have a layout of their own."""
        packed = not isinstance(args[3], bool)
        x, rest = args[0], args[2:] if packed else args[1:]
        hidden, flat, biased, layers, dropout, training, bidirectional = rest[:7]
        states = tuple(hidden) if isinstance(hidden, tuple | list) else (hidden,)
        directions = 2 if bidirectional else 1
        each = 4 if biased else 2
        if len(flat) != each * layers * directions or flat[1].shape[1] * RECURRENCES[name] != len(
            flat[1]
        ):
            return None
        if packed:
            data, sizes, finish = x, tuple(args[1].tolist()), _unchanged
        else:
            steps = x.transpose(0, 1) if args[8] else x
            data, sizes = steps.reshape(-1, x.shape[-1]), (steps.shape[1],) * steps.shape[0]
            finish = partial(_into_steps, num_steps=steps.shape[0], batch_first=args[8])
        groups = tuple(tuple(flat[i : i + each]) for i in range(0, len(flat), each))
        return cls(
            name=name,
            data=data,
            sizes=sizes,
            states=states,
            weights=groups,
            layers=layers,
            dropout=dropout if training else 0.0,
            directions=directions,
            finish=finish,
        )


def unroll(recurrence: Recurrence, run: Run) -> tuple[Tensor, ...]:
    """Return what the function would return, step by step: outputs and last states."""
    data = recurrence.data
    ends: list[tuple[Tensor, ...]] = []
    for layer in range(recurrence.layers):
        made = [
            _run_layer(recurrence, data, layer * recurrence.directions + direction, run)
            for direction in range(recurrence.directions)
        ]
        data = torch.cat([each.outputs for each in made], dim=1)
        ends += [each.states for each in made]
        if recurrence.dropout and layer < recurrence.layers - 1:
            data = F.dropout(data, recurrence.dropout)
    states = [torch.stack(each) for each in zip(*ends, strict=True)]
    return (recurrence.finish(data), *states)


def _run_layer(recurrence: Recurrence, data: Tensor, index: int, run: Run) -> Unrolled:
    w_ih, w_hh, *biases = recurrence.weights[index]
    states = tuple(state[index] for state in recurrence.states)
    backwards = index % recurrence.directions == 1

    def gates(weight: Tensor, bias: Tensor | None) -> Unrolled:
        own = [weight[:, : w_ih.shape[1]], weight[:, w_ih.shape[1] :]]
        shifts = [None, None] if bias is None else bias.unbind()
        cell = partial(_CELLS[recurrence.name], weight=own[1], bias=shifts[1])
        projected = F.linear(data, own[0], shifts[0])
        return _walk(projected, recurrence.sizes, states, cell, backwards=backwards)

    return run(
        Operation(
            kind="recurrent",
            x=data,
            weight=torch.cat([w_ih, w_hh], dim=1),
            bias=torch.stack(biases) if biases else None,
            fan_in=w_ih.shape[1] + w_hh.shape[1],
            fan_out=w_ih.shape[0],
            rows=_unchanged,
            run=_no_run,
            part=w_ih,
        ),
        gates,
    )


_Cell = Callable[[Tensor, tuple[Tensor, ...]], tuple[Tensor, tuple[Tensor, ...]]]
"""From the input's part and the states to the gates and the next states; the first state is the output."""


def _walk(
    projected: Tensor,
    sizes: Sequence[int],
    states: tuple[Tensor, ...],
    cell: _Cell,
    *,
    backwards: bool,
) -> Unrolled:
    parts = list(torch.split(projected, list(sizes)))
    gates: list[Tensor] = [projected] * len(parts)
    outputs: list[Tensor] = [projected] * len(parts)
    for step in reversed(range(len(parts))) if backwards else range(len(parts)):
        rows = sizes[step]
        made, new = cell(parts[step], tuple(state[:rows] for state in states))
        gates[step], outputs[step] = made.detach(), new[0]
        states = tuple(
            fresh if rows == len(old) else torch.cat([fresh, old[rows:]])
            for fresh, old in zip(new, states, strict=True)
        )
    return Unrolled(projected, torch.cat(gates), torch.cat(outputs), states)


def _lstm(
    part: Tensor, states: tuple[Tensor, ...], *, weight: Tensor, bias: Tensor | None
) -> tuple[Tensor, tuple[Tensor, ...]]:
    hidden, memory = states
    gates = part + F.linear(hidden, weight, bias)
    enter, forget, new, leave = gates.chunk(4, dim=1)
    memory = forget.sigmoid() * memory + enter.sigmoid() * new.tanh()
    return gates, (leave.sigmoid() * memory.tanh(), memory)


def _gru(
    part: Tensor, states: tuple[Tensor, ...], *, weight: Tensor, bias: Tensor | None
) -> tuple[Tensor, tuple[Tensor, ...]]:
    (hidden,) = states
    x_reset, x_update, x_new = part.chunk(3, dim=1)
    h_reset, h_update, h_new = F.linear(hidden, weight, bias).chunk(3, dim=1)
    reset, update = x_reset + h_reset, x_update + h_update
    new = x_new + reset.sigmoid() * h_new
    keep = update.sigmoid()
    return torch.cat([reset, update, new], dim=1), ((1 - keep) * new.tanh() + keep * hidden,)


def _plain(
    part: Tensor,
    states: tuple[Tensor, ...],
    *,
    weight: Tensor,
    bias: Tensor | None,
    phi: Callable[[Tensor], Tensor],
) -> tuple[Tensor, tuple[Tensor, ...]]:
    gates = part + F.linear(states[0], weight, bias)
    return gates, (phi(gates),)


_CELLS: dict[str, Callable[..., Any]] = {
    "lstm": _lstm,
    "gru": _gru,
    "rnn_tanh": partial(_plain, phi=torch.tanh),
    "rnn_relu": partial(_plain, phi=torch.relu),
}


def _into_steps(flat: Tensor, *, num_steps: int, batch_first: bool) -> Tensor:
    steps = flat.reshape(num_steps, -1, flat.shape[-1])
    return steps.transpose(0, 1) if batch_first else steps


def _unchanged(flat: Tensor) -> Tensor:
    return flat


def _no_run(*_: Tensor | None) -> Tensor:
    raise AssertionError("a recurrent layer is run by its cells")
