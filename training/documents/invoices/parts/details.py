"""Title and details (number, dates, references) in the many shapes documents give them."""

from __future__ import annotations

from training.documents.canvas import Align
from training.documents.invoices.flow import Seg, fitted_size, plain
from training.documents.invoices.sheet import Sheet
from training.documents.invoices.style import GREY

Entry = tuple[str, list[Seg]]
"""A label without colon and its value."""

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
    segs: list[Seg] = [(title_text(sheet), ())]
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
    if plan.date_in == "details":
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
    if rng.random() < 0.07:
        paths = (
            ("totals.total", "totals.amount_due")
            if facts.totals.due == facts.totals.total
            else ("totals.amount_due",)
        )
        main.append((sheet.label("due"), sheet.money(facts.totals.due, *paths)))
    count = rng.choices((0, 1, 2, 3, 4, 6), (0.34, 0.22, 0.18, 0.13, 0.08, 0.05))[0]
    extra = [_distractor(sheet, key) for key in rng.sample(_DISTRACTORS, count)]
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
    found = _seen(entries(sheet))
    if not found:
        return y
    rng = sheet.rng
    wide = x1 - x0 > 330
    shapes = ["rows", "rows", "rows", "inline", "inline", "stack", "boxes"]
    if wide:
        shapes = ["over", "over", "over", "boxed over", "pairs", "rows", "inline", "flow"]
    shape = rng.choice(shapes)
    if shape in ("over", "boxed over"):
        return _over(sheet, found, x0, x1, y, boxed=shape != "over")
    if shape == "inline":
        return _inline(sheet, found, x0, x1, y)
    if shape == "stack":
        return _stack(sheet, found, x0, x1, y)
    if shape == "pairs":
        half = (len(found) + 1) // 2
        middle = (x0 + x1) / 2
        left = _rows(sheet, found[:half], x0, middle - 8, y, boxed=False)
        return (
            max(left, _rows(sheet, found[half:], middle + 8, x1, y, boxed=False))
            if found[half:]
            else left
        )
    if shape == "flow":
        return _flow(sheet, found, x0, x1, y)
    return _rows(sheet, found, x0, x1, y, boxed=shape == "boxes")


def _rows(
    sheet: Sheet, found: list[Entry], x0: float, x1: float, y: float, *, boxed: bool
) -> float:
    """Label column and value column."""
    rng, style = sheet.rng, sheet.style
    bold = style.bold_labels
    apart = rng.random() < 0.06
    texts = [label if apart else sheet.colon(label) for label, _ in found]
    widest = max(sheet.extent(text, bold=bold) for text in texts)
    values = max(sheet.extent(segs, bold=style.bold_values) for _, segs in found)
    gap = rng.uniform(4, 10) if boxed or rng.random() < 0.6 else rng.uniform(10, 40)
    if widest + gap + values > x1 - x0:
        gap = 5.0
        if widest + gap + values > x1 - x0:
            return _inline(sheet, found, x0, x1, y)
    labels_right = rng.random() < 0.25 and not boxed
    values_right = rng.random() < 0.4
    start = x1 - widest - gap - values if rng.random() < 0.4 else x0
    edge = start + widest + gap
    end = x1 if values_right and rng.random() < 0.5 else edge + values
    step = max(style.leading, style.size * 1.5) if boxed else style.leading
    for text, (_, segs) in zip(texts, found, strict=True):
        if labels_right:
            sheet.line(start + widest, y, text, bold=bold, align="right")
        else:
            sheet.line(start, y, text, bold=bold)
        if apart:
            sheet.line(edge - 4, y, ":")
        sheet.line(
            end if values_right else edge + (3 if apart else 0),
            y,
            segs,
            bold=style.bold_values,
            align="right" if values_right else "left",
        )
        if boxed:
            sheet.canvas.rect(start - 3, y - 1, end + 3, y + step - 1)
        y += step
    return y


