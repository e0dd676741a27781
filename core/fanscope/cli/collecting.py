"""When not to look for garbage: while modules are imported, and when the process ends.

Importing torch makes half a million objects that all stay, and the collector goes through them again and again; at the
end the interpreter goes through them once more. Both together are a fifth of what a cold check costs.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect no cycles inside the block, which makes few of them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def end_without_collection() -> None:
    """Leave what still lives when the process ends to the system; handlers of the exit run as ever."""
    atexit.register(gc.freeze)
