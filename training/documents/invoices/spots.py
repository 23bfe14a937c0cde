"""Facts of broadcast bills: stations, advertisers, agencies, spots, gross, commission and net."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from training.documents.invoices import facts as facts_module
from training.documents.invoices.facts import Facts, Line
from training.documents.words.numbers import POINT_COMMA, POINT_NONE, MoneyStyle, cents
from training.documents.words.parties import Party, person
from training.documents.words.pools import common_words, made_up, pool
from training.documents.words.products import Product
from training.documents.words.regions import REGIONS, fill

_AGENCY_WORDS = (
    "Media",
    "Media Group",
    "Strategies",
    "Communications",
    "Media LLC",
    "Advertising",
    "Partners",
    "Media Buying",
    "Agency",
)
DAYS = ("M", "Tu", "W", "Th", "F", "Sa", "Su")
_PROGRAMS = (
    "News at {h}",
    "{c} News {h}",
    "Morning Show",
    "Good Day {c}",
    "Eyewitness News {h}",
    "Evening News",
    "Late Show",
    "Prime Movie",
    "Sports Extra",
    "Talk of {c}",
    "Game Night",
    "M-F {h}-{k}",
    "Sa-Su {h}-{k}",
    "Early News",
    "{w} Hour",
    "{w} & {v}",
    "The {w} Show",
    "{w} Tonight",
    "Judge {w}",
    "AM Drive",
    "PM Drive",
    "Midday",
    "Noon News",
    "ROS",
    "M-Su {h}-{k}",
    "{w} Files",
    "Local Specials",
    "Weekend {w}",
    "NFL Football",
    "College Basketball",
    "Daytime Rotator",
    "Late Fringe",
    "Access",
    "Late News {h}",
)


@dataclass(slots=True)
class Flight:
    """One bought line: its spots share program, time and rate."""

    program: str
    time: str
    rate: Decimal
    length: str
    days: str
    start: date
    end: date
    spots: list[date]


@dataclass(slots=True)
class Buy:
    """An advertising order. net = gross - commission."""

    facts: Facts
    contract: bool
    station: Party
    advertiser: str
    product: str
    agency: Party | None
    executive: str
    flights: list[Flight]
    flight_from: date
    flight_to: date
    gross: Decimal
    commission: Decimal
    net: Decimal
    numbers: dict[str, str]


def _advertiser(rng: random.Random) -> str:
    who = person(rng, REGIONS["US"])
    last, state = (
        who.split()[-1],
        rng.choice(
            [
                "AL",
                "AZ",
                "CO",
                "FL",
                "GA",
                "IA",
                "KS",
                "ME",
                "MI",
                "NC",
                "NV",
                "OH",
                "PA",
                "TX",
                "VA",
                "WI",
                "WV",
            ]
        ),
    )
    office = rng.choice(
        (
            "Congress",
            "Senate",
            "US Senate",
            "Governor",
            "Mayor",
            "State Senate",
            "Attorney General",
            "Sheriff",
            "Judge",
            "President",
            "School Board",
        )
    )
    word = rng.choice(common_words("en")).capitalize()
    side = rng.choice(("-D", "-R", "", "", " -D", "/R", "/D"))
    text = rng.choice(
        (
            f"{who} for {office}{side}",
            f"{last} for {office}{side}",
            f"Friends of {who}",
            f"Committee To Elect {who}{side}",
            f"{who} {rng.choice((2016, 2018, 2020, 2022, 2024))}, Inc",
            f"POL/{who}/{office}/{state}/{rng.choice(('Rep', 'Dem', 'R', 'D'))}",
            f"POL/{last}/{office}/{state}",
            f"ISS/{word} Action",
            f"{word} Action Fund",
            f"Citizens for {word} {rng.choice(('Energy', 'Values', 'Schools'))}",
            f"{made_up(rng)} PAC",
            f"{word} PAC",
            f"Vote Yes for {word}",
            f"{made_up(rng)} Auto Group",
            f"{last} Furniture",
            f"{word} Health Plan",
            f"Protect Our {word}",
            f"{state} {word} Coalition",
            who.upper(),
        )
    )
    return f"{text} ({fill(rng, '%####')})" if rng.random() < 0.15 else text


def _station(rng: random.Random, party: Party) -> Party:
    call = rng.choice("WK") + fill(rng, rng.choice(("@@@", "@@@", "@@")))
    name = rng.choice(
        (
            call,
            call,
            f"{call}-{rng.choice(('TV', 'FM', 'AM', 'DT', 'TV'))}",
            f"{call} {rng.randint(2, 58)}",
            f"{call}/{fill(rng, '@@@@')}",
        )
    )
    if rng.random() < 0.25:
        owner = rng.choice(
            (
                f"{made_up(rng)} Media",
                f"{made_up(rng)} Broadcasting",
                f"{call} Television, Inc.",
                f"{made_up(rng)} Communications of {rng.choice(pool('en_US').cities)}",
            )
        )
        party.extra = [owner]
    party.name, party.brand = name, call
    return party


def _clock(rng: random.Random) -> tuple[str, str]:
    first = rng.randint(4, 11)
    half = rng.choice(("", "30"))
    return f"{first}{half}{rng.choice('ap')}", f"{first + 1}{half}{rng.choice('ap')}"


def _flights(rng: random.Random, start: date, end: date) -> list[Flight]:
    flights = []
    words = common_words("en")
    city = rng.choice(pool("en_US").cities).split()[0]
    for _ in range(rng.choices((1, 2, 3, 4, 6, 8, 12), (12, 14, 16, 16, 16, 14, 12))[0]):
        h, k = _clock(rng)
        program = rng.choice(_PROGRAMS).format(
            h=h, k=k, c=city, w=rng.choice(words).capitalize(), v=rng.choice(words).capitalize()
        )
        rate = Decimal(
            rng.choice(
                (
                    5,
                    10,
                    15,
                    25,
                    30,
                    45,
                    60,
                    75,
                    90,
                    100,
                    120,
                    150,
                    225,
                    300,
                    450,
                    600,
                    850,
                    1200,
                    1750,
                    2500,
                    5500,
                    9000,
                )
            )
        )
        count = rng.choices((1, 2, 3, 4, 5, 7), (30, 22, 18, 14, 10, 6))[0]
        spots = sorted(
            start + timedelta(days=rng.randint(0, (end - start).days)) for _ in range(count)
        )
        on = {day.weekday() for day in spots}
        days = "".join(
            (str(rng.randint(1, 3)) if rng.random() < 0.2 else "MTWTFSS"[i]) if i in on else "-"
            for i in range(7)
        )
        flights.append(
            Flight(
                program,
                rng.choice(
                    (f"{h}-{k}", f"{h.upper()}-{k.upper()}", f"{h[:-1]}:00 PM-{k[:-1]}:00 PM")
                ),
                cents(rate),
                rng.choice((":30", ":30", ":15", "1:00", ":60", "00:30")),
                days,
                start,
                end,
                spots,
            )
        )
    return flights


def sample(rng: random.Random) -> Buy:
    """A made-up buy with its facts; lines carry one item per flight."""
    facts = facts_module.sample(rng, REGIONS["US"])
    facts.credit = False
    issued = facts.dates["issue_date"]
    start = issued - timedelta(days=rng.randint(7, 28))
    start -= timedelta(days=start.weekday() if rng.random() < 0.5 else 0)
    end = start + timedelta(days=rng.choice((0, 4, 6, 6, 6, 7, 10, 13)))
    flights = _flights(rng, start, end)
    gross = sum((f.rate * len(f.spots) for f in flights), Decimal(0))
    direct = rng.random() < 0.15
    commission = Decimal("0.00") if direct else cents(gross * Decimal(15) / 100)
    station = _station(rng, facts.supplier)
    agency = None if direct and rng.random() < 0.5 else facts.customer
    base = (
        facts.numbers["invoice_number"]
        if rng.random() < 0.15
        else fill(rng, rng.choice(("%#####", "%######", "%#####", "%####", "@@########")))
    )
    numbers = {
        "order": base,
        "invoice": f"{base}-{rng.randint(1, 4)}" if rng.random() < 0.6 else fill(rng, "%######"),
        "alt": fill(rng, "0#######"),
        "estimate": fill(rng, rng.choice(("%###", "%##", "%####"))),
        "contract": fill(rng, "%######"),
        "ref": fill(rng, "%###"),
        "code": fill(rng, "TV#####"),
        "revision": str(rng.randint(0, 6)),
    }
    product = rng.choice(
        (
            f"{rng.choice(common_words('en')).upper()} {fill(rng, '%###')}",
            "POLITICAL ISSUE",
            f"{rng.choice(common_words('en')).capitalize()} {issued.year}",
            "POLITICAL CANDIDATE",
            "Health Care",
        )
    )
    buy = Buy(
        facts,
        rng.random() < 0.25,
        station,
        _advertiser(rng),
        product,
        agency,
        person(rng, REGIONS["US"]),
        flights,
        start,
        end,
        gross,
        commission,
        gross - commission,
        numbers,
    )
    _fill(rng, buy)
    return buy


def _fill(rng: random.Random, buy: Buy) -> None:
    """Typed truth and lines of the buy's facts."""
    facts = buy.facts
    facts.lines = [
        Line(
            Product(f.program, "", "", True, f.rate, []),
            Decimal(len(f.spots)),
            f.rate,
            Decimal(0),
            Decimal(0),
            f.rate * len(f.spots),
            f.start,
        )
        for f in buy.flights
    ]
    if buy.agency is None:
        facts.customer.name = buy.advertiser
    elif rng.random() < 0.75:
        word = rng.choice(
            (
                made_up(rng),
                rng.choice(common_words("en")).capitalize(),
                facts.customer.person.split()[-1],
            )
        )
        facts.customer.name = f"{word} {rng.choice(_AGENCY_WORDS)}"
    facts.numbers["invoice_number"] = buy.numbers["invoice"]
    facts_module.fill_typed(facts)
    facts.currency, facts.signs = "USD", ("$",)
    total = buy.net if buy.commission else buy.gross
    facts.typed |= {
        "totals.total": f"{total:f}",
        "totals.amount_due": f"{total:f}",
        "currency": "USD",
    }
    facts.typed |= {
        "contract_num": buy.numbers["order"] if buy.contract else buy.numbers["invoice"],
        "advertiser": buy.advertiser,
        "gross_amount": f"{buy.gross:f}",
        "flight_from": buy.flight_from.isoformat(),
        "flight_to": buy.flight_to.isoformat(),
        "agency": buy.agency.name if buy.agency else "",
        "net_amount": f"{buy.net:f}",
        "agency_commission": f"{buy.commission:f}",
        "station": buy.station.name,
        "product": buy.product,
        "estimate_number": buy.numbers["estimate"],
        "account_executive": buy.executive,
        "total_spots": str(sum(len(f.spots) for f in buy.flights)),
    }


def money_style(rng: random.Random) -> MoneyStyle:
    """How stations print amounts: nearly always ``$1,234.00``."""
    number = POINT_COMMA if rng.random() < 0.9 else POINT_NONE
    sign = "$" if rng.random() < 0.9 else ""
    return MoneyStyle(
        number,
        sign,
        "before",
        "" if rng.random() < 0.93 else " ",
        rng.choice(("-", "paren", "paren")),
        False,
    )  # type: ignore[arg-type]
