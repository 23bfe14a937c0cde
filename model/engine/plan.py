"""What the scheduler is told of sequences, what it decides, and within which limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from model.batch import Phase
from model.engine.allocation import Allocation


class Entry(Protocol):
    """A sequence. The scheduler sets `allocation`, and `num_cached` where it opens or preempts;
    between passes the engine moves `num_cached` on.

    num_cached: tokens in the cache, of num_known. group: of those who wait, groups take turns.
    num_known: prompt and what was written; all are in the cache before the next is chosen.
    num_next: what the next STEP wants to run, 1 to MAX_STEP_TOKENS: known tokens, then drafts.
    num_shared: a piece of the prompt ends after so many tokens, where a snapshot may be kept; 0
    where none is. is_whole: its known tokens go through PREFILL in one piece. is_alone: nobody runs
    beside it. deadline: the moment it expires; None for never.
    """

    num_cached: int
    allocation: Allocation | None

    @property
    def group(self) -> str: ...

    @property
    def num_known(self) -> int: ...

    @property
    def num_next(self) -> int: ...

    @property
    def num_shared(self) -> int: ...

    @property
    def is_whole(self) -> bool: ...

    @property
    def is_alone(self) -> bool: ...

    @property
    def deadline(self) -> float | None: ...


E = TypeVar("E", bound=Entry)

#: full pages of a snapshot to share, and how many tokens the snapshot covers
SnapshotPages = tuple[Sequence[int], int]


@dataclass(frozen=True, slots=True)
class Piece(Generic[E]):
    """The next tokens of a sequence: known ones from num_cached on and, in a STEP, drafts after
    the last known one. There may be fewer than it wanted.
    """

    entry: E
    num_tokens: int


@dataclass(frozen=True, slots=True)
class Plan(Generic[E]):
    """One pass, and what became of others. No entry has two pieces; there may be no piece at all.

    opened: begin now, on a fresh slot or on their snapshot. preempted: hold nothing any more and
    wait. expired, rejected (can never fit): hold nothing any more and are forgotten.
    """

    phase: Phase
    pieces: tuple[Piece[E], ...]
    opened: tuple[E, ...] = ()
    preempted: tuple[E, ...] = ()
    expired: tuple[E, ...] = ()
    rejected: tuple[E, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """max_sequences: running at a time. max_prefill_tokens, max_step_tokens: of one pass; only a
    longer prompt that must go whole exceeds the former, alone. max_prefills_in_a_row: for prompts,
    while answers could go on. prefill_multiple: a prompt is cut at multiples of this, the chunk of
    the kernels, so that the same sums are made wherever it is cut.
    """

    max_sequences: int = 64
    max_prefill_tokens: int = 2048
    max_step_tokens: int = 512
    max_prefills_in_a_row: int = 1
    prefill_multiple: int = 64

    def __post_init__(self) -> None:
        if min(self.max_sequences, self.max_prefills_in_a_row, self.prefill_multiple) < 1:
            raise ValueError(f"every limit is at least 1: {self}")
        if self.max_step_tokens < self.max_sequences:
            raise ValueError(f"each running sequence needs a token of a STEP: {self}")
        if self.max_prefill_tokens < self.prefill_multiple:
            raise ValueError(f"max_prefill_tokens is less than one multiple: {self}")
