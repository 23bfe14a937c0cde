"""Invoices that are letters: prose with the facts in sentences, short lists of amounts, bills with
an account summary.

Insurers, clubs, lawyers, utilities and telephone companies write so.
"""

from __future__ import annotations

import random

from training.documents.canvas import Canvas, SyntheticDocument
from training.documents.invoices import compose
from training.documents.invoices import facts as facts_module
from training.documents.invoices import style as style_module
from training.documents.invoices.facts import Facts
from training.documents.invoices.flow import Seg, plain
from training.documents.invoices.parts import closing, parties
from training.documents.invoices.parts.totals import rows_of
from training.documents.invoices.sheet import Sheet

_BODY: dict[str, tuple[str, ...]] = {
    "en": (
        "Please find below our charges for the period from {start} to {end}.",
        "This is your statement for services from {start} to {end}.",
        "In accordance with our agreement of {contract} we charge you as follows:",
        "For the services rendered up to {end} we take the liberty of invoicing:",
    ),
    "de": (
        "zu Ihrem Vertrag berechnen wir Ihnen für den Zeitraum vom {start} bis {end} "
        "nachstehenden Beitrag:",
        "für den Abrechnungszeitraum {start} - {end} ergibt sich folgender Betrag:",
        "gemäß unserer Vereinbarung vom {contract} stellen wir Ihnen in Rechnung:",
        "für unsere Leistungen bis zum {end} erlauben wir uns zu berechnen:",
    ),
}
_SUBJECT: dict[str, str] = {
    "en": "Statement of Account|Premium invoice|Membership fee|Your bill|Utility bill|"
    "Account statement|Fee note|Annual subscription|Monthly statement|"
    "Your energy bill|Telephone bill",
    "de": "Beitragsrechnung|Mitgliedsbeitrag|Jahresrechnung|Kostenrechnung|"
    "Ihre Abrechnung|Verbrauchsabrechnung Strom|Honorarrechnung|Gebührenrechnung|"
    "Ihre Telefonrechnung|Abrechnung|Sachversicherungsvertrag",
}
_SUMMARY: dict[str, str] = {
    "en": "Account Summary|Bill Summary|Summary of charges|Your account at a glance|Summary",
    "de": "Rechnungsübersicht|Ihre Rechnung im Überblick|Zusammenfassung|Übersicht",
}


def _words(sheet: Sheet, table: dict[str, str], key: str) -> str:
    options = table.get(sheet.style.lang)
    return sheet.rng.choice(options.split("|")) if options else sheet.label(key)


def _subject(sheet: Sheet, y: float) -> float:
    """Bold subject line with number, and the letter's date at its right or before it."""
    rng, style, plan = sheet.rng, sheet.style, sheet.plan
    left, right = style.left, style.left + style.width
    date_first = rng.random() < 0.4
    if date_first:
        y = (
            sheet.line(right, y, sheet.day("issue_date", "issue_date"), align="right")
            + style.leading
        )
    segs: list[Seg] = [(_words(sheet, _SUBJECT, "title"), ())]
    if plan.number_in != "none":
        lead = (
            rng.choice((" Nr. ", " Nr.: ", ", Rechnungsnummer ", " Nr "))
            if style.lang == "de"
            else rng.choice((" No. ", " # ", " - Invoice ", " no: "))
        )
        segs += [(lead, ()), (sheet.facts.numbers["invoice_number"], ("invoice_number",))]
    room = style.width if date_first else style.width - sheet.extent(sheet.day("issue_date")) - 20
    if not date_first:
        sheet.line(right, y, sheet.day("issue_date", "issue_date"), align="right")
    y = sheet.lines(left, left + room, y, segs, bold=True)
    for key in rng.sample(
        ("contract", "our_ref", "your_ref", "project", "period"), rng.choice((0, 1, 1, 2))
    ):
        value = (
            f"{plain(sheet.day('period_start'))} - {plain(sheet.day('period_end'))}"
            if key == "period"
            else sheet.facts.numbers[key]
        )
        y = sheet.lines(
            left, right, y, f"{sheet.colon(sheet.label(key))} {value}", bold=rng.random() < 0.3
        )
    if plan.account:
        y = sheet.lines(
            left,
            right,
            y,
            [
                (f"{sheet.colon(sheet.label('account_id'))} ", ()),
                (sheet.facts.numbers["account_id"], ("customer.account_id",)),
            ],
        )
    if plan.due and plan.due_in == "details":
        y = sheet.lines(
            left,
            right,
            y,
            [(f"{sheet.colon(sheet.label('due_date'))} ", ()), *sheet.day("due_date", "due_date")],
            bold=rng.random() < 0.3,
        )
    return y + style.leading


