"""QK-norm, rotation and the write into the pages: the kernel against its reference in float32."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from kernels import dispatch
from kernels.qk_norm_rope import kernel
from model.network.rope import frequency_axes, inverse_frequencies, rotate
from tests.kernels.comparison import DTYPES, assert_close, draw, in_float32, interpreted

EPS, THETA = 1e-6, 1e7
NUM_PAGES, PAGE_SIZE = 6, 16
MAX_POSITION = 262_144


class Heads(NamedTuple):
    queries: int
    keys: int
    size: int
    # Pairs of channels that turn with t, h and w.
    section: tuple[int, int, int]

    @property
    def width(self) -> int:
        return 2 * (self.queries + self.keys) * self.size


HEADS = Heads(4, 2, 16, (2, 1, 1))
ALL_HEADS = [
    HEADS,
    Heads(3, 1, 48, (2, 2, 2)),
    Heads(2, 2, 40, (3, 1, 1)),
    Heads(1, 1, 8, (2, 1, 1)),
    Heads(8, 2, 256, (11, 11, 10)),
]
heads_cases = pytest.mark.parametrize(
    "heads", ALL_HEADS, ids=lambda x: f"{x.queries}_on_{x.keys}_heads_of_{x.size}"
)
dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)


class Inputs(NamedTuple):
    """As the operator takes them."""

    projected: Tensor
    q_weight: Tensor
    k_weight: Tensor
    eps: float
    positions: Tensor
    frequencies: Tensor
    axes: Tensor
    k_pages: Tensor
    v_pages: Tensor
    places: Tensor
    num_heads: int


def make(heads: Heads, num_tokens: int, dtype: torch.dtype = torch.float32) -> Inputs:
    """Scattered places, every fifth token not stored; pages that hold NaN."""
    generator = torch.Generator().manual_seed(num_tokens)
    pages = torch.full((NUM_PAGES, PAGE_SIZE, heads.keys, heads.size), torch.nan, dtype=dtype)
    places = torch.randperm(NUM_PAGES * PAGE_SIZE, generator=generator)[:num_tokens]
    places[3::5] = -1
    rotary_dim = 2 * sum(heads.section)
    return Inputs(
        draw(num_tokens, heads.width, dtype=dtype),
        draw(heads.size, dtype=dtype, seed=1),
        draw(heads.size, dtype=dtype, seed=2),
        EPS,
        torch.randint(0, MAX_POSITION, (3, num_tokens), generator=generator),
        inverse_frequencies(rotary_dim, THETA, torch.device("cpu")),
        torch.tensor(frequency_axes(heads.section), dtype=torch.int32),
        pages,
        pages.clone(),
        places,
        heads.queries,
    )


def with_fresh_pages(inputs: Inputs, dtype: torch.dtype) -> Inputs:
    k_pages, v_pages = inputs.k_pages.to(dtype, copy=True), inputs.v_pages.to(dtype, copy=True)
    return inputs._replace(k_pages=k_pages, v_pages=v_pages)


def run(inputs: Inputs) -> tuple[Tensor, Tensor]:
    return interpreted(dispatch.qk_norm_rope_store, *inputs)


def reference_in_float32(inputs: Inputs) -> tuple[Tensor, Inputs]:
    """q and what the pages then hold."""
    exact = with_fresh_pages(inputs, torch.float32)
    q, _ = in_float32(dispatch.qk_norm_rope_store, *exact)
    return q, exact


def rows(pages: Tensor, places: Tensor) -> Tensor:
    return pages.flatten(0, 1)[places[places >= 0]]


def unwritten(pages: Tensor, places: Tensor) -> Tensor:
    others = torch.ones(NUM_PAGES * PAGE_SIZE, dtype=torch.bool)
    others[places[places >= 0]] = False
    return pages.flatten(0, 1)[others]


@heads_cases
@dtypes
@pytest.mark.parametrize("num_tokens", [1, 9])
def test_queries_and_pages_are_those_of_the_reference(
    num_tokens: int, dtype: torch.dtype, heads: Heads
) -> None:
    inputs = make(heads, num_tokens, dtype)
    expected, after = reference_in_float32(inputs)
    q, _ = run(inputs)
    assert_close(q, expected, dtype)
    stored = rows(inputs.k_pages, inputs.places)
    assert_close(stored, rows(after.k_pages, inputs.places), dtype)
    # Values are copies: exact, whatever the dtype.
    values = rows(inputs.v_pages, inputs.places)
    assert torch.equal(values.float(), rows(after.v_pages, inputs.places))
    for pages in (inputs.k_pages, inputs.v_pages):
        assert unwritten(pages, inputs.places).isnan().all()


@dtypes
def test_many_blocks_of_tokens_are_the_reference(dtype: torch.dtype) -> None:
    inputs = make(HEADS, 77, dtype)
    expected, after = reference_in_float32(inputs)
    q, _ = run(inputs)
    assert_close(q, expected, dtype)
    assert_close(rows(inputs.k_pages, inputs.places), rows(after.k_pages, inputs.places), dtype)


@pytest.mark.parametrize("path", [run, lambda x: dispatch.qk_norm_rope_store(*x)])
def test_no_tokens_leave_the_pages_alone(path: Any) -> None:
    inputs = make(HEADS, 0)
    q, gate = path(inputs)
    assert q.shape == gate.shape == (0, 4, 16)
    assert inputs.k_pages.isnan().all()
    assert inputs.v_pages.isnan().all()


@pytest.mark.parametrize("path", [run, lambda x: dispatch.qk_norm_rope_store(*x)])
def test_the_gate_is_a_view_of_the_projection(path: Any) -> None:
    inputs = make(HEADS, 5)
    _, gate = path(inputs)
    assert torch.equal(gate, inputs.projected[:, :128].view(5, 4, 32)[..., 16:])
    inputs.projected.zero_()
    assert not gate.any()


@heads_cases
def test_the_reference_is_the_norm_and_the_rotation_of_the_network(heads: Heads) -> None:
    inputs = make(heads, 9)
    widths = [2 * heads.queries * heads.size, heads.keys * heads.size, heads.keys * heads.size]
    query, k, v = inputs.projected.split(widths, dim=1)
    q = query.unflatten(1, (heads.queries, 2, heads.size))[:, :, 0]
    k = k.unflatten(1, (heads.keys, heads.size))
    turned_by = inputs.positions.float()[frequency_axes(heads.section)].T
    angles = (turned_by * inputs.frequencies).repeat(1, 2)[:, None]
    rotation = angles.cos(), angles.sin()
    q = rotate(F.rms_norm(q, (heads.size,), 1 + inputs.q_weight, EPS), rotation)
    k = rotate(F.rms_norm(k, (heads.size,), 1 + inputs.k_weight, EPS), rotation)
    actual, _ = dispatch.qk_norm_rope_store(*inputs)
    assert_close(actual, q, torch.float32)
    stored = inputs.places >= 0
    assert_close(rows(inputs.k_pages, inputs.places), k[stored], torch.float32)
    values = v.unflatten(1, (heads.keys, heads.size))[stored]
    assert torch.equal(rows(inputs.v_pages, inputs.places), values)


@pytest.mark.parametrize("axis", [0, 1, 2], ids="thw".__getitem__)
def test_each_axis_turns_its_own_pairs_of_channels(axis: int) -> None:
    inputs = make(HEADS, 9)
    before, _ = run(inputs)
    inputs.positions[axis] += 50_000
    q, _ = run(inputs)
    pairs = torch.tensor(frequency_axes(HEADS.section)) == axis
    turned = torch.cat([pairs, pairs, torch.zeros(8, dtype=torch.bool)])
    assert torch.equal(q[..., ~turned], before[..., ~turned])
    assert (q != before)[..., turned].all()


def test_the_last_positions_of_a_long_context_are_turned_exactly() -> None:
    inputs = make(HEADS, 50)
    inputs = inputs._replace(
        positions=MAX_POSITION - 1 - torch.arange(150).view(3, 50),
        frequencies=torch.tensor([1.0, 0.999, 0.5, 0.1]),
    )
    expected, after = reference_in_float32(inputs)
    q, _ = run(inputs)
    assert_close(q, expected, torch.float32)
    keys = rows(inputs.k_pages, inputs.places)
    assert_close(keys, rows(after.k_pages, inputs.places), torch.float32)


@dtypes
def test_tokens_do_not_depend_on_their_batch(dtype: torch.dtype) -> None:
    inputs = make(HEADS, 77, dtype)
    parted = with_fresh_pages(inputs, dtype)
    whole, _ = run(inputs)
    parts = []
    for tokens in (slice(0, 1), slice(1, 35), slice(35, 77)):
        part = parted._replace(
            projected=parted.projected[tokens],
            positions=parted.positions[:, tokens],
            places=parted.places[tokens],
        )
        parts.append(run(part)[0])
    assert torch.equal(torch.cat(parts), whole)
    for ours, theirs in ((inputs.k_pages, parted.k_pages), (inputs.v_pages, parted.v_pages)):
        assert torch.equal(ours.nan_to_num(7), theirs.nan_to_num(7))


def test_inputs_may_be_slices_of_wider_tensors() -> None:
    inputs = make(HEADS, 9)
    expected, after = reference_in_float32(inputs)
    wide = torch.full((9, HEADS.width + 8), torch.nan)
    wide[:, 3 : HEADS.width + 3] = inputs.projected
    positions = torch.full((3, 20), -1)
    positions[:, 5:14] = inputs.positions
    inputs = inputs._replace(projected=wide[:, 3 : HEADS.width + 3], positions=positions[:, 5:14])
    q, _ = run(inputs)
    assert_close(q, expected, torch.float32)
    keys = rows(inputs.k_pages, inputs.places)
    assert_close(keys, rows(after.k_pages, inputs.places), torch.float32)


def test_shapes_that_do_not_go_together_are_refused() -> None:
    inputs = make(HEADS, 4)
    for change, message in (
        ({"num_heads": 3}, "differ"),
        ({"k_pages": inputs.k_pages[..., :8]}, "differ"),
        ({"v_pages": inputs.v_pages[:2]}, "differ"),
        ({"positions": inputs.positions[0]}, r"must be \(3, 4\)"),
        ({"axes": torch.zeros(9, dtype=torch.int32)}, "do not fit"),
        ({"k_pages": inputs.k_pages.transpose(0, 1).contiguous().transpose(0, 1)}, "contiguous"),
    ):
        with pytest.raises(ValueError, match=message):
            kernel.qk_norm_rope_store(*inputs._replace(**change))
