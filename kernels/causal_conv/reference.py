"""Causal depthwise convolution followed by SiLU, in plain PyTorch. Knows no layer and no cache.

Layout: x: [B, T, C]; weight: [C, 1, W] (as published, no bias); state: [B, W - 1, C], the inputs
before the first token.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

# Up to here the sum over windows has less overhead than the convolution.
MAX_WINDOW_TOKENS = 16


def reference_causal_conv(
    x: Tensor, weight: Tensor, state: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """y_t = silu(sum_i weight[:, i] x_(t - W + 1 + i)), in x's dtype.

    state: the last W - 1 inputs of the tokens before, None for zeros. Returns y and the state
    after the last token.
    """
    width = weight.shape[-1]
    if state is None:
        state = x.new_zeros(x.shape[0], width - 1, x.shape[2])
    padded = torch.cat([state, x], dim=1)
    if x.shape[1] <= MAX_WINDOW_TOKENS:
        y = (padded.unfold(1, width, 1) * weight[:, 0]).sum(-1)
    else:
        # As a 2-D convolution over an image one pixel high: unlike conv1d it takes channels last.
        image = padded.transpose(1, 2).unsqueeze(2)
        y = F.conv2d(image, weight.unsqueeze(2), groups=x.shape[2]).squeeze(2).transpose(1, 2)
    # A copy: a view would keep all inputs in memory for as long as the state lives.
    return F.silu(y), padded[:, x.shape[1] :].clone()
