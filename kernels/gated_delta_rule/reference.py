"""The gated delta rule in plain PyTorch, one token after the other. Knows no layer, weight or
cache.

Layout: q, k: [B, T, H, K]; v, o: [B, T, H, V]; g, beta: [B, T, H]; state: [B, H, K, V]. All
float32. q and k come normalised (`l2_normalise`) and q scaled by the caller. g = log of the decay,
at most 0.

Source: Yang, Kautz, Hatamizadeh, "Gated Delta Networks: Improving Mamba2 with Delta Rule" (2024),
equation 10. The state here is the transpose of the paper's: keys by values.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from kernels.gated_delta_rule.chunk import gated_delta_rule_chunk

# Tokens at a time of the packed form: on a CPU, and with small heads, fewer than in training.
CPU_CHUNK_SIZE = 32


def l2_normalise(x: Tensor, eps: float = 1e-6) -> Tensor:
    """x / sqrt(sum(x^2) + eps) over the last axis (the published checkpoints put eps under the
    root).
    """
    return x * torch.rsqrt(x.square().sum(-1, keepdim=True) + eps)


def reference_gated_delta_rule(
    q: Tensor, k: Tensor, v: Tensor, g: Tensor, beta: Tensor, state: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Decay, correct towards v, then read:

    S <- e^g S;  d = beta (v - S^T k);  S <- S + k d^T;  o = S^T q

    state: the state before the first token, None for zeros. Returns o and the state after the last
    token. Differentiable.
    """
    if state is None:
        state = k.new_zeros(k.shape[0], *k.shape[2:], v.shape[-1])
    outputs = []
    for t in range(q.shape[1]):
        state = state * g[:, t, :, None, None].exp()
        k_t = k[:, t, :, :, None]
        recalled = (state * k_t).sum(-2)
        correction = beta[:, t, :, None] * (v[:, t] - recalled)
        state = state + k_t * correction[:, :, None, :]
        outputs.append((state * q[:, t, :, :, None]).sum(-2))
    return torch.stack(outputs, dim=1), state


def reference_gated_delta_rule_prefill(
    mixed: Tensor,
    b: Tensor,
    a: Tensor,
    A_log: Tensor,
    dt_bias: Tensor,
    cu_seqlens: Tensor,
    pool: Tensor,
    slots: Tensor,
    num_k_heads: int,
) -> Tensor:
    """Sequences of any lengths one after the other, each with its state in a slot of a pool.

    mixed: [T, 2 Hk K + Hv V], rows [q | k | v] head by head, q and k not normalised; b, a: [T, Hv];
    A_log, dt_bias: [Hv]; cu_seqlens: [N + 1] int32, where each begins and the last ends; pool: [S,
    Hv, K, V] float32; slots: [N] int32. K head h serves the V heads from h Hv / Hk on.

        beta = sigmoid(b)        g = -e^A_log softplus(a + dt_bias)

    in float32, with q scaled by K^-1/2. Returns o [T, Hv, V] in mixed's dtype; writes the states
    after the last tokens into the pool. A sequence that begins needs a slot of zeros.
    """
    bounds = cu_seqlens.tolist()
    o = mixed.new_empty(mixed.shape[0], pool.shape[1], pool.shape[3])
    # One sequence at a time, from the split on: what it needs stays in a CPU's caches.
    for slot, start, end in zip(slots.tolist(), bounds, bounds[1:], strict=False):
        if end > start:
            q, k, v = _split_heads(mixed[start:end].float(), pool.shape, num_k_heads)
            g = -A_log.float().exp() * F.softplus(a[start:end].float() + dt_bias.float())
            beta, state = torch.sigmoid(b[start:end].float()), pool[None, slot]
            q, k, v, g, beta = (x[None] for x in (q, k, v, g, beta))
            o_part, state = gated_delta_rule_chunk(q, k, v, g, beta, state, CPU_CHUNK_SIZE)
            o[start:end], pool[slot] = o_part[0], state[0]
    return o


def _split_heads(
    mixed: Tensor, pool_shape: torch.Size, num_k_heads: int
) -> tuple[Tensor, Tensor, Tensor]:
    """Normalised q (scaled) and k in V heads, [T, Hv, K], and v."""
    _, num_v_heads, k_dim, v_dim = pool_shape
    key_dim, repeat = num_k_heads * k_dim, num_v_heads // num_k_heads
    q, k, v = mixed.split([key_dim, key_dim, num_v_heads * v_dim], dim=-1)
    q = l2_normalise(q.unflatten(-1, (num_k_heads, k_dim))) * k_dim**-0.5
    k = l2_normalise(k.unflatten(-1, (num_k_heads, k_dim)))
    if repeat > 1:
        q, k = q.repeat_interleave(repeat, dim=1), k.repeat_interleave(repeat, dim=1)
    return q, k, v.unflatten(-1, (num_v_heads, v_dim))
