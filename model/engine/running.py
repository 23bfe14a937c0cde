"""The sequences that hold pages and a slot, in the order of their opening.

Knows how much room there is, not who deserves it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic

from model.batch import MAX_STEP_TOKENS
from model.engine.allocation import Allocator
from model.engine.plan import E


@dataclass(slots=True, eq=False)
class Opened(Generic[E]):
    """One of them. prompt_end: the tokens [0, prompt_end) were known when it was opened."""

    entry: E
    prompt_end: int

    @property
    def is_in_prompt(self) -> bool:
        return self.entry.num_cached < self.prompt_end

    @property
    def num_left(self) -> int:
        """Known tokens that are not in the cache."""
        return self.entry.num_known - self.entry.num_cached

    @property
    def num_spared(self) -> int:
        """STEPs it is spared when its known tokens go through PREFILL at once."""
        return max(0, -(-self.num_left // MAX_STEP_TOKENS) - 1)


class Running(Generic[E]):
    """Oldest first."""

    def __init__(self, allocator: Allocator) -> None:
        self._allocator = allocator
        self._opened: list[Opened[E]] = []

    def __len__(self) -> int:
        return len(self._opened)

    def __iter__(self) -> Iterator[E]:
        return (opened.entry for opened in self._opened)

    def prompts(self) -> list[Opened[E]]:
        """Those whose prompt is not all in the cache."""
        return [opened for opened in self._opened if opened.is_in_prompt]

    def answers(self) -> list[Opened[E]]:
        return [opened for opened in self._opened if not opened.is_in_prompt]

    def has_room_for(self, entry: E, pages: Sequence[int]) -> bool:
        """With a page to write on, unless nobody else runs: else it would soon have to give way."""
        if self._opened and (entry.is_alone or any(other.is_alone for other in self)):
            return False
        num_spare = self._allocator.page_size if self._opened else 0
        return self._allocator.can_hold(entry.num_known + num_spare, pages)

    def open(self, entry: E, pages: Sequence[int], num_covered: int) -> Opened[E]:
        """Room for what is known of it. pages, num_covered: of the snapshot it begins on."""
        entry.allocation = self._allocator.open(entry.num_known, pages)
        entry.num_cached = num_covered
        self._opened.append(Opened(entry, prompt_end=entry.num_known))
        return self._opened[-1]

    def grow(self, entry: E, num_wanted: int) -> int:
        """Room for its next tokens. Returns for how many there is, at most num_wanted."""
        if entry.allocation is None:
            return 0
        num_room = self._allocator.num_reachable(entry.allocation) - entry.num_cached
        num_tokens = max(0, min(num_wanted, num_room))
        self._allocator.grow(entry.allocation, entry.num_cached + num_tokens)
        return num_tokens

    def give_up_youngest(self) -> E:
        """It holds nothing any more, and has nothing in the cache."""
        entry = self._opened[-1].entry
        self.remove(entry)
        entry.num_cached = 0
        return entry

    def remove(self, entry: E) -> None:
        """It holds nothing any more; nothing happens if it held nothing."""
        self._opened = [opened for opened in self._opened if opened.entry is not entry]
        if entry.allocation is not None:
            self._allocator.free(entry.allocation)
            entry.allocation = None
