"""What a hypernetwork consists of, counted by hand, and what cannot be laid out."""

from __future__ import annotations

import time
from math import ceil, prod

import pytest

from fanscope.errors import SpecError
from fanscope.layout import NetworkLayout, lay_out
from fanscope.spec import GivenConditioning, HypernetworkSpec
from support.hypernetworks import CONDITIONINGS, HEADS, hypernetwork, main_networks

MAINS = main_networks()
MAIN_VALUES = 5 * 4 + 4 + 4 * 3 + 3


def names(layout: NetworkLayout) -> list[str]:
    return [tensor.name for tensor in layout.trainable]


@pytest.mark.parametrize("main", MAINS)
@pytest.mark.parametrize("heads", HEADS)
def test_everything_is_generated_under_the_main_networks_own_names(main: str, heads: str) -> None:
    plain = lay_out(hypernetwork(MAINS[main]).main)
    layout = lay_out(hypernetwork(MAINS[main], heads=heads))
    assert layout.main == plain.main
    generated = {tensor.name: tensor for tensor in layout.generated}
    assert generated == {tensor.name: tensor for tensor in plain.main}
    assert layout.main_trainable == ()
    assert len(set(names(layout))) == len(names(layout))


def test_norms_and_multipliers_have_heads_of_their_own_only_where_all_is_generated() -> None:
    residual = MAINS["residual"]
    layout = lay_out(hypernetwork(residual, conditioning="one-hot"))
    shapes = {tensor.name: tensor.shape for tensor in layout.trainable}
    num_layers = len(layout.layers)
    assert shapes["head.main.1.body.0.scale.kernel"] == (4, num_layers)
    assert shapes["head.main.1.body.0.shift.offset"] == (4,)
    assert shapes["head.main.2.multiplier.kernel"] == (1, num_layers)
    some = lay_out(hypernetwork(residual, generates="weights_and_biases"))
    assert {"main.1.body.0.scale", "main.2.multiplier"} <= set(names(some))
    assert not [name for name in names(some) if name.startswith("head.") and "scale" in name]


def test_a_norms_head_reads_the_features_of_the_layer_before_it() -> None:
    layout = lay_out(hypernetwork(MAINS["residual"]))
    assert layout.hypernet is not None
    rows = {head.target.name: head.row for head in layout.hypernet.start_heads}
    order = [layer.name for layer in layout.layers]
    assert order[rows["main.1.body.0.scale"]] == "main.0"
    assert order[rows["main.1.body.3.scale"]] == "main.1.body.2"
    assert order[rows["main.2.multiplier"]] == "main.1.shortcut.0"


@pytest.mark.parametrize(
    ("conditioning", "size", "learned"),
    [
        ("learned", 6, ["embedding.main.0", "embedding.main.1"]),
        ("task", 6, ["embedding.task.0", "embedding.task.1"]),
        ("noise", 6, []),
        ("given", 2, []),
        ("cosine", 2, []),
        ("one-hot", 2, []),
    ],
)
def test_codes(conditioning: str, size: int, learned: list[str]) -> None:
    layout = lay_out(hypernetwork(conditioning=conditioning, generates="weights"))
    assert layout.hypernet is not None
    assert layout.hypernet.embedding_size == layout.hypernet.features == size
    assert [name for name in names(layout) if name.startswith("embedding")] == learned


@pytest.mark.parametrize(
    ("conditioning", "second_moment", "kurtosis"),
    [
        ("learned", 1.0, 1.8),
        ("noise", 1.0, 3.0),
        ("given", (0.25 + 2.25) / 2, (0.0625 + 5.0625) / 2 / 1.25**2),
        ("one-hot", 0.5, 2.0),
    ],
)
def test_second_moment_and_kurtosis_of_codes(
    conditioning: str, second_moment: float, kurtosis: float
) -> None:
    hypernet = lay_out(hypernetwork(conditioning=conditioning)).hypernet
    assert hypernet is not None
    assert hypernet.code_second_moment == pytest.approx(second_moment)
    assert hypernet.code.kurtosis == pytest.approx(kurtosis)


