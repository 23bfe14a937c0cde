"""The vision tower's attention as two Triton kernels, forward only: rotation, then attention.

Layout as in the reference. Rotation: a program takes BT patches by BH of the heads of q and k.
Attention: a program takes BM queries of one head of one image and walks over the image's keys, BN
at a time, with the softmax kept up to date (online softmax). float32 or bfloat16 in and out;
rotation and softmax float32, products on the matrix units with float32 sums.
"""

import math

import torch
import triton
import triton.language as tl
from torch import Tensor
from triton.tools.tensor_descriptor import TensorDescriptor

from kernels.launch import arch_of, launch
from kernels.tiles import VISION_ROTATION, AttentionTile, vision_attention_tile

# exp(x) = 2^(x log2 e): the GPU has an instruction for powers of two.
LOG2_E = math.log2(math.e)
# TMA addresses in units of 16 bytes.
TMA_BYTES = 16


# The same code for 1, 16 and 17 of them: none is compiled while serving.
@triton.jit(do_not_specialize=["num_patches"])
def _rotate_kernel(
    p_qkv,
    p_cos,
    p_sin,
    num_patches,
    stride_qkv,
    H: tl.constexpr,
    D: tl.constexpr,
    BT: tl.constexpr,
    BH: tl.constexpr,
    BJ: tl.constexpr,
):
    o_t, o_j = tl.program_id(0) * BT + tl.arange(0, BT), tl.arange(0, BJ)
    # The heads of k stand right behind those of q.
    o_h = tl.program_id(1) * BH + tl.arange(0, BH)
    m_t, m_j = (o_t < num_patches)[:, None, None], (o_j < D // 2)[None, None, :]
    m, m_angle = m_t & (o_h < 2 * H)[None, :, None] & m_j, m_t & m_j
    # 64 bits: many pages have more than 2^31 elements.
    o_t = o_t.to(tl.int64)[:, None, None]
    o_angle = o_t * (D // 2) + o_j[None, None, :]
    b_cos = tl.load(p_cos + o_angle, mask=m_angle, other=0.0)
    b_sin = tl.load(p_sin + o_angle, mask=m_angle, other=0.0)
    p_first = p_qkv + o_t * stride_qkv + o_h[None, :, None] * D + o_j[None, None, :]
    b_first = tl.load(p_first, mask=m, other=0.0).to(tl.float32)
    b_second = tl.load(p_first + D // 2, mask=m, other=0.0).to(tl.float32)
    b_y, b_z = b_first * b_cos - b_second * b_sin, b_second * b_cos + b_first * b_sin
    # All threads have read before any of them writes.
    tl.debug_barrier()
    tl.store(p_first, b_y.to(p_qkv.dtype.element_ty), mask=m)
    tl.store(p_first + D // 2, b_z.to(p_qkv.dtype.element_ty), mask=m)


@triton.jit
def _attended(b_q, b_k, b_v, b_o, b_max, b_sum, m_k, scale):
    """One more tile of keys in the softmax; m_k: which of them exist, None for all."""
    b_s = tl.dot(b_q, tl.trans(b_k), input_precision="ieee")
    if m_k is not None:
        b_s = tl.where(m_k[None, :], b_s, float("-inf"))
    b_new = tl.maximum(b_max, tl.max(b_s, axis=1) * scale)
    b_p = tl.exp2(b_s * scale - b_new[:, None])
    b_shrunk = tl.exp2(b_max - b_new)
    b_sum = b_sum * b_shrunk + tl.sum(b_p, axis=1)
    b_o = tl.dot(b_p.to(b_v.dtype), b_v, b_o * b_shrunk[:, None], input_precision="ieee")
    return b_o, b_new, b_sum


@triton.jit
def _attention_kernel(
    p_qkv,
    d_rows,
    p_cu_seqlens,
    p_out,
    stride_qkv,
    scale,
    H: tl.constexpr,
    D: tl.constexpr,
    BM: tl.constexpr,
    BN: tl.constexpr,
    BD: tl.constexpr,
):
    i_m, i_h, i_n = tl.program_id(0), tl.program_id(1), tl.program_id(2)
    start = tl.load(p_cu_seqlens + i_n)
    num_patches = tl.load(p_cu_seqlens + i_n + 1) - start
    if i_m * BM >= num_patches:
        return
    o_m, o_n, o_d = i_m * BM + tl.arange(0, BM), tl.arange(0, BN), tl.arange(0, BD)
    m_d = (o_d < D)[None, :]
    m_q = (o_m < num_patches)[:, None] & m_d
    p_image = p_qkv + start.to(tl.int64) * stride_qkv + i_h * D
    b_q = tl.load(p_image + o_m[:, None] * stride_qkv + o_d[None, :], mask=m_q, other=0.0)
    p_k = p_image + H * D + o_n[:, None] * stride_qkv + o_d[None, :]
    b_o = tl.zeros([BM, BD], dtype=tl.float32)
    b_max = tl.full([BM], float("-inf"), dtype=tl.float32)
    b_sum = tl.zeros([BM], dtype=tl.float32)
    num_whole = num_patches // BN * BN
    # First the keys that fill no tile, while the queries are on their way. Never by TMA: behind an
    # image lies the next one, and 0 times its NaN is NaN.
    if num_whole < num_patches:
        m_k = num_whole + o_n < num_patches
        m, p_tile = m_k[:, None] & m_d, p_k + num_whole * stride_qkv
        b_k = tl.load(p_tile, mask=m, other=0.0)
        b_v = tl.load(p_tile + H * D, mask=m, other=0.0)
        b_o, b_max, b_sum = _attended(b_q, b_k, b_v, b_o, b_max, b_sum, m_k, scale)
    for i in range(0, num_whole, BN):
        if d_rows is not None:
            b_k = d_rows.load([start + i, (H + i_h) * D])
            b_v = d_rows.load([start + i, (2 * H + i_h) * D])
        else:
            p_tile = p_k + i * stride_qkv
            b_k = tl.load(p_tile, mask=m_d, other=0.0)
            b_v = tl.load(p_tile + H * D, mask=m_d, other=0.0)
        b_o, b_max, b_sum = _attended(b_q, b_k, b_v, b_o, b_max, b_sum, None, scale)
    b_o = (b_o / b_sum[:, None]).to(p_out.dtype.element_ty)
    o_out = (start + o_m).to(tl.int64)[:, None] * (H * D) + i_h * D + o_d[None, :]
    tl.store(p_out + o_out, b_o, mask=m_q)


def vision_attention(
    qkv: Tensor, cos: Tensor, sin: Tensor, cu_seqlens: Tensor, max_tokens: int, num_heads: int
) -> Tensor:
    """As `reference_vision_attention`, but overwrites qkv: its queries and keys come out rotated.

    max_tokens: at least the largest image's patches, known to the caller: asking cu_seqlens would
    stop the GPU. Queries beyond it are not computed.
    Raises: ValueError when shapes do not go together.
    """
    num_patches, head_dim = qkv.shape[0], qkv.shape[1] // (3 * num_heads)
    if qkv.shape[1] != 3 * num_heads * head_dim or head_dim % 2:
        raise ValueError(f"rows of {qkv.shape[1]} are not q, k, v of {num_heads} heads in pairs")
    if not cos.shape == sin.shape == (num_patches, head_dim // 2):
        raise ValueError(
            f"cos {tuple(cos.shape)} and sin {tuple(sin.shape)} must be "
            f"({num_patches}, {head_dim // 2})"
        )
    if qkv.stride(1) != 1:
        qkv = qkv.contiguous()
    out = torch.empty(num_patches, num_heads * head_dim, dtype=qkv.dtype, device=qkv.device)
    if num_patches == 0:
        return out
    _rotate(qkv, cos, sin, num_heads, head_dim)
    tile = vision_attention_tile(head_dim, qkv.dtype, arch_of(qkv))
    launch(
        _attention_kernel,
        (triton.cdiv(max_tokens, tile.queries), num_heads, cu_seqlens.shape[0] - 1),
        qkv,
        _rows_by_tma(qkv, head_dim, tile),
        cu_seqlens,
        out,
        qkv.stride(0),
        LOG2_E * head_dim**-0.5,
        H=num_heads,
        D=head_dim,
        BM=tile.queries,
        BN=tile.keys,
        BD=max(16, triton.next_power_of_2(head_dim)),
        num_warps=tile.num_warps,
        num_stages=tile.num_stages,
    )
    return out


def _rotate(qkv: Tensor, cos: Tensor, sin: Tensor, num_heads: int, head_dim: int) -> None:
    pairs = triton.next_power_of_2(head_dim // 2)
    tile = VISION_ROTATION[arch_of(qkv)]
    heads = max(1, tile.columns // pairs)
    launch(
        _rotate_kernel,
        (triton.cdiv(qkv.shape[0], tile.rows), triton.cdiv(2 * num_heads, heads)),
        qkv,
        cos.contiguous(),
        sin.contiguous(),
        qkv.shape[0],
        qkv.stride(0),
        H=num_heads,
        D=head_dim,
        BT=tile.rows,
        BH=heads,
        BJ=pairs,
        num_warps=tile.num_warps,
    )


def _rows_by_tma(qkv: Tensor, head_dim: int, tile: AttentionTile) -> TensorDescriptor | None:
    """Tiles of keys or values as TMA loads them; None where it cannot."""
    stride_bytes = qkv.stride(0) * qkv.element_size()
    fits = qkv.data_ptr() % TMA_BYTES == 0 and stride_bytes % TMA_BYTES == 0
    if not (tile.tma and fits and head_dim == triton.next_power_of_2(head_dim) >= 16):
        return None
    return TensorDescriptor.from_tensor(qkv, [tile.keys, head_dim])
