"""The norms as layers: weights here, the computation in `kernels`. All compute in float32."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from kernels import dispatch


class RMSNorm(nn.Module):
    """x / rms(x) * (1 + weight): the published weights are centred at zero."""

    def __init__(self, size: int, eps: float) -> None:
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.zeros(size))

    def forward(self, x: Tensor) -> Tensor:
        return dispatch.rms_norm(x, self.weight, self.eps)

    def after_adding(self, x: Tensor, residual: Tensor) -> tuple[Tensor, Tensor]:
        """The norm of residual + x, and residual + x itself."""
        return dispatch.add_rms_norm(x, residual, self.weight, self.eps)


class GatedRMSNorm(nn.Module):
    """x / rms(x) * weight * silu(gate): plain weight (not 1 + weight), norm before gate."""

    def __init__(self, size: int, eps: float) -> None:
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(size))

    def forward(self, x: Tensor, gate: Tensor) -> Tensor:
        """x, gate: [..., heads, size]. In gate's dtype."""
        return dispatch.gated_rms_norm(x, gate, self.weight, self.eps)


class LayerNorm(nn.Module):
    """(x - mean) / deviation * weight + bias."""

    def __init__(self, size: int, eps: float) -> None:
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(size))
        self.bias = nn.Parameter(torch.zeros(size))

    def forward(self, x: Tensor) -> Tensor:
        return dispatch.layer_norm(x, self.weight, self.bias, self.eps)
