from __future__ import annotations

from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy import stats
from sklearn.datasets import load_digits

from fanscope.datasets import catalogue, describe
from fanscope.errors import DataError
from fanscope.spec import DigitsData, FashionMnistData, GaussianData, MnistData
from fanscope.training.data import load_dataset
from support.idx import to_idx
from support.mnist import mnist_data_dir


def test_digits_are_the_1797_of_scikit_learn_split_by_position() -> None:
    dataset = load_dataset(DigitsData())
    inputs, labels = load_digits(return_X_y=True)
    is_test = np.arange(1797) % 5 == 4
    np.testing.assert_array_equal(dataset.train.inputs, inputs[~is_test])
    np.testing.assert_array_equal(dataset.train.labels, labels[~is_test])
    np.testing.assert_array_equal(dataset.test.inputs, inputs[is_test])
    np.testing.assert_array_equal(dataset.test.labels, labels[is_test])


def test_sizes_are_those_of_the_catalogue() -> None:
    for data in (DigitsData(), GaussianData(features=5, classes=3, examples=40)):
        dataset, info = load_dataset(data), describe(data)
        assert len(dataset.train) == info.num_train
        assert len(dataset.test) == info.num_test
        assert dataset.train.inputs.shape[1] == info.features
        assert int(dataset.train.labels.max()) == info.classes - 1


def test_training_inputs_are_standardized_by_two_scalars() -> None:
    dataset = load_dataset(DigitsData())
    inputs = dataset.train.standardized()
    assert inputs.dtype == torch.float32
    assert inputs.mean().item() == pytest.approx(0, abs=1e-6)
    assert inputs.square().mean().item() == pytest.approx(1, abs=1e-6)
    raw = dataset.train.inputs.double()
    by_hand = (raw[[3, 1]] - raw.mean()) / raw.std(correction=0)
    chosen = dataset.train.standardized(torch.tensor([3, 1]))
    torch.testing.assert_close(chosen.double(), by_hand, rtol=1e-6, atol=1e-6)


def test_test_inputs_are_standardized_like_the_training_inputs() -> None:
    dataset = load_dataset(DigitsData())
    assert (dataset.test.mean, dataset.test.std) == (dataset.train.mean, dataset.train.std)


def test_gaussian_inputs_are_standard_normal_and_labels_uniform() -> None:
    dataset = load_dataset(GaussianData(features=50, classes=4, examples=2000))
    assert stats.kstest(dataset.train.standardized().flatten(), "norm").pvalue > 1e-3
    assert stats.chisquare(torch.bincount(dataset.train.labels)).pvalue > 1e-3


def test_gaussian_data_is_the_same_every_time_and_differs_by_its_sizes() -> None:
    data = GaussianData(features=8, examples=30)
    first = load_dataset(data)
    load_dataset.cache_clear()
    again = load_dataset(data)
    assert again is not first
    assert torch.equal(again.train.inputs, first.train.inputs)
    other = load_dataset(GaussianData(features=8, examples=31))
    assert not torch.equal(other.train.inputs[:30], first.train.inputs)


def test_data_set_is_loaded_once() -> None:
    assert load_dataset(DigitsData()) is load_dataset(DigitsData())


def write_idx_files(folder: Path, *, num_train: int) -> None:
    folder.mkdir()
    inputs = np.zeros((num_train, 28, 28), np.uint8)
    labels = np.zeros(num_train, np.uint8)
    for part in ("train", "t10k"):
        (folder / f"{part}-images-idx3-ubyte").write_bytes(to_idx(inputs))
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(to_idx(labels))


@pytest.mark.parametrize("data", [MnistData(), FashionMnistData()])
def test_files_of_the_wrong_length_are_refused(
    data: MnistData | FashionMnistData, tmp_path: Path
) -> None:
    write_idx_files(tmp_path / data.name, num_train=3)
    with pytest.raises(DataError, match="3 training and 3 test examples, not 60000 and 10000"):
        load_dataset(data, tmp_path)


@pytest.mark.mnist
def test_mnist_has_its_published_mean_and_standard_deviation() -> None:
    dataset = load_dataset(MnistData(), mnist_data_dir())
    assert len(dataset.train) == 60_000
    assert len(dataset.test) == 10_000
    assert dataset.train.mean / 255 == pytest.approx(0.1307, abs=5e-5)
    assert dataset.train.std / 255 == pytest.approx(0.3081, abs=5e-5)
    assert dataset.train.labels[:5].tolist() == [5, 0, 4, 1, 9]


def test_every_data_set_of_the_catalogue_can_be_asked_for() -> None:
    loaders = {
        "digits",
        "gaussian",
        "mnist",
        "fashion-mnist",
        "cifar10",
        "image-folder",
        "regression-tasks",
    }
    assert {info.name for info in catalogue()} == loaders


@pytest.mark.parametrize("spec", [None, ModuleSpec("sklearn", None)])
def test_without_scikit_learn_the_digits_name_the_way_out(
    spec: ModuleSpec | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fanscope.training.digits.find_spec", lambda name: spec)
    with pytest.raises(DataError, match="pip install"):
        load_dataset.__wrapped__(DigitsData())


def test_scikit_learn_without_its_digits_is_a_data_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = ModuleSpec("sklearn", None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr("fanscope.training.digits.find_spec", lambda name: elsewhere)
    with pytest.raises(DataError, match=r"digits\.csv\.gz is not there"):
        load_dataset.__wrapped__(DigitsData())
