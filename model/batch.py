"""The tokens of one pass, packed: N sequences one after the other, without padding.

Knows no request: which tokens these are is decided by the engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from torch import Tensor

# One limit for all: tokens one sequence may have in a pass of phase STEP, drafts among them.
from kernels.gated_delta_rule.step_reference import MAX_STEP_TOKENS as MAX_STEP_TOKENS


class Phase(Enum):
    """What a pass is for. Kernels and graphs are chosen by it, never by a shape."""

    #: pieces of prompts, of any length
    PREFILL = "prefill"
    #: 1 to MAX_STEP_TOKENS tokens of each sequence: certain ones, then drafts
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Batch:
    """One pass over T new tokens of N sequences.

    ids: int64 [T]. positions: int64 [3, T], rotary positions of time, height and width.
    cu_seqlens: int32 [N + 1], where each sequence's tokens begin, and the end of the last.
    lengths: int32 [N], tokens of each in the cache before this pass. slots: int32 [N], their slots
    in the state pools; 0 is the dump of padding. table: int32 [N, M], their pages in order.
    places: int64 [T], page * page size + offset of each new token, negative for padding.
    max_tokens, max_length: at least the longest sequence's new tokens, and with what it has in the
    cache; known to the host, so that the GPU is never asked.

    STEP only, int32 [N]: num_replay, drafts of the step before that turned out right; num_certain,
    new tokens that are no drafts.
    PREFILL only: prefix, int32 [N], the tokens of each sequence that see each other both ways;
    layout, int64 [T, 4], box bins; image_features [pads, hidden], in the order of their pads.
    """

    phase: Phase
    ids: Tensor
    positions: Tensor
    cu_seqlens: Tensor
    lengths: Tensor
    slots: Tensor
    table: Tensor
    places: Tensor
    max_tokens: int
    max_length: int
    num_replay: Tensor | None = None
    num_certain: Tensor | None = None
    prefix: Tensor | None = None
    layout: Tensor | None = None
    image_features: Tensor | None = None
