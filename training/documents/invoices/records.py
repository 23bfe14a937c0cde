"""Invoices shown as records: electronic invoices made readable, portal print-outs. Sections of
label and value rows.
"""

from __future__ import annotations

import random

from training.documents.canvas import Canvas, SyntheticDocument
from training.documents.invoices import compose
from training.documents.invoices import facts as facts_module
from training.documents.invoices import style as style_module
from training.documents.invoices.facts import Facts
from training.documents.invoices.flow import Seg, plain
from training.documents.invoices.parts import closing, table, totals
from training.documents.invoices.parts.totals import Row
from training.documents.invoices.record_parties import write_parties
from training.documents.invoices.record_rows import Records, record_word
from training.documents.invoices.record_tops import top_lines
from training.documents.invoices.sheet import Sheet
from training.documents.words.regions import fill

_PROFILES = (
    "urn:cen.eu:en16931:2017",
    "EN 16931",
    "UBL 2.1",
    "Factur-X 1.0 / ZUGFeRD 2.x EN16931",
    "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic",
    "XRechnung 3.0",
    "Peppol BIS Billing 3.0",
    "380",
)


def _head(records: Records) -> None:
    sheet, rng, facts = records.sheet, records.sheet.rng, records.sheet.facts
    if rng.random() < 0.65:
        size = sheet.style.size * rng.choice((0.9, 1.0, 1.0, 1.3, 1.6))
        lines = top_lines(rng, sheet.style.lang, facts.dates["issue_date"].year)
        if rng.random() < 0.2:
            lines = [record_word(sheet, "top")]
        for i, text in enumerate(lines):
            records.bare([(text, ())], size=size if i == 0 else None)
        records.y += 8
    for key in rng.sample(("file", "profile", "version"), rng.choice((0, 0, 1, 2, 3))):
        records.row(record_word(sheet, key), [(_technical(sheet, key), ())])
    number: Seg = (facts.numbers["invoice_number"], ("invoice_number",))
    size = sheet.style.size * rng.choice((1.0, 1.2, 1.5, 1.7))
    if rng.random() < 0.6:
        segs: list[Seg] = [
            (f"{record_word(sheet, 'kind')} {record_word(sheet, 'nr')} ", ()),
            number,
        ]
        segs += (
            [(f" {sheet.label('dated')} ", ()), *sheet.day("issue_date", "issue_date")]
            if rng.random() < 0.75
            else []
        )
        records.bare(segs, bold=True, size=size)
    else:
        records.bare([(record_word(sheet, "kind"), ())], bold=True, size=size)
        records.row(sheet.label("invoice_number"), [number])
    if not any(mark.path == "issue_date" for word in sheet.canvas.words for mark in word.marks):
        records.row(sheet.label("issue_date"), sheet.day("issue_date", "issue_date"))
    records.y += records.gap / 2
    if rng.random() < 0.7:
        records.row(sheet.label("currency"), [(facts.currency, ())])
    if rng.random() < 0.6:
        records.row(sheet.label("delivery_date"), sheet.day("delivery_date", "delivery_date"))
    if rng.random() < 0.3:
        records.row(
            sheet.label("purchase_order"), [(facts.numbers["purchase_order"], ("purchase_order",))]
        )
    for key in rng.sample(
        ("contract", "project", "delivery_note", "our_ref", "payment_ref", "order_no"),
        rng.choice((0, 1, 1, 2)),
    ):
        records.row(sheet.label(key), [(facts.numbers[key], ())])
    if rng.random() < 0.1:
        person = rng.choice((facts.customer, facts.supplier)).person
        records.row(sheet.label(rng.choice(("your_ref", "our_ref", "rep"))), [(person, ())])
    if facts.credit and rng.random() < 0.5:
        records.row(sheet.label("related"), [(facts.numbers["related"], ())])
    if rng.random() < 0.25:
        records.row(
            sheet.label("period"),
            [(" - ".join(plain(sheet.day(k)) for k in ("period_start", "period_end")), ())],
        )


def _technical(sheet: Sheet, key: str) -> str:
    """What programs write about themselves above an invoice."""
    rng = sheet.rng
    if key == "file":
        word = rng.choice(("EN16931", "BASIC", "XRechnung", "invoice", "Rechnung", "factur-x"))
        return f"{word}_{babble_word(sheet)}.{rng.choice(('xml', 'xml', 'pdf'))}"
    if key == "version":
        day = plain(sheet.day("contract_date"))
        return (
            f"{rng.randint(1, 4)}.{rng.randint(0, 9)}{rng.choice((f' vom {day}', '', f' {day}'))}"
        )
    return rng.choice(_PROFILES)


def babble_word(sheet: Sheet) -> str:
    """One word of running text, as part of a file's name."""
    return closing.babble(sheet, 3).split(" ")[0].strip(".,").capitalize()


def _legal_notice(records: Records) -> None:
    """The supplier once more as free text, with manager and register."""
    sheet, rng = records.sheet, records.sheet.rng
    who = sheet.facts.supplier
    for text in (who.name, *who.address):
        records.bare([(text, ())])
    if rng.random() < 0.7:
        records.bare([(f"{record_word(sheet, 'manager')}: {who.person}", ())])
    if rng.random() < 0.6:
        records.bare([(f"{sheet.label('registration')}: {fill(rng, 'H A ###')}", ())])
    for text in (who.phone, who.web) if rng.random() < 0.3 else ():
        records.bare([(text, ())])


