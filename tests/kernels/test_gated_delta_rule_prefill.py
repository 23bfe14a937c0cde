"""The delta rule over packed sequences: outputs and states against the recurrence in float32."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from kernels import dispatch
from kernels.gated_delta_rule import prefill
from kernels.gated_delta_rule.reference import (
    l2_normalise,
    reference_gated_delta_rule,
    reference_gated_delta_rule_prefill,
)
from kernels.tiles import DELTA_RULE, DELTA_RULE_WIDE, SM_90, DeltaRuleTile, delta_rule_tile
from tests.kernels.comparison import DTYPES, assert_close, draw, interpreted
from tests.kernels.tolerances import TOLERANCE, relative_rms_error

NUM_SLOTS = 7
SLOTS = [5, 1, 6, 3, 2]
LENGTHS = [[1], [0, 5, 0], [15, 17, 2], [64, 63], [65, 0, 1, 130]]
# K heads, V heads, channels of a key, channels of a value.
HEADS = [(1, 2, 40, 24), (2, 2, 16, 32), (1, 3, 20, 67)]
lengths_cases = pytest.mark.parametrize("lengths", LENGTHS, ids=lambda x: "_".join(map(str, x)))
heads_cases = pytest.mark.parametrize("heads", HEADS, ids=lambda x: "{}_{}_of_{}_{}".format(*x))
dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)


@dataclass
class Batch:
    """Arguments of the operator. Slots nobody may touch hold NaN, and so does what lies between the
    tokens' gates.
    """

    mixed: Tensor
    b: Tensor
    a: Tensor
    A_log: Tensor
    dt_bias: Tensor
    cu_seqlens: Tensor
    pool: Tensor
    slots: Tensor
    num_k_heads: int

    @classmethod
    def draw(
        cls, lengths: list[int], heads: tuple[int, int, int, int], dtype: torch.dtype
    ) -> Batch:
        num_k_heads, num_v_heads, k_dim, v_dim = heads
        num_channels = 2 * num_k_heads * k_dim + num_v_heads * v_dim
        gates = torch.full((sum(lengths), 3 * num_v_heads), torch.nan, dtype=dtype)
        gates[:, : 2 * num_v_heads] = draw(sum(lengths), 2 * num_v_heads, dtype=dtype, seed=1)
        slots = torch.tensor(SLOTS[: len(lengths)], dtype=torch.int32)
        pool = torch.full((NUM_SLOTS, num_v_heads, k_dim, v_dim), torch.nan)
        pool[slots.long()] = draw(len(lengths), num_v_heads, k_dim, v_dim, seed=2)
        return cls(
            # As after the SiLU of the convolution.
            F.silu(draw(sum(lengths), num_channels)).to(dtype),
            gates[:, :num_v_heads],
            gates[:, num_v_heads : 2 * num_v_heads],
            draw(num_v_heads, seed=3) - 2,
            draw(num_v_heads, seed=4),
            torch.tensor([0, *accumulate(lengths)], dtype=torch.int32),
            pool,
            slots,
            num_k_heads,
        )

    def part(self, first: int, last: int, *, start: int = 0, end: int | None = None) -> Batch:
        """The sequences [first, last), of a single one the tokens [start, end), on the same pool;
        of padding, nothing.
        """
        bounds = self.cu_seqlens[first : last + 1].clone()
        if last == first + 1:
            bounds = torch.stack([bounds[0] + start, bounds[1] if end is None else bounds[0] + end])
        rows = slice(int(bounds[0]), int(bounds[-1]))
        return Batch(
            self.mixed[rows],
            self.b[rows],
            self.a[rows],
            self.A_log,
            self.dt_bias,
            bounds - bounds[0],
            self.pool,
            self.slots[first:last],
            self.num_k_heads,
        )

    def with_copied_pool(self) -> Batch:
        return Batch(**{**vars(self), "pool": self.pool.clone()})


def run(batch: Batch) -> Tensor:
    """Triton's result; the states go into the batch's pool."""
    max_tokens = int(batch.cu_seqlens.diff().max())
    x = batch
    gates = x.b, x.a, x.A_log, x.dt_bias
    return interpreted(
        dispatch.gated_delta_rule_prefill,
        *(x.mixed, *gates, x.cu_seqlens, max_tokens, x.pool, x.slots, x.num_k_heads),
    )


def run_reference(batch: Batch) -> Tensor:
    """The same by the reference, whose inputs are float32 here."""
    x = batch
    gates = x.b, x.a, x.A_log, x.dt_bias
    return reference_gated_delta_rule_prefill(
        x.mixed, *gates, x.cu_seqlens, x.pool, x.slots, x.num_k_heads
    )


def recurrence(batch: Batch) -> Tensor:
    """Token after token, all in float32; the states go into the batch's pool."""
    _, num_v_heads, k_dim, v_dim = batch.pool.shape
    rows = [batch.num_k_heads * k_dim, batch.num_k_heads * k_dim, num_v_heads * v_dim]
    q, k, v = batch.mixed.float().split(rows, dim=-1)
    repeat = num_v_heads // batch.num_k_heads
    q, k = (
        l2_normalise(x.unflatten(-1, (-1, k_dim))).repeat_interleave(repeat, dim=1) for x in (q, k)
    )
    g = -batch.A_log.exp() * F.softplus(batch.a.float() + batch.dt_bias)
    beta, v = batch.b.float().sigmoid(), v.unflatten(-1, (-1, v_dim))
    q, o, bounds = q * k_dim**-0.5, torch.empty_like(v), batch.cu_seqlens.tolist()
    for slot, start, end in zip(batch.slots.tolist(), bounds, bounds[1:], strict=False):
        if end > start:
            inputs = [x[None, start:end] for x in (q, k, v, g, beta)]
            inputs.append(batch.pool[None, slot])
            o_part, state = reference_gated_delta_rule(*inputs)
            o[start:end], batch.pool[slot] = o_part[0], state[0]
    return o


