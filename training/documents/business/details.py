"""What the details blocks of business documents say: number, dates, references, terms, shipment.

Each is a list of label and value pairs; the shapes they are printed in are an invoice's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from training.documents.business.facts import Extras
from training.documents.business.words.terms import DELIVERY
from training.documents.invoices.flow import Seg, plain
from training.documents.invoices.parts.details import mixed, number_segs
from training.documents.invoices.parts.shapes import Entry
from training.documents.invoices.sheet import Sheet
from training.documents.words.dates import date_text

Entries = Callable[[Sheet], list[Entry]]

#: references that any document may carry and no schema here asks for
_STRAY = ("project", "your_ref", "our_ref", "print_date", "page", "customer_tax_id", "ship_via")


def _number(sheet: Sheet, key: str, name: str, *paths: str) -> Entry:
    return sheet.label(key), [(sheet.facts.numbers[name], paths)]


def _text(sheet: Sheet, key: str, text: str, *paths: str) -> Entry:
    return sheet.label(key), [(text, paths)]


def _day(sheet: Sheet, key: str, *paths: str) -> Entry:
    return sheet.label(key).rstrip(":"), sheet.day(key, *paths)


def day_segs(sheet: Sheet, day: date, *paths: str) -> list[Seg]:
    """A date that is none of an invoice's, in the document's habit."""
    return [(date_text(day, sheet.style.date_pattern, sheet.style.lang), paths)]


def _own(sheet: Sheet) -> list[Entry]:
    """The document's number and date, where the plan has them here."""
    found: list[Entry] = []
    if sheet.plan.number_in == "details":
        found.append((sheet.label("invoice_number"), number_segs(sheet)))
    if sheet.plan.date_in == "details":
        found.append(_day(sheet, "issue_date", "issue_date"))
    return found


def _strays(sheet: Sheet, *more: str) -> list[Entry]:
    rng, facts = sheet.rng, sheet.facts
    found = []
    for key in rng.sample((*_STRAY, *more), rng.choice((0, 0, 1, 1, 2, 3))):
        if key == "page":
            found.append((sheet.label("page", n="1", m="1").rpartition(" ")[0] or "Page", "1"))
        elif key == "ship_via":
            found.append((sheet.label(key), rng.choice(("Truck", "Post", "Best Way", "LKW"))))
        elif key == "customer_tax_id":
            found.append((sheet.label(key), facts.customer.tax_id))
        elif key == "requisition":
            found.append((sheet.label(key), facts.numbers["job"]))
        elif key == "currency":
            found.append((sheet.label(key), facts.currency))
        elif key in facts.dates:
            found.append((sheet.label(key), plain(sheet.day(key))))
        else:
            found.append((sheet.label(key), facts.numbers[key]))
    return [(label, [(text, ())]) for label, text in found]


def _agreed(sheet: Sheet, extras: Extras, payment: float, delivery: float) -> list[Entry]:
    """Terms of payment and delivery, the quote and the contract they were agreed in."""
    found: list[Entry] = []
    if sheet.chance(payment):
        found.append(_text(sheet, "terms", extras.payment_terms, "payment_terms"))
    if sheet.chance(delivery):
        words = DELIVERY[sheet.style.lang].split("|")
        label = sheet.style.cased(sheet.rng.choice(words))
        found.append((label, [(extras.delivery_terms, ("delivery_terms",))]))
    if sheet.chance(0.15):
        found.append(_number(sheet, "quote", "quote", "quote_ref"))
    if sheet.chance(0.1):
        found.append(_number(sheet, "contract", "contract", "contract_ref"))
    return found


def _person(sheet: Sheet, share: float) -> list[Entry]:
    return [_text(sheet, "rep", sheet.facts.supplier.person)] if sheet.chance(share) else []


def purchase_order(extras: Extras) -> Entries:
    """Of a purchase order: who buys, when it is wanted, on what terms."""

    def entries(sheet: Sheet) -> list[Entry]:
        main = _own(sheet)
        if sheet.plan.delivery:
            main.append(_day(sheet, "delivery_date", "delivery_date"))
        if sheet.plan.account:
            main.append(_number(sheet, "account_id", "account_id"))
        main += _agreed(sheet, extras, 0.45, 0.25)
        rest = _person(sheet, 0.35) + _strays(sheet, "requisition", "currency")
        return mixed(sheet.rng, main, rest)

    return entries


