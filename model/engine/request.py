"""What the engine is asked for and what it answers: token ids, positions and pixels, no text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from torch import Tensor

from model.engine.alternatives import Alternatives
from model.engine.constraint import Constraint
from model.engine.copied import Copied
from model.network.vision import Grid

#: why a generation ended: the constraint is complete, a stop token came, or a limit was reached
Finish = Literal["done", "stop", "length", "deadline"]


@dataclass(frozen=True, slots=True)
class Request:
    """One prompt of T tokens.

    input_ids: int64 [T]. positions: int64 [3, T], rotary positions of time, height and width.
    patches: [N, patch_dim] of all images, in order; grids: their (rows, columns) in patches; kept:
    of each image, bool [rows * columns / merge^2], the merged cells whose patches are there, None:
    all. Dropped cells have no token, and the others keep the positions of the full grid.
    layout: int64 [T, 4] box bins, 0 = none. rope_delta: next position minus T; None takes it from
    the largest position. copyable: bool [T], tokens the copy head may point at; None allows none.
    stop_ids: tokens that end the text; they are not part of the answer. deadline_s: seconds from
    its first pass. group: requests of one document; turns go round the groups that wait.
    num_shared: leading tokens, before any image, that other requests begin with too.
    """

    input_ids: Tensor
    positions: Tensor
    constraint: Constraint | None = None
    max_new_tokens: int = 1024
    stop_ids: frozenset[int] = frozenset()
    deadline_s: float | None = None
    patches: Tensor | None = None
    grids: Sequence[Grid] | None = None
    kept: Sequence[Tensor] | None = None
    layout: Tensor | None = None
    rope_delta: int | None = None
    copyable: Tensor | None = None
    group: str = ""
    num_shared: int = 0


@dataclass(slots=True)
class Generation:
    """An answer of N tokens.

    forced: N flags, the constraint left no choice. logprobs: N natural logarithms of the
    probability among the allowed tokens (0 where forced). free_logprobs: the same among all
    tokens, NaN where forced. copied: N entries, None where forced or without a copy head.
    alternatives: N entries, None where forced.
    num_steps: passes that ended in a choice. num_drafted, num_right: tokens drafted, and those of
    them that turned out right. seconds: from the first pass on.
    """

    tokens: list[int] = field(default_factory=list)
    forced: list[bool] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    free_logprobs: list[float] = field(default_factory=list)
    copied: list[Copied | None] = field(default_factory=list)
    alternatives: list[Alternatives | None] = field(default_factory=list)
    finish: Finish = "done"
    num_steps: int = 0
    num_drafted: int = 0
    num_right: int = 0
    seconds: float = 0.0

    @property
    def num_forced(self) -> int:
        """Tokens that took no choice."""
        return sum(self.forced)

    def append(
        self,
        token: int,
        *,
        forced: bool = False,
        logprob: float = 0.0,
        free_logprob: float = math.nan,
        copied: Copied | None = None,
        alternatives: Alternatives | None = None,
    ) -> None:
        """Add a token."""
        self.tokens.append(token)
        self.forced.append(forced)
        self.logprobs.append(logprob)
        self.free_logprobs.append(free_logprob)
        self.copied.append(copied)
        self.alternatives.append(alternatives)
