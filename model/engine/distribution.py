"""What comes next, as the network sees it: probabilities of tokens, with the copy head's share.

Rows of several sequences at once; the copy head looks into each one's own prompt.
"""

from __future__ import annotations

from collections.abc import Sequence as Rows
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from kernels import dispatch
from model.engine.constraint import Mask
from model.engine.copied import Copied
from model.network.copy_head import CopyHead

#: prompt positions kept of each look of the copy head, for the chosen token and for any
TOP_COPIES = 8
TOP_LOOKS = 24
LEAST_LOOK = 1e-4


class CopyMemory:
    """The copy head's keys of one prompt, gathered while it is prefilled."""

    def __init__(self, head: CopyHead, prompt_ids: Tensor, copyable: Tensor) -> None:
        """prompt_ids: int64 [S]; copyable: bool [S]."""
        self.places = torch.nonzero(copyable)[:, 0]
        self.ids = prompt_ids[self.places]
        self.numpy_places = self.places.cpu().numpy()
        self._numpy_ids = self.ids.cpu().numpy()
        self._head = head
        self.reset()

    def reset(self) -> None:
        """Forget the keys: the prompt will be prefilled again."""
        self._pieces: list[Tensor] = []
        self._last: Tensor | None = None
        self.keys = torch.empty(0)

    def extend(self, hidden: Tensor) -> None:
        """Take the next prompt positions. hidden: [T, hidden]."""
        self._pieces.append(self._head.keys(hidden[None], self._last)[0])
        # A copy: a view would keep all of the pass's hidden states.
        self._last = hidden[None, -1:].clone()

    def found(self, token: int) -> npt.NDArray[np.intp]:
        """Which of the copyable places hold a token."""
        return np.flatnonzero(self._numpy_ids == token)

    def finish(self) -> None:
        """Call once after the last position; only what may be copied is kept, float32."""
        self.keys = torch.cat(self._pieces)[self.places].float()
        self._pieces = []


@dataclass(frozen=True, slots=True)
class Look:
    """Where the copy head of one sequence looked. attention: [R, C] over the copyable places."""

    memory: CopyMemory
    attention: Tensor
    first_row: int

    def weights(self, row: int) -> npt.NDArray[np.float32]:
        """Of one row: float32 [C]."""
        weights: npt.NDArray[np.float32] = self.attention[row - self.first_row].cpu().numpy()
        return weights


class Distribution:
    """Probabilities [R, V] of the next token, for rows of hidden states."""

    def __init__(
        self,
        logits: Tensor,
        hidden: Tensor,
        head: CopyHead | None,
        memories: Rows[tuple[CopyMemory | None, int]],
    ) -> None:
        """logits: [R, V]; hidden: [R, hidden]. memories: for each sequence, in order of its rows,
        its memory and how many rows it has.
        """
        self._logits = logits.float()
        self._looks: list[Look | None] = []
        # Of the row that was asked last: the same weights are asked for twice.
        self._weights: tuple[int, npt.NDArray[np.float32]] | None = None
        self._gate: Tensor | None = None
        probabilities = self._logits.softmax(-1)
        if head is not None and any(memory is not None for memory, _ in memories):
            query, self._gate = head.query_proj(hidden).float(), self._gates(head, hidden, memories)
            probabilities *= 1 - self._gate[:, None]
            first = 0
            for memory, count in memories:
                look = None
                if memory is not None and len(memory.places):
                    look = self._look(memory, query[first : first + count], first)
                    share = look.attention * self._gate[first : first + count, None]
                    probabilities[first : first + count].index_add_(1, memory.ids, share)
                self._looks += [look] * count
                first += count
        else:
            self._looks = [None] * len(logits)
        self.probabilities = probabilities

    @staticmethod
    def _gates(
        head: CopyHead, hidden: Tensor, memories: Rows[tuple[CopyMemory | None, int]]
    ) -> Tensor:
        """Share of the copy head in each row, 0 where nothing may be copied: [R]."""
        may_copy = [
            memory is not None and len(memory.places) > 0
            for memory, count in memories
            for _ in range(count)
        ]
        gate: Tensor = head.gate_proj(hidden).float()[:, 0].sigmoid()
        return gate * torch.tensor(may_copy, device=gate.device)

    @staticmethod
    def _look(memory: CopyMemory, query: Tensor, first: int) -> Look:
        scores = query @ memory.keys.mT * memory.keys.shape[-1] ** -0.5
        return Look(memory, scores.softmax(-1), first)

    def top(self, count: int) -> tuple[list[list[float]], list[list[int]]]:
        """Log probabilities and ids of the likeliest tokens of each row, best first."""
        best = self.probabilities.topk(min(count, self.probabilities.shape[1]))
        return best.values.log().tolist(), best.indices.tolist()

    def best_of(self, row: int, mask: Mask) -> tuple[int, float, float]:
        """The likeliest token of a row among those of a mask [V]: its id, its log probability
        among all and among them. Exact where `probabilities` is too small for a float.
        """
        logits, look = self._logits[row], self._looks[row]
        if self._gate is not None and look is not None:
            logits = self._mixed(logits, self._gate[row], look, row)
        bits = np.packbits(mask, bitorder="little")
        words = np.zeros(-(-len(mask) // 32), dtype=np.int32)
        words.view(np.uint8)[: len(bits)] = bits
        allowed = torch.from_numpy(words).to(logits.device)
        token, among, free = dispatch.choose_tokens(logits[None], allowed[None])
        return int(token), float(free), float(among)

    @staticmethod
    def _mixed(logits: Tensor, gate: Tensor, look: Look, row: int) -> Tensor:
        """Log probabilities [V] of one row with the copy head's share."""
        written, gate = logits.log_softmax(-1).double(), gate.double()
        copied = torch.zeros_like(written)
        copied.index_add_(0, look.memory.ids, look.attention[row - look.first_row].double())
        mixed = torch.logaddexp(written + torch.log1p(-gate), copied.log() + gate.log())
        return mixed.float()

    def copied(self, row: int, token: int) -> Copied | None:
        """The best places of `token` in the prompt; None without a copy head."""
        look = self._looks[row]
        if look is None:
            return None
        found = look.memory.found(token)
        weights = self._weights_of(look, row)[found]
        best = np.argsort(-weights, kind="stable")[:TOP_COPIES]
        return Copied(look.memory.numpy_places[found[best]], weights[best])

    def looked(self, row: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """The best places of the prompt for any token, with their weights: [K] each.

        Those that got next to nothing are left out, as most do: sorting all would take longer.
        """
        look = self._looks[row]
        if look is None:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        weights = self._weights_of(look, row)
        seen = np.flatnonzero(weights > LEAST_LOOK)
        best = seen[np.argsort(-weights[seen], kind="stable")[:TOP_LOOKS]]
        return look.memory.numpy_places[best], weights[best]

    def _weights_of(self, look: Look, row: int) -> npt.NDArray[np.float32]:
        if self._weights is None or self._weights[0] != row:
            self._weights = (row, look.weights(row))
        return self._weights[1]
