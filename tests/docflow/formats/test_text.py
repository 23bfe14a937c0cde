"""Text of a document on a terminal: it cannot act, and paths read well."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docflow.formats.text import dotted, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Grün & Söhne, 北京", "Grün & Söhne, 北京"),
        ("two\nlines\tand  more", "two lines and more"),
        ("\x1b[2J", "\ufffd[2J"),
        ("a\x00b\x9bc", "a\ufffdb\ufffdc"),
        ("100\u202e001", "100\ufffd001"),
        ("name\udcff", "name\ufffd"),
    ],
)
def test_control_characters_are_replaced(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(st.characters(exclude_categories=())))
def test_no_text_can_reach_the_terminal_as_a_command(text: str) -> None:
    categories = {unicodedata.category(character) for character in printable(text)}
    assert not categories & {"Cc", "Cs"}


@pytest.mark.parametrize(
    ("tokens", "path"),
    [
        (("invoice_number",), "invoice_number"),
        (("totals", "total"), "totals.total"),
        (("line_items", "0", "quantity"), "line_items[0].quantity"),
        (("payment", "12"), "payment[12]"),
    ],
)
def test_paths_are_written_for_people(tokens: tuple[str, ...], path: str) -> None:
    assert dotted(tokens) == path
