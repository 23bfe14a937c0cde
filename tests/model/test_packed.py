"""The packed form of the network: the published logits, and the same however it is cut."""

from __future__ import annotations

import logging
from itertools import pairwise

import pytest
import torch
from torch import Tensor

from kernels import dispatch
from kernels.dispatch import Path, forced
from model.batch import MAX_STEP_TOKENS, Phase
from model.network.rax import Rax
from tests.model.engine_doubles import tiny_network
from tests.model.packed import Memory, Piece, Row
from tests.model.published import IMAGE_PAD, Example, example, our_network, published_network

TOLERANCE = 5e-5
LARGEST_LOGIT_DIFFERENCE = 1e-4
OPERATORS = {
    Phase.PREFILL: {
        "add_rms_norm",
        "causal_conv_varlen",
        "gated_delta_rule_prefill",
        "gated_rms_norm",
        "paged_attention_prefill",
        "qk_norm_rope_store",
        "rms_norm",
        "swiglu",
    },
    Phase.STEP: {
        "add_rms_norm",
        "gated_delta_rule_step",
        "paged_attention_step",
        "qk_norm_rope_store",
        "rms_norm",
        "swiglu",
    },
}
VISION_OPERATORS = {"gelu_bias", "layer_norm", "vision_attention"}


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    dispatch._log.cache_clear()
    caplog.set_level(logging.INFO, logger="kernels.dispatch")
    return caplog


@pytest.fixture(params=[4, 8], ids=["equal_heads", "twice_the_value_heads"])
def network(request: pytest.FixtureRequest) -> Rax:
    return our_network(request.param)


def piece_of(
    case: Example, row: Row, start: int, end: int, num_certain: int | None = None
) -> Piece:
    return Piece(row, case.ids[0, start:end], case.positions[:, 0, start:end], num_certain)


def features_of(case: Example, network: Rax, start: int, end: int) -> Tensor | None:
    """Features of the image pads in [start, end)."""
    if case.patches is None:
        return None
    features = network.encode_images(case.patches, case.grids)
    first, last = (int((case.ids[0, :i] == IMAGE_PAD).sum()) for i in (start, end))
    return features[first:last] if last > first else None


def in_pieces(case: Example, network: Rax, bounds: list[int], steps: list[int]) -> Tensor:
    """Hidden states [T, hidden]: prefilled from bound to bound, then stepped."""
    memory = Memory(network)
    row = memory.row(case.ids.shape[1])
    hidden = []
    for phase, cuts in ((Phase.PREFILL, bounds), (Phase.STEP, steps)):
        for start, end in pairwise(cuts):
            features = features_of(case, network, start, end)
            hidden += memory.run(phase, [piece_of(case, row, start, end)], features)
    return torch.cat(hidden)


def dense(case: Example, network: Rax) -> Tensor:
    grids = case.grids or None
    hidden: Tensor = network(case.ids, case.positions, patches=case.patches, grids=grids)
    return hidden[0]


@pytest.mark.parametrize("path", [Path.REFERENCE, Path.TRITON], ids=["reference", "interpreted"])
@pytest.mark.parametrize("with_images", [False, True], ids=["text", "two_images"])
@torch.no_grad()
def test_logits_are_the_published_ones(
    path: Path, with_images: bool, log: pytest.LogCaptureFixture
) -> None:
    network, case = our_network(), example(with_images)
    num_tokens = case.ids.shape[1]
    with forced(path):
        hidden = in_pieces(
            case, network, [0, num_tokens - 12], list(range(num_tokens - 12, num_tokens + 1, 4))
        )
    chosen = {record.message for record in log.records if record.name == "kernels.dispatch"}
    operators = OPERATORS[Phase.PREFILL] | OPERATORS[Phase.STEP]
    operators |= VISION_OPERATORS if with_images else set()
    assert chosen == {f"{x} on cpu without gradients: {path.value}" for x in operators}
    expected = published_network()(**case.published_inputs()).logits[0]
    assert (network.vocab_logits(hidden) - expected).abs().max() <= LARGEST_LOGIT_DIFFERENCE


@torch.no_grad()
def test_pages_as_bytes_go_through_the_interpreted_kernels_too() -> None:
    network, case = our_network(), example(True)
    patches = torch.randint(0, 256, (sum(r * c for r, c in case.grids), 768), dtype=torch.uint8)
    doubled = patches.view(-1, 3, 1, 256).expand(-1, -1, 2, -1).flatten(1).float() / 127.5 - 1
    with forced(Path.TRITON):
        actual = network.encode_images(patches, case.grids)
    assert (actual - network.encode_images(doubled, case.grids)).abs().max() < TOLERANCE