def _sum_rows(sheet: Sheet) -> list[Row]:
    rng, t = sheet.rng, sheet.facts.totals
    due = ("totals.amount_due",) if t.due != t.total else ("totals.total", "totals.amount_due")
    rows = []
    zeros = rng.random() < 0.6
    gross = sheet.facts.tax_mode == "included"
    if not gross:
        rows.append(
            Row(
                record_word(sheet, "lines_sum"),
                sheet.money(t.lines, *(() if t.lines != t.net else ("totals.subtotal",))),
            )
        )
        if t.shipping or zeros:
            rows.append(Row(record_word(sheet, "charges"), sheet.money(t.shipping)))
        if t.discount or zeros:
            rows.append(
                Row(
                    record_word(sheet, "allowances"),
                    [
                        ("-", ("totals.discount",) if t.discount else ()),
                        *sheet.money(
                            t.discount, *(("totals.discount",) if t.discount else ()), signed=False
                        ),
                    ],
                )
            )
    if not gross or rng.random() < 0.5:
        rows.append(Row(record_word(sheet, "net"), sheet.money(t.net, "totals.subtotal")))
    if sheet.facts.tax_mode in ("excluded", "included") or zeros:
        rows.append(Row(record_word(sheet, "tax"), sheet.money(t.tax, "totals.tax")))
    rows.append(Row(record_word(sheet, "gross"), sheet.money(t.total, "totals.total"), True))
    if t.paid or zeros:
        rows.append(
            Row(
                record_word(sheet, "paid"),
                sheet.money(t.paid, *(("totals.paid",) if t.paid else ())),
            )
        )
    if t.previous:
        rows.append(Row(sheet.label("previous"), sheet.money(t.previous)))
    if t.paid or t.previous or rng.random() < 0.8:
        rows.append(Row(record_word(sheet, "due"), sheet.money(t.due, *due)))
    return rows


def _sums(records: Records) -> None:
    sheet, rng = records.sheet, records.sheet.rng
    if (
        len(sheet.facts.totals.taxes) > 0
        and sheet.facts.tax_mode == "excluded"
        and rng.random() < 0.6
    ):
        records.section(record_word(sheet, "taxes"))
        records.room(60)
        records.y = totals.tax_table(sheet, records.left, records.right, records.y)
    records.section(record_word(sheet, "sums"))
    records.room(100)
    if rng.random() < 0.5:
        at = (
            records.right
            if rng.random() < 0.5
            else records.left + sheet.style.width * rng.uniform(0.5, 0.8)
        )
        for row in _sum_rows(sheet):
            sheet.line(records.left, records.y, row.label)
            sheet.line(at, records.y, row.segs, align="right", bold=row.loud)
            records.y += records.step
    else:
        for row in _sum_rows(sheet):
            records.row(row.label, row.segs, bold=row.loud)


def _terms(records: Records) -> None:
    sheet, rng = records.sheet, records.sheet.rng
    records.section(record_word(sheet, "terms"))
    kind = rng.random()
    if kind < 0.4:
        records.row(sheet.label("due_date"), sheet.day("due_date", "due_date"))
    elif kind < 0.7:
        records.bare(closing.sentence(sheet, rng.choice(closing.DUE_SENTENCES[sheet.style.lang])))
    else:
        records.bare(closing.sentence(sheet, rng.choice(closing.TERMS[sheet.style.lang])))
    if rng.random() < 0.7:
        for label, segs in closing.bank_pairs(sheet):
            records.row(label, segs)


def draw(rng: random.Random, facts: Facts) -> Sheet:
    """Lay out `facts` as records."""
    style = style_module.sample(rng, facts)
    style.regular, style.bold = rng.choice(
        (("helv", "hebo"), ("helv", "hebo"), ("cour", "cobo"), ("tiro", "tibo"))
    )
    style.size = min(style.size, 9.5)
    style.colon = ":"
    style.signed_lines = style.signed_totals = rng.random() < 0.35
    plan = compose.plan_of(rng, facts)
    sheet = Sheet(rng, facts, style, plan, Canvas(*style.paper))
    if rng.random() < 0.6:
        sheet.every_page.append(compose.with_own_rng(sheet, closing.page_number))
    records = Records(sheet)
    _head(records)
    write_parties(records)
    if rng.random() < 0.5:
        records.section(record_word(sheet, "notes"))
        records.bare([(closing.babble(sheet, rng.randint(4, 20)), ())])
        if rng.random() < 0.45:
            _legal_notice(records)
    early = rng.random() < 0.2
    if early:
        _sums(records)
    records.section(record_word(sheet, "lines"))
    records.room(80)
    records.y = table.table(sheet, records.left, records.right, records.y)
    if not early:
        _sums(records)
    if rng.random() < 0.8:
        _terms(records)
    sheet.finish_page()
    return sheet


def generate(rng: random.Random) -> SyntheticDocument:
    """An invoice shown as records."""
    facts = facts_module.sample(rng)
    return compose.document(draw(rng, facts))
