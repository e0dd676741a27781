"""From examined modules to the evidence that the rules look at."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

import numpy as np

from fanscope.diagnose.examined import Examined
from fanscope.diagnose.names import base_name
from fanscope.diagnose.passes import Pass
from fanscope.diagnose.watch import Site
from fanscope.frames import Quantity, Statistic
from fanscope.over_seeds import over_seeds
from fanscope.verdicts import Evidence, Healthy, LayerFacts, Seeds
from fanscope.verdicts.evidence import Numbers

AS_BUILT = "as built"


def gather_evidence(examined: Sequence[Examined], zeros: Sequence[str]) -> Evidence | None:
    """Return what the rules look at; None where no weighted operation was seen.

    Args:
        examined: One module a seed, all of the same shape.
        zeros: Glob patterns of layers that are meant to say nothing at first.
    """
    sites = examined[0].built.sites
    if not sites:
        return None
    seeds = _seeds(examined)
    return Evidence(
        scheme=AS_BUILT,
        source="module",
        layers=tuple(
            _facts(site, zero_is_wanted=_is_named(site, zeros) or _moves_at_once(examined, index))
            for index, site in enumerate(sites)
        ),
        healthy=_healthy(examined, seeds),
        seeds=seeds,
    )


def _facts(site: Site, *, zero_is_wanted: bool) -> LayerFacts:
    return LayerFacts(
        name=site.name,
        fan_in=site.fan_in,
        fan_out=site.fan_out,
        activation=site.activation,
        fed_by=site.fed_by,
        zero_is_wanted=zero_is_wanted,
    )


def _is_named(site: Site, zeros: Sequence[str]) -> bool:
    names = (site.name, base_name(site.name))
    return any(fnmatchcase(name, pattern) for name in names for pattern in zeros)


def _moves_at_once(examined: Sequence[Examined], index: int) -> bool:
    """Return whether a zero weight is one that the first update moves: something reaches it, and a gradient.

    So start LoRA's B and the last layers of residual branches. Of zeros in a row none moves: those are no design.
    """
    for each in examined:
        site = each.built.sites[index]
        weight = read(each.built, site.name, weight_quantity(site), "second_moment")
        gradient = read(each.built, site.name, "activation_gradient", "second_moment")
        if not (weight == 0 and gradient > 0 and each.facts[site.name].hears):
            return False
    return True


def _seeds(examined: Sequence[Examined]) -> Seeds:
    sites = examined[0].built.sites

    def table(quantity: Quantity | None, statistic: Statistic) -> Numbers:
        return np.array(
            [
                [read(e.built, s.name, quantity or weight_quantity(s), statistic) for s in sites]
                for e in examined
            ]
        )

    quantities: tuple[Quantity | None, ...] = ("preactivation", "activation_gradient", None)
    return Seeds.of(
        (len(examined), len(sites)),
        second_moment=table("preactivation", "second_moment"),
        between_input_var=table("preactivation", "between_input_var"),
        mean_cosine=table("preactivation", "mean_cosine"),
        gradient=table("activation_gradient", "second_moment"),
        saturated=table("activation", "saturated_fraction"),
        dead=table("activation", "dead_fraction"),
        weight=table(None, "second_moment"),
        twins=[[each.facts[site.name].duplicates for site in sites] for each in examined],
        nonfinite=sum(np.nan_to_num(table(each, "num_nonfinite")) for each in quantities),
        loss=[each.built.track.losses[0] for each in examined],
    )


def _healthy(examined: Sequence[Examined], seeds: Seeds) -> Healthy:
    """Return the twin's numbers, medians over seeds; tables, which keep their weights, ask for the variance they have."""
    names = [site.name for site in examined[0].built.sites]

    def median(quantity: Quantity, statistic: Statistic) -> Numbers:
        rows = [
            [read(each.healthy, name, quantity, statistic) for name in names] for each in examined
        ]
        return over_seeds(np.array(rows)).median

    variances = over_seeds(
        np.array([[each.variances[name] for name in names] for each in examined])
    ).median
    return Healthy(
        second_moment=median("preactivation", "second_moment"),
        gradient=median("activation_gradient", "second_moment"),
        weight_variance=np.where(np.isnan(variances), over_seeds(seeds.weight).median, variances),
        mean_cosine=median("preactivation", "mean_cosine"),
    )


def read(one: Pass, layer: str, quantity: Quantity, statistic: Statistic) -> float:
    """Return one number of a pass, NaN where it was not measured."""
    return float(one.numbers.finite_part(layer, quantity, statistic)[0])


def weight_quantity(site: Site) -> Quantity:
    """Return what a layer's weight is called among the quantities."""
    return "generated_weight" if site.owner is None else "weight"
