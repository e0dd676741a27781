"""Each limit is named with its field, the value and what is allowed; nothing is allocated to find out."""

from __future__ import annotations

import time
import tracemalloc
from typing import Any

import pytest

from fanscope.errors import LimitError
from fanscope.estimates import Estimates, Limits, check_limits, estimate
from fanscope.parsing import parse_spec

GENERATED: dict[str, Any] = {
    "network": {
        "kind": "hypernetwork",
        "main": {"kind": "mlp", "widths": [64, 128, 10]},
        "conditioning": {"kind": "learned", "size": 20},
    },
    "schemes": ["xavier", "hyperfan-in"],
    "training": {"steps": 50},
    "seeds": 2,
}
COST = estimate(parse_spec(GENERATED))


def _excesses(tree: dict[str, Any], limits: Limits) -> dict[str, tuple[str, str]]:
    with pytest.raises(LimitError) as caught:
        check_limits(parse_spec(tree), limits)
    return {issue.field: (issue.value, issue.message) for issue in caught.value.issues}


def test_within() -> None:
    check_limits(parse_spec(GENERATED), Limits())


@pytest.mark.parametrize(
    ("limits", "field", "value", "message"),
    [
        (
            Limits(max_parameters=COST.parameters - 1),
            "network.main.widths",
            "[64, 128, 10]",
            f"gives {COST.parameters:,} trained parameters where {COST.parameters - 1:,} are",
        ),
        (Limits(max_steps=49), "training.steps", "50", "gives 50 steps where 49 are allowed"),
        (Limits(max_runs=3), "seeds", "2", "gives 4 runs, schemes times seeds, where 3 are"),
        (
            Limits(max_recorded_values=1000),
            "record",
            "{'schedule': 'log', 'frames': 60}",
            f"gives {COST.recorded_values:,} recorded values where 1,000 are allowed",
        ),
        (
            Limits(max_memory_bytes=2**28),
            "network.main.widths",
            "[64, 128, 10]",
            "a run needs about 0.3 GiB of memory where 0.2 GiB are allowed",
        ),
        (Limits(max_duration_s=3.6), "training.steps", "50", "of one core where 0.0 h are allowed"),
    ],
    ids=["parameters", "steps", "runs", "recorded", "memory", "duration"],
)
def test_each_limit(limits: Limits, field: str, value: str, message: str) -> None:
    ((found_field, (found_value, found_message)),) = _excesses(GENERATED, limits).items()
    assert (found_field, found_value) == (field, value)
    assert message in found_message


def test_exactly_the_limit_is_allowed() -> None:
    check_limits(
        parse_spec(GENERATED),
        Limits(max_parameters=COST.parameters, max_steps=50, max_runs=4),
    )


def test_a_trillion_parameters_are_counted_not_allocated() -> None:
    tree = {
        **GENERATED,
        "network": {
            "kind": "hypernetwork",
            "main": {"kind": "mlp", "widths": [64, 10_000, 100_000, 10]},
            "conditioning": {"kind": "learned", "size": 1000},
        },
        "training": {"steps": 100_000_000},
        "record": {"schedule": "every", "every": 1},
    }
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(LimitError) as caught:
        check_limits(parse_spec(tree), Limits())
    took, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    heads, embeddings, biases = 1001 * (64 * 10**4 + 10**9 + 10**6), 3000, 110_010
    first = caught.value.issues[0]
    assert first.field == "network.main.widths"
    assert f"gives {heads + embeddings + biases:,} trained parameters" in first.message
    assert "where 500,000,000 are allowed" in first.message
    assert peak < 10 * 2**20
    assert took < 1.0


@pytest.mark.parametrize(
    ("heads", "conditioning"),
    [
        ({"kind": "chunked", "size": 10**7, "embedding": 100}, {"kind": "task", "tasks": 10}),
        ({"kind": "low_rank", "rank": 10}, {"kind": "noise", "size": 1000, "draws": 10}),
        ({"kind": "per_tensor", "base": True}, {"kind": "given", "values": [0.5] * 1000}),
        ({"kind": "per_tensor"}, {"kind": "one_hot"}),
    ],
    ids=["chunked", "low-rank", "base", "one-hot"],
)
def test_every_kind_of_hypernetwork_is_counted_in_no_time(
    heads: dict[str, Any], conditioning: dict[str, Any]
) -> None:
    tree = {
        **GENERATED,
        "network": {
            "kind": "hypernetwork",
            "main": {"kind": "mlp", "widths": [64, 10**5, 10**5, 10]},
            "generates": "all",
            "heads": heads,
            "conditioning": conditioning,
        },
    }
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(LimitError, match="trained parameters where 500,000,000 are allowed"):
        check_limits(parse_spec(tree), Limits())
    took, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * 2**20
    assert took < 1.0


def test_draws_need_memory_and_time() -> None:
    def cost(draws: int) -> Estimates:
        noise = {"kind": "noise", "size": 20, "draws": draws}
        network = {**GENERATED["network"], "conditioning": noise}
        network["main"] = {"kind": "mlp", "widths": [64, 1000, 1000, 10]}
        return estimate(parse_spec({**GENERATED, "network": network}))

    one, four = cost(1), cost(4)
    assert one.parameters == four.parameters
    tensors = 64_000 + 1_000_000 + 10_000
    assert four.memory_bytes - one.memory_bytes == pytest.approx(3 * 16 * tensors, rel=0.1)
    assert four.duration_s > one.duration_s


def test_data_and_batches_are_named_where_they_need_most() -> None:
    tree: dict[str, Any] = {
        "network": {"kind": "mlp", "widths": [100_000, 2]},
        "data": {"name": "gaussian", "features": 100_000, "classes": 2, "examples": 50_000},
        "schemes": ["xavier"],
    }
    assert list(_excesses(tree, Limits())) == ["data"]
    tree["training"] = {"batch_size": 50_000}
    assert list(_excesses(tree, Limits(max_duration_s=1e12))) == ["training.batch_size"]


def test_scales_that_take_too_long_to_learn_are_the_schemes_fault() -> None:
    learning = {"name": "metainit", "of": "kaiming", "steps": 10_000, "lr": 0.1}
    tree = {"network": {"kind": "mlp", "widths": [64, 10]}, "schemes": [learning]}
    assert list(_excesses(tree, Limits(max_duration_s=10.0))) == ["schemes"]
