from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fanscope.cli.folder_lock import FolderLock
from fanscope.errors import FanscopeError

HOLD = """
import sys, time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from fanscope.cli.folder_lock import FolderLock
lock = FolderLock(Path(sys.argv[1]))
lock.tell("http://127.0.0.1:8123")
print("held", flush=True)
time.sleep(600)
"""


@contextmanager
def holder_of(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE) as it:
        assert it.stdout is not None
        assert it.stdout.readline() == b"held\n"
        try:
            yield it
        finally:
            it.kill()


def test_a_second_server_is_told_where_the_first_one_runs(tmp_path: Path) -> None:
    with holder_of(tmp_path) as holder, pytest.raises(FanscopeError) as caught:
        FolderLock(tmp_path)
    assert str(caught.value) == (
        f"the server at http://127.0.0.1:8123 (process {holder.pid}) already uses {tmp_path}; "
        "stop it, or give another --data-dir"
    )


def test_a_server_that_is_killed_locks_nothing(tmp_path: Path) -> None:
    with holder_of(tmp_path) as holder:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with FolderLock(tmp_path):
            pass


def test_a_server_that_does_not_answer_yet_is_named_by_its_process(tmp_path: Path) -> None:
    with FolderLock(tmp_path), pytest.raises(FanscopeError, match=rf"process {os.getpid()}\)"):
        FolderLock(tmp_path)
    with FolderLock(tmp_path):
        pass


def test_other_folders_are_free(tmp_path: Path) -> None:
    with FolderLock(tmp_path / "a"), FolderLock(tmp_path / "b"):
        pass


def test_a_folder_that_cannot_be_made_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FanscopeError, match=r"cannot be written.*--data-dir"):
        FolderLock(tmp_path / "file" / "folder")


def test_the_lock_does_not_pass_to_children(tmp_path: Path) -> None:
    with FolderLock(tmp_path):
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        with FolderLock(tmp_path):
            pass
    finally:
        child.kill()
        child.wait()
