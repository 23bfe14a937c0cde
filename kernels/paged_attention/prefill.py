"""Prompts, whole or in pieces, over keys and values in pages. Forward only.

Layout: q: [T, Hq, D] contiguous, out likewise as [T, Hq D]; gate: [T, Hq, D], channels contiguous;
pages as in `pages`. A program takes BM rows: BM // G tokens of one sequence times the G query
heads of one KV head. float32 or bfloat16; sums in float32.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from kernels.launch import arch_of, launch
from kernels.paged_attention.pages import (
    attend_keys,
    check_inputs,
    columns,
    descriptors,
    keys_of,
    quarters,
    score_scale,
    store_gated,
)
from kernels.tiles import PAGED_PREFILL, PAGED_PREFILL_FLOAT32


# Not compiled anew for tables of another width.
@triton.jit(do_not_specialize=["stride_table"])
def _prefill_kernel(
    p_q,
    p_gate,
    p_k,
    p_v,
    k_tiles,
    v_tiles,
    p_table,
    p_cu_seqlens,
    p_lengths,
    p_prefix,
    p_out,
    scale,
    stride_gate,
    stride_gate_head,
    stride_table,
    G: tl.constexpr,
    Hkv: tl.constexpr,
    D: tl.constexpr,
    BD: tl.constexpr,
    BM: tl.constexpr,
    BN: tl.constexpr,
    PAGE: tl.constexpr,
):
    i_n, i_h = tl.program_id(2), tl.program_id(1)
    BT: tl.constexpr = BM // G
    # The programs that see the most keys begin first.
    i_t = (tl.num_programs(0) - 1 - tl.program_id(0)) * BT
    start = tl.load(p_cu_seqlens + i_n).to(tl.int64)
    num_tokens = (tl.load(p_cu_seqlens + i_n + 1) - start).to(tl.int32)
    if i_t >= num_tokens:
        return
    length = tl.load(p_lengths + i_n)
    total = length + num_tokens
    prefix = 0
    if p_prefix is not None:
        prefix = tl.load(p_prefix + i_n)
    o_r, o_d = tl.arange(0, BM), tl.arange(0, BD)
    o_t, o_h = o_r // G, (o_r % G).to(tl.int64)
    m_r = (o_r < BT * G) & (i_t + o_t < num_tokens)
    # A row sees the keys before its end: the causal and the prefix mask are both runs from key 0.
    b_end = tl.minimum(tl.maximum(length + i_t + o_t + 1, prefix), total)
    first_end = tl.minimum(tl.maximum(length + i_t + 1, prefix), total)
    last_end = tl.minimum(tl.maximum(length + i_t + BT, prefix), total)
    # Every row sees all of the tiles before the border.
    border = first_end // BN * BN
    first_row = (start + i_t) * (Hkv * G) + i_h * G
    o_out = (o_t.to(tl.int64) * (Hkv * G) + o_h) * D
    m = m_r[:, None] & (o_d < D)[None, :]
    b_q = tl.load(p_q + first_row * D + o_out[:, None] + o_d[None, :], mask=m, other=0.0)
    p_pages = p_table + i_n.to(tl.int64) * stride_table
    b_max = tl.full([BM], float("-inf"), dtype=tl.float32)
    b_sum = tl.zeros([BM], dtype=tl.float32)
    b_o = tl.zeros([BM, BD], dtype=tl.float32)
    # fmt: off
    b_max, b_sum, b_o = attend_keys(
        b_q, b_end, b_max, b_sum, b_o, p_k, p_v, k_tiles, v_tiles, p_pages, 0, border, scale, i_h,
        Hkv, D, BD, BN, PAGE, False,
    )
    b_max, b_sum, b_o = attend_keys(
        b_q, b_end, b_max, b_sum, b_o, p_k, p_v, k_tiles, v_tiles, p_pages, border, last_end,
        scale, i_h, Hkv, D, BD, BN, PAGE, True,
    )
    # fmt: on
    p_gate += (start + i_t) * stride_gate + i_h * G * stride_gate_head
    p_out += first_row * D
    o_gate = o_t.to(tl.int64) * stride_gate + o_h * stride_gate_head
    b_runs = quarters(b_o, BM, BD)
    for i in tl.static_range(4):
        store_gated(b_runs[i], b_sum, p_gate, p_out, o_gate, o_out, m_r, i * (BD // 4), D)


def paged_attention_prefill(
    q: Tensor,
    gate: Tensor,
    k_pages: Tensor,
    v_pages: Tensor,
    table: Tensor,
    cu_seqlens: Tensor,
    lengths: Tensor,
    max_tokens: int,
    prefix: Tensor | None = None,
) -> Tensor:
    """As `reference_paged_attention`. max_tokens: at least the longest sequence's new tokens."""
    gate = check_inputs(q, gate, k_pages, v_pages, table, cu_seqlens, lengths)
    q = q.contiguous()
    num_tokens, num_heads, head_dim = q.shape
    page_size, num_kv_heads = k_pages.shape[1:3]
    group = num_heads // num_kv_heads
    tile = PAGED_PREFILL_FLOAT32 if q.dtype == torch.float32 else PAGED_PREFILL[arch_of(q)]
    out = torch.empty(num_tokens, num_heads * head_dim, dtype=q.dtype, device=q.device)
    launch(
        _prefill_kernel,
        (triton.cdiv(max_tokens, tile.queries // group), num_kv_heads, lengths.shape[0]),
        q,
        gate,
        k_pages,
        v_pages,
        *descriptors(k_pages, v_pages, tile),
        table,
        cu_seqlens,
        lengths,
        prefix,
        out,
        score_scale(q),
        gate.stride(0),
        gate.stride(1),
        table.stride(0),
        G=group,
        Hkv=num_kv_heads,
        D=head_dim,
        BD=columns(head_dim),
        BM=tile.queries,
        BN=keys_of(tile, page_size),
        PAGE=page_size,
        num_warps=tile.num_warps,
        num_stages=tile.num_stages,
    )
    return out
