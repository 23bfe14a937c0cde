"""The patch embedding as one Triton kernel, forward only: a matrix product that reads bytes.

Layout as in the reference. A program takes BM patches by BN features and walks over the pixels, BK
at a time; bytes become numbers of the weight's dtype, float32 or bfloat16, in registers, sums are
float32, the bias is added before the one rounding.
"""

import torch
import triton
import triton.language as tl
from torch import Tensor
from triton.tools.tensor_descriptor import TensorDescriptor

from kernels.launch import arch_of, launch
from kernels.patch_embed import reference
from kernels.tiles import MatrixTile, patch_embed_tile

CENTRE: tl.constexpr = tl.constexpr(reference.CENTRE)
# TMA addresses in units of 16 bytes.
TMA_BYTES = 16


# The same code for 1, 16 and 17 of them: none is compiled while serving.
@triton.jit(do_not_specialize=["num_patches"])
def _patch_embed_kernel(
    p_patches,
    d_patches,
    p_weight,
    d_weight,
    p_bias,
    p_x,
    num_patches,
    stride_patches,
    P: tl.constexpr,
    H: tl.constexpr,
    BM: tl.constexpr,
    BN: tl.constexpr,
    BK: tl.constexpr,
):
    i_m, i_n = tl.program_id(0) * BM, tl.program_id(1) * BN
    o_m, o_n, o_k = i_m + tl.arange(0, BM), i_n + tl.arange(0, BN), tl.arange(0, BK)
    m_m, m_n = (o_m < num_patches)[:, None], (o_n < H)[:, None]
    # 64 bits: many pages have more than 2^31 pixels.
    p_rows = p_patches + o_m.to(tl.int64)[:, None] * stride_patches + o_k[None, :]
    p_columns = p_weight + o_n[:, None] * P + o_k[None, :]
    b_x = tl.zeros([BM, BN], dtype=tl.float32)
    for i_k in range(0, P, BK):
        # Beyond the last pixel weights are zeros, by the mask or by TMA.
        if d_weight is not None:
            b_u, b_weight = d_patches.load([i_m, i_k]), d_weight.load([i_n, i_k])
        else:
            m_k = (i_k + o_k < P)[None, :]
            b_u = tl.load(p_rows + i_k, mask=m_m & m_k, other=0)
            b_weight = tl.load(p_columns + i_k, mask=m_n & m_k, other=0.0)
        b_u = (b_u.to(tl.float32) - CENTRE).to(b_weight.dtype)
        b_x = tl.dot(b_u, tl.trans(b_weight), b_x, input_precision="ieee")
    b_bias = tl.load(p_bias + o_n, mask=o_n < H, other=0.0).to(tl.float32)
    b_x = (b_x + b_bias[None, :]).to(p_x.dtype.element_ty)
    o_x = o_m.to(tl.int64)[:, None] * H + o_n[None, :]
    tl.store(p_x + o_x, b_x, mask=m_m & (o_n < H)[None, :])


def patch_embed(patches: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """As `reference_patch_embed`.

    Raises: ValueError when shapes do not go together, TypeError when patches are no bytes.
    """
    if patches.dtype != torch.uint8:
        raise TypeError(f"patches must be uint8, not {patches.dtype}")
    (num_patches, num_pixels), num_features = patches.shape, weight.shape[0]
    if weight.shape != (num_features, num_pixels) or bias.shape != (num_features,):
        raise ValueError(
            f"patches {tuple(patches.shape)}, weight {tuple(weight.shape)} and "
            f"bias {tuple(bias.shape)} differ"
        )
    if patches.stride(1) != 1:
        patches = patches.contiguous()
    weight = weight.contiguous()
    x = torch.empty(num_patches, num_features, dtype=weight.dtype, device=weight.device)
    if num_patches == 0:
        return x
    tile = patch_embed_tile(weight.dtype, arch_of(patches))
    by_tma = tile.tma and _fits(patches) and _fits(weight)
    launch(
        _patch_embed_kernel,
        (triton.cdiv(num_patches, tile.rows), triton.cdiv(num_features, tile.columns)),
        patches,
        _tiles_of(patches, tile.rows, tile) if by_tma else None,
        weight,
        _tiles_of(weight, tile.columns, tile) if by_tma else None,
        bias.contiguous(),
        x,
        num_patches,
        patches.stride(0),
        P=num_pixels,
        H=num_features,
        BM=tile.rows,
        BN=tile.columns,
        BK=tile.depth,
        num_warps=tile.num_warps,
        num_stages=tile.num_stages,
    )
    return x


def _fits(x: Tensor) -> bool:
    """Whether TMA can address the rows of x."""
    return x.data_ptr() % TMA_BYTES == 0 and x.stride(0) * x.element_size() % TMA_BYTES == 0


def _tiles_of(x: Tensor, rows: int, tile: MatrixTile) -> TensorDescriptor:
    return TensorDescriptor.from_tensor(x, [rows, tile.depth])
