"""Rows at or below the sums are no items."""

from __future__ import annotations

from workers.steps.table_end import end_table_at_sums
from workers.steps.values import Certainty, Place, Reading

SURE = Certainty(1, 1, 0.0, 0.0, 0.0)


def reading(path: str, raw: str, down: float, page: int = 1) -> Reading:
    place = Place(page, (0.1, down, 0.5, down + 0.01))
    return Reading(path, raw, SURE, place, "text")


def items(*rows: tuple[str, float, int]) -> list[Reading]:
    return [
        reading(f"/line_items/{i}/description", text, down, page)
        for i, (text, down, page) in enumerate(rows)
    ]


def kept(readings: list[Reading]) -> list[tuple[str, object]]:
    found = end_table_at_sums(readings)
    return [(r.path, r.raw) for r in found if r.path.startswith("/line_items")]


def test_items_below_the_first_sum_go_and_the_others_keep_their_order() -> None:
    rows = items(("Tea", 0.2, 1), ("Subtotal", 0.5, 1), ("Cake", 0.3, 1), ("Cash", 0.7, 1))
    sums = [reading("/totals/total", "9.00", 0.6), reading("/totals/subtotal", "8.00", 0.5)]
    assert kept([*sums, *rows]) == [
        ("/line_items/0/description", "Tea"),
        ("/line_items/1/description", "Cake"),
    ]


def test_without_a_sum_all_items_stay() -> None:
    rows = items(("Tea", 0.2, 1), ("Cash", 0.7, 1))
    assert len(kept(rows)) == 2


def test_a_summary_above_the_table_ends_nothing() -> None:
    rows = items(("Tea", 0.4, 1), ("Cake", 0.5, 1), ("Milk", 0.6, 1))
    assert len(kept([reading("/totals/total", "9.00", 0.1), *rows])) == 3


def test_items_go_on_over_pages_until_the_sum() -> None:
    rows = items(("Tea", 0.9, 1), ("Cake", 0.2, 2), ("Thanks", 0.8, 2))
    found = kept([reading("/totals/total", "9.00", 0.5, 2), *rows])
    assert [raw for _, raw in found] == ["Tea", "Cake"]
