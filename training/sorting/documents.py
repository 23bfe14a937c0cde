"""Generated documents of every kind as sorting sees them, first pages and later ones. Knows no
weights; no real document has a part in it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from training.documents import business, forms, invoices, payslips, receipts, statements
from training.documents.canvas import Canvas, PlacedWord, SyntheticDocument
from training.documents.forms.prose import write_head
from training.documents.forms.sheet import Sheet, draw_style
from training.documents.forms.tax_forms import write_tax_form
from training.documents.invoices import broadcast, compose, letters, records
from training.documents.ocr_noise import noisy
from training.sorting.longer import (
    clauses,
    continued,
    instructions,
    number_pages,
    repeat_head,
    repeat_whole_head,
    terms,
)
from workers.page import Word
from workers.sorting.rows import plain, rows_of
from workers.sorting.sketch import PageSketch
from workers.sorting.titles import titles_of

#: shares of the kinds that are drawn to fit and to measure; rare kinds are no rarer than others
SHARES = {
    "invoice": 0.2,
    "receipt": 0.12,
    "credit_note": 0.07,
    "purchase_order": 0.08,
    "order_confirmation": 0.07,
    "delivery_note": 0.08,
    "bank_statement": 0.07,
    "payslip": 0.06,
    "w9": 0.05,
    "form": 0.2,
}
#: shares of documents read by OCR; the others have their text layer
SCANNED = {"receipt": 0.8}
SCANNED_ELSE = 0.35
_LONG_FORMS = 0.35
_APPENDIX = 0.12
#: shares of documents of one page that run on over pages that look alike
_ALIKE = 0.13


@dataclass(frozen=True, slots=True)
class Drawn:
    """A generated document. schema: its kind. label_words: plain words of its pages that are no
    part of a value, so that no company's name becomes a word to go by.
    """

    schema: str
    lang: str
    canvases: list[Canvas]
    label_words: frozenset[str]


def _w9(rng: random.Random) -> SyntheticDocument:
    """A W-9: the request under the name that the real form has."""
    sheet = _tax_sheet(rng)
    width = sheet.right - sheet.left
    top = sheet.y
    revised = f"(Rev. {rng.choice(('October', 'March', 'January'))} {rng.randint(2005, 2024)})"
    sheet.plain(sheet.left, top, f"Form W-9 {revised}", width * 0.22, size=9)
    issuer = "Department of the Treasury Internal Revenue Service"
    sheet.plain(sheet.left, top + 24, issuer, width * 0.22, size=6.5)
    name = "Request for Taxpayer Identification Number and Certification"
    bottom = sheet.plain(
        sheet.left + width * 0.24,
        top,
        name,
        width * rng.uniform(0.3, 0.54),
        font="hebo",
        size=rng.uniform(11, 15),
        align="center",
    )
    give = "Give Form to the requester. Do not send to the IRS."
    sheet.plain(sheet.left + width * 0.78, top, give, width * 0.2, size=8)
    sheet.y = max(bottom, top + 44)
    while True:
        scratch = Canvas(sheet.canvas.width, sheet.canvas.height)
        trial = Sheet(rng, scratch, sheet.style, sheet.left, sheet.right, sheet.y)
        written = write_tax_form(trial)
        if len(written.fields) > 4 and scratch.words:
            break
    sheet.canvas.words += scratch.words
    sheet.canvas.runs += scratch.runs
    return SyntheticDocument("w9", "en", [sheet.canvas], {})


def _tax_sheet(rng: random.Random) -> Sheet:
    margin = rng.uniform(30, 48)
    return Sheet(rng, Canvas(612.0, 792.0), draw_style(rng), margin, 612.0 - margin, 34.0)


def _form(rng: random.Random) -> SyntheticDocument:
    """A form, an order of broadcasting time, or prose."""
    family = rng.random()
    if family < 0.18:
        return invoices.generate_broadcast_form(rng)
    return _prose(rng) if family < 0.3 else forms.generate(rng)


def _prose(rng: random.Random) -> SyntheticDocument:
    """A page of prose under a title that no other kind has: a letter, a report, an agreement."""
    like = Canvas(*rng.choice(forms.SIZES[:3]))
    (canvas,) = clauses(rng, like, 1)
    if rng.random() < 0.7:
        top = Sheet(rng, canvas, draw_style(rng), 40.0, like.width - 40.0, 12.0)
        write_head(top, rng.choice(("contract", "business", "invented", "certificate")))
    return SyntheticDocument("form", "en", [canvas], {})


def _invoice(rng: random.Random) -> SyntheticDocument:
    """An invoice of any family from its first page on, no window of one."""
    family = rng.random()
    if family < 0.12:
        return compose.generate_long(rng, rng.choice((2, 2, 3, 4, 5)))
    if family < 0.3:
        return records.generate(rng)
    if family < 0.38:
        return letters.generate(rng)
    # Bills of broadcasters look like their orders; both are drawn often enough to be told apart.
    return broadcast.generate(rng) if family < 0.58 else compose.generate(rng)


def _business(kind: str) -> Callable[[random.Random], SyntheticDocument]:
    def make(rng: random.Random) -> SyntheticDocument:
        if rng.random() < 0.12:
            return business.generate_long(rng, rng.choice((2, 2, 3, 4)), kind)
        while True:
            document = business.generate_kind(rng, kind)
            if document.values.keys() & {"supplier.name", "customer.name", "issue_date"}:
                # Without any of these it is a window of a longer one.
                return document

    return make


@lru_cache(maxsize=1)
def makers() -> dict[str, Callable[[random.Random], SyntheticDocument]]:
    """Who draws each kind."""
    return {
        "invoice": _invoice,
        "receipt": receipts.generate,
        "bank_statement": statements.generate,
        "payslip": payslips.generate,
        "w9": _w9,
        "form": _form,
        **{kind: _business(kind) for kind in business.KINDS},
    }


def draw(rng: random.Random, schema: str | None = None) -> Drawn:
    """A document of the kind, with further pages at times; of any kind by its share for None.

    Raises:
        KeyError: no generator draws this kind.
    """
    drawn_by = makers()
    if schema is None:
        kinds = [kind for kind in SHARES if kind in drawn_by]
        schema = rng.choices(kinds, [SHARES[kind] for kind in kinds])[0]
    while True:
        document = drawn_by[schema](rng)
        if kind_of(document) == schema:
            canvases = _lengthened(rng, document, schema)
            words = frozenset(
                plain(word.text) for canvas in canvases for word in canvas.words if not word.marks
            )
            return Drawn(schema, document.lang, canvases, words)


def kind_of(document: SyntheticDocument) -> str | None:
    """The kind a document is sorted as; None for a page that two kinds could claim."""
    kind = document.kind
    if kind not in ("invoice", "form"):
        return kind
    text = " ".join(plain(word.text) for word in document.pages[0].words)
    if kind == "form" and "request for taxpayer identification number" in text:
        return "w9" if "w-9" in text else None
    titles = [t for t in titles_of(rows_of(sketch(document.pages[0]))) if t.is_whole]
    named = {title.kind for title in titles}
    if kind == "invoice":
        return None if "credit_note" in named else "invoice"
    if any(word in text for word in ("broadcast", "advertiser", "spots", "station")):
        # Orders of broadcasting time are read as forms, whatever they are called; a bill that only
        # answers a form's questions is left out.
        return None if titles and titles[0].kind == "invoice" else "form"
    return None if named & set(SHARES) - {"receipt", "form"} else "form"


def _lengthened(rng: random.Random, document: SyntheticDocument, schema: str) -> list[Canvas]:
    """The document's pages with what may follow them, and numbered at times."""
    pages = list(document.pages)
    last = pages[-1]
    is_alike = False
    if len(pages) == 1 and schema not in ("receipt", "w9", "payslip") and rng.random() < _ALIKE:
        pages += continued(rng, last, rng.choice((1, 1, 2, 3)))
        is_alike = True
    elif schema == "form" and len(pages) == 1 and rng.random() < _LONG_FORMS:
        count = rng.choice((1, 1, 1, 2, 2, 3, 4, 6))
        pages += (
            clauses(rng, last, count)
            if rng.random() < 0.6
            else [instructions(rng, last) for _ in range(count)]
        )
    elif schema == "w9" and rng.random() < 0.5:
        pages += [instructions(rng, last) for _ in range(rng.choice((1, 3, 3, 5)))]
    elif schema not in ("receipt", "payslip") and rng.random() < _APPENDIX:
        pages += [terms(rng, last, document.lang) for _ in range(rng.choice((1, 1, 1, 2)))]
    elif len(pages) > 1 and rng.random() < 0.3:
        repeat_whole_head(rng, pages)
        is_alike = True
    if len(pages) > 1 and not is_alike and rng.random() < 0.25:
        repeat_head(rng, pages)
    numbered = 0.75 if is_alike else 0.5 if len(pages) > 1 else 0.2
    if rng.random() < (0.06 if schema == "receipt" else numbered):
        number_pages(rng, pages, document.lang)
    return pages


