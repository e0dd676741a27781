"""The catalogue of data sets: what each one is, where its files go and how they are verified.

Numbers and names only, no torch; loading is :mod:`fanscope.training.data`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from pathlib import Path

from fanscope.picture_folder import list_folder
from fanscope.spec import DataSpec, DigitsData, GaussianData, ImageFolderData, RegressionTasksData

BYTE_VALUES = 256


@dataclass(frozen=True, slots=True)
class DataFile:
    """One original file of a data set.

    Attributes:
        name: File name, also below each mirror; the uncompressed file has the same name without ``.gz``.
        sha256: Checksum of the compressed file, hexadecimal.
    """

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class DatasetInfo:
    """One data set, of classified examples or of numbers to predict.

    Attributes:
        name: What a spec calls it; also its folder inside the data folder.
        title: Readable name.
        summary: One sentence.
        features: Values of one example; ``network.main.widths[0]`` must equal it.
        classes: Labels, 0 for numbers to predict; ``network.main.widths[-1]`` must equal it. In the catalogue 0, like the number of
            examples, where a folder of the user's own decides.
        num_train: Training examples.
        num_test: Test examples; 0 where there are none.
        licence: Under which the data may be used.
        shape: Of one example, [channels, height, width] for pictures; empty where any shape of ``features``
            values is as good as another.
        vocabulary: Number of whole numbers 0, 1, ... that its values are, which an embedding can look up;
            0 where they are not whole.
        targets: Numbers to predict, where examples have no classes.
        tasks: In how many parts of equal size the examples are learned, one after the other.
        reference: Key in ``docs/references.bib``; empty for synthetic data.
        homepage: Where it is described; empty for synthetic data.
        files: Original files; empty where nothing needs to be downloaded.
        unpacked: Files inside an archive that is the only one of ``files``; they may lie there instead of it.
        mirrors: Addresses of folders that hold ``files``, tried in order.
    """

    name: str
    title: str
    summary: str
    features: int
    classes: int
    num_train: int
    num_test: int
    licence: str
    shape: tuple[int, ...] = ()
    vocabulary: int = 0
    targets: int = 0
    tasks: int = 1
    reference: str = ""
    homepage: str = ""
    files: tuple[DataFile, ...] = ()
    unpacked: tuple[str, ...] = ()
    mirrors: tuple[str, ...] = ()

    @property
    def outputs(self) -> int:
        """How many numbers a network must give for one example."""
        return self.classes or self.targets

    @property
    def asked(self) -> str:
        """What a network must give, in words."""
        return f"{self.outputs} {'classes' if self.classes else 'number to predict'}"


DIGITS = DatasetInfo(
    name="digits",
    title="Digits (8x8)",
    summary="1,797 real handwritten digits that ship with scikit-learn, larger if you like; "
    "every fifth is a test example.",
    features=64,
    classes=10,
    num_train=1438,
    num_test=359,
    licence="CC BY 4.0",
    shape=DigitsData().shape,
    vocabulary=17,
    reference="alpaydin1998optical",
    homepage="https://archive.ics.uci.edu/dataset/80",
)

MNIST = DatasetInfo(
    name="mnist",
    title="MNIST",
    summary="70,000 handwritten digits, 28x28 pixels, from the original IDX files.",
    features=784,
    classes=10,
    num_train=60_000,
    num_test=10_000,
    licence="CC BY-SA 3.0",
    shape=(1, 28, 28),
    vocabulary=BYTE_VALUES,
    reference="lecun1998gradient",
    homepage="http://yann.lecun.com/exdb/mnist/",
    files=(
        DataFile(
            "train-images-idx3-ubyte.gz",
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        ),
        DataFile(
            "train-labels-idx1-ubyte.gz",
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        ),
        DataFile(
            "t10k-images-idx3-ubyte.gz",
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        ),
        DataFile(
            "t10k-labels-idx1-ubyte.gz",
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
    ),
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
)

FASHION_MNIST = DatasetInfo(
    name="fashion-mnist",
    title="Fashion-MNIST",
    summary="70,000 pictures of clothing, 28x28 pixels, from the original IDX files.",
    features=784,
    classes=10,
    num_train=60_000,
    num_test=10_000,
    licence="MIT",
    shape=(1, 28, 28),
    vocabulary=BYTE_VALUES,
    reference="xiao2017fashion",
    homepage="https://github.com/zalandoresearch/fashion-mnist",
    # The authors publish MD5 only. These SHA-256 are those that several independent public loaders
    # pin (one of them beside the authors' MD5); the files themselves were not at hand to hash.
    files=(
        DataFile(
            "train-images-idx3-ubyte.gz",
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        ),
        DataFile(
            "train-labels-idx1-ubyte.gz",
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        ),
        DataFile(
            "t10k-images-idx3-ubyte.gz",
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        ),
        DataFile(
            "t10k-labels-idx1-ubyte.gz",
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        ),
    ),
    mirrors=(
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    ),
)

CIFAR10 = DatasetInfo(
    name="cifar10",
    title="CIFAR-10",
    summary="60,000 colour pictures of ten kinds of things, 32x32 pixels, from the original binary files.",
    features=3072,
    classes=10,
    num_train=50_000,
    num_test=10_000,
    licence="none stated; cite Krizhevsky 2009",
    shape=(3, 32, 32),
    vocabulary=BYTE_VALUES,
    reference="krizhevsky2009learning",
    homepage="https://www.cs.toronto.edu/~kriz/cifar.html",
    # The author publishes the MD5 only, c32a1d4ab5d03f1284b67883e8d87530. This SHA-256 is pinned by
    # independent public loaders in Ruby and Go, and reported by another beside that very MD5 for the
    # archive of 170,052,171 bytes; the archive itself was not at hand to hash.
    files=(
        DataFile(
            "cifar-10-binary.tar.gz",
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        ),
    ),
    unpacked=(*(f"data_batch_{index}.bin" for index in range(1, 6)), "test_batch.bin"),
    mirrors=("https://www.cs.toronto.edu/~kriz/",),
)

IMAGE_FOLDER = DatasetInfo(
    name="image-folder",
    title="A folder of pictures",
    summary="Pictures of your own in the data folder, laid out like ImageNet: train/<class>/*.jpg, "
    "val/<class>/*.jpg; the classes and examples are counted there.",
    features=3 * 224 * 224,
    classes=0,
    num_train=0,
    num_test=0,
    licence="that of the pictures",
    shape=(3, 224, 224),
    vocabulary=BYTE_VALUES,
)

REGRESSION_TASKS = DatasetInfo(
    name="regression-tasks",
    title="Regression tasks in sequence",
    summary="A line, a parabola, a cubic, ... of one number, each on its own interval, learned one after the other.",
    features=1,
    classes=0,
    targets=1,
    tasks=RegressionTasksData().tasks,
    num_train=RegressionTasksData().tasks * RegressionTasksData().examples,
    num_test=RegressionTasksData().tasks * (RegressionTasksData().examples // 2),
    licence="none needed: drawn on the spot",
    reference="vonoswald2020continual",
    homepage="https://arxiv.org/abs/1906.00695",
)

GAUSSIAN = DatasetInfo(
    name="gaussian",
    title="Gaussian noise",
    summary="Independent standard normal inputs with random labels: the data that theory assumes.",
    features=GaussianData().features,
    classes=GaussianData().classes,
    num_train=GaussianData().examples,
    num_test=0,
    licence="none needed: drawn on the spot",
)

_BY_NAME = {
    info.name: info
    for info in (DIGITS, MNIST, FASHION_MNIST, CIFAR10, IMAGE_FOLDER, REGRESSION_TASKS, GAUSSIAN)
}


def catalogue() -> tuple[DatasetInfo, ...]:
    """Return every data set a spec can name; sizes of ``gaussian`` are its defaults."""
    return tuple(_BY_NAME.values())


def describe(data: DataSpec) -> DatasetInfo:
    """Return the data set that a spec asks for, with the sizes it asks for.

    Raises:
        SpecError: A folder of pictures is not there, and the spec does not say what is in it.
    """
    info = _BY_NAME[data.name]
    match data:
        case GaussianData(features=features, classes=classes, examples=examples):
            return replace(info, features=features, classes=classes, num_train=examples)
        case DigitsData(shape=shape):
            return replace(info, shape=shape, features=prod(shape))
        case RegressionTasksData(tasks=tasks, examples=examples):
            num_test = tasks * (examples // 2)
            return replace(info, tasks=tasks, num_train=tasks * examples, num_test=num_test)
        case ImageFolderData():
            return _describe_folder(data, info)
        case _:
            return info


def _describe_folder(data: ImageFolderData, info: DatasetInfo) -> DatasetInfo:
    """Return what the spec says of a folder; only what it leaves out is counted."""
    shape = (3, data.size, data.size)
    info = replace(info, shape=shape, features=prod(shape))
    if data.classes is not None and data.examples is not None:
        return replace(info, classes=data.classes, num_train=data.examples)
    folder = list_folder(data.path)
    return replace(
        info,
        classes=data.classes or len(folder.classes),
        num_train=data.examples or len(folder.train),
        num_test=len(folder.test),
    )


def find_unpacked(info: DatasetInfo, folder: Path) -> tuple[Path, ...]:
    """Return the paths of ``info.unpacked``, all in ``folder`` or in one folder below; empty where not."""
    if not info.unpacked or not folder.is_dir():
        return ()
    for place in (folder, *sorted(path for path in folder.iterdir() if path.is_dir())):
        paths = tuple(place / name for name in info.unpacked)
        if all(path.is_file() for path in paths):
            return paths
    return ()
