"""Title and details (number, dates, references) in the many shapes documents give them."""

from __future__ import annotations

import random

from training.documents.canvas import Align
from training.documents.invoices.flow import Seg, fitted_size, plain
from training.documents.invoices.parts.shapes import (
    Entry,
    flow_shape,
    inline_shape,
    over_shape,
    rows_shape,
    stack_shape,
)
from training.documents.invoices.sheet import Sheet
from training.documents.invoices.style import GREY
from training.documents.words.pools import common_words

_DISTRACTORS = (
    "order_no",
    "order_date",
    "ship_date",
    "print_date",
    "contract",
    "project",
    "delivery_note",
    "your_ref",
    "our_ref",
    "quote",
    "period",
    "rep",
    "terms",
    "ship_via",
    "currency",
    "customer_tax_id",
    "page",
    "payment_ref",
)
_METHODS = {
    "en": (
        "Net 30",
        "Net 30 days",
        "Due on receipt",
        "Net 15",
        "COD",
        "Credit card",
        "Bank transfer",
        "30 days",
        "Prepaid",
        "Check",
    ),
    "de": (
        "Überweisung",
        "30 Tage netto",
        "Vorkasse",
        "Lastschrift",
        "14 Tage netto",
        "PayPal",
        "Rechnung",
        "bar",
        "SEPA-Lastschrift",
    ),
}


def number_segs(sheet: Sheet) -> list[Seg]:
    """The invoice number, sometimes behind a sign that is not part of it."""
    value: Seg = (sheet.facts.numbers["invoice_number"], ("invoice_number",))
    sign = sheet.rng.choices(("", "#", "# ", "Nr. ", "No. "), (0.88, 0.06, 0.03, 0.015, 0.015))[0]
    return [(sign, ()), value] if sign else [value]


def title_text(sheet: Sheet) -> str:
    """The kind of document as a heading."""
    return sheet.label("credit_title" if sheet.facts.credit else "title")


