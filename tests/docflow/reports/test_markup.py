"""Text of a document inside HTML."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docflow.formats.text import printable
from docflow.reports.markup import MAX_TEXT_CHARACTERS, cell, number_cell, text
from tests.docflow.reports.reviewed import HOSTILE


class Seen(HTMLParser):
    """Tags with attributes, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.data = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.data += data


@given(st.one_of(st.text(max_size=80), st.just(HOSTILE)))
def test_no_text_becomes_markup(value: str) -> None:
    seen = Seen(f'<p title="{text(value)}">{text(value)}</p>')
    assert seen.tags == [("p", [("title", printable(value))])]
    assert seen.data == printable(value)


def test_long_text_is_cut() -> None:
    assert text("x" * 1000) == "x" * (MAX_TEXT_CHARACTERS - 1) + "…"


def test_a_cut_never_divides_an_escaped_sign() -> None:
    assert text("<<<<", 3) == "&lt;&lt;…"


@pytest.mark.parametrize(("value", "shown"), [(None, ""), (True, "true"), (0, "0"), (1.5, "1.5")])
def test_values_of_json_have_a_text(value: object, shown: str) -> None:
    assert text(value) == shown


def test_an_empty_cell_has_a_dash_and_numbers_have_digits() -> None:
    assert cell(None) == "<td>–</td>"
    assert number_cell(0.5, 2) == '<td class="number">0.50</td>'
    assert number_cell(0) == '<td class="number">0</td>'
