"""What a bank statement says: bank, account, period, bookings and balances. Knows no layout."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from training.documents.statements.bookings import Booking, draw_booking
from training.documents.words.ids import bic, iban
from training.documents.words.names import company, person, word
from training.documents.words.parties import address
from training.documents.words.pools import pool
from training.documents.words.regions import REGIONS, Region, fill, pick_region

#: banks by language; ``{c}`` a city, ``{l}`` a last name, ``{w}`` an everyday word
BANKS: dict[str, str] = {
    "en": "{l} Bank|First {w} Bank|Bank of {c}|{c} Savings Bank|{w} Credit Union|{l} & Co. Bankers|"
    "{w} Federal Bank|{l} National Bank|{w} Building Society|{c} Community Bank|{w} Bank plc",
    "de": "Sparkasse {c}|Volksbank {c} eG|Raiffeisenbank {c}|{l} Bank AG|Bankhaus {l}|{w} Bank|"
    "Kreissparkasse {c}|Genossenschaftsbank {c} eG|{w}bank|Stadtsparkasse {c}",
    "fr": "Banque {l}|Crédit {w}|Caisse {w} de {c}|Banque Populaire {c}|Banque de {c}|{l} & Cie",
    "es": "Banco {l}|Caja {w}|Banco de {c}|Caja Rural de {c}|{w} Banco|Banca {l}",
    "it": "Banca {l}|Banca di {c}|Cassa {w}|Banca Popolare di {c}|Credito {w}|{w} Banca S.p.A.",
    "nl": "{l} Bank|Bank {w}|{w} Bank N.V.|Spaarbank {c}|{c}sche Bank",
    "pt": "Banco {l}|Caixa {w}|Banco {w}|Caixa de Crédito {c}|{w} Banco, S.A.",
    "pl": "Bank {l}|Bank Spółdzielczy w {c}|{w} Bank S.A.|Bank {w}|Kasa {l}",
}
#: countries whose accounts have no IBAN
WITHOUT_IBAN = frozenset(["US", "AU", "IN", "CA", "SG", "CN", "MX", "BR", "MY", "NZ", "JP"])
#: the patterns of their banks' numbers
CODES = {"GB": "##-##-##", "US": "#########", "DE": "%## ### ##", "AU": "###-###"}


@dataclass(frozen=True, slots=True)
class Facts:
    """bookings: oldest first. account_number: "" where the account has an IBAN alone; iban: ""
    where it has none.
    """

    region: Region
    bank: str
    bank_address: tuple[str, ...]
    bank_phone: str
    bic: str
    code: str
    holder: str
    holder_address: tuple[str, ...]
    iban: str
    account_number: str
    number: str
    issued: date
    start: date
    end: date
    opening: Decimal
    closing: Decimal
    bookings: tuple[Booking, ...]

    @property
    def credits(self) -> Decimal:
        """Sum of what came in."""
        return sum((b.amount for b in self.bookings if b.amount > 0), Decimal("0.00"))

    @property
    def debits(self) -> Decimal:
        """Sum of what went out, as a positive amount."""
        return -sum((b.amount for b in self.bookings if b.amount < 0), Decimal("0.00"))


def draw_facts(rng: random.Random, num_bookings: int | None = None) -> Facts:
    """A made-up statement. num_bookings: as many rows; by default a number as usual."""
    region = _region(rng)
    start, end = _period(rng)
    count = _count(rng) if num_bookings is None else num_bookings
    bookings = _bookings(rng, region, start, end, count)
    opening = Decimal(str(round(10 ** rng.uniform(1.2, 4.6), 2))).quantize(Decimal("0.01"))
    opening = -opening / 10 if rng.random() < 0.07 else opening
    opening = opening.quantize(Decimal("0.01"))
    closing = opening + sum((b.amount for b in bookings), Decimal(0))
    if closing < 0 and rng.random() < 0.8:
        raised = Decimal(rng.randint(10, 3000)) - closing
        opening, closing = opening + raised, closing + raised
    number = iban(rng, region.code) if _has_iban(region) and rng.random() < 0.93 else ""
    local = fill(
        rng, rng.choice(("########", "##########", "%#######", "####-####-##", "#########"))
    )
    return Facts(
        region=region,
        bank=_bank(rng, region),
        bank_address=tuple(address(rng, region)),
        bank_phone=fill(rng, rng.choice(region.phone)),
        bic=bic(rng, number[:2] or region.code),
        code=fill(rng, CODES.get(region.code, "#####")),
        holder=person(rng, region) if rng.random() < 0.6 else company(rng, region)[0],
        holder_address=tuple(address(rng, region)),
        iban=number,
        account_number=local if not number or rng.random() < 0.3 else "",
        number=_number(rng, end),
        issued=end + timedelta(days=rng.choice((0, 0, 1, 1, 2, 3, 5))),
        start=start,
        end=end,
        opening=opening,
        closing=closing,
        bookings=bookings,
    )


def _region(rng: random.Random) -> Region:
    """A region as the product meets them, or any of the eight languages."""
    if rng.random() < 0.5:
        return pick_region(rng)
    lang = rng.choice(tuple(BANKS))
    return rng.choice([region for region in REGIONS.values() if region.lang == lang])


def _has_iban(region: Region) -> bool:
    return region.code not in WITHOUT_IBAN


def _bank(rng: random.Random, region: Region) -> str:
    names = pool(region.names_from)
    pattern = rng.choice(BANKS[region.lang].split("|"))
    name = pattern.format(
        c=rng.choice(names.cities), l=rng.choice(names.last), w=word(rng, region.lang)
    )
    return name.upper() if rng.random() < 0.15 else name


def _period(rng: random.Random) -> tuple[date, date]:
    """A calendar month mostly; else a quarter, or some days."""
    year, month = rng.randint(2008, 2027), rng.randint(1, 12)
    start = date(year, month, 1)
    length = rng.choices((1, 3, 0), (0.72, 0.08, 0.2))[0]
    if not length:
        start += timedelta(days=rng.randint(0, 27))
        return start, start + timedelta(days=rng.randint(1, 40))
    after = month - 1 + length
    return start, date(year + after // 12, after % 12 + 1, 1) - timedelta(days=1)


def _count(rng: random.Random) -> int:
    habit = rng.random()
    if habit < 0.03:
        return rng.randint(0, 1)
    if habit < 0.66:
        return rng.randint(2, 12)
    return rng.randint(13, 25) if habit < 0.95 else rng.randint(26, 60)


def _bookings(
    rng: random.Random, region: Region, start: date, end: date, count: int
) -> tuple[Booking, ...]:
    span = (end - start).days
    offsets = sorted(rng.randint(0, span) for _ in range(count))
    lag = rng.choice((0.0, 0.0, 0.3))
    drawn = []
    for offset in offsets:
        day = start + timedelta(days=offset)
        delay = rng.choice((-1, 1, 2)) if rng.random() < lag else 0
        drawn.append(draw_booking(rng, region, day, day + timedelta(days=delay)))
    return tuple(drawn)


def _number(rng: random.Random, end: date) -> str:
    running = rng.randint(1, 12)
    return rng.choice(
        (
            *(str(running), f"{running}/{end.year}", f"{running:03d}", f"{end.year}/{running:02d}"),
            *(fill(rng, "####"), f"{end.year}-{running:03d}", f"{running:02d}/{end.year % 100}"),
        )
    )
