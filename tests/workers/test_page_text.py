"""The page's text and where it may be cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workers.texts import text_of
from workers.steps.page_text import BREAK

WORDS = st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=8), max_size=12)


def chunks(text: str) -> list[str]:
    return [chunk for chunk in text_of(text).chunks() if chunk.strip()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#R-1042", ["#", "R-1042"]),
        ("Total:119,00", ["Total", ":", "119,00"]),
        ("$1,234.50", ["$", "1,234.50"]),
        ("RM15.00", ["RM", "15.00"]),
        ("foo_bar", ["foo_bar"]),
        ("05.03.2019", ["05.03.2019"]),
        ("合計1,234円", ["合", "計", "1,234", "円"]),
        ("noe\u0308l", ["noël"]),
        ("x\u0331y", ["x\u0331y"]),
    ],
)
def test_text_is_cut_between_words_signs_and_numbers(text: str, expected: list[str]) -> None:
    assert chunks(text) == expected


def test_a_date_glued_to_a_time_can_be_parted() -> None:
    assert chunks("25/12/2018,8:13") == ["25/12/2018", ",", "8", ":", "13"]


def test_pages_are_parted_by_a_break() -> None:
    assert text_of("one", "two").text == f" one{BREAK} two"


def test_blocks_of_lines_follow_the_rows() -> None:
    page = text_of("Main Street      Invoice\n12345 Town       R-1042")
    runs = page.text.split(BREAK)
    assert runs[:4] == [" Main Street", " Invoice", " 12345 Town", " R-1042"]
    assert " Main Street 12345 Town" in runs[4:]


def test_characters_know_their_word_and_place() -> None:
    page = text_of("ab c")
    assert page.words.tolist() == [-1, 0, 0, -1, 1]
    assert page.offsets.tolist() == [0, 0, 1, 0, 0]
    assert page.lengths.tolist() == [2, 1]


def test_a_page_without_words_is_empty() -> None:
    assert text_of("").is_empty


@given(WORDS)
def test_chunks_join_to_the_text(words: list[str]) -> None:
    page = text_of(" ".join(words))
    assert "".join(page.chunks()) == page.text


@given(WORDS)
def test_no_cut_parts_letters_or_digits(words: list[str]) -> None:
    page = text_of(" ".join(words))
    for i in page.edges[1:-1].nonzero()[0].tolist():
        left, right = page.text[i], page.text[i + 1]
        assert not (left.isascii() and right.isascii() and (left + right).isalpha())
        assert not (left.isascii() and right.isascii() and (left + right).isdigit())


def pairs(text: str) -> list[str]:
    """What is only there as text of two rows."""
    page = text_of(text)
    runs = "".join(page.chunks(2)).split("\n")
    alone = "".join(page.chunks(1)).split("\n")
    assert runs[: len(alone)] == alone
    return runs[len(alone) :]


def test_text_of_two_rows_joins_neighbours_of_a_block_and_no_more() -> None:
    assert pairs("ACME\nTrading   Other\nMain\nTown") == [
        " ACME Trading",
        " Trading Main",
        " Main Town",
    ]


@pytest.mark.parametrize(
    ("second", "joined"),
    [
        ("Trading a.G.", [" ACME Trading a.G."]),
        ("& Sons Ltd (12345-X)", [" ACME & Sons Ltd"]),
        ("Main Street 5", []),
        ("Town, TX", []),
        ("Tel: 555", []),
    ],
)
def test_a_second_row_is_joined_where_it_is_words_alone(second: str, joined: list[str]) -> None:
    assert pairs(f"ACME\n{second}") == joined


def test_a_page_without_a_block_is_cut_too() -> None:
    assert "".join(text_of("one").chunks(2)).split() == ["one"]
    assert "".join(text_of("").chunks(2)).split() == []
