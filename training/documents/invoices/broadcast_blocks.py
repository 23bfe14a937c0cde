"""The blocks of a broadcast bill: station, agency, details grid, sums."""

from __future__ import annotations

from training.documents.invoices.flow import Seg, fitted_size, plain
from training.documents.invoices.parts.closing import babble
from training.documents.invoices.parts.details import Entry
from training.documents.invoices.sheet import Sheet
from training.documents.invoices.spots import Buy
from training.documents.words.dates import date_text


def pick_word(sheet: Sheet, words: str) -> str:
    return sheet.rng.choice(words.split("|"))


def flight_span(sheet: Sheet, buy: Buy) -> list[Seg]:
    """The flight's dates with a dash."""
    pattern, dash = sheet.style.date_pattern, sheet.rng.choice((" - ", " - ", "-", " to ", " -"))
    return [
        (date_text(buy.flight_from, pattern, "en"), ("flight_from",)),
        (dash, ()),
        (date_text(buy.flight_to, pattern, "en"), ("flight_to",)),
    ]


def entries(sheet: Sheet, buy: Buy) -> list[Entry]:
    """Pairs of the details grid."""
    rng, n, day = sheet.rng, buy.numbers, sheet.day("issue_date", "issue_date")
    month: list[Seg] = [(date_text(sheet.facts.dates["issue_date"], "{month} {yyyy}", "en"), ())]
    period: list[Seg] = [
        (" - ".join(plain(sheet.day(k)) for k in ("period_start", "period_end")), ())
    ]
    found: list[Entry] = []
    if buy.contract:
        found += [
            (
                pick_word(sheet, "Contract / Revision|Contract #|Order #|Contract"),
                [
                    (n["order"], ("contract_num",)),
                    (f" / {n['revision']}" if rng.random() < 0.5 else "", ()),
                ],
            )
        ]
        found += [
            (pick_word(sheet, "Alt Order #|Headline"), [(n["alt"], ())]),
            (
                pick_word(sheet, "Original Date / Revision|Print Date|Order Date|Entered"),
                day if rng.random() < 0.1 else [(plain(sheet.day("order_date")), ())],
            ),
        ]
    else:
        found += [
            (
                pick_word(sheet, "Invoice #|Invoice|Invoice #|Invoice No.|Invoice Number"),
                [(n["invoice"], ("invoice_number", "contract_num"))],
            ),
            (pick_word(sheet, "Invoice Date|Inv Date|Date"), day),
        ]
        found += [("Invoice Month", month)] if rng.random() < 0.7 else []
        found += (
            [(pick_word(sheet, "Invoice Period|Period|Billing Period"), period)]
            if rng.random() < 0.8
            else []
        )
        found += [
            (
                pick_word(sheet, "Order #|Contract|Contract #|Order"),
                [(n["order"] if rng.random() < 0.8 else n["contract"], ())],
            )
        ]
        found += [("Alt Order #", [(n["alt"], ())])] if rng.random() < 0.6 else []
    found += (
        [
            (
                pick_word(sheet, "Flight Dates|Order Flight|Flight|Contract Dates|Schedule Dates"),
                flight_span(sheet, buy),
            )
        ]
        if rng.random() < 0.85
        else []
    )
    direct = ("customer.name",) if buy.agency is None else ()
    found += [
        (
            pick_word(sheet, "Advertiser|Advertiser|Client|Advertiser Name"),
            [(buy.advertiser, ("advertiser", *direct))],
        )
    ]
    if buy.agency and rng.random() < 0.3:
        found += [("Agency", [(buy.agency.name, ("agency", "customer.name"))])]
    found += [("Product", [(buy.product, ("product",))])] if rng.random() < 0.8 else []
    found += (
        [
            (
                pick_word(sheet, "Estimate #|Estimate Number|Est #|Est/External #"),
                [(n["estimate"], ("estimate_number",))],
            )
        ]
        if rng.random() < 0.8
        else []
    )
    more: list[Entry] = [
        ("Property", [(buy.station.name, ("supplier.name", "station"))]),
        (
            pick_word(sheet, "Account Executive|Salesperson|AE"),
            [(buy.executive, ("account_executive",))],
        ),
        (
            "Sales Office",
            [(pick_word(sheet, "Chicago|National|New York|Local House|Washington DC|Dallas"), ())],
        ),
        ("Sales Region", [(pick_word(sheet, "National|Local|Regional"), ())]),
        ("Billing Calendar", [(pick_word(sheet, "Broadcast|Calendar"), ())]),
        ("Billing Type", [(pick_word(sheet, "Cash|Trade|Weekly/Irregular"), ())]),
        ("Special Handling", [("", ())]),
        ("Agency Code", [(n["code"] if rng.random() < 0.5 else "", ())]),
        ("Advertiser Code", [(n["ref"], ())]),
        ("Agency Ref", [(n["ref"] + "7", ())]),
        ("Advertiser Ref", [("2" + n["ref"], ())]),
        ("Product 1", [(str(rng.randint(1, 300)), ())]),
        ("Product 2", [("", ())]),
        ("Deal #", [("", ())]),
        ("Demo", [(pick_word(sheet, "Adults 35+|A25-54|RA35+|"), ())]),
        ("Terms", [(pick_word(sheet, "Net 30|CIA|30 Days|Net 30 Days"), ())]),
        ("Buyer", [(person_of(sheet), ())]),
    ]
    keep = rng.sample(more, rng.randint(2, len(more)))
    if rng.random() < 0.35:
        both = found + keep
        rng.shuffle(both)
        return both
    return found + keep


