"""The copy head over one prompt: its share of the next token's probability, its best places."""

from __future__ import annotations

import torch
from torch import Tensor

from model.engine.copied import Copied
from model.network.copy_head import CopyHead, mix

#: prompt positions kept of each look of the copy head
TOP_COPIES = 8


class CopyMemory:
    """The copy head's keys of one prompt, gathered while it is prefilled."""

    def __init__(self, head: CopyHead, prompt_ids: Tensor, copyable: Tensor) -> None:
        """prompt_ids: int64 [S]; copyable: bool [S]."""
        self._head = head
        self._ids = prompt_ids[None]
        self._copyable = copyable[None]
        self._keys: list[Tensor] = []
        self._last: Tensor | None = None

    def extend(self, hidden: Tensor) -> None:
        """Take the next prompt positions. hidden: [1, T, hidden]."""
        self._keys.append(self._head.keys(hidden, self._last))
        self._last = hidden[:, -1:]

    def finish(self) -> None:
        """Call once, after the last position."""
        self._keys = [torch.cat(self._keys, dim=1)]

    def mix(self, hidden: Tensor, logits: Tensor) -> tuple[Tensor, Tensor]:
        """Log probabilities of the mixture, and log attention.

        hidden: [1, T, hidden]; logits: [1, T, V]. Returns [1, T, V] and [1, T, S], float32.
        """
        log_attention, gate = self._head(hidden, self._keys[0], self._copyable)
        return mix(logits, log_attention, gate, self._ids), log_attention

    def copied(self, log_attention: Tensor, token: int) -> Copied:
        """The best places of `token` in the prompt. log_attention: [S]."""
        places = torch.nonzero(self._ids[0] == token)[:, 0]
        weights = log_attention[places].exp()
        best = weights.topk(min(TOP_COPIES, len(weights))).indices
        return Copied(places[best].cpu().numpy(), weights[best].float().cpu().numpy())
