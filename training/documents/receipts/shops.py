"""Draws shops and goods: names, legal entities, phones, ids. Invented, never a real
business."""

from __future__ import annotations

import random
from dataclasses import dataclass

from training.documents.receipts import words as w
from training.documents.receipts.addresses import draw_address
from training.documents.receipts.regions import Region


@dataclass(slots=True)
class Shop:
    """The seller. vendor: the printed name that counts, the legal entity where it stands in the
    header.

    trading: a second name printed before or after a legal entity, else empty. address: lines as
    printed.
    """

    trade: str
    vendor: str
    trading: str
    legal: bool
    reg_no: str
    address: list[str]
    phone: str
    fax: str
    web: str
    tax_label: str
    tax_id: str


def _stem(rng: random.Random, region: Region) -> str:
    pools = w.pools()
    kind = rng.random()
    if region.code == "MY" or (region.code in ("SG", "ID") and kind < 0.5):
        return _malay_stem(rng)
    if kind < 0.3:
        name = rng.choice(pools.surnames[region.lang])
        return name + ("'s" if region.lang == "en" and rng.random() < 0.4 else "")
    if kind < 0.5:
        return w.invented(rng)
    if kind < 0.6:
        return f"{rng.choice(pools.given)}'s" if region.lang == "en" else rng.choice(pools.given)
    if kind < 0.68:
        return w.fill(rng, rng.choice(("@@@", "@&@", "@@", "@.@.", "#1", "@@@@", "# @@@")))
    count = rng.choice((1, 1, 2, 2))
    return " ".join(word.capitalize() for word in rng.choices(pools.words[region.lang], k=count))


