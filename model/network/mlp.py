"""The decoder's feed-forward part: SwiGLU. Gate and up projection are one matrix, gate rows
first.
"""

from __future__ import annotations

from torch import Tensor, nn

from kernels import dispatch


class MLP(nn.Module):
    def __init__(self, hidden_size: int, intermediate_size: int) -> None:
        super().__init__()
        self.gate_up_proj = nn.Linear(hidden_size, 2 * intermediate_size, bias=False)
        self.down_proj = nn.Linear(intermediate_size, hidden_size, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        down: Tensor = self.down_proj(dispatch.swiglu(self.gate_up_proj(x)))
        return down
