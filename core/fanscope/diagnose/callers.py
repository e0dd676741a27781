"""Which module is being called: names for operations and errors, and whether time stands before the batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from torch import nn

from fanscope.diagnose.batches import say_shapes


class Call(NamedTuple):
    """A module that is being called.

    Attributes:
        path: Its place, e.g. ``encoder.layers.0``; empty for the whole module.
        module: It.
        shapes: Shapes of the tensors it was given.
    """

    path: str
    module: nn.Module
    shapes: str

    def __str__(self) -> str:
        """Return e.g. ``fc (Linear) on [8, 5]``."""
        return f"{self.path or 'the module'} ({type(self.module).__name__}) on {self.shapes}"


class Callers:
    """The modules that are being called, outermost first."""

    def __init__(self) -> None:
        """Start outside every module."""
        self._stack: list[Call] = []

    @contextmanager
    def followed(self, module: nn.Module) -> Iterator[None]:
        """Watch the calls of a module and its children by hooks, which are removed at the end."""
        paths = {each: path for path, each in module.named_modules()}
        handles = []

        def enter(each: nn.Module, args: Any, kwargs: Mapping[str, Any]) -> None:
            self._stack.append(Call(paths[each], each, say_shapes([*args, *kwargs.values()])))

        def leave(each: nn.Module, *_: Any) -> None:
            while self._stack and self._stack.pop().module is not each:
                pass  # calls whose error the user's own code has caught

        try:
            for each in paths:
                handles.append(each.register_forward_pre_hook(enter, with_kwargs=True))
                handles.append(each.register_forward_hook(leave))
            yield
        finally:
            for handle in handles:
                handle.remove()

    @property
    def innermost(self) -> Call | None:
        """The module that is being called now; after an error, the one that raised it."""
        return self._stack[-1] if self._stack else None

    @property
    def path(self) -> str:
        """The place of the innermost module."""
        return self._stack[-1].path if self._stack else ""

    @property
    def time_first(self) -> bool:
        """Whether the innermost module with an opinion puts time before the batch."""
        opinions = (puts_time_first(call.module) for call in reversed(self._stack))
        return next((opinion for opinion in opinions if opinion is not None), False)


def puts_time_first(module: nn.Module) -> bool | None:
    """Return whether a module reads ``[T, B, D]``; None where it does not say (``batch_first``)."""
    holders = [module, getattr(module, "self_attn", None), *_first_layer(module)]
    for holder in holders:
        batch_first = getattr(holder, "batch_first", None)
        if isinstance(batch_first, bool):
            return not batch_first
    return None


def _first_layer(module: nn.Module) -> list[Any]:
    """Return the attention of the first layer of torch's own stacks, which do not say it themselves."""
    if isinstance(module, nn.TransformerEncoder | nn.TransformerDecoder) and len(module.layers):
        return [getattr(module.layers[0], "self_attn", None)]
    return []
