"""What a purchase order, order confirmation, credit note or delivery note says beyond an invoice.

The facts are an invoice's, with the writer of the document in the seller's place: of a purchase
order that is the buyer, and `paths.py` tells the parties apart again. Knows no layout.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from training.documents.business.words.credit_note import REASONS
from training.documents.business.words.terms import CARRIERS, DELIVERY_VALUES, PAYMENT
from training.documents.invoices import facts as invoice_facts
from training.documents.invoices.facts import Facts, fill_typed, negate
from training.documents.words import ids
from training.documents.words.names import company
from training.documents.words.parties import address, party
from training.documents.words.pools import pool
from training.documents.words.regions import fill

#: numbers of orders; big buyers' systems count from 4500000000
_ORDER_SHAPES = (
    "45########",
    "45########",
    "PO%#####",
    "PO-%####",
    "PO-20##-####",
    "PO####",
    "P%#####",
    "%####",
    "%#####",
    "%#######",
    "B-%####",
    "BE%#####",
    "20##-%####",
    "%###-%##",
    "@@%#####",
    "OC-%####",
    "%#/20##",
    "7########",
    "%##.###",
)
_NOTE_SHAPES = (
    "%#####",
    "%#######",
    "8########",
    "LS%#####",
    "LS-20##-####",
    "DN-%####",
    "DN%#####",
    "%####",
    "L%####",
    "20##/%###",
    "BL%#####",
    "PS-%####",
    "%#######-#",
    "WZ/%##/20##",
)
_CONFIRMATION_SHAPES = (
    "AB%#####",
    "AB-20##-####",
    "SO%#####",
    "SO-%####",
    "%#####",
    "%#######",
    "OC%####",
    "S%#####",
    "20##%####",
    "A%####",
    "10########",
)
_CREDIT_SHAPES = (
    "CN-%####",
    "CN%#####",
    "GS%####",
    "GU-20##-###",
    "CM%####",
    "CR-%####",
    "AV%####",
    "%#####",
    "20##-%####",
    "NC %##/20##",
    "%#######",
    "RK%####",
    "C%#####",
)
SHAPES = {
    "purchase_order": _ORDER_SHAPES,
    "order_confirmation": _CONFIRMATION_SHAPES,
    "credit_note": _CREDIT_SHAPES,
    "delivery_note": _NOTE_SHAPES,
}


@dataclass(slots=True)
class Extras:
    """What no invoice says. ordered, open, batches, weights: a line's. preceding: numbers and
    dates of the invoices that are credited.
    """

    ordered: list[Decimal]
    open: list[Decimal]
    batches: list[str]
    weights: list[Decimal]
    packages: int
    weight: Decimal
    carrier: str
    tracking: str
    payment_terms: str
    delivery_terms: str
    reason: str
    preceding: list[tuple[str, date]]


def sample(rng: random.Random, kind: str, count: int | None = None) -> tuple[Facts, Extras]:
    """Facts of a made-up document of this kind with `count` lines; sums are exact to the cent."""
    goods = kind == "delivery_note"
    facts = invoice_facts.sample(rng, count=count, goods=goods)
    if facts.credit:  # the invoice generator's own credit notes; ours are decided below
        facts = invoice_facts.sample(rng, facts.region, count=count, goods=goods)
        facts.credit = False
    totals = facts.totals
    totals.paid, totals.previous, totals.due = Decimal(0), Decimal(0), totals.total
    if totals.lines < 0:
        negate(facts)
    facts.customer = party(
        rng, facts.customer.region, "company" if rng.random() < 0.85 else facts.customer.kind
    )
    _dates(rng, facts, kind)
    facts.numbers["invoice_number"] = _number(rng, facts, kind)
    facts.numbers["purchase_order"] = fill(rng, rng.choice(_ORDER_SHAPES))
    _place(rng, facts, kind)
    extras = _extras(rng, facts)
    if kind == "credit_note" and rng.random() < 0.45:
        negate(facts)
    fill_typed(facts)
    fill_extras(facts, extras)
    return facts, extras


def _number(rng: random.Random, facts: Facts, kind: str) -> str:
    """In a shape of its kind, of an invoice, or of a reference."""
    habit = rng.random()
    if habit < 0.7:
        return fill(rng, rng.choice(SHAPES[kind]))
    if habit < 0.85:
        return ids.invoice_number(rng, facts.lang, facts.dates["issue_date"])
    return ids.reference(rng)


def _dates(rng: random.Random, facts: Facts, kind: str) -> None:
    """Orders are delivered after they are written, delivery notes when they are."""
    dates, issued = facts.dates, facts.dates["issue_date"]
    if kind in ("purchase_order", "order_confirmation"):
        dates["delivery_date"] = issued + timedelta(days=rng.choice((1, 3, 7, 10, 14, 21, 28, 60)))
        dates["ship_date"] = dates["delivery_date"] - timedelta(days=rng.randint(0, 3))
    elif kind == "delivery_note":
        dates["delivery_date"] = issued + timedelta(days=rng.choice((0, 0, 0, 1, 1, 2, 3, 5)))
    dates["order_date"] = issued - timedelta(days=rng.choice((0, 1, 2, 3, 5, 10, 20)))


def _place(rng: random.Random, facts: Facts, kind: str) -> None:
    """Where the goods go: mostly a place of the buyer's."""
    buyer = facts.supplier if kind == "purchase_order" else facts.customer
    habit = rng.random()
    name = buyer.name
    if habit > 0.7:
        name = company(rng, buyer.region)[0]
    elif habit > 0.6:
        name = buyer.person
    lines = buyer.address if rng.random() < 0.3 else address(rng, buyer.region)
    facts.ship_to = replace(buyer, name=name, address=list(lines))


