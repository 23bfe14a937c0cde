"""Gated attention over keys and values in pages, in plain PyTorch. Knows no layer.

Layout: q, gate: [T, Hq, D], the new tokens of N sequences one after the other; k_pages, v_pages:
[P, page_size, Hkv, D], which hold the new tokens' keys and values already; float32 or bfloat16.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor
from torch.nn import functional as F

#: elements of a mask, so that a long context takes no more memory than a short one
MAX_MASK = 1 << 22


def reference_paged_attention(
    q: Tensor,
    gate: Tensor,
    k_pages: Tensor,
    v_pages: Tensor,
    table: Tensor,
    cu_seqlens: Tensor,
    lengths: Tensor,
    prefix: Tensor | None = None,
) -> Tensor:
    """softmax(q k / sqrt(D)) v, times sigmoid(gate): [T, Hq D] in q's dtype.

    table: [N, M] int32, the pages of each sequence in order, arbitrary beyond its last token;
    cu_seqlens: [N + 1] int32, where each sequence's new tokens begin and the last ends; lengths:
    [N] int32, the tokens each has in the pages before them. Token i of a sequence sees the tokens
    up to itself and, with prefix: [N] int32, all those before prefix (Raffel et al., "Exploring
    the Limits of Transfer Learning" (2020), section 3.2.1).
    """
    out = torch.empty(q.shape[0], q.shape[1] * q.shape[2], dtype=q.dtype, device=q.device)
    bounds, before = pairwise(cu_seqlens.tolist()), lengths.tolist()
    prefixes = [0] * len(before) if prefix is None else prefix.tolist()
    for i, (start, end) in enumerate(bounds):
        if start == end:
            continue
        length, total = before[i], before[i] + end - start
        k, v = _gather(k_pages, v_pages, table[i], total)
        # New tokens inside the prefix, which all see the same, and new tokens behind it.
        seen = min(prefixes[i], total)
        middle = start + max(0, seen - length)
        if middle > start:
            out[start:middle] = _attend(q[start:middle], k[:seen], v[:seen])
        if middle < end:
            out[middle:end] = _attend_causally(q[middle:end], k, v)
    gated = out.view(q.shape).float() * torch.sigmoid(gate.float())
    return gated.to(q.dtype).flatten(1)


def _gather(k_pages: Tensor, v_pages: Tensor, row: Tensor, total: int) -> tuple[Tensor, Tensor]:
    """The first `total` keys and values of a sequence, [total, Hkv, D]; its pages as a view where
    they lie one behind the other.
    """
    row = row[: -(-total // k_pages.shape[1])]
    pages = row.tolist()
    run = range(pages[0], pages[0] + len(pages))
    if pages == list(run):
        k, v = k_pages[run.start : run.stop], v_pages[run.start : run.stop]
    else:
        k, v = k_pages.index_select(0, row), v_pages.index_select(0, row)
    return k.flatten(0, 1)[:total], v.flatten(0, 1)[:total]


def _attend_causally(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """The queries are those of the last tokens."""
    num_new, num_all = q.shape[0], k.shape[0]
    if num_new == 1:
        return _attend(q, k, v)
    if num_new < num_all:
        return _attend_in_blocks(q, k, v)
    q, k, v = (x.transpose(0, 1)[None] for x in (q, k, v))
    o = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
    return o[0].transpose(0, 1).flatten(1)


def _attend_in_blocks(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """As many queries at a time as a mask over all keys has room for. It is made once: a heap gets
    full of holes where each block takes a little more than the one before gave back.
    """
    num_new, num_all = q.shape[0], k.shape[0]
    group = q.shape[1] // k.shape[1]
    size = min(num_new, max(1, MAX_MASK // (group * num_all)))
    mask = q.new_zeros(size * group, num_all)
    new = torch.arange(num_new, device=q.device)
    blocks = []
    for start in range(0, num_new, size):
        block = q[start : start + size]
        # A query is followed by the others of its KV head. What was before, all of them see.
        index = new[start : start + size].repeat_interleave(group)
        mask[: len(index), num_all - num_new :] = torch.where(new > index[:, None], -torch.inf, 0.0)
        blocks.append(_attend(block, k, v, mask[: len(index)]))
    return torch.cat(blocks) if len(blocks) > 1 else blocks[0]


def _attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> Tensor:
    """mask: [T * query heads of a KV head, S], added to the scores; None where every query sees
    every key.

    The query heads of a KV head go as rows beside the tokens: its keys are read once.
    """
    num_kv_heads, group = k.shape[1], q.shape[1] // k.shape[1]
    rows = q.unflatten(1, (num_kv_heads, group)).transpose(0, 1)
    o = F.scaled_dot_product_attention(
        rows.flatten(1, 2)[None], k.transpose(0, 1)[None], v.transpose(0, 1)[None], attn_mask=mask
    )
    return o[0].view(rows.shape).transpose(0, 1).flatten(1)
