"""The name of the shop as heads of receipts show it: in one row or two, with a trading name, and
among lines that look like a name but are none.
"""

from __future__ import annotations

from collections.abc import Sequence

from training.documents.receipts import words
from training.documents.receipts.receipt import Receipt
from training.documents.receipts.till import Segment

# fmt: off
NOTICES = (
    "TAX INVOICE", "Tax Invoice", "CASH SALE", "Cash Sales", "RECEIPT", "OFFICIAL RECEIPT",
    "*** DUPLICATE ***", "CUSTOMER COPY", "Reprint", "** COPY **", "SIMPLIFIED TAX INVOICE",
    "Guest Check", "**** PROMO ****", "Your order number is", "Order here next time",
    "Sales Receipt", "MERCHANT COPY", "WELCOME TO", "Welcome", "Thank you for your visit",
    "Tell us about your visit", "Win a gift card", "How did we do?",
)
TAGLINES = (
    "{w} food", "Fresh every day", "The taste of {w}", "Always low prices", "Since {y}",
    "Quality you can trust", "Your {w} specialist", "Family run since {y}",
    "Save more, live more", "Home of the {w}", "The {w} company", "Open 24 hours", "Est. {y}",
    "Authentic {w} cuisine", "Hand made {w}",
)
BRANCHES = (
    "{p} Outlet", "{p} Branch", "Branch: {p}", "Store #{n}", "Store {n}", "Outlet: {p}", "{p}",
    "(Branch {n})", "Shop No. {n}", "{p} Store", "Store No: {n} {p}", "({p})",
)
PARTS = (
    "Restaurant", "Cafe", "Pool Bar", "Bar & Grill", "Bistro", "Food Court", "Market",
    "Supermarket", "Coffee Shop", "Kitchen", "Bakery", "Pharmacy", "Cafe {n}", "Lounge", "Hotel",
    "Bar", "Fish Tavern", "Sunday Buffet", "Tea Room", "Store {n}", "Express", "{p}", "Seafood",
    "Noodle House", "Catering", "Trading", "Enterprise", "Boutique",
)
# fmt: on
RENAMED = ("formerly known as", "Licensee of", "A member of", "Operated by", "T/A", "Franchisee of")


def write_names(r: Receipt) -> None:
    """The shop's name and what stands around it, or a logo alone: the foot tells the rest then."""
    shop, till = r.facts.shop, r.till
    busy = r.facts.region.code == "MY"
    if r.chance(0.1 if busy else 0.035):
        _scraps(r)
    if r.chance(0.09 if busy else 0.035):
        _notice(r)
    scale = r.rng.choice((1.0, 1.0, 1.0, 1.15, 1.3, 1.7))
    bold = r.chance(0.5)
    if r.chance(0.08 if shop.trading else 0.025):
        r.vendor_due = True
        if shop.trading:
            till.center([(till.case(shop.trading), None)], scale=scale, bold=bold)
        return
    if shop.trading and r.chance(0.6):
        till.center([(till.case(shop.trading), None)], scale=scale, bold=bold)
        scale, bold = 1.0, bold and r.chance(0.5)
        if r.chance(0.15):
            till.center([(_filled(r, BRANCHES), None)])
    if r.chance(0.035):
        till.center([(till.case(r.rng.choice(("Owned by:", "Dimiliki oleh:", "By"))), None)])
    beside = _vendor(r, scale, bold)
    _number(r, beside=beside)
    _below(r)


def _vendor(r: Receipt, scale: float, bold: bool) -> bool:
    """The name that counts; returns whether the company's number stands beside it."""
    shop, till = r.facts.shop, r.till
    if not shop.legal and r.chance(0.12):
        part = _filled(r, PARTS)
        if part.split()[0].casefold() not in shop.vendor.casefold().split():
            _two_rows(r, shop.vendor, part, scale, bold)
            return False
    pieces = shop.vendor.split(" ")
    if len(pieces) > 1 and r.chance(0.1):
        cut = _cut(r, pieces)
        _two_rows(r, " ".join(pieces[:cut]), " ".join(pieces[cut:]), scale, bold)
        return False
    if not shop.legal and r.chance(0.03):
        # name and telephone share a row
        till.pair(
            [r.note("supplier.name", till.case(shop.vendor))],
            [(r.rng.choice(("Phone ", "Tel ", "")), None), r.note("supplier.phone", shop.phone)],
        )
        return False
    star = r.rng.choice(("*", "**", "***", "=")) if r.chance(0.03) else ""
    segments: list[Segment] = [
        (star + " ", None),
        r.note("supplier.name", till.case(shop.vendor)),
    ]
    if star:
        segments.append((" " + star, None))
    beside = bool(shop.reg_no) and r.chance(0.5)
    if beside:
        segments.append((f" ({shop.reg_no})", None))
    till.center(segments, scale=scale, bold=bold)
    return beside


