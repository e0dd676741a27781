"""``python -m fanscope_backend serve | migrate | openapi``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from fanscope_backend.commands import migrate, print_openapi, serve
from fanscope_backend.settings import Settings

COMMANDS = {"serve": serve, "migrate": migrate, "openapi": print_openapi}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m fanscope_backend", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    command = COMMANDS[parser.parse_args(arguments).command]
    try:
        settings = Settings()
    except ValidationError as error:
        parser.error("\n".join(map(_explain, error.errors())))
    return command(settings)


def _explain(complaint: ErrorDetails) -> str:
    name = "_".join(["FANSCOPE", *map(str, complaint["loc"])]).upper()
    return f"{name}: {complaint['msg']} (got {complaint['input']!r})"


if __name__ == "__main__":
    sys.exit(main())
