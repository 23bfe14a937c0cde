"""Gated full attention: grouped queries, QK-norm, partial rotary positions, gate on the output.

Masking goes by token index, never by rotary position. Rows of the merged projection: [query and
gate, head by head | k | v].
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from model.cache import KeyValues
from model.config import TextConfig
from model.network.norms import RMSNorm
from model.network.rope import Rotation, rotate


class GatedAttention(nn.Module):
    def __init__(self, config: TextConfig) -> None:
        super().__init__()
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

    def forward(
        self, x: Tensor, rotation: Rotation, cache: KeyValues | None, mask: Tensor | None = None
    ) -> Tensor:
        """x: [B, T, hidden] -> [B, T, hidden]; writes the new keys and values into the cache.

        mask: as in `attend`.
        """
        query, k, v = self.qkv_proj(x).split(self.rows, dim=-1)
        q, gate = query.unflatten(-1, (self.num_heads, 2 * self.head_dim)).chunk(2, dim=-1)
        k = k.unflatten(-1, (self.num_kv_heads, self.head_dim))
        v = v.unflatten(-1, (self.num_kv_heads, self.head_dim)).transpose(1, 2)
        q = rotate(self.q_norm(q), rotation).transpose(1, 2)
        k = rotate(self.k_norm(k), rotation).transpose(1, 2)
        if cache is not None:
            k, v = cache.append(k, v)
        # Mixed-precision training on a CPU: its attention kernel is faster in float32.
        with torch.autocast("cpu", enabled=False):
            o = attend(q, k, v.to(q.dtype), mask).transpose(1, 2)
        gated = o * torch.sigmoid(gate)
        out: Tensor = self.o_proj(gated.flatten(2))
        return out


def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> Tensor:
    """Attention where the queries belong to the last T of S tokens.

    q: [B, heads, T, D]; k, v: [B, KV heads, S, D]. mask: bool, broadcast to [B, heads, T, S], True
    where a query sees a key; None: what stands before it and itself. Returns [B, heads, T, D].
    """
    num_new, num_all = q.shape[2], k.shape[2]
    if mask is None and num_new == num_all:
        return F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
    if mask is None and num_new > 1:
        ones = torch.ones(num_new, num_all, dtype=torch.bool, device=q.device)
        mask = ones.tril(num_all - num_new)
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask, enable_gqa=True)


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
