"""The healthy twin: variances by fans, ties kept, computed weights rescaled."""

from __future__ import annotations

from math import log, sqrt

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from fanscope.diagnose import diagnose
from fanscope.diagnose.examined import Examined, examine
from support.modules import CASES, TOKENS, Checkpointed, Hyper, Shared, X, mlp
from support.resnet import ResNet18


def examined(module: nn.Module, batch: object) -> Examined:
    return examine(module, batch, loss=None, targets=None, seed=0, batch_dim=None)


def test_variances_undo_what_the_activation_takes() -> None:
    relu = examined(mlp(), X).variances
    assert relu["2"] == pytest.approx(2 / 12)
    assert relu["0"] == pytest.approx(2 / 12), "what reads the data takes the activation behind"
    tanh = nn.Sequential(nn.Linear(12, 20), nn.Tanh(), nn.Linear(20, 5))
    assert examined(tanh, X).variances == pytest.approx({"0": 1 / 12, "2": 1 / 20})


def test_half_zeros_are_taken_for_a_relu() -> None:
    class Masked(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.second = nn.Linear(12, 64), nn.Linear(64, 5)

        def forward(self, x: Tensor) -> Tensor:
            y = self.first(x)
            made: Tensor = self.second(torch.where(y > 0, y, torch.zeros_like(y)))
            return made

    assert examined(Masked(), X).variances["second"] == pytest.approx(2 / 64)


def test_a_norm_in_front_leaves_nothing_to_undo() -> None:
    module = nn.Sequential(nn.Linear(12, 20), nn.ReLU(), nn.LayerNorm(20), nn.Linear(20, 5))
    assert examined(module, X).variances["3"] == pytest.approx(1 / 20)


def test_a_healthy_network_is_its_own_twin() -> None:
    """He's weights and the twin's have the same law: their signals agree within 4 standard deviations.

    A layer of n ReLU units with Gaussian weights multiplies the second moment by a number of relative variance 5 / n.
    """
    width, depth = 256, 6
    layers: list[nn.Module] = []
    for _ in range(depth):
        layers += [nn.Linear(width, width), nn.ReLU()]
    module = nn.Sequential(*layers)
    for layer in module:
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight)
            nn.init.zeros_(layer.bias)
    report = diagnose(module, torch.randn(64, width))
    for row in report.layers:
        spread = 4 * sqrt(2 * depth * 5 / width)
        assert abs(log(row.second_moment / row.healthy_second_moment)) < spread
    assert report.passed
    assert not report.verdicts


def test_a_tied_table_is_the_product_that_it_is_tied_to() -> None:
    """The table's rows reach the head: both see one tensor of variance 1 / 12."""
    one = examined(Shared(), TOKENS)
    assert one.variances["table"] == pytest.approx(1 / 12)
    assert one.variances["head"] == pytest.approx(1 / 12)
    assert one.variances["layer"] == one.variances["layer@3"]


def test_a_table_alone_keeps_its_rows() -> None:
    module = CASES["keywords"]().module
    nn.init.normal_(module.table.weight, std=0.02)  # type: ignore[arg-type, union-attr]
    report = diagnose(module, CASES["keywords"]().batch)
    assert report.layers[0].healthy_second_moment == report.layers[0].second_moment


def test_generated_weights_are_rescaled_so_that_the_head_has_a_gradient() -> None:
    module = Hyper()
    one = examined(module, X)
    assert list(one.variances.values()) == pytest.approx([1 / 6, 1 / 12])
    report = diagnose(module, X)
    assert report.layers[0].healthy_gradient > 0
    nn.init.zeros_(module.head.weight)
    nn.init.zeros_(module.head.bias)
    dead = diagnose(module, X)
    assert dead.layers[0].healthy_gradient > 0, "also where there is nothing to rescale"
    assert dead.layers[0].std == 0


class TwoGenerated(nn.Module):
    """A hypernetwork whose two heads make two layers in a row."""

    def __init__(self) -> None:
        super().__init__()
        self.code = nn.Parameter(torch.randn(6))
        self.heads = nn.ModuleList([nn.Linear(6, 12 * 12), nn.Linear(6, 12 * 5)])

    def forward(self, x: Tensor) -> Tensor:
        first, second = (head(self.code) for head in self.heads)
        return F.linear(F.linear(x, first.view(12, 12)).relu(), second.view(5, 12))


def test_zeros_are_a_fault_where_the_first_update_moves_none_of_them() -> None:
    module = TwoGenerated()
    for head in module.heads:
        nn.init.zeros_(head.weight)  # type: ignore[arg-type]
        nn.init.zeros_(head.bias)  # type: ignore[arg-type]
    report = diagnose(module, X)
    assert not report.passed
    assert "FS102" in {verdict.rule for verdict in report.verdicts}


class Adapted(nn.Module):
    """A layer with LoRA beside it (hu2022lora): B starts at zero."""

    def __init__(self) -> None:
        super().__init__()
        self.body, self.head = nn.Linear(12, 12), nn.Linear(12, 5)
        self.lora_a, self.lora_b = nn.Linear(12, 2, bias=False), nn.Linear(2, 12, bias=False)
        for layer in (self.body, self.head):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="linear")
        nn.init.zeros_(self.lora_b.weight)

    def forward(self, x: Tensor) -> Tensor:
        made: Tensor = self.head(self.body(x) + self.lora_b(self.lora_a(x)))
        return made