def person_of(sheet: Sheet) -> str:
    """Some person's name."""
    return sheet.facts.ship_to.person


def grid(sheet: Sheet, found: list[Entry], x0: float, x1: float, y: float) -> float:
    """Pairs in ruled cells: label beside value, one or two pairs a row, or label above value."""
    shape = sheet.rng.choice(("beside", "beside", "two", "above", "plain"))
    style = sheet.style
    step = style.size * sheet.rng.uniform(1.2, 1.45)
    columns = 2 if shape in ("two", "above") else 1
    width = (x1 - x0) / columns
    ruled = shape != "plain" and sheet.rng.random() < 0.85
    share = sheet.rng.uniform(0.34, 0.42)
    bold = style.bold_labels
    for i in range(0, len(found), columns):
        rise = 2 * step if shape == "above" else step
        for j, (label, segs) in enumerate(found[i : i + columns]):
            left = x0 + j * width
            edge = left + (0 if shape == "above" else width * share)
            if ruled:
                sheet.canvas.rect(left, y - 1, left + width, y + rise - 1)
            room = width - 6 if shape == "above" else width * share - 5
            sheet.line(
                left + 2,
                y,
                label,
                size=fitted_size(label, style.bold, style.size * 0.9, room, least=4),
                bold=bold,
            )
            size = fitted_size(
                plain(segs), style.bold, style.size, left + width - edge - 5, least=3.6
            )
            sheet.line(
                edge + 3,
                y + (step if shape == "above" else 0),
                segs,
                size=size,
                bold=sheet.style.bold_values,
            )
        y += rise
    return y


def station_block(sheet: Sheet, buy: Buy, x0: float, x1: float, y: float) -> float:
    rng, who = sheet.rng, buy.station
    size = sheet.style.size * rng.choice((1.0, 1.1, 1.3))
    if rng.random() < 0.3:
        y = sheet.line(
            x0,
            y,
            pick_word(
                sheet,
                "Remit Address:|Station:|Contract Agreement Between:"
                if buy.contract
                else "Remit Address:|From:|Remit To:",
            ),
            size=size * 0.9,
            bold=True,
        )
    bold = rng.random() < 0.7
    y = sheet.lines(
        x0,
        x1,
        y,
        [(who.name, ("supplier.name", "station"))],
        bold=bold,
        size=size * rng.choice((1.0, 1.0, 1.6)),
    )
    if who.extra:
        y = sheet.lines(x0, x1, y, who.extra[0], bold=bold, size=size)
    for text in who.address:
        y = sheet.lines(x0, x1, y, [(text, ("supplier.address.text",))], bold=bold, size=size)
    for label in ("Main:", "Billing:")[: rng.randint(0, 2)]:
        y = sheet.line(
            x0, y, f"{label} {who.phone if label == 'Main:' else who.fax}", bold=bold, size=size
        )
    return y


def billing_block(sheet: Sheet, buy: Buy, x0: float, x1: float, y: float) -> float:
    rng, who = sheet.rng, sheet.facts.customer
    if rng.random() < 0.8:
        y = (
            sheet.line(
                x0,
                y,
                pick_word(
                    sheet,
                    "And:|Agency:|Bill To:"
                    if buy.contract
                    else "Billing Address:|Bill To:|Billing Address:|BILL TO|Invoice To:",
                ),
                bold=rng.random() < 0.4,
            )
            + 3
        )
    x0 += rng.choice((0.0, 20.0, 40.0))
    extra = ("agency",) if buy.agency else ("advertiser",)
    y = sheet.lines(x0, x1, y, [(who.name, ("customer.name", *extra))], bold=True)
    if rng.random() < 0.6:
        y = sheet.lines(
            x0,
            x1,
            y,
            f"Attention: {pick_word(sheet, 'Accounts Payable|Accounts Payable|' + who.person)}",
            bold=True,
        )
    for text in who.address:
        y = sheet.lines(x0, x1, y, [(text, ("customer.address.text",))], bold=True)
    return y


