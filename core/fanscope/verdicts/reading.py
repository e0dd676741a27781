"""From an experiment's frames to the evidence that rules look at."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np

from fanscope.datasets import describe
from fanscope.frames import Quantity, Statistic
from fanscope.layout import NetworkLayout, collect_branch_layers, lay_out
from fanscope.over_seeds import over_seeds
from fanscope.result import ExperimentResult, RunResult
from fanscope.schemes.sites import find_sites
from fanscope.seed_track import SeedTrack
from fanscope.spec import ExperimentSpec, HypernetworkSpec
from fanscope.verdicts.evidence import Evidence, LayerFacts, Numbers, Seeds, Training
from fanscope.verdicts.healthy import healthy_network
from fanscope.verdicts.intent import silent_layers
from fanscope.verdicts.peer_numbers import read_for_peers


def read_evidence(result: ExperimentResult, scheme: str) -> Evidence | None:
    """Return what the rules look at; None before the scheme's first frame."""
    runs = [run for run in result.runs_of(scheme) if run.track is not None and run.track.steps.size]
    tracks = [SeedTrack(run.track) for run in runs if run.track is not None]
    if not tracks:
        return None
    spec = result.spec
    layout = lay_out(spec.network)
    is_generated = isinstance(spec.network, HypernetworkSpec)
    seeds = _read_seeds(layout, tracks, is_generated=is_generated)
    return Evidence(
        scheme=scheme,
        source="hypernetwork" if is_generated else "plain",
        layers=list_facts(spec, layout, scheme),
        healthy=healthy_network(layout, over_seeds(seeds.weight).median),
        seeds=seeds,
        prediction=result.predictions.get(scheme),
        training=_read_training(layout, runs, tracks),
        expected_loss=_expected_loss(spec),
        spec=spec,
    )


def list_facts(spec: ExperimentSpec, layout: NetworkLayout, scheme: str) -> tuple[LayerFacts, ...]:
    """Return what is known of each layer without measuring."""
    silent = silent_layers(spec, layout, scheme)
    passed_by = {layer.name for layer in collect_branch_layers(layout.program)}
    return tuple(
        LayerFacts(
            name=site.layer.name,
            fan_in=site.layer.fan_in,
            fan_out=site.layer.fan_out,
            activation=None if site.behind is None else site.layer.activation,
            fed_by=site.layer.fed_by,
            zero_is_wanted=site.layer.name in silent,
            frequency=1.0 if site.behind is None else site.behind.frequency,
            bias_is_generated=site.layer.bias_head is not None,
            is_in_branch=site.layer.name in passed_by,
        )
        for site in find_sites(layout)
    )


def _read_seeds(layout: NetworkLayout, tracks: Sequence[SeedTrack], *, is_generated: bool) -> Seeds:
    def read(quantity: Quantity, statistic: Statistic) -> Numbers:
        return np.array(
            [
                [track.finite_part(layer.name, quantity, statistic)[0] for layer in layout.layers]
                for track in tracks
            ]
        )

    weight: Quantity = "generated_weight" if is_generated else "weight"
    quantities: tuple[Quantity, ...] = ("preactivation", "activation_gradient", weight)
    second, spread = read(weight, "second_moment"), read(weight, "var")
    return Seeds.of(
        second.shape,
        second_moment=read("preactivation", "second_moment"),
        between_input_var=read("preactivation", "between_input_var"),
        mean_cosine=read("preactivation", "mean_cosine"),
        gradient=read("activation_gradient", "second_moment"),
        saturated=read("activation", "saturated_fraction"),
        dead=read("activation", "dead_fraction"),
        weight=second,
        twins=np.where(np.isnan(second), np.nan, (second > 0) & (spread == 0)),
        nonfinite=sum(read(each, "num_nonfinite") for each in quantities),
        loss=[float(track.losses[0]) for track in tracks],
        **read_for_peers(layout, tracks),
    )


def _read_training(
    layout: NetworkLayout, runs: Sequence[RunResult], tracks: Sequence[SeedTrack]
) -> Training | None:
    divergences = tuple(run.diverged_at for run in runs)
    steps = max((track.steps for track in tracks), key=len)
    if len(steps) == 1 and not any(divergences):
        return None
    names = [layer.name for layer in layout.layers]
    ratios = np.full((len(tracks), len(steps), len(names)), np.nan)
    for seed, track in enumerate(tracks):
        at = track.indices_of(steps)
        for index, name in enumerate(names):
            column = track.finite_part(name, "update", "update_ratio")
            ratios[seed, :, index] = np.where(at < 0, np.nan, column[at])
    dead = [
        [track.finite_part(n, "activation", "dead_fraction")[-1] for n in names] for track in tracks
    ]
    losses = tuple(np.asarray(track.losses, dtype=np.float64) for track in tracks)
    return Training(steps, losses, ratios, np.array(dead), divergences)


def _expected_loss(spec: ExperimentSpec) -> float | None:
    """Return what equal probabilities for all classes lose."""
    classes = describe(spec.data).classes
    return log(classes) if spec.loss == "cross-entropy" and classes > 1 else None
