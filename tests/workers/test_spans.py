"""Places of values on the page."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.workers.texts import CHAR_WIDTH, copied, text_of
from workers.page import Page, Word
from workers.steps.anchor import build_anchor
from workers.steps.page_text import BREAK, PageText, build_page_text
from workers.steps.spans import SpanTracker, choose, is_grounded, locate, locate_label

PAGE = text_of(
    "ACME GmbH        Invoice #R-1042\n"
    "Main Street 5    Date:05.03.2019\n"
    "12345 Town       Qty 1\n"
    "Total RM15.00    1",
    "ACME GmbH",
)


def words_of(raw: str) -> list[list[str]]:
    return [[PAGE.source[i].word.text for i in place.words] for place in locate(PAGE, raw)]


def test_a_value_is_found_at_all_its_places() -> None:
    assert [place.page for place in locate(PAGE, "ACME GmbH")] == [1, 2]


def test_a_place_in_both_orders_counts_once() -> None:
    assert len(locate(PAGE, "Main Street 5")) == 1


def test_the_lines_of_a_column_are_one_value() -> None:
    assert words_of("Main Street 5 12345 Town") == [["Main", "Street", "5", "12345", "Town"]]


def test_a_value_over_lines_has_the_union_of_their_boxes() -> None:
    (place,) = locate(PAGE, "Main Street 5 12345 Town")
    assert place.bbox == pytest.approx((0.0, 0.25, 13 * CHAR_WIDTH, 2.6 / 4))


def test_a_piece_of_a_word_has_a_piece_of_its_box() -> None:
    (place,) = locate(PAGE, "05.03.2019")
    left = (17 + len("Date:")) * CHAR_WIDTH
    assert place.bbox[0] == pytest.approx(left)
    assert place.bbox[2] == pytest.approx(left + 10 * CHAR_WIDTH)


def test_a_piece_of_a_word_that_runs_leftwards_is_counted_from_the_right() -> None:
    word = Word("סכום:12", (0.2, 0.0, 0.9, 0.1))
    page = build_page_text(build_anchor([Page(1, 100.0, 100.0, (word,))]))
    (place,) = locate(page, "12")
    assert place.bbox == pytest.approx((0.2, 0.0, 0.4, 0.1))


@pytest.mark.parametrize("raw", ["RM", "15.00", "RM15.00", "R-1042", "#R-1042"])
def test_a_value_may_begin_at_a_sign_or_between_letters_and_digits(raw: str) -> None:
    assert is_grounded(PAGE, raw)


@pytest.mark.parametrize(
    "raw",
    [
        "ACM",
        "104",
        "1042",
        "R",
        "5.00",
        "GmbH ACME",
        "Town ACME",
        "Street 6",
        "",
        " ",
        "\x00",
        "\n",
    ],
)
def test_other_text_is_not_on_the_page(raw: str) -> None:
    assert not is_grounded(PAGE, raw)


def test_white_space_does_not_matter() -> None:
    assert locate(PAGE, "  ACME\n\tGmbH ") == locate(PAGE, "ACME GmbH")


def test_the_tracker_narrows_the_places_as_a_value_is_written() -> None:
    tracker = SpanTracker(PAGE)
    tracker.begin()
    assert [tracker.push(piece) > 0 for piece in (" Ma", "in Str", "eet", " 5")] == [True] * 4
    assert tracker.end() == locate(PAGE, "Main Street 5")


def test_the_tracker_has_no_place_once_the_value_left_the_page() -> None:
    tracker = SpanTracker(PAGE)
    tracker.begin()
    tracker.push("Main Avenue")
    assert tracker.push("x") == 0
    assert tracker.end() == []
    assert tracker.likeliest(np.zeros(len(PAGE.source), dtype=np.float32)) is None


TEA = text_of("Tea 2.00   Main 5\n\nTea 3.00   Town\n\n\n\nTea 4.00")


def read_on(
    raw: str,
    looked_at: int | None = None,
    *,
    page: PageText = TEA,
    behind: str = "",
    blocks: bool = False,
) -> str:
    """How `page` goes on behind the likeliest place of `raw`.

    looked_at: the word that got attention. behind: the text that the place lies behind.
    """
    tracker = SpanTracker(page)
    tracker.push(raw)
    attention = np.zeros(len(page.source), dtype=np.float32)
    if looked_at is not None:
        attention[looked_at] = 0.9
    least = page.text.index(behind) + len(behind)
    place = tracker.likeliest(attention, behind=least, in_blocks=blocks)
    assert place is not None
    assert page.text[slice(*place)] == raw
    return page.text[place[1] :].split(BREAK, 1)[0]


def test_of_equal_places_the_first_is_likeliest() -> None:
    assert read_on("Tea") == " 2.00"


def test_the_place_that_got_most_attention_is_likeliest() -> None:
    second = [i for i, word in enumerate(TEA.source) if word.word.text == "Tea"][1]
    assert read_on("Tea", second) == " 3.00"
    assert read_on("Tea", second, behind="3.00") == " 3.00"


def test_of_equal_places_one_behind_the_last_value_is_likelier() -> None:
    assert read_on("Tea", behind="3.00") == " 4.00"
    assert read_on("Main", behind="4.00") == " 5"


def test_a_place_in_a_block_goes_on_into_the_next_line() -> None:
    assert read_on("Main Street", page=PAGE) == " 5"
    assert read_on("Main Street", page=PAGE, blocks=True).startswith(" 5 12345 Town")


def test_attention_chooses_the_place() -> None:
    places = locate(PAGE, "1")
    attention = np.zeros(len(PAGE.source), dtype=np.float32)
    attention[list(places[1].words)] = 0.9
    assert choose(places, attention) == 1


def test_without_attention_the_row_chooses() -> None:
    places = locate(PAGE, "1")
    (total,) = locate(PAGE, "RM15.00")
    assert choose(places, np.zeros(len(PAGE.source), dtype=np.float32), 1, row=total) == 1


def test_without_attention_or_row_the_label_chooses() -> None:
    page = text_of("Paid 7      x\nDue  7      y")
    places = locate(page, "7")
    assert choose(places, labels=locate_label(page, "due")) == 1
    assert choose(places, labels=locate_label(page, "PAID")) == 0


def test_a_label_may_stand_above() -> None:
    page = text_of("Paid   Due\n7      7")
    assert choose(locate(page, "7"), labels=locate_label(page, "Due")) == 1


def test_without_any_sign_the_first_place_is_taken() -> None:
    assert choose(locate(PAGE, "1")) == 0


def test_places_that_share_characters_overlap() -> None:
    (whole,), (piece,), (other,) = (locate(PAGE, raw) for raw in ("RM15.00", "RM", "15.00"))
    assert whole.overlaps(piece)
    assert not piece.overlaps(other)


@given(
    st.lists(st.text('abA12.-€ "\\ü合\u0301', max_size=12), min_size=1, max_size=6),
    st.data(),
)
def test_every_place_holds_the_value_and_every_cut_is_found(
    rows: list[str], data: st.DataObject
) -> None:
    page = text_of("\n".join(rows))
    cuts = np.flatnonzero(page.edges).tolist()
    start, end = sorted(data.draw(st.tuples(st.sampled_from(cuts), st.sampled_from(cuts))))
    raw = page.text[start:end].strip()
    assume("\n" not in raw)
    places = locate(page, raw)
    assert bool(places) == bool(raw)
    for place in places:
        assert copied(page, place) == raw.replace(" ", "")
        assert 0 <= place.bbox[0] < place.bbox[2] <= 1
        assert 0 <= place.bbox[1] < place.bbox[3] <= 1
