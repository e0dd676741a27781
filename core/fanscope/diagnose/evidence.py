"""From examined modules to the evidence that the rules look at."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

import numpy as np

from fanscope.diagnose.examined import Examined
from fanscope.diagnose.names import base_name
from fanscope.diagnose.passes import Pass
from fanscope.diagnose.sites import Site
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
    """Return the twin's numbers, medians over seeds, and what is as healthy as they are.

    - A layer that is added to another signal, and the last layer, may say less than the twin's: the other signal goes on
      without it, and small outputs are learned at once (zhang2019fixup). An embedding table has the size of its data.
      There a second moment is unknown (NaN) unless it is too large.
    - A gradient of the same size in all layers is what every scheme aims at (glorot2010understanding, saxe2014exact). So
      what lies between the twin's ratio to the last hidden layer and 1 counts as healthy.
    - Tables keep their weights, and ask for the variance that they have.
    """
    sites = examined[0].built.sites

    def twin(quantity: Quantity, statistic: Statistic) -> Numbers:
        return over_seeds(
            np.array(
                [[read(e.healthy, s.name, quantity, statistic) for s in sites] for e in examined]
            )
        ).median

    second, own = twin("preactivation", "second_moment"), over_seeds(seeds.second_moment).median
    may_be_small = np.array([site.summed for site in sites])
    may_be_small[-1] |= len(sites) > 1
    is_table = np.array([site.kind == "table" for site in sites])
    variances = over_seeds(
        np.array([[e.variances[s.name] for s in sites] for e in examined])
    ).median
    return Healthy(
        second_moment=np.where(is_table | (may_be_small & (own < second)), np.nan, second),
        gradient=_nearest_healthy(
            over_seeds(seeds.gradient).median, twin("activation_gradient", "second_moment")
        ),
        weight_variance=np.where(np.isnan(variances), over_seeds(seeds.weight).median, variances),
        mean_cosine=twin("preactivation", "mean_cosine"),
    )


def _nearest_healthy(own: Numbers, twin: Numbers) -> Numbers:
    """Return the gradients, between the twin's and those of one size in all layers, whose ratios are nearest to a module's own."""
    last = len(own) - 2
    if last < 1 or not (own[last] > 0 and twin[last] > 0):
        return twin
    ratios = twin / twin[last]
    nearest = np.clip(own / own[last], np.minimum(ratios, 1), np.maximum(ratios, 1)) * twin[last]
    return np.where(np.isnan(nearest) | (np.arange(len(own)) > last), twin, nearest)


def read(one: Pass, layer: str, quantity: Quantity, statistic: Statistic) -> float:
    """Return one number of a pass, NaN where it was not measured."""
    return float(one.numbers.finite_part(layer, quantity, statistic)[0])


def weight_quantity(site: Site) -> Quantity:
    """Return what a layer's weight is called among the quantities."""
    return "generated_weight" if site.owner is None else "weight"