def _charges(sheet: Sheet, y: float) -> float:
    """Description and amount in two columns, then the sums in the same columns."""
    rng, style, facts = sheet.rng, sheet.style, sheet.facts
    left = style.left + rng.choice((0.0, 0.0, 20.0))
    edge = left + style.width * rng.uniform(0.65, 0.98) - 20
    dotted = rng.random() < 0.12
    for i, line in enumerate(facts.lines):
        if y + 4 * style.leading > sheet.limit():
            y = sheet.new_page()
        path = f"line_items[{i}]"
        amount = sheet.money(line.amount, f"{path}.amount_net", signed=style.signed_lines)
        room = edge - left - sheet.extent(amount) - 14
        sheet.line(edge, y, amount, align="right")
        bullet = "- " if rng.random() < 0.15 else ""
        extent = sheet.extent(line.product.description)
        y = sheet.lines(
            left,
            left + room,
            y,
            [(bullet, ()), (line.product.description, (f"{path}.description",))],
        )
        if dotted and extent < room - 40:
            sheet.line(
                edge - sheet.extent(amount) - 6,
                y - style.leading,
                "." * int((room - extent - 12) / sheet.extent(".")),
                align="right",
            )
    loud = rng.random() < 0.7
    for row in rows_of(sheet):
        if y + 2 * style.leading > sheet.limit():
            y = sheet.new_page()
        if row.loud and rng.random() < 0.4:
            sheet.canvas.line(edge - 70, y - 1, edge, y - 1)
        sheet.line(edge, y, row.segs, align="right", bold=row.loud and loud)
        y = sheet.lines(left, edge - 90, y, row.label, bold=row.loud and loud)
    return y + style.leading


def _prose(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """Opening sentence."""
    rng, lang = sheet.rng, sheet.style.lang
    y = sheet.lines(x0, x1, y, closing.sentence(sheet, rng.choice(closing.INTRO[lang])))
    text = rng.choice(_BODY[lang]) if lang in _BODY else ""
    names = {"start": "period_start", "end": "period_end", "contract": "contract_date"}
    for key, name in names.items():
        text = text.replace("{" + key + "}", plain(sheet.day(name)))
    y = sheet.lines(x0, x1, y, text) if text else y
    for _ in range(rng.choice((0, 0, 1, 2))):
        y = sheet.lines(x0, x1, y, closing.babble(sheet, rng.randint(6, 30)))
    return y + sheet.style.leading


def _summary(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """A box at the top of a bill: what is owed, by when, with older balances as distractors."""
    rng, t = sheet.rng, sheet.facts.totals
    due_paths = (
        ("totals.total", "totals.amount_due") if t.due == t.total else ("totals.amount_due",)
    )
    rows: list[tuple[str, list[Seg]]] = []
    if t.previous:
        rows.append((sheet.label("previous"), sheet.money(t.previous)))
    if t.due != t.total:
        rows.append((sheet.label("total"), sheet.money(t.total, "totals.total")))
    rows.append((sheet.label("due"), sheet.money(t.due, *due_paths)))
    if sheet.plan.due and sheet.plan.due_in == "details":
        rows.append((sheet.label("due_date"), sheet.day("due_date", "due_date")))
    if sheet.plan.account:
        rows.insert(
            0,
            (
                sheet.label("account_id"),
                [(sheet.facts.numbers["account_id"], ("customer.account_id",))],
            ),
        )
    top = y
    y = sheet.lines(x0 + 4, x1, y + 3, _words(sheet, _SUMMARY, "title"), bold=True) + 2
    for label, segs in rows:
        if sheet.extent(label) + sheet.extent(segs, bold=True) + 18 > x1 - x0:
            y = sheet.lines(x0 + 4, x1 - 4, y, label)
        else:
            sheet.line(x0 + 4, y, label)
        y = sheet.line(x1 - 4, y, segs, align="right", bold=rng.random() < 0.4) + 2
    if rng.random() < 0.7:
        sheet.canvas.rect(x0, top, x1, y + 2)
    return y + 8


def draw(rng: random.Random, facts: Facts) -> Sheet:
    """Lay out `facts` as a letter or a bill."""
    style = style_module.sample(rng, facts)
    style.left = style.right = max(style.left, 44.0)
    sheet = Sheet(rng, facts, style, compose.plan_of(rng, facts), Canvas(*style.paper))
    if "footer" in sheet.plan.name_in:
        sheet.every_page.append(compose.with_own_rng(sheet, closing.footer))
        sheet.reserved = 64.0
    left, right, middle = style.left, style.left + style.width, style.left + style.width * 0.55
    head = parties.letterhead(sheet, left if rng.random() < 0.5 else middle, right, style.top)
    y = head + rng.choice((10.0, 30.0, 60.0))
    bottom = parties.customer_block(sheet, left, middle - 12, y)
    if rng.random() < 0.45:
        bottom = max(bottom, _summary(sheet, middle, right, y))
    elif rng.random() < 0.3 and "block" in sheet.plan.name_in:
        bottom = max(bottom, parties.supplier_block(sheet, middle, right, y))
    y = _subject(sheet, bottom + rng.choice((12.0, 24.0, 48.0)))
    y = (
        _charges(sheet, sheet.below(_prose, left, right, y))
        if rng.random() < 0.8
        else _charges(sheet, y)
    )
    y = sheet.below(closing.notes, left, right, y)
    if rng.random() < 0.6:
        y = sheet.below(closing.payment, left, right, y)
    if rng.random() < 0.4:
        ending = closing.babble(sheet, 5)
        y = sheet.below(lambda s, a, b, at: s.lines(a, b, at, ending), left, right, y + 10)
    sheet.finish_page()
    return sheet


def generate(rng: random.Random) -> SyntheticDocument:
    """A letter or a bill."""
    return compose.document(draw(rng, facts_module.sample(rng)))
