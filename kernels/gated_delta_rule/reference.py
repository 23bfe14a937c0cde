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
