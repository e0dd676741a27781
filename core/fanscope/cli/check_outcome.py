"""What a check came to: its report, and what can be stored of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fanscope.checks import CheckReport
from fanscope.errors import SpecError

if TYPE_CHECKING:
    from fanscope.cli.check_request import Request
    from fanscope.spec import ExperimentSpec
    from fanscope.verdicts import Evidence


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """A report and where it comes from.

    Attributes:
        report: What was found.
        evidence: What was measured, a scheme each; empty where a server measured.
        spec: What was checked, None for a module.
        commit: What is checked, None where unknown.
    """

    report: CheckReport
    evidence: Sequence[Evidence]
    spec: ExperimentSpec | None
    commit: str | None

    def save_baseline(self, path: Path) -> None:
        """Store the numbers."""
        from fanscope.checks.baseline import write_baseline

        write_baseline(self.evidence, path, commit=self.commit)

    def save_repaired(self, path: Path) -> None:
        """Write the spec with the advice of all verdicts applied."""
        from fanscope.checks.repair import repair
        from fanscope.parsing import dump_yaml

        if self.spec is None:
            raise SpecError.at("--repaired", str(path), "there is no spec to repair")
        path.write_text(dump_yaml(repair(self.spec, self.report.verdicts)), encoding="utf-8")


def find_outcome(request: Request) -> Outcome:
    """Check what was asked for, here or on a server.

    Raises:
        SpecError: The target or an option is wrong.
        DataError: The data set is not there.
        OSError: A file cannot be read.
    """
    if request.server is not None and not request.is_module:
        from fanscope.cli.check_server import check_on_server

        return check_on_server(request, request.server)
    if request.is_module:
        from fanscope.cli.check_module import check_module

        return check_module(request)
    from fanscope.cli.check_spec import check_spec

    return check_spec(request)
