"""People, companies and addresses as they are printed. Every name is made up by combination."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Literal

from training.documents.words.company_words import STREET_WORDS
from training.documents.words.names import company, person, slug
from training.documents.words.pools import pool
from training.documents.words.regions import Region, fill

_US_STATES = [
    "AL",
    "AK",
    "AZ",
    "AR",
    "CA",
    "CO",
    "CT",
    "DE",
    "FL",
    "GA",
    "HI",
    "ID",
    "IL",
    "IN",
    "IA",
    "KS",
    "KY",
    "LA",
    "ME",
    "MD",
    "MA",
    "MI",
    "MN",
    "MS",
    "MO",
    "MT",
    "NE",
    "NV",
    "NH",
    "NJ",
    "NM",
    "NY",
    "NC",
    "ND",
    "OH",
    "OK",
    "OR",
    "PA",
    "RI",
    "SC",
    "SD",
    "TN",
    "TX",
    "UT",
    "VT",
    "VA",
    "WA",
    "WV",
    "WI",
    "WY",
    "DC",
    "CA",
    "NY",
    "TX",
    "FL",
    "IL",
]
_STATES = {
    "US": _US_STATES,
    "CA": ["ON", "BC", "QC", "AB", "MB", "NS"],
    "AU": ["NSW", "VIC", "QLD", "WA", "SA", "TAS", "ACT", "NT"],
}

#: streets of countries whose invoices are printed in English here; ``{b}`` is a last name
_STREETS = {
    "SE": "{b}gatan {n}|{b}vägen {n}|Box {n}|{b} torg {m}|{b}gatan {n} B",
    "DK": "{b}vej {n}|{b}gade {n}, {m}. th|{b} Allé {n}|Postboks {n}|{b}stræde {n}",
    "NO": "{b}veien {n}|{b} gate {n}|{b}gata {n}|Postboks {n} Sentrum",
    "FI": "{b}katu {n}|{b}tie {n} A {m}|PL {n}|{b}nkatu {n} B {m}",
    "CZ": "{b}ova {n}/{m}|ul. {b} {n}|náměstí {b} {m}|{b}ská {n}",
    "HU": "{b} utca {n}.|{b} út {n}. {m}. em.|{b} tér {m}.",
    "RO": "Str. {b} nr. {n}|Bd. {b} {n}, bl. {m}|ul. {b} {n}|{b}eva ulica {n}",
    "MY": "No. {n}, Jalan {b} {m}|Lot {n}, Jalan {b}|{n} & {m}, Jalan {b}|Jl. {b} No. {n}",
    "JP": "{n}-{m}-3 {b}-cho|Unit {m}, {n}/F, {b} Building|{m}F {b} Tower, {n} {b} Road",
    "TR": "{b} Cad. No: {n}/{m}|{b} Mah. {b} Sok. No:{n}|Office {n}, {b} Tower|{b} Street {n}",
}

Kind = Literal["company", "person", "office"]


@dataclass(slots=True)
class Party:
    """A buyer or seller. address: printed lines from street to country. brand: short name used in
    logos and web addresses.
    """

    name: str
    brand: str
    kind: Kind
    address: list[str]
    person: str
    phone: str
    fax: str
    email: str
    web: str
    tax_id: str
    region: Region
    extra: list[str] = field(default_factory=list)


def street(rng: random.Random, region: Region) -> str:
    """A street line with number."""
    lang, names = region.lang, pool(region.names_from)
    base = rng.choice(STREET_WORDS[lang]) if rng.random() < 0.55 else rng.choice(names.last)
    number = str(
        rng.choice(
            (
                rng.randint(1, 60),
                rng.randint(1, 300),
                rng.randint(100, 9999) if region.code in ("US", "CA") else rng.randint(1, 99),
            )
        )
    )
    if region.code in _STREETS:
        pattern = rng.choice(_STREETS[region.code].split("|"))
        return pattern.format(b=rng.choice(names.last), n=number, m=rng.randint(1, 40))
    if lang == "en":
        if rng.random() < 0.07:
            return f"{rng.choice(('P.O. Box', 'PO Box', 'PO BOX', 'P.O. BOX'))} {rng.randint(10, 99999)}"
        if rng.random() < 0.12:
            base = f"{ordinal_street(rng.randint(1, 120))}"
        way = rng.choice(
            [
                "Street",
                "St",
                "St.",
                "Street",
                "Road",
                "Rd",
                "Ave",
                "Avenue",
                "Ave.",
                "Lane",
                "Drive",
                "Dr",
                "Blvd",
                "Boulevard",
                "Way",
                "Court",
                "Place",
                "Close",
                "Square",
                "Parkway",
            ]
        )
        side = rng.choice(("", "", "", "", "N ", "S. ", "West ", "E "))
        return f"{number}{',' if rng.random() < 0.03 else ''} {side}{base} {way}"
    number += rng.choice(("", "", "", "", "a", "b", f"-{rng.randint(2, 90)}"))
    if lang == "de":
        way = rng.choice(
            ("straße", "straße", "str.", "weg", "platz", "allee", "ring", "gasse", "str")
        )
        way = way.replace("ß", "ss") if region.code == "CH" else way
        if base.endswith(" "):
            return f"{base}{way.capitalize()} {number}"
        return (
            f"{base}{way} {number}"
            if base in STREET_WORDS["de"] or rng.random() < 0.5
            else f"{base}-{way.capitalize()} {number}"
        )
    if lang == "fr":
        kind = rng.choice(
            (
                "rue",
                "rue",
                "avenue",
                "av.",
                "boulevard",
                "bd",
                "place",
                "allée",
                "chemin",
                "impasse",
                "quai",
                "Rue",
                "RUE",
            )
        )
        linked = (
            base
            if base[:3] in ("des", "du ", "de ")
            else (f"de {base}" if base.startswith(("la", "l'")) else base)
        )
        return f"{number}{rng.choice((' ', ', ', ' bis '))}{kind} {linked}"
    if lang == "nl":
        return f"{base}{rng.choice(('straat', 'weg', 'laan', 'plein', 'kade', 'singel'))} {number}"
    if lang == "pl":
        return (
            f"{rng.choice(('ul. ', 'ul. ', 'al. ', ''))}{base} "
            f"{number}{rng.choice(('', '', f'/{rng.randint(1, 60)}', f' m. {rng.randint(1, 40)}'))}"
        )
    kinds = {
        "es": ("Calle", "C/", "Avda.", "Avenida", "Plaza", "Paseo", "Camino"),
        "it": ("Via", "Via", "Viale", "Piazza", "Corso", "Strada"),
    }
    kind = rng.choice(
        kinds.get(lang, ("Rua", "Rua", "Av.", "Avenida", "Praça", "Largo", "Travessa"))
    )
    return f"{kind} {base}{rng.choice((', ', ' ', ' nº ' if lang != 'it' else ', '))}{number}"


def ordinal_street(number: int) -> str:
    """5th, 22nd, 101st."""
    suffix = (
        "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{suffix}"


def city_line(rng: random.Random, region: Region) -> list[str]:
    """City, state and postcode in the region's order; one or two lines."""
    city = rng.choice(pool(region.names_from).cities)
    code = fill(rng, region.postcode)
    states = _STATES.get(region.code)
    if states:
        state = rng.choice(states)
        comma = "," if region.code == "US" or rng.random() < 0.4 else ""
        if region.code == "US" and rng.random() < 0.06:
            code = f"{code}-{fill(rng, '####')}"
        return [
            f"{city}{comma} {state} {code}" if rng.random() < 0.93 else f"{city} {state}, {code}"
        ]
    if region.code == "GB":
        code = fill(rng, rng.choice(("@@# #@@", "@# #@@", "@@## #@@", "@#@ #@@")))
        return rng.choice(
            (
                [city, code],
                [f"{city} {code}"],
                [f"{city}, {code}"],
                [f"{city}, {rng.choice(pool('en_GB').cities)}", code],
            )
        )
    if region.code in ("IN", "SG", "CN"):
        return [
            rng.choice((f"{city} {code}", f"{city} - {code}", f"{city}, {code}", f"{code} {city}"))
        ]
    if region.code == "ES" and rng.random() < 0.3:
        return [f"{code} {city} ({rng.choice(pool('es_ES').cities)})"]
    if region.code == "IT" and rng.random() < 0.7:
        return [
            f"{code} {city} ({fill(rng, '@@')})"
            if rng.random() < 0.7
            else f"{code} {city} {fill(rng, '@@')}"
        ]
    prefix = {"DE": "D-", "AT": "A-", "CH": "CH-", "FR": "F-", "BE": "B-"}.get(region.code, "")
    prefix = (
        prefix
        if rng.random() < 0.14
        else ("DE " if region.code == "DE" and rng.random() < 0.08 else "")
    )
    if region.code == "MX":
        return [rng.choice((f"C.P. {code} {city}", f"{city}, C.P. {code}", f"{code} {city}"))]
    if region.code == "BR":
        return [f"{city} - {fill(rng, '@@')}", f"CEP {code}"]
    return [f"{prefix}{code}{'  ' if rng.random() < 0.03 else ' '}{city}"]


