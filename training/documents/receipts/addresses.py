"""Draws addresses as receipts print them, by country. Streets and units are invented."""

from __future__ import annotations

import random

from training.documents.receipts import words as w
from training.documents.receipts.regions import Region


def _place(rng: random.Random, region: Region) -> str:
    place = rng.choice(w.PLACES[region.code] if region.code != "US" else w.US_PLACES)
    if region.code in ("GB", "IE", "HK", "PH"):
        tail = {"GB": "@@# #@@", "PH": "####", "IE": "", "HK": ""}[region.code]
        return f"{place} {w.fill(rng, tail)}".strip()
    town, prefix = place.rsplit(" ", 1)
    code = prefix + w.fill(rng, region.post)
    if region.code == "US":
        town, state = town.rsplit(" ", 1)
        comma = rng.choice((",", ",", ",", "", "."))
        return f"{town}{comma} {state} {code}" + (
            w.fill(rng, "-####") if rng.random() < 0.06 else ""
        )
    if region.code in ("SG", "AU", "NZ", "CA", "IN", "ID", "ZA", "TH"):
        return f"{town} {code}"
    return f"{code} {town}"


def _street(rng: random.Random, region: Region) -> str:
    lang = region.lang
    number = str(int(10 ** rng.uniform(0, 2.3)) + 1) + rng.choice(("", "", "", "", "A", "-2", "b"))
    if lang == "en":
        name = (
            rng.choice(w.STREETS["en"])
            if rng.random() < 0.5
            else rng.choice(w.pools().surnames["en"])
        )
        kind = rng.choice(
            (
                "Street",
                "St",
                "St.",
                "Road",
                "Rd",
                "Ave",
                "Avenue",
                "Lane",
                "Blvd",
                "Drive",
                "Dr.",
                "Way",
                "Hwy",
                "Square",
                "Place",
                "Court",
            )
        )
        if region.code == "US":
            number = str(int(10 ** rng.uniform(1.5, 4.2)))
            name = rng.choice(("", "", "", "N. ", "S. ", "West ", "E ", "North ", "SW ")) + name
            if rng.random() < 0.12:
                name, kind = (
                    f"{rng.randint(2, 120)}{rng.choice(('th', 'th', 'rd', 'st', 'nd'))}",
                    rng.choice(("St", "Ave", "Street")),
                )
        return (
            f"{number}{rng.choice(('', '', ','))} {name} {kind}"
            if region.code != "ID"
            else f"Jl. {name} No. {number}"
        )
    stem = rng.choice(w.STREETS[lang])
    if lang == "de":
        return f"{stem}{rng.choice(('straße', 'str.', 'weg', 'platz', 'allee', 'gasse'))} {number}"
    if lang == "nl":
        kind = "" if stem.endswith("straat") else rng.choice(("straat", "weg", "laan", "plein"))
        return f"{stem}{kind} {number}"
    if lang == "fr":
        kind = rng.choice(("rue", "avenue", "Rue", "bd", "place", "quai"))
        return f"{number}{rng.choice((' ', ', '))}{kind} {stem}"
    kind = (
        rng.choice(("Calle", "C/", "Avda.", "Av.", "Plaza", "Paseo"))
        if lang == "es"
        else rng.choice(("Via", "Via", "Piazza", "Corso", "Viale"))
    )
    joint = rng.choice((", ", " ", ", n\u00ba ") if lang == "es" else (", ", " "))
    return f"{kind} {stem}{joint}{number}"


def _malay_address(rng: random.Random) -> list[str]:
    word, number = rng.choice(w.MALAY), rng.randint(1, 88)
    unit = rng.choice(
        (
            f"No. {number}",
            f"No {number}",
            f"No.{number}",
            f"Lot {number}",
            f"{number}",
            f"No. {number}-G",
            f"{number}, {number + 2} & {number + 4}",
            f"G-{number:02d}, Ground Floor",
            f"Lot {number}A, Level {rng.randint(1, 6)}",
            f"No. {number}-1, 1st Floor",
            f"Lot PT {number * 97}",
        )
    )
    street = (
        rng.choice(("Jalan", "Jalan", "Jalan", "Jln", "Jln.", "Lorong", "Persiaran", "Lebuh")) + " "
    )
    street += rng.choice(
        (
            word,
            f"{word} {rng.randint(1, 20)}",
            f"{word} {rng.randint(1, 20)}/{rng.randint(1, 60)}",
            f"SS{rng.randint(2, 26)}/{rng.randint(1, 80)}",
            f"{rng.choice(w.MALAY)} {word}",
            f"{rng.randint(1, 9)}/{rng.randint(10, 99)}{rng.choice('ABCD')}",
        )
    )
    area = rng.choice(
        (
            "Taman",
            "Bandar Baru",
            "Taman",
            "Kampung",
            "Seksyen",
            "Pusat Bandar",
            "Bukit",
            "Desa",
            "Off Jalan",
            "Kawasan Perindustrian",
            "Plaza",
        )
    )
    area += (
        f" {rng.randint(2, 30)}"
        if area == "Seksyen"
        else " " + " ".join(rng.sample(w.MALAY, rng.choice((1, 1, 2))))
    )
    state = rng.choice(
        (
            "Selangor",
            "Selangor",
            "Johor",
            "Kuala Lumpur",
            "W.P.",
            "Malaysia",
            "Selangor Darul Ehsan",
            "Penang",
            "Perak",
            "Wilayah Persekutuan",
        )
    )
    parts = [unit, street]
    if rng.random() < 0.75:
        parts.append(area)
    place = rng.choice(w.PLACES["MY"]).rsplit(" ", 1)
    parts.append(f"{place[1]}{w.fill(rng, '###')} {place[0]}")
    if rng.random() < 0.6:
        parts.append(state)
    return _join(rng, parts)


def _join(rng: random.Random, parts: list[str]) -> list[str]:
    """Address parts on lines, with or without commas."""
    lines, comma, last = [parts[0]], rng.random() < 0.75, len(parts) - 1
    for index, part in enumerate(parts[1:], 1):
        joined = len(lines[-1]) + len(part) < rng.choice((12, 28, 36, 42))
        sign = "," if comma else ""
        if joined:
            lines[-1] += f"{',' if comma or index < last else ''} {part}"
        else:
            lines[-1] += sign
            lines.append(part)
    if rng.random() < 0.2:
        lines[-1] += "."
    return lines


def draw_address(rng: random.Random, region: Region) -> list[str]:
    """Address lines as printed."""
    if region.code == "MY":
        return _malay_address(rng)
    parts = [_street(rng, region), _place(rng, region)]
    if rng.random() < 0.2 and region.lang == "en":
        spot = rng.choice(("Shop", "Unit", "Level", "Suite", "G/F,", "Stall", "Kiosk"))
        centre = rng.choice((w.invented(rng), rng.choice(w.STREETS["en"]))) + rng.choice(
            (" Mall", " Plaza", " Centre", " Shopping Centre", " Building")
        )
        parts.insert(
            0,
            rng.choice(
                (f"{spot} {rng.randint(1, 60)}", f"{spot} {rng.randint(1, 60)}, {centre}", centre)
            ),
        )
    if rng.random() < 0.08:
        parts.pop()
    if region.code == "US" and rng.random() < 0.75:
        return parts
    return parts if rng.random() < 0.4 else _join(rng, parts)
