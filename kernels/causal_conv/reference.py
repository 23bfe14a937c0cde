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


def reference_causal_conv_varlen(
    x: Tensor, weight: Tensor, cu_seqlens: Tensor, pool: Tensor, slots: Tensor
) -> Tensor:
    """Sequences of any lengths one after the other, each with its state in a slot of a pool.

    x: [T, C]; cu_seqlens: [N + 1] int32, where each begins and the last ends; pool: [S, W - 1, C];
    slots: [N] int32, no two the same. Returns y [T, C]; writes the states after the last tokens
    into the pool. A sequence that begins needs a slot of zeros.
    """
    bounds = cu_seqlens.tolist()
    y = torch.empty_like(x)
    for slot, start, end in zip(slots.tolist(), bounds, bounds[1:], strict=False):
        if end > start:
            part, state = reference_causal_conv(
                x[None, start:end], weight, pool[None, slot].to(x.dtype)
            )
            y[start:end], pool[slot] = part[0], state[0]
    return y


def reference_causal_conv_update(x: Tensor, weight: Tensor, pool: Tensor, slots: Tensor) -> Tensor:
    """One token of each of N sequences, x: [N, C]; else as `reference_causal_conv_varlen`."""
    index = slots.long()
    y, state = reference_causal_conv(x[:, None], weight, pool[index].to(x.dtype))
    pool[index] = state.to(pool.dtype)
    return y[:, 0]
