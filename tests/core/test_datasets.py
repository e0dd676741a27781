import re
from typing import get_args

from fanscope import spec
from fanscope.datasets import catalogue, describe
from fanscope.spec import GaussianData, MnistData


def test_catalogue_has_exactly_the_data_sets_that_a_spec_can_name() -> None:
    union, _ = get_args(spec.DataSpec)
    names = {model.model_fields["name"].default for model in get_args(union)}
    assert {info.name for info in catalogue()} == names


def test_every_file_has_a_well_formed_and_distinct_checksum() -> None:
    checksums = [file.sha256 for info in catalogue() for file in info.files]
    assert len(checksums) == 9
    assert len(set(checksums)) == len(checksums)
    assert all(re.fullmatch(r"[0-9a-f]{64}", checksum) for checksum in checksums)


def test_mirrors_end_with_a_slash_so_that_a_file_name_can_be_appended() -> None:
    downloadable = [info for info in catalogue() if info.files]
    assert all(info.mirrors for info in downloadable)
    assert all(mirror.endswith("/") for info in downloadable for mirror in info.mirrors)


def test_describe_takes_the_sizes_of_gaussian_data_from_the_spec() -> None:
    info = describe(GaussianData(features=7, classes=3, examples=11))
    assert (info.features, info.classes, info.num_train) == (7, 3, 11)


def test_describe_names_mnist_with_its_published_sizes() -> None:
    info = describe(MnistData())
    assert (info.features, info.classes, info.num_train, info.num_test) == (784, 10, 60_000, 10_000)