@pytest.mark.parametrize("g", [0.0, 0.3, 1.0, -7.7])
def test_cosine_codes_have_the_same_length_whatever_they_say(g: float) -> None:
    spec = hypernetwork().model_copy(
        update={"conditioning": GivenConditioning(values=(g, 2 * g), encoding="cosine")}
    )
    hypernet = lay_out(spec).hypernet
    assert hypernet is not None
    assert sum(value**2 for value in hypernet.code.values) == pytest.approx(2.0)
    assert hypernet.code_second_moment == pytest.approx(0.5)


def test_chunks_cover_everything_once() -> None:
    layout = lay_out(_with_heads({"kind": "chunked", "size": 7, "embedding": 3}))
    hypernet = layout.hypernet
    assert hypernet is not None
    assert hypernet.chunks is not None
    assert len(hypernet.chunks.embeddings) == ceil(MAIN_VALUES / 7)
    places = [
        place
        for head in layout.heads
        if head.start is not None
        for place in range(head.start, head.start + head.target.size)
    ]
    assert places == list(range(MAIN_VALUES))
    assert hypernet.chunks.layers == (0, 0, 0, 0, 1, 1)
    assert hypernet.chunk_codes == (0, 0, 0, 0, 1, 1)
    assert hypernet.features == 6 + 3
    shapes = {tensor.name: tensor.shape for tensor in layout.trainable}
    assert shapes["head.chunks.kernel"] == (7, 9)
    assert shapes["head.chunks.offset"] == (7,)


def test_layers_in_which_no_chunk_begins_have_no_code_that_nobody_reads() -> None:
    layout = lay_out(_with_heads({"kind": "chunked", "size": MAIN_VALUES}))
    assert [name for name in names(layout) if name.startswith("embedding.main")] == [
        "embedding.main.0"
    ]


def test_low_rank_heads_have_the_sizes_of_their_factors() -> None:
    layout = lay_out(_with_heads({"kind": "low_rank", "rank": 2}))
    shapes = {tensor.name: tensor.shape for tensor in layout.trainable}
    assert shapes["base.main.0.weight"] == (4, 5)
    assert shapes["head.main.0.weight.left.kernel"] == (4 * 2, 6)
    assert shapes["head.main.0.weight.right.kernel"] == (2 * 5, 6)
    assert shapes["head.main.0.bias.kernel"] == (4, 6)
    assert "base.main.0.bias" not in shapes


@pytest.mark.parametrize("heads", HEADS)
@pytest.mark.parametrize("conditioning", CONDITIONINGS)
def test_trainable_values_are_counted_once(heads: str, conditioning: str) -> None:
    layout = lay_out(hypernetwork(MAINS["residual"], heads=heads, conditioning=conditioning))
    assert layout.num_trainable == sum(prod(tensor.shape) for tensor in layout.trainable)
    assert layout.num_generated == sum(prod(tensor.shape) for tensor in layout.main)


@pytest.mark.parametrize(
    ("heads", "message"),
    [
        (
            {"kind": "chunked", "size": MAIN_VALUES + 1},
            rf"heads.size: .*larger than all {MAIN_VALUES} generated values.*got {MAIN_VALUES + 1}",
        ),
        (
            {"kind": "low_rank", "rank": 4},
            "heads.rank: main.1.weight is a 3x4 matrix, whose rank is at most 3.*got 4",
        ),
    ],
)
def test_heads_that_do_not_fit(heads: dict[str, object], message: str) -> None:
    with pytest.raises(SpecError, match=message):
        lay_out(_with_heads(heads))


def test_a_billion_chunks_are_refused_at_once() -> None:
    main = {"kind": "mlp", "widths": [10**6, 10**6, 10]}
    spec = hypernetwork(main, conditioning="learned", generates="weights")
    chunked = spec.model_validate(
        {**spec.model_dump(), "heads": {"kind": "chunked", "size": 1000, "embedding": 8}}
    )
    began = time.process_time()
    with pytest.raises(SpecError, match=r"1,000,010,000 chunks where 10,000 .* use 100,001,000"):
        lay_out(chunked)
    assert time.process_time() - began < 0.1


def test_a_network_without_weights_has_nothing_to_generate() -> None:
    main = {"kind": "sequential", "input": [4, 2], "layers": [{"op": "flatten"}]}
    with pytest.raises(SpecError, match="no weights to generate"):
        lay_out(hypernetwork(main))


def _with_heads(heads: dict[str, object]) -> HypernetworkSpec:
    spec = hypernetwork()
    return HypernetworkSpec.model_validate({**spec.model_dump(), "heads": heads})
