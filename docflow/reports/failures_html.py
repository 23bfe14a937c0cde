"""What went wrong, document by document, as one file of HTML: no script, nothing loaded.

Document text is hostile: it goes through `docflow/reports/markup.py`, and the page forbids by its
own policy whatever is not written in it. Knows no rule of scoring and no way to draw a page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from docflow.errors import DocflowError
from docflow.evaluation import Report
from docflow.reports.boxes import Box, overlay
from docflow.reports.failures_style import STYLE
from docflow.reports.markup import cell, number_cell, text
from docflow.reports.pictures import Picture, as_png
from docflow.reports.plots import coverage_png, reliability_png
from docflow.reports.reviews import Review, ReviewedValue
from docflow.results import FieldResult
from schemas.evaluate import Row

#: (document, page from 1) -> its picture; raises DocflowError where it cannot be drawn
DrawPage = Callable[[Review, int], Picture]
MAX_PAGES = 4
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_SCORE_COLUMNS = ("precision", "recall", "F1", "correct", "wrong", "missed", "invented")
_VALUE_COLUMNS = ("", "field", "expected", "found", "raw", "page", "confidence", "outcome")


def failures_page(
    report: Report, reviews: Sequence[Review], *, model: str, draw_page: DrawPage
) -> str:
    """The whole page: figures over all documents, then each of `reviews`, in their order."""
    title = "What docflow eval found"
    documents = "".join(
        _document(number, each, draw_page) for number, each in enumerate(reviews, start=1)
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body>"
        f"<h1>{title}</h1>{_summary(report, model)}{_scores(report)}{_diagrams(report)}"
        f"{documents}</body></html>\n"
    )


def _summary(report: Report, model: str) -> str:
    num_failed = sum(bool(each.failures) for each in report.reviews)
    figures: list[tuple[str, object]] = [
        ("model", model),
        ("documents", report.num_documents),
        ("read", report.num_read),
        ("pages", report.num_pages),
        ("documents with a failure", num_failed),
        *((f"not read, {code}", count) for code, count in report.errors.items()),
    ]
    found = report.reliability
    if found.ece is not None and found.at_coverage is not None:
        figures += [
            ("ece", f"{found.ece:.3f}"),
            ("accuracy_at_80_coverage", f"{found.at_coverage.accuracy:.3f}"),
            ("threshold_at_80_coverage", f"{found.at_coverage.threshold:.4f}"),
        ]
    items = "".join(
        f"<div><dt>{text(name)}</dt><dd>{text(value)}</dd></div>" for name, value in figures
    )
    return f'<dl class="figures">{items}</dl>'


def _scores(report: Report) -> str:
    rows = []
    for kind in dict.fromkeys(row.kind for row in report.scores.fields):
        rows += [_score_row(row) for row in report.scores.fields if row.kind == kind]
        if kind in report.scores.header:
            rows.append(_score_row(report.scores.header[kind], "sum"))
    head = "".join(f"<th>{name}</th>" for name in ("kind", "field"))
    head += "".join(f'<th class="number">{name}</th>' for name in _SCORE_COLUMNS)
    return (
        f'<h2>Fields</h2><table class="scores"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _score_row(row: Row, style: str = "") -> str:
    shares = "".join(number_cell(share, 3) for share in (row.precision, row.recall, row.f1))
    counts = (row.correct, row.wrong, row.missed, row.invented)
    numbers = shares + "".join(number_cell(count) for count in counts)
    return f'<tr class="{style}">{cell(row.kind)}{cell(row.field)}{numbers}</tr>'


def _diagrams(report: Report) -> str:
    if report.reliability.ece is None:
        return ""
    pictures = (
        ("reliability diagram", as_png(reliability_png(report.reliability))),
        ("accuracy against coverage", as_png(coverage_png(report.reliability))),
    )
    shown = "".join(_image(picture, name) for name, picture in pictures)
    return f'<h2>Confidence</h2><div class="diagrams">{shown}</div>'


def _document(number: int, review: Review, draw_page: DrawPage) -> str:
    """One document: its pages with boxes, beside them the values that failed and the others."""
    failures = review.failures
    header = f", {review.num_header_failures} of them in the header"
    told = f"{len(failures)} failed{header if review.num_header_failures else ''}"
    numbers = {id(value): index for index, value in enumerate(failures, start=1)}
    right = [value for value in review.values if not value.is_failure]
    rest = ""
    if right:
        rest = f"<details><summary>{len(right)} right</summary>{_values(right, {})}</details>"
    return (
        f'<section><h2 dir="auto">{number}. {text(review.entry.line["path"])}</h2>'
        f'<p class="told">{text(review.entry.kind)}: {told}</p>{_error(review)}'
        f'<div class="document"><div class="pages">{_pages(review, numbers, draw_page)}</div>'
        f'<div class="values">{_values(failures, numbers)}{rest}</div></div></section>'
    )


def _error(review: Review) -> str:
    if review.result["status"] != "failed":
        return ""
    error = review.result["error"]
    return f'<p class="error">{text(error["code"])}: {text(error["message"])}</p>'


def _values(values: Sequence[ReviewedValue], numbers: dict[int, int]) -> str:
    head = "".join(f"<th>{name}</th>" for name in _VALUE_COLUMNS)
    rows = "".join(_value_row(value, numbers.get(id(value))) for value in values)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _value_row(value: ReviewedValue, number: int | None) -> str:
    score, evidence = value.score, value.evidence
    outcome = text(score.outcome)
    return (
        f"<tr>{number_cell(number)}{cell(score.field)}{cell(score.expected)}{cell(score.got)}"
        f"{cell(None if evidence is None else _raw(evidence))}"
        f"{number_cell(None if evidence is None else evidence['page'])}"
        f"{number_cell(None if evidence is None else evidence['confidence'], 2)}"
        f'<td><span class="outcome {outcome}">{outcome.replace("_", " ")}</span></td></tr>'
    )


def _raw(evidence: FieldResult) -> str | None:
    """As printed; of a repaired value also what was read before."""
    if "repaired" not in evidence:
        return evidence["raw"]
    return f"{evidence['raw']} (repaired, first read {evidence['repaired']['from']['raw']})"


def _pages(review: Review, numbers: dict[int, int], draw_page: DrawPage) -> str:
    """The pages on which a failed value stands, the first one where none does."""
    wanted = sorted({page for value in review.failures if (page := _page_of(value)) is not None})
    shown = [
        _page(review, page, numbers, draw_page, with_number=wanted != [1])
        for page in (wanted or [1])[:MAX_PAGES]
    ]
    if len(wanted) > MAX_PAGES:
        shown.append(f'<p class="told">{len(wanted) - MAX_PAGES} more pages are not shown.</p>')
    return "".join(shown)


def _page(
    review: Review, page: int, numbers: dict[int, int], draw_page: DrawPage, *, with_number: bool
) -> str:
    try:
        picture = draw_page(review, page)
    except DocflowError as error:
        return f'<p class="error">Page {page} cannot be drawn: {text(error.message)}</p>'
    here = [value for value in review.values if _page_of(value) == page]
    boxes = [box for value in here if (box := _box(value, numbers.get(id(value)))) is not None]
    caption = f"<figcaption>page {page}</figcaption>" if with_number else ""
    svg = overlay(boxes, picture.width_px, picture.height_px)
    return f"<figure>{caption}<div>{_image(picture, f'page {page}')}{svg}</div></figure>"


def _page_of(value: ReviewedValue) -> int | None:
    """Where a found value can be shown; None for one without a place."""
    evidence = value.evidence
    return None if evidence is None or evidence["bbox"] is None else evidence["page"]


def _box(value: ReviewedValue, number: int | None) -> Box | None:
    score, evidence = value.score, value.evidence
    if evidence is None or evidence["bbox"] is None:
        return None
    title = f"{score.field}: {evidence['raw'] if evidence['raw'] is not None else score.got}"
    label = None if number is None else f"{number} {score.field}"
    return Box(evidence["bbox"], score.outcome, title, label)


def _image(picture: Picture, name: str) -> str:
    size = f'width="{picture.width_px}" height="{picture.height_px}"'
    return f'<img src="{picture.uri}" alt="{text(name)}" {size}>'
