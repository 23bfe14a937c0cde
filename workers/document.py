"""What becomes of one document before and after the model: its pages, its windows, its result.
Shared by the command line's pipeline and the service's stages. Knows no network and no database.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from docflow.errors import DocflowError, FileError, display_name
from docflow.results import NO_MODEL, CheckResult, DocumentResult, with_flags
from docflow.settings import REVIEW_ERROR_RATE, Settings
from schemas.einvoice import EInvoiceError, as_schema
from schemas.schema import Schema
from workers.budgets import ModelProfile, PageBudget
from workers.page import Page
from workers.steps.acroform_reading import FormReading, checks_of, used_by_form
from workers.steps.anchor import build_anchor
from workers.steps.assemble import assemble
from workers.steps.code_reading import FoundCode, shown_codes
from workers.steps.code_values import contradicts, with_codes
from workers.steps.join import join_windows
from workers.steps.pages import PageStream, open_pages
from workers.steps.raster import RasterSpec
from workers.steps.review import review_of
from workers.steps.values import WindowReading
from workers.steps.windows import Piece, TokenCost, first_and_last, plan_windows
from workers.steps.xml_reading import XmlReading, covers, needs_model, read_xml, unreadable_xml
from workers.steps.xml_result import result_of_xml, used_windows, with_xml

#: pixels of the page's image that become one token: 2 x 2 patches of 16 x 16
IMAGE_TOKEN_PIXELS = 1024


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """A document whose wanted pages come out of `stream`. num_pages: of the whole document, which
    is a part of a file at times.
    """

    stream: PageStream
    num_pages: int
    num_wanted: int


@contextlib.contextmanager
def open_document(
    path: Path,
    budget: PageBudget,
    settings: Settings,
    *,
    name: str | None = None,
    password: str | None = None,
    einvoice: bool = False,
    part: tuple[int, int] | None = None,
    is_whole: bool = False,
) -> Iterator[OpenDocument]:
    """Opens the document at `path` for a model with `budget`.

    name: what messages call it. einvoice: whether what an e-invoice says is wanted. part: first and
    last page of the document, where the file holds others too. is_whole: all of its pages are
    wanted, not only those that the budget takes.
    Raises: DocflowError for a file that can't be read, also while the pages come.
    """
    least, most = budget.image_pixels
    with open_pages(
        path,
        name=name,
        password=password,
        limits=settings.limits,
        raster=RasterSpec(min_pixels=least, max_pixels=most),
        ocr=settings.ocr,
        backend=settings.pdf_backend,
        cache_folder=settings.home / "cache" / "ocr",
        einvoice=einvoice,
    ) as stream:
        first, last = part or (1, stream.num_pages)
        if last > stream.num_pages:
            raise DocflowError("no_such_page", _no_such_page(path, name, last, stream.num_pages))
        numbers = range(first, last + 1)
        most = len(numbers) if is_whole else budget.document_pages
        wanted = [numbers[index] for index in first_and_last(len(numbers), most)]
        stream.select(wanted)
        yield OpenDocument(stream, len(numbers), len(wanted))


def _no_such_page(path: Path, name: str | None, wanted: int, num_pages: int) -> str:
    has = "1 page" if num_pages == 1 else f"{num_pages} pages"
    return f"{display_name(name or path.name)}: it has {has}; there is no page {wanted}"


def plan_document(pages: Iterable[Page], budget: PageBudget) -> list[list[Piece]]:
    """The windows that are asked about, the first and the last ones of a long document.

    Of the pages only the words are looked at, each page once.
    """
    cost = TokenCost(budget.image_pixels[1] // IMAGE_TOKEN_PIXELS)
    windows = list(plan_windows(pages, cost, budget.max_tokens, budget.max_pages))
    return [windows[index] for index in first_and_last(len(windows), budget.document_windows)]


def asked_of(schema: Schema, budget: PageBudget) -> Schema:
    """What the model is asked for: a small model only the core of a schema that marks one."""
    if budget.core_only and any(leaf.core for leaf in schema.leaves()):
        return schema.core_view()
    return schema


def given_text(windows: Iterable[Sequence[Page]]) -> str:
    """What the model was given to copy from, window by window: words in rows, then in blocks."""
    anchors = [build_anchor(pages) for pages in windows]
    return "\n".join(text for each in anchors for text in (each.text, each.blocks_text))


def read_einvoice(schema: Schema, opened: OpenDocument, pages: Sequence[Page]) -> XmlReading | None:
    """What the document's XML says, on the pages that were read; None where it has none, or where
    the schema is another than an e-invoice fills.

    Raises: FileError for a file that is XML of another kind than the schema asks for.
    """
    stream = opened.stream
    fault = stream.einvoice_fault
    if not covers(schema):
        return None
    if stream.einvoice is not None:
        try:
            return read_xml(as_schema(stream.einvoice, schema.name), pages)
        except EInvoiceError as error:
            if not opened.num_pages:
                reason = f"{stream.name}: it {error.message}"
                raise FileError("unsupported_type", reason) from None
            if stream.einvoice_name:
                fault = f"the attached {stream.einvoice_name} {error.message}"
    return None if fault is None else unreadable_xml(fault)


def noting_forms(pages: Iterable[Page], forms: list[Page]) -> Iterator[Page]:
    """The same pages; those with fields of a form are in `forms`, without pixels, once passed."""
    for page in pages:
        if page.widgets:
            forms.append(replace(page, pixels=None))
        yield page


def result_of_document(
    schema: Schema,
    profile: ModelProfile,
    windows: Sequence[WindowReading],
    xml: XmlReading | None,
    *,
    form: FormReading | None = None,
    codes: Sequence[FoundCode] = (),
    id_: str,
    file: str,
    num_pages: int,
    seconds: float,
    review_error_rate: float = REVIEW_ERROR_RATE,
) -> DocumentResult:
    """The document's result from its XML, if it has one, else from its form's fields, if it has
    some, from what was read in its windows, and from the bar codes and QR codes on its pages.
    """
    if xml is not None and not needs_model(xml, num_pages):
        return with_flags(
            result_of_xml(schema, xml, id_=id_, file=file, num_pages=num_pages, seconds=seconds)
        )
    result = result_of_windows(
        schema,
        profile,
        used_windows(xml, windows),
        id_=id_,
        file=file,
        num_pages=num_pages,
        seconds=seconds,
        review_error_rate=review_error_rate,
        form=form,
        codes=codes,
    )
    result = with_flags(result if xml is None else with_xml(schema, xml, result))
    return {**result, "codes": shown_codes(codes)} if codes else result


def result_of_windows(
    schema: Schema,
    profile: ModelProfile,
    windows: Sequence[WindowReading],
    *,
    id_: str,
    file: str,
    num_pages: int,
    seconds: float,
    review_error_rate: float = REVIEW_ERROR_RATE,
    form: FormReading | None = None,
    codes: Sequence[FoundCode] = (),
) -> DocumentResult:
    """The document's result from what was read in its windows, in their order.

    review_error_rate: what share of wrong values is borne without a person's look. form: what the
    fields of a form say before the windows. codes: what fills, confirms and tests the values.
    """
    asked, calibration = asked_of(schema, profile.budget), profile.calibration
    by_model = windows if form is None else used_by_form(form, windows)
    windows = [*by_model] if form is None else [form.window, *by_model]
    text = "\n".join(window.text for window in windows)
    assembled = assemble(
        asked, join_windows(windows), text, calibration=calibration, windows=by_model
    )
    asked, assembled = with_codes(schema, asked, assembled, codes, text)
    review = review_of(
        asked,
        assembled,
        None if calibration is None else calibration.threshold(review_error_rate),
    )
    read = {number for window in windows for number in window.pages}
    unread = _unread(num_pages, read, profile.name)
    cut_short = _cut_short(windows, profile)
    of_form = [] if form is None else checks_of(form)
    checks = [*assembled.checks, *of_form, *unread, *cut_short, *review.checks]
    is_doubted = not all(check["passed"] for check in of_form) or contradicts(assembled.checks)
    is_done = not (unread or cut_short or review.is_needed or is_doubted)
    return {
        "id": id_,
        "file": file,
        "schema": schema.name,
        "status": "done" if is_done else "needs_review",
        "model": NO_MODEL if form is not None and form.is_whole else profile.name,
        "pages": num_pages,
        "data": assembled.data,
        "fields": assembled.fields,
        "checks": checks,
        "usage": {
            "prompt_tokens": sum(window.prompt_tokens for window in windows),
            "output_tokens": sum(window.output_tokens for window in windows),
            "seconds": round(seconds, 3),
            "ungrounded": sum(window.num_ungrounded for window in windows),
        },
    }


def _unread(num_pages: int, read: set[int], model: str) -> list[CheckResult]:
    """A failed check when pages were left out, so that the result is never taken for the whole."""
    if len(read) == num_pages:
        return []
    message = f"{model} read {len(read)} of {num_pages} pages, the first and the last ones"
    return [{"name": "all_pages_read", "passed": False, "message": message}]


def _cut_short(windows: Sequence[WindowReading], profile: ModelProfile) -> list[CheckResult]:
    """A failed check when an answer ended at its limit of length, items or time."""
    num_cut = sum(not window.is_complete for window in windows)
    if not num_cut:
        return []
    message = (
        f"{profile.name} did not come to an end in {num_cut} of {len(windows)} answers: each may "
        f"take {profile.budget.window_s:.0f} s, {profile.budget.max_answer_tokens:,} tokens and "
        f"{profile.budget.max_items} items of a list; have the document read again when the "
        "machine has less to do, or with a larger model"
    )
    return [{"name": "answers_complete", "passed": False, "message": message}]
