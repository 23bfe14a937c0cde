"""The way from the merged projection to attention as one Triton kernel, forward only.

Layout as in the reference. A program takes BT tokens of one head: query heads first, then the key
heads, each with the values beside its keys. Any float dtype, float32 inside (float64 where an
angle is brought into the first circle), one rounding at the end.
"""

import math

import triton
import triton.language as tl
from torch import Tensor

from kernels.launch import arch_of, launch
from kernels.tiles import norm_tile

QUARTER: tl.constexpr = tl.constexpr(math.pi / 2)


@triton.jit
def _cos_sin(b_angle):
    """cos and sin of float32 angles of any size, to float32.

    A position times a frequency may be 262,144: the library's reduction of such angles takes local
    memory, the fast instruction's is wrong. In float64 one multiplication does it.
    """
    b_exact = b_angle.to(tl.float64)
    b_turns = tl.floor(b_exact * (1 / QUARTER) + 0.5)
    # In [-pi/4, pi/4], where few terms of the series reach float32's last digit.
    b_rest = (b_exact - b_turns * QUARTER).to(tl.float32)
    b_square = b_rest * b_rest
    b_sin = 1.0 - b_square * (1 / 72) * (1.0 - b_square * (1 / 110))
    b_sin = 1.0 - b_square * (1 / 20) * (1.0 - b_square * (1 / 42) * b_sin)
    b_sin = b_rest * (1.0 - b_square * (1 / 6) * b_sin)
    b_cos = 1.0 - b_square * (1 / 56) * (1.0 - b_square * (1 / 90))
    b_cos = 1.0 - b_square * (1 / 12) * (1.0 - b_square * (1 / 30) * b_cos)
    b_cos = 1.0 - b_square * (1 / 2) * b_cos
    i_quarter = b_turns.to(tl.int32) & 3
    m_odd = (i_quarter & 1) == 1
    b_first, b_second = tl.where(m_odd, b_sin, b_cos), tl.where(m_odd, b_cos, b_sin)
    b_first = tl.where((i_quarter == 1) | (i_quarter == 2), -b_first, b_first)
    return b_first, tl.where(i_quarter >= 2, -b_second, b_second)


