"""One server a data folder: a lock that the system lets go of when its process ends, however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO, Self

from fanscope.errors import FanscopeError

LOCK = "server.lock"
HOLDER = "server.txt"
"""Process id and, once it answers, the address of the server that holds the lock; without a lock it means nothing."""


class FolderLock:
    """Held by the process that keeps the file open; a file that a killed process left behind locks nothing."""

    def __init__(self, folder: Path) -> None:
        """Take the lock.

        Raises:
            FanscopeError: Another process holds it, or the folder cannot be written.
        """
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file: IO[bytes] = (folder / LOCK).open("ab")
        except OSError as error:
            raise FanscopeError(
                f"{folder} cannot be written ({error.strerror}); give another --data-dir"
            ) from error
        if not _take(self._file):
            self._file.close()
            raise FanscopeError(
                f"{self._holder()} already uses {folder}; stop it, or give another --data-dir"
            )
        self.tell("")

    def tell(self, address: str) -> None:
        """Write down who holds the lock, for those who ask."""
        (self._folder / HOLDER).write_text(f"{os.getpid()} {address}".strip(), encoding="utf-8")

    def __enter__(self) -> Self:
        """Return the lock, which was taken when it was made."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go."""
        self._file.close()

    def _holder(self) -> str:
        try:
            pid, _, address = (
                (self._folder / HOLDER).read_text(encoding="utf-8").strip().partition(" ")
            )
        except OSError:
            return "another server"
        return (
            f"the server at {address} (process {pid})" if address else f"a server (process {pid})"
        )


if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(file: IO[bytes]) -> bool:
        """Return whether the lock is ours; where a file system knows no locks, it is."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True