_SECOND_LINES = {
    "en": (
        "Suite {n}",
        "Ste {n}",
        "Unit {n}",
        "Floor {d}",
        "Apt. {n}",
        "Building {d}",
        "Ste. {n}",
        "Room {n}",
        "Industrial Estate",
    ),
    "de": ("{d}. OG", "Hinterhaus", "Gebäude {d}", "Postfach {n}", "Gewerbepark {d}"),
    "fr": ("BP {n}", "Bât. {d}", "ZI Nord", "Résidence {d}", "CS {n}"),
}


def address(rng: random.Random, region: Region, *, country: bool | None = None) -> list[str]:
    """Address lines from street to (sometimes) country."""
    lines = [street(rng, region)]
    if region.lang in _SECOND_LINES and rng.random() < 0.15:
        extra = rng.choice(_SECOND_LINES[region.lang]).format(
            n=rng.randint(1, 950), d=rng.randint(1, 9)
        )
        if rng.random() < 0.4:
            lines[0] = f"{lines[0]}, {extra}"
        else:
            lines.insert(rng.choice((0, 1, 1)), extra)
    lines += city_line(rng, region)
    if rng.random() < 0.3 if country is None else country:
        lines.append(rng.choice(region.country))
    return [line.upper() for line in lines] if rng.random() < 0.08 else lines


