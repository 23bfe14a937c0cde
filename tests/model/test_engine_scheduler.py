"""Who is opened, who gives way, and how each ends; see test_engine_scheduler_passes for what goes
into a pass and test_engine_scheduler_runs for all rules together.
"""

from __future__ import annotations

import pytest

from model.engine.plan import Limits
from tests.model.scheduler_doubles import (
    SMALL,
    FakeEngine,
    FakeSequence,
    engine,
    names,
    sequences,
    shown,
)


def test_there_is_no_plan_only_where_nobody_is() -> None:
    server = engine()
    assert server.scheduler.plan(0.0) is None
    server.add(FakeSequence("a", 4, 1))
    assert shown(server.step()) == "prefill a4"
    assert server.step() is None


def test_groups_take_turns_in_being_opened() -> None:
    server = engine(Limits(max_sequences=1, prefill_multiple=4))
    server.add(*sequences(3, group="a"), *sequences(1, group="b"))
    opened = []
    while server.alive:
        plan = server.step()
        assert plan is not None
        opened += names(plan.opened)
    assert opened == ["a0", "b0", "a1", "a2"]


def test_nobody_is_opened_without_a_page_to_write_on() -> None:
    server = engine(num_pages=4)
    server.add(FakeSequence("a", 4, 3), FakeSequence("b", 5, 1))
    assert shown(server.step()) == "prefill a4"
    # Alone it needs none.
    alone = engine(num_pages=4)
    alone.add(FakeSequence("a", 12, 1))
    assert shown(alone.step()) == "prefill a12"


def test_nobody_overtakes_the_first_that_waits_for_room() -> None:
    server = engine(num_pages=6)
    server.add(FakeSequence("a", 8, 3), FakeSequence("long", 13, 1), FakeSequence("short", 1, 1))
    while not server.plans or names(server.plans[-1].opened) != ["long"]:
        server.step()
        assert server.alive[-1].allocation is None


def test_the_youngest_gives_way_and_comes_back_before_all_others() -> None:
    server = engine(num_pages=5)
    a, b, c = FakeSequence("a", 4, 9), FakeSequence("b", 4, 2, group="b"), FakeSequence("c", 1, 1)
    server.add(a, b)
    assert shown(server.step()) == "prefill a4 b4"
    b.num_answer = 30
    plan = server.step()
    assert shown(plan) == "step a1 b1"
    server.add(c)
    while not b.num_preempted:
        plan = server.step()
    assert plan is not None
    assert names(plan.preempted) == ["b"]
    assert shown(plan) == "step a1"
    assert b.allocation is None
    num_known = b.num_known
    while b.allocation is None:
        plan = server.step()
        assert c.allocation is None
    # All it knows goes through PREFILL, what it has written too.
    assert shown(plan).startswith(f"prefill b{num_known}")


def test_what_can_never_fit_is_rejected_at_once_and_harms_nobody() -> None:
    server = engine(num_pages=4)
    a, huge = FakeSequence("a", 4, 3), FakeSequence("huge", 13, 1)
    server.add(a, huge)
    plan = server.step()
    assert shown(plan) == "prefill a4"
    assert plan is not None
    assert names(plan.rejected) == ["huge"]
    server.run()
    assert (a.fate, huge.fate) == ("done", "rejected")


def test_an_answer_that_outgrows_the_cache_is_rejected_before_others_give_way() -> None:
    server = engine(num_pages=6)
    a, b = FakeSequence("a", 4, 30), FakeSequence("b", 4, 6)
    server.add(a, b)
    server.step()
    a.write(17)
    plan = server.step()
    assert plan is not None
    assert names(plan.rejected) == ["a"]
    assert plan.preempted == ()
    assert shown(plan) == "step b1"


def test_what_is_kept_for_speed_goes_before_anybody_gives_way() -> None:
    server = engine(num_pages=5)
    kept = server.allocator.open(4)
    server.snapshots["kept"] = (kept, 4)
    a, b = FakeSequence("a", 3, 9), FakeSequence("b", 3, 3)
    server.add(a, b)
    server.run()
    assert (a.fate, b.fate) == ("done", "done")
    assert not server.snapshots
    assert a.num_preempted == b.num_preempted == 0


def test_what_is_kept_for_speed_goes_before_anybody_is_rejected() -> None:
    server = engine(num_pages=5, num_slots=3)
    for name in "xy":
        server.snapshots[name] = (server.allocator.open(8), 8)
    a = FakeSequence("a", 9, 1)
    server.add(a)
    server.run()
    assert a.fate == "done"


def test_what_holds_the_cache_for_good_lets_the_others_be_rejected() -> None:
    server = engine(num_pages=5)
    server.allocator.open(12)
    server.scheduler.add(FakeSequence("a", 8, 1))
    plan = server.scheduler.plan(0.0)
    assert plan is not None
    assert names(plan.rejected) == ["a"]
    assert server.scheduler.plan(0.0) is None


def test_an_answer_that_is_alone_and_finds_no_room_is_rejected() -> None:
    server = engine(num_pages=5)
    server.add(FakeSequence("a", 4, 30))
    server.step()
    server.allocator.open(12)
    plan = server.scheduler.plan(0.0)
    assert plan is not None
    assert names(plan.rejected) == ["a"]
    assert server.scheduler.plan(0.0) is None