def title(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """Heading, alone or with number and date in it."""
    rng, style, plan = sheet.rng, sheet.style, sheet.plan
    align: Align = rng.choices(("left", "right", "center"), (0.6, 0.25, 0.15))[0]  # type: ignore[assignment]
    if sheet.variant and sheet.variant.untitled and plan.number_in not in ("title", "under"):
        return y
    segs: list[Seg] = [(title_text(sheet), ())]
    if rng.random() < 0.06 and sheet.variant is None:
        word = rng.choice(common_words(style.lang)).capitalize()
        segs = [
            (f"{word}{segs[0][0].lower()}" if style.lang == "de" else f"{word} {segs[0][0]}", ())
        ]
    if plan.number_in == "title":
        segs.append(
            (
                rng.choice(
                    (" ", " ", " # ", " #", " Nr. ", " No. ", ": ", " - ", " Nr.: ")
                    if style.lang in ("en", "de")
                    else (" ", " n. ", " ", ": ")
                ),
                (),
            )
        )
        segs.append((sheet.facts.numbers["invoice_number"], ("invoice_number",)))
        if plan.date_in == "title":
            segs += [(f" {sheet.label('dated')} ", ()), *sheet.day("issue_date", "issue_date")]
    elif plan.number_in == "none" and rng.random() < 0.2:
        return y
    big = rng.choice((1.0, 1.2, 1.4, 1.6, 2.0, 2.5, 3.0))
    size = fitted_size(plain(segs), style.bold, style.size * big, x1 - x0, least=style.size)
    y = sheet.lines(
        x0, x1, y, segs, bold=rng.random() < 0.75, size=size, align=align, color=style.accent
    )
    if plan.number_in == "under":
        y = sheet.lines(
            x0,
            x1,
            y,
            [
                (rng.choice(("# ", "#", "Nr. ", "No. ", "N° ")), ()),
                (sheet.facts.numbers["invoice_number"], ("invoice_number",)),
            ],
            align=align,
            color=GREY,
        )
    return y


def _distractor(sheet: Sheet, key: str) -> Entry:
    rng, facts = sheet.rng, sheet.facts
    label = sheet.label(key)
    if key in facts.numbers:
        value = facts.numbers[key]
    elif key in facts.dates:
        value = plain(sheet.day(key))
    elif key == "period":
        value = (
            f"{plain(sheet.day('period_start'))} "
            f"{rng.choice(('-', '–', 'to' if sheet.style.lang == 'en' else '-'))} "
            f"{plain(sheet.day('period_end'))}"
        )
    elif key == "rep":
        value = facts.supplier.person
    elif key == "terms":
        value = rng.choice(_METHODS.get(sheet.style.lang, ("SEPA", "IBAN", "PayPal", "Visa")))
    elif key == "ship_via":
        value = rng.choice(
            (
                "UPS",
                "DHL",
                "FedEx",
                "Post",
                "DPD",
                "GLS",
                "EXW",
                "DAP",
                "CIF",
                "UPS Ground",
                "Truck",
                "Best Way",
            )
        )
    elif key == "currency":
        value = facts.currency
    elif key == "customer_tax_id":
        value = facts.customer.tax_id
    else:
        label, value = (
            label.split("{")[0].strip(" :/") or "Page",
            rng.choice(("1", "1/1", "1 / 2", "1")),
        )
    return label, [(value, ())]


def entries(sheet: Sheet) -> list[Entry]:
    """Label and value pairs for the details block."""
    if sheet.variant is not None:
        return sheet.variant.entries(sheet)
    rng, facts, plan = sheet.rng, sheet.facts, sheet.plan
    main: list[Entry] = []
    if plan.number_in == "details":
        main.append(
            (
                sheet.label(
                    "credit_number" if facts.credit and rng.random() < 0.7 else "invoice_number"
                ),
                number_segs(sheet),
            )
        )
    dated = bool(main) and plan.date_in == "details" and rng.random() < 0.05
    if dated:
        main[0][1].extend(
            [(f" {sheet.label('dated')} ", ()), *sheet.day("issue_date", "issue_date")]
        )
    elif plan.date_in == "details":
        main.append((sheet.label("issue_date").rstrip(":"), sheet.day("issue_date", "issue_date")))
    if plan.due and plan.due_in == "details":
        main.append((sheet.label("due_date"), sheet.day("due_date", "due_date")))
    if plan.account:
        main.append(
            (sheet.label("account_id"), [(facts.numbers["account_id"], ("customer.account_id",))])
        )
    if plan.order:
        main.append(
            (
                sheet.label("purchase_order"),
                [(facts.numbers["purchase_order"], ("purchase_order",))],
            )
        )
    if plan.delivery:
        main.append((sheet.label("delivery_date"), sheet.day("delivery_date", "delivery_date")))
    if plan.tax_id and rng.random() < 0.07:
        main.append((sheet.label("tax_id"), [(facts.supplier.tax_id, ("supplier.tax_id",))]))
    if rng.random() < 0.1:
        paths = (
            ("totals.total", "totals.amount_due")
            if facts.totals.due == facts.totals.total
            else ("totals.amount_due",)
        )
        main.append((sheet.label("due"), sheet.money(facts.totals.due, *paths)))
    if plan.customer and rng.random() < 0.08:
        main.append((sheet.label("customer_name"), [(facts.customer.name, ("customer.name",))]))
    count = rng.choices((0, 1, 2, 3, 4, 6), (0.34, 0.22, 0.18, 0.13, 0.08, 0.05))[0]
    extra = [_distractor(sheet, key) for key in rng.sample(_DISTRACTORS, count)]
    if rng.random() < (0.5 if facts.credit else 0.03):
        extra.append(_distractor(sheet, "related"))
    extra += _blanks(sheet)
    return mixed(rng, main, extra)


def _blanks(sheet: Sheet) -> list[Entry]:
    """Labels of a form that nobody filled in."""
    rng, plan = sheet.rng, sheet.plan
    if rng.random() > 0.1:
        return []
    absent = ["project", "ship_via", "contract", "your_ref", "fax"]
    absent += [] if plan.due else ["due_date"]
    absent += [] if plan.order else ["purchase_order"]
    absent += [] if plan.account else ["account_id"]
    return [(sheet.label(key), [("", ())]) for key in rng.sample(absent, rng.choice((1, 1, 2)))]


def mixed(rng: random.Random, main: list[Entry], extra: list[Entry]) -> list[Entry]:
    """Facts first, or interspersed, or in any order."""
    habit = rng.random()
    if habit < 0.45:
        return main + extra
    if habit < 0.75:
        for entry in extra:
            main.insert(rng.randint(0, len(main)), entry)
        return main
    both = main + extra
    rng.shuffle(both)
    return both


def _seen(found: list[Entry]) -> list[Entry]:
    """Entries without a second one of the same label."""
    labels: set[str] = set()
    kept = []
    for label, segs in found:
        if label.lower() not in labels:
            kept.append((label, segs))
        labels.add(label.lower())
    return kept


def details(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """The details block in one of its shapes, by the room there is."""
    rng = sheet.rng
    found = _seen(entries(sheet))
    if len(found) > 3 and rng.random() < 0.2:
        cut = rng.randint(1, 3)
        found, sheet.later = found[:cut], found[cut:]
    return print_pairs(sheet, found, x0, x1, y) if found else y


def later_details(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """What the first block left out, as a row of boxes above the table."""
    found, sheet.later = sheet.later, []
    return print_pairs(sheet, found, x0, x1, y) + 6 if found else y


def print_pairs(sheet: Sheet, found: list[Entry], x0: float, x1: float, y: float) -> float:
    """Label and value pairs in a shape that fits between x0 and x1."""
    rng = sheet.rng
    wide = x1 - x0 > 330
    shapes = ["rows", "rows", "rows", "inline", "inline", "stack", "boxes"]
    if wide:
        shapes = ["over", "over", "over", "boxed over", "pairs", "rows", "inline", "flow"]
    shape = rng.choice(shapes)
    if shape in ("over", "boxed over"):
        return over_shape(sheet, found, x0, x1, y, boxed=shape != "over")
    if shape == "inline":
        return inline_shape(sheet, found, x0, x1, y)
    if shape == "stack":
        return stack_shape(sheet, found, x0, x1, y)
    if shape == "pairs":
        half = (len(found) + 1) // 2
        middle = (x0 + x1) / 2
        left = rows_shape(sheet, found[:half], x0, middle - 8, y, boxed=False)
        return (
            max(left, rows_shape(sheet, found[half:], middle + 8, x1, y, boxed=False))
            if found[half:]
            else left
        )
    if shape == "flow":
        return flow_shape(sheet, found, x0, x1, y)
    return rows_shape(sheet, found, x0, x1, y, boxed=shape == "boxes")
