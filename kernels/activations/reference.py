"""The activations in plain PyTorch. Knows no layer. Differentiable.

Layout: [..., D], float32 or bfloat16.
"""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F


def reference_swiglu(gate_up: Tensor) -> Tensor:
    """silu(gate) * up. gate_up: [..., 2 D], the gate's half first. Returns [..., D]."""
    gate, up = gate_up.chunk(2, dim=-1)
    return F.silu(gate) * up


def reference_gelu_bias(x: Tensor, bias: Tensor, *, tanh: bool) -> Tensor:
    """gelu(x + bias), in x's dtype. tanh: the approximation, not the exact (erf) form.

    x: [..., D]; bias: [D], of any float dtype.
    """
    return F.gelu(x + bias.to(x.dtype), approximate="tanh" if tanh else "none")
