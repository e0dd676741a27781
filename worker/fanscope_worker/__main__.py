"""``python -m fanscope_worker [--lane quick]``: a worker process, by the settings in the environment."""

from __future__ import annotations

import argparse
import logging
import os
import sys

from fanscope_backend.store.records import LANES, Lane

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def main() -> None:
    """Execute jobs until a signal says stop."""
    lanes = _read_lanes()
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    for chatty in ("celery", "kombu"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    from fanscope_backend.settings import Settings

    settings = Settings()
    os.environ.setdefault("OMP_NUM_THREADS", str(settings.threads))  # read when torch is imported

    from fanscope_worker.app import serve

    code = serve(settings, lanes)
    logging.shutdown()
    sys.stdout.flush()
    os._exit(code)  # taking torch apart takes seconds, and nothing of ours is left to save


def _read_lanes() -> tuple[Lane, ...]:
    parser = argparse.ArgumentParser(prog="python -m fanscope_worker", description=__doc__)
    parser.add_argument(
        "--lane", choices=LANES, action="append", help="take only such jobs; all where not given"
    )
    return tuple(parser.parse_args().lane or LANES)


if __name__ == "__main__":
    main()
