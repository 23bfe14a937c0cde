"""What follows the sums: terms, bank details, notes, footers and stamps."""

from __future__ import annotations

from training.documents.canvas import Align
from training.documents.invoices.flow import Paths, Seg, fitted_size, plain
from training.documents.invoices.parts.parties import SEPARATORS, supplier_name
from training.documents.invoices.parts.party_rows import part_of
from training.documents.invoices.parts.sentences import (
    DUE_SENTENCES,
    INTRO,
    TERMS,
    babble,
    sentence,
)
from training.documents.invoices.sheet import Sheet
from training.documents.invoices.style import GREY


def intro(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """Salutation before the table."""
    own = sheet.own_sentences("intro")
    found = INTRO[sheet.style.lang] if own is None else own
    for template in sheet.rng.sample(found, min(len(found), sheet.rng.choice((1, 1, 2)))):
        y = sheet.lines(x0, x1, y, sentence(sheet, template))
    if sheet.chance(0.2):
        y = sheet.lines(x0, x1, y, babble(sheet, sheet.rng.randint(6, 25)))
    return y + 4


def notes(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """Terms (with the due date where the plan says so), thanks, small print."""
    rng, lang, plan = sheet.rng, sheet.style.lang, sheet.plan
    y += rng.uniform(2, 20)
    if rng.random() < 0.3:
        y = sheet.lines(x0, x1, y, sheet.colon(sheet.label("notes_title")), bold=rng.random() < 0.6)
    own = sheet.own_sentences("terms")
    found = TERMS[lang] if own is None else own
    count = rng.choices((0, 1, 2, 3), (0.25, 0.4, 0.25, 0.1))[0]
    templates = rng.sample(found, min(len(found), count))
    if plan.due and plan.due_in == "sentence":
        templates.insert(rng.randint(0, len(templates)), rng.choice(DUE_SENTENCES[lang]))
    for template in templates:
        y = sheet.lines(x0, x1, y, sentence(sheet, template), bold=rng.random() < 0.1)
    if rng.random() < 0.22:
        y = sheet.lines(
            x0,
            x1,
            y + 2,
            " ".join(babble(sheet, rng.randint(5, 16)) for _ in range(rng.randint(1, 5))),
            size=sheet.style.size * rng.choice((0.7, 0.8, 1.0)),
        )
    if rng.random() < 0.04:
        text = " ".join(babble(sheet, rng.randint(8, 25)) for _ in range(rng.randint(4, 9)))
        y = sheet.lines(x0, x1, y + 4, text, size=rng.uniform(5.5, 7.5))
    if rng.random() < 0.06:
        y += 24
        sheet.canvas.line(x0, y, min(x1, x0 + 150), y)
        y = sheet.line(x0, y + 2, sheet.label("signature"), size=sheet.style.size * 0.85)
    return y


def bank_pairs(sheet: Sheet) -> list[tuple[str, list[Seg]]]:
    """Bank, account holder, IBAN, BIC as label and value pairs."""
    rng, facts = sheet.rng, sheet.facts
    found: list[tuple[str, list[Seg]]] = []
    if rng.random() < 0.7:
        found.append(("bank", [(facts.bank, ())]))
    named = "holder" in sheet.plan.name_in
    if rng.random() < 0.3 or named:
        person: list[Seg] = [(facts.supplier.person, ())]
        other = rng.random() < 0.4 and not named
        found.append(("holder", person if other else supplier_name(sheet)))
    if sheet.plan.iban:
        iban = facts.iban if rng.random() < 0.75 else facts.iban.replace(" ", "")
        found.append(("iban", [(iban, ("payment[0].iban",))]))
        if rng.random() < 0.75:
            found.append(("bic", [(facts.bic, ())]))
    else:
        found += [
            ("account", [(facts.numbers["job"].strip("#") + str(rng.randint(1000, 99999)), ())]),
            ("sort", [(f"{rng.randint(10, 99)}-{rng.randint(10, 99)}-{rng.randint(10, 99)}", ())]),
        ]
    if rng.random() < 0.15:
        found.append(("payment_ref", [(facts.numbers["invoice_number"], ("invoice_number",))]))
    return [(sheet.label(key), segs) for key, segs in found]


def payment(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """Bank details, or where to send the money."""
    rng = sheet.rng
    y += rng.uniform(2, 12)
    who = sheet.facts.supplier
    if "remit" in sheet.plan.name_in:
        lead = sheet.colon(sheet.label("remit_to"))
        if rng.random() < 0.35:
            y = sheet.lines(x0, x1, y, [(f"{lead} ", ()), *supplier_name(sheet)])
        else:
            y = sheet.lines(x0, x1, y, lead, bold=sheet.style.bold_labels)
            y = sheet.lines(x0, x1, y, supplier_name(sheet))
        if rng.random() < 0.15:
            y = sheet.lines(x0, x1, y, part_of(sheet, who))
        if "remit" in sheet.plan.address_in:
            for text in who.address:
                y = sheet.lines(x0, x1, y, [(text, ("supplier.address.text",))])
    if rng.random() < 0.3 and not sheet.plan.iban and "holder" not in sheet.plan.name_in:
        return y
    if rng.random() < 0.5:
        y = sheet.lines(x0, x1, y, sheet.label("payment_title"), bold=rng.random() < 0.6)
    pairs = bank_pairs(sheet)
    if rng.random() < 0.35:
        row: list[Seg] = []
        joiner = rng.choice((", ", " | ", "  ", " - ", "; "))
        for label, segs in pairs:
            row += ([(joiner, ())] if row else []) + [(f"{sheet.colon(label)} ", ()), *segs]
        return sheet.lines(x0, x1, y, row)
    for label, segs in pairs:
        y = sheet.lines(x0, x1, y, [(f"{sheet.colon(label)} ", ()), *segs])
    return y


def _footer_columns(sheet: Sheet) -> list[list[list[Seg]]]:
    """Columns of a German-style footer: company, contacts, register, bank."""
    rng, who, plan = sheet.rng, sheet.facts.supplier, sheet.plan
    address = "supplier.address.text" if "footer" in plan.address_in else ""
    paths: Paths = (address,) if address else ()
    company: list[list[Seg]] = [supplier_name(sheet), *[[(t, paths)] for t in who.address]]
    contacts: list[list[Seg]] = [
        [(f"{sheet.colon(sheet.label(k))} {v}", ())]
        for k, v in (("phone", who.phone), ("fax", who.fax), ("email", who.email), ("web", who.web))
        if rng.random() < 0.8
    ]
    court = rng.choice(("Amtsgericht", "Registered in", "RCS", "KvK", "Reg."))
    register: list[list[Seg]] = [
        [(f"{sheet.label('registration')} {rng.randint(1000, 99999)}", ())],
        [(f"{court} {plain([(who.address[-1], ())])}", ())],
    ]
    if plan.tax_id:
        register.append(
            [(f"{sheet.colon(sheet.label('tax_id'))} ", ()), (who.tax_id, ("supplier.tax_id",))]
        )
    if sheet.style.lang == "de":
        register.append(
            [
                (
                    f"{rng.choice(('Geschäftsführer', 'Geschäftsführung', 'GF', 'Inhaber'))}: "
                    f"{who.person}",
                    (),
                )
            ]
        )
    bank: list[list[Seg]] = [
        [(f"{sheet.colon(label)} ", ()), *segs] for label, segs in bank_pairs(sheet)
    ]
    columns = [company, contacts, register, bank]
    if "footer" not in plan.name_in:
        columns = columns[1:]
    return [c for c in columns if c and rng.random() < 0.9] or [company]


def footer(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """Small print at the foot: columns or centred lines. `y` is its bottom limit."""
    rng, style = sheet.rng, sheet.style
    columns = _footer_columns(sheet)
    size = min(style.size, rng.uniform(5.5, 7.5))
    if rng.random() < 0.6:
        width = (x1 - x0) / len(columns)
        widest = max(sheet.extent(row, size=size) for c in columns for row in c)
        size = max(3.8, min(size, size * (width - 6) / widest))
        top = y - max(map(len, columns)) * size * 1.2
        if rng.random() < 0.5:
            sheet.canvas.line(x0, top - 2, x1, top - 2, width=0.4)
        for i, column in enumerate(columns):
            for j, row in enumerate(column):
                sheet.line(x0 + i * width, top + j * size * 1.2, row, size=size)
        return y
    align: Align = "center" if rng.random() < 0.7 else "left"
    joiner = rng.choice(SEPARATORS)
    rows: list[list[Seg]] = []
    for column in columns:
        joined: list[Seg] = []
        for part in column:
            joined += ([(joiner, ())] if joined else []) + part
        rows.append(joined)
    top = y - len(rows) * size * 1.25
    at = (x0 + x1) / 2 if align == "center" else x0
    for j, row in enumerate(rows):
        fit = fitted_size(plain(row), style.regular, size, x1 - x0, least=3.5)
        sheet.line(
            at,
            top + j * size * 1.25,
            row,
            size=fit,
            align=align,
            color=GREY if style.tinted else (0, 0, 0),
        )
    return y


def page_number(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """``Page 1 of 2`` under the footer; the number of pages is a guess, as nobody reads it."""
    number = len(sheet.pages) + 1
    text = sheet.label("page", n=str(number), m=str(max(number, 1 + len(sheet.facts.lines) // 18)))
    align: Align = sheet.rng.choice(("left", "right", "center"))  # type: ignore[assignment]
    at = {"left": x0, "right": x1, "center": (x0 + x1) / 2}[align]
    return sheet.line(at, y + 5, text, size=min(7.5, sheet.style.size), align=align)


def stamp(sheet: Sheet) -> None:
    """A large grey word across the page, drawn first."""
    text = sheet.label("stamp")
    canvas = sheet.canvas
    y = min(canvas.height * sheet.rng.uniform(0.75, 0.88), sheet.limit() - 52)
    x = sheet.rng.uniform(0.3, 0.6) * canvas.width
    size = sheet.rng.uniform(18, 44)
    sheet.line(
        x,
        y,
        text,
        size=fitted_size(text, sheet.style.bold, size, canvas.width - x - 4),
        bold=True,
        color=sheet.rng.choice(((0.8, 0.8, 0.8), (0.85, 0.4, 0.4))),
    )
