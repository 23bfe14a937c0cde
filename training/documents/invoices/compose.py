"""Arranges the parts of an invoice on pages. Every part is sampled by itself, so layouts combine
freely.
"""

from __future__ import annotations

import random

from training.documents import long_pages
from training.documents.canvas import Canvas, SyntheticDocument
from training.documents.invoices import facts as facts_module
from training.documents.invoices import style as style_module
from training.documents.invoices.facts import Facts
from training.documents.invoices.flow import Seg
from training.documents.invoices.parts import (
    closing,
    details,
    parties,
    party_layouts,
    table,
    totals,
)
from training.documents.invoices.sheet import Block, Breaks, Plan, Sheet, Variant
from training.documents.places import keep_alike, keep_first_page

#: share of documents whose parties stand in a layout that is hard to read
HARD_SHARE = 0.6

Cell = tuple[float, float, list[Block]]
"""Left and right edge as shares of the width, and the blocks stacked there."""


def plan_of(rng: random.Random, facts: Facts) -> Plan:
    """What is shown, and where. The supplier's name is nearly always somewhere."""
    german = facts.lang == "de"
    names = {
        "letterhead": 0.55,
        "block": 0.3,
        "sender": 0.45 if german else 0.06,
        "footer": 0.28,
        "remit": 0.1,
    }
    name_in = {place for place, share in names.items() if rng.random() < share}
    if not name_in and rng.random() < 0.97:
        name_in = {rng.choice(("letterhead", "letterhead", "block", "footer", "remit"))}
    places = [p for p in name_in if p != "letterhead" or rng.random() < 0.75]
    address_in = {p for p in places if rng.random() < 0.85}
    if "block" in name_in and rng.random() < 0.9:
        address_in.add("block")
    number_in = rng.choices(("details", "title", "under", "none"), (0.75, 0.18, 0.04, 0.03))[0]
    date_in = (
        "title"
        if number_in == "title" and rng.random() < 0.42
        else rng.choices(("details", "letter", "none"), (0.88, 0.08, 0.04))[0]
    )
    return Plan(
        due=rng.random() < 0.55,
        account=rng.random() < 0.4,
        order=rng.random() < 0.28,
        delivery=rng.random() < (0.35 if german else 0.12),
        customer=rng.random() < 0.9,
        tax_id=rng.random() < (0.25 if facts.region.code == "US" else 0.6),
        iban=rng.random() < (0.05 if facts.region.code in ("US", "IN", "CA", "AU", "MX") else 0.55),
        name_in=name_in,
        address_in=address_in,
        number_in=number_in,
        date_in=date_in,
        due_in="details" if rng.random() < 0.68 else "sentence",
    )


def _splits(rng: random.Random, count: int) -> list[tuple[float, float]]:
    """Edges of `count` side-by-side cells as shares."""
    if count == 1:
        wide = rng.random()
        return (
            [(0.0, 1.0)]
            if wide < 0.7
            else [(rng.uniform(0.45, 0.6), 1.0)]
            if wide < 0.82
            else [(0.0, rng.uniform(0.5, 0.65))]
        )
    if count == 2:
        cut = rng.uniform(0.42, 0.62)
        return [(0.0, cut - 0.02), (cut, 1.0)]
    first, second = rng.uniform(0.3, 0.37), rng.uniform(0.63, 0.7)
    return [(0.0, first - 0.02), (first, second - 0.02), (second, 1.0)]


