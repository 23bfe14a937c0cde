"""Pages and slots: nothing is given twice, nothing is lost, and a refusal changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from model.engine.allocation import Allocation, Allocator, OutOfCache


def small(num_pages: int = 7, page_size: int = 4, num_slots: int = 4) -> Allocator:
    return Allocator(num_pages, page_size, num_slots)


def state(allocator: Allocator) -> tuple[int, int]:
    allocator.check_integrity()
    return allocator.num_free_pages, allocator.num_free_slots


@pytest.mark.parametrize(
    ("num_tokens", "num_pages"), [(0, 0), (1, 1), (4, 1), (5, 2), (24, 6)], ids=str
)
def test_a_sequence_gets_a_slot_and_the_pages_its_tokens_fill(
    num_tokens: int, num_pages: int
) -> None:
    allocator = small()
    allocation = allocator.open(num_tokens)
    assert len(allocation.pages) == num_pages
    assert state(allocator) == (6 - num_pages, 2)
    assert allocator.num_used_pages == num_pages
    assert allocator.num_used_slots == 1


def test_page_and_slot_zero_are_never_given_out() -> None:
    allocator = small()
    held = [allocator.open(8) for _ in range(3)]
    assert sorted(page for allocation in held for page in allocation.pages) == [1, 2, 3, 4, 5, 6]
    assert sorted(allocation.slot for allocation in held) == [1, 2, 3]


def test_growing_keeps_the_pages_and_adds_to_them() -> None:
    allocator = small()
    allocation = allocator.open(5)
    before = list(allocation.pages)
    allocator.grow(allocation, 3)
    assert allocation.pages == before
    allocator.grow(allocation, 9)
    assert allocation.pages[:2] == before
    assert len(allocation.pages) == 3
    assert allocator.num_reachable(allocation) == 24


@pytest.mark.parametrize("num_tokens", [25, 1000])
def test_what_is_longer_than_the_cache_never_fits(num_tokens: int) -> None:
    allocator = small()
    assert allocator.could_ever_hold(24)
    assert not allocator.could_ever_hold(num_tokens)
    assert not allocator.can_hold(num_tokens)
    with pytest.raises(OutOfCache, match=f"{num_tokens} tokens"):
        allocator.open(num_tokens)
    assert state(allocator) == (6, 3)


def test_opening_without_a_free_slot_changes_nothing() -> None:
    allocator = small(num_slots=2)
    allocator.open(4)
    assert not allocator.can_hold(0)
    with pytest.raises(OutOfCache, match="0 slots are free"):
        allocator.open(0)
    assert state(allocator) == (5, 0)


def test_growing_beyond_what_is_free_changes_nothing() -> None:
    allocator = small()
    allocation, other = allocator.open(4), allocator.open(12)
    before = list(allocation.pages)
    with pytest.raises(OutOfCache, match="13 tokens need 4 pages; 1 are there and 2 free"):
        allocator.grow(allocation, 13)
    assert allocation.pages == before
    assert state(allocator) == (2, 1)
    allocator.free(other)
    allocator.grow(allocation, 13)
    assert state(allocator) == (2, 2)


def test_what_is_freed_is_given_out_again_and_the_old_holder_points_nowhere() -> None:
    allocator = small()
    allocation = allocator.open(24)
    allocator.free(allocation)
    assert (allocation.slot, allocation.pages) == (0, [])
    assert state(allocator) == (6, 3)
    assert sorted(allocator.open(24).pages) == [1, 2, 3, 4, 5, 6]


def test_freeing_twice_or_growing_what_was_freed_is_an_error() -> None:
    allocator = small()
    allocation = allocator.open(4)
    allocator.free(allocation)
    with pytest.raises(ValueError, match="freed before"):
        allocator.free(allocation)
    with pytest.raises(ValueError, match="freed before"):
        allocator.grow(allocation, 4)
    with pytest.raises(ValueError, match="freed before"):
        allocator.free(Allocation(2, [1]))
    assert state(allocator) == (6, 3)


def test_shared_pages_stay_until_the_last_holder_is_freed() -> None:
    allocator = small()
    snapshot = allocator.open(10)
    shared = snapshot.pages[:2]
    assert allocator.can_hold(20, shared)
    assert not allocator.can_hold(24, shared)
    sequence = allocator.open(12, shared)
    assert sequence.pages[:2] == shared
    assert state(allocator) == (2, 1)
    allocator.free(snapshot)
    assert state(allocator) == (3, 2)
    allocator.free(sequence)
    assert state(allocator) == (6, 3)


@pytest.mark.parametrize(
    ("num_tokens", "shared", "reason"),
    [
        (8, [5], "page 5 can't be shared: nobody holds it"),
        (8, [0], "page 0 can't be shared"),
        (8, [-6], "page -6 can't be shared"),
        (8, [7], "page 7 can't be shared"),
        (7, [1, 2], "7 tokens do not fill 2 shared pages"),
    ],
    ids=["free", "dump", "negative", "beyond", "not_full"],
)
def test_sharing_what_cannot_be_shared_changes_nothing(
    num_tokens: int, shared: list[int], reason: str
) -> None:
    allocator = small()
    allocator.open(8)
    with pytest.raises(ValueError, match=reason):
        allocator.open(num_tokens, shared)
    assert state(allocator) == (4, 2)


@pytest.mark.parametrize(
    "sizes", [(1, 4, 4), (4, 0, 4), (4, 4, 1)], ids=["no_page", "empty_pages", "no_slot"]
)
def test_a_cache_that_holds_nothing_is_refused(sizes: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="hold no sequence"):
        Allocator(*sizes)


def leaked_page(allocator: Allocator, held: Allocation) -> str:
    held.pages.pop()
    return "page 2 is held 0 times, counted 1 times"


def page_of_another(allocator: Allocator, held: Allocation) -> str:
    held.pages[1] = allocator.open(4).pages[0]
    return "page 2 is held 0 times, counted 1 times"


def slot_of_another(allocator: Allocator, held: Allocation) -> str:
    held.slot = allocator.open(4).slot
    return "slot 1: free 0, held 0 times"


def slot_forgotten(allocator: Allocator, held: Allocation) -> str:
    held.slot = 3
    return "slot 1: free 0, held 0 times"


def page_twice(allocator: Allocator, held: Allocation) -> str:
    held.pages[1] = held.pages[0]
    return "page 1 is held 2 times, counted 1 times"


@pytest.mark.parametrize(
    "fault", [leaked_page, page_of_another, slot_of_another, slot_forgotten, page_twice]
)
def test_the_integrity_check_names_what_is_wrong(fault: object) -> None:
    allocator = small()
    held = allocator.open(8)
    assert callable(fault)
    message = fault(allocator, held)
    with pytest.raises(AssertionError, match=message):
        allocator.check_integrity()


class AllAllocations(RuleBasedStateMachine):
    """Any order of opening, sharing, growing and freeing, against a list of what is held."""

    held = Bundle("held")

    def __init__(self) -> None:
        super().__init__()
        self.allocator = Allocator(num_pages=13, page_size=3, num_slots=6)
        self.alive: list[Allocation] = []

    def used(self) -> set[int]:
        return {page for allocation in self.alive for page in allocation.pages}

    @rule(target=held, num_tokens=st.integers(0, 40))
    def open(self, num_tokens: int) -> Allocation | None:
        return self._open(num_tokens, [])

    @rule(target=held, source=held, num_shared=st.integers(0, 4), more=st.integers(0, 12))
    def open_on_shared_pages(
        self, source: Allocation | None, num_shared: int, more: int
    ) -> Allocation | None:
        shared = source.pages[:num_shared] if source in self.alive and source else []
        return self._open(3 * len(shared) + more, shared)

    def _open(self, num_tokens: int, shared: list[int]) -> Allocation | None:
        num_new = -(-num_tokens // 3) - len(shared)
        fits = num_new <= 12 - len(self.used()) and len(self.alive) < 5
        assert self.allocator.can_hold(num_tokens, shared) == fits
        try:
            allocation = self.allocator.open(num_tokens, shared)
        except OutOfCache:
            assert not fits
            return None
        assert fits
        assert allocation.pages[: len(shared)] == shared
        assert not set(allocation.pages[len(shared) :]) & self.used(), "a page was given twice"
        assert allocation.slot not in {other.slot for other in self.alive}
        self.alive.append(allocation)
        return allocation

    @rule(allocation=held, num_tokens=st.integers(0, 40))
    def grow(self, allocation: Allocation | None, num_tokens: int) -> None:
        if allocation is None or allocation not in self.alive:
            return
        before, num_free = list(allocation.pages), 12 - len(self.used())
        num_pages = max(len(before), -(-num_tokens // 3))
        try:
            self.allocator.grow(allocation, num_tokens)
        except OutOfCache:
            assert num_pages - len(before) > num_free
            assert allocation.pages == before
        else:
            assert len(allocation.pages) == num_pages
            assert allocation.pages[: len(before)] == before

    @rule(allocation=consumes(held))
    def free(self, allocation: Allocation | None) -> None:
        if allocation is not None and allocation in self.alive:
            self.alive.remove(allocation)
            self.allocator.free(allocation)

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        self.allocator.check_integrity()
        assert self.allocator.num_used_pages == len(self.used())
        assert self.allocator.num_free_slots == 5 - len(self.alive)


AllAllocations.TestCase.settings = settings(
    derandomize=True, deadline=None, max_examples=100, stateful_step_count=40
)
TestAllAllocations = AllAllocations.TestCase
