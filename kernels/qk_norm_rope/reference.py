"""QK-norm, partial rotary positions and the write into the KV pages, in plain PyTorch.

Layout: projected: [T, 2 Hq D + 2 Hkv D], rows [for each query head: D query, D gate | k | v];
pages: [P, page_size, Hkv, D]. Norm, angles and rotation are float32 with one rounding at the end.
Knows no sequence: a token's position and place are given.
"""

from __future__ import annotations

from torch import Tensor

from kernels.norms.reference import reference_rms_norm


def reference_qk_norm_rope_store(
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
    """Returns q [T, Hq, D], normed and rotated, and its gate: a view [T, Hq, D] of projected.

    q_weight, k_weight: [D], centred at zero. positions: int64 [3, T] (t, h, w); frequencies:
    float32 [R / 2]; axes: int32 [R / 2], which of the three positions turns each pair of channels
    j, j + R / 2; channels from R on pass. places: int64 [T], page * page_size + offset of each
    token's key and value, negative: not stored. Writes into k_pages and v_pages.
    """
    head_dim, num_kv_heads = q_weight.shape[0], k_pages.shape[2]
    kv_rows = num_kv_heads * head_dim
    query, k, v = projected.split([2 * num_heads * head_dim, kv_rows, kv_rows], dim=-1)
    q, gate = query.unflatten(-1, (num_heads, 2 * head_dim)).chunk(2, dim=-1)
    k = k.unflatten(-1, (num_kv_heads, head_dim)).float()
    angles = (positions.float()[axes.long()].T * frequencies)[:, None]
    cos, sin = angles.cos(), angles.sin()
    q = _rotated(reference_rms_norm(q.float(), q_weight, eps), cos, sin).to(projected.dtype)
    k = _rotated(reference_rms_norm(k, k_weight, eps), cos, sin)
    stored = places >= 0
    kept = places[stored]
    # `view`, unlike `flatten`, never copies: what is written lands in the pages.
    k_pages.view(-1, num_kv_heads, head_dim)[kept] = k[stored].to(k_pages.dtype)
    v = v.unflatten(-1, (num_kv_heads, head_dim))
    v_pages.view(-1, num_kv_heads, head_dim)[kept] = v[stored].to(v_pages.dtype)
    return q, gate


def _rotated(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """x: [T, H, D], overwritten; cos, sin: [T, 1, R / 2]."""
    half = cos.shape[-1]
    first, second = x[..., :half].clone(), x[..., half : 2 * half].clone()
    x[..., :half] = first * cos - second * sin
    x[..., half : 2 * half] = second * cos + first * sin
    return x
