"""See every weighted operation of a forward pass as it happens, whatever module or function makes it.

A mode of torch sees each call of a torch function before it runs. So raw ``F.linear`` calls, generated weights,
weight norm and tied weights are seen like modules are, and a pre-activation is measured before anything
works on it in place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from fanscope.diagnose.batches import put_inputs_first
from fanscope.diagnose.callers import Callers
from fanscope.diagnose.names import Parameters, UseCounter, address_of
from fanscope.diagnose.operations import PRODUCTS, Operation, read_operation
from fanscope.diagnose.origins import ACTIVATIONS, NORMS, Origin, Origins
from fanscope.diagnose.recurrence import RECURRENCES, Recurrence, unroll
from fanscope.diagnose.sites import Held, Site, Substitute, edge_of
from fanscope.diagnose.transparency import transparent
from fanscope.probes import FrameRecorder
from fanscope.spec import Activation

SUMS = frozenset({"add", "add_", "__add__", "__iadd__", "__radd__"})
HARMLESS = frozenset({"__get__", "dim", "size", "stride", "numel", "is_floating_point", "is_cuda"})
"""Calls that only ask a tensor something."""


class Watch(TorchFunctionMode):
    """Measures pre-activations and activations while it is entered; a pass runs inside.

    Attributes:
        sites: What was seen, in the order of the pass.
        recorder: Holds the measurements.
        replaying: Whether the pass is over and parts of it are only run again.
    """

    def __init__(
        self,
        callers: Callers,
        parameters: Parameters,
        batch: Iterable[Tensor],
        *,
        num_inputs: int,
        recorder: FrameRecorder,
        substitute: Substitute,
    ) -> None:
        """See nothing yet."""
        super().__init__()
        self.sites: list[Site] = []
        self.recorder = recorder
        self.replaying = False
        self._callers = callers
        self._parameters = parameters
        self._batch = {id(tensor) for tensor in batch}
        self._num_inputs = num_inputs
        self._substitute = substitute
        self._origins = Origins()
        self._uses = UseCounter()
        self._in_attention = False
        self._held: Held | None = None
        self._front_of_norms: dict[int, Held] = {}

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Run a torch function; measure it where it is weighted or an activation."""
        kwargs = kwargs or {}
        name = getattr(func, "__name__", "")
        if name not in HARMLESS:
            self._look_at_arguments(name, args, kwargs)
        operation = read_operation(func, name, args, kwargs)
        if operation is not None and self._is_weighted(name, operation):
            return self._run(operation)
        if name == "multi_head_attention_forward":
            return self._attend(func, args, kwargs)
        if name in RECURRENCES and not kwargs and (found := Recurrence.read(name, args)):
            return unroll(found, self._recur)
        return self._pass_through(func, name, args, kwargs)

    def _pass_through(
        self, func: Callable[..., Any], name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> Any:
        """Run what multiplies by no weight, and follow the signal through it."""
        if name in SUMS:
            self._note_sum(args)
        before = self._origins.of(args[0]) if args else Origin()
        made = func(*args, **kwargs)
        self._origins.follow(name, before, made)
        held = self._held
        if held is not None and name in NORMS and args and args[0] is held.made:
            self._front_of_norms[id(held.made)] = held
            self._held = Held(held.site, made, made.detach(), held.time_first, edge_of(made))
            held.site.normed = True
        if name in ACTIVATIONS and before.layer is not None and not self.replaying:
            self._measure_activation(self.sites[before.layer], ACTIVATIONS[name], before, made)
        return made

    def _is_weighted(self, name: str, operation: Operation) -> bool:
        """Return whether it is one that can be measured; ``x @ y`` is one where y is a parameter."""
        if min(address_of(operation.x), address_of(operation.weight)) < 0:
            return False
        if name in PRODUCTS or name == "addmm":
            return self._parameters.owner(operation.weight) is not None
        return True

    def _run(self, operation: Operation) -> Tensor:
        site = self._open(operation, self._name(operation.weight))
        weight, bias = self._substitute(operation, site)
        made = operation.run(weight, bias)
        self._close(site, made, made.detach(), time_first=self._time_first)
        return made

    def _recur(self, operation: Operation, gates: Callable[[Tensor, Tensor | None], Any]) -> Any:
        """Run one layer of a recurrent network; its pre-activations are those of all steps together."""
        name = self._parameters.name_of(operation.source, self._callers.path)
        site = self._open(operation, name.replace("weight_ih_", ""))
        made = gates(*self._substitute(operation, site))
        self._close(site, made.projected, made.gates, time_first=True)
        return made

    def _attend(self, func: Callable[..., Any], args: Any, kwargs: Mapping[str, Any]) -> Any:
        outside, self._in_attention = self._in_attention, True
        try:
            with self:
                return transparent(func)(*args, **kwargs)
        finally:
            self._in_attention = outside

    @property
    def _time_first(self) -> bool:
        return self._in_attention or self._callers.time_first

    def _name(self, weight: Tensor) -> str:
        return self._parameters.name_of(weight, self._callers.path)

    def _open(self, operation: Operation, name: str) -> Site:
        origin = self._origins.of(operation.x)
        owner = self._parameters.owner(operation.source)
        return Site(
            name=self._uses.name(name or operation.kind),
            kind=operation.kind,
            fan_in=operation.fan_in,
            fan_out=operation.fan_out,
            shape=tuple(operation.weight.shape),
            owner=owner.name if owner is not None else None,
            fed_by=origin.activation,
            reads_data=id(operation.x) in self._batch,
            after_norm=origin.normed and origin.activation is None,
        )

    def _close(self, site: Site, made: Tensor, values: Tensor, *, time_first: bool) -> None:
        if self.replaying:
            return
        self.settle()
        self.sites.append(site)
        self._origins.made_by(len(self.sites) - 1, made)
        self._held = Held(site, made, values, time_first, edge_of(made))

    def _look_at_arguments(
        self, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> None:
        """Measure what this call may change, or shows to be more than a norm's input."""
        for each in _tensors_of(args, kwargs):
            held = self._held
            if held is not None and each is held.made and name not in NORMS:
                self.settle()
            if (front := self._front_of_norms.pop(id(each), None)) is not None:
                self._go_in_front(front)

    def _go_in_front(self, front: Held) -> None:
        """Measure in front of the norm after all: the signal also goes on around it, as a transformer's stream does."""
        if self._held is not None and self._held.site is front.site:
            self._held = None
        self.recorder.forget(front.site.name, "preactivation")
        front.site.normed = False
        self._measure(front)

    def settle(self) -> None:
        """Measure the pre-activation that is held; call it at the end of the pass, too."""
        held, self._held = self._held, None
        if held is not None:
            self._measure(held)

    def _measure(self, held: Held) -> None:
        held.site.edge = held.edge
        self._observe(held.site, "preactivation", held.values, time_first=held.time_first)

    def _note_sum(self, args: tuple[Any, ...]) -> None:
        """Remember which layers are added to a signal of the same shape that is no parameter."""
        terms = [each for each in args[:2] if isinstance(each, Tensor)]
        if len(terms) < 2 or terms[0].shape != terms[1].shape:
            return
        for term, other in (terms, reversed(terms)):
            origin = self._origins.of(term)
            if origin.layer is not None and self._parameters.owner(other) is None:
                self.sites[origin.layer].summed = True

    def _measure_activation(
        self, site: Site, activation: Activation, before: Origin, made: Tensor
    ) -> None:
        if site.activation is None and before.activation is None:
            site.activation = activation
            self.settle()
            self._observe(site, "activation", made.detach(), time_first=self._time_first)

    def _observe(self, site: Site, quantity: Any, values: Tensor, *, time_first: bool) -> None:
        batch = put_inputs_first(values, self._num_inputs, time_first=time_first)
        self.recorder.observe(
            site.name,
            quantity,
            values if batch is None else batch,
            activation=site.activation if quantity == "activation" else None,
            per_input=batch is not None,
        )


def _tensors_of(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Iterator[Tensor]:
    for each in (*args, *kwargs.values()):
        if isinstance(each, Tensor):
            yield each
        elif isinstance(each, tuple | list):
            yield from (inner for inner in each if isinstance(inner, Tensor))


def differentiate(watch: Watch, loss: Tensor, *, factor: float) -> None:
    """Measure the gradient by every pre-activation, times a factor; none by a weight is computed.

    What a checkpoint runs again on the way back gets the same weights as before, and is not measured again.
    """
    edges = {site.name: site.edge for site in watch.sites if site.edge is not None}
    if not edges:
        return
    watch.replaying = True
    with watch:
        gradients = transparent(torch.autograd.grad)(loss, list(edges.values()), allow_unused=True)
    for name, gradient in zip(edges, gradients, strict=True):
        if gradient is not None:
            scaled = gradient if factor == 1 else gradient * factor
            watch.recorder.observe(name, "activation_gradient", scaled)
