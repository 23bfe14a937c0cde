"""What several prompts begin with, kept: the instruction and schema are prefilled once.

A snapshot is an allocation of its own, with the states after its last token in its slot. A sequence
that begins on it shares its full pages and gets copies of the states and of the last page, on which
it will write. States are kept in float32, as they are, so that an answer is the same either way.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from model.cache import Cache
from model.engine.allocation import Allocation, Allocator
from model.engine.plan import SnapshotPages
from model.engine.sequence import Sequence


@dataclass(frozen=True, slots=True)
class Snapshot:
    """num_tokens: how many it covers."""

    allocation: Allocation
    num_tokens: int


class Snapshots:
    """At most `most` of them; the one that was not used for longest goes first."""

    def __init__(self, allocator: Allocator, cache: Cache, most: int) -> None:
        self._allocator = allocator
        self._cache = cache
        self._most = most
        self._kept: OrderedDict[tuple[int, ...], Snapshot] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def allocations(self) -> list[Allocation]:
        """What they hold."""
        return [snapshot.allocation for snapshot in self._kept.values()]

    def pages_for(self, sequence: Sequence) -> SnapshotPages | None:
        """What a sequence that is to be opened may share; None where nothing is kept for it."""
        snapshot = self._find(sequence)
        if snapshot is None:
            return None
        num_full = snapshot.num_tokens // self._allocator.page_size
        return snapshot.allocation.pages[:num_full], snapshot.num_tokens

    def begin(self, sequence: Sequence) -> None:
        """Gives a sequence that was opened on a snapshot what it does not share."""
        snapshot, target = self._find(sequence), sequence.allocation
        assert snapshot is not None
        assert target is not None
        self._cache.copy_slot(snapshot.allocation.slot, target.slot)
        num_full, rest = divmod(snapshot.num_tokens, self._allocator.page_size)
        if rest:
            self._cache.copy_page(snapshot.allocation.pages[num_full], target.pages[num_full])

    def keep(self, sequence: Sequence) -> None:
        """Keeps the beginning of a sequence that has just been prefilled up to it, if there is
        room; does nothing otherwise.
        """
        source, key = sequence.allocation, sequence.shared
        if not key or sequence.num_cached != len(key) or key in self._kept or source is None:
            return
        if len(self._kept) >= self._most:
            self.drop_oldest()
        num_full, rest = divmod(len(key), self._allocator.page_size)
        shared = source.pages[:num_full]
        if not self._most or not self._allocator.can_hold(len(key), shared):
            return
        allocation = self._allocator.open(len(key), shared)
        self._cache.copy_slot(source.slot, allocation.slot)
        if rest:
            self._cache.copy_page(source.pages[num_full], allocation.pages[num_full])
        self._kept[key] = Snapshot(allocation, len(key))

    def drop_oldest(self) -> bool:
        """Gives back the one that was not used for longest. Returns whether there was one."""
        if not self._kept:
            return False
        _, snapshot = self._kept.popitem(last=False)
        self._allocator.free(snapshot.allocation)
        return True

    def _find(self, sequence: Sequence) -> Snapshot | None:
        snapshot = self._kept.get(sequence.shared)
        if snapshot is not None:
            self._kept.move_to_end(sequence.shared)
        return snapshot