def _inline(sheet: Sheet, found: list[Entry], x0: float, x1: float, y: float) -> float:
    """``Label: value`` lines; now and then with nothing between."""
    rng = sheet.rng
    align: Align = "right" if rng.random() < 0.25 else "left"
    gap = "" if rng.random() < 0.1 else " "
    for label, segs in found:
        text = sheet.colon(label)
        here = gap if text[-1] in ":#°" else " "
        if align == "left" and sheet.style.bold_labels and here:
            width = sheet.extent(text + " ", bold=True)
            if width + sheet.extent(segs) <= x1 - x0:
                sheet.line(x0, y, text, bold=True)
                y = sheet.line(x0 + width, y, segs)
                continue
        y = sheet.lines(
            x0, x1, y, [(text + here, ()), *segs], align=align, bold=sheet.style.bold_values
        )
    return y


def _stack(sheet: Sheet, found: list[Entry], x0: float, x1: float, y: float) -> float:
    """Label above value, one below the other."""
    small = sheet.style.size * sheet.rng.choice((0.8, 0.9, 1.0))
    gap = sheet.rng.uniform(1, 6)
    for label, segs in found:
        y = sheet.lines(
            x0,
            x1,
            y,
            label,
            size=small,
            bold=sheet.style.bold_labels,
            color=GREY if sheet.style.tinted else (0, 0, 0),
        )
        y = sheet.lines(x0, x1, y, segs, bold=sheet.style.bold_values) + gap
    return y


def _over(
    sheet: Sheet, found: list[Entry], x0: float, x1: float, y: float, *, boxed: bool
) -> float:
    """A row of labels above a row of values."""
    rng, style = sheet.rng, sheet.style
    per_row = len(found)
    while (
        per_row > 1
        and sum(
            max(sheet.extent(a, bold=True), sheet.extent(v, bold=True)) + 10
            for a, v in found[:per_row]
        )
        > x1 - x0
    ):
        per_row -= 1
    even = rng.random() < 0.5
    align: Align = "center" if rng.random() < 0.25 else "left"
    for start in range(0, len(found), per_row):
        group = found[start : start + per_row]
        widths = [
            max(sheet.extent(a, bold=True), sheet.extent(v, bold=True)) + 10 for a, v in group
        ]
        spare = max(0.0, x1 - x0 - sum(widths)) / len(group)
        if even and max(widths) <= (x1 - x0) / len(group):
            widths = [(x1 - x0) / len(group)] * len(group)
        else:
            widths = [w + spare for w in widths]
        y = _over_row(sheet, group, widths, x0, y, align, boxed=boxed) + 4
    return y + style.size * 0.2


def _over_row(
    sheet: Sheet,
    group: list[Entry],
    widths: list[float],
    x0: float,
    y: float,
    align: Align,
    *,
    boxed: bool,
) -> float:
    style, x = sheet.style, x0
    pad = 3.0 if boxed else 0.0
    step = style.leading + pad
    for (label, segs), width in zip(group, widths, strict=True):
        at = x + width / 2 if align == "center" else x + pad
        if boxed:
            sheet.canvas.rect(
                x, y - 1, x + width, y + step - 1, fill=(0.9, 0.9, 0.9) if style.tinted else None
            )
            sheet.canvas.rect(x, y + step - 1, x + width, y + 2 * step - 1)
        sheet.line(at, y, label, bold=style.bold_labels, align=align)
        sheet.line(at, y + step, segs, bold=style.bold_values, align=align)
        x += width
    return y + 2 * step


def _flow(sheet: Sheet, found: list[Entry], x0: float, x1: float, y: float) -> float:
    """All on one or two lines of running text."""
    row: list[Seg] = []
    gap = sheet.rng.choice(("    ", " | ", ", ", "   ", " - "))
    for label, segs in found:
        row += ([(gap, ())] if row else []) + [(f"{sheet.colon(label)} ", ()), *segs]
    return sheet.lines(x0, x1, y, row)
