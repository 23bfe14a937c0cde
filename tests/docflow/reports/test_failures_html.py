"""The page of failures: what it shows, and that no document can add to it."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

from PIL import Image

from docflow.errors import FileError
from docflow.evaluation import Report
from docflow.reports.failures_html import MAX_PAGES, failures_page
from docflow.reports.pictures import Picture, as_jpeg
from docflow.reports.reviews import Review, most_instructive
from docflow.results import failed_result
from tests.docflow.fakes import document_result
from tests.docflow.reports.reviewed import evidence, hostile_report, report_on

VOID = frozenset({"meta", "img"})
TAGS = frozenset(
    {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "dl", "dt",
        "dd", "div", "table", "thead", "tbody", "tr", "th", "td", "section", "details",
        "summary", "figure", "figcaption", "img", "svg", "rect", "g", "text", "span"
    }
)  # fmt: skip
ATTRIBUTES = frozenset(
    {
        "lang", "charset", "http-equiv", "content", "name", "class", "dir", "src",
        "alt", "width", "height", "viewbox", "xmlns", "x", "y", "font-size"
    }
)  # fmt: skip


class Strict(HTMLParser):
    """Fails where tags are not closed in order, and gathers what a browser would see."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


def draw(review: Review, number: int) -> Picture:
    stream = io.BytesIO()
    Image.new("RGB", (100, 140), "white").save(stream, "PNG")
    return as_jpeg(stream.getvalue())


def page_of(report: Report) -> str:
    reviews = most_instructive(report.reviews)
    return failures_page(report, reviews, model="nano", draw_page=draw)


def rows_of(page: str) -> list[list[str]]:
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page)
    return [[re.sub("<.*?>", "", cell) for cell in re.findall(r"<td.*?</td>", row)] for row in rows]


def test_a_failure_is_a_row_with_expected_found_raw_page_confidence_and_outcome() -> None:
    field = evidence("/totals/total", "119.00", 0.5, raw="119,00 EUR")
    page = page_of(report_on(({"total": 120}, document_result(fields=[field]))))
    expected = ["1", "total", "120", "119.00", "119,00 EUR", "1", "0.50", "wrong"]
    assert expected in rows_of(page)


def test_missed_and_invented_values_are_rows_too() -> None:
    truth = {"due_date": "2026-01-01", "invoice_number": None}
    rows = rows_of(page_of(report_on((truth, document_result()))))
    assert ["1", "invoice_number", "–", "R-1042", "R-1042", "1", "1.00", "invented"] in rows
    assert ["2", "due_date", "2026-01-01", "–", "–", "", "", "missed"] in rows


def test_a_failed_value_has_a_labelled_box_and_a_right_one_a_plain_box() -> None:
    truth = {"total": 120, "invoice_number": "R 1042"}
    page = page_of(report_on((truth, document_result())))
    assert re.findall(r"<text [^>]*>(.*?)</text>", page) == ["1 total"]
    assert '<rect class="correct" x="10.0" y="14.0" width="10.0" height="14.0">' in page


def test_fields_are_summed_up_above_the_documents() -> None:
    page = page_of(report_on(({"total": 119}, document_result())))
    assert ["invoice", "total", "1.000", "1.000", "1.000", "1", "0", "0", "0"] in rows_of(page)
    assert "<dt>ece</dt><dd>0.500</dd>" in page


def test_pages_are_those_of_failed_values_up_to_a_limit() -> None:
    num_pages = MAX_PAGES + 2
    rows = [{"description": f"d{n}", "quantity": "1"} for n in range(num_pages)]
    fields = [evidence(f"/line_items/{n}/quantity", "1", 0.5, page=n + 1) for n in range(num_pages)]
    items = [{"description": f"d{n}", "quantity": 2} for n in range(num_pages)]
    result = document_result(data={"line_items": rows}, fields=fields, pages=num_pages)
    page = page_of(report_on(({"line_items": items}, result)))
    shown = re.findall(r"<figcaption>(.*?)</figcaption>", page)
    assert shown == [f"page {number}" for number in range(1, MAX_PAGES + 1)]
    assert "2 more pages are not shown" in page


def test_the_first_page_is_shown_where_everything_was_missed() -> None:
    page = page_of(report_on(({"due_date": "2026-01-01"}, document_result())))
    assert page.count("<figure>") == 1
    assert 'alt="page 1"' in page


def test_a_page_that_cannot_be_drawn_is_a_sentence() -> None:
    def refuse(review: Review, number: int) -> Picture:
        raise FileError("unreadable", "<b>broken</b>")

    report = report_on(({"total": 1}, failed_result("0.pdf", "no_pages", "it has <no> page")))
    page = failures_page(report, list(report.reviews), model="nano", draw_page=refuse)
    assert "Page 1 cannot be drawn: &lt;b&gt;broken&lt;/b&gt;" in page
    assert "no_pages: it has &lt;no&gt; page" in page


def test_hostile_text_adds_no_element_and_no_attribute() -> None:
    seen = Strict(page_of(hostile_report()))
    assert seen.tags <= TAGS
    assert {name for name, _ in seen.attributes} <= ATTRIBUTES


def test_hostile_text_is_shown_as_text() -> None:
    page = page_of(hostile_report())
    assert "&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;" in page
    assert not {"\x1b", "\u202e"} & set(page)


def test_everything_is_in_the_file_and_nothing_may_be_loaded() -> None:
    seen = Strict(page_of(hostile_report()))
    sources = [value or "" for name, value in seen.attributes if name == "src"]
    assert len(sources) == 3
    assert all(re.match(r"data:image/(png|jpeg);base64,", source) for source in sources)
    assert ("content", "default-src 'none'; img-src data:; style-src 'unsafe-inline'") in (
        seen.attributes
    )
