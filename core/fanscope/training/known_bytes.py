"""Mean and standard deviation of the bytes of files that never change, so that a first look at them need not count 47 million.

A file is known by the length and the CRC-32 of what it holds. Both stand at the end of a gzip file, and zlib has compared the
CRC-32 with the content by the time the content is there (RFC 1952, section 2.3.1).
"""

from __future__ import annotations

from pathlib import Path

_MOMENTS = {
    (47_040_016, 0xE9F4D8B3): (33.318421449829934, 78.56748998339798),
}
"""MNIST's training images; a test counts them anew."""
_TRAILER = 8


def known_moments(path: Path, num_bytes: int) -> tuple[float, float] | None:
    """Return mean and standard deviation of the values in a file that has been read; None where it is not known.

    Args:
        path: The file.
        num_bytes: Length of what it was found to hold.
    """
    if path.suffix != ".gz":
        return None
    with path.open("rb") as file:
        file.seek(-_TRAILER, 2)
        trailer = file.read()
    checksum, announced = (int.from_bytes(part, "little") for part in (trailer[:4], trailer[4:]))
    return _MOMENTS.get((announced, checksum)) if announced == num_bytes else None
