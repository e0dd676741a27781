from itertools import islice

import pytest
import torch

from fanscope.training.batches import draw_batches


@pytest.mark.parametrize("batch_size", [1, 3, 7, 10, 25])
def test_every_epoch_shows_each_example_once(batch_size: int) -> None:
    generator = torch.Generator().manual_seed(0)
    batches = list(islice(draw_batches(10, batch_size=batch_size, generator=generator), 100))
    assert {len(batch) for batch in batches} == {batch_size}
    epochs = torch.cat(batches)[: 100 * batch_size // 10 * 10].view(-1, 10)
    assert torch.equal(epochs.sort(dim=1).values, torch.arange(10).expand_as(epochs))


def test_epochs_are_shuffled_differently() -> None:
    batches = draw_batches(50, batch_size=50, generator=torch.Generator().manual_seed(0))
    assert not torch.equal(next(batches), next(batches))


def test_order_depends_on_the_generator_alone() -> None:
    def draw(seed: int) -> list[list[int]]:
        batches = draw_batches(9, batch_size=4, generator=torch.Generator().manual_seed(seed))
        return [batch.tolist() for batch in islice(batches, 5)]

    assert draw(1) == draw(1)
    assert draw(1) != draw(2)
