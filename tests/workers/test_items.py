"""Items that say nothing new."""

from __future__ import annotations

import json
from typing import Any

from tests.workers.texts import text_of
from workers.steps.items import ItemLog
from workers.steps.json_walk import ItemEnd, JsonWalker, Leaf

PAGE = text_of("Coffee 1 2.50\nTea 1 2.00\nTea 1 2.00\nTip 1 0.50")


def repeats(*items: Any) -> list[bool]:
    log = ItemLog(PAGE)
    found = []
    text = json.dumps({"rows": items}, separators=(",", ":"))
    for event in JsonWalker().feed(text.encode()):
        if isinstance(event, Leaf):
            log.leaf(event)
        elif isinstance(event, ItemEnd):
            found.append(log.end(event))
    return found


def row(text: str | None, amount: str | None) -> dict[str, str | None]:
    return {"text": text, "amount": amount}


def test_different_rows_are_new() -> None:
    assert repeats(row("Coffee", "2.50"), row("Tip", "0.50")) == [False, False]


def test_equal_rows_are_new_as_often_as_they_stand_on_the_page() -> None:
    tea = row("Tea", "2.00")
    assert repeats(tea, tea, tea) == [False, False, True]


def test_a_row_that_alternates_repeats_too() -> None:
    first, second = row("Coffee", "2.50"), row("Tip", "0.50")
    assert repeats(first, second, first, second) == [False, False, True, True]


def test_a_row_with_one_new_value_is_new() -> None:
    assert repeats(row("Coffee", "2.50"), row("Coffee", "0.50")) == [False, False]


def test_a_row_made_of_values_taken_before_repeats() -> None:
    assert repeats(row("Coffee", "2.50"), row("Tip", "0.50"), row("Coffee", "0.50"))[-1]


def test_a_row_without_any_value_says_nothing() -> None:
    assert repeats(row(None, None)) == [True]


def test_items_may_be_leaves() -> None:
    assert repeats("Tea", "Tea", "Tea", "Coffee") == [False, False, True, False]


def test_a_value_that_is_not_copied_may_come_once() -> None:
    assert repeats(True, True, 3) == [False, True, False]


def test_the_streak_counts_repeated_items_in_a_row() -> None:
    log = ItemLog(PAGE)
    for event in JsonWalker().feed(b'{"rows":["Tip","Tip","Tip","Tea"'):
        if isinstance(event, Leaf):
            log.leaf(event)
        elif isinstance(event, ItemEnd):
            log.end(event)
        if isinstance(event, ItemEnd) and event.path == ("rows", 2):
            assert log.streak(("rows",)) == 2
    assert log.streak(("rows",)) == 0


def test_a_copy_goes_its_own_way() -> None:
    log = ItemLog(PAGE)
    twin = log.copy()
    twin.leaf(Leaf(("rows", 0), "Tip", 0, 5))
    twin.end(ItemEnd(("rows", 0)))
    log.leaf(Leaf(("rows", 0), "Tip", 0, 5))
    assert not log.end(ItemEnd(("rows", 0)))
