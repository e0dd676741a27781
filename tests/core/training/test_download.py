"""Real downloads over HTTP from a server on this machine."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from fanscope.datasets import MNIST, DataFile, DatasetInfo
from fanscope.errors import DataError
from fanscope.training.download import locate_files
from support.downloads import NOBODY_LISTENS, serve

CONTENTS = {"a.gz": b"first " * 5000, "b.gz": b"second " * 5000}


def dataset(*mirrors: str) -> DatasetInfo:
    files = tuple(
        DataFile(name, hashlib.sha256(content).hexdigest()) for name, content in CONTENTS.items()
    )
    return replace(MNIST, name="tiny", files=files, mirrors=mirrors)


def read(paths: tuple[Path, ...]) -> list[bytes]:
    return [path.read_bytes() for path in paths]


def test_missing_files_are_downloaded_into_the_data_folder(tmp_path: Path) -> None:
    with serve(CONTENTS) as mirror:
        paths = locate_files(dataset(mirror), tmp_path)
    assert paths == (tmp_path / "tiny" / "a.gz", tmp_path / "tiny" / "b.gz")
    assert read(paths) == list(CONTENTS.values())


def test_files_that_are_there_need_no_network(tmp_path: Path) -> None:
    with serve(CONTENTS) as mirror:
        first = locate_files(dataset(mirror), tmp_path)
    assert locate_files(dataset(NOBODY_LISTENS), tmp_path) == first


def test_progress_is_shown(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with serve(CONTENTS) as mirror:
        locate_files(dataset(mirror), tmp_path)
    assert "100%" in capfd.readouterr().err


def test_next_mirror_is_tried_where_one_does_not_answer(tmp_path: Path) -> None:
    with serve({}) as empty, serve(CONTENTS) as mirror:
        paths = locate_files(dataset(NOBODY_LISTENS, empty, mirror), tmp_path)
    assert read(paths) == list(CONTENTS.values())


def test_uncompressed_files_are_used_as_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    folder.mkdir()
    for name in CONTENTS:
        (folder / name).with_suffix("").write_bytes(b"plain")
    paths = locate_files(dataset(NOBODY_LISTENS), tmp_path)
    assert paths == (folder / "a", folder / "b")


def test_without_network_the_folder_and_every_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        locate_files(dataset(NOBODY_LISTENS), tmp_path)
    message = str(caught.value)
    assert str(tmp_path / "tiny") in message
    assert "put a.gz, b.gz into" in message
    assert NOBODY_LISTENS in message


def test_wrong_content_from_a_mirror_is_refused_and_not_kept(tmp_path: Path) -> None:
    served = {**CONTENTS, "b.gz": b"something else"}
    with serve(served) as mirror, pytest.raises(DataError, match=r"b\.gz.*hash"):
        locate_files(dataset(mirror), tmp_path)
    assert [path.name for path in (tmp_path / "tiny").iterdir()] == ["a.gz"]


def test_interrupted_download_is_an_error_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with serve(CONTENTS, breaks_off=True) as mirror, pytest.raises(DataError, match=r"a\.gz"):
        locate_files(dataset(mirror), tmp_path)
    assert not any(tmp_path.rglob("*.gz"))


def test_damaged_file_on_disk_is_named_with_the_way_out(tmp_path: Path) -> None:
    with serve(CONTENTS) as mirror:
        path, _ = locate_files(dataset(mirror), tmp_path)
        path.write_bytes(path.read_bytes()[:-1])
        with pytest.raises(DataError, match=r"a\.gz is damaged.*delete it"):
            locate_files(dataset(mirror), tmp_path)
        path.unlink()
        assert read(locate_files(dataset(mirror), tmp_path)) == list(CONTENTS.values())


def test_folder_that_cannot_be_made_is_a_data_error(tmp_path: Path) -> None:
    (tmp_path / "tiny").write_text("a file where the folder should be")
    with serve(CONTENTS) as mirror, pytest.raises(DataError, match="tiny"):
        locate_files(dataset(mirror), tmp_path)


def test_without_a_data_folder_the_users_cache_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FANSCOPE_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with serve(CONTENTS) as mirror:
        paths = locate_files(dataset(mirror), None)
    assert all(path.is_relative_to(tmp_path) for path in paths)


def test_without_a_data_folder_the_setting_goes_before_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANSCOPE_DATA", str(tmp_path))
    with serve(CONTENTS) as mirror:
        paths = locate_files(dataset(mirror), None)
    assert paths == (tmp_path / "tiny" / "a.gz", tmp_path / "tiny" / "b.gz")


def test_file_that_cannot_be_read_is_a_data_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *args: object, **kwargs: object) -> NoReturn:
        raise PermissionError(f"no access to {self.name}")

    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "a.gz").write_bytes(CONTENTS["a.gz"])
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DataError, match=r"a\.gz cannot be read \(no access"):
        locate_files(dataset(NOBODY_LISTENS), tmp_path)
