"""Broadcast bills and contracts: stations bill agencies for spots. Also as a form asked for by a
user's own schema.
"""

from __future__ import annotations

import random

from training.documents.canvas import Canvas, Mark, SyntheticDocument
from training.documents.forms.catalogue import restyle
from training.documents.invoices import spots, spots_table
from training.documents.invoices import style as style_module
from training.documents.invoices.broadcast_blocks import (
    billing_block,
    closing_lines,
    entries,
    grid,
    pick_word,
    remit_block,
    station_block,
    sums,
)
from training.documents.invoices.compose import document
from training.documents.invoices.flow import plain
from training.documents.invoices.sheet import Plan, Sheet
from training.documents.invoices.spots import Buy

_DATE_PATTERNS = (
    "{mm}/{dd}/{yy}",
    "{mm}/{dd}/{yy}",
    "{m}/{d}/{yyyy}",
    "{mm}/{dd}/{yyyy}",
    "{mon} {d}, {yyyy}",
    "{mm}/{dd}/{yy}",
)
#: what else a user may call a field
SYNONYMS: dict[str, tuple[str, ...]] = {
    "contract_num": ("contract_number", "contract_no", "order_number", "invoice_or_contract_no"),
    "advertiser": ("advertiser_name", "client", "client_name", "sponsor"),
    "gross_amount": ("gross_total", "gross", "total_gross", "gross_amt", "amount_gross"),
    "flight_from": ("flight_start", "start_date", "flight_start_date", "from_date"),
    "flight_to": ("flight_end", "end_date", "flight_end_date", "to_date"),
    "agency": ("agency_name", "buying_agency", "ad_agency"),
    "net_amount": ("net_total", "net", "net_due", "amount_net"),
    "agency_commission": ("commission", "agency_fee", "commission_amount"),
    "station": ("station_name", "call_letters", "property", "broadcaster"),
    "product": ("product_name", "brand", "product_desc"),
    "estimate_number": ("estimate", "estimate_no", "est_num"),
    "account_executive": ("salesperson", "ae", "sales_rep"),
    "total_spots": ("num_spots", "spots", "spot_count", "number_of_spots"),
}
NAME_STYLES = {"snake": 50, "camel": 18, "pascal": 12, "words": 12, "upper": 4, "title": 4}
FORM_FIELDS: dict[str, tuple[str, str]] = {
    "contract_num": ("identifier", "Number of the contract or invoice"),
    "advertiser": ("name", "Advertiser, the client"),
    "gross_amount": ("amount", "Gross amount before agency commission"),
    "flight_from": ("date", "First day of the flight"),
    "flight_to": ("date", "Last day of the flight"),
    "agency": ("name", "Advertising agency"),
    "net_amount": ("amount", "Net amount"),
    "agency_commission": ("amount", "Agency commission"),
    "station": ("name", "Station"),
    "product": ("string", "Product advertised"),
    "estimate_number": ("identifier", "Estimate number"),
    "account_executive": ("name", "Account executive or salesperson"),
    "total_spots": ("quantity", "Number of spots"),
}


def _plan() -> Plan:
    return Plan(
        False,
        False,
        False,
        False,
        True,
        False,
        False,
        {"letterhead"},
        {"letterhead"},
        "details",
        "details",
        "details",
    )


