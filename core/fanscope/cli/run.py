"""``fanscope run``: train here and now, without a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fanscope.cli.data_folder import data_dir_option
from fanscope.cli.output import format_option, print_json, stderr, stdout
from fanscope.cli.spec_source import read_spec, spec_argument

if TYPE_CHECKING:
    from fanscope.result import ExperimentResult

EPILOG = """\b
Examples:
  fanscope run preset:digits-hypernetwork
  fanscope run spec.yaml --seeds 5 --html report.html
  fanscope run spec.yaml --steps 0 --format json > step0.json
  fanscope presets digits-mlp | fanscope run -
"""


@click.command(epilog=EPILOG)
@spec_argument
@click.option("--seeds", type=click.IntRange(1, 1000), help="Seeds per scheme, instead of SPEC's.")
@click.option("--steps", type=click.IntRange(min=0), help="Updates per run, instead of SPEC's.")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the report, one self-contained file.",
)
@data_dir_option
@click.option("--device", envvar="FANSCOPE_DEVICE", help="cpu, cuda, cuda:1; CUDA when present.")
@click.option(
    "--threads",
    type=click.IntRange(1, 1024),
    envvar="FANSCOPE_THREADS",
    default=1,
    show_default=True,
    help="CPU threads; another number may change the last bits of a result.",
)
@format_option
def run(
    source: str,
    seeds: int | None,
    steps: int | None,
    html: Path | None,
    data_dir: Path | None,
    device: str | None,
    threads: int,
    format_: str,
) -> None:
    """Train SPEC in this process and compare step 0 with theory, layer by layer."""
    from fanscope.picture_folder import use_data_folder

    _check_report(html)
    with use_data_folder(data_dir):
        spec = read_spec(source, seeds=seeds, steps=steps)

        from fanscope.cli.this_machine import limits
        from fanscope.estimates import check_limits

        check_limits(spec, limits())

        from fanscope.cli.local_run import run_with_progress

        result = run_with_progress(
            spec, data_dir=data_dir, device=device, threads=threads, console=stderr()
        )
        _print_warnings(result)
        if html is not None:
            _write_report(result, html)
        if format_ == "json":
            _print_json(result)
        else:
            _print_table(result)


def _check_report(path: Path | None) -> None:
    """Refuse a report that could not be written, before anything is trained for it."""
    if path is not None and not path.parent.is_dir():
        raise click.BadParameter(
            f"there is no folder {path.parent}; make it first", param_hint="--html"
        )


def _print_warnings(result: ExperimentResult) -> None:
    for sentence in dict.fromkeys(sentence for run in result.runs for sentence in run.warnings):
        stderr().print(f"warning: {sentence}", markup=False, style="yellow")


def _write_report(result: ExperimentResult, path: Path) -> None:
    from fanscope.report import report_html

    path.write_text(report_html(result), encoding="utf-8")


def _print_json(result: ExperimentResult) -> None:
    from fanscope.cli.run_json import run_json

    print_json(run_json(result))


def _print_table(result: ExperimentResult) -> None:
    from fanscope.cli.depth_table import caption, tabulate
    from fanscope.verdicts import summarize

    console = stdout()
    for table in tabulate(result, width=console.width):
        console.print(table)
        console.print()
    console.print(f"{caption(result)}\n", markup=False)
    for scheme, sentence in summarize(result).items():
        console.print(f"{scheme}: {sentence}", markup=False)
