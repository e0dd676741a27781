"""The command line: ``fanscope``.

One command a file; each is imported when it is asked for, so that ``fanscope --help`` is quick
and only ``fanscope run`` and ``fanscope check`` ever import torch.
"""

from __future__ import annotations

import sys

import click

import fanscope
from fanscope.cli.collecting import end_without_collection
from fanscope.cli.command_group import INTERRUPTED, CommandGroup

COMMANDS = {
    "up": "fanscope.cli.up:up",
    "run": "fanscope.cli.run:run",
    "check": "fanscope.cli.check:check",
    "predict": "fanscope.cli.predict:predict",
    "submit": "fanscope.cli.submit:submit",
    "schemes": "fanscope.cli.schemes:schemes",
    "presets": "fanscope.cli.presets:presets",
    "datasets": "fanscope.cli.datasets:datasets",
    "admin": "fanscope.cli.admin:admin",
}

EPILOG = """\b
Examples:
  fanscope up                                    open the dashboard
  fanscope predict preset:mnist-hypernetwork     what theory says, in milliseconds
  fanscope check preset:digits-hypernetwork      a verdict, and an exit code for CI
  fanscope run preset:digits-hypernetwork --html report.html
  fanscope presets digits-mlp > spec.yaml        a spec to begin from
"""


@click.group(
    cls=CommandGroup,
    commands_by_path=COMMANDS,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(fanscope.__version__, prog_name="fanscope")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def app(debug: bool) -> None:  # noqa: FBT001 - click passes by keyword
    """Is the initialization of this neural network healthy, and if not, where and why?

    A SPEC is a YAML or JSON file, "-" for standard input, or preset:NAME.
    """
    del debug


def main() -> None:
    """Run the command line and exit: 0 done, 2 usage or error, 130 interrupted."""
    end_without_collection()
    try:
        app(prog_name="fanscope")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
