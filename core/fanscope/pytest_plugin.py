"""pytest plugin: the fixture ``init_health`` fails a test whose module starts badly.

    def test_init(init_health):
        init_health.assert_healthy(MyNet(), batch)

It comes with the package; nothing needs torch or numpy before a test asks for the fixture's help.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

if TYPE_CHECKING:
    from fanscope.checks.settings import Settings
    from fanscope.diagnose import Report
    from fanscope.verdicts import Thresholds

SEEDS = 3
MOST_LAYERS = 12
COLUMNS = ("layer", "fans", "std", "is", "E[y²]", "healthy", "E[g²]", "healthy")


class InitHealth:
    """What the fixture gives a test.

    Attributes:
        reports: Of the assertions so far, in order.
    """

    def __init__(self, node: pytest.Item, folder: Path) -> None:
        """Remember whose test it is, and where its project's settings are."""
        self.reports: list[Report] = []
        self._node = node
        self._folder = folder

    def assert_healthy(
        self,
        model: Any,
        batch: Any = None,
        *,
        loss: Callable[..., Any] | None = None,
        targets: Any = None,
        fail_on: Literal["error", "warning"] | None = None,
        thresholds: Thresholds | None = None,
        zeros: Sequence[str] | None = None,
        seeds: int | Sequence[int] | None = None,
        input_shape: Sequence[int] | None = None,
        batch_dim: int | None = None,
    ) -> Report:
        """Fail the test if a rule finds the module's initialization at fault; return the report otherwise.

        Args:
            model: A ``torch.nn.Module``, judged as it is, or a callable that makes one, called once a seed
                (:func:`fanscope.diagnose.diagnose_factory`).
            batch: What it reads.
            loss: From the output to one number, see :func:`fanscope.diagnose`.
            targets: Second argument of ``loss``.
            fail_on: The mildest severity that fails; ``error``, or what ``[tool.fanscope]`` says, where None.
            thresholds: Which rules judge, with which bounds; those of ``[tool.fanscope]`` where None.
            zeros: Patterns of layers that are meant to say nothing at first.
            seeds: How many modules to make, or with which seeds; 3, or what ``[tool.fanscope]`` says, where None.
            input_shape: Shape of one input, for a callable without a batch.
            batch_dim: Which dimension of the batch's first tensor counts its inputs.

        Raises:
            AssertionError: It is not healthy, or has nothing to judge; the text names rules, layers, numbers and what to do.
            ModuleError: It cannot be diagnosed.
            SpecError: ``[tool.fanscope]`` cannot be read.
        """
        __tracebackhide__ = True
        settings = _read_settings(self._folder)
        options: dict[str, Any] = {
            "loss": loss,
            "targets": targets,
            "thresholds": _thresholds(settings) if thresholds is None else thresholds,
            "zeros": settings.zeros if zeros is None else zeros,
            "batch_dim": batch_dim,
        }
        report = _diagnose(
            model, batch, settings.seeds if seeds is None else seeds, input_shape, options
        )
        self.reports.append(report)
        if report.evidence is None:
            raise AssertionError(
                f"assert {report.title} is healthy at initialization\n  {report.sentence}"
            )
        gate = fail_on or settings.fail_on or "error"
        if report.failures(gate):
            self._node.add_report_section("call", "init_health", str(report))
            raise AssertionError(_say_failure(report, gate))
        return report


@pytest.fixture
def init_health(request: pytest.FixtureRequest) -> InitHealth:
    """Assert that a module's initialization is healthy: ``init_health.assert_healthy(MyNet(), batch)``."""
    return InitHealth(request.node, request.config.rootpath)


def _diagnose(
    model: Any,
    batch: Any,
    seeds: int | Sequence[int] | None,
    input_shape: Sequence[int] | None,
    options: dict[str, Any],
) -> Report:
    __tracebackhide__ = True
    from torch import nn

    from fanscope.diagnose import diagnose, diagnose_factory

    if isinstance(model, nn.Module):
        return diagnose(model, batch, **options)
    return diagnose_factory(
        model,
        batch=batch,
        seeds=SEEDS if seeds is None else seeds,
        input_shape=input_shape,
        **options,
    )


def _read_settings(folder: Path) -> Settings:
    __tracebackhide__ = True
    from fanscope.checks.settings import read_settings

    return read_settings(folder)


def _thresholds(settings: Settings) -> Thresholds:
    from fanscope.verdicts import Thresholds

    return Thresholds.model_validate(
        {"preset": settings.thresholds or "fanscope", "rules": settings.rules}
    )


def _say_failure(report: Report, fail_on: Literal["error", "warning"]) -> str:
    """Return the failure as pytest writes its own: what was asserted, what is so instead, and where."""
    failures = report.failures(fail_on)
    lines = [
        f"assert {report.title} is healthy at initialization",
        f"  it is not: {report.summary}",
    ]
    for verdict in failures:
        lines += [
            "",
            f"  {verdict.rule} {verdict.name} ({verdict.severity}): {verdict.explanation}",
        ]
        lines.append(f"    {verdict.advice}")
    named = {verdict.layer for verdict in failures}
    rows = [row for row in report.layers if row.name in named]
    lines += ["", *_table(rows[:MOST_LAYERS])] if rows else []
    lines += ["", f"  where it fails on {fail_on}; all layers below, under init_health"]
    return "\n".join(lines)


def _table(rows: Sequence[Any]) -> list[str]:
    from fanscope.wording import say

    cells = [
        COLUMNS,
        *(
            (
                row.name,
                row.fans,
                say(row.std),
                row.scale,
                say(row.second_moment),
                say(row.healthy_second_moment),
                say(row.gradient),
                say(row.healthy_gradient),
            )
            for row in rows
        ),
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  " + "  ".join(map(str.ljust, line, widths)).rstrip() for line in cells]
