"""A command whose help page has its options in sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click
from typing_extensions import override


class SectionedCommand(click.Command):
    """Options by section, in the order of the sections; what stands in none comes last."""

    def __init__(self, *args: Any, sections: Mapping[str, Sequence[str]], **kwargs: Any) -> None:
        """Keep the sections: names of parameters by title."""
        super().__init__(*args, **kwargs)
        self._sections = sections

    @override
    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a list of options for each section."""
        records = {
            param.name: record
            for param in self.get_params(ctx)
            if isinstance(param, click.Option) and (record := param.get_help_record(ctx))
        }
        for title, names in self._sections.items():
            with formatter.section(title):
                formatter.write_dl([records.pop(name) for name in names])
        with formatter.section("Other"):
            formatter.write_dl(list(records.values()))
