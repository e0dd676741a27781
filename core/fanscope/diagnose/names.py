"""What a weighted operation is called: its parameter's place in the module, or the module that made its weight."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from torch import Tensor


class Owner(NamedTuple):
    """The parameter that a weight is a view of.

    Attributes:
        name: The parameter's first name, e.g. ``encoder.0.linear1.weight``.
        offset: Values between its beginning and the weight's.
    """

    name: str
    offset: int


class Parameters:
    """Finds the parameter behind a tensor, also where the tensor is a view or a slice of it."""

    def __init__(self, parameters: Mapping[str, Tensor]) -> None:
        """Index the parameters by where they lie in memory; a tied one has several names."""
        self._names: dict[str, list[str]] = {}
        self._tensors: dict[str, Tensor] = {}
        first: dict[int, str] = {}
        for name, tensor in parameters.items():
            if (address := address_of(tensor)) >= 0:
                own = first.setdefault(address, name)
                self._names.setdefault(own, []).append(name)
                self._tensors.setdefault(own, tensor)
        self._starts = sorted(first)
        self._firsts = [first[start] for start in self._starts]

    def owner(self, tensor: Tensor) -> Owner | None:
        """Return the parameter that a tensor is a view of, None where it was computed."""
        address = address_of(tensor)
        place = bisect_right(self._starts, address) - 1
        if place < 0:
            return None
        whole = self._tensors[self._firsts[place]]
        offset = (address - self._starts[place]) // whole.element_size()
        inside = offset < whole.numel() and tensor.device == whole.device
        return Owner(self._firsts[place], offset) if inside else None

    def whole(self, owner: Owner) -> Tensor:
        """Return the parameter."""
        return self._tensors[owner.name]

    def name_of(self, tensor: Tensor, module_path: str) -> str:
        """Return ``fc`` for ``fc.weight``, ``attention.in_proj[0:64]`` for its first rows, else the module's path.

        Of a tied parameter's names the one inside the module that is being called is taken.
        """
        owner = self.owner(tensor)
        if owner is None:
            return module_path
        whole, names = self._tensors[owner.name], self._names[owner.name]
        inside = (name for name in names if name.rpartition(".")[0] == module_path)
        name = next(inside, names[0]).replace("_orig_mod.", "")
        name = name.removesuffix("weight").removesuffix("_").removesuffix(".") or module_path
        row = whole.stride(0) if whole.ndim else 0
        if tensor.numel() == whole.numel() or tensor.ndim != whole.ndim or not row:
            return name
        first = owner.offset // row
        return f"{name}[{first}:{first + tensor.shape[0]}]"


def address_of(tensor: Tensor) -> int:
    """Return where a tensor's values lie in memory, -1 where there are none: empty, sparse, or inside a ``vmap``."""
    try:
        return tensor.data_ptr() if tensor.numel() else -1
    except RuntimeError:
        return -1


class UseCounter:
    """Names each use of a layer: ``fc``, then ``fc@2`` where it is used again."""

    def __init__(self) -> None:
        """Start with no use."""
        self._uses: Counter[str] = Counter()

    def name(self, layer: str) -> str:
        """Return the name of the layer's next use."""
        self._uses[layer] += 1
        uses = self._uses[layer]
        return layer if uses == 1 else f"{layer}@{uses}"


def base_name(name: str) -> str:
    """Return a layer's name without the number of its use and the slice of its weight."""
    return name.partition("@")[0].partition("[")[0]
