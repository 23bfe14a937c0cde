"""One pass, pieces, single steps and second tries give the same hidden states."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch
from torch import Tensor

from model.cache import Cache
from model.network.rax import Rax
from tests.model.published import IMAGE_PAD, Example, example, our_config, our_network

TOLERANCE = 5e-5


def pieces(case: Example, bounds: list[int], cache: Cache, network: Rax) -> Tensor:
    """Hidden states of the tokens from the first bound to the last, one pass for each piece."""
    features = network.encode_images(case.patches, case.grids) if case.patches is not None else None
    hidden = []
    for start, end in pairwise(bounds):
        ids = case.ids[:, start:end]
        rows = slice(
            int((case.ids[:, :start] == IMAGE_PAD).sum()),
            int((case.ids[:, :end] == IMAGE_PAD).sum()),
        )
        part = features[rows] if features is not None and rows.start < rows.stop else None
        positions = case.positions[:, :, start:end]
        hidden.append(network(ids, positions, image_features=part, cache=cache))
    return torch.cat(hidden, dim=1)


@pytest.fixture(params=[4, 8], ids=["equal_heads", "twice_the_value_heads"])
def network(request: pytest.FixtureRequest) -> Rax:
    return our_network(request.param)


@pytest.mark.parametrize("with_images", [False, True], ids=["text", "two_images"])
@pytest.mark.parametrize("cuts", [[], [1], [8, 64], [10, 13, 40, 41]], ids=str)
@torch.no_grad()
def test_prefill_in_pieces_gives_the_same_as_in_one(
    network: Rax, with_images: bool, cuts: list[int]
) -> None:
    case = example(with_images)
    whole = network(case.ids, case.positions, patches=case.patches, grids=case.grids or None)
    cache = Cache(network.config)
    actual = pieces(case, [0, *cuts, case.ids.shape[1]], cache, network)
    assert cache.length == case.ids.shape[1]
    assert (actual - whole).abs().max() < TOLERANCE


@torch.no_grad()
def test_step_by_step_gives_the_same_as_in_one(network: Rax) -> None:
    case = example(True)
    whole = network(case.ids, case.positions, patches=case.patches, grids=case.grids)
    actual = pieces(case, list(range(case.ids.shape[1] + 1)), Cache(network.config), network)
    assert (actual - whole).abs().max() < TOLERANCE


@torch.no_grad()
def test_after_restore_the_same_tokens_give_the_same_again() -> None:
    network, case = our_network(), example(False)
    cache = Cache(network.config)
    pieces(case, [0, 70], cache, network)
    snapshot = cache.snapshot()
    first = pieces(case, [70, 72, 80], cache, network)
    cache.restore(snapshot)
    assert cache.length == 70
    assert torch.equal(pieces(case, [70, 72, 80], cache, network), first)


@torch.no_grad()
def test_a_snapshot_survives_what_is_written_after_it() -> None:
    network, case = our_network(), example(False)
    cache = Cache(network.config)
    pieces(case, [0, 10], cache, network)
    snapshot = cache.snapshot()
    # Far enough that the key and value buffers have to grow.
    pieces(case, [10, 84, 85], cache, network)
    cache.restore(snapshot)
    again = pieces(case, [10, 85], cache, network)
    fresh = pieces(case, [0, 10, 85], Cache(network.config), network)[:, 10:]
    assert torch.equal(again, fresh)


@torch.no_grad()
def test_a_clone_goes_its_own_way() -> None:
    network, case = our_network(), example(False)
    cache = Cache(network.config)
    cache.rope_delta = -3
    pieces(case, [0, 70], cache, network)
    clone = cache.clone()
    pieces(case, [75, 85], clone, network)
    expected = pieces(case, [0, 70, 85], Cache(network.config), network)[:, 70:]
    assert (cache.length, clone.length, clone.rope_delta) == (70, 80, -3)
    assert torch.equal(pieces(case, [70, 85], cache, network), expected)


@torch.no_grad()
def test_a_clone_can_be_restored_to_a_snapshot_of_its_origin() -> None:
    network, case = our_network(), example(False)
    cache = Cache(network.config)
    pieces(case, [0, 20], cache, network)
    snapshot = cache.snapshot()
    clone = cache.clone()
    pieces(case, [20, 85], clone, network)
    clone.restore(snapshot)
    expected = pieces(case, [20, 85], cache, network)
    assert torch.equal(pieces(case, [20, 85], clone, network), expected)


def test_a_snapshot_ahead_of_the_cache_is_refused() -> None:
    cache = Cache(our_config())
    cache.length = 5
    snapshot = cache.snapshot()
    cache.length = 4
    with pytest.raises(ValueError, match="ahead"):
        cache.restore(snapshot)