def _two_rows(r: Receipt, first: str, second: str, scale: float, bold: bool) -> None:
    """A name over two rows, the second as large or a little smaller."""
    till = r.till
    r.facts.shop.vendor = f"{first} {second}"
    rows = (till.case(first), till.case(second))
    smaller = r.rng.choice((1.0, 1.0, 1.0, 0.8))
    for text, size in zip(rows, (scale, scale * smaller), strict=True):
        till.center([(text, "supplier.name")], scale=size, bold=bold)
    till.values["supplier.name"] = " ".join(" ".join(rows).split())


def _cut(r: Receipt, pieces: list[str]) -> int:
    """After which word a name is broken: before its legal form, or anywhere."""
    legal = {"SDN", "SDN.", "PTE", "LTD", "LTD.", "PTY", "GMBH", "LLC", "INC.", "S.L.", "S.R.L."}
    forms = [i for i, piece in enumerate(pieces) if i and piece.upper() in legal]
    return forms[0] if forms and r.chance(0.6) else r.rng.randint(1, len(pieces) - 1)


def _number(r: Receipt, *, beside: bool) -> None:
    reg = r.facts.shop.reg_no
    if reg and not beside and r.chance(0.8):
        colon = r.rng.choice((":", "", ": "))
        text = f"({reg})" if r.chance(0.5) else f"{r.label('reg')} {colon}{reg}"
        r.till.center([(text, None)])


def _below(r: Receipt) -> None:
    """Trading name, branch, slogan or an older name below the name."""
    shop, till = r.facts.shop, r.till
    shown = {word.text for word in till.canvas.words}
    if shop.trading and till.case(shop.trading).split(" ")[0] not in shown and r.chance(0.5):
        lead = r.rng.choice(("", "Trading as ", "T/A ", "Branch: ", "formerly ", ""))
        till.center([(lead + till.case(shop.trading), None)])
    if shop.entity and r.chance(0.7):
        lead = r.rng.choice(
            ("", "", "", "Operated by ", "A division of ", "dba of ", "c/o ", "by ")
        )
        tail = f" ({shop.reg_no})" if shop.reg_no and r.chance(0.5) else ""
        till.center([(till.case(lead + shop.entity + tail), None)])
    if shop.legal and r.chance(0.06):
        till.center([(till.case(r.rng.choice(RENAMED)), None)])
        till.center([(till.case(f"{words.invented(r.rng)} {_filled(r, PARTS)}"), None)])
    if r.chance(0.12):
        till.center([(till.case(_filled(r, TAGLINES)), None)])
    elif r.chance(0.04):
        common = r.rng.choices(words.pools().words[r.facts.region.lang], k=r.rng.randint(2, 5))
        till.center([(" ".join(common), None)])
    if shop.legal and r.chance(0.12):
        till.center([(till.case(_filled(r, BRANCHES)), None)])


def write_outlet(r: Receipt) -> None:
    """The branch by its brand's name, below the address: not the firm that sells."""
    shop = r.facts.shop
    brand = shop.trading or f"{words.invented(r.rng)} {r.rng.choice(PARTS[:10])}"
    place = r.rng.choice(words.MALAY if r.facts.region.code == "MY" else words.STREETS["en"])
    number = r.rng.choice(("(#{n})", "#{n}", "", "- {n}")).format(n=r.rng.randint(2, 990))
    r.till.center([(r.till.case(f"{brand} {place} {number}".strip()), None)])


def _scraps(r: Receipt) -> None:
    """What recognition makes of a logo, a pen mark or a stamp."""
    for _ in range(r.rng.choice((1, 1, 2))):
        text = r.rng.choice(
            (
                r.fill("3######", "########", "#", "##", "#######"),
                r.fill("@", "@@", "@@@", "@#", "(.@.)", "@. @@"),
                words.invented(r.rng)[: r.rng.randint(1, 5)].lower(),
                f"{words.invented(r.rng).lower()} {r.fill('@', '#', '-')}",
            )
        )
        side = r.till.left + r.rng.uniform(0, 0.7) * (r.till.right - r.till.left)
        r.till.feed()
        r.till.put(side, [(word, ()) for word in text.split()], scale=r.rng.choice((0.8, 1.0, 1.4)))


def _notice(r: Receipt) -> None:
    notice = r.rng.choice(NOTICES)
    r.till.center([(r.till.case(notice), None)])
    if notice.endswith(" is"):
        r.till.center([(r.fill("##", "###", "####"), None)], scale=r.rng.choice((1.0, 1.6, 2.0)))


def _filled(r: Receipt, patterns: Sequence[str]) -> str:
    """One of the patterns with made-up words, places, years and numbers."""
    place = r.rng.choice(words.MALAY) if r.facts.region.code == "MY" else words.invented(r.rng)
    return r.rng.choice(patterns).format(
        w=r.rng.choice(words.pools().words["en"]),
        y=r.rng.randint(1890, 2015),
        n=r.rng.randint(2, 4000),
        p=place,
    )