def _malay_stem(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.3:
        return " ".join(rng.sample(w.MALAY_GIVEN, rng.choice((1, 2, 2))))
    if kind < 0.5:
        return " ".join(rng.sample(w.MALAY, rng.choice((1, 1, 2))))
    if kind < 0.65:
        return w.invented(rng) + (" " + w.invented(rng) if rng.random() < 0.4 else "")
    if kind < 0.75:
        return w.fill(rng, rng.choice(("@@", "@@@", "@.@.@", "##", "@@ @@@@", "@&@")))
    return " ".join(
        word.capitalize() for word in rng.choices(w.pools().words["en"], k=rng.choice((1, 1, 2)))
    )


def _trade_word(rng: random.Random, region: Region, trade: str) -> str:
    if region.lang != "en" and rng.random() < 0.85:
        return rng.choice(w.TRADES_BY_LANG[region.lang])
    return rng.choice(w.TRADES[trade])


def _name(rng: random.Random, region: Region, trade: str) -> str:
    stem = _stem(rng, region)
    kind = rng.random()
    if kind < 0.22:
        return stem if len(stem) > 2 else f"{stem} {_trade_word(rng, region, trade)}"
    word = _trade_word(rng, region, trade)
    if (
        region.lang in ("de", "fr", "es", "it")
        or (region.lang == "en" and kind < 0.3)
        or word in ("Restoran", "Pasar Mini")
    ):
        joint = rng.choice(("", "", "Le ", "Chez ")) if region.lang == "fr" else ""
        return f"{word} {joint}{stem}"
    if region.lang == "en" and kind < 0.36:
        lead, joint = rng.choice(("The ", "")), rng.choice(("&", "and", "&"))
        return f"{lead}{stem} {joint} {_stem(rng, region)} {word}"
    return f"{stem} {word}"


def _legal(rng: random.Random, region: Region, name: str) -> str:
    suffix = rng.choice(region.legal)
    if region.code == "ID":
        return f"{suffix} {name}"
    if region.code == "MY":
        first = suffix.split()[0]
        name = " ".join(part for part in name.split() if part != first) or name
        if rng.random() < 0.2:
            name += rng.choice(
                (" (M)", " Holdings", " Group", " Industries", " (KL)", " Corporation", " Retail")
            )
    if suffix == "di":
        return f"{name} di {rng.choice(w.pools().surnames['it'])} {rng.choice(w.pools().given)}"
    return f"{name}{',' if rng.random() < 0.1 else ''} {suffix}"


def draw_company(rng: random.Random, region: Region) -> str:
    """Some firm's legal name."""
    trade = rng.choice(tuple(w.TRADES))
    return _legal(rng, region, _name(rng, region, trade))


def draw_shop(rng: random.Random, region: Region) -> Shop:
    """A shop with everything a header could print; the header decides what it prints."""
    trade = rng.choices(tuple(w.TRADES), (44, 18, 14, 5, 8, 5, 6))[0]
    name = _name(rng, region, trade)
    legal = rng.random() < (0.8 if region.code == "MY" else 0.2)
    vendor, trading = (_legal(rng, region, name), "") if legal else (name, "")
    if legal and rng.random() < (0.3 if region.code == "MY" else 0.4):
        trading, vendor = name, _legal(rng, region, _name(rng, region, trade))
    elif not legal and rng.random() < 0.12:
        vendor = (
            f"{name} {rng.choice(('#', 'No. ', 'Store ', '- '))}{rng.randint(1, 900)}"
            if rng.random() < 0.2
            else vendor
        )
    reg_no = (
        w.fill(rng, rng.choice(("######-@", "######-@", "#######-@", "#####-@", "2019########")))
        if region.code == "MY"
        else ""
    )
    stem = (
        "".join(ch for ch in (trading or name).lower() if ch.isascii() and ch.isalnum())[:18]
        or "shop"
    )
    domain = stem + rng.choice(
        (
            ".com",
            ".com",
            ".net",
            f".{region.code.lower()}",
            f".com.{region.code.lower()}",
            ".co.uk" if region.code == "GB" else ".com",
        )
    )
    web = rng.choice((f"www.{domain}", domain, f"info@{domain}", f"http://www.{domain}"))
    label = rng.choice(region.tax_ids) if region.tax_ids else ""
    return Shop(
        trade,
        vendor,
        trading,
        legal,
        reg_no,
        draw_address(rng, region),
        w.fill(rng, rng.choice(region.phones)),
        w.fill(rng, rng.choice(region.phones)),
        web,
        label,
        w.fill(rng, _id_pattern(rng, region)),
    )


def _id_pattern(rng: random.Random, region: Region) -> str:
    return {
        "MY": "00##########",
        "GB": rng.choice(("### #### ##", "GB#########", "#########")),
        "AU": "## ### ### ###",
        "DE": rng.choice(("DE#########", "##/###/#####")),
        "FR": rng.choice(("### ### ### #####", "FR##########")),
        "ES": "B########",
        "IT": "###########",
        "NL": "NL#########B01",
        "IN": "##@@@@@####@#Z#",
        "PH": "###-###-###-000",
        "MX": "@@@######@@#",
        "CH": "CHE-###.###.###",
        "AT": "ATU########",
        "BE": "BE 0### ### ###",
    }.get(region.code, "##########")


def draw_item_name(rng: random.Random, region: Region, shop: Shop) -> str:
    """What a line of the receipt calls a thing."""
    if rng.random() < 0.12:
        return " ".join(
            word.capitalize()
            for word in rng.choices(w.pools().words[region.lang], k=rng.choice((1, 2, 2, 3)))
        )
    foreign = region.lang != "en" and rng.random() < 0.9
    goods = w.GOODS_BY_LANG[region.lang] if foreign else w.GOODS[shop.trade]
    parts = [rng.choice(goods)]
    if rng.random() < 0.5:
        parts.insert(0, rng.choice(w.QUALIFIERS[region.lang if foreign else "en"]))
    if rng.random() < 0.3:
        parts.append(rng.choice(goods))
    if rng.random() < 0.1:
        parts.insert(0, w.invented(rng))
    name = " ".join(parts)
    if rng.random() < 0.12:
        name = "".join(
            ch
            for i, ch in enumerate(name)
            if i == 0 or name[i - 1] == " " or ch.lower() not in "aeiou"
        )
    if shop.trade not in ("food", "stay") and rng.random() < 0.4:
        name += " " + w.fill(
            rng,
            rng.choice(
                (
                    "#00ML",
                    "#.#L",
                    "##0G",
                    "#KG",
                    "##S",
                    "#PCS",
                    "##CM",
                    "A4",
                    "##X##",
                    "#00g",
                    "1kg",
                    "PK#",
                    "@#",
                    "##MM",
                )
            ),
        )
    elif rng.random() < 0.08:
        name += rng.choice(
            (" (L)", " (M)", " S", " (Hot)", " x2", " - TA", " *", " (Cold)", " 1/2")
        )
    return name
