"""A group of commands that imports each one when it is needed, and turns errors into exit codes."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import IO, Any

import click
from typing_extensions import override

from fanscope.errors import FanscopeError, SpecError

INTERRUPTED = 130
"""Exit code after Ctrl-C: 128 and the number of SIGINT."""


class Complaint(click.ClickException):
    """An error as the user sees it: one line per issue on stderr, exit code 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the lines."""
        for line in self.message.splitlines():
            click.echo(f"fanscope: {line}", file=file or sys.stderr)


class CommandGroup(click.Group):
    """Commands by the place of their code, ``package.module:attribute``, imported on demand."""

    def __init__(self, *args: Any, commands_by_path: Mapping[str, str], **kwargs: Any) -> None:
        """Keep the table; its order is the order of the help page."""
        super().__init__(*args, **kwargs)
        self._paths = commands_by_path

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(self._paths)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in self._paths:
            return None
        module, _, attribute = self._paths[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; errors end in a complaint, unless ``--debug`` asks for the traceback."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            raise Complaint(_explain(error)) from error


def _explain(error: Exception) -> str:
    match error:
        case SpecError():
            return "\n".join(str(issue) for issue in error.issues)
        case FanscopeError():
            return str(error)
        case OSError(filename=str() as name, strerror=str() as reason):
            return f"{name}: {reason}"
        case OSError():
            return str(error)
        case ModuleNotFoundError():
            return f"{error}; install it with: pip install 'fanscope[worker]'"
        case _:
            kind = type(error).__name__
            return f"{kind}: {error} (a fault in fanscope; `fanscope --debug ...` shows where)"
