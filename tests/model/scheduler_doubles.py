"""A pretended engine: it runs plans on pretended pages and slots, and doubts all it is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from model.batch import MAX_STEP_TOKENS, Phase
from model.engine.allocation import Allocation, Allocator, OutOfCache
from model.engine.plan import Limits, Piece, Plan, SnapshotPages
from model.engine.scheduler import Scheduler

#: what stands at a place of the cache: whose token, and which
Content = tuple[str, int]


@dataclass(eq=False)
class FakeSequence:
    """One request that wants `num_answer` tokens. prefix: its first `num_shared` tokens, by name.

    longest_run: of forced tokens after a choice. num_drafts: in each STEP, if there is room.
    """

    name: str
    num_prompt: int
    num_answer: int
    group: str = ""
    prefix: str = ""
    num_shared: int = 0
    is_whole: bool = False
    is_alone: bool = False
    deadline: float | None = None
    longest_run: int = 0
    num_drafts: int = 0
    num_cached: int = 0
    allocation: Allocation | None = None
    num_known: int = field(init=False)
    fate: str = "waits"
    num_preempted: int = 0

    def __post_init__(self) -> None:
        self.num_known = self.num_prompt

    @property
    def num_next(self) -> int:
        return min(self.num_known - self.num_cached + self.num_drafts, MAX_STEP_TOKENS)

    @property
    def is_done(self) -> bool:
        return self.num_known >= self.num_prompt + self.num_answer

    def content(self, index: int) -> Content:
        return (self.prefix if index < self.num_shared else self.name, index)

    def write(self, num_tokens: int) -> None:
        self.num_known = min(self.num_known + num_tokens, self.num_prompt + self.num_answer)


class FakeEngine:
    """Runs plans. Tokens are written to places of the cache and read back before each pass, so
    two sequences on one page or slot are found out.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        num_pages: int = 20,
        page_size: int = 4,
        num_slots: int = 8,
        seed: int = 0,
        keeps_snapshots: bool = False,
    ) -> None:
        self.limits = limits
        self.allocator = Allocator(num_pages, page_size, num_slots)
        self.scheduler: Scheduler[FakeSequence] = Scheduler(self.allocator, limits)
        self.random = Random(seed)
        self.keeps_snapshots = keeps_snapshots
        self.snapshots: dict[str, tuple[Allocation, int]] = {}
        self.alive: list[FakeSequence] = []
        self.now = 0.0
        self.num_passes = 0
        self.plans: list[Plan[FakeSequence]] = []
        self._places: dict[int, Content] = {}
        self._states: dict[int, tuple[FakeSequence, int]] = {}

    def add(self, *sequences: FakeSequence) -> None:
        for sequence in sequences:
            self.scheduler.add(sequence)
            self.alive.append(sequence)

    def end(self, sequence: FakeSequence, fate: str) -> None:
        assert sequence.fate == "waits", f"{sequence.name} ended twice: {sequence.fate}, {fate}"
        sequence.fate = fate
        self.alive.remove(sequence)
        self.scheduler.finish(sequence)

    def step(self) -> Plan[FakeSequence] | None:
        """Plans a pass and runs it; returns the plan."""
        plan = self.scheduler.plan(self.now, self._snapshot_of, self._drop_snapshot)
        assert (plan is None) == (not self.alive), "None only when nobody is there"
        if plan is None:
            return None
        self.num_passes += 1
        self.plans.append(plan)
        self._settle(plan)
        self._check_limits(plan)
        for piece in plan.pieces:
            self._run(plan.phase, piece)
        self.allocator.check_integrity()
        assert self.scheduler.num_running + self.scheduler.num_waiting == len(self.alive)
        return plan

    def run(self, max_passes: int = 100_000) -> None:
        """Until everybody has ended."""
        for _ in range(max_passes):
            if self.step() is None:
                return
        raise AssertionError(f"after {max_passes} passes {len(self.alive)} have not ended")

    def check_nothing_is_held(self) -> None:
        while self._drop_snapshot():
            pass
        assert self.allocator.num_used_pages == 0
        assert self.allocator.num_used_slots == 0

    def _settle(self, plan: Plan[FakeSequence]) -> None:
        for sequence in plan.expired:
            assert sequence.deadline is not None
            assert sequence.deadline <= self.now
            self.end(sequence, "expired")
        for sequence in plan.rejected:
            assert not self.allocator.could_ever_hold(sequence.num_known)
            self.end(sequence, "rejected")
        for sequence in plan.preempted:
            sequence.num_preempted += 1
            assert sequence.num_cached == 0
        for sequence in (*plan.preempted, *plan.expired, *plan.rejected):
            assert sequence.allocation is None
        for sequence in plan.opened:
            self._begin(sequence)

    def _begin(self, sequence: FakeSequence) -> None:
        """As an engine does: a fresh state, or what a snapshot has, whose last page is copied."""
        assert sequence.allocation is not None
        if sequence.num_cached:
            snapshot, num_covered = self.snapshots[sequence.prefix]
            assert sequence.num_cached == num_covered
            self._copy_last_page(snapshot, sequence.allocation, num_covered)
        self._states[sequence.allocation.slot] = (sequence, sequence.num_cached)

    def _check_limits(self, plan: Plan[FakeSequence]) -> None:
        counts = Counter(id(piece.entry) for piece in plan.pieces)
        assert max(counts.values(), default=1) == 1, "an entry has two pieces"
        assert len(counts) < 2 or not any(piece.entry.is_alone for piece in plan.pieces)
        assert all(piece.num_tokens >= 1 for piece in plan.pieces)
        assert self.scheduler.num_running <= self.limits.max_sequences
        num_tokens = sum(piece.num_tokens for piece in plan.pieces)
        if plan.phase is Phase.STEP:
            assert num_tokens <= self.limits.max_step_tokens
            assert all(piece.num_tokens <= piece.entry.num_next for piece in plan.pieces)
        elif num_tokens > self.limits.max_prefill_tokens:
            assert len(plan.pieces) == 1
            assert plan.pieces[0].entry.is_whole

    def _run(self, phase: Phase, piece: Piece[FakeSequence]) -> None:
        sequence, num_tokens = piece.entry, piece.num_tokens
        start, num_left = sequence.num_cached, sequence.num_known - sequence.num_cached
        assert sequence.allocation is not None
        slot = sequence.allocation.slot
        assert self._states[slot] == (sequence, start), f"the state of slot {slot} is another's"
        for index in range(start):
            place = self._place(sequence.allocation, index)
            assert self._places[place] == sequence.content(index), f"token {index} is overwritten"
        for index in range(start, start + num_tokens):
            self._places[self._place(sequence.allocation, index)] = sequence.content(index)
        if phase is Phase.PREFILL:
            assert num_tokens <= num_left
            num_certain = num_tokens
            if sequence.is_whole and start == 0:
                assert num_tokens == num_left, "a whole prompt goes in one piece"
        else:
            assert start >= sequence.num_prompt, "a prompt's token in a STEP"
            num_certain = min(num_tokens, num_left)
        num_right = 0
        if num_certain == num_left:
            num_right = self.random.randint(0, num_tokens - num_certain)
            sequence.write(num_right + 1 + self.random.randint(0, sequence.longest_run))
        sequence.num_cached = min(start + num_certain + num_right, sequence.num_known)
        self._states[slot] = (sequence, sequence.num_cached)
        self._keep_snapshot(sequence)
        if num_certain == num_left and sequence.is_done:
            self.end(sequence, "done")

    def _place(self, allocation: Allocation, index: int) -> int:
        size = self.allocator.page_size
        return allocation.pages[index // size] * size + index % size

    def _keep_snapshot(self, sequence: FakeSequence) -> None:
        wanted = self.keeps_snapshots and sequence.num_shared and not sequence.is_whole
        if not wanted or sequence.prefix in self.snapshots:
            return
        if sequence.num_cached != sequence.num_shared or sequence.allocation is None:
            return
        num_full = sequence.num_shared // self.allocator.page_size
        pages = sequence.allocation.pages[:num_full]
        try:
            snapshot = self.allocator.open(sequence.num_shared, pages)
        except OutOfCache:
            return
        self._copy_last_page(sequence.allocation, snapshot, sequence.num_shared)
        self.snapshots[sequence.prefix] = (snapshot, sequence.num_shared)

    def _copy_last_page(self, source: Allocation, target: Allocation, num_tokens: int) -> None:
        size = self.allocator.page_size
        for index in range(num_tokens // size * size, num_tokens):
            self._places[self._place(target, index)] = self._places[self._place(source, index)]

    def _snapshot_of(self, sequence: FakeSequence) -> SnapshotPages | None:
        assert not sequence.is_whole
        if sequence.prefix not in self.snapshots:
            return None
        snapshot, num_covered = self.snapshots[sequence.prefix]
        return snapshot.pages[: num_covered // self.allocator.page_size], num_covered

    def _drop_snapshot(self) -> bool:
        if not self.snapshots:
            return False
        snapshot, _ = self.snapshots.pop(next(iter(self.snapshots)))
        self.allocator.free(snapshot)
        return True


SMALL = Limits(
    max_sequences=4,
    max_prefill_tokens=16,
    max_step_tokens=16,
    prefill_multiple=4,
)


def engine(limits: Limits = SMALL, **sizes: int) -> FakeEngine:
    return FakeEngine(limits, **{"num_pages": 40, **sizes})


def sequences(count: int, *, num_prompt: int = 4, group: str = "") -> list[FakeSequence]:
    return [FakeSequence(f"{group}{i}", num_prompt, 30, group=group) for i in range(count)]


def shown(plan: Plan[FakeSequence] | None) -> str:
    """A plan as `prefill a4 b8`."""
    assert plan is not None
    pieces = [f"{piece.entry.name}{piece.num_tokens}" for piece in plan.pieces]
    return " ".join([plan.phase.value, *pieces])


def names(entries: tuple[FakeSequence, ...]) -> list[str]:
    return [entry.name for entry in entries]
