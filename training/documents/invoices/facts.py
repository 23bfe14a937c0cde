"""What an invoice says, before anything is laid out: parties, dates, numbers, lines and exact
sums.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from training.documents.words import ids
from training.documents.words.numbers import cents
from training.documents.words.parties import Kind, Party, party
from training.documents.words.pools import pool
from training.documents.words.products import Product, product
from training.documents.words.regions import REGIONS, Region, pick_region

TaxMode = Literal["excluded", "included", "zero", "none"]


@dataclass(slots=True)
class Line:
    """One line. rate: tax in percent. discount: percent off. amount: as its column shows it."""

    product: Product
    quantity: Decimal
    price: Decimal
    discount: Decimal
    rate: Decimal
    amount: Decimal
    day: date


@dataclass(slots=True)
class Totals:
    """Exact sums. lines: sum of the line amounts. taxes: (rate, base, tax) rows. None = the
    document has no such thing.
    """

    lines: Decimal
    discount: Decimal
    discount_rate: Decimal | None
    shipping: Decimal
    net: Decimal
    taxes: list[tuple[Decimal, Decimal, Decimal]]
    tax: Decimal
    total: Decimal
    paid: Decimal
    previous: Decimal
    due: Decimal


@dataclass(slots=True)
class Facts:
    """Everything a layout may print."""

    region: Region
    credit: bool
    supplier: Party
    customer: Party
    ship_to: Party
    numbers: dict[str, str]
    dates: dict[str, date]
    net_days: int
    tax_mode: TaxMode
    lines: list[Line]
    totals: Totals
    currency: str
    signs: tuple[str, ...]
    iban: str
    bic: str
    bank: str
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def lang(self) -> str:
        """ISO 639-1 of the printed labels."""
        return self.region.lang


def _quantity(rng: random.Random, item: Product) -> Decimal:
    if item.service:
        return rng.choice(
            (
                Decimal(1),
                Decimal(1),
                Decimal(rng.randint(1, 40)),
                Decimal(rng.randint(1, 60)) / 2,
                Decimal(rng.randint(1, 80)) / 4,
            )
        )
    return Decimal(
        rng.choice((1, 1, 1, 2, 2, 3, 4, 5, 6, 8, 10, 12, 20, 25, 50, 100, rng.randint(1, 500)))
    )


def _lines(
    rng: random.Random,
    region: Region,
    issued: date,
    mode: TaxMode,
    count: int | None,
    *,
    goods: bool,
) -> list[Line]:
    count = (
        count
        or rng.choices(
            (1, 2, 3, 4, 5, 6, 8, 10, 14, 20, 28), (18, 17, 16, 12, 9, 8, 7, 5, 4, 3, 1)
        )[0]
    )
    shares = (0.0, 0.9, 0.1) if goods else (0.3, 0.4, 0.3)
    services = rng.choices((True, False, None), shares)[0]
    rates = [Decimal(rng.choice(region.rates))]
    if rng.random() < 0.22 and region.code != "US":
        rates.append(Decimal(rng.choice(region.rates)))
    whole = rng.random() < 0.55
    discounted = rng.random() < 0.14
    # the same service on other days, the same fee for each of many things
    again, alike = rng.random() < 0.12, rng.random() < 0.12
    lines: list[Line] = []
    for _ in range(count):
        item = product(rng, region.lang, service=services)
        quantity = _quantity(rng, item)
        if lines and again and rng.random() < 0.5:
            item = lines[-1].product
        if lines and alike and rng.random() < 0.7:
            item, quantity = replace(item, price=lines[-1].price), lines[-1].quantity
        quantity = quantity.to_integral_value() or Decimal(1) if whole else quantity
        price = Decimal("0.00") if rng.random() < 0.015 else item.price
        discount = Decimal(rng.choice((0, 5, 10, 15, 20, 25))) if discounted else Decimal(0)
        amount = cents(quantity * price * (100 - discount) / 100)
        rate = Decimal(0) if mode == "zero" else rng.choice(rates)
        lines.append(
            Line(
                item,
                quantity,
                price,
                discount,
                rate,
                amount,
                issued - timedelta(days=rng.randint(0, 40)),
            )
        )
    return lines


def _totals(rng: random.Random, lines: list[Line], mode: TaxMode, top_rate: Decimal) -> Totals:
    base = sum((line.amount for line in lines), Decimal(0))
    rate = Decimal(rng.choice((2, 3, 5, 10, 15, 20))) if rng.random() < 0.6 else None
    discount = Decimal(0)
    if rng.random() < 0.14:
        discount = (
            cents(base * rate / 100)
            if rate
            else cents(min(base / 4, Decimal(rng.randint(100, 9000)) / 100))
        )
    shipping = Decimal(rng.randint(290, 4500)) / 100 if rng.random() < 0.16 else Decimal(0)
    nets: dict[Decimal, Decimal] = {}
    for line in lines:
        nets[line.rate] = nets.get(line.rate, Decimal(0)) + line.amount
    left, taxes = discount, []
    for number, (each, amount) in enumerate(sorted(nets.items(), reverse=True)):
        share = (
            left
            if number == len(nets) - 1
            else cents(discount * amount / base)
            if base
            else Decimal(0)
        )
        left -= share
        amount += (shipping if each == max(nets) else Decimal(0)) - share
        tax = (
            cents(amount * each / 100)
            if mode == "excluded"
            else cents(amount * each / (100 + each))
        )
        taxes.append(
            (
                each,
                amount if mode == "excluded" else amount - tax,
                tax if mode in ("excluded", "included") else Decimal(0),
            )
        )
    tax = (
        sum((t for _, _, t in taxes), Decimal(0))
        if mode in ("excluded", "included")
        else Decimal("0.00")
    )
    gross = base - discount + shipping + (tax if mode == "excluded" else Decimal(0))
    net = gross - tax
    kind = rng.random()
    paid = Decimal(0)
    if kind < 0.05:
        paid = gross
    elif kind < 0.12:
        paid = cents(gross * Decimal(rng.choice((10, 20, 30, 50))) / 100)
    previous = Decimal(rng.randint(1000, 90000)) / 100 if kind > 0.96 else Decimal(0)
    return Totals(
        base,
        discount,
        rate if discount else None,
        shipping,
        net,
        taxes,
        tax,
        gross,
        paid,
        previous,
        gross - paid + previous,
    )


def negate(facts: Facts) -> None:
    """Turn the sums of a credit around, in place."""
    for line in facts.lines:
        line.quantity, line.amount = -line.quantity, -line.amount
    t = facts.totals
    t.lines, t.discount, t.shipping, t.net, t.tax, t.total = (
        -t.lines,
        -t.discount,
        -t.shipping,
        -t.net,
        -t.tax,
        -t.total,
    )
    t.taxes = [(rate, -base, -tax) for rate, base, tax in t.taxes]
    t.paid, t.previous, t.due = Decimal(0), Decimal(0), t.total


def _dates(rng: random.Random) -> tuple[dict[str, date], int]:
    issued = date(rng.randint(2008, 2026), 1, 1) + timedelta(days=rng.randint(0, 364))
    net = rng.choice((0, 7, 8, 10, 14, 14, 15, 20, 21, 28, 30, 30, 30, 45, 60, 90))
    order = issued - timedelta(days=rng.randint(1, 60))
    start = (issued.replace(day=1) - timedelta(days=1)).replace(day=1)
    return {
        "issue_date": issued,
        "due_date": issued + timedelta(days=net),
        "delivery_date": issued - timedelta(days=rng.choice((0, 0, 1, 2, 3, 5, 8, 14))),
        "order_date": order,
        "ship_date": issued - timedelta(days=rng.randint(0, 5)),
        "print_date": issued + timedelta(days=rng.randint(0, 20)),
        "period_start": start,
        "period_end": issued.replace(day=1) - timedelta(days=1),
        "contract_date": issued - timedelta(days=rng.randint(100, 2000)),
        "skonto_date": issued + timedelta(days=max(3, net // 3)),
    }, net


def _numbers(rng: random.Random, region: Region, issued: date) -> dict[str, str]:
    names = (
        "account_id",
        "purchase_order",
        "order_no",
        "contract",
        "project",
        "delivery_note",
        "job",
        "quote",
        "your_ref",
        "our_ref",
        "payment_ref",
    )
    numbers = {name: ids.reference(rng) for name in names}
    numbers["invoice_number"] = ids.invoice_number(rng, region.lang, issued)
    numbers["related"] = ids.invoice_number(rng, region.lang, issued)
    _relate(rng, numbers, names, issued)
    return numbers


def _relate(
    rng: random.Random, numbers: dict[str, str], names: tuple[str, ...], issued: date
) -> None:
    """Numbers that look alike: the invoice's goes on from a contract's, orders share its shape."""
    kind = rng.random()
    if kind < 0.12:
        stem = rng.choice(
            (ids.policy_number(rng), ids.policy_number(rng), numbers[rng.choice(names)])
        ).strip("#")
        numbers["invoice_number"] = stem + ids.tail(rng, issued)
        # an account of the buyer would be told from it by its label alone
        for name in rng.sample(names, rng.choice((1, 1, 2))):
            numbers[name] = stem
    elif kind < 0.3:
        shape = numbers["invoice_number"]
        for name in rng.sample(names, rng.choice((1, 2))):
            numbers[name] = ids.alike(rng, shape)
    if rng.random() < 0.4:
        numbers["related"] = ids.alike(rng, numbers["invoice_number"])


def sample(
    rng: random.Random,
    region: Region | None = None,
    *,
    count: int | None = None,
    goods: bool = False,
) -> Facts:
    """Facts of a made-up invoice with `count` lines (`goods`: hardly any service); sums are exact
    to the cent.
    """
    region = region or pick_region(rng)
    dates, net_days = _dates(rng)
    buyer_region = region if rng.random() < 0.86 else REGIONS[rng.choice(list(REGIONS))]
    buyer_kind: Kind = rng.choices(("company", "person"), (0.68, 0.32))[0]
    modes: tuple[TaxMode, ...] = ("excluded", "included", "zero", "none")
    mode = rng.choices(
        modes,
        (0.5, 0.1, 0.06, 0.34) if region.code in ("US", "SG", "CN") else (0.63, 0.2, 0.07, 0.1),
    )[0]
    lines = _lines(rng, region, dates["issue_date"], mode, count, goods=goods)
    totals = _totals(rng, lines, mode, lines[0].rate)
    supplier = party(rng, region, "company" if rng.random() < 0.93 else "person")
    foreign = rng.random() < 0.06
    money = REGIONS[rng.choice(("US", "DE", "GB", "CH"))] if foreign else region
    bank_words = {
        "de": ("Sparkasse {c}", "Volksbank {c}", "{n} Bank AG", "Kreissparkasse {c}"),
        "fr": ("Banque {n}", "Crédit {c}", "Caisse {c}"),
    }
    bank = rng.choice(
        bank_words.get(
            region.lang,
            ("{n} Bank", "Bank of {c}", "{n} National Bank", "Banco {n}", "First {n} Bank"),
        )
    )
    names = pool(region.names_from)
    facts = Facts(
        region,
        rng.random() < 0.04,
        supplier,
        party(rng, buyer_region, buyer_kind),
        party(rng, buyer_region, rng.choice(("company", "person"))),
        _numbers(rng, region, dates["issue_date"]),
        dates,
        net_days,
        mode,
        lines,
        totals,
        money.currency,
        money.signs,
        ids.iban(rng, region.code),
        ids.bic(rng, region.code),
        bank.format(c=rng.choice(names.cities), n=rng.choice(names.last)),
    )
    if facts.credit and rng.random() < 0.7:
        negate(facts)
    fill_typed(facts)
    return facts


def fill_typed(facts: Facts) -> None:
    """Write the typed truth of every field into `facts.typed`."""
    t, typed = facts.totals, facts.typed
    for name in ("issue_date", "due_date", "delivery_date"):
        typed[name] = facts.dates[name].isoformat()
    for name in ("invoice_number", "purchase_order"):
        typed[name] = facts.numbers[name]
    typed["customer.account_id"] = facts.numbers["account_id"]
    for side, who in (("supplier", facts.supplier), ("customer", facts.customer)):
        typed[f"{side}.name"] = who.name
        typed[f"{side}.address.text"] = "\n".join(who.address)
    typed["supplier.tax_id"] = facts.supplier.tax_id
    typed["payment[0].iban"] = facts.iban.replace(" ", "")
    sums = {
        "subtotal": t.net,
        "discount": t.discount,
        "tax": t.tax,
        "total": t.total,
        "paid": t.paid,
        "amount_due": t.due,
    }
    typed |= {f"totals.{name}": f"{cents(value):f}" for name, value in sums.items()}
    typed["currency"] = facts.currency
    for i, line in enumerate(facts.lines):
        stem = f"line_items[{i}]"
        typed[f"{stem}.description"] = line.product.description
        typed[f"{stem}.quantity"] = f"{line.quantity:f}"
        typed[f"{stem}.unit_price"] = f"{line.price:f}"
        typed[f"{stem}.amount_net"] = f"{line.amount:f}"
