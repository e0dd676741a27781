"""Folders of pictures laid out like ImageNet: ``train/<class>/picture.jpg`` and, if wanted, ``val/<class>/...``.

Listed here, without reading a single picture and without torch; reading is
:mod:`fanscope.training.pictures`. A spec may only name folders below the data folder, whatever
links lead where, so that nobody can have a server read the rest of its disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fanscope.errors import Issue, SpecError

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp"})
"""Of file names that are taken for pictures, in small letters."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """One part of a folder.

    Attributes:
        paths: Of the files, in the order of the classes and of the files' names.
        labels: Of each, the place of its folder in the list of classes.
        outside: Paths of links that lead out of the data folder; they are not among ``paths``.
    """

    paths: tuple[str, ...] = ()
    labels: tuple[int, ...] = ()
    outside: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of pictures."""
        return len(self.paths)


@dataclass(frozen=True, slots=True)
class PictureFolder:
    """A folder as it was listed.

    Attributes:
        classes: Names of the folders below ``train``, in alphabetical order.
        train: Training pictures, at least one.
        test: Pictures below ``val``; empty where there are none.
    """

    classes: tuple[str, ...]
    train: Pictures
    test: Pictures


_chosen: ContextVar[Path | None] = ContextVar("chosen", default=None)


@contextmanager
def use_data_folder(folder: Path | None) -> Iterator[None]:
    """Look for a spec's pictures in this folder, whatever the settings say; None changes nothing."""
    token = _chosen.set(folder or _chosen.get())
    try:
        yield
    finally:
        _chosen.reset(token)


def data_folder() -> Path:
    """Return the folder of data sets: the one in use, else ``FANSCOPE_DATA``, else the embedded server's."""
    if chosen := _chosen.get():
        return chosen
    if folder := os.environ.get("FANSCOPE_DATA"):
        return Path(folder)
    home = os.environ.get("FANSCOPE_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share" / "fanscope") / "data"


def is_there(path: str, data_dir: Path | None = None) -> bool:
    """Return whether there is such a folder with a ``train`` in it, wherever it leads."""
    return ((data_dir or data_folder()) / path / "train").is_dir()


def find_folder(path: str, data_dir: Path | None = None) -> Path:
    """Return where a spec's folder is, all links followed.

    Args:
        path: As the spec has it, below the data folder.
        data_dir: The data folder; None for :func:`data_folder`.

    Raises:
        SpecError: It is not there, or leads out of the data folder.
    """
    root = (data_dir or data_folder()).resolve()
    folder = _resolve_inside(root / path, root, path)
    if not is_there(path, root):
        message = (
            f"there is no folder {root / path}/train; put the pictures there, "
            "train/<class>/*.jpg and val/<class>/*.jpg, or set FANSCOPE_DATA to the folder that holds them"
        )
        raise SpecError.at("data.path", path, message)
    return folder


def list_folder(path: str, data_dir: Path | None = None) -> PictureFolder:
    """Return what a spec's folder holds; remembered until a folder in it changes.

    Raises:
        SpecError: It is not there, leads out of the data folder, or is not laid out like ImageNet.
    """
    root = (data_dir or data_folder()).resolve()
    folder = find_folder(path, root)
    places = tuple(
        str(_resolve_inside(place, root, path))
        for part in ("train", "val")
        for place in _subfolders(folder / part)
    )
    stamp = tuple((place, Path(place).stat().st_mtime_ns) for place in places)
    return _list(path, folder, root, stamp)


def check_counts(
    folder: PictureFolder, path: str, *, classes: int | None, examples: int | None
) -> None:
    """Check that a folder holds what a spec says of it; None says nothing.

    Raises:
        SpecError: It holds something else.
    """
    issues = [
        Issue(
            f"data.{name}",
            str(written),
            f"the folder {path} has {found:,} {name}; write that, or leave it out",
        )
        for name, written, found in (
            ("classes", classes, len(folder.classes)),
            ("examples", examples, len(folder.train)),
        )
        if written not in (None, found)
    ]
    if issues:
        raise SpecError(issues)


@lru_cache(maxsize=4)
def _list(
    path: str, folder: Path, root: Path, _stamp: tuple[tuple[str, int], ...]
) -> PictureFolder:
    classes = tuple(place.name for place in _subfolders(folder / "train"))
    unknown = [p.name for p in _subfolders(folder / "val") if p.name not in classes]
    if unknown:
        message = f"val has the class {unknown[0]!r}, which train has not"
        raise SpecError.at("data.path", path, message)
    train = _list_part(folder / "train", classes, root)
    if len(set(train.labels)) < 2:
        message = (
            "train needs pictures (.jpg, .png, ...) in two folders at least, one folder a class"
        )
        raise SpecError.at("data.path", path, message)
    return PictureFolder(classes, train, _list_part(folder / "val", classes, root))


def _list_part(part: Path, classes: tuple[str, ...], root: Path) -> Pictures:
    found = [
        (picture, label, is_inside)
        for label, name in enumerate(classes)
        for picture, is_inside in _list_class(part / name, root)
    ]
    return Pictures(
        paths=tuple(picture for picture, _, is_inside in found if is_inside),
        labels=tuple(label for _, label, is_inside in found if is_inside),
        outside=tuple(picture for picture, _, is_inside in found if not is_inside),
    )


def _list_class(folder: Path, root: Path) -> list[tuple[str, bool]]:
    """Return the paths of the pictures in a folder, in order, and whether each lies in the data folder."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        pictures = [e for e in entries if Path(e.name).suffix.lower() in SUFFIXES and e.is_file()]
    return sorted((entry.path, _is_inside(entry, root)) for entry in pictures)


def _is_inside(entry: os.DirEntry[str], root: Path) -> bool:
    return not entry.is_symlink() or Path(entry.path).resolve().is_relative_to(root)


def _subfolders(folder: Path) -> list[Path]:
    """Return the folders in a folder by name; none where it is not there. Hidden ones are no classes."""
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))


def _resolve_inside(place: Path, root: Path, path: str) -> Path:
    """Return the place with all links followed.

    Raises:
        SpecError: It is outside ``root``.
    """
    resolved = place.resolve()
    if not resolved.is_relative_to(root):
        message = "leads out of the data folder; only what lies in FANSCOPE_DATA itself is read"
        raise SpecError.at("data.path", path, message)
    return resolved