@triton.jit
def _norm_rope(
    p_x,
    p_weight,
    p_y,
    o_x,
    o_y,
    m_t,
    b_cos,
    b_sin,
    eps,
    D: tl.constexpr,
    R: tl.constexpr,
    BD: tl.constexpr,
    BR: tl.constexpr,
):
    """One head of BT tokens; o_x, o_y: where their rows begin; m_t: which tokens count."""
    o_d, o_r = tl.arange(0, BD), tl.arange(0, BR)
    m_d, m_r = o_d < D, o_r < R // 2
    b_x = tl.load(p_x + o_x[:, None] + o_d[None, :], mask=m_t[:, None] & m_d[None, :], other=0.0)
    b_x = b_x.to(tl.float32)
    b_scale = tl.rsqrt(tl.sum(b_x * b_x, axis=1) / D + eps)[:, None]
    b_weight = 1.0 + tl.load(p_weight + o_d, mask=m_d, other=0.0).to(tl.float32)
    b_y = (b_x * b_scale * b_weight[None, :]).to(p_y.dtype.element_ty)
    m_passing = (m_d & (o_d >= R))[None, :]
    tl.store(p_y + o_y[:, None] + o_d[None, :], b_y, mask=m_t[:, None] & m_passing)
    # The rotated channels once more, from the cache: pairs stand R / 2 apart.
    p_first, m = p_x + o_x[:, None] + o_r[None, :], m_t[:, None] & m_r[None, :]
    b_first = tl.load(p_first, mask=m, other=0.0).to(tl.float32) * b_scale
    b_second = tl.load(p_first + R // 2, mask=m, other=0.0).to(tl.float32) * b_scale
    b_weight = 1.0 + tl.load(p_weight + o_r, mask=m_r, other=0.0).to(tl.float32)
    b_first *= b_weight[None, :]
    b_weight = 1.0 + tl.load(p_weight + R // 2 + o_r, mask=m_r, other=0.0).to(tl.float32)
    b_second *= b_weight[None, :]
    p_turned, m = p_y + o_y[:, None] + o_r[None, :], m_t[:, None] & m_r[None, :]
    b_y = b_first * b_cos - b_second * b_sin
    tl.store(p_turned, b_y.to(p_y.dtype.element_ty), mask=m)
    b_y = b_second * b_cos + b_first * b_sin
    tl.store(p_turned + R // 2, b_y.to(p_y.dtype.element_ty), mask=m)


# The same code for 1, 16 and 17 of them: none is compiled while serving.
@triton.jit(do_not_specialize=["num_tokens", "stride_positions"])
def _store_kernel(
    p_projected,
    p_q_weight,
    p_k_weight,
    p_positions,
    p_frequencies,
    p_axes,
    p_places,
    p_q,
    p_k_pages,
    p_v_pages,
    num_tokens,
    stride_projected,
    stride_positions,
    eps,
    H: tl.constexpr,
    HK: tl.constexpr,
    D: tl.constexpr,
    R: tl.constexpr,
    BT: tl.constexpr,
    BD: tl.constexpr,
    BR: tl.constexpr,
):
    i_h = tl.program_id(1)
    o_t, o_r = tl.program_id(0) * BT + tl.arange(0, BT), tl.arange(0, BR)
    m_t, m_r = o_t < num_tokens, o_r < R // 2
    # 64 bits: a long batch has more than 2^31 elements.
    o_row = o_t.to(tl.int64) * stride_projected
    b_axis = tl.load(p_axes + o_r, mask=m_r, other=0)
    p_position = p_positions + b_axis.to(tl.int64)[None, :] * stride_positions + o_t[:, None]
    b_position = tl.load(p_position, mask=m_t[:, None] & m_r[None, :], other=0)
    b_frequency = tl.load(p_frequencies + o_r, mask=m_r, other=0.0)
    b_cos, b_sin = _cos_sin(b_position.to(tl.float32) * b_frequency[None, :])
    if i_h < H:
        o_x, o_y = o_row + i_h * 2 * D, (o_t.to(tl.int64) * H + i_h) * D
        _norm_rope(p_projected, p_q_weight, p_q, o_x, o_y, m_t, b_cos, b_sin, eps, D, R, BD, BR)
    else:
        i_k = i_h - H
        o_x = o_row + 2 * H * D + i_k * D
        b_place = tl.load(p_places + o_t, mask=m_t, other=-1)
        o_y, m_y = (b_place * HK + i_k) * D, b_place >= 0
        _norm_rope(
            p_projected, p_k_weight, p_k_pages, o_x, o_y, m_y, b_cos, b_sin, eps, D, R, BD, BR
        )
        o_d = tl.arange(0, BD)[None, :]
        m = m_y[:, None] & (o_d < D)
        b_v = tl.load(p_projected + (o_x + HK * D)[:, None] + o_d, mask=m, other=0.0)
        tl.store(p_v_pages + o_y[:, None] + o_d, b_v.to(p_v_pages.dtype.element_ty), mask=m)


def qk_norm_rope_store(
    projected: Tensor,
    q_weight: Tensor,
    k_weight: Tensor,
    eps: float,
    positions: Tensor,
    frequencies: Tensor,
    axes: Tensor,
    k_pages: Tensor,
    v_pages: Tensor,
    places: Tensor,
    num_heads: int,
) -> tuple[Tensor, Tensor]:
    """As `reference_qk_norm_rope_store`: returns (q, gate), writes into the pages.

    Raises: ValueError when shapes do not go together or the pages are not contiguous.
    """
    head_dim, num_kv_heads = q_weight.shape[0], k_pages.shape[2]
    _check(projected, positions, axes, k_pages, v_pages, num_heads, head_dim)
    if projected.stride(1) != 1:
        projected = projected.contiguous()
    if positions.stride(1) != 1:
        positions = positions.contiguous()
    num_tokens = projected.shape[0]
    q = projected.new_empty(num_tokens, num_heads, head_dim)
    tile = norm_tile(head_dim, arch_of(projected))
    launch(
        _store_kernel,
        (triton.cdiv(num_tokens, tile.rows), num_heads + num_kv_heads),
        projected,
        q_weight.contiguous(),
        k_weight.contiguous(),
        positions,
        frequencies,
        axes,
        places,
        q,
        k_pages,
        v_pages,
        num_tokens,
        projected.stride(0),
        positions.stride(0),
        eps,
        H=num_heads,
        HK=num_kv_heads,
        D=head_dim,
        R=2 * axes.shape[0],
        BT=tile.rows,
        BD=tile.columns,
        BR=triton.next_power_of_2(axes.shape[0]),
        num_warps=tile.num_warps,
    )
    queries = projected[:, : 2 * num_heads * head_dim].unflatten(1, (num_heads, 2 * head_dim))
    return q, queries[..., head_dim:]


def _check(
    projected: Tensor,
    positions: Tensor,
    axes: Tensor,
    k_pages: Tensor,
    v_pages: Tensor,
    num_heads: int,
    head_dim: int,
) -> None:
    width = 2 * (num_heads + k_pages.shape[2]) * head_dim
    if projected.shape[1] != width or k_pages.shape[3] != head_dim:
        raise ValueError(
            f"projected {tuple(projected.shape)}, {num_heads} heads of {head_dim} and "
            f"pages {tuple(k_pages.shape)} differ"
        )
    if positions.shape != (3, projected.shape[0]):
        raise ValueError(
            f"positions must be (3, {projected.shape[0]}), not {tuple(positions.shape)}"
        )
    if 2 * axes.shape[0] > head_dim:
        raise ValueError(f"{axes.shape[0]} pairs do not fit into a head of {head_dim}")
    if k_pages.shape != v_pages.shape:
        raise ValueError(f"k_pages {tuple(k_pages.shape)}, v_pages {tuple(v_pages.shape)} differ")
    if not (k_pages.is_contiguous() and v_pages.is_contiguous()):
        raise ValueError("the pages are written in place and must be contiguous")
