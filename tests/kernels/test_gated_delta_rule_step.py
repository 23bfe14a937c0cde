"""The layer's step: the kernel against the reference, both against whole sequences."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import accumulate
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from kernels import dispatch
from kernels.causal_conv.reference import reference_causal_conv
from kernels.dispatch import Path, forced
from kernels.gated_delta_rule.reference import l2_normalise, reference_gated_delta_rule
from kernels.norms.reference import reference_gated_rms_norm
from tests.kernels.comparison import DTYPES, assert_close, draw

NUM_SLOTS, EPS = 7, 1e-6
SLOTS = [5, 1, 6, 3]
Plan = list[tuple[int, int, int]]
dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)
paths = pytest.mark.parametrize("path", list(Path), ids=lambda path: path.value)
# For each sequence: rows to replay, certain tokens, drafts.
PLANS = {
    "one_token": [(0, 1, 0)],
    "one_token_each": [(0, 1, 0), (0, 1, 0), (0, 1, 0)],
    "eight_certain": [(0, 8, 0)],
    "replay_and_verify": [(3, 1, 2), (0, 1, 7), (7, 1, 0)],
    "less_than_a_window": [(1, 1, 1), (0, 2, 1), (2, 0, 3)],
    "nothing_certain": [(0, 0, 3), (2, 0, 1)],
    "some_empty": [(0, 0, 0), (2, 2, 2), (4, 0, 0), (0, 3, 0)],
    "all_empty": [(0, 0, 0), (5, 0, 0)],
}
plans = pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())


@dataclass(frozen=True, slots=True)
class Heads:
    num_k: int
    num_v: int
    k_dim: int
    v_dim: int

    @property
    def num_channels(self) -> int:
        return 2 * self.num_k * self.k_dim + self.num_v * self.v_dim

    @property
    def row(self) -> int:
        return self.num_channels + self.num_v * self.v_dim + 2 * self.num_v


SMALL, GROUPED, NARROW = Heads(2, 2, 16, 16), Heads(2, 4, 12, 20), Heads(1, 3, 20, 8)


@dataclass(frozen=True, slots=True)
class Step:
    """The operator's arguments, in their order."""

    projected: Tensor
    conv_weight: Tensor
    A_log: Tensor
    dt_bias: Tensor
    norm_weight: Tensor
    eps: float
    cu_seqlens: Tensor
    conv_pool: Tensor
    pool: Tensor
    pending: Tensor
    slots: Tensor
    num_replay: Tensor
    num_certain: Tensor
    num_k_heads: int

    def run(self, path: Path) -> Tensor:
        with forced(path), torch.no_grad():
            return dispatch.gated_delta_rule_step(*(getattr(self, x.name) for x in fields(self)))

    def states(self) -> tuple[Tensor, Tensor, Tensor]:
        return self.conv_pool, self.pool, self.pending

    def copy(self) -> Step:
        conv_pool, pool, pending = (x.clone() for x in self.states())
        return replace(self, conv_pool=conv_pool, pool=pool, pending=pending)

    def in_float32(self) -> Step:
        """A copy with the same numbers."""
        inputs = {x.name: getattr(self, x.name) for x in fields(self)}
        exact: dict[str, Any] = {
            name: x.float().clone()
            for name, x in inputs.items()
            if isinstance(x, Tensor) and x.is_floating_point()
        }
        return replace(self, **exact)

    def of(self, rows: Tensor, plan: Plan, slots: Sequence[int] | None = None) -> Step:
        """The same weights and pools for the next step."""
        replay, certain, drafts = zip(*plan, strict=True)
        lengths = [one + other for one, other in zip(certain, drafts, strict=True)]
        return replace(
            self,
            projected=rows,
            cu_seqlens=integers([0, *accumulate(lengths)]),
            slots=integers(SLOTS[: len(plan)] if slots is None else slots),
            num_replay=integers(replay),
            num_certain=integers(certain),
        )


def integers(values: Sequence[int]) -> Tensor:
    return torch.tensor(values, dtype=torch.int32)


