"""The head of a receipt: greeting, names, address, phone, ids, and the lines below that tempt."""

from __future__ import annotations

from training.documents.receipts import words
from training.documents.receipts.asides import write_message
from training.documents.receipts.names import write_names, write_outlet
from training.documents.receipts.receipt import Receipt
from training.documents.receipts.till import Segment


def write_header(r: Receipt) -> None:
    """Everything above the sale's own data."""
    if r.chance(0.04):
        r.till.rule()
    # most heads begin with the name; Malaysian ones are busier
    busy = r.facts.region.code == "MY"
    if r.chance(0.08 if busy else 0.02):
        r.till.center([(r.label("title"), None)])
        r.till.gap(0.4)
    if r.chance(0.08 if busy else 0.04):
        r.till.center([(r.label("welcome"), None)])
    write_names(r)
    _below_name(r)
    if r.chance(0.12):
        r.till.center([(r.label("welcome"), None)])
    if r.chance(0.06):
        write_message(r)
    r.till.gap(r.rng.choice((0.2, 0.5, 1.0, 1.5)))


def _address(r: Receipt) -> None:
    address = [r.till.case(line) for line in r.facts.shop.address]
    for index, line in enumerate(address):
        lead: list[Segment] = (
            [(r.rng.choice(("Address:", "Add: ", "Addr : ")), None)]
            if index == 0 and r.chance(0.03)
            else []
        )
        r.till.center([*lead, (line, "supplier.address.text")])
    r.till.values["supplier.address.text"] = " ".join(" ".join(address).split())


def _phone(r: Receipt) -> None:
    shop = r.facts.shop
    colon = r.rng.choice((":", ": ", " : ", " ", " :", ". ", ":"))
    bare = r.facts.region.code in ("US", "CA") and r.chance(0.7)
    segments: list[Segment] = [] if bare else [(r.label("phone") + colon, None)]
    segments.append(r.note("supplier.phone", shop.phone))
    if r.chance(0.3):
        fax: list[Segment] = [(r.label("fax") + colon + shop.fax, None)]
        if r.chance(0.5):
            r.till.center([*segments, (r.rng.choice((" ", " / ", "  ", ", ")), None), *fax])
            return
        r.till.center(segments)
        r.till.center(fax)
        return
    r.till.center(segments)


def _tax_id(r: Receipt) -> None:
    shop = r.facts.shop
    text = (
        f"{r.till.case(shop.tax_label)}{r.rng.choice((': ', ' : ', ' ', ':', ' :'))}{shop.tax_id}"
    )
    r.till.center([(f"({text})" if r.chance(0.2) else text, None)])


def _below_name(r: Receipt) -> None:
    shop, code = r.facts.shop, r.facts.region.code
    parts = []
    if r.chance(0.9):
        parts.append(_address)
    if r.chance(0.5) and "supplier.phone" not in r.till.values:
        parts.append(_phone)
    if shop.tax_label and r.chance(0.75 if code == "MY" else 0.5):
        parts.append(_tax_id)
    if r.chance(0.15):
        parts.append(_web)
    if r.chance(0.12 if code == "MY" else 0.05):
        parts.append(write_outlet)
    if r.chance(0.06):
        parts.append(_hours)
    if len(parts) > 2 and r.chance(0.25):
        tail = parts[1:]
        r.rng.shuffle(tail)
        parts[1:] = tail
    for part in parts:
        part(r)


def _web(r: Receipt) -> None:
    r.till.center([(r.facts.shop.web, None)])


def _hours(r: Receipt) -> None:
    r.till.center(
        [
            (
                r.rng.choice(
                    (
                        "Mon-Fri 0900-2100hrs",
                        "Mon-Sat 9am-9pm",
                        "Open daily 10:00-22:00",
                        f"Branch: {words.invented(r.rng)}",
                        "HOURS 7AM TO 10PM",
                        f"Store #{r.fill('###', '####')}",
                        f"Outlet {r.fill('##')}",
                        f"Mgr: {r.rng.choice(words.pools().given)}",
                    )
                ),
                None,
            )
        ]
    )
