"""Draws shops: names, legal entities, phones, ids. Invented, never a real business."""

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

    trading: a second name printed before or after a legal entity, else empty. entity: the firm
    behind a brand, which some heads and feet name too. address: lines as printed.
    """

    trade: str
    vendor: str
    trading: str
    entity: str
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
    if kind < 0.2:
        return stem if len(stem) > 2 else f"{stem} {_trade_word(rng, region, trade)}"
    word = _trade_word(rng, region, trade)
    if region.lang == "en" and rng.random() < 0.14:
        return _playful(rng, region, stem, word)
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


def _playful(rng: random.Random, region: Region, stem: str, word: str) -> str:
    """Names that are more than a name and a trade."""
    common = [text.capitalize() for text in rng.choices(w.pools().words["en"], k=2)]
    place = rng.choice(w.STREETS["en"])
    return rng.choice(
        (
            f"The {common[0]} {common[1]} Company",
            f"{stem} {common[0]} {word}",
            f"{common[0]} {common[1]} {word}",
            f"{stem} {word} & {common[0]}",
            f"{word} {common[0]} {place}",
            f"{stem}/{word.lower()}",
            f"{stem.lower()}{common[0].lower()}",
            f"{stem.lower()} {word.lower()}",
            f"The {common[0]} & {common[1]}",
            f"{place} {stem} {word}",
            f"{stem}, {common[0]} & {common[1]}",
            f"{stem}.{common[0]}",
            f"{common[0]}{common[1]}",
            f"{common[0]} on {place}",
            f"{stem} of {place}",
            f"House of {stem}",
            f"{rng.randint(2, 99)} {common[0]} {word}",
            f"{stem} & Sons {word}",
        )
    )


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


def _numbered(rng: random.Random, region: Region, name: str) -> str:
    """A branch of a chain, told by its number or place."""
    number = w.fill(rng, rng.choice(("##", "###", "####", "#####", "#", "00#####", "#####-#")))
    place = rng.choice(w.MALAY) if region.code == "MY" else rng.choice(w.STREETS["en"])
    pattern = rng.choice(
        (
            "{} #{n}", "{}#{n}", "{} {n}", "{} No. {n}", "{} Store {n}", "{} STORE #{n}",
            "{} - {p}", "{} {p}", "{} ({p})", "{} @ {p}", "{} of {p}", "{} {c}{n}", "{}-{p}",
        )
    )  # fmt: skip
    return pattern.format(name, n=number, p=place, c=w.fill(rng, rng.choice(("@@", "@@@"))))


def draw_company(rng: random.Random, region: Region) -> str:
    """Some firm's legal name."""
    trade = rng.choice(tuple(w.TRADES))
    return _legal(rng, region, _name(rng, region, trade))


def draw_shop(rng: random.Random, region: Region) -> Shop:
    """A shop with everything a header could print; the header decides what it prints."""
    trade = rng.choices(tuple(w.TRADES), (44, 18, 14, 5, 8, 5, 6))[0]
    name = _name(rng, region, trade)
    legal = rng.random() < (0.8 if region.code == "MY" else 0.2)
    vendor, trading, entity = (_legal(rng, region, name), "", "") if legal else (name, "", "")
    if legal and rng.random() < (0.35 if region.code == "MY" else 0.4):
        trading, vendor = name, _legal(rng, region, _name(rng, region, trade))
    elif not legal and rng.random() < 0.12:
        vendor = _numbered(rng, region, name)
    if trading and region.code != "MY" and rng.random() < 0.7:
        # a brand known by its own name: the head's first name counts, not the firm's
        vendor, trading, entity, legal = trading, "", vendor, False
    elif not legal and rng.random() < 0.08:
        entity = _legal(rng, region, _name(rng, region, trade))
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
        entity,
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
