"""What stands below the sums: thanks, policies, the card slip, and at some tills the date and
number."""

from __future__ import annotations

from datetime import timedelta

from training.documents.receipts.asides import (
    write_hotline,
    write_message,
    write_promise,
    write_vendor,
)
from training.documents.receipts.meta import date_segments, moment, number_segments
from training.documents.receipts.receipt import Receipt
from training.documents.receipts.till import words_of
from training.documents.receipts.till_lines import write_till_line


def write_footer(r: Receipt, *, dated: bool) -> None:
    """The foot. `dated` True: the date stands here, because the head left it out."""
    if r.chance(0.5):
        r.till.gap(r.rng.choice((0.5, 1.0)))
    if dated:
        _foot_date(r)
    if r.chance(0.09):
        _slip(r)
    if r.vendor_due:
        write_vendor(r)
    for _ in range(r.rng.choice((0, 1, 1, 2, 2, 3, 4))):
        r.till.center([(r.label("thanks"), None)])
    english = r.facts.region.lang == "en"
    tipping = r.facts.region.tip and r.facts.shop.trade == "food" and not r.facts.sums.tip
    if tipping and r.chance(0.25):
        _suggested_tips(r)
    if r.chance(0.15):
        write_message(r)
    if english and r.chance(0.07):
        write_promise(r)
    if english and r.chance(0.1):
        write_hotline(r)
    if english and r.chance(0.06):
        _name_again(r)
    if r.chance(0.1) and not dated and "issue_date" in r.till.values:
        _second_date(r)
    if r.chance(0.12):
        r.till.center([(r.facts.shop.web, None)])
    if r.chance(0.12):
        r.till.gap(0.5)
        r.till.center(
            [
                (
                    r.fill(
                        "*############*",
                        "####################",
                        "#### #### #### ####",
                        "# ###### ######",
                    ),
                    None,
                )
            ]
        )
    if r.chance(0.04) and r.facts.shop.web:
        r.till.center(
            [
                (
                    r.rng.choice(("Survey code: ", "Visit ", "TELL US: ", "ID #: "))
                    + r.fill("####-####-####", "##@@####"),
                    None,
                )
            ]
        )


def _suggested_tips(r: Receipt) -> None:
    """What a tip would come to, and the total with it: neither was paid."""
    base = r.facts.sums.net
    if r.chance(0.6):
        r.till.center(
            [(r.till.case(r.rng.choice(("Suggested Tip", "Tip Guide", "Gratuity"))), None)]
        )
    for share in r.rng.choice(((15, 18, 20), (18, 20, 22), (20, 25), (18, 20, 25))):
        tip = base * share // 100
        lead = r.rng.choice(("{}%", "{}% Tip", "{}% is", "({}%)", "{}% ="))
        segments = [(lead.format(share) + " ", None), *r.money(tip)]
        if r.chance(0.3):
            segments += [(" Total ", None), *r.money(r.facts.sums.total + tip)]
        r.till.lines(segments)


def _name_again(r: Receipt) -> None:
    """The shop's name once more, where it stood and fits on one line."""
    rows = {
        word.box[1]
        for word in r.till.canvas.words
        if any(mark.path == "supplier.name" for mark in word.marks)
    }
    words = words_of([(r.till.case(r.facts.shop.vendor), "supplier.name")])
    if len(rows) == 1 and r.till.width_of(words) < r.till.right - r.till.left:
        r.till.center([(r.till.case("Thank you for visiting"), None)])
        r.till.center([(" ".join(word for word, _ in words), "supplier.name")])


def _second_date(r: Receipt) -> None:
    """The date once more, with the moment of payment or printing, which is not the sale's time."""
    line = date_segments(r) if r.chance(0.5) else r.labelled("date", date_segments(r))
    if r.chance(0.5):
        line.append(
            (" " + r.clock.clock(r.facts.when + timedelta(minutes=r.rng.randint(1, 90))), None)
        )
    r.till.center(line)


def _foot_date(r: Receipt) -> None:
    if r.facts.region.lang == "en" and r.chance(0.25):
        write_promise(r)
    if r.chance(0.4):
        write_till_line(r, centred=r.chance(0.3))
        return
    line = moment(r) if r.chance(0.8) else r.labelled("date", moment(r))
    kind = r.rng.random()
    if kind < 0.35:
        r.till.center(line)
    elif kind < 0.6 and "receipt_number" not in r.till.values:
        r.till.pair(line, number_segments(r))
    elif kind < 0.8:
        r.till.lines(
            [*line, (" " + r.fill("#### ### #######", "## #### ###", "S# R## T####"), None)]
        )
    else:
        r.till.lines(line)


def _slip(r: Receipt) -> None:
    """A card slip: the amount again, approval, a copy's name."""
    till = r.till
    till.rule()
    rows = [
        lambda: till.pair(
            [(r.label("card"), None)],
            [(r.rng.choice(("************", "XXXXXXXXXXXX")) + r.fill("####"), None)],
        ),
        lambda: till.lines(r.labelled("approval", [(r.fill("######"), None)])),
        lambda: till.lines(
            [("TID: " + r.fill("########") + " MID: " + r.fill("############"), None)]
        ),
        lambda: till.pair(
            [
                (
                    till.case(r.rng.choice(("Batch", "Trace", "Ref", "Seq")))
                    + ": "
                    + r.fill("######"),
                    None,
                )
            ],
            [(r.fill("######"), None)],
        ),
        lambda: till.lines(
            [
                (
                    r.rng.choice(
                        (
                            "AID: A0000000031010",
                            "ENTRY: CHIP READ",
                            "CONTACTLESS",
                            "APPROVED",
                            "TVR: 8000008000",
                        )
                    ),
                    None,
                )
            ]
        ),
    ]
    r.rng.shuffle(rows)
    for row in rows[: r.rng.randint(2, 5)]:
        row()
    if r.chance(0.7):
        name = r.rng.choice(("Amount", "TOTAL", "Total", "SALE AMOUNT", "PURCHASE", "AMOUNT"))
        till.pair([(till.case(name), None)], r.money(r.facts.sums.total, "totals.total", 2))
    if (
        r.facts.region.code in ("US", "CA")
        and r.facts.shop.trade == "food"
        and not r.facts.sums.tip
        and r.chance(0.6)
    ):
        till.gap(0.5)
        till.pair([(till.case("Tip") + ":", None)], [("____________", None)])
        till.pair([(till.case("Total") + ":", None)], [("____________", None)])
    till.center(
        [
            (
                r.rng.choice(
                    (
                        "CUSTOMER COPY",
                        "MERCHANT COPY",
                        "NO SIGNATURE REQUIRED",
                        "X______________",
                        "I agree to pay above total amount",
                        "Cardholder Copy",
                    )
                ),
                None,
            )
        ]
    )