def without_sequences(heads: Heads, dtype: torch.dtype = torch.float32) -> Step:
    """The weights, and pools full of NaN."""
    return Step(
        projected=draw(0, heads.row, dtype=dtype),
        conv_weight=0.5 * draw(heads.num_channels, 1, 4, dtype=dtype, seed=1),
        A_log=draw(heads.num_v, seed=2),
        dt_bias=draw(heads.num_v, seed=3),
        norm_weight=draw(heads.v_dim, seed=4),
        eps=EPS,
        cu_seqlens=integers([0]),
        conv_pool=torch.full((NUM_SLOTS, 3, heads.num_channels), torch.nan, dtype=dtype),
        pool=torch.full((NUM_SLOTS, heads.num_v, heads.k_dim, heads.v_dim), torch.nan),
        pending=torch.full(
            (NUM_SLOTS, 8, heads.num_channels + 2 * heads.num_v), torch.nan, dtype=dtype
        ),
        slots=integers([]),
        num_replay=integers([]),
        num_certain=integers([]),
        num_k_heads=heads.num_k,
    )


def make_step(heads: Heads, plan: Plan, dtype: torch.dtype = torch.float32) -> Step:
    """Slots nobody may touch and pending rows nobody may read hold NaN."""
    step = without_sequences(heads, dtype)
    for slot, (num_replay, _, _) in zip(SLOTS, plan, strict=False):
        step.conv_pool[slot] = draw(3, heads.num_channels, dtype=dtype, seed=100 + slot)
        step.pool[slot] = draw(heads.num_v, heads.k_dim, heads.v_dim, seed=200 + slot)
        rows = draw(8, step.pending.shape[2], dtype=dtype, seed=300 + slot)
        step.pending[slot, :num_replay] = rows[:num_replay]
    num_tokens = sum(certain + drafts for _, certain, drafts in plan)
    return step.of(draw(num_tokens, heads.row, dtype=dtype), plan)


def same(one: Tensor, other: Tensor) -> bool:
    """Bit for bit, with NaN where the other has NaN."""
    return torch.equal(one.isnan(), other.isnan()) and torch.equal(
        one.nan_to_num(), other.nan_to_num()
    )


def check(step: Step) -> None:
    """The kernel against the reference in the same dtype: that the convolution's output is rounded
    to it is part of the definition, and may cost more than the rounding of results.
    """
    before, other = step.copy(), step.copy()
    expected, y = other.run(Path.REFERENCE), step.run(Path.TRITON)
    assert_close(y, expected, step.projected.dtype)
    # Windows and pending rows are copies of inputs: exact, whatever the dtype.
    assert same(step.conv_pool, other.conv_pool)
    assert same(step.pending, other.pending)
    touched = torch.zeros(NUM_SLOTS, dtype=torch.bool)
    touched[step.slots[step.cu_seqlens.diff() > 0].long()] = True
    assert_close(step.pool[touched].to(y.dtype), other.pool[touched], y.dtype)
    for one, unchanged in zip(step.states(), before.states(), strict=True):
        assert same(one[~touched], unchanged[~touched])


@plans
@dtypes
def test_a_step_gives_the_outputs_and_states_of_the_reference(
    plan: Plan, dtype: torch.dtype
) -> None:
    check(make_step(SMALL, plan, dtype))


@pytest.mark.parametrize("heads", [GROUPED, NARROW], ids=["two_v_heads_each", "three_narrow"])
@dtypes
def test_v_heads_may_share_keys_and_have_any_width(heads: Heads, dtype: torch.dtype) -> None:
    check(make_step(heads, PLANS["replay_and_verify"], dtype))


@paths
@dtypes
def test_heads_of_the_largest_model_are_near_the_reference_in_float32(
    path: Path, dtype: torch.dtype
) -> None:
    step = make_step(Heads(1, 1, 128, 128), [(2, 1, 1)], dtype)
    exact = step.in_float32()
    expected = exact.run(Path.REFERENCE)
    assert_close(step.run(path), expected, dtype)
    assert_close(step.pool[SLOTS[0]].to(dtype), exact.pool[SLOTS[0]], dtype)