def assert_states(actual: Batch, expected: Batch, dtype: torch.dtype) -> None:
    """Of the batch's slots by the tolerance of dtype; no other is touched."""
    index, others = actual.slots.long(), torch.ones(NUM_SLOTS, dtype=torch.bool)
    others[index] = False
    # A float32 state that went through products of bfloat16 has their tolerance.
    assert relative_rms_error(actual.pool[index], expected.pool[index]) <= TOLERANCE[dtype]
    assert actual.pool[others].isnan().all()


@pytest.fixture
def long_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Float32 in the chunks of bfloat16, to compare them to the last digits."""
    monkeypatch.setattr(prefill, "delta_rule_tile", lambda *_arguments: DELTA_RULE[SM_90])


@lengths_cases
@heads_cases
def test_the_reference_is_the_recurrence(
    lengths: list[int], heads: tuple[int, int, int, int]
) -> None:
    batch = Batch.draw(lengths, heads, torch.float32)
    expected = batch.with_copied_pool()
    expected_o = recurrence(expected)
    assert_close(run_reference(batch), expected_o, torch.float32)
    assert_states(batch, expected, torch.float32)


@lengths_cases
@heads_cases
@dtypes
def test_outputs_and_states_are_those_of_the_recurrence(
    lengths: list[int], heads: tuple[int, int, int, int], dtype: torch.dtype
) -> None:
    batch = Batch.draw(lengths, heads, dtype)
    expected = batch.with_copied_pool()
    expected_o = recurrence(expected)
    assert_close(run(batch), expected_o, dtype)
    assert_states(batch, expected, dtype)


@lengths_cases
@pytest.mark.usefixtures("long_chunks")
def test_long_chunks_are_exact_too(lengths: list[int]) -> None:
    batch = Batch.draw(lengths, HEADS[0], torch.float32)
    expected = batch.with_copied_pool()
    expected_o = recurrence(expected)
    assert_close(run(batch), expected_o, torch.float32)
    assert_states(batch, expected, torch.float32)


@dtypes
def test_heads_of_the_true_size(dtype: torch.dtype) -> None:
    batch = Batch.draw([70, 3], (1, 1, 128, 128), dtype)
    expected = batch.with_copied_pool()
    expected_o = recurrence(expected)
    assert_close(run(batch), expected_o, dtype)
    assert_states(batch, expected, dtype)


@pytest.mark.parametrize("cut", [0, 1, 16, 37, 64, 99, 130])
@dtypes
def test_a_sequence_cut_in_two_gives_the_same(cut: int, dtype: torch.dtype) -> None:
    batch = Batch.draw([130], HEADS[0], dtype)
    expected = batch.with_copied_pool()
    expected_o = recurrence(expected)
    parts = [run(batch.part(0, 1, end=cut)), run(batch.part(0, 1, start=cut))]
    assert_close(torch.cat(parts), expected_o, dtype)
    assert_states(batch, expected, dtype)


@dtypes
def test_a_sequence_does_not_depend_on_its_batch(dtype: torch.dtype) -> None:
    whole = Batch.draw([70, 0, 1, 66], HEADS[0], dtype)
    split = whole.with_copied_pool()
    o = run(whole)
    parts = [run(split.part(0, 1)), run(split.part(1, 3)), run(split.part(3, 4))]
    assert torch.equal(torch.cat(parts), o)
    assert torch.equal(split.pool[split.slots.long()], whole.pool[whole.slots.long()])


@dtypes
def test_a_broken_sequence_does_not_reach_its_neighbours(dtype: torch.dtype) -> None:
    batch = Batch.draw([37, 20, 41], HEADS[0], dtype)
    broken = batch.with_copied_pool()
    broken.mixed = batch.mixed.clone()
    broken.mixed[37:57] = torch.nan
    o, broken_o = run(batch), run(broken)
    others = [*range(37), *range(57, 98)]
    assert torch.equal(broken_o[others], o[others])
    assert torch.equal(broken.pool[[5, 6]], batch.pool[[5, 6]])


@dtypes
def test_padding_sequences_may_share_the_dump(dtype: torch.dtype) -> None:
    batch = Batch.draw([9, 2, 2], HEADS[1], dtype)
    alone = batch.with_copied_pool()
    batch.slots = torch.tensor([5, 0, 0], dtype=torch.int32)
    assert torch.equal(run(batch)[:9], run(alone.part(0, 1)))
    assert torch.equal(batch.pool[5], alone.pool[5])


@dtypes
def test_strong_decay_stays_finite(dtype: torch.dtype) -> None:
    batch = Batch.draw([130], HEADS[0], dtype)
    batch.A_log += 7
    assert run(batch).isfinite().all()
    assert batch.pool[5].isfinite().all()


@pytest.mark.usefixtures("long_chunks")
def test_repeated_keys_almost_without_decay_stay_accurate() -> None:
    batch = Batch.draw([128], HEADS[1], torch.float32)
    batch.A_log -= 10
    batch.b += 20
    batch.mixed[:, 32:64] = batch.mixed[0, 32:64]
    expected = batch.with_copied_pool()
    expected_o = recurrence(expected)
    assert_close(run(batch), expected_o, torch.float32)
    assert_states(batch, expected, torch.float32)


@pytest.mark.parametrize("tile", [DELTA_RULE[SM_90], DELTA_RULE_WIDE], ids=["narrow", "wide"])
def test_the_tiles_of_hopper_give_the_recurrence(
    tile: DeltaRuleTile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefill, "delta_rule_tile", lambda *_arguments: tile)
    batch = Batch.draw([67, 1], (1, 1, 32, 128), torch.bfloat16)
    expected = batch.with_copied_pool()
    expected_o = recurrence(expected)
    assert_close(run(batch), expected_o, torch.bfloat16)
    assert_states(batch, expected, torch.bfloat16)


def test_tiles_are_wide_where_there_are_more_programs_than_multiprocessors() -> None:
    heads = 128, 128, torch.bfloat16, SM_90
    assert delta_rule_tile(4 * 16, *heads) == DELTA_RULE[SM_90]
    assert delta_rule_tile(5 * 16, *heads) == DELTA_RULE_WIDE
    assert delta_rule_tile(500, 40, 40, torch.bfloat16, SM_90).values == 64


def test_no_token_leaves_the_states_alone() -> None:
    batch = Batch.draw([0, 0], HEADS[0], torch.float32)
    before = batch.pool.clone()
    assert run(batch).shape == (0, 2, 24)
    assert torch.equal(batch.pool.nan_to_num(7), before.nan_to_num(7))


def test_shapes_that_do_not_go_together_are_refused() -> None:
    batch = Batch.draw([4], HEADS[0], torch.float32)
    for name, value, message in (
        ("b", batch.b[:, :1], "differ"),
        ("pool", torch.zeros(NUM_SLOTS, 2, 129, 24), "at most 128 channels, not 129"),
        ("mixed", batch.mixed[:, 1:], "differ"),
        ("num_k_heads", 3, "cannot share 3"),
        ("pool", batch.pool.bfloat16(), "float32 and contiguous"),
        ("pool", batch.pool.mT.contiguous().mT, "float32 and contiguous"),
    ):
        with pytest.raises(ValueError, match=message):
            run(Batch(**{**vars(batch), name: value}))
