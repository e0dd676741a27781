"""Telling a lack of memory from other errors."""

from __future__ import annotations

import torch

CPU_ALLOCATOR = "DefaultCPUAllocator"
"""torch raises a plain RuntimeError that names its allocator when the CPU's memory runs out."""


def is_out_of_memory(error: Exception) -> bool:
    """Return whether an error of training means that memory ran out, on CPU or GPU."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and CPU_ALLOCATOR in str(error)
