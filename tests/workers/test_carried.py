"""Sums carried from page to page are neither items nor totals."""

from __future__ import annotations

import pytest

from workers.steps.carried import without_carried
from workers.steps.values import Certainty, Place, Reading

SURE = Certainty(1, 1, 0.0, 0.0, 0.0)
#: page, distance from the top, description, quantity, amount
Row = tuple[int, float, str | None, str | None, str | None]


def reading(path: str, raw: str, page: int, down: float) -> Reading:
    return Reading(path, raw, SURE, Place(page, (0.1, down, 0.5, down + 0.01)), "text")


def items(*rows: Row) -> list[Reading]:
    return [
        reading(f"/line_items/{index}/{name}", raw, page, down)
        for index, (page, down, *cells) in enumerate(rows)
        for name, raw in zip(("description", "quantity", "amount_net"), cells, strict=True)
        if raw is not None
    ]


def kept(readings: list[Reading]) -> list[object]:
    """Descriptions and amounts of what is left, and the totals."""
    found = without_carried(readings, "Total EUR 1.234,56")
    wanted = ("/description", "/amount_net", "/totals/")
    return [r.raw for r in found if any(part in r.path for part in wanted)]


TWO = ((1, 0.3, "Tea", "2", "20,00"), (1, 0.4, "Cake", "1", "5,50"))


@pytest.mark.parametrize(
    "words",
    [
        "Übertrag",
        "Zwischensumme",
        "Carried forward",
        "Brought forward:",
        "Balance c/f",
        "Sous-total à reporter",
        "A riportare",
        "Suma y sigue",
        "Over te brengen",
        "Do przeniesienia",
        "A transportar",
    ],
)
def test_rows_named_as_carried_are_no_items(words: str) -> None:
    rows = items(
        *TWO,
        (1, 0.9, words, None, "25,50"),
        (2, 0.1, words, None, "25,50"),
        (2, 0.2, "Milk", "3", "3,00"),
    )
    assert kept(rows) == ["Tea", "20,00", "Cake", "5,50", "Milk", "3,00"]


def test_a_row_without_a_name_is_known_by_its_sum() -> None:
    rows = items(*TWO, (2, 0.1, None, None, "25,50"), (2, 0.2, "Milk", "3", "3,00"))
    assert kept(rows) == ["Tea", "20,00", "Cake", "5,50", "Milk", "3,00"]


def test_goods_whose_name_also_means_carrying_stay() -> None:
    rows = items(*TWO, (2, 0.1, "Transport", "1", "25,50"), (2, 0.2, "Report", None, "3,00"))
    assert "Transport" in kept(rows)
    assert "Report" in kept(rows)


def test_items_behind_a_carried_row_are_counted_on() -> None:
    rows = items(*TWO, (1, 0.9, "Übertrag", None, "25,50"), (2, 0.2, "Milk", "3", "3,00"))
    paths = [r.path for r in without_carried(rows, "") if r.raw == "Milk"]
    assert paths == ["/line_items/2/description"]


def test_a_total_that_is_a_sum_so_far_goes() -> None:
    rows = items(*TWO, (2, 0.2, "Milk", "3", "3,00"))
    so_far = reading("/totals/subtotal", "25,50", 1, 0.9)
    total = reading("/totals/total", "28,50", 2, 0.5)
    assert kept([so_far, total, *rows])[:1] == ["28,50"]


def test_a_summary_before_the_table_stays() -> None:
    rows = items(*TWO, (2, 0.2, "Milk", "3", "3,00"))
    total = reading("/totals/total", "28,50", 1, 0.1)
    assert kept([total, *rows])[:1] == ["28,50"]


def test_on_one_page_nothing_is_carried() -> None:
    rows = items(*TWO, (1, 0.9, "Zwischensumme", None, "25,50"))
    assert kept(rows) == ["Tea", "20,00", "Cake", "5,50", "Zwischensumme", "25,50"]
