"""Groups take turns; within a group the oldest comes first; who is sent back comes before all."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from model.engine.waiting import Waiting


@dataclass
class Person:
    """All equal, so that only identity tells them apart."""

    group: str


def line(groups: str) -> tuple[Waiting[Person], list[Person]]:
    """One person for each letter, who is of the group of this name."""
    waiting: Waiting[Person] = Waiting()
    people = [Person(group) for group in groups]
    for person in people:
        waiting.add(person)
    return waiting, people


def order(waiting: Waiting[Person], people: list[Person]) -> list[int]:
    """In which order they are taken."""
    numbers = {id(person): i for i, person in enumerate(people)}
    return [numbers[id(waiting.take_first())] for _ in range(len(waiting))]


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ("aaa", [0, 1, 2]),
        ("aaab", [0, 3, 1, 2]),
        ("aaabbc", [0, 3, 5, 1, 4, 2]),
        ("abcabc", [0, 1, 2, 3, 4, 5]),
    ],
    ids=str,
)
def test_groups_take_turns(groups: str, expected: list[int]) -> None:
    waiting, people = line(groups)
    assert order(waiting, people) == expected
    assert len(waiting) == 0


def test_a_group_that_comes_later_has_the_turn_after_those_that_are_there() -> None:
    waiting, people = line("aaabb")
    waiting.take_first()
    people.append(Person("c"))
    waiting.add(people[-1])
    assert order(waiting, people) == [3, 1, 5, 4, 2]


def test_who_is_sent_back_comes_before_all_the_last_one_first() -> None:
    waiting, people = line("abb")
    first, second = waiting.take_first(), waiting.take_first()
    waiting.send_back(second)
    waiting.send_back(first)
    assert waiting.first() is first
    assert len(waiting) == 3
    assert order(waiting, people) == [0, 1, 2]


def test_looking_does_not_take() -> None:
    waiting, people = line("ab")
    assert waiting.first() is waiting.first() is people[0]
    assert [id(person) for person in waiting] == [id(person) for person in people]


@pytest.mark.parametrize(
    ("leaver", "rest"), [(0, [2, 1, 3]), (1, [0, 2, 3]), (2, [0, 3, 1]), (3, [0, 2, 1])], ids=str
)
def test_who_leaves_is_gone_and_the_group_keeps_its_turn(leaver: int, rest: list[int]) -> None:
    waiting, people = line("aabb")
    waiting.send_back(waiting.take_first())
    assert people[leaver] in waiting
    assert waiting.remove(people[leaver])
    assert people[leaver] not in waiting
    assert not waiting.remove(people[leaver])
    assert order(waiting, people) == rest


def test_nobody_can_be_taken_where_nobody_waits() -> None:
    waiting, people = line("a")
    waiting.remove(people[0])
    assert waiting.first() is None
    with pytest.raises(IndexError, match="nobody waits"):
        waiting.take_first()
