from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fanscope.probes.pending import Deferred, Pending, finish, read_later, start
from support.floats import float32_arrays, unhurried

BATCHES = float32_arrays(st.tuples(st.integers(1, 7), st.integers(1, 6)))


def measure_as_on_an_accelerator(batch: torch.Tensor) -> Pending:
    return Pending(read_later(batch, batch, "tanh"), batch.numel(), "tanh")


@unhurried
@given(BATCHES)
def test_accelerators_find_what_the_cpu_finds(values: NDArray[np.float32]) -> None:
    batch = torch.from_numpy(values)
    there, (histogram,) = finish([measure_as_on_an_accelerator(batch)])
    here, (expected,) = finish([start(batch, per_input=True, activation="tanh")])
    finite = values[np.isfinite(values)].astype(np.float64)
    size = np.abs(finite).max(initial=0)
    # Sums of at most 42 terms in another order: 42 ulp of the largest term, squared for variances.
    np.testing.assert_allclose(there, here, rtol=1e-12, atol=1e-14 + 1e-14 * max(size, size**2))
    np.testing.assert_array_equal(histogram.dense(), expected.dense())


def test_nothing_waits_for_the_device() -> None:
    """Meta tensors have no values: asking one for a number, as a synchronization does, raises."""
    batch = torch.empty(128, 500, device="meta")
    with pytest.raises(RuntimeError, match="meta"):
        float(batch.sum())
    pending = start(batch, per_input=True, activation="tanh")
    assert isinstance(pending.reading, Deferred)
    assert pending.reading.numbers.device == pending.reading.counts.device == batch.device
    assert pending.reading.counts.shape == (4096,)


def test_tensors_on_several_devices_come_back_in_their_order() -> None:
    tensors = [torch.full((size,), float(size)) for size in (1, 2, 3)]
    now = [start(tensor) for tensor in tensors]
    mixed = [now[0], Pending(read_later(tensors[1], None, None), 2, None), now[2]]
    statistics, histograms = finish(mixed)
    expected, _ = finish(now)
    np.testing.assert_array_equal(statistics, expected)
    assert [histogram.total for histogram in histograms] == [1, 2, 3]


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs CUDA")
def test_cuda_equals_cpu_without_synchronizing() -> None:
    batch = torch.randn(128, 500, generator=torch.Generator().manual_seed(0))
    on_device = batch.cuda()
    start(on_device, per_input=True, activation="tanh")
    torch.cuda.synchronize()
    torch.cuda.set_sync_debug_mode("error")
    try:
        pending = start(on_device, per_input=True, activation="tanh")
    finally:
        torch.cuda.set_sync_debug_mode("default")
    found, (histogram,) = finish([pending])
    expected, (counts,) = finish([start(batch, per_input=True, activation="tanh")])
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(histogram.dense(), counts.dense())