def test_a_zero_that_the_first_update_moves_is_no_fault() -> None:
    report = diagnose(Adapted(), X)
    assert report.passed, report.verdicts
    assert report.evidence is not None
    assert [f.name for f in report.evidence.layers if f.zero_is_wanted] == ["lora_b"]


def test_other_zeros_can_be_named() -> None:
    module = mlp()
    for index in (2, 4):
        nn.init.zeros_(module[index].weight)  # type: ignore[arg-type]
    named = diagnose(module, X, zeros=["2", "[45]"]).evidence
    assert named is not None
    assert [f.name for f in named.layers if f.zero_is_wanted] == ["2", "4"]


def test_what_a_checkpoint_runs_again_has_the_twin_weights() -> None:
    module, plain = Checkpointed(), nn.Sequential()
    plain.body, plain.head = module.body, module.head
    one, other = diagnose(module, X), diagnose(plain, X)
    for mine, theirs in zip(one.layers, other.layers, strict=True):
        assert mine.healthy_gradient == pytest.approx(theirs.healthy_gradient, rel=1e-5)
        assert mine.gradient == pytest.approx(theirs.gradient, rel=1e-5)


def test_resnet_18_is_healthy_and_its_faults_are_found() -> None:
    module = ResNet18(10)
    assert sum(p.numel() for p in module.parameters()) == 11_181_642
    batch = torch.randn(4, 3, 64, 64)
    report = diagnose(module, batch)
    assert len(report.layers) == 21
    assert report.severity == "healthy", report.verdicts
    assert {row.scale for row in report.layers if row.kind == "conv"} <= {
        "He fan-out normal",
        "He normal",
        "LeCun = He fan-out normal",
        "Glorot or He fan-out",
    }
    with torch.no_grad():
        module.blocks[3].conv1.weight.fill_(float("inf"))  # type: ignore[union-attr, operator]
    broken = diagnose(module, batch)
    assert "FS110" in {verdict.rule for verdict in broken.verdicts}


@pytest.mark.parametrize("factor", [0.2, 100])
def test_a_norm_undoes_the_scale_in_front_of_it(factor: float) -> None:
    module = CASES["convolutional"]().module
    batch = torch.randn(8, 3, 8, 8)
    plain = diagnose(module, batch).layers[0]
    with torch.no_grad():
        module[0].weight *= factor  # type: ignore[index]
        module[0].bias *= factor  # type: ignore[index]
    scaled = diagnose(module, batch).layers[0]
    assert scaled.std == pytest.approx(plain.std * factor, rel=1e-4)
    assert scaled.second_moment == pytest.approx(plain.second_moment, rel=0.1)
    assert scaled.gradient == pytest.approx(plain.gradient, rel=0.1)


def test_a_norm_cannot_undo_weights_below_its_epsilon() -> None:
    module = CASES["convolutional"]().module
    with torch.no_grad():
        module[0].weight *= 1e-6  # type: ignore[index]
        module[0].bias *= 0  # type: ignore[index]
    report = diagnose(module, torch.randn(8, 3, 8, 8))
    assert "FS102" in {verdict.rule for verdict in report.verdicts}


class PreNorm(nn.Module):
    """A transformer's stream with branches of linear layers, as GPT-2 scales them."""

    def __init__(self, depth: int = 12, width: int = 64, std: float = 0.1) -> None:
        super().__init__()
        self.table = nn.Embedding(20, width)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(depth))
        self.up = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))
        self.down = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))
        self.head = nn.Linear(width, 20)
        for each in (*self.up, *self.down):
            nn.init.normal_(each.weight, std=std)
            nn.init.zeros_(each.bias)
        for each in self.down:
            each.weight.data *= (2 * depth) ** -0.5
        for each in (self.table, self.head):
            nn.init.normal_(each.weight, std=0.02)

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.table(tokens)
        for norm, up, down in zip(self.norms, self.up, self.down, strict=True):
            x = x + down(F.gelu(up(norm(x))))
        made: Tensor = self.head(x)
        return made


def test_small_branches_small_outputs_and_small_tables_are_no_faults() -> None:
    """GPT-2's own scales: every branch says a hundredth of what the twin's says, and the gradient is balanced."""
    report = diagnose(PreNorm(), TOKENS)
    assert report.severity == "healthy", report.verdicts
    rows = {row.name: row for row in report.layers}
    assert rows["down.3"].second_moment < 0.1 * rows["down.3"].healthy_second_moment
    assert rows["head"].second_moment < 0.1 * rows["head"].healthy_second_moment
    own = rows["table"].gradient / rows["down.11"].gradient
    twin = rows["table"].healthy_gradient / rows["down.11"].healthy_gradient
    assert 1 < own < twin / 70, (
        "between balance and the twin's, and farther from the twin's than FS104 allows"
    )


def test_branches_that_say_too_much_are_faults() -> None:
    report = diagnose(PreNorm(std=2.0), TOKENS)
    assert {"FS101", "FS103"} <= {verdict.rule for verdict in report.verdicts}
    assert "FS103" in {verdict.rule for verdict in report.failures("error")}


def test_a_chain_that_fades_is_a_fault_however_small_the_last_layer_may_be() -> None:
    module = mlp(width=64, depth=8)
    verdicts = {v.rule for v in diagnose(module, torch.randn(32, 64)).failures("error")}
    assert "FS104" in verdicts
