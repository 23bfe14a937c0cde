"""Images in requests: which features come to which pads."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from model.batch import Batch
from model.cache import Cache
from model.engine.engine import Engine
from model.engine.errors import RequestRejected
from model.engine.request import Request
from model.network.rax import Rax
from tests.model.engine_doubles import text_positions, tiny_network, tiny_tokenizer

PAD = tiny_tokenizer().special("<|image_pad|>")
GRID = (4, 6)
NUM_CELLS = 6
KEPT = torch.tensor([True, False, True, True, False, True])


class Watched:
    """A network that keeps the image features of its passes."""

    def __init__(self, network: Rax) -> None:
        self.network = network
        self.config, self.copy_head = network.config, network.copy_head
        self.encode_images, self.vocab_logits = network.encode_images, network.vocab_logits
        self.features: list[Tensor] = []

    def advance(self, batch: Batch, cache: Cache) -> Tensor:
        if batch.image_features is not None:
            self.features.append(batch.image_features)
        return self.network.advance(batch, cache)


def image(seed: int) -> Tensor:
    size = (4 * NUM_CELLS, 768)
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(0, 256, size, dtype=torch.uint8, generator=generator)


def ask(patches: Tensor, num_pads: int, kept: list[Tensor] | None = None) -> Request:
    ids = torch.tensor([9, 8, *[PAD] * num_pads, 7])
    positions = text_positions(len(ids))
    return Request(ids, positions, patches=patches, grids=[GRID], kept=kept, max_new_tokens=2)


def thinned(patches: Tensor) -> Tensor:
    return patches[KEPT.repeat_interleave(4)]


@torch.no_grad()
def test_dropped_cells_of_one_image_leave_whole_images_beside_it_alone() -> None:
    network = Watched(tiny_network(5, vision=True))
    first, second = image(1), image(2)
    requests = [
        ask(first, NUM_CELLS),
        ask(thinned(second), int(KEPT.sum()), [KEPT]),
        ask(second, NUM_CELLS),
    ]
    engine = Engine(network, max_tokens=100)
    try:
        for future in [engine.submit(request) for request in requests]:
            future.result()
    finally:
        engine.close()
    expected = [
        network.encode_images(first, [GRID]),
        network.encode_images(thinned(second), [GRID], [KEPT]),
        network.encode_images(second, [GRID]),
    ]
    assert not torch.allclose(expected[1], expected[2][KEPT], atol=1e-5, rtol=0)
    assert torch.allclose(torch.cat(network.features), torch.cat(expected), atol=1e-6)


@pytest.mark.parametrize(
    ("kept", "message"),
    [
        ([KEPT[:5]], r"kept cells of \[5\] for images of \[6\]"),
        ([KEPT, KEPT], r"kept cells of \[6, 6\] for images of \[6\]"),
        ([~KEPT], "4 image tokens for 2 kept cells"),
    ],
    ids=["too_few", "no_such_image", "other_cells"],
)
def test_kept_cells_that_do_not_match_their_images_are_refused(
    kept: list[Tensor], message: str
) -> None:
    engine = Engine(tiny_network(5, vision=True), max_tokens=100)
    with pytest.raises(RequestRejected, match=message):
        engine.submit(ask(thinned(image(1)), int(KEPT.sum()), kept))
    engine.close()
