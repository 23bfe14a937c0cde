"""Who goes into the next pass, with how many tokens, and who gives way when the cache is full.

    waiting -> running: prompt -> answer -> finished
       ^          |                 |
       '----------'--- preempted ---'       each may also expire, be rejected or be finished

- What is known of a sequence when it is opened counts as its prompt and goes through PREFILL; what
  comes later goes through STEP, or through PREFILL where a run of known tokens is long.
- The youngest of the running gives way to the others, and nobody is opened before it is back: the
  oldest always moves on, so all do in the end.
- The first of the line waits until there is room for it; nobody overtakes it.

Knows no tensor, no network and no clock. One thread uses it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic

from model.batch import Phase
from model.engine.allocation import Allocator
from model.engine.plan import E, Limits, Piece, Plan, SnapshotPages
from model.engine.running import Opened, Running
from model.engine.waiting import Waiting


@dataclass(slots=True)
class _Draft(Generic[E]):
    """A plan on its way."""

    snapshot_of: Callable[[E], SnapshotPages | None]
    make_room: Callable[[], bool]
    phase: Phase = Phase.STEP
    pieces: list[Piece[E]] = field(default_factory=list)
    opened: list[E] = field(default_factory=list)
    preempted: list[E] = field(default_factory=list)
    expired: list[E] = field(default_factory=list)
    rejected: list[E] = field(default_factory=list)

    def finished(self) -> Plan[E] | None:
        if not (self.pieces or self.preempted or self.expired or self.rejected):
            return None
        return Plan(
            self.phase,
            tuple(self.pieces),
            tuple(self.opened),
            tuple(self.preempted),
            tuple(self.expired),
            tuple(self.rejected),
        )


def no_snapshot(entry: object) -> None:
    """For engines without snapshots."""


def nothing_to_drop() -> bool:
    """For engines that keep nothing besides their sequences."""
    return False


class Scheduler(Generic[E]):
    """Entries wait, run, and are forgotten when they finish, expire or are rejected."""

    def __init__(self, allocator: Allocator, limits: Limits) -> None:
        self.allocator = allocator
        self.limits = limits
        self._waiting: Waiting[E] = Waiting()
        self._running: Running[E] = Running(allocator)
        # Passes for prompts since answers last had their turn.
        self._num_prefills_in_a_row = 0

    @property
    def num_waiting(self) -> int:
        return len(self._waiting)

    @property
    def num_running(self) -> int:
        return len(self._running)

    def add(self, entry: E) -> None:
        """Lets it wait for its turn.

        Raises: ValueError when it is there already, holds something or has no token.
        """
        if entry.allocation is not None or entry in self._waiting:
            raise ValueError(f"{entry} is there already")
        if entry.num_known < 1:
            raise ValueError(f"{entry} has no token")
        self._waiting.add(entry)

    def finish(self, entry: E) -> None:
        """It is done, cancelled or failed: forgets it and frees what it holds. Safe at any time
        between passes, and a second time.
        """
        self._waiting.remove(entry)
        self._running.remove(entry)

    def restart(self, entry: E) -> None:
        """A pass failed under it: frees what it holds, and it begins anew before all that wait."""
        self.finish(entry)
        entry.num_cached = 0
        self._waiting.send_back(entry)

    def plan(
        self,
        now: float,
        snapshot_of: Callable[[E], SnapshotPages | None] = no_snapshot,
        make_room: Callable[[], bool] = nothing_to_drop,
    ) -> Plan[E] | None:
        """The next pass; None only when nobody is there.

        snapshot_of: what a sequence that is to be opened may begin on; not asked for whole ones.
        make_room: drops one thing from the cache that is kept for speed alone, or says False; it
        is called before somebody has to give way or be rejected.
        """
        draft = _Draft(snapshot_of, make_room)
        self._expire(now, draft)
        self._reject(draft)
        turns = [self._gather_prompts, self._gather_answers]
        if self._is_turn_of_answers():
            turns.reverse()
        for gather in turns:
            gather(draft)
            if draft.pieces:
                break
        return draft.finished()

    def _expire(self, now: float, draft: _Draft[E]) -> None:
        for entry in [*self._running, *self._waiting]:
            if entry.deadline is not None and entry.deadline <= now:
                self.finish(entry)
                draft.expired.append(entry)

    def _reject(self, draft: _Draft[E]) -> None:
        """Those that do not fit into the whole cache: nobody is to give way to them for nothing."""
        for entry in [*self._running, *self._waiting]:
            if not self.allocator.could_ever_hold(entry.num_known):
                self.finish(entry)
                draft.rejected.append(entry)

    def _is_turn_of_answers(self) -> bool:
        is_enough = self._num_prefills_in_a_row >= self.limits.max_prefills_in_a_row
        return is_enough and bool(self._running.answers())

    def _gather_prompts(self, draft: _Draft[E]) -> None:
        """Prompts on their way, then new ones; long runs in answers fill the rest of the pass."""
        draft.phase = Phase.PREFILL
        num_left = self.limits.max_prefill_tokens
        for opened in self._running.prompts():
            num_left -= self._add_prompt(opened, num_left, draft)
        # What was preempted for this plan is not opened within it.
        while num_left > 0 and not draft.preempted:
            new = self._open_first(num_left, draft)
            if new is None:
                break
            num_left -= self._add_prompt(new, num_left, draft)
        if draft.pieces or self._runs_pay():
            self._add_runs(num_left, draft)
        self._num_prefills_in_a_row += 1

    def _gather_answers(self, draft: _Draft[E]) -> None:
        """A STEP of all answers; where each has a long run, nobody minds that it is a PREFILL."""
        self._num_prefills_in_a_row = 0
        if all(opened.num_spared for opened in self._running.answers()):
            draft.phase = Phase.PREFILL
            self._add_runs(self.limits.max_prefill_tokens, draft)
        if not draft.pieces:
            draft.phase = Phase.STEP
            self._add_steps(draft)

    def _add_prompt(self, opened: Opened[E], num_left: int, draft: _Draft[E]) -> int:
        """Returns the tokens of its piece; 0: not in this pass."""
        start, end = opened.entry.num_cached, opened.prompt_end
        num_tokens = self._num_prefill(opened.entry, start, end, num_left, draft)
        if num_tokens:
            draft.pieces.append(Piece(opened.entry, num_tokens))
        return num_tokens

    def _num_prefill(self, entry: E, start: int, end: int, num_left: int, draft: _Draft[E]) -> int:
        """Tokens of the next piece of [start, end) in a pass that has room for num_left more."""
        if entry.is_whole:
            return end - start if end - start <= num_left or not draft.pieces else 0
        if start < entry.num_shared < end:
            end = entry.num_shared
        if end - start <= num_left:
            return end - start
        multiple = self.limits.prefill_multiple
        return max(0, (start + num_left) // multiple * multiple - start)

    def _open_first(self, num_left: int, draft: _Draft[E]) -> Opened[E] | None:
        """Opens the first that waits, if there is room for it in the cache and in this pass."""
        while len(self._running) < self.limits.max_sequences:
            entry = self._waiting.first()
            if entry is None:
                return None
            pages, num_covered = self._snapshot_of(entry, draft)
            if self._running.has_room_for(entry, pages):
                if not self._num_prefill(entry, num_covered, entry.num_known, num_left, draft):
                    return None
                draft.opened.append(self._waiting.take_first())
                return self._running.open(entry, pages, num_covered)
            if len(self._running):
                return None
            # Nothing but what is kept for speed is in its way.
            if not draft.make_room():
                draft.rejected.append(self._waiting.take_first())
        return None

    def _snapshot_of(self, entry: E, draft: _Draft[E]) -> SnapshotPages:
        """A snapshot that leaves nothing to run is none: something must lead up to a choice."""
        snapshot = None if entry.is_whole else draft.snapshot_of(entry)
        if snapshot is None or snapshot[1] >= entry.num_known:
            return (), 0
        pages, num_covered = snapshot
        assert len(pages) == num_covered // self.allocator.page_size, "only full pages are shared"
        return pages, num_covered

    def _runs_pay(self) -> bool:
        """Whether PREFILL spares those with long runs more STEPs than others have to wait for."""
        spared = [opened.num_spared for opened in self._running.answers()]
        return sum(spared) > spared.count(0)

    def _add_runs(self, num_left: int, draft: _Draft[E]) -> None:
        """Long runs of known tokens in answers, where they fit without anybody giving way."""
        for opened in self._running.answers():
            if opened.num_spared:
                num_tokens = self._running.grow(opened.entry, min(opened.num_left, num_left))
                if not num_tokens:
                    # What an older one lacks is not for those after it.
                    break
                draft.pieces.append(Piece(opened.entry, num_tokens))
                num_left -= num_tokens

    def _add_steps(self, draft: _Draft[E]) -> None:
        """Every answer, with as many of its tokens as there is room for."""
        answers = self._running.answers()
        num_left = self.limits.max_step_tokens
        for num_before, opened in enumerate(answers):
            entry = opened.entry
            assert entry.num_next > 0, f"{entry} has nothing to run and did not finish"
            num_behind = len(answers) - num_before - 1
            num_tokens = self._make_room(entry, min(entry.num_next, num_left - num_behind), draft)
            if num_tokens:
                draft.pieces.append(Piece(entry, num_tokens))
                num_left -= num_tokens

    def _make_room(self, entry: E, num_wanted: int, draft: _Draft[E]) -> int:
        """Where there is no room for a single one of its next tokens, the youngest gives way.

        Returns for how many there is; 0: it gave way itself, now or to an older one before.
        """
        num_tokens = self._running.grow(entry, num_wanted)
        while not num_tokens and entry.allocation is not None:
            if not draft.make_room():
                self._give_way(draft)
            num_tokens = self._running.grow(entry, num_wanted)
        return num_tokens

    def _give_way(self, draft: _Draft[E]) -> None:
        entry = self._running.give_up_youngest()
        if len(self._running):
            self._waiting.send_back(entry)
            draft.preempted.append(entry)
        else:
            # It was alone: something else holds what it lacks, and does not give it back.
            draft.rejected.append(entry)
