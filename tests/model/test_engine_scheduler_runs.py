"""Requests of all kinds in tiny caches: everyone ends, in its turn, and nothing leaks.

The pretended engine checks every plan and every token in the cache; see scheduler_doubles.
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from model.engine.plan import Limits
from tests.model.scheduler_doubles import FakeEngine, FakeSequence

TIGHT = Limits(max_sequences=5, max_prefill_tokens=12, max_step_tokens=11, prefill_multiple=4)
PREFIXES = {"invoice": 6, "receipt": 8, "": 0}


def most_passes(limits: Limits, sequences: list[FakeSequence]) -> int:
    """The oldest that runs has a piece at least once in `turns` passes, so each sequence takes no
    more than its own pieces after it became the oldest, and one prefill before.
    """
    turns = limits.max_prefills_in_a_row + 1
    alone = 0
    for sequence in sequences:
        num_tokens = sequence.num_prompt + sequence.num_answer
        alone += 2 * (num_tokens // limits.prefill_multiple + 2) + sequence.num_answer
    return turns * alone


def any_sequence(random: Random, name: str, num_groups: int, longest: int) -> FakeSequence:
    prefix = random.choice(list(PREFIXES))
    return FakeSequence(
        name,
        num_prompt=PREFIXES[prefix] + random.randint(1, longest),
        num_answer=random.randint(1, longest),
        group=str(random.randrange(num_groups)),
        prefix=prefix,
        num_shared=PREFIXES[prefix],
        is_whole=random.random() < 0.3,
        longest_run=random.choice([0, 0, 3, 20]),
        num_drafts=random.choice([0, 2, 7]),
    )


class AnyOrderOfEvents(RuleBasedStateMachine):
    """Arrivals, passes, cancellations and deadlines in any order."""

    @initialize(
        num_pages=st.integers(5, 24), num_slots=st.integers(2, 7), keeps_snapshots=st.booleans()
    )
    def start(self, num_pages: int, num_slots: int, keeps_snapshots: bool) -> None:
        self.engine = FakeEngine(
            TIGHT, num_pages=num_pages, num_slots=num_slots, keeps_snapshots=keeps_snapshots
        )
        self.all: list[FakeSequence] = []

    @rule(
        num_prompt=st.integers(1, 50),
        num_answer=st.integers(1, 40),
        group=st.sampled_from("abc"),
        prefix=st.sampled_from(sorted(PREFIXES)),
        is_whole=st.booleans(),
        patience=st.none() | st.integers(0, 30),
        longest_run=st.sampled_from([0, 3, 25]),
        num_drafts=st.integers(0, 7),
    )
    def arrive(
        self,
        num_prompt: int,
        num_answer: int,
        group: str,
        prefix: str,
        is_whole: bool,
        patience: int | None,
        longest_run: int,
        num_drafts: int,
    ) -> None:
        sequence = FakeSequence(
            f"s{len(self.all)}",
            num_prompt + PREFIXES[prefix],
            num_answer,
            group=group,
            prefix=prefix,
            num_shared=PREFIXES[prefix],
            is_whole=is_whole,
            deadline=None if patience is None else self.engine.now + patience,
            longest_run=longest_run,
            num_drafts=num_drafts,
        )
        self.all.append(sequence)
        self.engine.add(sequence)

    @rule(num_passes=st.integers(1, 8))
    def run(self, num_passes: int) -> None:
        for _ in range(num_passes):
            self.engine.now += 1.0
            self.engine.step()

    @precondition(lambda self: self.engine.alive)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.engine.end(data.draw(st.sampled_from(self.engine.alive)), "cancelled")

    @precondition(lambda self: self.engine.alive)
    @rule(data=st.data())
    def fail(self, data: st.DataObject) -> None:
        """A pass failed: who was in it begins anew, alone."""
        sequence = data.draw(st.sampled_from(self.engine.alive))
        sequence.is_alone = True
        self.engine.scheduler.restart(sequence)

    @invariant()
    def nothing_is_lost(self) -> None:
        waiting = [sequence for sequence in self.all if sequence.fate == "waits"]
        assert len(waiting) == len(self.engine.alive)
        self.engine.allocator.check_integrity()

    def teardown(self) -> None:
        if not hasattr(self, "engine"):
            return
        alive = list(self.engine.alive)
        self.engine.run(most_passes(TIGHT, alive) + 1)
        capacity = (self.engine.allocator.num_pages - 1) * self.engine.allocator.page_size
        for sequence in alive:
            fits = sequence.num_prompt + sequence.num_answer <= capacity
            assert sequence.fate != "rejected" or not fits
            assert sequence.fate != "expired" or sequence.deadline is not None
        self.engine.check_nothing_is_held()


AnyOrderOfEvents.TestCase.settings = settings(
    derandomize=True, deadline=None, max_examples=120, stateful_step_count=40
)
TestAnyOrderOfEvents = AnyOrderOfEvents.TestCase


def test_nothing_leaks_after_ten_thousand_requests() -> None:
    random = Random(42)
    engine = FakeEngine(
        Limits(max_sequences=16, max_prefill_tokens=64, max_step_tokens=64, prefill_multiple=4),
        num_pages=50,
        num_slots=20,
        seed=42,
        keeps_snapshots=True,
    )
    everybody = [any_sequence(random, str(i), 20, 12) for i in range(10_000)]
    coming = everybody[::-1]
    while coming or engine.alive:
        for _ in range(min(len(coming), random.randint(0, 8), 60 - len(engine.alive))):
            engine.add(coming.pop())
        if engine.alive and random.random() < 0.01:
            engine.end(random.choice(engine.alive), "cancelled")
        engine.step()
    fates = [sequence.fate for sequence in everybody]
    assert set(fates) == {"done", "cancelled"}
    assert fates.count("done") > 9_000
    assert sum(sequence.num_preempted for sequence in everybody) > 100
    engine.check_nothing_is_held()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "limits",
    [TIGHT, Limits(max_sequences=3, max_prefill_tokens=8, max_step_tokens=3, prefill_multiple=8)],
    ids=["tight", "tighter"],
)
def test_everyone_who_fits_ends_within_a_bounded_number_of_passes(
    limits: Limits, seed: int
) -> None:
    random = Random(seed)
    engine = FakeEngine(limits, num_pages=16, num_slots=5, seed=seed, keeps_snapshots=seed == 1)
    everybody = [any_sequence(random, str(i), 4, 24) for i in range(60)]
    engine.add(*everybody)
    engine.run(most_passes(limits, everybody) + 1)
    assert {sequence.fate for sequence in everybody} == {"done"}
    assert sum(sequence.num_preempted for sequence in everybody) > 0
    engine.check_nothing_is_held()


def test_one_request_beside_a_group_of_five_hundred_is_opened_after_the_next_two() -> None:
    engine = FakeEngine(TIGHT, num_pages=40)
    many = [FakeSequence(f"many{i}", 6, 6, group="many") for i in range(500)]
    engine.add(*many)
    for _ in range(50):
        engine.step()
    one = FakeSequence("one", 6, 6, group="one")
    engine.add(one)
    num_before = sum(len(plan.opened) for plan in engine.plans)
    while one.allocation is None:
        engine.step()
    assert sum(len(plan.opened) for plan in engine.plans) - num_before <= TIGHT.max_sequences
    opened = [entry for plan in engine.plans for entry in plan.opened][num_before:]
    assert opened.index(one) <= 1
    num_passes = engine.num_passes
    while one.fate == "waits":
        engine.step()
    # Its prompt and its five steps, each behind at most one pass for prompts.
    assert engine.num_passes - num_passes <= 2 * (one.num_prompt // 4 + one.num_answer)


def test_one_request_ends_soon_where_the_five_hundred_fill_the_cache() -> None:
    engine = FakeEngine(TIGHT, num_pages=14)
    many = [FakeSequence(f"many{i}", 10, 20, group="many") for i in range(500)]
    engine.add(*many)
    for _ in range(50):
        engine.step()
    one = FakeSequence("one", 10, 20, group="one")
    engine.add(one)
    num_done = sum(sequence.fate == "done" for sequence in many)
    while one.fate == "waits":
        engine.step()
    assert sum(sequence.fate == "done" for sequence in many) - num_done <= 2 * TIGHT.max_sequences
    assert sum(sequence.num_preempted for sequence in many) > 0


@pytest.mark.parametrize("seed", range(3))
def test_who_is_preempted_loses_nothing_and_none_that_came_later_passes_it(seed: int) -> None:
    engine = FakeEngine(TIGHT, num_pages=12, seed=seed)
    everybody = [
        FakeSequence(str(i), 5, 25, longest_run=3 * (i % 3), num_drafts=i % 5) for i in range(30)
    ]
    engine.add(*everybody)
    written = dict.fromkeys(everybody, 0)
    first_opened: list[FakeSequence] = []
    while engine.alive:
        plan = engine.step()
        assert plan is not None
        for sequence in everybody:
            assert sequence.num_known >= written[sequence]
            written[sequence] = sequence.num_known
        away = {entry for entry in first_opened if entry.fate == "waits"}
        for entry in plan.opened:
            is_new = entry not in first_opened
            assert not is_new or all(other.allocation is not None for other in away)
            first_opened += [entry] if is_new else []
    assert sum(sequence.num_preempted for sequence in everybody) > 5
    assert {sequence.fate for sequence in everybody} == {"done"}


def test_the_same_events_give_the_same_plans() -> None:
    def run() -> list[str]:
        random = Random(7)
        engine = FakeEngine(TIGHT, num_pages=16, num_slots=5, seed=7, keeps_snapshots=True)
        engine.add(*(any_sequence(random, str(i), 4, 24) for i in range(40)))
        engine.run()
        return [
            " ".join([plan.phase.value, *(f"{p.entry.name}:{p.num_tokens}" for p in plan.pieces)])
            for plan in engine.plans
        ]

    assert run() == run()
