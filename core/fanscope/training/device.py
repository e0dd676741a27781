"""On what a run is trained."""

from __future__ import annotations

import torch

from fanscope.errors import SpecError


def choose_device(name: str | None) -> torch.device:
    """Return the named device; without a name, CUDA where there is any, else the CPU.

    Raises:
        SpecError: This machine has no such device.
    """
    if name is None:
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise SpecError.at("device", name, "must be cpu, cuda, or cuda:0, cuda:1, ...") from None
    if device.type == "cpu":
        return device
    num_gpus = torch.cuda.device_count() if device.type == "cuda" else 0
    if (device.index or 0) >= num_gpus:
        message = f"this machine has no such device ({num_gpus} CUDA devices); use cpu"
        raise SpecError.at("device", name, message)
    return device