def whole(step: Step, rows: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """A sequence from its beginning by the other operators' references: y, window and state."""
    (num_v, k_dim, v_dim), num_k = step.pool.shape[1:], step.num_k_heads
    sizes = [step.conv_weight.shape[0], num_v * v_dim, num_v, num_v]
    mixed, z, b, a = rows[None].split(sizes, dim=-1)
    mixed, window = reference_causal_conv(mixed, step.conv_weight)
    q, k, v = mixed.split([num_k * k_dim, num_k * k_dim, num_v * v_dim], dim=-1)
    q, k = (
        l2_normalise(x.unflatten(-1, (num_k, k_dim))).repeat_interleave(num_v // num_k, dim=2)
        for x in (q, k)
    )
    g, v = -step.A_log.exp() * F.softplus(a + step.dt_bias), v.unflatten(-1, (num_v, v_dim))
    o, state = reference_gated_delta_rule(q * k_dim**-0.5, k, v, g, b.sigmoid())
    y = reference_gated_rms_norm(o, z.unflatten(-1, (num_v, v_dim)), step.norm_weight, step.eps)
    return y[0].flatten(1), window[0], state[0]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of one sequence: rows and y of the tokens that were right."""

    rows: list[Tensor]
    y: list[Tensor]


def speculate(step: Step, path: Path, num_sequences: int, seed: int) -> list[Accepted]:
    """Steps of certain tokens and drafts of which a random part is right; from states of zeros.

    Now and then a sequence sits a step out. The last step replays and has no drafts.
    """
    chance, row = random.Random(seed), step.projected.shape[1]
    slots = SLOTS[:num_sequences]
    step.conv_pool[slots], step.pool[slots] = 0.0, 0.0
    found = [Accepted([], []) for _ in slots]
    replay = [0] * num_sequences
    for i in range(6):
        certain = [chance.choice([0, 1, 1, 3]) if i < 5 else 1 for _ in slots]
        drafts = [chance.randint(0, 4) if n and i < 5 else 0 for n in certain]
        plan = list(zip(replay, certain, drafts, strict=True))
        rows = draw(sum(certain) + sum(drafts), row, seed=seed + i)
        now = step.of(rows, plan)
        y = now.run(path)
        for n, start in enumerate(now.cu_seqlens[:-1].tolist()):
            if certain[n]:
                replay[n] = chance.randint(0, drafts[n])
                right = slice(start, start + certain[n] + replay[n])
                found[n].rows.append(rows[right])
                found[n].y.append(y[right])
    return found


@paths
@pytest.mark.parametrize("heads", [SMALL, GROUPED], ids=["one_v_head_each", "two_v_heads_each"])
def test_accepted_drafts_give_what_whole_sequences_give(heads: Heads, path: Path) -> None:
    step = without_sequences(heads)
    for slot, accepted in zip(SLOTS, speculate(step, path, 3, seed=42), strict=False):
        y, window, state = whole(step, torch.cat(accepted.rows))
        assert_close(torch.cat(accepted.y), y, torch.float32)
        assert_close(step.pool[slot], state, torch.float32)
        assert torch.equal(step.conv_pool[slot], window)


@paths
def test_accepted_drafts_give_what_one_token_after_the_other_gives(path: Path) -> None:
    step, slot = without_sequences(SMALL), SLOTS[0]
    (accepted,) = speculate(step, path, 1, seed=43)
    single = without_sequences(SMALL)
    single.conv_pool[slot], single.pool[slot] = 0.0, 0.0
    rows = torch.cat(accepted.rows)
    y = [single.of(row[None], PLANS["one_token"]).run(path) for row in rows]
    assert_close(torch.cat(accepted.y), torch.cat(y), torch.float32)
    assert_close(step.pool[slot], single.pool[slot], torch.float32)
    assert torch.equal(step.conv_pool[slot], single.conv_pool[slot])
    if path is Path.TRITON:
        assert torch.equal(torch.cat(accepted.y), torch.cat(y))
        assert torch.equal(step.pool[slot], single.pool[slot])


@paths
def test_rejected_drafts_leave_no_trace(path: Path) -> None:
    one = make_step(GROUPED, [(2, 1, 3), (0, 0, 2)])
    other, drafts = one.copy(), one.projected.clone()
    drafts[[1, 2, 3, 4, 5]] = draw(5, GROUPED.row, seed=7)
    y, other_y = one.run(path), replace(other, projected=drafts).run(path)
    assert torch.equal(y[0], other_y[0])
    rows = draw(2, GROUPED.row, seed=8)
    ends = [x.of(rows, PLANS["one_token_each"][:2]).run(path) for x in (one, other)]
    assert torch.equal(*ends)
    assert same(one.pool, other.pool)
    assert same(one.conv_pool, other.conv_pool)


@paths
def test_a_sequence_does_not_depend_on_its_batch(path: Path) -> None:
    step = make_step(SMALL, PLANS["replay_and_verify"])
    step.projected[3:] = torch.nan
    alone = step.copy().of(step.projected[:3], [(3, 1, 2)])
    y, expected = step.run(path)[:3], alone.run(path)
    assert_close(y, expected, torch.float32)
    assert_close(step.pool[SLOTS[0]], alone.pool[SLOTS[0]], torch.float32)
    if path is Path.TRITON:
        assert torch.equal(y, expected)
        assert torch.equal(step.pool[SLOTS[0]], alone.pool[SLOTS[0]])


@pytest.mark.parametrize("cut", [1, 3, 6])
def test_a_sequence_cut_in_two_gives_the_same(cut: int) -> None:
    step = make_step(SMALL, [(0, 7, 0)])
    parts = step.copy()
    expected = step.run(Path.TRITON)
    y = [
        parts.of(rows, [(0, len(rows), 0)]).run(Path.TRITON)
        for rows in (step.projected[:cut], step.projected[cut:])
    ]
    assert torch.equal(torch.cat(y), expected)
    assert same(parts.pool, step.pool)
    assert same(parts.conv_pool, step.conv_pool)


@paths
def test_padding_sequences_share_slot_zero(path: Path) -> None:
    step = make_step(SMALL, PLANS["one_token_each"])
    alone = step.copy().of(step.projected[:1], PLANS["one_token"])
    padded = step.of(step.projected, PLANS["one_token_each"], slots=[SLOTS[0], 0, 0])
    assert_close(padded.run(path)[:1], alone.run(path), torch.float32)
    assert_close(step.pool[SLOTS[0]], alone.pool[SLOTS[0]], torch.float32)
    # Nobody else was touched.
    assert same(step.pool[1 : SLOTS[0]], alone.pool[1 : SLOTS[0]])


@paths
def test_rows_may_be_a_slice_of_wider_ones(path: Path) -> None:
    step = make_step(SMALL, PLANS["replay_and_verify"])
    wide = torch.full((len(step.projected), SMALL.row + 9), torch.nan)
    wide[:, 5:-4] = step.projected
    expected = step.copy().run(path)
    assert torch.equal(replace(step, projected=wide[:, 5:-4]).run(path), expected)


def test_no_sequences_give_no_rows() -> None:
    step = without_sequences(SMALL)
    for path in Path:
        assert step.run(path).shape == (0, 32)


def test_what_does_not_go_together_is_refused() -> None:
    step = make_step(SMALL, PLANS["one_token"])
    wrong: dict[str, dict[str, Any]] = {
        "4 wide, not 3": {"conv_weight": draw(96, 1, 3)},
        "conv_weight has shape": {"conv_weight": draw(95, 1, 4)},
        "projected has shape": {"projected": draw(1, SMALL.row + 1)},
        "pending has shape": {"pending": draw(NUM_SLOTS, 7, 100)},
        "conv_pool has shape": {"conv_pool": draw(NUM_SLOTS, 3, 95)},
        "2 V heads, 2 K heads, 3": {"A_log": draw(3)},
        "must be the same": {"conv_pool": step.conv_pool.bfloat16()},
        "must be float32": {"pool": step.pool.bfloat16()},
        "contiguous": {"pool": step.pool.mT.contiguous().mT},
    }
    for message, change in wrong.items():
        with pytest.raises(ValueError, match=message):
            replace(step, **change).run(Path.TRITON)


def test_more_than_eight_tokens_are_refused_by_the_reference() -> None:
    step = make_step(SMALL, [(0, 5, 4)])
    with pytest.raises(ValueError, match="9 tokens in a step"):
        step.run(Path.REFERENCE)