def _extras(rng: random.Random, facts: Facts) -> Extras:
    lines = facts.lines
    short = rng.random() < 0.35
    still_open = [
        Decimal(rng.choice((0, 0, 0, 1, 2, 5, 10))) if short else Decimal(0) for _ in lines
    ]
    shape = rng.choice(("%#####", "L%####", "@%####", "20##-%##", "%###@", "CH%####", "##%###-#"))
    city = rng.choice(pool(facts.region.names_from).cities)
    weights = [Decimal(rng.randint(1, 4000)) / rng.choice((10, 100)) for _ in lines]
    issued = facts.dates["issue_date"]
    invoices = [(facts.numbers["related"], issued - timedelta(days=rng.randint(1, 120)))]
    if rng.random() < 0.08:
        other = ids.alike(rng, facts.numbers["related"])
        invoices.append((other, invoices[0][1] + timedelta(days=rng.randint(0, 20))))
    return Extras(
        ordered=[line.quantity + more for line, more in zip(lines, still_open, strict=True)],
        open=still_open,
        batches=[fill(rng, shape) for _ in lines],
        weights=weights,
        packages=rng.choice((1, 1, 1, 2, 2, 3, 4, 5, 8, 12, 24, 60)),
        weight=sum(weights, Decimal(0)).quantize(rng.choice((Decimal("0.1"), Decimal(1)))) + 1,
        carrier=rng.choice(CARRIERS.split("|")),
        tracking=fill(
            rng,
            rng.choice(
                ("1Z@@@##########", "00340%##############", "%###########", "JD0146%#########")
            ),
        ),
        payment_terms=rng.choice(PAYMENT[facts.lang].split("|")),
        delivery_terms=rng.choice(DELIVERY_VALUES).format(c=city),
        reason=rng.choice(REASONS[facts.lang].split("|")),
        preceding=invoices,
    )


def fill_extras(facts: Facts, extras: Extras) -> None:
    """Write the typed truth of what no invoice says into `facts.typed`."""
    typed = facts.typed
    typed |= {
        "sales_order": facts.numbers["order_no"],
        "quote_ref": facts.numbers["quote"],
        "contract_ref": facts.numbers["contract"],
        "order_date": facts.dates["order_date"].isoformat(),
        "ship_to.name": facts.ship_to.name,
        "ship_to.address.text": "\n".join(facts.ship_to.address),
        "carrier": extras.carrier,
        "tracking_number": extras.tracking,
        "packages": str(extras.packages),
        "gross_weight": f"{extras.weight:f}",
        "payment_terms": extras.payment_terms,
        "delivery_terms": extras.delivery_terms,
        "reason": extras.reason,
    }
    for i, (number, day) in enumerate(extras.preceding):
        typed[f"preceding_invoices[{i}].number"] = number
        typed[f"preceding_invoices[{i}].date"] = day.isoformat()
    for i, line in enumerate(facts.lines):
        stem = f"line_items[{i}]"
        typed[f"{stem}.line_id"] = str(i + 1)
        typed[f"{stem}.product_code"] = line.product.sku
        typed[f"{stem}.unit"] = line.product.unit
        typed[f"{stem}.quantity_ordered"] = f"{extras.ordered[i]:f}"
        typed[f"{stem}.quantity_open"] = f"{extras.open[i]:f}"
        typed[f"{stem}.batch"] = extras.batches[i]
        typed[f"{stem}.weight"] = f"{extras.weights[i]:f}"