def test_who_gives_way_is_not_opened_again_in_the_same_plan() -> None:
    server = engine(num_pages=8)
    a = FakeSequence("a", 12, 30, prefix="form", num_shared=6)
    b = FakeSequence("b", 8, 30)
    server.add(a, b)
    assert shown(server.step()) == "prefill a6 b8"
    snapshot = server.allocator.open(8)
    plan = server.scheduler.plan(0.0, lambda entry: (snapshot.pages, 8) if entry is b else None)
    assert shown(plan) == "prefill a6"
    assert plan is not None
    assert names(plan.preempted) == ["b"]
    assert plan.opened == ()


@pytest.mark.parametrize("num_passes", [0, 1, 3], ids=["waiting", "in_the_prompt", "answering"])
def test_past_its_deadline_it_expires_wherever_it_is(num_passes: int) -> None:
    server = engine()
    late = FakeSequence("late", 20, 30, deadline=2.0)
    server.add(late)
    for _ in range(num_passes):
        server.step()
    server.now = 1.9
    assert not names(server.step().expired)  # type: ignore[union-attr]
    server.now = 2.0
    assert names(server.step().expired) == ["late"]  # type: ignore[union-attr]
    server.check_nothing_is_held()
    assert server.step() is None


@pytest.mark.parametrize("num_passes", [0, 1, 3], ids=["waiting", "in_the_prompt", "answering"])
def test_finishing_frees_everything_and_may_happen_twice(num_passes: int) -> None:
    server = engine()
    sequence = FakeSequence("a", 20, 30)
    server.add(sequence)
    for _ in range(num_passes):
        server.step()
    server.scheduler.finish(sequence)
    server.scheduler.finish(sequence)
    server.check_nothing_is_held()
    assert server.scheduler.plan(0.0) is None
    assert (server.scheduler.num_waiting, server.scheduler.num_running) == (0, 0)


def test_who_is_restarted_begins_anew_before_all_that_wait() -> None:
    server = engine(Limits(max_sequences=2, prefill_multiple=4))
    server.add(*sequences(3))
    server.step()
    server.step()
    server.scheduler.restart(server.alive[1])
    plan = server.step()
    assert shown(plan) == "prefill 16"
    assert plan is not None
    assert names(plan.opened) == ["1"]


def test_nobody_runs_beside_one_that_must_be_alone() -> None:
    server = engine()
    a, b, c = (
        FakeSequence("a", 4, 3),
        FakeSequence("b", 4, 3, is_alone=True),
        FakeSequence("c", 4, 3),
    )
    server.add(a, b, c)
    plans = [shown(server.step()) for _ in range(5)]
    assert plans == ["prefill a4", "step a1", "step a1", "prefill b4", "step b1"]
    # It turned out to be harmless.
    b.is_alone = False
    assert shown(server.step()) == "prefill c4"
    assert shown(server.step()) == "step b1 c1"


def test_adding_twice_or_without_a_token_is_an_error() -> None:
    server = engine()
    sequence = FakeSequence("a", 4, 3)
    server.add(sequence)
    with pytest.raises(ValueError, match="is there already"):
        server.scheduler.add(sequence)
    server.step()
    with pytest.raises(ValueError, match="is there already"):
        server.scheduler.add(sequence)
    with pytest.raises(ValueError, match="has no token"):
        server.scheduler.add(FakeSequence("b", 0, 3))


def test_a_piece_ends_where_the_shared_tokens_end_and_others_begin_there() -> None:
    server = FakeEngine(SMALL, num_pages=40, keeps_snapshots=True)

    def like(name: str, *, is_whole: bool = False) -> FakeSequence:
        return FakeSequence(name, 12, 1, prefix="form", num_shared=6, is_whole=is_whole)

    server.add(like("a"))
    assert [shown(server.step()) for _ in range(2)] == ["prefill a6", "prefill a6"]
    num_used = server.allocator.num_used_pages
    server.add(like("b"), like("c", is_whole=True))
    # One page of four tokens is shared, the other two tokens are on a copy.
    assert shown(server.step()) == "prefill b6"
    assert server.step() is not None
    assert shown(server.plans[-1]) == "prefill c12"
    assert server.allocator.num_used_pages == num_used
    server.check_nothing_is_held()


def test_a_snapshot_that_leaves_nothing_to_run_is_not_begun_on() -> None:
    server = FakeEngine(SMALL, num_pages=40, keeps_snapshots=True)
    for name in "ab":
        server.add(FakeSequence(name, 6, 2, prefix="form", num_shared=6))
        assert shown(server.step()) == f"prefill {name}6"
        assert "form" in server.snapshots
        server.run()
    server.check_nothing_is_held()


@pytest.mark.parametrize(
    "limits",
    [
        {"max_sequences": 0},
        {"max_prefills_in_a_row": 0},
        {"prefill_multiple": 0},
        {"max_sequences": 65, "max_step_tokens": 64},
        {"max_prefill_tokens": 32},
    ],
    ids=str,
)
def test_limits_that_could_starve_somebody_are_refused(limits: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="Limits"):
        Limits(**limits)
