"""Windows joined: scalars by certainty, items counted on."""

from __future__ import annotations

from workers.steps.anchor import build_anchor
from workers.steps.ask import readings_of
from workers.steps.merge import merge_windows
from workers.steps.parse import Parsed
from workers.steps.values import Certainty, Place, RawValue, Reading, WindowReading

EMPTY = build_anchor([])


def value(path: str, raw: str | None, logprob: float = -0.1) -> RawValue:
    return RawValue(path, raw, Certainty(1, 1, logprob, logprob, logprob))


def window(*values: RawValue) -> WindowReading:
    return WindowReading(readings_of(Parsed(list(values)), EMPTY), text="")


def merged(*windows: WindowReading) -> dict[str, object]:
    return {reading.path: reading.raw for reading in merge_windows(windows)}


def test_a_scalar_is_taken_from_the_window_that_is_surest() -> None:
    first, second = window(value("/total", "1.00", -2.0)), window(value("/total", "9.00", -0.1))
    assert merged(first, second) == {"/total": "9.00"}


def test_null_never_replaces_a_value() -> None:
    assert merged(window(value("/total", "1.00", -9.0)), window(value("/total", None, 0.0))) == {
        "/total": "1.00"
    }


def test_a_plain_item_that_another_window_gave_is_left_out() -> None:
    first = window(value("/party/0", "Acme, Inc."), value("/party/1", "J. Doe"))
    second = window(value("/party/0", "ACME, INC."), value("/party/1", "New Corp."))
    assert merged(first, second) == {
        "/party/0": "Acme, Inc.",
        "/party/1": "J. Doe",
        "/party/2": "New Corp.",
    }


def test_equal_plain_items_of_one_window_stay() -> None:
    assert merged(window(value("/codes/0", "A"), value("/codes/1", "A"))) == {
        "/codes/0": "A",
        "/codes/1": "A",
    }


def test_items_run_on_over_windows() -> None:
    first = window(value("/lines/0/net", "1"), value("/lines/1/net", "2"))
    second = window(value("/lines/0/net", "3"), value("/lines/0/text", "c"))
    third = window(value("/lines/0/net", "4"))
    assert merged(first, second, third) == {
        "/lines/0/net": "1",
        "/lines/1/net": "2",
        "/lines/2/net": "3",
        "/lines/2/text": "c",
        "/lines/3/net": "4",
    }


def placed(path: str, raw: str, page: int, logprob: float) -> Reading:
    sure = Certainty(1, 1, logprob, logprob, logprob)
    return Reading(path, raw, sure, Place(page, (0.1, 0.1, 0.2, 0.2)), "text")


def test_a_sum_on_the_page_where_the_items_end_counts_before_a_surer_one_on_an_earlier_page() -> (
    None
):
    first = WindowReading(
        (
            placed("/totals/total", "25.50", 1, -0.1),
            placed("/line_items/0/amount_net", "25.50", 1, 0),
        ),
        text="",
    )
    last = WindowReading(
        (
            placed("/totals/total", "28.50", 2, -0.9),
            placed("/line_items/0/amount_net", "3.00", 2, 0),
        ),
        text="",
    )
    assert merged(first, last)["/totals/total"] == "28.50"


def test_a_sum_of_the_first_page_stays_where_no_later_page_gives_one() -> None:
    first = WindowReading((placed("/totals/total", "28.50", 1, -0.1),), text="")
    last = WindowReading((placed("/line_items/0/amount_net", "3.00", 2, 0),), text="")
    assert merged(first, last)["/totals/total"] == "28.50"