def party(rng: random.Random, region: Region, kind: Kind = "company") -> Party:
    """A made-up party of the region."""
    someone = person(rng, region)
    name, brand = (someone, someone.split()[-1]) if kind == "person" else company(rng, region)
    domain = f"{slug(brand)}{rng.choice(('', '', '', '-online', '24', rng.choice(('group', 'shop', 'hq'))))}.{rng.choice((region.tld, region.tld, 'com', 'net'))}"
    box = rng.choice(
        (
            "info",
            "info",
            "office",
            "billing",
            "accounts",
            "sales",
            "contact",
            "hello",
            "invoice",
            slug(someone.split()[0]),
        )
    )
    mail_host = rng.choice(("gmail.com", "outlook.com", domain)) if kind == "person" else domain
    mailbox = (
        slug(someone.split()[0]) + rng.choice((".", "", "_")) + slug(someone.split()[-1])
        if kind == "person"
        else box
    )
    web = rng.choice(("www.", "www.", "", "https://", "http://www.")) + domain
    phone, fax = fill(rng, rng.choice(region.phone)), fill(rng, rng.choice(region.phone))
    return Party(
        name,
        brand,
        kind,
        address(rng, region),
        someone,
        phone,
        fax,
        f"{mailbox}@{mail_host}",
        web,
        fill(rng, region.tax_id),
        region,
    )
