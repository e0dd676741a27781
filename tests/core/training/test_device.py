import pytest
import torch

from fanscope.errors import SpecError
from fanscope.training.device import choose_device


@pytest.fixture
def two_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)


@pytest.fixture
def no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)


@pytest.mark.usefixtures("two_gpus")
@pytest.mark.parametrize("name", [None, "cuda", "cuda:0", "cuda:1", "cpu"])
def test_cuda_is_taken_where_it_is_unless_another_device_is_named(name: str | None) -> None:
    assert choose_device(name) == torch.device(name or "cuda")


@pytest.mark.usefixtures("two_gpus")
def test_gpu_beyond_the_last_is_refused() -> None:
    with pytest.raises(SpecError, match="2 CUDA devices"):
        choose_device("cuda:2")


@pytest.mark.usefixtures("no_gpu")
def test_cpu_is_taken_where_there_is_no_cuda() -> None:
    assert choose_device(None) == torch.device("cpu")


@pytest.mark.usefixtures("no_gpu")
@pytest.mark.parametrize("name", ["cuda", "cuda:0", "mps", "toaster", ""])
def test_device_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(SpecError, match="device"):
        choose_device(name)
