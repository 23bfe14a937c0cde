"""The sale's own data: title, date, time, receipt number, and the other numbers that stand around
them."""

from __future__ import annotations

from training.documents.receipts import words
from training.documents.receipts.receipt import Receipt
from training.documents.receipts.till import Segment
from training.documents.receipts.till_lines import write_check, write_till_line

NUMBERS = (
    "######",
    "#####",
    "####",
    "##########",
    "CS#####",
    "@@#######",
    "V001-######",
    "SP#-##-######",
    "@#-####",
    "CS######-####",
    "#######-##",
    "##-######",
    "###",
    "OR-####",
    "INV-#####",
    "0000####",
    "########-###",
    "###-##-####",
    "@@@########",
    "############",
    "#/####",
    "###############",
    "C#-######",
)


def date_segments(r: Receipt, *, marked: bool = True) -> list[Segment]:
    """The date as printed, the weekday beside it unmarked."""
    when = r.facts.when
    text = r.clock.date(when)
    out: list[Segment] = [
        r.note("issue_date", text, when.date().isoformat()) if marked else (text, None)
    ]
    if r.chance(0.12):
        day = r.clock.day(when, short=r.chance(0.6))
        out = (
            [*out, (r.rng.choice((" ", "", " ", "(")) + day, None)]
            if r.chance(0.4)
            else [(day + r.rng.choice((" ", ", ", ",")), None), *out]
        )
    return out


def time_segments(r: Receipt) -> list[Segment]:
    """The time as printed."""
    when = r.facts.when
    return [r.note("issue_time", r.clock.clock(when), r.clock.typed_time(when))]


def moment(r: Receipt) -> list[Segment]:
    """Date and mostly time, in one run."""
    out = date_segments(r)
    if r.chance(0.8):
        joint = r.rng.choice((" ", " ", " ", " - ", ", ", " at ", " / ", "  "))
        out = [*out, (joint, None), *time_segments(r)]
        if r.facts.region.lang == "de" and r.chance(0.3):
            out.append((" Uhr", None))
    return out


def number_segments(r: Receipt, key: str = "number") -> list[Segment]:
    """The receipt's number with its label."""
    number = r.fill(*NUMBERS)
    label = r.label(key)
    glue = (
        "" if label.endswith("#") and r.chance(0.6) else r.colon() + ("" if r.chance(0.2) else " ")
    )
    value = r.note("receipt_number", number) if key == "number" else (number, None)
    return [(label + (glue or " " * r.chance(0.2)), None), value]


def _other(r: Receipt) -> list[Segment]:
    key = r.rng.choices(
        ("table", "server", "cashier", "terminal", "guests", "order", "customer"),
        (20, 20, 28, 22, 8, 10, 5),
    )[0]
    rng, pools = r.rng, words.pools()
    if r.facts.shop.trade not in ("food", "stay") and key in ("table", "guests", "server"):
        key = "cashier"
    given = (
        rng.choice(pools.given) if r.facts.region.code != "MY" else rng.choice(words.MALAY_GIVEN)
    )
    value = {
        "table": r.fill("#", "##", "@#", "T-##", "###/#", "#@"),
        "server": rng.choice((given, f"{given} {r.fill('@')}.", r.fill("###"))),
        "cashier": rng.choice(
            (
                given,
                given.upper(),
                r.fill("##", "###", "00#"),
                f"{r.fill('###')} {given}",
                "ADMIN",
                "USER",
                "CASHIER",
            )
        ),
        "terminal": r.fill("#", "##", "00#", "POS#", "@##", "####", "########"),
        "guests": r.fill("#"),
        "order": r.fill("##", "###", "######"),
        "customer": rng.choice(
            (given, "WALK-IN", "CASH", r.fill("########"), "General", "XXXXXXXX" + r.fill("####"))
        ),
    }[key]
    return r.labelled(key, [(value, None)])


def _write(r: Receipt, entries: list[list[Segment]]) -> None:
    """Entries one or two to a line, or label and value apart."""
    till, index = r.till, 0
    two = r.chance(0.45)
    centred = r.chance(0.12)
    while index < len(entries):
        entry = entries[index]
        if two and index + 1 < len(entries) and r.chance(0.75):
            till.pair(entry, entries[index + 1])
            index += 2
            continue
        if centred:
            till.center(entry)
        else:
            till.lines(entry)
        index += 1


