"""Padding of a pass for a graph of fixed shape. Graphs themselves need a GPU."""

from __future__ import annotations

import pytest
import torch

from model.batch import MAX_STEP_TOKENS, Phase
from model.cache import DeltaState
from model.engine.graphs import (
    MIN_LENGTH,
    Shape,
    StepGraphs,
    empty_step,
    padded,
    shape_for,
    tensors,
)
from model.network.rax import Rax
from tests.model.engine_doubles import tiny_network
from tests.model.packed import PAGE_SIZE, Memory, Piece, batch_of

COUNTS = [3, 1, 8, 2, 5]


def prepared(network: Rax) -> tuple[Memory, list[Piece]]:
    """Five sequences of different lengths and the pieces of their next step."""
    memory = Memory(network)
    ids = torch.randint(10, 500, (60,), generator=torch.Generator().manual_seed(1))
    positions = torch.arange(60).expand(3, -1)
    rows = [memory.row(64) for _ in COUNTS]
    starts = [40, 1, 17, 30, 8]
    memory.run(
        Phase.PREFILL,
        [Piece(row, ids[:n], positions[:, :n]) for row, n in zip(rows, starts, strict=True)],
    )
    pieces = [
        Piece(row, ids[n : n + count], positions[:, n : n + count], num_certain=1)
        for row, n, count in zip(rows, starts, COUNTS, strict=True)
    ]
    return memory, pieces


@torch.no_grad()
def test_padding_changes_neither_the_answer_nor_what_is_kept() -> None:
    network = tiny_network(4)
    (plain, pieces), (memory, same_pieces) = prepared(network), prepared(network)
    batch, other = batch_of(Phase.STEP, pieces), batch_of(Phase.STEP, same_pieces)
    expected = network.advance(batch, plain.cache)
    shape = shape_for(other, PAGE_SIZE)
    assert shape == Shape(8, 32, MIN_LENGTH, MIN_LENGTH // PAGE_SIZE)
    actual = network.advance(padded(other, shape), memory.cache)
    assert torch.allclose(actual[: len(batch.ids)], expected, atol=1e-6)
    slots, pages = batch.slots.long(), batch.table[batch.table < 40].long().unique()
    for one, two in zip(plain.cache.layers, memory.cache.layers, strict=True):
        for name in one.__slots__:
            index = pages if name.endswith("pages") else slots
            left, right = getattr(one, name)[index], getattr(two, name)[index]
            assert torch.allclose(left, right, atol=1e-6, equal_nan=True)


@torch.no_grad()
def test_a_pass_of_padding_alone_touches_no_slot_and_no_page() -> None:
    network = tiny_network(4)
    memory = Memory(network)
    before = [
        {name: getattr(layer, name).clone() for name in layer.__slots__}
        for layer in memory.cache.layers
    ]
    shape = Shape(4, 16, MIN_LENGTH, MIN_LENGTH // PAGE_SIZE)
    network.advance(empty_step(shape, torch.device("cpu")), memory.cache)
    for layer, kept in zip(memory.cache.layers, before, strict=True):
        for name, value in kept.items():
            assert torch.equal(getattr(layer, name)[1:].isnan(), value[1:].isnan())


@pytest.mark.parametrize("num_sequences", [1, 2, 3, 64, 65])
@pytest.mark.parametrize("tokens", [1, 3, MAX_STEP_TOKENS])
def test_shapes_are_few_and_hold_the_batch(num_sequences: int, tokens: int) -> None:
    shape = Shape(num_sequences, num_sequences * tokens, 3000, 5)
    batch = empty_step(shape, torch.device("cpu"))
    found = shape_for(batch, PAGE_SIZE)
    assert found.num_sequences in (1, 2, 4, 64, 128)
    assert found.num_tokens in {found.num_sequences * 2**i for i in range(4)}
    whole = padded(batch, found)
    assert {name: value.shape for name, value in tensors(whole).items()} == {
        name: value.shape for name, value in tensors(empty_step(found, torch.device("cpu"))).items()
    }


@pytest.mark.gpu
@torch.inference_mode()
def test_a_replayed_pass_is_the_eager_one() -> None:
    network = tiny_network(4).cuda()
    (plain, pieces), (memory, same_pieces) = prepared(network), prepared(network)
    graphs = StepGraphs(network, memory.cache)
    # Of all rows twice, where the second pass records nothing, then of two, then of all again: the
    # graphs share their memory.
    for count in (5, 5, 2, 5):
        batch = plain.moved(batch_of(Phase.STEP, pieces[:count]))
        other = memory.moved(batch_of(Phase.STEP, same_pieces[:count]))
        expected = network.advance(batch, plain.cache)
        assert torch.allclose(graphs.run(other), expected, atol=1e-4)
        for piece in (*pieces[:count], *same_pieces[:count]):
            # All drafts but the last were right.
            piece.row.num_replay = max(0, len(piece.ids) - 2)
            piece.row.length += len(piece.ids) - (len(piece.ids) > 1)
    slots = [piece.row.slot for piece in pieces]
    for one, two in zip(plain.cache.layers, memory.cache.layers, strict=True):
        if isinstance(one, DeltaState):
            assert isinstance(two, DeltaState)
            assert torch.allclose(one.recurrent[slots], two.recurrent[slots], atol=1e-4)
