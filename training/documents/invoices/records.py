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
from training.documents.invoices.record_rows import Records, record_word
from training.documents.invoices.sheet import Sheet
from training.documents.words.parties import Party
from training.documents.words.regions import fill


def _party(records: Records, key: str, who: Party, prefix: str) -> None:
    sheet, rng = records.sheet, records.sheet.rng
    records.section(record_word(sheet, key))
    own = prefix == "supplier"
    if rng.random() < 0.4:
        paths = ("customer.account_id",) if not own else ()
        value = sheet.facts.numbers["account_id"] if not own else fill(rng, "%#####")
        records.row(record_word(sheet, "number"), [(value, paths)])
    if rng.random() < 0.25:
        records.row(record_word(sheet, "global"), [(fill(rng, "40###########"), ())])
    name: list[Seg] = [(who.name, (f"{prefix}.name",))]
    labelled = rng.random() < 0.65
    if labelled:
        records.row(sheet.label("name"), name, bold=rng.random() < 0.4)
    else:
        records.bare(name, bold=rng.random() < 0.5)
    lines = list(who.address)
    if rng.random() < 0.4:
        last = len(lines) - (2 if lines[-1] in who.region.country else 1)
        lines[last] = f"{who.region.code if who.region.code != 'EU' else 'IE'} {lines[last]}"
    if rng.random() < 0.25:
        lines.insert(0, who.person)
        first: list[Seg] = [(lines[0], ())]
        rest = lines[1:]
    else:
        first, rest = [(lines[0], (f"{prefix}.address.text",))], lines[1:]
    if labelled:
        records.row(sheet.label("address"), first)
    else:
        records.bare(first)
    for text in rest:
        segs: list[Seg] = [(text, (f"{prefix}.address.text",))]
        if labelled:
            records.row("", segs)
        else:
            records.bare(segs)
    if own and rng.random() < 0.25:
        records.row(sheet.label("registration"), [(fill(rng, "###/###/#####"), ())])
    if rng.random() < (0.75 if own else 0.2):
        records.row(
            sheet.label("tax_id" if own else "customer_tax_id"),
            [(who.tax_id, ("supplier.tax_id",) if own else ())],
        )
    for key_, value in (("phone", who.phone), ("email", who.email)):
        if rng.random() < 0.25:
            records.row(sheet.label(key_), [(value, ())])
    sheet.facts.typed[f"{prefix}.address.text"] = "\n".join(
        lines[1:] if lines[0] == who.person else lines
    )


def _head(records: Records) -> None:
    sheet, rng, facts = records.sheet, records.sheet.rng, records.sheet.facts
    if rng.random() < 0.5:
        records.bare(
            [(record_word(sheet, "top"), ())], size=sheet.style.size * rng.choice((0.9, 1.0, 1.3))
        )
        records.y += 8
    for _ in range(rng.choice((0, 0, 1, 2))):
        records.row(
            rng.choice(("Version", "Profil", "Standard", "URN", "Syntax", "Format")),
            [
                (
                    rng.choice(
                        (
                            "2.0 vom 18.10.2018",
                            "urn:cen.eu:en16931:2017",
                            "UBL 2.1",
                            "3.0",
                            "EN 16931",
                            "380",
                        )
                    ),
                    (),
                )
            ],
        )
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
    if rng.random() < 0.25:
        records.row(
            sheet.label("period"),
            [(" - ".join(plain(sheet.day(k)) for k in ("period_start", "period_end")), ())],
        )


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
    parties = [("seller", facts.supplier, "supplier"), ("buyer", facts.customer, "customer")]
    for key, who, prefix in parties if rng.random() < 0.85 else parties[::-1]:
        _party(records, key, who, prefix)
    if rng.random() < 0.5:
        records.section(record_word(sheet, "notes"))
        records.bare([(closing.babble(sheet, rng.randint(4, 20)), ())])
        for text in (facts.supplier.name, *facts.supplier.address) if rng.random() < 0.4 else ():
            records.bare([(text, ())])
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
