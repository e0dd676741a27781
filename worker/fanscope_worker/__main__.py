"""``python -m fanscope_worker``: a worker process, by the settings in the environment."""

from __future__ import annotations

import logging
import os
import sys

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def main() -> None:
    """Execute jobs until a signal says stop."""
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    for chatty in ("celery", "kombu"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    from fanscope_backend.settings import Settings

    settings = Settings()
    os.environ.setdefault("OMP_NUM_THREADS", str(settings.threads))  # read when torch is imported

    from fanscope_worker.app import serve

    code = serve(settings)
    logging.shutdown()
    sys.stdout.flush()
    os._exit(code)  # taking torch apart takes seconds, and nothing of ours is left to save


if __name__ == "__main__":
    main()
