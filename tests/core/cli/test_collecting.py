"""Garbage is not collected inside the block, and afterwards as before."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from fanscope.cli.collecting import uncollected


def test_collector_pauses_and_goes_on() -> None:
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_collector_goes_on_after_an_error() -> None:
    with pytest.raises(ValueError, match="inside"), uncollected():
        raise ValueError("inside")
    assert gc.isenabled()


def test_who_switched_it_off_keeps_it_off() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_handlers_of_the_exit_still_run() -> None:
    code = (
        "import atexit; from fanscope.cli.collecting import end_without_collection;"
        "atexit.register(print, 'goodbye'); end_without_collection()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "goodbye\n"