def _aligned(r: Receipt, entries: list[tuple[str, list[Segment]]]) -> None:
    """Labels in one column, colons and values in the next."""
    widest = max(r.till.width_of([(label, ())]) for label, _ in entries) / (
        r.till.right - r.till.left
    )
    tab = min(0.6, max(r.rng.choice((0.0, 0.28, 0.33, 0.4)), widest + 0.02))
    colon = r.rng.choice((":", ":", ""))
    for label, value in entries:
        lead: list[Segment] = [(colon + " ", None)] if colon else []
        r.till.columns([(0.0, "left", [(label, None)]), (tab, "left", [*lead, *value])])


def draw_entries(r: Receipt, *, dated: bool) -> list[list[Segment]]:
    """The entries in a plausible order; each a run of text."""
    entries: list[list[Segment]] = []
    kind = r.rng.random()
    if dated:
        if kind < 0.3:
            entries.append(r.labelled("date", moment(r)))
        elif kind < 0.62:
            entries.append(moment(r))
        elif kind < 0.85:
            entries += [r.labelled("date", date_segments(r)), r.labelled("time", time_segments(r))]
        elif kind < 0.93:
            entries += [date_segments(r), time_segments(r)]
        else:
            entries.append(r.labelled("date", date_segments(r)))
    if r.chance(0.72):
        entries.append(number_segments(r))
    elif r.chance(0.4):
        entries.append(
            [
                (
                    r.fill(
                        "#### #### ####",
                        "########",
                        "#### ### #######",
                        "S# ### OP ###### R# ##",
                        "00#### 01",
                    ),
                    None,
                )
            ]
        )
    entries += [_other(r) for _ in range(r.rng.choice((0, 1, 1, 2, 2, 3, 4)))]
    if r.chance(0.6):
        r.rng.shuffle(entries)
    return entries


def _with_till_line(r: Receipt) -> None:
    """The moment in a row of figures, among labelled entries or alone."""
    entries = draw_entries(r, dated=False) if r.chance(0.7) else []
    first = r.chance(0.5)
    if first:
        write_till_line(r)
    _write(r, entries)
    if not first:
        write_till_line(r)


def _tabular(r: Receipt) -> None:
    when = r.facts.when
    rows: list[tuple[str, list[Segment]]] = []
    if r.chance(0.75):
        number = r.fill(*NUMBERS)
        rows.append((r.label("number"), [r.note("receipt_number", number)]))
    if r.chance(0.6):
        rows.append((r.label("date"), moment(r)))
    else:
        rows.append((r.label("date"), date_segments(r)))
        if r.chance(0.7):
            rows.append(
                (
                    r.label("time"),
                    [r.note("issue_time", r.clock.clock(when), r.clock.typed_time(when))],
                )
            )
    for _ in range(r.rng.choice((0, 1, 2, 3))):
        rows.append(
            (
                r.label(r.rng.choice(("cashier", "terminal", "server", "table"))),
                [(r.fill("##", "###", "USER", "@@", "#####"), None)],
            )
        )
    if r.chance(0.4):
        r.rng.shuffle(rows)
    _aligned(r, rows)


def write_meta(r: Receipt, *, dated: bool) -> None:
    """The block between header and goods. `dated` False leaves date and time for later or out."""
    if r.chance(0.6):
        r.till.center(
            [(r.label("title"), None)], scale=r.rng.choice((1.0, 1.0, 1.2, 1.5)), bold=r.chance(0.4)
        )
        if r.chance(0.4):
            r.till.rule()
    kind = r.rng.random()
    if dated and kind < 0.06 + 0.08 * (r.facts.shop.trade in ("food", "stay")):
        write_check(r)
    elif dated and kind < 0.3:
        _with_till_line(r)
    elif dated and kind < 0.5:
        _tabular(r)
    else:
        _write(r, draw_entries(r, dated=dated))
    if r.chance(0.15) and r.facts.shop.trade == "food":
        r.till.center(
            [
                (
                    r.rng.choice(
                        (
                            "Dine In",
                            "DINE IN",
                            "Take Away",
                            "TO GO",
                            "** DINE-IN **",
                            "Eat In",
                            "DELIVERY",
                            "Counter 2",
                        )
                    ),
                    None,
                )
            ],
            scale=r.rng.choice((1.0, 1.3)),
            bold=True,
        )
