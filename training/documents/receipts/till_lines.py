"""Rows in which tills print everything at once: numbers, names, date and time with no label.

Only date, time and, where one is told, the receipt's number are values; the figures around them are
what makes these rows hard.
"""

from __future__ import annotations

import re
from datetime import timedelta

from training.documents.receipts import words
from training.documents.receipts.receipt import Receipt
from training.documents.receipts.till import Segment

#: `{D}` is the date, `{T}` the time, `{W}` a weekday, `{N}` a first name, `{P}` another telephone
ROWS = (
    "ORD #{n} -REG #{n}- {D} {T}", "REG {D} {T}", "REG {N} {D} {T} ######",
    "#### ### #### {D} {T}", "#@##-### {D} {T}", "{D} {P} {T}", "{D} {T} #### ### #######",
    "#### SALE #### ### {D} {T}", "{T} {D} #{n}", "DATE {D} {W} TIME {T}", "{D} {T} {N} No.##",
    "POS# {D} {T}", "{W} {D} {T}", "#-##### {D} {T} ##", "{D} {T}", "## {D} {T} {N}",
    "{T} {D} ####", "# {D} {T} ##", "####/####/# {D} {T}", "Closed {D} {T}", "{D} {T} CLERK ##",
    "C######## {D} {T}", "S##### R### T#### {D} {T}", "{D} {W} {T}", "Opened {D} {T}",
    "T##-### {D} {T}", "#### {D} {T} #", "Bon ### {D} {T}", "MC ## {D} {T} ####",
    "Served by: {N} {D} {T}", "Server: {N} {D}", "Table ## {D} {T}", "{D} ##/# {T}",
    "<# {D} {T}>", "{D}--{T}--####",
)  # fmt: skip


def write_till_line(r: Receipt, *, centred: bool = False) -> None:
    """One such row with the sale's date."""
    row = _row(r, r.rng.choice(ROWS))
    if centred or r.chance(0.2):
        r.till.center(row)
    else:
        r.till.lines(row)


def _row(r: Receipt, pattern: str) -> list[Segment]:
    when, clock = r.facts.when, r.clock
    known: dict[str, Segment] = {
        "{D}": r.note("issue_date", clock.date(when), when.date().isoformat()),
        "{W}": (clock.day(when, short=True), None),
        "{N}": (r.till.case(r.rng.choice(words.pools().given)), None),
        "{P}": (r.facts.shop.fax, None),
        "{n}": (r.fill("#", "##", "##"), None),
    }
    if "{T}" in pattern:
        known["{T}"] = r.note("issue_time", clock.clock(when), clock.typed_time(when))
    parts = re.split(r"(\{\w\})", pattern)
    return [known[part] if part in known else (r.fill(part), None) for part in parts if part]


def write_check(r: Receipt) -> None:
    """The head of a restaurant's check: waiter, table, check and guests in a row, then the moment.

    When it was closed is told later, before the total.
    """
    till = r.till
    name = till.case(r.rng.choice(words.pools().given))
    till.lines([(f"{r.fill('####', '##', '###', '#####')} {name}", None)])
    if r.chance(0.4):
        till.rule()
    number = r.note("receipt_number", r.fill("####", "###", "#####"))
    table = r.fill("##/#", "@#/#", "###/#", "#/#")
    check: list[Segment] = [(till.case(r.rng.choice(("Chk ", "CHK ", "Check "))), None), number]
    guests = f"{till.case('Gst')} {r.fill('#')}" if r.chance(0.8) else till.case("Gst")
    till.columns(
        [
            (0.0, "left", [(f"{till.case('Tbl')} {table}", None)]),
            (0.5, "center", check),
            (1.0, "right", [(guests, None)]),
        ]
    )
    moment = _row(r, "{D} {T}")
    till.center(moment) if r.chance(0.6) else till.lines(moment)
    if r.chance(0.5):
        till.rule()
    if r.chance(0.7):
        later = r.facts.when + timedelta(minutes=r.rng.randint(10, 150))
        r.closing = r.clock.clock(later) + r.rng.choice((" ", " ", "  "))
