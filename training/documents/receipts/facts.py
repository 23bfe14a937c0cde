"""What a receipt says before it is printed: shop, time, goods and sums that agree. No layout.

Amounts are whole numbers of the currency's smallest printed unit (cents, or rupiah).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from training.documents.receipts.item_names import draw_item_name
from training.documents.receipts.regions import REGIONS, Region
from training.documents.receipts.shops import Shop, draw_shop
from training.documents.receipts.words import fill

_WEIGHTS = [region.weight for region in REGIONS]


@dataclass(slots=True)
class Item:
    """A bought thing. quantity as a decimal (``2``, ``0.532``); price, amount in smallest units."""

    name: str
    code: str
    quantity: str
    price: int
    amount: int
    modifiers: list[str]
    weighed: bool = False


@dataclass(slots=True)
class Sums:
    """goods: sum of the items. net: total without tax. total: what is to be paid, after rounding
    and with a printed tip."""

    goods: int
    discount: int
    service: int
    service_rate: float
    net: int
    tax: int
    rate: float
    included: bool
    before_rounding: int
    rounding: int
    tip: int
    total: int


@dataclass(slots=True)
class Facts:
    """A sale."""

    region: Region
    shop: Shop
    when: datetime
    items: list[Item]
    sums: Sums


def _price(rng: random.Random, region: Region, trade: str) -> int:
    low, high = {
        "food": (1.5, 30),
        "grocery": (0.5, 15),
        "hardware": (0.5, 80),
        "pharmacy": (2, 60),
        "fashion": (5, 120),
        "fuel": (5, 80),
        "stay": (5, 250),
    }[trade]
    value = low * (high / low) ** rng.random() * region.scale
    if region.decimals == 0:
        return int(round(value, -3)) or 1000
    if region.scale > 5 and rng.random() < 0.7:
        return round(value) * 100
    whole, kind = int(value) * 100, rng.random()
    if kind < 0.25:
        return max(100, whole)
    if kind < 0.7:
        return whole + rng.choice((50, 90, 95, 99, 25, 75, 80, 20, 45, 49))
    return whole + rng.randint(1, 99)


def _item(rng: random.Random, region: Region, shop: Shop) -> Item:
    price = _price(rng, region, shop.trade)
    weighed = (shop.trade == "fuel" and rng.random() < 0.6) or (
        shop.trade == "grocery" and rng.random() < 0.08
    )
    if weighed and region.decimals:
        thousandths = (
            rng.randint(120, 2800) if shop.trade == "grocery" else rng.randint(4000, 45000)
        )
        price = (
            price
            if shop.trade == "grocery"
            else int(rng.uniform(80, 400) * (region.scale if region.scale > 5 else 1))
        )
        quantity, amount = f"{thousandths / 1000:.3f}", round(price * thousandths / 1000)
    else:
        weighed = False
        count = rng.choices(
            (1, 2, 3, 4, rng.randint(5, 20), rng.randint(20, 200)), (68, 15, 6, 4, 5, 1)
        )[0]
        quantity, amount = str(count), price * count
    code = ""
    if rng.random() < 0.5:
        code = fill(
            rng,
            rng.choice(
                (
                    "9#########",
                    "955##########",
                    "#####",
                    "@@####",
                    "0000########",
                    "##-####",
                    "@##",
                    "########",
                )
            ),
        )
    modifiers = []
    if shop.trade == "food" and rng.random() < 0.18:
        modifiers = [
            draw_item_name(rng, region, shop.trade) for _ in range(rng.choice((1, 1, 2, 3)))
        ]
    return Item(
        draw_item_name(rng, region, shop.trade),
        code,
        quantity,
        price,
        max(1, amount),
        modifiers,
        weighed,
    )


def _rounding(rng: random.Random, region: Region, amount: int) -> int:
    if region.code in ("MY", "AU", "CH", "SG", "NZ", "CA") and rng.random() < (
        0.7 if region.code == "MY" else 0.25
    ):
        return (amount + 2) // 5 * 5 - amount
    return 0


def draw_sums(rng: random.Random, region: Region, goods: int, *, food: bool) -> Sums:
    """Totals that follow from the sum of the items."""
    discount = int(goods * rng.choice((0.05, 0.1, 0.2, 0.15))) if rng.random() < 0.09 else 0
    service_rate = (
        rng.choice((10.0, 10.0, 5.0, 12.5, 15.0)) if food and rng.random() < region.service else 0.0
    )
    base = goods - discount
    service = round(base * service_rate / 100)
    rate = rng.choice(region.rates)
    included = rng.random() < region.included or rate == 0.0
    gross = base + service
    if included:
        tax = round(gross * rate / (100 + rate))
        net, before = gross - tax, gross
    else:
        tax = round(gross * rate / 100)
        net, before = gross, gross + tax
    rounding = _rounding(rng, region, before)
    tip = (
        round(base * rng.choice((0.15, 0.18, 0.2, 0.1, 0.22)))
        if food and not service and rng.random() < region.tip
        else 0
    )
    return Sums(
        goods,
        discount,
        service,
        service_rate,
        net,
        tax,
        rate,
        included,
        before,
        rounding,
        tip,
        before + rounding + tip,
    )


def _repeat(rng: random.Random, items: list[Item]) -> None:
    """The same thing again, on a line of its own each time."""
    for index in range(1, len(items)):
        if rng.random() < 0.4:
            again = items[index - 1]
            items[index] = replace(again, modifiers=[])


def draw_when(rng: random.Random) -> datetime:
    """A moment between 1991 and 2026, most of them late, opening hours preferred."""
    start, days = (
        (datetime(2005, 1, 1), 7900) if rng.random() < 0.94 else (datetime(1991, 1, 1), 5100)
    )
    day = start + timedelta(days=int(days * rng.random() ** 0.7))
    return day.replace(
        hour=min(23, max(0, int(rng.gauss(15, 4)))),
        minute=rng.randrange(60),
        second=rng.randrange(60),
    )


def draw_facts(rng: random.Random) -> Facts:
    """A sale in a region drawn by weight."""
    region = rng.choices(REGIONS, _WEIGHTS)[0]
    shop = draw_shop(rng, region)
    most = {"food": 12, "grocery": 22, "stay": 4, "fuel": 3}.get(shop.trade, 9)
    count = 1 + int((most - 1) * rng.random() ** 2.2)
    items = [_item(rng, region, shop) for _ in range(count)]
    if rng.random() < 0.15:
        _repeat(rng, items)
    sums = draw_sums(rng, region, sum(i.amount for i in items), food=shop.trade in ("food", "stay"))
    return Facts(region, shop, draw_when(rng), items, sums)
