"""The choice of a token in plain PyTorch. Knows no tokenizer, no grammar and no sequence.

Layout: logits: [B, V]; bitmask: [B, ceil(V / 32)] int32, bit v % 32 of word v // 32 set where token
v is allowed (the layout of llguidance); uniforms: [B] float32 in [0, 1).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

WORD_BITS = 32
# Below, its inverse times a logit overflows; the greedy choice needs no temperature.
MIN_TEMPERATURE = 1e-6


def reference_choose_tokens(
    logits: Tensor,
    bitmask: Tensor | None = None,
    uniforms: Tensor | None = None,
    temperature: float = 1.0,
) -> tuple[Tensor, Tensor, Tensor]:
    """(token [B] int64, log probability among the allowed, among all; both [B] float32).

    Without uniforms the token of the greatest logit, the first of several. With them the first
    token at which the cumulative distribution of logits / temperature, over the allowed tokens by
    their ids, exceeds the row's number. Both log probabilities are of the logits as they are.
    Where nothing is allowed that has a finite logit: token -1, minus infinity twice.

    Raises: ValueError when shapes or types do not go together, or for a temperature below 1e-6.
    """
    check_choice(logits, bitmask, uniforms, temperature)
    free = logits.float()
    masked = free
    if bitmask is not None:
        masked = free.masked_fill(~expand_bits(bitmask, logits.shape[1]), -math.inf)
    best, tokens = masked.max(dim=-1)
    if uniforms is not None:
        # float64: a running sum over a vocabulary in float32 is off by more than its last tokens.
        weights = ((masked - best[:, None]).double() / temperature).exp()
        cumulative = weights.cumsum(dim=-1)
        targets = uniforms.double()[:, None] * cumulative[:, -1:]
        tokens = torch.searchsorted(cumulative, targets, right=True)[:, 0]
        tokens = tokens.clamp_max(logits.shape[1] - 1)
    chosen = masked.gather(-1, tokens[:, None])[:, 0]
    none_allowed = best == -math.inf
    logprobs, free_logprobs = (chosen - x.logsumexp(dim=-1) for x in (masked, free))
    return (
        tokens.masked_fill(none_allowed, -1),
        logprobs.masked_fill(none_allowed, -math.inf),
        free_logprobs.masked_fill(none_allowed, -math.inf),
    )


def expand_bits(bitmask: Tensor, num_tokens: int) -> Tensor:
    """[B, ceil(V / 32)] int32 as [B, V] bool."""
    # Bytes rather than words: a quarter of the memory. All machines we know of are little-endian.
    octets = bitmask.contiguous().view(torch.uint8)
    shifts = torch.arange(8, dtype=torch.uint8, device=bitmask.device)
    return (octets[..., None] >> shifts & 1).bool().flatten(1)[:, :num_tokens]


def check_choice(
    logits: Tensor, bitmask: Tensor | None, uniforms: Tensor | None, temperature: float
) -> None:
    """Raises: ValueError, with both sides of what does not go together."""
    num_rows, num_tokens = logits.shape
    if bitmask is not None:
        expected = (num_rows, -(-num_tokens // WORD_BITS))
        if bitmask.dtype != torch.int32 or bitmask.shape != expected:
            raise ValueError(
                f"bitmask is {bitmask.dtype} {tuple(bitmask.shape)}, not int32 {expected}"
            )
    if uniforms is not None:
        if uniforms.dtype != torch.float32 or uniforms.shape != (num_rows,):
            raise ValueError(
                f"uniforms are {uniforms.dtype} {tuple(uniforms.shape)}, not float32 {(num_rows,)}"
            )
        if not MIN_TEMPERATURE <= temperature < math.inf:
            raise ValueError(f"the temperature is {temperature}, not {MIN_TEMPERATURE} or above")
