"""The loop: prefill in pieces, then append what is forced and choose what is not.

Greedy: the likeliest allowed token. What the constraint forces goes through the network together
with the token chosen before it, so that a forward pass is made per choice, not per token. Knows no
schema, no page and no tokenizer.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from model.cache import Cache
from model.config import ModelConfig
from model.engine.copied import Copied
from model.engine.distribution import CopyMemory
from model.engine.errors import NumericalError, RequestRejected
from model.engine.request import Finish, Generation, Request
from model.network.copy_head import CopyHead
from model.network.vision import Grid
from model.positions import next_positions

#: tokens asked of the constraint before its mask is computed
NUM_ASKED = 16
#: tokens less likely than the first by this (natural logarithm) are as good as impossible
NEGLIGIBLE = 9.2


class Network(Protocol):
    """What the engine needs of a network; see `model.network.rax.Rax`."""

    config: ModelConfig
    copy_head: CopyHead | None

    def __call__(
        self,
        input_ids: Tensor,
        positions: Tensor,
        *,
        image_features: Tensor | None = None,
        layout: Tensor | None = None,
        prefix: Tensor | None = None,
        cache: Cache | None = None,
    ) -> Tensor: ...

    def encode_images(self, patches: Tensor, grids: Sequence[Grid]) -> Tensor: ...

    def vocab_logits(self, hidden: Tensor) -> Tensor: ...


class Engine:
    """Serves requests with one network, one after the other."""

    def __init__(
        self,
        network: Network,
        *,
        max_prompt_tokens: int = 32768,
        prefill_chunk: int = 2048,
        device: torch.device | str = "cpu",
        append_forced: bool = True,
    ) -> None:
        """append_forced: False sends forced tokens through the network one by one, to compare."""
        self.network = network
        self.max_prompt_tokens = max_prompt_tokens
        self.prefill_chunk = prefill_chunk
        self.device = torch.device(device)
        self.append_forced = append_forced

    @torch.inference_mode()
    def generate(self, request: Request) -> Generation:
        """Answer `request`.

        Raises:
            RequestRejected: the request is malformed or too long.
            ConstraintError: the constraint became too complex.
            NumericalError: the network gave no finite numbers.
        """
        self._check(request)
        return _Run(self, request).run()

    def _check(self, request: Request) -> None:
        count = request.input_ids.numel()
        if request.input_ids.dim() != 1 or not 0 < count <= self.max_prompt_tokens:
            raise RequestRejected(
                f"a prompt is one row of 1 to {self.max_prompt_tokens} tokens,"
                f" got {tuple(request.input_ids.shape)}"
            )
        expected = {"positions": (3, count), "layout": (count, 4), "copyable": (count,)}
        for name, shape in expected.items():
            value: Tensor | None = getattr(request, name)
            if value is not None and tuple(value.shape) != shape:
                raise RequestRejected(f"{name} must be {shape}, got {tuple(value.shape)}")
        if request.max_new_tokens < 1:
            raise RequestRejected(f"max_new_tokens must be positive, got {request.max_new_tokens}")
        if (request.patches is None) != (request.grids is None):
            raise RequestRejected("patches and grids must be given together")


class _Run:
    """One request on its way."""

    def __init__(self, engine: Engine, request: Request) -> None:
        self.engine = engine
        self.network = engine.network
        self.request = request
        self.start = time.monotonic()
        self.ids = request.input_ids.to(engine.device)
        self.cache = Cache(engine.network.config)
        self.cache.rope_delta = (
            int(request.positions.max()) + 1 - len(self.ids)
            if request.rope_delta is None
            else request.rope_delta
        )
        pad = engine.network.config.image_token_id
        self.image_token_id = -1 if pad is None else pad
        self.memory = self._copy_memory()
        self.answer = Generation()

    def run(self) -> Generation:
        hidden = self._prefill()
        self.answer.prefill_s = time.monotonic() - self.start
        finish = self._ending()
        tokens = [] if finish else self._take_forced()
        while finish is None:
            if not tokens:
                token = self._choose(hidden)
                if token in self.request.stop_ids:
                    finish = "stop"
                    break
                tokens = [token, *self._take_forced()] if self.engine.append_forced else [token]
            finish = self._ending()
            if finish is None or self.request.score_forced:
                hidden = self._advance(hidden, tokens)
            # Appended at once, forced tokens lead up to a choice.
            tokens = [] if finish or self.engine.append_forced else self._take_forced()
        self.answer.finish = finish
        self.answer.seconds = time.monotonic() - self.start
        return self.answer

    def _copy_memory(self) -> CopyMemory | None:
        head, copyable = self.network.copy_head, self.request.copyable
        if head is None or copyable is None:
            return None
        return CopyMemory(head, self.ids, copyable.to(self.engine.device))

    def _ending(self) -> Finish | None:
        request = self.request
        if request.constraint is not None and request.constraint.is_done:
            return "done"
        if len(self.answer.tokens) >= request.max_new_tokens:
            return "length"
        return "deadline" if self._is_late() else None

    def _is_late(self) -> bool:
        deadline_s = self.request.deadline_s
        return deadline_s is not None and time.monotonic() - self.start > deadline_s

    def _prefill(self) -> Tensor:
        """Hidden state of the last prompt token [1, 1, hidden]; cut short by the deadline."""
        request, device = self.request, self.engine.device
        features: Tensor | None = None
        if request.patches is not None and request.grids is not None:
            features = self.network.encode_images(request.patches.to(device), request.grids)
        positions = request.positions[:, None].to(device)
        layout = None if request.layout is None else request.layout[None].to(device)
        is_pad = self.ids == self.image_token_id
        num_features = 0 if features is None else len(features)
        if num_features != int(is_pad.sum()):
            raise RequestRejected(
                f"{int(is_pad.sum())} image tokens for images of {num_features} tokens"
            )
        hidden = torch.empty(0)
        # Where the prompt's tokens see what comes after them, they go through together.
        whole = self.network.config.nano.prefix_attention
        chunk = len(self.ids) if whole else self.engine.prefill_chunk
        for start in range(0, len(self.ids), chunk):
            piece = slice(start, start + chunk)
            num_pads = int(is_pad[piece].sum())
            hidden = self.network(
                self.ids[None, piece],
                positions[:, :, piece],
                image_features=None if features is None or not num_pads else features[:num_pads],
                layout=None if layout is None else layout[:, piece],
                prefix=torch.tensor([len(self.ids)], device=device) if whole else None,
                cache=self.cache,
            )
            features = None if features is None else features[num_pads:]
            if self.memory is not None:
                self.memory.extend(hidden)
            if self._is_late():
                break
        if self.memory is not None:
            self.memory.finish()
        return hidden[:, -1:]

    def _take_forced(self) -> list[int]:
        """Append the tokens that are forced now."""
        constraint = self.request.constraint
        if constraint is None:
            return []
        most = self.request.max_new_tokens - len(self.answer.tokens)
        tokens = constraint.forced()[: most if self.engine.append_forced else min(most, 1)]
        for token in tokens:
            constraint.accept(token)
            self.answer.append(token, forced=True)
        return tokens

    def _choose(self, hidden: Tensor) -> int:
        """Append the likeliest allowed token, unless it is a stop token."""
        log_probs, attention = self._log_probs(hidden)
        token, free, logprob = self._best(log_probs[0, 0])
        if not math.isfinite(free):
            raise NumericalError(f"log probability {free} after {len(self.answer.tokens)} tokens")
        if token in self.request.stop_ids:
            return token
        copied = self._copied(attention, 0, token)
        if self.request.constraint is not None:
            self.request.constraint.accept(token, copied)
        self.answer.append(token, logprob=logprob, free_logprob=free, copied=copied)
        return token

    def _best(self, row: Tensor) -> tuple[int, float, float]:
        """The likeliest allowed token of log probabilities [V], its own and that among the allowed.

        The likeliest tokens are asked one by one: mostly the first is allowed, and no mask over the
        vocabulary is needed.
        """
        constraint = self.request.constraint
        if constraint is None:
            allowed = torch.arange(len(row), device=row.device) != self.image_token_id
            best = int(row.where(allowed, -math.inf).argmax())
            return best, float(row[best]), float(row[best])
        top = row.topk(min(NUM_ASKED, len(row)))
        values, tokens = top.values.tolist(), top.indices.tolist()
        likely = [i for i, value in enumerate(values) if value > values[0] - NEGLIGIBLE]
        kept = [i for i in likely if constraint.allows(tokens[i])]
        if kept:
            first = values[kept[0]]
            among = -math.log(sum(math.exp(values[i] - first) for i in kept))
            return tokens[kept[0]], first, among
        places = torch.from_numpy(np.flatnonzero(constraint.mask())).to(row.device)
        best = int(row[places].argmax())
        free = float(row[places[best]])
        return int(places[best]), free, free - float(row[places].logsumexp(0))

    def _advance(self, hidden: Tensor, tokens: list[int]) -> Tensor:
        """Send the last appended tokens through the network.

        hidden: [1, 1, hidden], the state before them. Returns the state after them.
        """
        device = self.engine.device
        ids = torch.tensor([tokens], device=device)
        cache = self.cache
        positions = next_positions(cache.length, cache.rope_delta, len(tokens), device)
        after = self.network(ids, positions, cache=cache)
        self.answer.num_steps += 1
        if self.request.score_forced:
            self._score_forced(torch.cat([hidden, after[:, :-1]], dim=1), tokens)
        return after[:, -1:]

    def _score_forced(self, before: Tensor, tokens: list[int]) -> None:
        """Fill in what the network thought of the forced ones among the last appended `tokens`.

        before: [1, T, hidden], the state before each token.
        """
        base = len(self.answer.tokens) - len(tokens)
        wanted = [i for i in range(len(tokens)) if self.answer.forced[base + i]]
        if not wanted:
            return
        log_probs, attention = self._log_probs(before[:, wanted])
        for row, i in enumerate(wanted):
            self.answer.free_logprobs[base + i] = float(log_probs[0, row, tokens[i]])
            self.answer.copied[base + i] = self._copied(attention, row, tokens[i])

    def _log_probs(self, hidden: Tensor) -> tuple[Tensor, Tensor | None]:
        """Log probabilities [1, T, V] and, with a copy head, log attention [1, T, S]; float32."""
        logits = self.network.vocab_logits(hidden)
        if self.memory is None:
            return logits.float().log_softmax(-1), None
        return self.memory.mix(hidden, logits)

    def _copied(self, attention: Tensor | None, row: int, token: int) -> Copied | None:
        if attention is None or self.memory is None:
            return None
        return self.memory.copied(attention[0, row], token)
