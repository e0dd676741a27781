"""``fanscope check``: a verdict on an initialization, and an exit code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from fanscope.cli.collecting import uncollected
from fanscope.cli.data_folder import data_dir_option
from fanscope.cli.sectioned_command import SectionedCommand

EPILOG = """\b
Examples:
  fanscope check preset:mnist-hypernetwork
  fanscope check spec.yaml --fail-on warning --junit init.xml
  fanscope check mynet.models:build --input 3,32,32 --seeds 5
  fanscope check spec.yaml --repaired repaired.yaml
  fanscope check spec.yaml --save-baseline init.json     then, on later commits:
  fanscope check spec.yaml --baseline init.json

\b
Exit codes: 0 passed, 1 failed, 2 usage or error.
Defaults stand in [tool.fanscope] of the nearest pyproject.toml.
"""


def _file(name: str, *, help: str, **more: Any) -> Callable[[Any], Any]:
    return click.option(name, type=click.Path(path_type=Path), metavar="FILE", help=help, **more)


SECTIONS = {
    "What fails": ("fail_on", "thresholds", "rules", "baseline"),
    "How it is drawn": ("seeds", "steps", "device", "threads", "data_dir"),
    "For package.module:factory": ("input_", "batch", "loss", "zeros"),
    "What is written": (
        "format_",
        "json",
        "junit",
        "sarif",
        "markdown",
        "repaired",
        "save_baseline",
    ),
    "On a server": ("server", "token", "project", "as_baseline", "commit", "branch"),
}


@click.command(cls=SectionedCommand, sections=SECTIONS, epilog=EPILOG)
@click.argument("target", required=False)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    help="The mildest finding that fails the check.  [default: error]",
)
@click.option(
    "--thresholds",
    type=click.Choice(["fanscope", "sagemaker", "deepchecker"]),
    help="Whose bounds to judge by.  [default: fanscope]",
)
@click.option(
    "--rule",
    "rules",
    multiple=True,
    metavar="CODE=HOW",
    help="FS101=off, =warning or =error; FS104.ratio=0.005 sets a bound. Can be repeated.",
)
@click.option(
    "--seeds",
    type=click.IntRange(1, 1000),
    help="Draws of each scheme or module.  [default: the spec's; 3 of a module]",
)
@click.option(
    "--steps", type=click.IntRange(min=0), help="Train as long, and judge that too.  [default: 0]"
)
@click.option("--input", "input_", metavar="SHAPE", help="One example's shape, e.g. 3,32,32.")
@click.option("--batch", metavar="MODULE:CALLABLE", help="What returns a batch of inputs.")
@click.option(
    "--loss",
    metavar="MODULE:CALLABLE",
    help="Loss of the output.  [default: a random direction]",
)
@click.option(
    "--zeros",
    multiple=True,
    metavar="PATTERN",
    help='Layers that are meant to start silent, e.g. "*.lora_B". Can be repeated.',
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "junit", "sarif", "markdown"]),
    default="text",
    show_default=True,
    help="What to print on stdout.",
)
@_file("--json", help="Write JSON.")
@_file("--junit", help="Write JUnit XML, a test case for each rule on each scheme.")
@_file("--sarif", help="Write SARIF 2.1.0, for code scanning.")
@_file("--markdown", multiple=True, help="Write Markdown, and its picture beside it.")
@_file("--repaired", help="Write the spec with the advice applied.")
@_file("--baseline", help="Compare with the numbers of an earlier check.")
@_file("--save-baseline", help="Store this check's numbers.")
@click.option(
    "--server", metavar="URL", help="Have a server check the spec, instead of this process."
)
@click.option("--token", envvar="FANSCOPE_TOKEN", show_envvar=True, help="For the server.")
@click.option("--project", help="Whose history and baseline it belongs to there.")
@click.option(
    "--as-baseline", is_flag=True, help="Make it the project's baseline there, once it has passed."
)
@click.option("--branch", help="Where that is.  [default: as GitHub and GitLab say]")
@click.option("--commit", help="What is checked.  [default: GITHUB_SHA or CI_COMMIT_SHA]")
@data_dir_option
@click.option(
    "--device", envvar="FANSCOPE_DEVICE", help="cpu, cuda, cuda:1.  [default: CUDA when present]"
)
@click.option(
    "--threads",
    type=click.IntRange(1, 1024),
    envvar="FANSCOPE_THREADS",
    help="CPU threads.  [default: 1]",
)
@click.pass_context
def check(ctx: click.Context, /, **options: Any) -> None:
    """Judge an initialization before training, and exit 0 if it is healthy, 1 if it is not.

    TARGET is a SPEC (a YAML or JSON file, "-", or preset:NAME), or package.module:factory, a callable in your own
    code that returns a torch.nn.Module; it is drawn, run forward and backward on one batch, and left as it was.
    """
    with uncollected():
        from fanscope.cli.check_outcome import find_outcome
        from fanscope.cli.check_request import read_request

    request = read_request(options)
    request.outputs.refuse_unwritable()
    outcome = find_outcome(request)
    request.outputs.write(outcome)
    ctx.exit(0 if outcome.report.has_passed else 1)
