"""A run of keys in pages, tile by tile: what the kernels of prompts and of steps share.

Layout: k_pages, v_pages: [P, page_size, Hkv, D] contiguous; table: [N, M] int32, the pages of each
sequence in order. Rows are pairs (token, query head of one KV head), head fastest. Knows neither
how queries are laid out nor which keys a program takes.
"""

from __future__ import annotations

import math

import triton
import triton.language as tl
from torch import Tensor
from triton.tools.tensor_descriptor import TensorDescriptor

from kernels.tiles import AttentionTile

# The kernels compute with powers of two.
LOG2_E = math.log2(math.e)
# The smallest side of a product on the matrix units.
MIN_SIDE = 16


@triton.jit
def attend_keys(
    b_q,
    b_end,
    b_max,
    b_sum,
    b_o,
    p_k,
    p_v,
    k_tiles,
    v_tiles,
    p_pages,
    first,
    last,
    scale,
    i_h,
    Hkv: tl.constexpr,
    D: tl.constexpr,
    BD: tl.constexpr,
    BN: tl.constexpr,
    PAGE: tl.constexpr,
    BORDER: tl.constexpr,
):
    """Adds the keys [first, last) of KV head i_h to the softmax of the rows b_q: [BM, BD].

    b_max, b_sum: [BM], the largest scaled score, as a power of two, and the sum relative to it;
    b_o: [BM, BD]. BORDER: row r sees the keys before b_end[r] only, and memory at `last` and
    beyond may hold anything; otherwise the run is whole tiles that every row sees. first is a
    multiple of BN. k_tiles, v_tiles: descriptors of the pages as [P * PAGE, Hkv * D] in tiles
    [BN, D], or None.
    """
    o_n, o_d = tl.arange(0, BN), tl.arange(0, BD)
    o = o_n[:, None] * (Hkv * D) + o_d[None, :]
    i_page = tl.load(p_pages + first // PAGE, mask=first < last, other=0)
    for i_k in tl.range(first, last, BN):
        # A tile lies within one page.
        row = i_page.to(tl.int64) * PAGE + i_k % PAGE
        # A round ahead: keys whose address was loaded in the same round would not be prefetched.
        i_page = tl.load(p_pages + (i_k + BN) // PAGE, mask=i_k + BN < last, other=0)
        first_row = (row * Hkv + i_h) * D
        m = (i_k + o_n < last)[:, None] & (o_d < D)[None, :]
        if k_tiles is not None:
            b_k = k_tiles.load([row.to(tl.int32), i_h * D])
        else:
            b_k = tl.load(p_k + first_row + o, mask=m, other=0.0)
        if v_tiles is not None and not BORDER:
            b_v = v_tiles.load([row.to(tl.int32), i_h * D])
        else:
            # Zeros beyond `last`: a weight of 0 does not silence a NaN nobody has overwritten.
            b_v = tl.load(p_v + first_row + o, mask=m, other=0.0)
        b_s = tl.dot(b_q, tl.trans(b_k), input_precision="ieee")
        if BORDER:
            b_s = tl.where((i_k + o_n)[None, :] < b_end[:, None], b_s, float("-inf"))
        b_new = tl.maximum(b_max, tl.max(b_s, axis=1) * scale)
        # A row may have seen no key yet: -inf - -inf would be NaN.
        b_shift = tl.where(b_new == float("-inf"), 0.0, b_new)
        b_p = tl.exp2(b_s * scale - b_shift[:, None])
        b_decay = tl.exp2(b_max - b_shift)
        b_sum = b_sum * b_decay + tl.sum(b_p, axis=1)
        b_o = tl.dot(b_p.to(b_v.dtype), b_v, b_o * b_decay[:, None], input_precision="ieee")
        b_max = b_new
    return b_max, b_sum, b_o


@triton.jit
def quarters(b_o, BM: tl.constexpr, BD: tl.constexpr):
    """The columns of [BM, BD] in four runs: what is done run by run takes a quarter of the
    registers.
    """
    left, right = tl.split(tl.permute(tl.reshape(b_o, [BM, 2, BD // 2]), [0, 2, 1]))
    b_0, b_1 = tl.split(tl.permute(tl.reshape(left, [BM, 2, BD // 4]), [0, 2, 1]))
    b_2, b_3 = tl.split(tl.permute(tl.reshape(right, [BM, 2, BD // 4]), [0, 2, 1]))
    return b_0, b_1, b_2, b_3


@triton.jit
def store_gated(
    b_o, b_sum, p_gate, p_out, o_gate, o_out, m_r, first: tl.constexpr, D: tl.constexpr
):
    """Stores o / sum * sigmoid(gate) of the columns from `first` on, for the rows in m_r."""
    o_d = first + tl.arange(0, b_o.shape[1])
    m = m_r[:, None] & (o_d < D)[None, :]
    b_gate = tl.load(p_gate + o_gate[:, None] + o_d[None, :], mask=m, other=0.0).to(tl.float32)
    b_o = b_o / (b_sum[:, None] * (1.0 + tl.exp(-b_gate)))
    tl.store(p_out + o_out[:, None] + o_d[None, :], b_o.to(p_out.dtype.element_ty), mask=m)


def check_inputs(
    q: Tensor,
    gate: Tensor,
    k_pages: Tensor,
    v_pages: Tensor,
    table: Tensor,
    cu_seqlens: Tensor,
    lengths: Tensor,
) -> Tensor:
    """The gate with contiguous channels. Raises: ValueError when inputs do not go together."""
    shapes = f"q {tuple(q.shape)}, gate {tuple(gate.shape)}, pages {tuple(k_pages.shape)}"
    if q.shape != gate.shape or k_pages.shape != v_pages.shape or q.shape[2] != k_pages.shape[3]:
        raise ValueError(f"{shapes} and {tuple(v_pages.shape)} differ")
    if q.shape[1] % k_pages.shape[2]:
        raise ValueError(f"the KV heads must divide the query heads: {shapes}")
    if not q.dtype == k_pages.dtype == v_pages.dtype:
        raise ValueError(f"q is {q.dtype}, pages are {k_pages.dtype} and {v_pages.dtype}")
    if not (k_pages.is_contiguous() and v_pages.is_contiguous()):
        raise ValueError("pages must be contiguous")
    page_size = k_pages.shape[1]
    if page_size < MIN_SIDE or page_size & (page_size - 1):
        raise ValueError(f"a page must hold a power of two of tokens from {MIN_SIDE}: {page_size}")
    num_sequences = lengths.shape[0]
    if cu_seqlens.shape[0] != num_sequences + 1 or table.shape[0] != num_sequences:
        raise ValueError(
            f"{num_sequences} lengths, {cu_seqlens.shape[0]} bounds, {table.shape[0]} rows of pages"
        )
    if table.stride(1) != 1:
        raise ValueError("a row of the table must be contiguous")
    return gate if gate.stride(2) == 1 else gate.contiguous()


def keys_of(tile: AttentionTile, page_size: int) -> int:
    """How many keys a round takes: never more than a page has."""
    return min(tile.keys, page_size)


def descriptors(
    k_pages: Tensor, v_pages: Tensor, tile: AttentionTile
) -> tuple[TensorDescriptor | None, TensorDescriptor | None]:
    """The pages for TMA; None where the kernels take pointers.

    A tile in shared memory has a power of two of columns; other heads would read their neighbours.
    """
    head_dim = k_pages.shape[3]
    if not tile.tma or head_dim & (head_dim - 1) or head_dim < MIN_SIDE:
        return None, None
    block = [keys_of(tile, k_pages.shape[1]), head_dim]
    k, v = (x.flatten(2).flatten(0, 1) for x in (k_pages, v_pages))
    return TensorDescriptor.from_tensor(k, block), TensorDescriptor.from_tensor(v, block)


def columns(head_dim: int) -> int:
    """A head's channels as the kernels hold them."""
    return max(MIN_SIDE, triton.next_power_of_2(head_dim))


def score_scale(q: Tensor) -> float:
    """What turns a product of q and k into a power of two."""
    return q.shape[2] ** -0.5 * LOG2_E
