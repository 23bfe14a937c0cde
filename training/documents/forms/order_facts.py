"""What a station's order states, before it is laid out: number, days, parties, product, and many
small facts beside them. Knows no page.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from training.documents.forms.catalogue import Concept, concepts
from training.documents.forms.makers import Habits, Value, draw_habits, make
from training.documents.forms.sheet import Field
from training.documents.forms.spot_lines import Buy, draw_buy
from training.documents.receipts import words as w

#: what an order may state besides: label and maker
EXTRAS = (
    *(("Billing Calendar", "one:Broadcast,Calendar"), ("Billing Cycle", "one:EOM/EOC,EOM,WEEKLY")),
    *(("Cash/Trade", "one:Cash,Trade"), ("Demographic", "demo"), ("Primary Demo", "demo")),
    *(("Agy Code", "pat:###"), ("Advertiser Code", "pat:###"), ("Product 1/2", "pat:##")),
    *(("Agency Ref", "pat:####"), ("Advertiser Ref", "pat:#####"), ("Market", "city")),
    *(("Salesperson", "person"), ("Account Executive", "person"), ("AE", "person")),
    *(("Sales Office", "city"), ("Sales Region", "one:Nat,National,Local,Regional")),
    *(("Order Type", "one:REG,RFP,Normal,General"), ("Con Type", "one:POLITICAL/VOTE,GENERAL")),
    *(("Buyer", "person"), ("Buyer Name", "person"), ("Assistant", "person")),
    *(("Date Entered", "date"), ("Last Modified", "date"), ("Entered By", "person")),
    *(("Print Date", "date"), ("CPE", "pat:####/####"), ("Headline #", "pat:#######")),
    *(("External #", "pat:@@@########"), ("Package Deal", ""), ("CO-OP", "one:No,Yes")),
    *(("Special Handling", ""), ("Separation", "one:30,00:30:00,"), ("Service", "company")),
    *(("Commission %", "one:15.00,15,10.00"), ("Total CPP", "amount:small"), ("Total GRP", "")),
    *(("Priority", "one:P5,P04,P1"), ("Traffic #", "pat:#######"), ("Phone/Fax", "phone")),
    *(("Revenue Code 1", "one:AGY,DIR"), ("Unit Code", "one:General"), ("Deal #", "")),
    *(("Product Codes", "one:PL6,PL-State,GEN"), ("Order Separation", "one:00:30:00,15")),
    *(("Billing Type", "one:Cash,Standard,Weekly/Irregular"), ("Version", "one:1,2,3,R4")),
    *(("Original Date / Rev", "date"), ("Account Types", "one:National/Political,Local/Agency")),
)
LABELS: dict[str, tuple[str, ...]] = {
    "contract_num": (
        *("Contract #", "Contract / Revision", "Order / Rev", "Contract No.", "Order #"),
        *("Contract Number", "Order Number", "Contract", "Order", "Contract # / Rev"),
    ),
    "flight": (
        *("Flight", "Flight Dates", "Contract Dates", "Schedule Dates", "Order Dates"),
        *("Start - End", "Run Dates", "Flight Start/End", "Campaign Dates", "Dates"),
    ),
    "advertiser": ("Advertiser", "Advertiser", "Advertiser Name", "Client", "Account", "Customer"),
    "agency": ("Agency", "Agency Name", "Buying Agency"),
    "station": ("Station", "Property", "Call Letters", "Station(s)"),
    "product": ("Product", "Product Desc", "Brand", "Campaign", "Product/Brand"),
    "estimate": ("Estimate #", "Estimate", "Est. #", "Estimate Number", "CPE"),
    "alt_order": ("Alt Order #", "Agency Order #", "WO/Alt Order #", "Headline"),
    "order_date": ("Original Date / Revision", "Order Date", "Date Entered", "Entered"),
}

STATION_ADDRESS = Concept(
    "order",
    ("Station address",),
    ("station_address", "tv_address", "address_of_station", "property_address"),
    "address",
    "",
)
AGENCY_ADDRESS = Concept(
    "order",
    ("Agency address",),
    ("agency_address", "address_of_agency", "billing_address", "agency_street_and_city"),
    "address",
    "",
)


@dataclass(slots=True)
class Order:
    """The facts of an order as fields by name, others it states, and what was bought."""

    facts: dict[str, Field]
    extras: list[Field]
    buy: Buy
    habits: Habits


def order_concept(name: str) -> Concept:
    """The catalogue's concept with that name."""
    return next(c for c in concepts()["order"] if any(name in n.split(",") for n in c.names))


