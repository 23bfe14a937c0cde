"""The linear map with 8-bit weights as Triton kernels, forward only, for few tokens.

Layout: x: [M, K]; q: [N, K] int8 or float8_e4m3fn, contiguous; scale: [N, K / group] float32. A
program takes BN outputs by BM tokens and goes through K in steps of BK, none of which lies in two
groups. It computes y transposed: the weights are the left operand of the matrix unit, which takes
that from registers, where they are turned from 8 bits into x's dtype; and the 64 rows that Hopper's
unit wants are outputs, not tokens, of which there may be one. Knows no layer.
"""

from math import gcd

import torch
import triton
import triton.language as tl
from torch import Tensor

from kernels.launch import arch_of, launch
from kernels.quantised_linear.reference import check_linear
from kernels.tiles import SM_90, quantised_linear_tile

SUM_ELEMENTS = 1024
# The matrix unit takes no fewer inputs at once.
MIN_INPUTS = 16


# The same code for 1, 16 and 17 of them: none is compiled while serving.
@triton.jit(do_not_specialize=["num_tokens"])
def _linear_kernel(
    p_x,
    p_q,
    p_scale,
    p_y,
    num_tokens,
    num_outputs,
    stride_x,
    K: tl.constexpr,
    GROUP: tl.constexpr,
    SPLIT: tl.constexpr,
    PRECISION: tl.constexpr,
    BM: tl.constexpr,
    BN: tl.constexpr,
    BK: tl.constexpr,
):
    i_n, i_m, i_s = tl.program_id(0), tl.program_id(1), tl.program_id(2)
    o_n, o_m = i_n * BN + tl.arange(0, BN), i_m * BM + tl.arange(0, BM)
    o_k = tl.arange(0, BK)
    m_n, m_m = o_n < num_outputs, o_m < num_tokens
    p_q += o_n.to(tl.int64)[:, None] * K + o_k[None, :]
    p_x += o_m.to(tl.int64)[None, :] * stride_x + o_k[:, None]
    p_scale += o_n.to(tl.int64) * (K // GROUP)
    b_y = tl.zeros([BN, BM], dtype=tl.float32)
    for i_k in range(i_s * SPLIT, tl.minimum(i_s * SPLIT + SPLIT, K), BK):
        m_k = o_k < K - i_k
        b_q = tl.load(p_q + i_k, mask=m_n[:, None] & m_k[None, :], other=0.0)
        b_x = tl.load(p_x + i_k, mask=m_k[:, None] & m_m[None, :], other=0.0)
        b_scale = tl.load(p_scale + i_k // GROUP, mask=m_n, other=0.0)
        b_part = tl.dot(b_q.to(b_x.dtype), b_x, input_precision=PRECISION)
        b_y += b_part * b_scale[:, None]
    # Parts of K lie one after the other, [splits, M, N].
    o_y = (i_s * num_tokens + o_m).to(tl.int64)[None, :] * num_outputs + o_n[:, None]
    tl.store(p_y + o_y, b_y.to(p_y.dtype.element_ty), mask=m_n[:, None] & m_m[None, :])


@triton.jit
def _sum_kernel(p_parts, p_y, num_elements, SPLITS: tl.constexpr, BE: tl.constexpr):
    o = tl.program_id(0).to(tl.int64) * BE + tl.arange(0, BE)
    m = o < num_elements
    b_y = tl.zeros([BE], dtype=tl.float32)
    # Always in the same order.
    for _ in tl.static_range(SPLITS):
        b_y += tl.load(p_parts + o, mask=m, other=0.0)
        p_parts += num_elements
    tl.store(p_y + o, b_y.to(p_y.dtype.element_ty), mask=m)


def quantised_linear(x: Tensor, q: Tensor, scale: Tensor) -> Tensor:
    """As `reference_quantised_linear`.

    A row of x gives the same bits in every batch of up to 16, of 17 to 32 and of 33 or more rows.

    Raises: NotImplementedError for float8 weights on a GPU other than sm_90: Triton converts them
    there only.
    """
    check_linear(x, q, scale)
    arch = arch_of(x)
    if q.dtype == torch.float8_e4m3fn and arch != SM_90 and x.device.type != "cpu":
        raise NotImplementedError(f"float8 weights need a GPU of sm_90; here tiles are {arch}")
    x = x if x.stride(1) == 1 else x.contiguous()
    q, scale = q.contiguous(), scale.contiguous()
    (num_tokens, num_inputs), num_outputs = x.shape, q.shape[0]
    tile = quantised_linear_tile(num_tokens, num_outputs, num_inputs, x.dtype, arch)
    group = num_inputs // scale.shape[1]
    block = _inputs_of_a_step(group, num_inputs, tile.inputs)
    shape = (num_tokens, num_outputs)
    y = x.new_empty(shape)
    # A part begins where a group begins.
    per_split = triton.cdiv(triton.cdiv(num_inputs, tile.splits), group) * group
    splits = triton.cdiv(num_inputs, per_split)
    parts = x.new_empty(splits, *shape, dtype=torch.float32) if splits > 1 else y
    launch(
        _linear_kernel,
        (triton.cdiv(num_outputs, tile.outputs), triton.cdiv(num_tokens, tile.tokens), splits),
        *(x, q, scale, parts, num_tokens, num_outputs, x.stride(0)),
        K=num_inputs,
        GROUP=group,
        SPLIT=per_split,
        PRECISION="ieee" if x.dtype == torch.float32 else "tf32",
        BM=tile.tokens,
        BN=tile.outputs,
        BK=block,
        num_warps=tile.num_warps,
        num_stages=tile.num_stages,
    )
    if splits > 1:
        launch(
            _sum_kernel,
            (triton.cdiv(y.numel(), SUM_ELEMENTS),),
            *(parts, y, y.numel()),
            SPLITS=splits,
            BE=SUM_ELEMENTS,
            num_warps=4,
        )
    return y


def _inputs_of_a_step(group: int, num_inputs: int, wanted: int) -> int:
    """At most `wanted`, a power of two, and within one group."""
    if group == num_inputs:
        return wanted
    step = gcd(group, wanted)
    if step < MIN_INPUTS:
        raise ValueError(f"a group of {group} inputs is not a multiple of {MIN_INPUTS}")
    return step
