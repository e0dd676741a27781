"""Schemes for residual networks: branches that start at zero, or small enough for their number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fanscope.distribution import Assignment, Distribution, constant, normal
from fanscope.fans import fan_in_variance
from fanscope.layout import NetworkLayout
from fanscope.schemes.by_site import SiteScheme
from fanscope.schemes.scheme import ParameterInfo, Scheme, SchemeInfo
from fanscope.schemes.sites import Site, find_sites, norms_in, residual_blocks


def no_blocks(layout: NetworkLayout, name: str, instead: str) -> str | None:
    """Return that a network has no residual block; None where it has one."""
    if residual_blocks(layout):
        return None
    return f"{name} is for residual networks, and this one has no residual block; use {instead}"


@dataclass(frozen=True, slots=True)
class Fixup(SiteScheme):
    """Residual branches that start at zero, and whose first layers are small enough for all updates together."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="fixup",
        title="Fixup",
        formula=r"\mathrm{Var}(W) = L^{-1/(m-1)}\, \frac{2}{d_\mathrm{in}}, \quad "
        r"W_{\text{last of a branch}} = W_{\text{output}} = 0",
        reference="zhang2019fixup",
        summary="L residual branches of m layers train without normalization: each branch starts at zero, and its other "
        "layers are Kaiming's times L^(-1/(2m-2)). Fixup's extra scalar biases and multipliers are the spec's affair.",
        fits=("sequential",),
        needs="residual blocks without norms",
    )

    def why_not(self, layout: NetworkLayout) -> str | None:
        """Return that there is no residual block, or which norm stands in one."""
        reason = SiteScheme.why_not(self, layout) or no_blocks(layout, "fixup", "kaiming")
        if reason is not None:
            return reason
        norms = [norm for block in residual_blocks(layout) for norm in norms_in((block,))]
        if norms:
            return (
                f"fixup replaces normalization, and {norms[0].norm.name} is a norm inside a residual block; "
                "take it out, or use kaiming"
            )
        return None

    def draw(self, site: Site, layout: NetworkLayout) -> Distribution:
        """Return zero at the ends, elsewhere Kaiming's distribution, inside a branch times L^(-1/(m-1)).

        Reference: zhang2019fixup, section 3, "Fixup initialization".
        """
        if site.is_last or site.ends_branch:
            return constant(0.0)
        variance = fan_in_variance(site.layer.fan_in, c=2.0)
        if site.block is None:
            return normal(variance)
        blocks = len(residual_blocks(layout))
        return normal(variance * float(blocks ** (-1.0 / (site.branch_depth - 1))))


@dataclass(frozen=True, slots=True)
class SkipInit(SiteScheme):
    """Learned multipliers on the residual branches that start at zero."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="skipinit",
        title="SkipInit",
        formula=r"y = x + \alpha f(x), \quad \alpha = 0, \quad "
        r"\mathrm{Var}(W) = \frac{2}{d_\mathrm{in}}",
        reference="de2020batch",
        summary="Every residual branch is switched off by its learned multiplier, so that the network starts as the "
        "identity and trains without normalization (ReZero is the same idea). Weights are Kaiming's.",
        fits=("sequential",),
        needs="residual blocks with learned_multiplier: true",
    )

    def why_not(self, layout: NetworkLayout) -> str | None:
        """Return that there is no residual block, or which one has no learned multiplier."""
        reason = SiteScheme.why_not(self, layout) or no_blocks(layout, "skipinit", "kaiming")
        if reason is not None:
            return reason
        for block in residual_blocks(layout):
            if block.learned is None:
                return (
                    f"skipinit starts the branches' learned multipliers at 0, and {block.name} has none; "
                    "set learned_multiplier: true"
                )
        return None

    def draw(self, site: Site, layout: NetworkLayout) -> Distribution:  # noqa: ARG002
        """Return Kaiming's distribution."""
        return normal(fan_in_variance(site.layer.fan_in, c=2.0))

    def distribute(self, layout: NetworkLayout) -> Assignment:
        """Return Kaiming's distributions, and zero for every multiplier.

        Reference: de2020batch (SkipInit).
        """
        multipliers = {
            block.learned.name: constant(0.0)
            for block in residual_blocks(layout)
            if block.learned is not None
        }
        return {**SiteScheme.distribute(self, layout), **multipliers}

    def silences(self, layout: NetworkLayout) -> frozenset[str]:
        """Return the last layer of every branch, which its multiplier switches off."""
        return frozenset(site.layer.name for site in find_sites(layout) if site.ends_branch)


@dataclass(frozen=True, slots=True)
class DepthScaled(Scheme):
    """Another scheme with the last layer of each of N residual branches divided by sqrt(N)."""

    of: Scheme

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="depth-scaled",
        title="Depth-scaled residual outputs (GPT-2)",
        formula=r"W_{\text{last of a branch}} = \frac{1}{\sqrt{N}}\, W_\mathrm{of}",
        reference="radford2019language",
        summary="The sum of N residual branches stays as large as one of them; a transformer of L layers has N = 2 L. "
        "GPT-2 takes normal weights of standard deviation 0.02.",
        fits=("sequential",),
        parameters=(
            ParameterInfo(
                "of", "scheme", "lecun", "the scheme to scale, {name: normal, std: 0.02}"
            ),
        ),
        needs="residual blocks",
    )

    def why_not(self, layout: NetworkLayout) -> str | None:
        """Return that there is no residual block, or why the other scheme does not fit."""
        reason = Scheme.why_not(self, layout) or no_blocks(layout, "depth-scaled", "lecun")
        return reason or self.of.why_not(layout)

    def distribute(self, layout: NetworkLayout) -> Assignment:
        """Return the other scheme's distributions, the branches' last weights divided by sqrt(N).

        Reference: radford2019language, section 2.3.
        """
        factor = len(residual_blocks(layout)) ** -0.5
        ends = {site.layer.weight.name for site in find_sites(layout) if site.ends_branch}
        return {
            name: distribution.scaled(factor) if name in ends else distribution
            for name, distribution in self.of.distribute(layout).items()
        }

    def silences(self, layout: NetworkLayout) -> frozenset[str]:
        """Return what the other scheme starts at zero on purpose."""
        return self.of.silences(layout)
