"""The option that says where data sets are."""

from __future__ import annotations

from pathlib import Path

import click

data_dir_option = click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="FANSCOPE_DATA",
    show_envvar=True,
    help="Folder of data sets, one subfolder each.",
)