def _draw(rng: random.Random, buy: Buy) -> Sheet:
    style = style_module.sample(rng, buy.facts)
    style.size = min(style.size, rng.choice((7.0, 7.5, 8.0, 8.5, 9.0)))
    style.leading = style.size * rng.uniform(1.15, 1.35)
    style.money, style.date_pattern, style.signed_lines, style.signed_totals = (
        spots.money_style(rng),
        rng.choice(_DATE_PATTERNS),
        True,
        True,
    )
    sheet = Sheet(rng, buy.facts, style, _plan(), Canvas(*style.paper))
    left, right, middle = (
        style.left,
        style.left + style.width,
        style.left + style.width * rng.uniform(0.42, 0.52),
    )
    y = style.top
    size = style.size * rng.choice((1.3, 1.6, 2.0))
    heading = pick_word(
        sheet,
        "CONTRACT|ORDER|Contract|Broadcast Order"
        if buy.contract
        else "INVOICE|INVOICE|OFFICIAL BILLING INVOICE|Invoice|BROADCAST INVOICE",
    )
    sheet.line(middle, y, heading, size=size, bold=True, align="center")
    sheet.line(
        right,
        y,
        rng.choice(
            ("Page 1 of 1", "Page 1 of 2", f"Print Date {plain(sheet.day('print_date'))}", "")
        ),
        align="right",
    )
    if rng.random() < 0.2:
        word = pick_word(sheet, "DUPLICATE|COPY|DUPLICATE|REVISED|FINAL")
        grey, big = (0.8, 0.8, 0.8), size * rng.uniform(1.0, 1.6)
        sheet.line(middle - 60, y + rng.uniform(-4, 6), word, size=big, color=grey, align="right")
    y += size * 1.5
    flip = rng.random() < 0.15
    sides = (
        ((middle + 8, right), (left, middle - 8))
        if flip
        else ((left, middle - 8), (middle + 8, right))
    )
    at = station_block(sheet, buy, *sides[0], y)
    if buy.agency or rng.random() < 0.6:
        at = billing_block(sheet, buy, *sides[0], at + rng.uniform(6, 30))
    if not buy.contract and rng.random() < 0.4:
        at = remit_block(sheet, buy, *sides[0], at)
    other = grid(sheet, entries(sheet, buy), *sides[1], y)
    y = spots_table.draw(sheet, buy, left, right, max(at, other) + rng.uniform(8, 24))
    y = sheet.below(lambda s, a, b, c: sums(s, buy, a, b, c), left, right, y + 8)
    sheet.below(lambda s, a, b, c: closing_lines(s, buy, a, b, c), left, right, y + 6)
    sheet.finish_page()
    return sheet


def generate(rng: random.Random) -> SyntheticDocument:
    """A station's invoice, as kind ``invoice``."""
    buy = spots.sample(rng)
    buy.contract = False
    sheet = _draw(rng, buy)
    _keep_marks(sheet.pages, lambda path: path not in FORM_FIELDS)
    found = document(sheet)
    found.values = {k: v for k, v in found.values.items() if k not in FORM_FIELDS}
    return found


def generate_form(rng: random.Random) -> SyntheticDocument:
    """A station's invoice or contract asked for by a schema of one's own (kind ``form``)."""
    buy = spots.sample(rng)
    sheet = _draw(rng, buy)
    names = [n for n in FORM_FIELDS if rng.random() < 0.75] or ["advertiser"]
    _keep_marks(sheet.pages, lambda path: path in names)
    found = document(sheet)
    found.kind = "form"
    called = _called(rng, names)
    found.values = {called[k]: v for k, v in found.values.items() if k in called}
    for page in found.pages:
        for word in page.words:
            word.marks = tuple(Mark(called[m.path], m.start, m.end) for m in word.marks)
    described = rng.choice((0.0, 0.0, 0.5, 1.0))
    found.schema = {}
    for name, new in called.items():
        kind, description = FORM_FIELDS[name]
        found.schema[new] = {"type": "string", "x-kind": kind}
        if rng.random() < described:
            found.schema[new]["description"] = description  # type: ignore[index]
    return found


def _called(rng: random.Random, names: list[str]) -> dict[str, str]:
    """What the user calls the fields, in one style and in any order."""
    style = rng.choices(list(NAME_STYLES), list(NAME_STYLES.values()))[0]
    if rng.random() < 0.5:
        rng.shuffle(names)
    return {name: restyle(rng.choice((name, *SYNONYMS[name])), style) for name in names}


def _keep_marks(pages: list[Canvas], keep: object) -> None:
    """Drop the marks of fields that are not asked for."""
    for page in pages:
        for word in page.words:
            word.marks = tuple(mark for mark in word.marks if _wanted(keep, mark))


def _wanted(keep: object, mark: Mark) -> bool:
    return bool(keep(mark.path)) if callable(keep) else False
