"""Diagnose what a factory makes, once a seed: a callable, or ``package.module:name`` of one."""

from __future__ import annotations

import inspect
import random
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import numpy as np
import torch
from torch import nn

from fanscope.diagnose.examined import Examined, examine
from fanscope.diagnose.outputs import Loss
from fanscope.diagnose.report import Report
from fanscope.diagnose.state import random_states_kept
from fanscope.errors import ModuleError, shorten
from fanscope.suggestions import suggest
from fanscope.verdicts import FANSCOPE, Thresholds

BATCH_SIZE = 16
"""Inputs that are drawn where only their shape is given."""
Factory = Callable[[], Any]
"""Returns a module, or (module, batch), or (module, batch, loss)."""


def diagnose_factory(
    factory: str | Factory,
    *,
    batch: Any = None,
    input_shape: Sequence[int] | None = None,
    loss: Loss | None = None,
    targets: Any = None,
    seeds: int | Sequence[int] = 3,
    thresholds: Thresholds = FANSCOPE,
    zeros: Sequence[str] = (),
    batch_dim: int | None = None,
) -> Report:
    """Diagnose a module that a factory makes anew for each seed; numbers are medians over seeds.

    Each call finds the global generators seeded with its seed and leaves them as they were, so
    that an ordinary ``nn.Module`` is drawn anew, and the same one every time.

    Args:
        factory: A callable without arguments, or where to find one, ``package.module:name``. It returns a module,
            (module, batch), or (module, batch, loss).
        batch: What the modules read, where the factory does not say; see :func:`fanscope.diagnose`.
        input_shape: Shape of one input, without the batch; 16 standard normal ones are drawn where no batch is given.
        loss: See :func:`fanscope.diagnose`.
        targets: See :func:`fanscope.diagnose`.
        seeds: How many, or which.
        thresholds: Which rules judge, with which bounds.
        zeros: Patterns of layers that are meant to say nothing at first.
        batch_dim: See :func:`fanscope.diagnose`.

    Raises:
        ModuleError: There is no such factory, it raised, needs arguments or returned no module; or the module cannot
            run on the batch; one line that says what to do.
    """
    make, name = find_factory(factory)
    numbers = range(seeds) if isinstance(seeds, int) else seeds
    if not len(numbers):
        raise ModuleError("seeds must name at least one seed")
    given = batch if input_shape is None or batch is not None else _draw_inputs(input_shape)
    examined: list[Examined] = []
    for seed in numbers:
        module, own_batch, own_loss = _make(make, name, seed)
        read = given if own_batch is None else own_batch
        if read is None:
            raise ModuleError(
                f"{name} gives a module without a batch: return (module, batch), or give the shape of an input (--input 3,32,32)"
            )
        examined.append(
            examine(
                module,
                read,
                loss=loss if own_loss is None else own_loss,
                targets=targets,
                seed=seed,
                batch_dim=batch_dim,
            )
        )
    _check_alike(examined, name)
    return Report.of(name, examined, thresholds=thresholds, zeros=zeros)


def find_factory(factory: str | Factory) -> tuple[Factory, str]:
    """Return the factory and what to call it.

    Raises:
        ModuleError: No such module, no such name in it, or it is not callable without arguments.
    """
    name = factory if isinstance(factory, str) else getattr(factory, "__name__", repr(factory))
    found = _load(factory) if isinstance(factory, str) else factory
    if isinstance(found, nn.Module):
        raise ModuleError(
            f"{name} is a module, drawn already; name a function or class that makes one, so that each seed draws its own"
        )
    if not callable(found):
        raise ModuleError(f"{name} is a {type(found).__name__}, not a function that makes a module")
    missing = _missing_arguments(found)
    if missing:
        raise ModuleError(
            f"{name} needs arguments ({', '.join(missing)}): "
            "write a function without any that calls it, and name that one"
        )
    return found, name


def _load(path: str) -> Any:
    package, colon, attribute = path.partition(":")
    if not colon or not package or not attribute:
        raise ModuleError(f"write the factory as package.module:name, not {shorten(path)}")
    try:
        found: Any = import_module(package)
    except ModuleNotFoundError as error:
        if error.name is not None and (
            package == error.name or package.startswith(error.name + ".")
        ):
            raise ModuleError(
                f"no module named {package} from here; run in the folder that holds it, or install it"
            ) from error
        raise ModuleError(_say_raised(f"importing {package}", error)) from error
    except Exception as error:
        raise ModuleError(_say_raised(f"importing {package}", error)) from error
    for part in attribute.split("."):
        if not hasattr(found, part):
            names = [each for each in vars(found) if not each.startswith("_")]
            raise ModuleError(f"{package} has no {attribute}{suggest(part, names)}")
        found = getattr(found, part)
    return found


def _missing_arguments(factory: Factory) -> list[str]:
    try:
        parameters = inspect.signature(factory).parameters.values()
    except (TypeError, ValueError):  # some builtins have no signature
        return []
    variadic = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [p.name for p in parameters if p.default is p.empty and p.kind not in variadic]


def _make(factory: Factory, name: str, seed: int) -> tuple[nn.Module, Any, Loss | None]:
    """Call the factory with seeded global generators, and leave those as they were."""
    with random_states_kept():
        # torch.nn draws initial weights from the global generators and takes no other: only here they are seeded,
        # for the length of one call of the user's own code.
        torch.manual_seed(seed)  # noqa: TID251
        np.random.seed(seed)  # noqa: TID251
        random.seed(seed)
        try:
            made = factory()
        except Exception as error:
            raise ModuleError(_say_raised(name, error)) from error
    parts = made if isinstance(made, tuple) else (made,)
    if not parts or len(parts) > 3 or not isinstance(parts[0], nn.Module):
        raise ModuleError(
            f"{name} returned {shorten(made)}; it must return a torch.nn.Module, (module, batch) or (module, batch, loss)"
        )
    module, batch, loss = (*parts, None, None)[:3]
    return module, batch, loss


def _say_raised(name: str, error: Exception) -> str:
    """Return who raised what, and the line of the user's own code where it happened."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if not f.filename.startswith(("<", sys.prefix)) and f.lineno]
    theirs = [f for f in own if "/fanscope/diagnose/" not in f.filename.replace("\\", "/")]
    place = f" at {theirs[-1].filename}:{theirs[-1].lineno}" if theirs else ""
    lines = str(error).strip().splitlines()
    said = f": {lines[0]}" if lines else ""
    return f"{name} raised {type(error).__name__}{said}{place}; make it run by itself first"


def _draw_inputs(shape: Sequence[int]) -> torch.Tensor:
    if not shape or any(size < 1 for size in shape):
        raise ModuleError(f"the shape of an input needs sizes of at least 1, not {list(shape)}")
    generator = torch.Generator().manual_seed(0)
    return torch.randn((BATCH_SIZE, *shape), generator=generator)


def _check_alike(examined: Sequence[Examined], name: str) -> None:
    shapes = [[(s.name, s.shape) for s in each.built.sites] for each in examined]
    if any(each != shapes[0] for each in shapes):
        raise ModuleError(
            f"{name} gives modules of different shapes for different seeds; make their shape independent of random numbers"
        )
