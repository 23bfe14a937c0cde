"""What receipts carry besides the sale: stamped numbers, notes, a buyer, offers, hotlines."""

from __future__ import annotations

from datetime import timedelta

from training.documents.receipts import words
from training.documents.receipts.addresses import draw_address
from training.documents.receipts.receipt import Receipt
from training.documents.receipts.shops import draw_company

OWNED = (
    "Owned by",
    "Operated by",
    "Managed by",
    "A division of",
    "Company:",
    "Franchisee:",
    "Issued by",
    "Merchant:",
)
VISITED = (
    "Thank you for shopping at",
    "Thank you for visiting",
    "Thank you for choosing",
    "Welcome to",
    "Your receipt from",
)
PROMISES = (
    "Return by",
    "Returns accepted until",
    "Offer valid until",
    "Survey expires",
    "Warranty until",
    "Next visit before",
    "Promo ends",
    "Valid till",
    "Points expire on",
    "Exchange before",
)
HOTLINES = (
    "Customer service",
    "Hotline",
    "Feedback",
    "Careline",
    "Complaints",
    "Delivery",
    "HQ Tel",
    "Support",
)
LITTLE = (
    "the", "your", "we", "you", "for", "and", "is", "to", "our", "with", "at", "not", "of", "this",
    "please", "any", "on", "in", "are", "will", "a", "free", "thank", "by",
)  # fmt: skip
GROUPS = (
    "Starters",
    "Mains",
    "Desserts",
    "Drinks",
    "Beverages",
    "Bar",
    "Food",
    "Seat 1",
    "Seat 2",
    "Grocery",
    "Produce",
    "Dairy",
    "Household",
    "Frozen",
    "Dept 01",
    "Non-food",
    "** NEW **",
    "Guest 1",
)


def write_stamp(r: Receipt) -> None:
    """A serial number or a scribbled note above the receipt, as archives and buyers add them."""
    till, rng = r.till, r.rng
    note = (
        r.fill("#######", "#######", "######", "####")
        if rng.random() < 0.6
        else rng.choice(
            (
                rng.choice(words.pools().given),
                " ".join(rng.choices(words.pools().words["en"], k=2)),
                r.fill("#/#"),
            )
        )
    )
    x = rng.uniform(till.left, till.left + 0.6 * (till.right - till.left))
    font = rng.choice(("helv", "heit", "tiit"))
    till.canvas.text(
        min(x, till.right - 60),
        till.y,
        note,
        size=till.look.size * rng.uniform(0.9, 1.4),
        fontname=font,
    )
    till.gap(rng.uniform(1.0, 3.0))


def write_buyer(r: Receipt) -> None:
    """The buyer's name and perhaps address: a company that is not the shop."""
    lead = r.rng.choice(
        ("To", "Bill To", "Customer", "Sold To", "M/S", "Company", "Attn", "Client")
    )
    name = r.rng.choice(
        ("CASH", "CASH SALES", "WALK IN CUSTOMER", draw_company(r.rng, r.facts.region))
    )
    r.till.lines([(f"{r.till.case(lead)}{r.colon() or ' :'} {r.till.case(name)}", None)])
    if r.chance(0.5) and not name.startswith(("CASH", "WALK")):
        for line in draw_address(r.rng, r.facts.region):
            r.till.lines(
                [(r.till.case(line), None)], indent=r.till.look.size * r.rng.choice((0, 2))
            )
    if r.chance(0.3):
        r.till.lines(
            [(f"{r.facts.shop.tax_label or 'Reg'} {r.fill('00##########', '#########')}", None)]
        )


def write_group(r: Receipt) -> None:
    """A heading among the goods."""
    r.till.lines([(r.till.case(r.rng.choice(GROUPS)), None)], bold=r.chance(0.4))


def write_vendor(r: Receipt) -> None:
    """The shop's name at the foot."""
    name = r.till.case(r.facts.shop.vendor)
    lead = r.rng.choice(OWNED if r.facts.shop.trading else VISITED)
    r.till.center([(r.till.case(lead), None)])
    r.till.center([r.note("supplier.name", name)])
    if r.facts.shop.reg_no and r.chance(0.5):
        r.till.center([(f"Co. No. {r.facts.shop.reg_no}", None)])


def write_promise(r: Receipt) -> None:
    """A line with a date that is not the sale's."""
    later = r.facts.when + timedelta(days=r.rng.choice((7, 14, 30, 60, 90, 180)))
    r.till.center([(f"{r.till.case(r.rng.choice(PROMISES))} {r.clock.date(later)}", None)])


def write_message(r: Receipt) -> None:
    """Sentences over some rows: advice, thanks, conditions. The shop's name may be among them,
    which is no printing of it."""
    common = words.pools().words[r.facts.region.lang]
    said = [
        r.rng.choice((*LITTLE, "")) if r.chance(0.4) else r.rng.choice(common) for _ in range(40)
    ]
    said = [word for word in said if word][: r.rng.randint(5, 24)]
    if r.chance(0.3):
        said.insert(r.rng.randint(0, len(said) - 1), r.till.case(r.facts.shop.vendor))
    said[0] = said[0].capitalize()
    centred = r.chance(0.6)
    text = r.till.case(" ".join(said)) + r.rng.choice((".", "!", "", "."))
    (r.till.center if centred else r.till.lines)([(text, None)])


def write_hotline(r: Receipt) -> None:
    """A telephone number that is not the shop's own."""
    number = r.fill("1-800-###-####", "1300-##-####", "1800 ### ###", *r.facts.region.phones)
    r.till.center(
        [(f"{r.till.case(r.rng.choice(HOTLINES))}{r.rng.choice((': ', ' ', ' : '))}{number}", None)]
    )