@pytest.mark.parametrize("with_images", [False, True], ids=["text", "two_images"])
@pytest.mark.parametrize("cuts", [[], [1], [8, 64], [10, 13, 40, 41]], ids=str)
@torch.no_grad()
def test_prefill_in_pieces_gives_the_same_as_in_one(
    network: Rax, with_images: bool, cuts: list[int]
) -> None:
    case = example(with_images)
    actual = in_pieces(case, network, [0, *cuts, case.ids.shape[1]], [])
    assert (actual - dense(case, network)).abs().max() < TOLERANCE


@pytest.mark.parametrize("step", [1, 3, MAX_STEP_TOKENS])
@torch.no_grad()
def test_steps_give_the_same_as_prefill(network: Rax, step: int) -> None:
    case = example(False)
    bounds = [*range(20, case.ids.shape[1], step), case.ids.shape[1]]
    actual = in_pieces(case, network, [0, 20], bounds)
    assert (actual - dense(case, network)).abs().max() < TOLERANCE


@torch.no_grad()
def test_sequences_of_a_batch_do_not_know_of_each_other() -> None:
    network, lengths = our_network(), [40, 1, 17, 70]
    case = example(False)
    alone = [in_pieces(case, network, [0, n], [n, n + 3, n + 4]) for n in lengths]
    memory = Memory(network)
    rows = [memory.row(n + 4) for n in lengths]
    pieces = [piece_of(case, row, 0, n) for row, n in zip(rows, lengths, strict=True)]
    passes = [memory.run(Phase.PREFILL, pieces)]
    for count in (3, 1):
        pieces = [piece_of(case, row, row.length, row.length + count) for row in rows]
        passes.append(memory.run(Phase.STEP, pieces))
    for parts, expected in zip(zip(*passes, strict=True), alone, strict=True):
        assert (torch.cat(parts) - expected).abs().max() < TOLERANCE


@pytest.mark.parametrize("num_right", [0, 1, 4, 6])
@torch.no_grad()
def test_wrong_drafts_leave_nothing_behind(network: Rax, num_right: int) -> None:
    case, start = example(False), 50
    memory = Memory(network)
    row, other = memory.row(85), memory.row(85)
    memory.run(Phase.PREFILL, [piece_of(case, row, 0, start), piece_of(case, other, 0, 5)])
    # Two certain tokens and six drafts, of which the first ones are right.
    drafted = piece_of(case, row, start, start + 8, num_certain=2)
    drafted.ids[2 + num_right :] = 7
    first, _ = memory.run(Phase.STEP, [drafted, piece_of(case, other, 5, 6)])
    row.length += num_right
    row.num_replay = num_right
    end = row.length + 3
    second, _ = memory.run(
        Phase.STEP, [piece_of(case, row, row.length, end), piece_of(case, other, 6, 9)]
    )
    third, _ = memory.run(
        Phase.STEP, [piece_of(case, row, end, end + 1), piece_of(case, other, 9, 10)]
    )
    actual = torch.cat([first[: 2 + num_right], second, third])
    expected = dense(case, network)[start : end + 1]
    assert (actual - expected).abs().max() < TOLERANCE


@torch.no_grad()
def test_a_copied_slot_and_page_go_on_by_themselves() -> None:
    network, case = our_network(), example(False)
    memory = Memory(network)
    row, copy = memory.row(85), memory.row(85)
    memory.run(Phase.PREFILL, [piece_of(case, row, 0, 40)])
    memory.cache.copy_slot(row.slot, copy.slot)
    for source, target in zip(row.pages[:3], copy.pages[:3], strict=True):
        memory.cache.copy_page(source, target)
    copy.length = 40
    memory.run(Phase.PREFILL, [Piece(row, case.ids[0, :30], case.positions[:, 0, 40:70])])
    [actual] = memory.run(Phase.PREFILL, [piece_of(case, copy, 40, 85)])
    assert (actual - dense(case, network)[40:]).abs().max() < TOLERANCE


@pytest.mark.parametrize("prefix", [9, 14])
@torch.no_grad()
def test_prompts_that_see_themselves_both_ways_are_those_of_the_dense_form(prefix: int) -> None:
    network = tiny_network(2, prefix=True)
    ids = torch.randint(10, 500, (2, 14), generator=torch.Generator().manual_seed(1))
    positions = torch.arange(14).expand(3, 2, -1)
    expected = network(ids, positions, prefix=torch.tensor([prefix, prefix]))
    memory = Memory(network)
    pieces = [Piece(memory.row(14), row, positions[:, 0], prefix=prefix) for row in ids]
    actual = torch.stack(memory.run(Phase.PREFILL, pieces))
    assert (actual - expected).abs().max() < TOLERANCE
