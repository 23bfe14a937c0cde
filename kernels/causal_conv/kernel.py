"""The causal convolution as Triton kernels, forward only: whole sequences, and one more token.

Layout: x: [T, C] packed or [N, C], channels contiguous; weight: [C, 1, W]; pool: [S, W - 1, C]
contiguous. W is a power of two. A program takes BT tokens (one sequence) by BC channels. Any float
dtype, float32 inside, one rounding at the end.
"""

import torch
import triton
import triton.language as tl
from torch import Tensor

from kernels.launch import arch_of, launch
from kernels.tiles import CAUSAL_CONV, CAUSAL_CONV_UPDATE


@triton.jit
def _varlen_kernel(
    p_x,
    p_weight,
    p_pool,
    p_slots,
    p_cu_seqlens,
    p_y,
    stride_x,
    C: tl.constexpr,
    W: tl.constexpr,
    BT: tl.constexpr,
    BC: tl.constexpr,
):
    i_t, i_n = tl.program_id(1), tl.program_id(2)
    start = tl.load(p_cu_seqlens + i_n).to(tl.int64)
    num_tokens = (tl.load(p_cu_seqlens + i_n + 1) - start).to(tl.int32)
    if i_t * BT >= num_tokens:
        return
    o_c = tl.program_id(0) * BC + tl.arange(0, BC)
    m_c = (o_c < C)[None, :]
    p_first = p_x + start * stride_x + o_c[None, :]
    p_state = p_pool + tl.load(p_slots + i_n).to(tl.int64) * (W - 1) * C + o_c[None, :]
    # Inputs are counted from the sequence's first token; those before it are rows of the state.
    o_t = i_t * BT + tl.arange(0, BT)
    b_y = tl.zeros([BT, BC], dtype=tl.float32)
    for i_w in tl.static_range(W):
        o_i = o_t - (W - 1) + i_w
        m_x = ((o_i >= 0) & (o_t < num_tokens))[:, None] & m_c
        m_state = ((o_i < 0) & (o_t < num_tokens))[:, None] & m_c
        b_x = tl.load(p_first + o_i.to(tl.int64)[:, None] * stride_x, mask=m_x, other=0.0)
        b_state = tl.load(p_state + (o_i + W - 1)[:, None] * C, mask=m_state, other=0.0)
        b_weight = tl.load(p_weight + o_c * W + i_w, mask=o_c < C, other=0.0).to(tl.float32)
        b_y += (b_x.to(tl.float32) + b_state.to(tl.float32)) * b_weight[None, :]
    b_y = b_y * tl.sigmoid(b_y)
    o_y = (start + o_t)[:, None] * C + o_c[None, :]
    tl.store(p_y + o_y, b_y.to(p_y.dtype.element_ty), mask=(o_t < num_tokens)[:, None] & m_c)
    # The program that has read the old state is the one that may replace it.
    if i_t == 0:
        o_j = tl.arange(0, W)
        o_last = num_tokens - (W - 1) + o_j
        m_j = (o_j < W - 1)[:, None] & m_c
        m_old = (o_last < 0)[:, None]
        p_last = p_first + o_last.to(tl.int64)[:, None] * stride_x
        b_last = tl.load(p_last, mask=m_j & (o_last >= 0)[:, None], other=0.0)
        b_old = tl.load(p_state + (o_last + W - 1)[:, None] * C, mask=m_j & m_old, other=0.0)
        b_new = tl.where(m_old, b_old.to(tl.float32), b_last.to(tl.float32))
        # All threads have read before any of them writes.
        tl.debug_barrier()
        tl.store(p_state + o_j[:, None] * C, b_new.to(p_pool.dtype.element_ty), mask=m_j)


