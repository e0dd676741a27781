"""Generators of one run, derived from its seed and never from global state.

The initial tensors depend on (seed, scheme), the order of the data and the noise on the seed alone: all
schemes of one seed see the same batches, so their differences are due to the scheme.
"""

from __future__ import annotations

import hashlib
import json

import torch


def initialization_generator(seed: int, scheme: str) -> torch.Generator:
    """Return the generator from which the scheme with this label draws the initial tensors."""
    return derive_generator("initialization", seed, scheme)


def batch_generator(seed: int, task: int = 0) -> torch.Generator:
    """Return the generator that shuffles the training examples of a task."""
    return derive_generator("batches", seed, *([task] if task else []))


def noise_generator(seed: int) -> torch.Generator:
    """Return the generator of the noise that conditions a Bayesian hypernetwork."""
    return derive_generator("noise", seed)


def dropout_generator(seed: int) -> torch.Generator:
    """Return the generator of what dropout drops."""
    return derive_generator("dropout", seed)


def derive_generator(purpose: str, *keys: int | str) -> torch.Generator:
    """Return a CPU generator seeded by a hash that is equal in every process and on every machine."""
    digest = hashlib.sha256(json.dumps([purpose, *keys]).encode()).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest[:8]))
