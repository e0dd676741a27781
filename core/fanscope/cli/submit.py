"""``fanscope submit``: run an experiment on a server."""

from __future__ import annotations

from typing import Any

import click

from fanscope.cli.output import format_option, print_json, stderr
from fanscope.cli.spec_source import read_spec, spec_argument

EPILOG = """\b
Examples:
  fanscope submit spec.yaml
  fanscope submit preset:digits-hypernetwork --server http://gpu-box:8000 --follow
"""


@click.command(epilog=EPILOG)
@spec_argument
@click.option(
    "--server",
    envvar="FANSCOPE_SERVER",
    default="http://127.0.0.1:8000",
    show_default=True,
    show_envvar=True,
    help="Address of the server.",
)
@click.option(
    "--token", envvar="FANSCOPE_TOKEN", help="Taken from FANSCOPE_TOKEN, best kept there."
)
@click.option("--seeds", type=click.IntRange(1, 1000), help="Seeds per scheme, instead of SPEC's.")
@click.option("--steps", type=click.IntRange(min=0), help="Updates per run, instead of SPEC's.")
@click.option("--follow", is_flag=True, help="Wait for the end, showing progress.")
@format_option
def submit(
    source: str,
    server: str,
    token: str | None,
    seeds: int | None,
    steps: int | None,
    follow: bool,  # noqa: FBT001 - click passes by keyword
    format_: str,
) -> None:
    """Send SPEC to a server and print the experiment's address."""
    spec = read_spec(source, seeds=seeds, steps=steps)

    from fanscope.cli.following import show_progress
    from fanscope.client import Client

    with Client(server, token=token) as client:
        experiment = client.submit(spec)
        url = f"{client.server}/experiments/{experiment['id']}"
        if format_ == "text":
            click.echo(url)
        if follow:
            show_progress(client.follow(experiment["id"]), experiment, console=stderr())
            experiment = client.experiment(experiment["id"])
        if format_ == "json":
            print_json(experiment)
        elif follow:
            _print_summaries(experiment)
    if follow and experiment["status"] != "finished":
        raise click.exceptions.Exit(2)


def _print_summaries(experiment: dict[str, Any]) -> None:
    click.echo(experiment["status"])
    for summary in experiment["summaries"]:
        click.echo(f"{summary['scheme']}: {summary['sentence']}")