@triton.jit
def _update_kernel(
    p_x,
    p_weight,
    p_pool,
    p_slots,
    p_y,
    stride_x,
    C: tl.constexpr,
    W: tl.constexpr,
    BC: tl.constexpr,
):
    i_n = tl.program_id(1).to(tl.int64)
    o_c = tl.program_id(0) * BC + tl.arange(0, BC)
    o_w = tl.arange(0, W)
    m = (o_w < W)[:, None] & (o_c < C)[None, :]
    m_old = (o_w < W - 1)[:, None]
    p_state = p_pool + tl.load(p_slots + i_n).to(tl.int64) * (W - 1) * C + o_c[None, :]
    b_old = tl.load(p_state + o_w[:, None] * C, mask=m & m_old, other=0.0).to(tl.float32)
    b_x = tl.load(p_x + i_n * stride_x + o_c, mask=o_c < C, other=0.0).to(tl.float32)
    b_window = tl.where(m_old, b_old, b_x[None, :])
    b_weight = tl.load(p_weight + o_c[None, :] * W + o_w[:, None], mask=m, other=0.0)
    b_y = tl.sum(b_window * b_weight.to(tl.float32), axis=0)
    b_y = b_y * tl.sigmoid(b_y)
    tl.store(p_y + i_n * C + o_c, b_y.to(p_y.dtype.element_ty), mask=o_c < C)
    # All threads have read before any of them writes.
    tl.debug_barrier()
    m_new = m & (o_w > 0)[:, None]
    b_window = b_window.to(p_pool.dtype.element_ty)
    tl.store(p_state + (o_w - 1)[:, None] * C, b_window, mask=m_new)


def causal_conv_varlen(
    x: Tensor, weight: Tensor, cu_seqlens: Tensor, max_tokens: int, pool: Tensor, slots: Tensor
) -> Tensor:
    """As `reference_causal_conv_varlen`: returns y [T, C], writes the new states into the pool.

    max_tokens: at least the longest sequence's, known to the caller: asking cu_seqlens would stop
    the GPU. Tokens beyond it are not computed.
    """
    x, weight = _checked(x, weight, pool)
    y = torch.empty(x.shape, dtype=x.dtype, device=x.device)
    tile, num_channels = CAUSAL_CONV[arch_of(x)], x.shape[1]
    grid = (
        triton.cdiv(num_channels, tile.columns),
        triton.cdiv(max_tokens, tile.rows),
        slots.shape[0],
    )
    launch(
        _varlen_kernel,
        grid,
        x,
        weight,
        pool,
        slots,
        cu_seqlens,
        y,
        x.stride(0),
        C=num_channels,
        W=weight.shape[-1],
        BT=tile.rows,
        BC=tile.columns,
        num_warps=tile.num_warps,
    )
    return y


def causal_conv_update(x: Tensor, weight: Tensor, pool: Tensor, slots: Tensor) -> Tensor:
    """As `reference_causal_conv_update`: returns y [N, C], writes the new states into the pool."""
    x, weight = _checked(x, weight, pool)
    y = torch.empty(x.shape, dtype=x.dtype, device=x.device)
    tile, num_channels = CAUSAL_CONV_UPDATE[arch_of(x)], x.shape[1]
    launch(
        _update_kernel,
        (triton.cdiv(num_channels, tile.columns), x.shape[0]),
        x,
        weight,
        pool,
        slots,
        y,
        x.stride(0),
        C=num_channels,
        W=weight.shape[-1],
        BC=tile.columns,
        num_warps=tile.num_warps,
    )
    return y


def causal_conv(x: Tensor, weight: Tensor, state: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """As `reference_causal_conv`: sequences of one length [B, T, C]; leaves `state` alone."""
    num_rows, num_tokens, num_channels = x.shape
    shape = (num_rows, weight.shape[-1] - 1, num_channels)
    pool = x.new_zeros(shape) if state is None else state.to(x.dtype, copy=True).contiguous()
    slots = torch.arange(num_rows, dtype=torch.int32, device=x.device)
    packed = x.flatten(0, 1)
    if num_tokens == 1:
        y = causal_conv_update(packed, weight, pool, slots)
    else:
        bounds = torch.arange(num_rows + 1, dtype=torch.int32, device=x.device) * num_tokens
        y = causal_conv_varlen(packed, weight, bounds, num_tokens, pool, slots)
    return y.view(x.shape), pool


def _checked(x: Tensor, weight: Tensor, pool: Tensor) -> tuple[Tensor, Tensor]:
    """x and weight as the kernels read them. Raises: ValueError when shapes do not go together."""
    num_channels, width = x.shape[1], weight.shape[-1]
    if width & (width - 1):
        raise ValueError(f"the window must be a power of two wide, not {width}")
    if weight.shape[0] != num_channels or pool.shape[1:] != (width - 1, num_channels):
        raise ValueError(
            f"x {tuple(x.shape)}, weight {tuple(weight.shape)} and pool {tuple(pool.shape)} differ"
        )
    if not pool.is_contiguous():
        raise ValueError("the pool is written in place and must be contiguous")
    return x if x.stride(1) == 1 else x.contiguous(), weight.contiguous()