def _flight(rng: random.Random, buy: Buy) -> Value:
    """The days of the flight; now and then only a gap stands between them."""
    joint = rng.choice((" - ", " - ", "-", " ", " ", " to ", " / ", " thru ", " \u2013 "))
    typed = {"": buy.first.isoformat(), "2": buy.last.isoformat()}
    return Value(((buy.day(buy.first), ""), (joint, None), (buy.day(buy.last), "2")), typed)


def _number(rng: random.Random) -> Value:
    """The order's number, its revision beside it."""
    number = w.fill(rng, rng.choice(("######", "#######", "#####", "########", "####-####")))
    after = rng.choice(("", "", "", " /", " / 1", " / 2", "/3", " Rev 1"))
    return Value(((number, ""), (after, None)), {"": number})


def _with_code(rng: random.Random, value: Value) -> Value:
    """The number in brackets after an advertiser is the station's, no part of the name."""
    name = re.sub(r" ?\(\d+\)$", "", value.typed[""])
    code = f" ({rng.randint(100, 250_000)})" if rng.random() < 0.3 else ""
    return Value(((name, ""), (code, None)), {"": name})


def draw_order(rng: random.Random) -> Order:
    """An order's facts, some of them left out."""
    habits, buy = draw_habits(rng), draw_buy(rng)
    makers = {
        "advertiser": "campaign" if rng.random() < 0.7 else "company",
        **{"agency": "company", "station": "station", "product": "phrase", "estimate": "num"},
        **{"alt_order": "num", "order_date": "date"},
    }
    likely = {"contract_num": 1.0, "flight": 0.95, "advertiser": 0.98, "station": 0.6}
    facts: dict[str, Field] = {}
    for index, (name, labels) in enumerate(LABELS.items()):
        if rng.random() > likely.get(name, 0.7):
            continue
        concept = order_concept("flight_from" if name == "flight" else name)
        value = (
            _flight(rng, buy)
            if name == "flight"
            else _number(rng)
            if name == "contract_num"
            else make(rng, habits, makers[name])
        )
        if name == "advertiser":
            value = _with_code(rng, value)
        if name == "order_date" and rng.random() < 0.5:
            value = Value((*value.parts, (" / " + value.parts[0][0], None)), value.typed)
        facts[name] = Field(index, concept, rng.choice(labels), value)
    if rng.random() < 0.25 and facts["contract_num"].value is not None:
        facts["contract_num"].label = "Contract / Revision"
    return Order(facts, _extras(rng, habits, 100), buy, habits)


def _extras(rng: random.Random, habits: Habits, first: int) -> list[Field]:
    found: list[Field] = []
    for label, maker in rng.sample(EXTRAS, rng.randint(3, 18)):
        name = "_".join("".join(c if c.isalnum() else " " for c in label.lower()).split())
        base = maker.split(":")[0]
        kinds = {"person": "name", "company": "name", "date": "date", "pat": "identifier"}
        kind = {**kinds, "amount": "amount", "phone": "phone"}.get(base, "string")
        value = make(rng, habits, maker) if maker and rng.random() < 0.85 else None
        if value is not None and not "".join(text for text, _ in value.parts):
            value = None
        concept = Concept("order", (label,), (name,), kind, maker)
        found.append(Field(first + len(found), concept, label, value))
    return found
