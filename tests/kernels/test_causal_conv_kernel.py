"""The convolution's kernels against the reference in float32: outputs and states."""

from __future__ import annotations

from itertools import accumulate

import pytest
import torch
from torch import Tensor

from kernels import dispatch
from kernels.causal_conv import kernel
from tests.kernels.comparison import DTYPES, assert_close, draw, in_float32, interpreted

NUM_SLOTS = 7
LENGTHS = [
    [1],
    [2, 3],
    [0, 5, 0],
    [16, 17, 15],
    [33, 1, 0, 4],
]
lengths_cases = pytest.mark.parametrize("lengths", LENGTHS, ids=lambda x: "_".join(map(str, x)))
dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)
# Around the channels one program takes.
channels = pytest.mark.parametrize("num_channels", [6, 64, 67])


def bounds(lengths: list[int]) -> Tensor:
    return torch.tensor([0, *accumulate(lengths)], dtype=torch.int32)


def make_pool(slots: Tensor, num_channels: int, dtype: torch.dtype) -> Tensor:
    """Slots nobody may touch hold NaN."""
    pool = torch.full((NUM_SLOTS, 3, num_channels), torch.nan, dtype=dtype)
    pool[slots.long()] = draw(len(slots), 3, num_channels, dtype=dtype, seed=3)
    return pool


def make_slots(num_sequences: int) -> Tensor:
    return torch.tensor([5, 1, 6, 3, 0][:num_sequences], dtype=torch.int32)


def run_varlen(x: Tensor, weight: Tensor, lengths: list[int], pool: Tensor) -> Tensor:
    slots = make_slots(len(lengths))
    arguments = x, weight, bounds(lengths), max(lengths), pool, slots
    return interpreted(dispatch.causal_conv_varlen, *arguments)


@lengths_cases
@channels
@dtypes
def test_packed_sequences_give_the_outputs_and_states_of_the_reference(
    lengths: list[int], num_channels: int, dtype: torch.dtype
) -> None:
    x, weight = draw(sum(lengths), num_channels, dtype=dtype), draw(num_channels, 1, 4, dtype=dtype)
    slots = make_slots(len(lengths))
    pool = make_pool(slots, num_channels, dtype)
    expected_pool, others = pool.float().clone(), torch.ones(NUM_SLOTS, dtype=torch.bool)
    others[slots.long()] = False
    expected = in_float32(
        dispatch.causal_conv_varlen, x, weight, bounds(lengths), max(lengths), expected_pool, slots
    )
    y = run_varlen(x, weight, lengths, pool)
    assert_close(y, expected, dtype)
    # States are copies of inputs: exact, whatever the dtype.
    assert torch.equal(pool.float()[~others], expected_pool[~others])
    assert pool[others].isnan().all()


@channels
@dtypes
def test_one_more_token_updates_the_states_in_place(num_channels: int, dtype: torch.dtype) -> None:
    x, weight = draw(4, num_channels, dtype=dtype), draw(num_channels, 1, 4, dtype=dtype)
    slots = make_slots(4)
    pool = make_pool(slots, num_channels, dtype)
    expected_pool = pool.float().clone()
    expected = in_float32(dispatch.causal_conv_update, x, weight, expected_pool, slots)
    y = interpreted(dispatch.causal_conv_update, x, weight, pool, slots)
    assert_close(y, expected, dtype)
    assert torch.equal(pool.float().nan_to_num(7), expected_pool.nan_to_num(7))


@pytest.mark.parametrize("cut", [0, 1, 2, 3, 16, 29])
def test_a_sequence_cut_in_two_gives_the_same(cut: int) -> None:
    x, weight = draw(30, 6), draw(6, 1, 4)
    slots = make_slots(1)
    whole_pool = make_pool(slots, 6, torch.float32)
    pool = whole_pool.clone()
    whole = run_varlen(x, weight, [30], whole_pool)
    parts = [run_varlen(part, weight, [len(part)], pool) for part in (x[:cut], x[cut:])]
    assert torch.equal(torch.cat(parts), whole)
    assert torch.equal(pool[5], whole_pool[5])


def test_token_by_token_gives_the_same() -> None:
    x, weight, slots = draw(9, 6), draw(6, 1, 4), make_slots(1)
    whole_pool = make_pool(slots, 6, torch.float32)
    pool = whole_pool.clone()
    whole = run_varlen(x, weight, [9], whole_pool)
    steps = [
        interpreted(dispatch.causal_conv_update, x[t : t + 1], weight, pool, slots)
        for t in range(9)
    ]
    assert_close(torch.cat(steps), whole, torch.float32)
    assert torch.equal(pool[5], whole_pool[5])


def test_a_sequence_does_not_depend_on_its_batch() -> None:
    x, weight = draw(24, 6), draw(6, 1, 4)
    whole_pool = make_pool(make_slots(2), 6, torch.float32)
    pool = whole_pool.clone()
    whole = run_varlen(x, weight, [7, 17], whole_pool)
    alone = interpreted(
        dispatch.causal_conv_varlen, x[7:], weight, bounds([17]), 17, pool, make_slots(2)[1:]
    )
    assert torch.equal(alone, whole[7:])
    assert torch.equal(pool[1], whole_pool[1])


def test_inputs_may_be_a_slice_of_a_wider_projection() -> None:
    projected = torch.full((11, 20), torch.nan)
    projected[:, 5:11] = draw(11, 6)
    weight, pool = draw(6, 1, 4), torch.zeros(NUM_SLOTS, 3, 6)
    expected = run_varlen(projected[:, 5:11].clone(), weight, [11], pool.clone())
    assert torch.equal(run_varlen(projected[:, 5:11], weight, [11], pool), expected)


@pytest.mark.parametrize("num_tokens", [1, 2, 18])
@pytest.mark.parametrize("with_state", [False, True], ids=["from_zeros", "from_a_state"])
def test_rows_of_one_length_leave_the_old_state_alone(num_tokens: int, with_state: bool) -> None:
    x, weight = draw(3, num_tokens, 6), draw(6, 1, 4)
    state = draw(3, 3, 6, seed=5) if with_state else None
    before = None if state is None else state.clone()
    expected, expected_state = in_float32(dispatch.causal_conv, x, weight, state)
    y, end = interpreted(dispatch.causal_conv, x, weight, state)
    assert_close(y, expected, torch.float32)
    assert torch.equal(end, expected_state)
    if state is not None and before is not None:
        assert torch.equal(state, before)


def test_shapes_that_do_not_go_together_are_refused() -> None:
    x, pool, slots = draw(4, 6), draw(2, 3, 6), make_slots(1)
    with pytest.raises(ValueError, match="power of two wide, not 3"):
        kernel.causal_conv_update(x[:1], draw(6, 1, 3), pool, slots)
    with pytest.raises(ValueError, match="differ"):
        kernel.causal_conv_update(x[:1], draw(5, 1, 4), pool, slots)
    with pytest.raises(ValueError, match="contiguous"):
        kernel.causal_conv_update(x[:1], draw(6, 1, 4), draw(2, 6, 3).mT, slots)