def order_confirmation(extras: Extras) -> Entries:
    """Of an order confirmation: the buyer's own order, and what was agreed."""

    def entries(sheet: Sheet) -> list[Entry]:
        main = _own(sheet)
        if sheet.chance(0.78):
            main.append(_number(sheet, "purchase_order", "purchase_order", "purchase_order"))
            if sheet.chance(0.3):
                main.append(_day(sheet, "order_date", "order_date"))
        if sheet.plan.delivery:
            main.append(_day(sheet, "delivery_date", "delivery_date"))
        if sheet.plan.account:
            main.append(_number(sheet, "account_id", "account_id", "customer.account_id"))
        main += _agreed(sheet, extras, 0.35, 0.2)
        return mixed(sheet.rng, main, _person(sheet, 0.3) + _strays(sheet, "currency", "contract"))

    return entries


def preceding_segs(sheet: Sheet, extras: Extras, i: int) -> tuple[list[Seg], list[Seg]]:
    """Number and date of the i-th invoice that is credited."""
    number, day = extras.preceding[i]
    stem = f"preceding_invoices[{i}]"
    return [(number, (f"{stem}.number",))], day_segs(sheet, day, f"{stem}.date")


def credit_note(extras: Extras, *, is_named_here: bool) -> Entries:
    """Of a credit note: the invoice it corrects, unless a sentence names it, and why."""

    def entries(sheet: Sheet) -> list[Entry]:
        main = _own(sheet)
        count = len(extras.preceding) if is_named_here else 0
        apart = count == 1 and sheet.chance(0.5)
        for i in range(count):
            number, day = preceding_segs(sheet, extras, i)
            label = sheet.label("preceding") if i == 0 else f"{sheet.label('preceding')} {i + 1}"
            if apart:
                main += [(label, number), (sheet.label("preceding_date"), day)]
            elif sheet.chance(0.5):
                main.append((label, [*number, (f" {sheet.label('dated')} ", ()), *day]))
            else:
                main.append((label, number))
        if sheet.chance(0.35):
            main.append(_text(sheet, "reason", extras.reason, "reason"))
        if sheet.plan.account:
            main.append(_number(sheet, "account_id", "account_id", "customer.account_id"))
        if sheet.chance(0.18):
            main.append(_number(sheet, "purchase_order", "purchase_order", "purchase_order"))
        strays = _strays(sheet, "delivery_note", "order_no", "contract", "currency")
        return mixed(sheet.rng, main, _person(sheet, 0.2) + strays)

    return entries


def delivery_note(extras: Extras, *, ships_here: bool) -> Entries:
    """Of a delivery note: the orders it fills, and how the goods travel, unless told below."""

    def entries(sheet: Sheet) -> list[Entry]:
        main = _own(sheet)
        if sheet.plan.delivery:
            main.append(_day(sheet, "delivery_date", "delivery_date"))
        if sheet.chance(0.6):
            main.append(_number(sheet, "purchase_order", "purchase_order", "purchase_order"))
        if sheet.chance(0.4):
            main.append(_number(sheet, "order_no", "order_no", "sales_order"))
        if sheet.chance(0.15):
            main.append(_day(sheet, "order_date", "order_date"))
        if sheet.plan.account:
            main.append(_number(sheet, "account_id", "account_id", "customer.account_id"))
        if ships_here:
            main += shipment(sheet, extras)
        strays = _strays(sheet, "contract", "quote")
        return mixed(sheet.rng, main, _person(sheet, 0.25) + strays)

    return entries


def shipment(sheet: Sheet, extras: Extras) -> list[Entry]:
    """Carrier, tracking number, packages and weight: a random few."""
    rng, found = sheet.rng, []
    if rng.random() < 0.6:
        found.append(_text(sheet, "carrier", extras.carrier, "carrier"))
    if rng.random() < 0.45:
        found.append(_text(sheet, "tracking", extras.tracking, "tracking_number"))
    if rng.random() < 0.55:
        found.append(_text(sheet, "packages", str(extras.packages), "packages"))
    if rng.random() < 0.6:
        exponent = extras.weight.as_tuple().exponent
        places = -exponent if isinstance(exponent, int) else 0
        number = sheet.style.money.number.text(extras.weight, places)
        unit = rng.choice((" kg", " kg", " KG", " lbs", ""))
        label = sheet.label("weight")
        unit = "" if "(" in label else unit
        segs: list[Seg] = [(number, ("gross_weight",))]
        found.append((label, [*segs, (unit, ())] if unit else segs))
    return found
