"""The activations as Triton kernels, forward only: a program takes BD columns of one row.

Layout as in `reference`; rows contiguous. Any float dtype, float32 inside, one rounding at the end.
"""

import torch
import triton
import triton.language as tl
from torch import Tensor

from kernels.launch import arch_of, launch
from kernels.tiles import ELEMENTWISE


@triton.jit
def _swiglu_kernel(p_gate_up, p_y, D: tl.constexpr, BD: tl.constexpr):
    # 64 bits: a long batch has more than 2^31 elements.
    i_r = tl.program_id(0).to(tl.int64)
    o_d = tl.program_id(1) * BD + tl.arange(0, BD)
    m_d = o_d < D
    p_gate = p_gate_up + i_r * 2 * D + o_d
    b_gate = tl.load(p_gate, mask=m_d, other=0.0).to(tl.float32)
    b_up = tl.load(p_gate + D, mask=m_d, other=0.0).to(tl.float32)
    b_y = b_gate * tl.sigmoid(b_gate) * b_up
    tl.store(p_y + i_r * D + o_d, b_y.to(p_y.dtype.element_ty), mask=m_d)


@triton.jit
def _gelu_bias_kernel(p_x, p_bias, p_y, D: tl.constexpr, TANH: tl.constexpr, BD: tl.constexpr):
    i_r = tl.program_id(0).to(tl.int64)
    o_d = tl.program_id(1) * BD + tl.arange(0, BD)
    m_d = o_d < D
    b_x = tl.load(p_x + i_r * D + o_d, mask=m_d, other=0.0).to(tl.float32)
    b_x += tl.load(p_bias + o_d, mask=m_d, other=0.0).to(tl.float32)
    if TANH:
        # 0.5 (1 + tanh u) = sigmoid(2 u), here with 2 sqrt(2 / pi)
        b_y = b_x * tl.sigmoid(1.5957691216057308 * (b_x + 0.044715 * b_x * b_x * b_x))
    else:
        b_y = 0.5 * b_x * (1.0 + tl.erf(b_x * 0.7071067811865476))
    tl.store(p_y + i_r * D + o_d, b_y.to(p_y.dtype.element_ty), mask=m_d)


def swiglu(gate_up: Tensor) -> Tensor:
    """As `reference_swiglu`. gate_up: [..., 2 D], the gate's half first. Returns [..., D]."""
    if gate_up.shape[-1] % 2:
        raise ValueError(f"gate and up need an even width, not {gate_up.shape[-1]}")
    gate_up = gate_up.contiguous()
    width = gate_up.shape[-1] // 2
    y = gate_up.new_empty(*gate_up.shape[:-1], width)
    tile = ELEMENTWISE[arch_of(y)]
    grid = (y.numel() // width, triton.cdiv(width, tile.columns))
    launch(_swiglu_kernel, grid, gate_up, y, D=width, BD=tile.columns, num_warps=tile.num_warps)
    return y


def gelu_bias(x: Tensor, bias: Tensor, *, tanh: bool) -> Tensor:
    """As `reference_gelu_bias`. x: [..., D]; bias: [D]."""
    x = x.contiguous()
    y = torch.empty_like(x)
    width, tile = x.shape[-1], ELEMENTWISE[arch_of(x)]
    launch(
        _gelu_bias_kernel,
        (x.numel() // width, triton.cdiv(width, tile.columns)),
        x,
        bias.contiguous(),
        y,
        D=width,
        TANH=tanh,
        BD=tile.columns,
        num_warps=tile.num_warps,
    )
    return y
