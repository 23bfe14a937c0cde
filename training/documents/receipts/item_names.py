"""What lines of receipts call the things sold: dishes, articles, departments, long or cut short."""

from __future__ import annotations

import random

from training.documents.receipts import words as w
from training.documents.receipts.regions import Region

SIZES = (
    "#00ML", "#.#L", "##0G", "#KG", "##S", "#PCS", "##CM", "A4", "##X##", "#00g", "1kg", "PK#",
    "@#", "##MM", "#Z", "##CT", ".#Z", "## CT.", "#LB", "# LB", "1/2", "#X#", "##PK", "FT#", "#IN",
)  # fmt: skip
#: what follows the name of a dish
TAILS = (
    " (L)", " (M)", " S", " (Hot)", " x2", " - TA", " *", " (Cold)", " 1/2", " Sm", " Lg", " RS",
    " (Cup)", " Btl", " 25cl", " Gls", " (2)", " LUNCH", " - Half", " (G)", " Add-on", "/RICE",
)  # fmt: skip
#: a bill of fare's or till's own short code, read as part of the name
HEADS = (
    "@# ", "@@# ", "##. ", "#. ", "@-", "@ ", "(Set) ", "#oz ", '#" ', "KID ", "SD ", "GLS ", "*",
    "##-", "Lg ", "Sm ", "Reg ", "NEW! ", "1/2 ", "0.## ", "Extra ", "@@ ",
)  # fmt: skip
DEPARTMENTS = (
    "Grocery", "Meat", "Produce", "Dept {n}", "Food", "Food {n}", "Misc", "Dairy", "General",
    "Open Food", "Bakery", "Item {n}", "Non Tax", "Deli", "Taxable", "Frozen", "Vegetables",
    "Merchandise", "Fuel", "Parking", "Car Wash", "Day Ticket", "Room", "Lunch", "Dinner Buffet",
    "Labour", "Entrance Fee", "Adult", "Child", "Membership", "Deposit", "Delivery", "Bag",
)  # fmt: skip
JOINTS = ("&", "w/", "with", "and", "of", "+", "-", "/", "in", "n")
_FOREIGN_JOINTS = {
    "de": ("mit", "und", "vom", "&"), "fr": ("de", "au", "et", "aux", "du"),
    "es": ("de", "con", "al", "a la"), "it": ("di", "con", "al", "alla", "e"),
    "nl": ("met", "en", "van", "&"),
}  # fmt: skip


def draw_item_name(rng: random.Random, region: Region, trade: str) -> str:
    """What a line of the receipt calls a thing sold by a shop of this trade."""
    kind = rng.random()
    foreign = region.lang != "en" and rng.random() < 0.9
    if kind < 0.06 and not foreign:
        return rng.choice(DEPARTMENTS).format(n=rng.randint(1, 20))
    if kind < 0.42:
        name = _short(rng, region, trade, foreign=foreign)
    elif kind < 0.8:
        name = _long(rng, region, trade, foreign=foreign)
    elif kind < 0.9:
        name = " ".join(w.invented(rng) for _ in range(rng.choice((1, 2, 2, 3, 4))))
    else:
        common = w.pools().words[region.lang]
        name = " ".join(word.capitalize() for word in rng.choices(common, k=rng.randint(1, 4)))
    if rng.random() < 0.14:
        name = _cut_short(rng, name)
    if rng.random() < 0.1:
        name = w.fill(rng, rng.choice(HEADS)) + name
    dish = trade in ("food", "stay")
    if not dish and rng.random() < 0.4:
        return f"{name} {w.fill(rng, rng.choice(SIZES))}"
    return name + rng.choice(TAILS) if rng.random() < 0.1 else name


def _short(rng: random.Random, region: Region, trade: str, *, foreign: bool) -> str:
    goods = w.GOODS_BY_LANG[region.lang] if foreign else w.GOODS[trade]
    parts = [rng.choice(goods)]
    if rng.random() < 0.5:
        parts.insert(0, rng.choice(w.QUALIFIERS[region.lang if foreign else "en"]))
    if rng.random() < 0.3:
        parts.append(rng.choice(goods))
    if rng.random() < 0.1:
        parts.insert(0, w.invented(rng))
    return " ".join(parts)


def _long(rng: random.Random, region: Region, trade: str, *, foreign: bool) -> str:
    """Three to seven words, some joined by little ones."""
    lang = region.lang if foreign else "en"
    goods = w.GOODS_BY_LANG[lang] if foreign else w.GOODS[trade]
    joints = _FOREIGN_JOINTS[lang] if foreign else JOINTS
    parts = [rng.choice(w.QUALIFIERS[lang])] if rng.random() < 0.5 else []
    for index in range(rng.choice((2, 2, 3, 3, 4))):
        if index and rng.random() < 0.35:
            parts.append(rng.choice(joints))
        pick = rng.random()
        if pick < 0.6:
            parts.append(rng.choice(goods))
        elif pick < 0.85:
            parts.append(rng.choice(w.pools().words[lang]).capitalize())
        else:
            parts.append(w.invented(rng))
    return " ".join(parts)


def _cut_short(rng: random.Random, name: str) -> str:
    """As tills with narrow fields write: without vowels, or the beginnings of words."""
    if rng.random() < 0.5:
        return "".join(
            ch
            for i, ch in enumerate(name)
            if i == 0 or name[i - 1] == " " or ch.lower() not in "aeiou"
        )
    return " ".join(part[: rng.randint(2, 5)] for part in name.split(" "))
