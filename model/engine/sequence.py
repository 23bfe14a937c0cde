"""One request on its way: what is known of its tokens, what of them is in the cache.

    ids:     prompt ------------------ | answer ----------------- | drafts
    cached:  [0, num_cached), the last num_replay of them not yet in the states
    next:                              certain [num_cached, num_known), then the drafts

Knows no network and no scheduling.
"""

from __future__ import annotations

import time
from concurrent.futures import Future

import torch
from torch import Tensor

from model.batch import MAX_STEP_TOKENS
from model.engine.allocation import Allocation
from model.engine.distribution import CopyMemory
from model.engine.request import Finish, Generation, Request


class Sequence:
    """eq and hash are the object's own: two equal requests are two sequences."""

    def __init__(self, request: Request, *, is_whole: bool, memory: CopyMemory | None) -> None:
        """is_whole: the prompt's tokens see each other both ways. memory: of the copy head."""
        self.request = request
        self.group = request.group
        self.is_whole = is_whole
        # A prompt that sees itself both ways has no beginning that is the same in another, and the
        # copy head wants the hidden states of all of it.
        self.num_shared = 0 if is_whole or memory is not None else request.num_shared
        # After a pass that failed: it goes through passes of its own, to see whose fault it was.
        self.is_alone = False
        self.memory = memory
        self.future: Future[Generation] = Future()
        self.answer = Generation()
        self.allocation: Allocation | None = None
        self.num_prompt = len(request.input_ids)
        self.num_cached = 0
        self.num_replay = 0
        self.drafts: list[int] = []
        self.image_features: Tensor | None = None
        self.rope_delta = (
            int(request.positions.max()) + 1 - self.num_prompt
            if request.rope_delta is None
            else request.rope_delta
        )
        self._prompt: list[int] = request.input_ids.tolist()
        self.shared = tuple(self._prompt[: self.num_shared])
        self._opened: float | None = None

    @property
    def num_known(self) -> int:
        """Tokens of the prompt and of the answer."""
        return self.num_prompt + len(self.answer.tokens)

    @property
    def num_certain(self) -> int:
        """Known tokens that are not in the cache."""
        return self.num_known - self.num_cached

    @property
    def num_next(self) -> int:
        """Tokens the next pass of phase STEP runs."""
        return min(self.num_certain + len(self.drafts), MAX_STEP_TOKENS)

    @property
    def deadline(self) -> float | None:
        """Moment of `time.monotonic`; None before it had room, or for no deadline."""
        if self._opened is None or self.request.deadline_s is None:
            return None
        return self._opened + self.request.deadline_s

    @property
    def seconds(self) -> float:
        """Since the first pass."""
        return 0.0 if self._opened is None else time.monotonic() - self._opened

    def opened(self) -> None:
        """It has room in the cache; its time runs from the first time on."""
        if self._opened is None:
            self._opened = time.monotonic()

    def tokens(self, start: int, count: int) -> list[int]:
        """The known tokens [start, start + count), then drafts."""
        known = [*self._prompt[start:], *self.answer.tokens[max(0, start - self.num_prompt) :]]
        return [*known, *self.drafts][:count]

    def positions(self, start: int, count: int) -> Tensor:
        """Rotary positions [3, count] of the tokens from `start` on."""
        prompt = self.request.positions[:, start : start + count]
        first = max(start, self.num_prompt) + self.rope_delta
        rest = torch.arange(first, first + count - prompt.shape[1]).expand(3, -1)
        return torch.cat([prompt, rest], dim=1) if prompt.shape[1] else rest

    def verified(self, num_right: int) -> None:
        """Its drafts went through a pass, and so many of them turned out right."""
        self.answer.num_steps += 1
        self.answer.num_drafted += len(self.drafts)
        self.answer.num_right += num_right
        self.num_cached += num_right
        self.num_replay = num_right
        self.drafts = []

    def forget_replay(self) -> None:
        """Drafts that the states have not seen are known tokens not yet in the cache."""
        self.num_cached -= self.num_replay
        self.num_replay = 0
        self.drafts = []

    def forget_cache(self) -> None:
        """Nothing of it is in the cache any more: it begins anew, with what it has written."""
        self.num_cached = self.num_replay = 0
        self.drafts = []
        if self.memory is not None:
            self.memory.reset()

    def ending(self) -> Finish | None:
        """Why nothing may be added to the answer."""
        request = self.request
        if request.constraint is not None and request.constraint.is_done:
            return "done"
        if len(self.answer.tokens) >= request.max_new_tokens:
            return "length"
        deadline = self.deadline
        return "deadline" if deadline is not None and time.monotonic() > deadline else None
