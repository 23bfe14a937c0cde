"""What goes into a pass: whose turn it is, and with how many tokens."""

from __future__ import annotations

import pytest

from model.batch import Phase
from model.engine.plan import Limits
from tests.model.scheduler_doubles import FakeSequence, engine, names, sequences, shown


def test_a_prompt_goes_through_prefill_and_its_answer_through_steps() -> None:
    server = engine()
    server.add(FakeSequence("a", 3, 4))
    assert [shown(server.step()) for _ in range(4)] == ["prefill a3"] + 3 * ["step a1"]
    assert server.step() is None


def test_a_long_prompt_is_cut_at_multiples_and_shares_a_pass() -> None:
    server = engine()
    server.add(FakeSequence("a", 10, 1), FakeSequence("b", 19, 1))
    # 6 places are left in the first pass, and 4 of them lead up to a multiple of 4.
    assert shown(server.step()) == "prefill a10 b4"
    assert shown(server.step()) == "prefill b15"


@pytest.mark.parametrize("num_prompt", [17, 60], ids=["just_too_long", "far_too_long"])
def test_a_whole_prompt_longer_than_a_pass_goes_alone(num_prompt: int) -> None:
    server = engine()
    whole = FakeSequence("b", num_prompt, 1, is_whole=True)
    server.add(FakeSequence("a", 4, 1), whole, FakeSequence("c", 4, 1))
    plans = [shown(server.step()) for _ in range(3)]
    assert plans == ["prefill a4", f"prefill b{num_prompt}", "prefill c4"]


def test_whole_prompts_share_a_pass_where_they_fit_and_are_never_cut() -> None:
    server = engine()
    server.add(*(FakeSequence(name, 7, 1, is_whole=True) for name in "abc"))
    assert [shown(server.step()) for _ in range(2)] == ["prefill a7 b7", "prefill c7"]


@pytest.mark.parametrize(("in_a_row", "phases"), [(1, "PSPSPS"), (2, "PPSPPS")], ids=["one", "two"])
def test_prompts_and_answers_take_turns(in_a_row: int, phases: str) -> None:
    server = engine(
        Limits(max_prefill_tokens=16, prefill_multiple=4, max_prefills_in_a_row=in_a_row)
    )
    server.add(FakeSequence("a", 4, 30))
    server.step()
    server.step()
    server.add(FakeSequence("b", 100, 1))
    done = []
    for _ in phases:
        plan = server.step()
        assert plan is not None
        done.append("P" if plan.phase is Phase.PREFILL else "S")
    assert "".join(done) == phases


def test_a_step_runs_known_tokens_and_drafts_of_every_answer() -> None:
    server = engine()
    a, b = FakeSequence("a", 4, 30, num_drafts=3), FakeSequence("b", 4, 30, longest_run=0)
    server.add(a, b)
    server.step()
    assert shown(server.step()) == "step a4 b1"


def test_drafts_are_cut_where_a_step_has_no_room_for_all() -> None:
    server = engine(Limits(max_sequences=3, max_step_tokens=10))
    server.add(*(FakeSequence(name, 4, 30, num_drafts=7) for name in "abc"))
    server.step()
    assert shown(server.step()) == "step a8 b1 c1"


def test_nobody_gives_way_to_a_draft() -> None:
    # Three pages of four tokens: two for the prompts, one to write on.
    server = engine(num_pages=4)
    server.add(FakeSequence("a", 4, 30, num_drafts=7), FakeSequence("b", 3, 30))
    assert shown(server.step()) == "prefill a4 b3"
    assert shown(server.step()) == "step a4 b1"


def test_a_long_run_of_known_tokens_goes_through_prefill_where_nobody_waits_for_it() -> None:
    server = engine()
    server.add(FakeSequence("a", 4, 40))
    server.step()
    server.alive[0].write(10)
    assert shown(server.step()) == "prefill a11"
    assert shown(server.step()) == "step a1"


def test_a_long_run_steps_where_more_would_wait_than_it_is_spared() -> None:
    server = engine()
    server.add(*sequences(3))
    server.step()
    server.alive[0].write(10)
    assert shown(server.step()) == "step 08 11 21"
    assert shown(server.step()) == "step 03 11 21"


def test_a_long_run_joins_the_prompts_where_their_pass_has_room() -> None:
    server = engine()
    server.add(*sequences(3))
    server.step()
    server.step()
    server.alive[1].write(10)
    server.add(FakeSequence("new", 4, 1))
    assert shown(server.step()) == "prefill new4 111"


def test_nobody_gives_way_to_a_long_run() -> None:
    server = engine(num_pages=6)
    a, b = FakeSequence("a", 4, 30), FakeSequence("b", 4, 30)
    server.add(a, b)
    server.step()
    a.write(9)
    b.write(8)
    # The three pages that are left are for the older one.
    plan = server.step()
    assert shown(plan) == "prefill a10"
    assert b.allocation is not None
    assert b.num_preempted == 0


@pytest.mark.parametrize(
    ("num_written", "expected"),
    [(15, "step 08 11 21"), (31, "prefill 016")],
    ids=["spared_one_step", "spared_three_steps"],
)
def test_two_answers_wait_for_a_run_that_is_spared_more_than_two_steps(
    num_written: int, expected: str
) -> None:
    server = engine()
    server.add(*sequences(3))
    server.step()
    server.step()
    server.alive[0].num_answer = 100
    server.alive[0].write(num_written - 1)
    assert shown(server.step()) == expected


def test_an_older_run_without_room_comes_before_a_younger_one_that_has_some() -> None:
    server = engine(num_pages=8)
    a, b = FakeSequence("a", 8, 30), FakeSequence("b", 5, 30)
    server.add(a, b)
    server.step()
    server.allocator.open(12)
    a.write(9)
    b.write(9)
    plan = server.step()
    assert shown(plan) == "step a8"
    assert plan is not None
    assert names(plan.preempted) == ["b"]
