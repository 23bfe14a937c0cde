"""Numbers that name things: invoice numbers, order numbers, accounts."""

from __future__ import annotations

import random
from datetime import date

from stdnum.es import ccc

from training.documents.words.regions import fill

_PREFIXES = {
    "en": (
        "INV",
        "INV",
        "INV",
        "IN",
        "SI",
        "Inv",
        "IV",
        "BILL",
        "CI",
        "SINV",
        "US",
        "A",
        "B",
        "F",
        "S",
        "ACC",
        "Invoice",
        "PI",
        "DOC",
        "WEB",
        "N",
    ),
    "de": (
        "RE",
        "RE",
        "RE",
        "R",
        "RG",
        "RN",
        "AR",
        "Re",
        "VR",
        "RNR",
        "K",
        "A",
        "WEB",
        "BL",
        "FA",
        "VK",
        "INV",
    ),
    "fr": ("F", "FA", "FAC", "FC", "FACT", "FV", "VE", "FR", "AV"),
    "es": ("F", "FV", "FAC", "A", "FRA", "V", "EMIT", "B"),
    "it": ("FT", "FPR", "F", "FE", "V", "PA"),
    "nl": ("F", "VF", "FACT", "VRK", "INV", "RV", "FA"),
    "pt": ("FT", "FAC", "FR", "FS", "NF", "F"),
    "pl": ("FV", "FV", "FS", "F", "FA", "FVS"),
}


def invoice_number(rng: random.Random, lang: str, day: date) -> str:
    """An invoice number in one of many shapes."""
    prefix = rng.choice(_PREFIXES[lang])
    sequence = rng.choice(
        (
            str(rng.randint(1, 999)),
            f"{rng.randint(1, 9999):04d}",
            f"{rng.randint(1, 99999):05d}",
            str(rng.randint(1000, 999999)),
        )
    )
    year = rng.choice((str(day.year), str(day.year), f"{day.year % 100:02d}"))
    month = f"{day.month:02d}"
    sep = rng.choice(("-", "-", "/", ".", ""))
    shapes = (
        sequence,
        fill(rng, "%" + "#" * rng.randint(3, 9)),
        f"{prefix}{sep}{sequence}",
        f"{prefix}{sep}{sequence}",
        f"{prefix}{sequence}",
        f"{prefix}{sep}{year}{sep or '-'}{sequence}",
        f"{year}{sep}{sequence}",
        f"{year}{month}{sep}{sequence}",
        f"{prefix}{year}{month}{sequence}",
        f"{sequence}/{year}",
        f"{sequence}/{month}/{year}",
        f"{prefix}/{year}/{month}/{sequence}",
        f"{prefix} {sequence}",
        f"{sequence}-{rng.randint(1, 9)}",
        f"{prefix} {sequence}/{year}",
        fill(rng, "@#####"),
        fill(rng, "@@-####-##"),
        fill(rng, "##-####-#"),
        fill(rng, "%########/##"),
        f"{prefix}-{year}{month}{day.day:02d}-{sequence}",
        fill(rng, "%#.###.###"),
        f"{sequence}{rng.choice('ABCDEFX')}",
        fill(rng, "0000######"),
        fill(rng, "@@@#######"),
        f"{prefix}#{sequence}",
        fill(rng, "%### ####"),
        f"{prefix}{sep}{fill(rng, '@@@')}-{sequence}",
    )
    return rng.choice(shapes[:8] if rng.random() < 0.6 else shapes)


def policy_number(rng: random.Random) -> str:
    """A contract, policy or meter number in groups."""
    return fill(
        rng,
        rng.choice(
            ("%#.###.###.#", "##.###.###.#", "%########", "%###-%###", "%###.####", "@-%#####")
        ),
    )


def tail(rng: random.Random, day: date) -> str:
    """What makes an invoice number of a contract's."""
    return rng.choice(
        (
            f"-{day.year}-{rng.randint(1, 4)}",
            f"/{rng.randint(0, 99):02d}",
            f"-{rng.randint(1, 24)}",
            f"/{day.month:02d}/{day.year % 100:02d}",
            f"/{rng.randint(0, 9):02d}/{rng.choice('ABM')}/{rng.randint(0, 9)}",
            f"-{day.year % 100:02d}{day.month:02d}",
        )
    )


def alike(rng: random.Random, number: str) -> str:
    """Another number of the same shape; at least one of its digits differs."""
    digits = [i for i, c in enumerate(number) if c.isdigit()]
    other = list(number)
    for i in digits[-rng.choice((1, 2, 3, 4)) :]:
        other[i] = str((int(number[i]) + rng.randint(1, 9)) % 10)
    return "".join(other)


def reference(rng: random.Random) -> str:
    """An order, customer or project number."""
    return fill(
        rng,
        rng.choice(
            (
                "%",
                "%##",
                "%#",
                "%###",
                "%####",
                "%#####",
                "%######",
                "%#######",
                "PO-####",
                "PO####",
                "PO-%####",
                "@-#####",
                "@@-####",
                "AB-###",
                "@####",
                "K-%####",
                "C%####",
                "%##-%##",
                "45########",
                "%#-####-##",
                "@@@####",
                "SO%####",
                "ORD-#####",
                "#%####-@",
                "%###/##",
                "20##-%###",
                "D%#####",
                "%## ###",
                "CUST-%##",
                "AUF%####",
            )
        ),
    )


def iban(rng: random.Random, country: str) -> str:
    """A bank account number with right check digits, its country's own too, grouped by four."""
    bodies = {
        "DE": 18,
        "AT": 16,
        "CH": 17,
        "FR": 23,
        "ES": 20,
        "IT": 23,
        "NL": 14,
        "BE": 12,
        "PT": 21,
        "PL": 24,
        "GB": 18,
        "IE": 18,
    }
    country = country if country in bodies else rng.choice(("DE", "NL", "IE", "BE", "GB"))
    digits = [rng.choice("0123456789") for _ in range(bodies[country])]
    if country in ("NL", "GB", "IE"):
        digits[:4] = [rng.choice("ABCDEGIKLNORS") for _ in range(4)]
    if country == "IT":
        digits[0] = rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if country == "BE":
        digits[10:] = f"{int(''.join(digits[:10])) % 97 or 97:02d}"
    if country == "ES":
        digits[8:10] = ccc.calc_check_digits("".join(digits))
    body = "".join(digits)
    number = "".join(str(int(c, 36)) for c in f"{body}{country}00")
    full = f"{country}{98 - int(number) % 97:02d}{body}"
    return " ".join(full[i : i + 4] for i in range(0, len(full), 4))


def bic(rng: random.Random, country: str) -> str:
    """A bank identifier code."""
    return (
        fill(rng, f"@@@@{country[:2]}")
        + rng.choice(("FF", "2A", "PP", "MM", "33", "DE"))
        + rng.choice(("", "XXX", fill(rng, "###")))
    )
