"""Which sequence holds which pages and which slot of the cache: integers only.

    pages:  [0 | 1, num_pages)     0 belongs to nobody: what padding writes goes there
    slots:  [0 | 1, num_slots)     likewise
    page:   free <-> held by one sequence <-> held by several, which then only read it

Knows no tensor, no request and no policy: who gets room, and who gives way, is decided elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


class OutOfCache(Exception):
    """Not enough free pages, or no free slot, at the moment."""


@dataclass(slots=True, eq=False)
class Allocation:
    """What one sequence holds. slot: its place in the pools of states. pages: in order.

    Freed, it holds slot 0 and no page, so that what writes through it by mistake harms nobody.
    """

    slot: int
    pages: list[int]


class Allocator:
    """Hands out pages and slots; every method does all it is asked for, or raises and changes
    nothing.
    """

    def __init__(self, num_pages: int, page_size: int, num_slots: int) -> None:
        """num_pages, num_slots: of the pools, page 0 and slot 0 included. page_size: in tokens."""
        if min(num_pages, num_slots) < 2 or page_size < 1:
            raise ValueError(
                f"{num_pages} pages of {page_size} tokens and {num_slots} slots hold no sequence"
            )
        self.num_pages, self.page_size, self.num_slots = num_pages, page_size, num_slots
        # Taken from the end: the lowest numbers first, later what was freed last.
        self._free_pages = list(range(num_pages - 1, 0, -1))
        self._free_slots = list(range(num_slots - 1, 0, -1))
        # page -> how many allocations hold it
        self._num_holders = [0] * num_pages
        # slot -> its allocation
        self._held: dict[int, Allocation] = {}

    @property
    def num_free_pages(self) -> int:
        return len(self._free_pages)

    @property
    def num_free_slots(self) -> int:
        return len(self._free_slots)

    @property
    def num_used_pages(self) -> int:
        """Pages that at least one allocation holds, each counted once."""
        return self.num_pages - 1 - len(self._free_pages)

    @property
    def num_used_slots(self) -> int:
        return len(self._held)

    def pages_for(self, num_tokens: int) -> int:
        """How many pages `num_tokens` tokens take."""
        return -(-num_tokens // self.page_size)

    def could_ever_hold(self, num_tokens: int) -> bool:
        """Whether one sequence of so many tokens fits into a cache with nothing else in it."""
        return self.pages_for(num_tokens) < self.num_pages

    def can_hold(self, num_tokens: int, shared: Sequence[int] = ()) -> bool:
        """Whether `open` would succeed now."""
        num_new = self.pages_for(num_tokens) - len(shared)
        return bool(self._free_slots) and num_new <= len(self._free_pages)

    def num_reachable(self, allocation: Allocation) -> int:
        """For how many tokens in all `allocation` could have room now."""
        return (len(allocation.pages) + len(self._free_pages)) * self.page_size

    def open(self, num_tokens: int, shared: Sequence[int] = ()) -> Allocation:
        """Begins a sequence with room for `num_tokens`. shared: its first pages, full ones that
        somebody holds; they are held once more.

        Raises:
            OutOfCache: there is not enough free.
            ValueError: `shared` has pages that nobody holds, or more than `num_tokens` fill.
        """
        self._check_shared(num_tokens, shared)
        if not self.can_hold(num_tokens, shared):
            raise OutOfCache(
                f"{num_tokens} tokens need {self.pages_for(num_tokens) - len(shared)} pages and a"
                f" slot; {self.num_free_pages} pages and {self.num_free_slots} slots are free"
            )
        for page in shared:
            self._num_holders[page] += 1
        allocation = Allocation(self._free_slots.pop(), list(shared))
        self._held[allocation.slot] = allocation
        self._add_pages(allocation, self.pages_for(num_tokens))
        return allocation

    def grow(self, allocation: Allocation, num_tokens: int) -> None:
        """Gives it room for `num_tokens` in all; room it has already it keeps.

        Raises:
            OutOfCache: there is not enough free.
            ValueError: it was freed before.
        """
        self._check_held(allocation)
        if num_tokens > self.num_reachable(allocation):
            raise OutOfCache(
                f"{num_tokens} tokens need {self.pages_for(num_tokens)} pages;"
                f" {len(allocation.pages)} are there and {self.num_free_pages} free"
            )
        self._add_pages(allocation, self.pages_for(num_tokens))

    def free(self, allocation: Allocation) -> None:
        """Gives back its slot and its pages; those that others hold stay theirs.

        Raises: ValueError when it was freed before.
        """
        self._check_held(allocation)
        del self._held[allocation.slot]
        self._free_slots.append(allocation.slot)
        # From the end, so that they are handed out again in the order they had.
        for page in reversed(allocation.pages):
            self._num_holders[page] -= 1
            if not self._num_holders[page]:
                self._free_pages.append(page)
        allocation.slot, allocation.pages = 0, []

    def check_integrity(self) -> None:
        """Raises AssertionError, with the page or slot, unless each page is free or counted as
        often as it is held, and each slot free or held once.
        """
        holders = Counter(page for held in self._held.values() for page in held.pages)
        free_pages, free_slots = Counter(self._free_pages), Counter(self._free_slots)
        for page in range(self.num_pages):
            held, counted, free = holders[page], self._num_holders[page], free_pages[page]
            assert held == counted, f"page {page} is held {held} times, counted {counted} times"
            assert free == (page != 0 and not held), f"page {page}: free {free}, held {held} times"
        for slot in range(self.num_slots):
            owners = sum(allocation.slot == slot for allocation in self._held.values())
            free = free_slots[slot]
            assert owners + free == (slot != 0), f"slot {slot}: free {free}, held {owners} times"
            assert owners == (slot in self._held), f"slot {slot} is listed for another's"
        for allocation in self._held.values():
            twice = [page for page, num in Counter(allocation.pages).items() if num > 1]
            assert not twice, f"slot {allocation.slot} holds page {twice[0]} twice"

    def _add_pages(self, allocation: Allocation, num_pages: int) -> None:
        """Up to `num_pages` in all, which are known to be free."""
        for _ in range(num_pages - len(allocation.pages)):
            page = self._free_pages.pop()
            self._num_holders[page] = 1
            allocation.pages.append(page)

    def _check_held(self, allocation: Allocation) -> None:
        if self._held.get(allocation.slot) is not allocation:
            raise ValueError(f"{allocation} is not held; it was freed before")

    def _check_shared(self, num_tokens: int, shared: Sequence[int]) -> None:
        if len(shared) * self.page_size > num_tokens:
            raise ValueError(f"{num_tokens} tokens do not fill {len(shared)} shared pages")
        for page in shared:
            if not (0 < page < self.num_pages and self._num_holders[page]):
                raise ValueError(f"page {page} can't be shared: nobody holds it")
