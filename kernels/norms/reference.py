"""The norms in plain PyTorch, over the last axis. Knows no layer.

Layout: x, residual, gate: [..., D], float32 or bfloat16; weight, bias: [D]. All compute in float32
and cast once, at the end. Differentiable.
"""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F


def reference_rms_norm(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    """x / rms(x) * (1 + weight), in x's dtype: the published weights are centred at zero."""
    weight = 1 + weight.float()
    return F.rms_norm(x.float(), weight.shape, weight, eps).to(x.dtype)


def reference_add_rms_norm(
    x: Tensor, residual: Tensor, weight: Tensor, eps: float
) -> tuple[Tensor, Tensor]:
    """The norm of s = residual + x, and s. The norm sees s as stored: rounded to its dtype."""
    total = residual + x
    return reference_rms_norm(total, weight, eps), total


def reference_gated_rms_norm(x: Tensor, gate: Tensor, weight: Tensor, eps: float) -> Tensor:
    """x / rms(x) * weight * silu(gate), in gate's dtype: plain weight, norm before gate."""
    normed = F.rms_norm(x.float(), weight.shape, weight.float(), eps)
    return (normed * F.silu(gate.float())).to(gate.dtype)


def reference_layer_norm(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
    """(x - mean(x)) / sqrt(var(x) + eps) * weight + bias, in x's dtype; var divides by D."""
    return F.layer_norm(x, weight.shape, weight, bias, eps)
