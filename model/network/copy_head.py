"""nano's copy head: a pointer over the prompt, mixed with the vocabulary distribution by a gate.

Source of the mixture: See, Liu, Manning, "Get To The Point: Summarization with Pointer-Generator
Networks" (2017), eq. 9.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

# A logarithm of "never" that keeps sums and gradients finite, which -inf does not.
NEVER = -1e30


class CopyHead(nn.Module):
    def __init__(self, hidden_size: int, copy_dim: int) -> None:
        super().__init__()
        self.key_proj = nn.Linear(2 * hidden_size, copy_dim, bias=False)
        self.query_proj = nn.Linear(hidden_size, copy_dim, bias=False)
        self.gate_proj = nn.Linear(hidden_size, 1)

    def keys(self, hidden: Tensor, previous_hidden: Tensor | None = None) -> Tensor:
        """Keys of prompt positions from their own hidden state and the one before.

        hidden: [B, S, hidden]; previous_hidden: [B, 1, hidden] of the token before the first, None
        at the start of the prompt (zeros). Returns [B, S, copy_dim].
        """
        if previous_hidden is None:
            previous_hidden = torch.zeros_like(hidden[:, :1])
        before = torch.cat([previous_hidden, hidden[:, :-1]], dim=1)
        keys: Tensor = self.key_proj(torch.cat([hidden, before], dim=-1))
        return keys

    def forward(self, query_hidden: Tensor, keys: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Where each new token would be copied from, and whether.

        query_hidden: [B, T, hidden]; keys: [B, S, copy_dim]; mask: [B, S] bool, True where copying
        is allowed. Returns the log attention [B, T, S] (float32, `NEVER` where the mask forbids)
        and the gate's logit [B, T] (`NEVER` for rows where nothing may be copied).
        """
        query, allowed = self.query_proj(query_hidden).float(), mask[:, None]
        with torch.autocast(query.device.type, enabled=False):
            scores = query @ keys.float().mT * keys.shape[-1] ** -0.5
        log_attention = scores.masked_fill(~allowed, NEVER).log_softmax(-1)
        log_attention = log_attention.masked_fill(~allowed, NEVER)
        gate_logit = self.gate_proj(query_hidden).float().squeeze(-1)
        return log_attention, gate_logit.masked_fill(~mask.any(-1, keepdim=True), NEVER)


def mix(
    vocab_logits: Tensor, log_attention: Tensor, gate_logit: Tensor, prompt_ids: Tensor
) -> Tensor:
    """log((1 - g) softmax(vocab) + g copied); copied[v] sums the attention where v stands.

    vocab_logits: [B, T, V]; log_attention: [B, T, S]; gate_logit: [B, T]; prompt_ids: [B, S].
    Returns [B, T, V] float32.
    """
    index = prompt_ids[:, None].expand_as(log_attention)
    copied = torch.zeros_like(vocab_logits, dtype=torch.float32).scatter_add_(
        -1, index, log_attention.exp()
    )
    log_copied = (
        copied.clamp_min(torch.finfo(torch.float32).tiny).log()
        + F.logsigmoid(gate_logit)[..., None]
    )
    log_written = vocab_logits.float().log_softmax(-1) + F.logsigmoid(-gate_logit)[..., None]
    return torch.logaddexp(log_written, log_copied)


def mix_targets(
    vocab_logits: Tensor,
    log_attention: Tensor,
    gate_logit: Tensor,
    prompt_ids: Tensor,
    targets: Tensor,
) -> Tensor:
    """`mix` at one token per position, without its [B, T, V] scatter; for training.

    targets: [B, T] int64. Returns [B, T] float32.
    """
    matches = prompt_ids[:, None] == targets[..., None]
    log_copied = log_attention.masked_fill(~matches, NEVER).logsumexp(-1) + F.logsigmoid(gate_logit)
    log_written = -F.cross_entropy(
        vocab_logits.float().flatten(0, -2), targets.flatten(), reduction="none"
    )
    return torch.logaddexp(log_written.view_as(gate_logit) + F.logsigmoid(-gate_logit), log_copied)
