"""``python -m fanscope.cli.tether MODULE ARGS...``: run a module that ends with its parent process.

The parent holds the other end of our standard input. When the parent ends, however it ends, that
pipe closes; this works on every system and for every module.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
from threading import Thread
from time import sleep

GRACE_S = 2.0
"""Time to end in good order after the parent has gone."""


def main() -> None:
    """Watch standard input from a thread and run the module that the arguments name."""
    Thread(target=_watch, name="tether", daemon=True).start()
    module, *sys.argv[1:] = sys.argv[1:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _watch() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    sleep(GRACE_S)
    os._exit(1)


if __name__ == "__main__":
    main()