def remit_block(sheet: Sheet, buy: Buy, x0: float, x1: float, y: float) -> float:
    """Where to pay: name again, another address."""
    y = sheet.line(
        x0, y + 6, pick_word(sheet, "Send Payment To:|Remit To:|Please Remit To:|REMIT TO")
    )
    y = sheet.lines(x0, x1, y, [(buy.station.name, ("supplier.name", "station"))], bold=True)
    for text in sheet.facts.ship_to.address:
        y = sheet.lines(x0, x1, y, text, bold=True)
    return y


def sums(sheet: Sheet, buy: Buy, x0: float, x1: float, y: float) -> float:
    """Gross, commission, net."""
    rng, style = sheet.rng, sheet.style
    payable = ("totals.total", "totals.amount_due")
    gross_paths = ("gross_amount",) if buy.commission else ("gross_amount", *payable)
    rows = [
        (
            pick_word(
                sheet,
                "Gross Total|Gross Amount|Total Gross|Gross Total|Gross Billing",
            ),
            sheet.money(buy.gross, *gross_paths),
        )
    ]
    if buy.commission:
        shown = -buy.commission if rng.random() < 0.4 else buy.commission
        rows.append(
            (
                pick_word(
                    sheet,
                    "Agency Commission|Agency Comm.|Commission|Agency Commission|"
                    "Less Agency Commission (15%)",
                ),
                sheet.money(shown, "agency_commission"),
            )
        )
        rows.append(
            (
                pick_word(
                    sheet, "Net Amount Due|Net Amount|Net Total|Net Due|Net Amount Due|Total Due"
                ),
                sheet.money(buy.net, "net_amount", *payable),
            )
        )
    if rng.random() < 0.35:
        count = str(sum(len(f.spots) for f in buy.flights))
        cells: list[Entry] = (
            [("# of Spots", [(count, ("total_spots",))]), *rows] if rng.random() < 0.8 else rows
        )
        if rng.random() < 0.6:
            cells.insert(
                0,
                (
                    "Time Period",
                    [(" - ".join(plain(sheet.day(k)) for k in ("period_start", "period_end")), ())],
                ),
            )
        width = min(110.0, (x1 - x0) / len(cells))
        for i, (label, segs) in enumerate(cells):
            sheet.line(
                x0 + (i + 1) * width,
                y,
                label,
                size=fitted_size(label, style.bold, style.size, width - 8, least=4),
                align="right",
                bold=style.bold_labels,
            )
            sheet.line(
                x0 + (i + 1) * width,
                y + style.leading + 2,
                segs,
                size=fitted_size(plain(segs), style.bold, style.size, width - 8, least=4),
                align="right",
            )
        sheet.canvas.line(x0, y + style.leading, x0 + width * len(cells), y + style.leading)
        return y + 2 * style.leading + 8
    if rng.random() < 0.3:
        rows.append(
            ("Total Spots", [(str(sum(len(f.spots) for f in buy.flights)), ("total_spots",))])
        )
    edge = x1 - rng.choice((0.0, 0.0, 60.0, 180.0))
    for label, segs in rows:
        sheet.line(edge - rng.choice((90.0, 90.0)), y, label, align="right", bold=style.bold_labels)
        y = sheet.line(edge, y, segs, align="right", bold=rng.random() < 0.5) + 4
    return y


def closing_lines(sheet: Sheet, buy: Buy, x0: float, x1: float, y: float) -> float:
    rng = sheet.rng
    if rng.random() < 0.5:
        y = sheet.line(
            x0,
            y + 4,
            pick_word(sheet, "Payment Terms 30 Days|Payment Terms: Net 30|Net 30 days|TERMS 30"),
            bold=True,
        )
    if rng.random() < 0.25:
        y = sheet.lines(
            x0,
            x1,
            y + 2,
            f"Invoice Balance as of {plain(sheet.day('print_date'))} "
            f"{rng.randint(1, 12)}:{rng.randint(10, 59)} PM ET "
            f"{plain(sheet.money(buy.net - buy.net))}",
        )
    if rng.random() < 0.7:
        text = rng.choice(
            (
                "We warrant that the actual broadcast information shown on this invoice was "
                "taken from the program log.",
                "Net 30 - Payment is due within 30 days from invoice date.",
            )
        )
        y = sheet.lines(
            x0, x1, y + 4, f"{text} {babble(sheet, rng.randint(6, 40))}", size=5.5, align="center"
        )
    return y
