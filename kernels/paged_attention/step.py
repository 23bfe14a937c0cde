"""Steps: 0 to 8 new tokens of each sequence over keys and values in pages. Forward only.

Layout as in `prefill`. A program takes all rows of one sequence and KV head and one run of its
keys; a second kernel merges the runs. How long a run is depends on the sequence's own length only,
so a sequence gives the same bits in every batch.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from kernels.launch import arch_of, launch
from kernels.paged_attention.pages import (
    MIN_SIDE,
    attend_keys,
    check_inputs,
    columns,
    descriptors,
    keys_of,
    quarters,
    score_scale,
    store_gated,
)
from kernels.tiles import (
    MAX_STEP_SPLITS,
    PAGED_COMBINE,
    PAGED_STEP,
    PAGED_STEP_FLOAT32,
    STEP_SPLIT_KEYS,
)


# Not compiled anew for numbers that change from step to step.
@triton.jit(do_not_specialize=["stride_table", "num_rows"])
def _step_kernel(
    p_q,
    p_gate,
    p_k,
    p_v,
    k_tiles,
    v_tiles,
    p_table,
    p_cu_seqlens,
    p_lengths,
    p_out,
    p_part,
    p_sums,
    scale,
    stride_gate,
    stride_gate_head,
    stride_table,
    num_rows,
    G: tl.constexpr,
    Hkv: tl.constexpr,
    D: tl.constexpr,
    BD: tl.constexpr,
    BM: tl.constexpr,
    BN: tl.constexpr,
    PAGE: tl.constexpr,
    SPLIT: tl.constexpr,
    MAX_SPLITS: tl.constexpr,
):
    i_n, i_h, i_s = tl.program_id(2), tl.program_id(1), tl.program_id(0)
    start = tl.load(p_cu_seqlens + i_n).to(tl.int64)
    num_tokens = (tl.load(p_cu_seqlens + i_n + 1) - start).to(tl.int32)
    length = tl.load(p_lengths + i_n)
    total = length + num_tokens
    run = SPLIT * tl.cdiv(total, SPLIT * MAX_SPLITS)
    first = i_s * run
    if (num_tokens == 0) | (first >= total):
        return
    last = tl.minimum(first + run, total)
    o_r, o_d = tl.arange(0, BM), tl.arange(0, BD)
    o_t, o_h = o_r // G, (o_r % G).to(tl.int64)
    m_r = o_t < num_tokens
    b_end = tl.minimum(length + o_t + 1, total)
    # Every row sees all of the tiles before the border.
    border = tl.maximum(first, tl.minimum(last, length + 1) // BN * BN)
    first_row = start * (Hkv * G) + i_h * G
    o_out = (o_t.to(tl.int64) * (Hkv * G) + o_h) * D
    m = m_r[:, None] & (o_d < D)[None, :]
    b_q = tl.load(p_q + first_row * D + o_out[:, None] + o_d[None, :], mask=m, other=0.0)
    p_pages = p_table + i_n.to(tl.int64) * stride_table
    b_max = tl.full([BM], float("-inf"), dtype=tl.float32)
    b_sum = tl.zeros([BM], dtype=tl.float32)
    b_o = tl.zeros([BM, BD], dtype=tl.float32)
    # fmt: off
    b_max, b_sum, b_o = attend_keys(
        b_q, b_end, b_max, b_sum, b_o, p_k, p_v, k_tiles, v_tiles, p_pages, first, border, scale,
        i_h, Hkv, D, BD, BN, PAGE, False,
    )
    b_max, b_sum, b_o = attend_keys(
        b_q, b_end, b_max, b_sum, b_o, p_k, p_v, k_tiles, v_tiles, p_pages, border, last, scale,
        i_h, Hkv, D, BD, BN, PAGE, True,
    )
    # fmt: on
    if p_part is None:
        p_gate += start * stride_gate + i_h * G * stride_gate_head
        p_out += first_row * D
        o_gate = o_t.to(tl.int64) * stride_gate + o_h * stride_gate_head
        b_runs = quarters(b_o, BM, BD)
        for i in tl.static_range(4):
            store_gated(b_runs[i], b_sum, p_gate, p_out, o_gate, o_out, m_r, i * (BD // 4), D)
    else:
        first_part = (i_n.to(tl.int64) * Hkv + i_h) * tl.num_programs(0) + i_s
        o_part = first_part * num_rows + o_r
        tl.store(p_sums + o_part * 2, b_max, mask=m_r)
        tl.store(p_sums + o_part * 2 + 1, b_sum, mask=m_r)
        tl.store(p_part + o_part[:, None] * D + o_d[None, :], b_o, mask=m)


@triton.jit(do_not_specialize=["num_splits", "num_rows"])
def _combine_kernel(
    p_part,
    p_sums,
    p_gate,
    p_cu_seqlens,
    p_lengths,
    p_out,
    stride_gate,
    stride_gate_head,
    num_splits,
    num_rows,
    G: tl.constexpr,
    Hkv: tl.constexpr,
    D: tl.constexpr,
    BD: tl.constexpr,
    BS: tl.constexpr,
    SPLIT: tl.constexpr,
    MAX_SPLITS: tl.constexpr,
):
    """One token and query head: the runs of keys merged, BS at a time, and gated."""
    i_n, i_h, i_t = tl.program_id(2), tl.program_id(1), tl.program_id(0)
    start = tl.load(p_cu_seqlens + i_n).to(tl.int64)
    num_tokens = (tl.load(p_cu_seqlens + i_n + 1) - start).to(tl.int32)
    if i_t >= num_tokens:
        return
    total = tl.load(p_lengths + i_n) + num_tokens
    # Further runs were not written.
    num_runs = tl.cdiv(total, SPLIT * tl.cdiv(total, SPLIT * MAX_SPLITS))
    first_part = (i_n.to(tl.int64) * Hkv + i_h // G) * num_splits
    i_r = i_t * G + i_h % G
    o_d = tl.arange(0, BD)
    b_max, b_sum = float("-inf"), 0.0
    b_o = tl.zeros([BD], dtype=tl.float32)
    for i_s in range(0, num_runs, BS):
        o_s = i_s + tl.arange(0, BS)
        m_s = o_s < num_runs
        o_part = (first_part + o_s) * num_rows + i_r
        m = m_s[:, None] & (o_d < D)[None, :]
        b_part = tl.load(p_part + o_part[:, None] * D + o_d[None, :], mask=m, other=0.0)
        b_part_max = tl.load(p_sums + o_part * 2, mask=m_s, other=float("-inf"))
        b_part_sum = tl.load(p_sums + o_part * 2 + 1, mask=m_s, other=0.0)
        # Finite: every row sees key 0, which is in the first run.
        b_new = tl.maximum(b_max, tl.max(b_part_max, axis=0))
        b_decay, b_weight = tl.exp2(b_max - b_new), tl.exp2(b_part_max - b_new)
        b_sum = b_sum * b_decay + tl.sum(b_part_sum * b_weight, axis=0)
        b_o = b_o * b_decay + tl.sum(b_part * b_weight[:, None], axis=0)
        b_max = b_new
    p_gate += (start + i_t) * stride_gate + i_h * stride_gate_head
    b_gate = tl.load(p_gate + o_d, mask=o_d < D, other=0.0).to(tl.float32)
    b_o = b_o / (b_sum * (1.0 + tl.exp(-b_gate)))
    o_out = ((start + i_t) * (Hkv * G) + i_h) * D + o_d
    tl.store(p_out + o_out, b_o.to(p_out.dtype.element_ty), mask=o_d < D)


def paged_attention_step(
    q: Tensor,
    gate: Tensor,
    k_pages: Tensor,
    v_pages: Tensor,
    table: Tensor,
    cu_seqlens: Tensor,
    lengths: Tensor,
    max_tokens: int,
    max_length: int,
) -> Tensor:
    """As `reference_paged_attention`. max_tokens, max_length: at least the longest sequence's new
    tokens, and with those in the pages. Raises: ValueError for more tokens than a step has.
    """
    gate = check_inputs(q, gate, k_pages, v_pages, table, cu_seqlens, lengths)
    q = q.contiguous()
    (num_tokens, num_heads, head_dim), num_sequences = q.shape, lengths.shape[0]
    page_size, num_kv_heads = k_pages.shape[1:3]
    group = num_heads // num_kv_heads
    tile = PAGED_STEP_FLOAT32 if q.dtype == torch.float32 else PAGED_STEP[arch_of(q)]
    if max_tokens > tile.queries:
        raise ValueError(f"a step has up to {tile.queries} tokens of a sequence, not {max_tokens}")
    num_keys = keys_of(tile, page_size)
    assert STEP_SPLIT_KEYS % num_keys == 0, f"{STEP_SPLIT_KEYS} keys in tiles of {num_keys}"
    num_splits = min(MAX_STEP_SPLITS, triton.cdiv(max_length, STEP_SPLIT_KEYS))
    num_rows = max_tokens * group
    out = torch.empty(num_tokens, num_heads * head_dim, dtype=q.dtype, device=q.device)
    part, sums = None, None
    if num_splits > 1:
        parts = (num_sequences, num_kv_heads, num_splits, num_rows)
        part, sums = (q.new_empty(*parts, n, dtype=torch.float32) for n in (head_dim, 2))
    constants = {"G": group, "Hkv": num_kv_heads, "D": head_dim, "BD": columns(head_dim)}
    constants |= {"SPLIT": STEP_SPLIT_KEYS, "MAX_SPLITS": MAX_STEP_SPLITS}
    launch(
        _step_kernel,
        (num_splits, num_kv_heads, num_sequences),
        *(q, gate, k_pages, v_pages, *descriptors(k_pages, v_pages, tile)),
        *(table, cu_seqlens, lengths, out, part, sums, score_scale(q)),
        *(*gate.stride()[:2], table.stride(0), num_rows),
        # The same in all batches: with other numbers of rows a GPU would add in another order.
        BM=max(MIN_SIDE, triton.next_power_of_2(tile.queries * group)),
        BN=num_keys,
        PAGE=page_size,
        **constants,
        num_warps=tile.num_warps,
        num_stages=tile.num_stages,
    )
    if part is not None:
        runs, num_warps = PAGED_COMBINE
        launch(
            _combine_kernel,
            (max_tokens, num_heads, num_sequences),
            *(part, sums, gate, cu_seqlens, lengths, out),
            *(*gate.stride()[:2], num_splits, num_rows),
            BS=runs,
            **constants,
            num_warps=num_warps,
        )
    return out
