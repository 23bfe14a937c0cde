"""Gated full attention: grouped queries, QK-norm, partial rotary positions, gate on the output.

Masking goes by token index, never by rotary position. Rows of the merged projection: [query and
gate, head by head | k | v].
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kernels import dispatch
from model.batch import Batch, Phase
from model.cache import KeyValues
from model.config import TextConfig
from model.network.norms import RMSNorm
from model.network.rope import Rotation, rotary_tables, rotate


class GatedAttention(nn.Module):
    def __init__(self, config: TextConfig) -> None:
        super().__init__()
        self.config = config
        self.num_heads = config.num_attention_heads
        self.num_kv_heads = config.num_key_value_heads
        self.head_dim = config.head_dim
        query_rows = 2 * self.num_heads * self.head_dim
        kv_rows = self.num_kv_heads * self.head_dim
        self.rows = [query_rows, kv_rows, kv_rows]
        self.qkv_proj = nn.Linear(config.hidden_size, sum(self.rows), bias=False)
        self.o_proj = nn.Linear(self.num_heads * self.head_dim, config.hidden_size, bias=False)
        self.q_norm = RMSNorm(self.head_dim, config.rms_norm_eps)
        self.k_norm = RMSNorm(self.head_dim, config.rms_norm_eps)

    def forward(self, x: Tensor, rotation: Rotation, mask: Tensor | None = None) -> Tensor:
        """The dense form: x [B, T, hidden] -> [B, T, hidden]. mask: as in `attend`."""
        query, k, v = self.qkv_proj(x).split(self.rows, dim=-1)
        q, gate = query.unflatten(-1, (self.num_heads, 2 * self.head_dim)).chunk(2, dim=-1)
        k = k.unflatten(-1, (self.num_kv_heads, self.head_dim))
        v = v.unflatten(-1, (self.num_kv_heads, self.head_dim)).transpose(1, 2)
        q = rotate(self.q_norm(q), rotation).transpose(1, 2)
        k = rotate(self.k_norm(k), rotation).transpose(1, 2)
        # Mixed-precision training on a CPU: its attention kernel is faster in float32.
        with torch.autocast("cpu", enabled=False):
            o = attend(q, k, v.to(q.dtype), mask).transpose(1, 2)
        gated = o * torch.sigmoid(gate)
        out: Tensor = self.o_proj(gated.flatten(2))
        return out

    def advance(self, x: Tensor, batch: Batch, memory: KeyValues) -> Tensor:
        """The packed form: x [T, hidden] -> [T, hidden]; writes keys and values into the pages."""
        frequencies, axes = rotary_tables(self.config, x.device)
        q, gate = dispatch.qk_norm_rope_store(
            self.qkv_proj(x),
            self.q_norm.weight,
            self.k_norm.weight,
            self.q_norm.eps,
            batch.positions,
            frequencies,
            axes,
            memory.k_pages,
            memory.v_pages,
            batch.places,
            self.num_heads,
        )
        pages = memory.k_pages, memory.v_pages, batch.table
        new = batch.cu_seqlens, batch.lengths, batch.max_tokens
        if batch.phase is Phase.STEP:
            o = dispatch.paged_attention_step(q, gate, *pages, *new, batch.max_length)
        else:
            o = dispatch.paged_attention_prefill(q, gate, *pages, *new, batch.prefix)
        out: Tensor = self.o_proj(o)
        return out


def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> Tensor:
    """q: [B, heads, T, D]; k, v: [B, KV heads, T, D]. mask: bool, broadcast to [B, heads, T, T],
    True where a query sees a key; None: what stands before it and itself. [B, heads, T, D].
    """
    is_causal = mask is None
    return F.scaled_dot_product_attention(
        q, k, v, attn_mask=mask, is_causal=is_causal, enable_gqa=True
    )


def prefix_mask(prefix: Tensor, num_tokens: int) -> Tensor:
    """Mask for `attend` where the first tokens of each row see each other in both directions.

    prefix: int64 [B], how many. Returns [B, 1, T, T], or [B, 1, 1, T] where all tokens of all rows
    belong to the prefix: a long prompt has no room for a square.
    Source: Raffel et al., "Exploring the Limits of Transfer Learning" (2020), section 3.2.1.
    """
    index = torch.arange(num_tokens, device=prefix.device)
    seen = index < prefix[:, None]
    if bool(seen.all()):
        return seen[:, None, None]
    causal = index <= index[:, None]
    return (causal | seen[:, None])[:, None]
