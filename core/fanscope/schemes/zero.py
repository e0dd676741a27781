"""ZerO initialization (Zhao et al. 2022): zeros and ones, nothing random."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fanscope.distribution import Distribution, constant
from fanscope.layout import NetworkLayout
from fanscope.schemes.blocks import block_of
from fanscope.schemes.by_site import SiteScheme
from fanscope.schemes.scheme import PLAIN_KINDS, SchemeInfo
from fanscope.schemes.sites import Site


@dataclass(frozen=True, slots=True)
class Zero(SiteScheme):
    """Identities where a layer does not widen, Hadamard matrices where it does."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="zero",
        title="ZerO",
        formula=r"W = I \;(d_\mathrm{out} \le d_\mathrm{in}), \quad "
        r"W = 2^{-m/2} H_m \;(d_\mathrm{out} > d_\mathrm{in},\; 2^m \ge d_\mathrm{out}), \quad "
        r"W_{\text{last of a branch}} = 0",
        reference="zhao2022zero",
        summary="Nothing is drawn: signals pass unchanged, and the Hadamard transform of widening layers breaks the "
        "symmetry between units. All seeds start alike. Scaled by 2^(-m/2), as in the authors' code.",
        fits=PLAIN_KINDS,
    )

    def draw(self, site: Site, layout: NetworkLayout) -> Distribution:  # noqa: ARG002
        """Return identity or Hadamard matrix in the kernel's centre, and zero at the end of a residual branch.

        Mean squares over all entries: min(n, m) / (n m area) and 2^-m / area.

        Reference: zhao2022zero, algorithms 1 and 2.
        """
        if site.ends_branch:
            return constant(0.0)
        block = block_of(site.layer.weight)
        if block.outputs <= block.inputs:
            mean_square = 1.0 / (max(block.outputs, block.inputs) * block.area)
            return Distribution("identity", mean_square, groups=block.groups)
        order = 1 << (block.outputs - 1).bit_length()
        return Distribution("hadamard", 1.0 / (order * block.area), groups=block.groups)
