"""What one document is read by, once its pages are there: its XML, the fields of its form, or the
windows that a model is asked about. Knows no file and no model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.schema import Schema, load_builtin
from workers.budgets import PageBudget
from workers.document import OpenDocument, asked_of, plan_document, read_einvoice
from workers.page import Page
from workers.sorting.sort import Part
from workers.steps.acroform_reading import FormReading, read_form
from workers.steps.windows import Piece, first_and_last, take
from workers.steps.xml_reading import XmlReading, needs_model


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """What one document is read by. pages: those that were read, by number, perhaps without pixels.
    forms: those among them with fields. num_pages: of the whole document. windows: what a model is
    asked about.
    """

    schema: Schema
    pages: Mapping[int, Page]
    forms: Sequence[Page]
    num_pages: int
    xml: XmlReading | None
    form: FormReading | None
    windows: Sequence[Sequence[Piece]]


def plan_of(
    schema: Schema,
    pages: Mapping[int, Page],
    forms: Sequence[Page],
    opened: OpenDocument,
    num_pages: int,
    budget: PageBudget,
) -> DocumentPlan:
    """What the document is read by. num_pages: of all of it."""
    xml = read_einvoice(schema, opened, list(pages.values()))
    form = None if xml is not None else read_form(asked_of(schema, budget), forms, list(pages))
    is_whole = form is not None and form.is_whole
    windows: list[list[Piece]] = []
    if not is_whole and (xml is None or needs_model(xml, num_pages)):
        windows = plan_document(pages.values(), budget)
    return DocumentPlan(schema, pages, forms, num_pages, xml, form, windows)


def plan_of_part(
    part: Part,
    pages: Mapping[int, Page],
    forms: Sequence[Page],
    opened: OpenDocument,
    budget: PageBudget,
) -> DocumentPlan:
    """As `_plan`, of those pages of the part that the model's budget takes."""
    numbers = [number for number in pages if part.first_page <= number <= part.last_page]
    chosen = [numbers[n] for n in first_and_last(len(numbers), budget.document_pages)]
    wanted = {number: pages[number] for number in chosen}
    with_fields = [page for page in forms if page.number in wanted]
    return plan_of(load_builtin(part.schema), wanted, with_fields, opened, len(numbers), budget)


def given_pages(plan: DocumentPlan) -> list[list[Page]]:
    """What the model was given, or the fields of the form that were read in its place."""
    if plan.form is not None and plan.form.is_whole:
        return [[page] for page in plan.forms]
    return [[take(plan.pages[piece.number], piece) for piece in window] for window in plan.windows]
