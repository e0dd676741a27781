"""``fanscope admin``: care of a server's database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

from fanscope.errors import FanscopeError


@click.group()
def admin() -> None:
    """Look after a server."""


@admin.command()
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="FANSCOPE_HOME",
    show_envvar=True,
    help="Folder with the state of an embedded server; not needed with FANSCOPE_DATABASE_URL.",
)
def migrate(data_dir: Path | None) -> None:
    """Create or upgrade the database; safe at any time."""
    environment = {} if data_dir is None else {"FANSCOPE_HOME": str(data_dir.absolute())}
    done = subprocess.run(
        [sys.executable, "-m", "fanscope_backend", "migrate"],
        env={**os.environ, **environment},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise FanscopeError(lines[-1] if lines else f"exit code {done.returncode}")
    click.echo("The database is up to date.")
