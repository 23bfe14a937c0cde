"""What docflow-nano is trained on: the answer's decided tokens, where they are copied from, and
each word's field.

The tag loss (every anchor word is asked for its field) gives far more signal a document than the
answer alone; its
head is thrown away after training. Knows no optimiser.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from model.network.copy_head import NEVER, mix_targets
from model.network.rax import Rax
from training.batches import Batch

POINTER_WEIGHT = 0.5
TAG_WEIGHT = 0.5


@dataclass(slots=True)
class Losses:
    """Weighted mean losses of a batch; the share of copied tokens it would have pointed to."""

    total: Tensor
    answer: Tensor
    pointer: Tensor
    tag: Tensor
    pointer_accuracy: Tensor


class TagHead(nn.Module):
    """Field of each anchor word from the hidden state of its last token."""

    def __init__(self, hidden_size: int, num_tags: int) -> None:
        super().__init__()
        self.proj = nn.Linear(hidden_size, num_tags + 1)

    def forward(self, hidden: Tensor) -> Tensor:
        """[N, hidden] -> [N, tags + 1]; class 0 is "no field"."""
        logits: Tensor = self.proj(hidden)
        return logits


def compute_losses(rax: Rax, tag_head: TagHead, batch: Batch) -> Losses:
    """Forward pass and losses."""
    hidden = rax(
        batch.ids,
        batch.positions,
        patches=batch.patches,
        grids=batch.grids,
        layout=batch.layout,
        prefix=batch.prefix if rax.config.nano.prefix_attention else None,
    )
    prompt_hidden = hidden[:, : batch.prompt_ids.shape[1]]
    index = batch.queries[..., None].expand(-1, -1, hidden.shape[-1])
    query_hidden = hidden.gather(1, index)
    assert rax.copy_head is not None
    keys = rax.copy_head.keys(prompt_hidden)
    log_attention, gate_logit = rax.copy_head(query_hidden, keys, batch.copyable)
    weights = batch.weights
    targets = batch.targets.clamp_min(0)
    log_probs = mix_targets(
        rax.vocab_logits(query_hidden), log_attention, gate_logit, batch.prompt_ids, targets
    )
    answer = -(log_probs * weights).sum() / weights.sum().clamp_min(1)
    copied = batch.sources.any(-1)
    log_pointed = log_attention.masked_fill(~batch.sources, NEVER).logsumexp(-1)
    copied_weights = weights * copied
    pointer = -(log_pointed * copied_weights).sum() / copied_weights.sum().clamp_min(1)
    best = log_attention.argmax(-1, keepdim=True)
    hits = batch.sources.gather(-1, best).squeeze(-1) & copied
    labelled = batch.tags >= 0
    tag = F.cross_entropy(tag_head(prompt_hidden[labelled]), batch.tags[labelled])
    total = answer + POINTER_WEIGHT * pointer + TAG_WEIGHT * tag
    with torch.no_grad():
        accuracy = hits.sum() / copied.sum().clamp_min(1)
    return Losses(total, answer.detach(), pointer.detach(), tag.detach(), accuracy)
