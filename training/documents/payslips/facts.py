"""What a payslip says: who pays whom, for which days, what was earned and kept back. Knows no
layout.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from training.documents.words.ids import iban
from training.documents.words.names import company, institution, person
from training.documents.words.numbers import cents
from training.documents.words.parties import address
from training.documents.words.pools import common_words
from training.documents.words.regions import REGIONS, Region, fill, pick_region

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl")
#: patterns of a person's numbers by country: tax, social security; "" where there is none
NUMBERS: dict[str, tuple[str, str]] = {
    "US": ("", "###-##-####|XXX-XX-####|***-**-####"),
    "GB": ("###/@@####|####@", "@@######@|@@ ## ## ## @"),
    "CA": ("", "### ### ###|###-###-###"),
    "AU": ("### ### ###", ""),
    "IN": ("@@@@@####@", "%###########"),
    "DE": ("%# ### ### ###|%##########", "##%#####@###|## %##### @ ###"),
    "AT": ("## ###/####", "#### ######"),
    "CH": ("", "756.####.####.##"),
    "FR": ("", "# ## ## ## ### ### ##|1##########|2############ ##"),
    "BE": ("", "##.##.##-###.##"),
    "ES": ("########@|########-@", "##/########/##|## ########## ##"),
    "MX": ("@@@@######@@#", "###########"),
    "IT": ("@@@@@@##@##@###@", "##########"),
    "NL": ("", "#########"),
    "PT": ("2########", "%##########"),
    "BR": ("###.###.###-##", "###.#####.##-#"),
    "PL": ("###-###-##-##", "###########"),
}


@dataclass(frozen=True, slots=True)
class Earning:
    """quantity, rate: None where the row shows its amount alone."""

    description: str
    quantity: Decimal | None
    rate: Decimal | None
    amount: Decimal
    year_to_date: Decimal


@dataclass(frozen=True, slots=True)
class Deduction:
    """percent: of the base."""

    description: str
    base: Decimal
    percent: Decimal
    amount: Decimal
    year_to_date: Decimal


@dataclass(frozen=True, slots=True)
class Facts:
    """num_periods: how many payslips the year has had with this one."""

    region: Region
    employer: str
    employer_address: tuple[str, ...]
    employee: str
    employee_address: tuple[str, ...]
    id: str
    tax_id: str
    ssn: str
    department: str
    job: str
    hired: date
    start: date
    end: date
    pay_date: date
    earnings: tuple[Earning, ...]
    deductions: tuple[Deduction, ...]
    iban: str
    account: str
    num_periods: int

    @property
    def gross(self) -> Decimal:
        """Sum of the earnings."""
        return sum((row.amount for row in self.earnings), Decimal(0))

    @property
    def kept(self) -> Decimal:
        """Sum of the deductions."""
        return sum((row.amount for row in self.deductions), Decimal(0))

    @property
    def net(self) -> Decimal:
        """What is paid out."""
        return self.gross - self.kept


@cache
def words_of(lang: str) -> dict[str, str]:
    """The words of one language by key; alternatives are separated by bars.

    ``{m}`` is a month with its year, ``{c}`` the currency; what is kept back has its usual percent.

    Raises:
        KeyError: none of ours.
    """
    text = Path(__file__).with_name("words.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)[lang]
    return found


def draw_facts(rng: random.Random) -> Facts:
    """A made-up payslip that adds up."""
    region = _region(rng)
    start, end = _period(rng)
    length = (end - start).days + 1
    num_periods = max(1, round((end - date(end.year, 1, 1)).days / length + 0.4))
    earnings = _earnings(rng, region, length, num_periods)
    gross = sum((row.amount for row in earnings), Decimal(0))
    tax, social = NUMBERS.get(region.code, ("%########", "%##########"))
    words = common_words(region.lang)
    employer = company if rng.random() < 0.85 else institution
    return Facts(
        region=region,
        employer=employer(rng, region)[0],
        employer_address=tuple(address(rng, region)),
        employee=_employee(rng, region),
        employee_address=tuple(address(rng, region)),
        id=fill(rng, rng.choice(("%###", "%####", "00###", "######", "@####", "%##-##", "%##"))),
        tax_id=fill(rng, rng.choice(tax.split("|"))),
        ssn=fill(rng, rng.choice(social.split("|"))),
        department=rng.choice(words).capitalize(),
        job=rng.choice(words).capitalize(),
        hired=start - timedelta(days=rng.randint(0, 9000)),
        start=start,
        end=end,
        pay_date=end + timedelta(days=rng.randint(-5, 9)),
        earnings=earnings,
        deductions=_deductions(rng, region, gross, num_periods),
        iban=iban(rng, region.code),
        account=fill(rng, rng.choice(("########", "XXXX####", "****####", "%#########"))),
        num_periods=num_periods,
    )


def _region(rng: random.Random) -> Region:
    """A region as the product meets them, or any of the eight languages."""
    if rng.random() < 0.4:
        return pick_region(rng)
    lang = rng.choice(LANGUAGES)
    known = [region for region in REGIONS.values() if region.lang == lang and region.code != "EU"]
    return rng.choice(known)


def _employee(rng: random.Random, region: Region) -> str:
    name = person(rng, region)
    habit = rng.random()
    if habit < 0.2 and len(name.split()) == 2:
        first, last = name.split()
        return f"{last}, {first}" if habit < 0.14 else f"{last} {first}"
    return name.upper() if habit > 0.88 else name


def _period(rng: random.Random) -> tuple[date, date]:
    """A calendar month mostly; else one, two or four weeks."""
    year, month = rng.randint(2008, 2027), rng.randint(1, 12)
    start = date(year, month, 1)
    if rng.random() < 0.74:
        return start, date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    start += timedelta(days=rng.randint(0, 27))
    return start, start + timedelta(days=rng.choice((6, 13, 13, 27)))


def _earnings(
    rng: random.Random, region: Region, num_days: int, num_periods: int
) -> tuple[Earning, ...]:
    words = words_of(region.lang)
    extras = words["extras"].split("|")
    count = rng.choices((0, 1, 2, 3, 4, 5), (22, 24, 22, 16, 10, 6))[0]
    names = [rng.choice(words["earnings"].split("|")), *rng.sample(extras, count)]
    hourly = Decimal(rng.randint(1000, 6500)) / 100
    has_units = rng.random() < 0.6
    rows = []
    for index, name in enumerate(names):
        hours = Decimal(rng.randint(4, 80)) / 4 if index else Decimal(num_days * 11) / 2
        hours = hours.quantize(Decimal("0.01"))
        share = Decimal(rng.choice((100, 100, 125, 150))) / 100 if index else Decimal(1)
        quantity: Decimal | None = None
        rate: Decimal | None = None
        if has_units and (not index or rng.random() < 0.5):
            rate = (hourly * share).quantize(Decimal(rng.choice(("0.01", "0.01", "0.0001"))))
            quantity, amount = hours, cents(hours * rate)
        else:
            amount = cents(hourly * hours * Decimal("1.07"))
            if rng.random() < 0.4:
                amount = Decimal(max(1, int(amount) // 10) * 10).quantize(Decimal("0.01"))
        seen = num_periods if not index else rng.randint(1, num_periods)
        rows.append(Earning(name, quantity, rate, amount, amount * seen))
    return tuple(rows)


def _deductions(
    rng: random.Random, region: Region, gross: Decimal, num_periods: int
) -> tuple[Deduction, ...]:
    """Some of the language's deductions; together never more than half of what was earned."""
    known = [entry.rsplit(":", 1) for entry in words_of(region.lang)["kept"].split("|")]
    count = min(
        len(known), rng.choices((0, 1, 2, 3, 4, 5, 6, 7, 8), (2, 4, 10, 18, 20, 18, 14, 8, 6))[0]
    )
    chosen = rng.sample(range(len(known)), count)
    rows, room = [], gross / 2
    for place in sorted(chosen):
        name, usual = known[place]
        percent = (Decimal(usual) * Decimal(rng.randint(70, 130)) / 100).quantize(Decimal("0.01"))
        amount = cents(gross * percent / 100)
        if Decimal(0) < amount < room:
            room -= amount
            seen = rng.choice((num_periods, num_periods, rng.randint(1, num_periods)))
            rows.append(Deduction(name, gross, percent, amount, amount * seen))
    return tuple(rows)