def sketch(canvas: Canvas, number: int = 1) -> PageSketch:
    """A page with its text layer."""
    return _sketch(canvas, canvas.words, number, 1.0, "text")


def read(
    rng: random.Random, drawn: Drawn, *, scanned: bool | None = None, first_number: int = 1
) -> list[PageSketch]:
    """The document's pages as the product would read them. scanned: by OCR with its mistakes; None:
    as often as documents of this kind are.
    """
    if scanned is None:
        scanned = rng.random() < SCANNED.get(drawn.schema, SCANNED_ELSE)
    level = rng.choice((0.3, 0.6, 1.0, 1.3)) if scanned else 0.0
    scale = rng.choice((0.48, 0.72, 1.0, 1.0, 1.6, 2.4)) if scanned else 1.0
    pages = []
    for index, canvas in enumerate(drawn.canvases):
        words = canvas.words
        if scanned:
            words = noisy(words, rng, level, rough=drawn.schema == "receipt" and index == 0)
            words = [_shaken(word, rng) for word in words]
        source = "ocr" if scanned else "text"
        pages.append(_sketch(canvas, words, first_number + index, scale, source))
    return pages


def _shaken(word: PlacedWord, rng: random.Random) -> PlacedWord:
    """Boxes of text recognition are higher or lower than the letters."""
    x0, y0, x1, y1 = word.box
    grow = (y1 - y0) * rng.uniform(-0.1, 0.12)
    return PlacedWord(word.text, (x0, y0 - grow, x1, y1 + grow))


def _sketch(
    canvas: Canvas, words: list[PlacedWord], number: int, scale: float, source: str
) -> PageSketch:
    width, height = canvas.width, canvas.height
    return PageSketch(
        number,
        width * scale,
        height * scale,
        tuple(
            Word(
                word.text,
                (
                    word.box[0] / width,
                    word.box[1] / height,
                    word.box[2] / width,
                    word.box[3] / height,
                ),
                "ocr" if source == "ocr" else "text",
            )
            for word in words
        ),
    )