def _letter_date(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """``Berlin, 3. Mai 2019`` as in a letter."""
    rng = sheet.rng
    city = sheet.facts.supplier.address[1 % len(sheet.facts.supplier.address)].strip("0123456789- ")
    lead = (
        f"{city}, {rng.choice(('den ', '')) if sheet.style.lang == 'de' else ''}"
        if rng.random() < 0.6
        else ""
    )
    align = rng.choice(("left", "right"))
    return sheet.lines(x0, x1, y, [(lead, ()), *sheet.day("issue_date", "issue_date")], align=align)  # type: ignore[arg-type]


def _plan_seller(rng: random.Random, plan: Plan, layout: Block) -> None:
    """Where the seller's name stands beside a layout of `party_layouts`, which may hold it too."""
    shares = {"letterhead": 0.35, "footer": 0.25, "holder": 0.2, "sign": 0.08, "remit": 0.08}
    if layout in party_layouts.BUYER_ONLY:
        shares = {"letterhead": 0.6, "footer": 0.35, "holder": 0.3, "sign": 0.2, "remit": 0.2}
    found = {place for place, share in shares.items() if rng.random() < share}
    if layout in party_layouts.BUYER_ONLY and not found:
        found = {rng.choice(("letterhead", "footer", "holder", "remit"))}
    if layout is party_layouts.window:
        found.add("sender")
    plan.name_in = found
    plan.address_in = {place for place in sorted(found) if rng.random() < 0.8}


def _top_around(sheet: Sheet, layout: Block) -> list[list[Cell]]:
    """Rows of cells with both parties in `layout`, the details at times at its right."""
    rng = sheet.rng
    head: list[Cell] = [(0.0, 1.0, [parties.letterhead])]
    info: list[Block] = [details.title, details.details]
    if rng.random() < 0.4:
        cut = rng.uniform(0.4, 0.6)
        order: list[Block] = [info.pop(0)] if rng.random() < 0.7 else []
        sides: list[list[Block]] = [[parties.letterhead], order or [parties.no_block]]
        sides = sides if rng.random() < 0.75 else sides[::-1]
        head = [(0.0, cut - 0.02, sides[0]), (cut, 1.0, sides[1])]
    narrow = rng.random() < 0.4
    cut = rng.uniform(0.55, 0.68)
    body: list[Cell] = (
        [(0.0, cut - 0.03, [layout]), (cut, 1.0, info)] if narrow else [(0.0, 1.0, [layout])]
    )
    rows = [head, body]
    if not narrow:
        after: list[Cell] = [(a, b, info) for a, b in _splits(rng, 1)]
        rows.insert(rng.choice((0, 1, 2, 2, 2)), after)
    elif rng.random() < 0.08:
        rows.reverse()
    return rows


def _top(sheet: Sheet) -> list[list[Cell]]:
    """Rows of cells for everything above the table."""
    rng, plan = sheet.rng, sheet.plan
    head: list[Block] = [parties.letterhead]
    body: list[Block] = [parties.customer_block]
    if "block" in plan.name_in:
        body.insert(0 if rng.random() < 0.7 else 1, parties.supplier_block)
    if rng.random() < (sheet.variant.third if sheet.variant else 0.26):
        body.insert(rng.choice((0, len(body), len(body))), parties.ship_block)
    info: list[Block] = [details.details]
    (head if rng.random() < 0.6 else info).append(
        details.title
    ) if rng.random() < 0.75 else info.insert(0, details.title)
    if plan.date_in == "letter":
        info.insert(rng.randint(0, len(info)), _letter_date)
    order: list[Block]
    habit = rng.random()
    if habit < 0.5:
        order = head + body + info
    elif habit < 0.72:
        order = head + info + body
    elif habit < 0.84:
        order = info + head + body
    else:
        order = head + body + info
        rng.shuffle(order)
    rows: list[list[Cell]] = []
    while order:
        count = min(len(order), rng.choices((1, 2, 3), (0.36, 0.5, 0.14))[0])
        groups: list[list[Block]] = [[order.pop(0)] for _ in range(count)]
        while order and count > 1 and rng.random() < 0.3:
            rng.choice(groups).append(order.pop(0))
        rows.append(
            [(a, b, blocks) for (a, b), blocks in zip(_splits(rng, count), groups, strict=True)]
        )
    return rows


def _draw_top(sheet: Sheet, rows: list[list[Cell]], y: float) -> float:
    style, rng = sheet.style, sheet.rng
    for row in rows:
        bottom = y
        for start, end, blocks in row:
            at = y + (rng.uniform(0, 14) if rng.random() < 0.3 else 0.0)
            for block in blocks:
                at = block(
                    sheet, style.left + start * style.width, style.left + end * style.width, at
                ) + rng.uniform(2, 10)
            bottom = max(bottom, at)
        y = bottom + rng.choice((2.0, 6.0, 12.0, 22.0, 36.0))
    return y


def with_own_rng(sheet: Sheet, block: Block) -> Block:
    """`block` with a generator of its own, so that it looks alike on each page."""
    seed = sheet.rng.getrandbits(32)

    def drawn(inner: Sheet, x0: float, x1: float, y: float) -> float:
        outer, inner.rng = inner.rng, random.Random(seed)
        bottom = block(inner, x0, x1, y)
        inner.rng = outer
        return bottom

    return drawn


def _draw_rest(sheet: Sheet, y: float) -> float:
    style, rng, plan = sheet.style, sheet.rng, sheet.plan
    left, right = style.left, style.left + style.width
    after: list[Block] = (
        [closing.notes] if rng.random() < 0.85 or (plan.due and plan.due_in == "sentence") else []
    )
    variant = sheet.variant
    if variant is not None:
        after += [closing.payment] if rng.random() < variant.banked else []
    elif {"remit", "holder"} & plan.name_in or rng.random() < 0.38:
        after.insert(rng.randint(0, len(after)), closing.payment)
    if variant is not None and not variant.priced:
        y += style.leading
    elif after and rng.random() < 0.25:
        y = sheet.below(_beside(after.pop(0), rng.uniform(0.42, 0.55)), left, right, y)
    else:
        y = sheet.below(totals.totals, left, right, y)
    if "sign" in plan.name_in:
        after.append(party_layouts.signature)
    for block in [*after, *(variant.closing if variant else ())]:
        y = sheet.below(block, left, right - (0 if rng.random() < 0.8 else style.width * 0.4), y)
    return y


def _beside(block: Block, share: float) -> Block:
    """`block` at the left of the sums, at the same height."""

    def drawn(sheet: Sheet, x0: float, x1: float, y: float) -> float:
        cut = x0 + share * (x1 - x0)
        bottom = block(sheet, x0, cut - 14, y)
        return max(bottom, totals.totals(sheet, cut, x1, y))

    return drawn


def draw(
    rng: random.Random, facts: Facts, variant: Variant | None = None, *, is_long: bool = False
) -> Sheet:
    """The pages of an invoice, or of a document like it, with everything marked that was printed.

    is_long: what happens where the table breaks is drawn from what long documents do.
    """
    style = style_module.sample(rng, facts)
    style.lang = style_module.english_too(rng, style.lang)
    plan = plan_of(rng, facts)
    layout = None
    if rng.random() < HARD_SHARE:
        kinds = party_layouts.WITH_SELLER if rng.random() < 0.7 else party_layouts.BUYER_ONLY
        layout = rng.choice(variant.layouts if variant else kinds)
        _plan_seller(rng, plan, layout)
    if variant is not None:
        _plan_variant(rng, plan, variant)
    sheet = Sheet(rng, facts, style, plan, Canvas(*style.paper), variant=variant)
    sheet.breaks = page_breaks(sheet, is_long=is_long)
    if "footer" in plan.name_in or rng.random() < 0.15:
        sheet.every_page.append(with_own_rng(sheet, closing.footer))
        sheet.reserved = 64.0
    if rng.random() < 0.35:
        sheet.every_page.append(with_own_rng(sheet, closing.page_number))
    rows = _top_around(sheet, layout) if layout else _top(sheet)
    y = _draw_top(sheet, rows, style.top)
    if rng.random() < (0.35 if style.lang == "de" else 0.15):
        y = closing.intro(sheet, style.left, style.left + style.width, y)
    y = details.later_details(sheet, style.left, style.left + style.width, y)
    for block in variant.opening if variant else ():
        y = block(sheet, style.left, style.left + style.width, y) + 4
    y = table.table(sheet, style.left, style.left + style.width, y)
    y = _draw_rest(sheet, y)
    if rng.random() < 0.05 and y < sheet.canvas.height * 0.7:
        closing.stamp(sheet)
    sheet.finish_page()
    return sheet


def _plan_variant(rng: random.Random, plan: Plan, variant: Variant) -> None:
    """What of an invoice's plan other documents do not have."""
    plan.due = False
    if not variant.banked:
        plan.iban = False
        plan.name_in -= {"remit", "holder"}
        plan.name_in = plan.name_in or {rng.choice(("letterhead", "letterhead", "footer"))}


def page_breaks(sheet: Sheet, *, is_long: bool) -> Breaks:
    """What is done where the table runs on; short documents seldom say that they go on."""
    rng = sheet.rng
    carries = rng.random() < (0.5 if is_long else 0.35)
    both = rng.random()
    heads: list[Block | None] = [None, running_head, with_own_rng(sheet, parties.letterhead)]
    return Breaks(
        carried_below=carries and both < 0.85,
        carried_above=carries and both > 0.15,
        repeats_header=rng.random() < 0.85,
        says_more=is_long and rng.random() < 0.2,
        head=rng.choices(heads, (0.45, 0.3, 0.25) if is_long else (0.8, 0.1, 0.1))[0],
    )


def running_head(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """Title, number and date in one line at the top of a later page."""
    segs: list[Seg] = [(f"{details.title_text(sheet)} ", ()), *details.number_segs(sheet)]
    if sheet.plan.date_in != "none":
        segs += [("   ", ()), *sheet.day("issue_date", "issue_date")]
    bottom = sheet.lines(x0, x1, y, segs)
    sheet.canvas.line(x0, bottom, x1, bottom, width=0.4)
    return bottom


def document(sheet: Sheet, kind: str = "invoice") -> SyntheticDocument:
    """The finished document of this schema; its truth is what has been printed."""
    keep_first_page([page.words for page in sheet.pages])
    for page in sheet.pages:
        keep_alike(page.words)
    printed = {mark.path for page in sheet.pages for word in page.words for mark in word.marks}
    values = {path: value for path, value in sheet.facts.typed.items() if path in printed}
    if _shows_currency(sheet):
        values["currency"] = sheet.facts.currency
    return SyntheticDocument(kind, sheet.style.lang, sheet.pages, values)


def _shows_currency(sheet: Sheet) -> bool:
    """Whether the code or a sign of the currency stands anywhere on the pages."""
    signs = {sheet.facts.currency, *sheet.facts.signs}
    return any(
        sign in word.text and _stands(word.text, sign)
        for page in sheet.pages
        for word in page.words
        for sign in signs
    )


def _stands(text: str, sign: str) -> bool:
    """Whether the first `sign` in `text` is no part of a longer run of letters."""
    before, _, after = text.partition(sign)
    left = before[-1:].isalpha() and sign[0].isalpha()
    return not left and not (after[:1].isalpha() and sign[-1].isalpha())


def generate(rng: random.Random) -> SyntheticDocument:
    """A made-up invoice with exact truth."""
    return document(draw(rng, facts_module.sample(rng)))


def generate_window(rng: random.Random) -> SyntheticDocument:
    """What one request of the model sees of an invoice whose items run on over pages."""
    facts = facts_module.sample(rng, count=rng.randint(16, 70))
    sheet = draw(rng, facts, is_long=True)
    sheet.pages, facts.typed = long_pages.window_of(sheet.pages, facts.typed, rng)
    return document(sheet)


def generate_long(rng: random.Random, pages: int) -> SyntheticDocument:
    """An invoice of this many pages.

    Raises:
        ValueError: `pages` is not between 1 and 40.
    """

    def drawn(own: random.Random, count: int) -> Sheet:
        return draw(own, facts_module.sample(own, count=count), is_long=True)

    return document(long_pages.with_pages(drawn, lambda sheet: len(sheet.pages), rng, pages))
