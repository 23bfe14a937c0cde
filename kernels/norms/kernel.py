"""The norms as Triton kernels, forward only: one program takes whole rows, in registers.

Layout: rows of D contiguous elements; a program has BR rows of BD >= D columns. Any float dtype,
float32 inside.
"""

import torch
import triton
import triton.language as tl
from torch import Tensor

from kernels.launch import arch_of, launch
from kernels.tiles import norm_tile


# The same code for 1, 16 and 17 of them: none is compiled while serving.
@triton.jit(do_not_specialize=["num_rows"])
def _rms_norm_kernel(
    p_x,
    p_residual,
    p_weight,
    p_y,
    p_total,
    num_rows,
    eps,
    D: tl.constexpr,
    BR: tl.constexpr,
    BD: tl.constexpr,
):
    o_r, o_d = tl.program_id(0) * BR + tl.arange(0, BR), tl.arange(0, BD)
    m = (o_r < num_rows)[:, None] & (o_d < D)[None, :]
    # 64 bits: a long batch has more than 2^31 elements.
    o = o_r.to(tl.int64)[:, None] * D + o_d[None, :]
    b_x = tl.load(p_x + o, mask=m, other=0.0).to(tl.float32)
    if p_residual is not None:
        b_x += tl.load(p_residual + o, mask=m, other=0.0).to(tl.float32)
        b_total = b_x.to(p_total.dtype.element_ty)
        tl.store(p_total + o, b_total, mask=m)
        # The norm sees what the next layer will read.
        b_x = b_total.to(tl.float32)
    b_weight = tl.load(p_weight + o_d, mask=o_d < D, other=0.0).to(tl.float32)
    b_scale = tl.rsqrt(tl.sum(b_x * b_x, axis=1) / D + eps)
    b_y = b_x * b_scale[:, None] * (1.0 + b_weight)[None, :]
    tl.store(p_y + o, b_y.to(p_y.dtype.element_ty), mask=m)


@triton.jit(do_not_specialize=["num_rows"])
def _gated_rms_norm_kernel(
    p_x,
    p_gate,
    p_weight,
    p_y,
    num_rows,
    num_heads,
    stride_gate,
    eps,
    D: tl.constexpr,
    BR: tl.constexpr,
    BD: tl.constexpr,
):
    o_r, o_d = tl.program_id(0) * BR + tl.arange(0, BR), tl.arange(0, BD)
    m = (o_r < num_rows)[:, None] & (o_d < D)[None, :]
    o = o_r.to(tl.int64)[:, None] * D + o_d[None, :]
    o_gate = (o_r // num_heads).to(tl.int64) * stride_gate + (o_r % num_heads) * D
    b_x = tl.load(p_x + o, mask=m, other=0.0).to(tl.float32)
    b_gate = tl.load(p_gate + o_gate[:, None] + o_d[None, :], mask=m, other=0.0).to(tl.float32)
    b_weight = tl.load(p_weight + o_d, mask=o_d < D, other=0.0).to(tl.float32)
    b_scale = tl.rsqrt(tl.sum(b_x * b_x, axis=1) / D + eps)
    b_y = b_x * b_scale[:, None] * b_weight[None, :] * b_gate * tl.sigmoid(b_gate)
    tl.store(p_y + o, b_y.to(p_y.dtype.element_ty), mask=m)


@triton.jit(do_not_specialize=["num_rows"])
def _layer_norm_kernel(
    p_x,
    p_weight,
    p_bias,
    p_y,
    num_rows,
    eps,
    D: tl.constexpr,
    BR: tl.constexpr,
    BD: tl.constexpr,
):
    o_r, o_d = tl.program_id(0) * BR + tl.arange(0, BR), tl.arange(0, BD)
    m_d = o_d < D
    m = (o_r < num_rows)[:, None] & m_d[None, :]
    o = o_r.to(tl.int64)[:, None] * D + o_d[None, :]
    b_x = tl.load(p_x + o, mask=m, other=0.0).to(tl.float32)
    b_mean = tl.sum(b_x, axis=1) / D
    # Columns beyond D would add mean^2 each.
    b_x = tl.where(m, b_x - b_mean[:, None], 0.0)
    b_scale = tl.rsqrt(tl.sum(b_x * b_x, axis=1) / D + eps)
    b_weight = tl.load(p_weight + o_d, mask=m_d, other=0.0).to(tl.float32)
    b_bias = tl.load(p_bias + o_d, mask=m_d, other=0.0).to(tl.float32)
    b_y = b_x * b_scale[:, None] * b_weight[None, :] + b_bias[None, :]
    tl.store(p_y + o, b_y.to(p_y.dtype.element_ty), mask=m)


def rms_norm(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    """As `reference_rms_norm`. x: [..., D]; weight: [D]."""
    x = x.contiguous()
    y = torch.empty_like(x)
    _launch_rows(_rms_norm_kernel, x, (x, None, weight.contiguous(), y, None), (eps,))
    return y


def add_rms_norm(x: Tensor, residual: Tensor, weight: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    """As `reference_add_rms_norm`. x, residual: [..., D]; weight: [D].

    Of two dtypes (autocast keeps the residual in float32) the wider one is that of both results.
    """
    if x.shape != residual.shape:
        raise ValueError(f"x has shape {tuple(x.shape)}, residual {tuple(residual.shape)}")
    x, residual = x.contiguous(), residual.contiguous()
    dtype = torch.promote_types(x.dtype, residual.dtype)
    y, total = torch.empty_like(x, dtype=dtype), torch.empty_like(x, dtype=dtype)
    _launch_rows(_rms_norm_kernel, x, (x, residual, weight.contiguous(), y, total), (eps,))
    return y, total


def gated_rms_norm(x: Tensor, gate: Tensor, weight: Tensor, eps: float) -> Tensor:
    """As `reference_gated_rms_norm`. x, gate: [..., H, D]; weight: [D].

    The gate may be a slice of a wider projection: its tokens may lie apart, its heads may not.
    """
    if x.shape != gate.shape:
        raise ValueError(f"x has shape {tuple(x.shape)}, gate {tuple(gate.shape)}")
    num_heads = gate.shape[-2]
    tokens = gate.flatten(-2).reshape(-1, num_heads * gate.shape[-1])
    if tokens.stride(1) != 1:
        tokens = tokens.contiguous()
    x = x.contiguous()
    y = torch.empty(x.shape, dtype=gate.dtype, device=x.device)
    pointers = (x, tokens, weight.contiguous(), y)
    _launch_rows(_gated_rms_norm_kernel, x, pointers, (num_heads, tokens.stride(0), eps))
    return y


def layer_norm(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
    """As `reference_layer_norm`. x: [..., D]; weight, bias: [D]."""
    x = x.contiguous()
    y = torch.empty_like(x)
    _launch_rows(_layer_norm_kernel, x, (x, weight.contiguous(), bias.contiguous(), y), (eps,))
    return y


def _launch_rows(kernel, x: Tensor, pointers: tuple, scalars: tuple) -> None:
    width = x.shape[-1]
    num_rows = x.numel() // width
    tile = norm_tile(width, arch_of(x))
    launch(
        kernel,
        (triton.cdiv(num_rows, tile.rows),),
        *pointers,
        num_rows,
        *scalars,
        D=width,
        BR=tile.rows,
        BD=tile.columns,
        num_warps=tile.num_warps,
    )
