"""What a form prints around its fields: titles, instructions, notes, spot tables, signatures, form
numbers."""

from __future__ import annotations

import random

from training.documents.canvas import Align
from training.documents.forms.catalogue import Concept, concepts
from training.documents.forms.makers import Value, draw_habits, make
from training.documents.forms.sheet import Field, Sheet
from training.documents.receipts import words as w

OFFICES = ("Department", "Office", "County", "Media", "Services", "Bureau")
TITLE = Concept("form", ("Title",), ("form_type", "document_type", "form_title"), "string", "")
TITLE_INDEX, RECEIVED_INDEX = 900, 901
TITLES = {
    "person": (
        "Application Form",
        "Registration",
        "Personal Information",
        "Membership Application",
        "Application for Employment",
    ),
    "work": ("Employment Record", "Personnel Action Form", "Timesheet", "Employee Information"),
    "tax": (
        "Wage and Tax Statement",
        "Request for Taxpayer Identification Number and Certification",
        "Tax Information",
    ),
    "business": (
        "Registration Statement",
        "Amendment to Registration Statement",
        "Vendor Registration",
        "Business License Application",
        "Supplemental Statement",
    ),
    "order": (
        "CONTRACT",
        "ORDER",
        "Broadcast Order",
        "Order Confirmation",
        "AGREEMENT",
        "Insertion Order",
        "Contract Confirmation",
        "BROADCAST CONTRACT",
    ),
    "purchase": (
        "PURCHASE ORDER",
        "Requisition",
        "Delivery Note",
        "Shipping Request",
        "Packing Slip",
    ),
    "insurance": ("Claim Form", "Accident Report", "Notice of Loss", "Certificate of Insurance"),
    "medical": ("Patient Registration", "Medical History", "Referral Form", "Intake Form"),
    "contract": (
        "AGREEMENT",
        "Lease Summary",
        "Non-Disclosure Agreement",
        "Contract Summary",
        "Project Statement",
    ),
    "bank": (
        "Loan Application",
        "Account Statement",
        "Direct Deposit Authorization",
        "Credit Application",
    ),
    "event": ("Registration Form", "Booking Confirmation", "Enrollment Form"),
    "statement": ("Account Statement", "Statement of Account", "Monthly Statement", "STATEMENT"),
    "utility": ("Electricity Bill", "Water Account", "Meter Report", "Gas Statement"),
    "delivery": ("DELIVERY NOTE", "Delivery Receipt", "Bill of Lading", "Proof of Delivery"),
    "confirmation": ("Order Confirmation", "Booking Confirmation", "ORDER ACKNOWLEDGEMENT"),
    "certificate": ("Certificate of Insurance", "CERTIFICATE OF LIABILITY INSURANCE"),
    "invented": ("Record", "Statement", "Report", "Form", "Request", "Worksheet"),
}


def sentence_of(rng: random.Random, count: int) -> str:
    """Plain words that say nothing."""
    return " ".join(rng.choices(w.pools().words["en"], k=count)).capitalize() + "."


def write_head(sheet: Sheet, topic: str) -> Field | None:
    """Title, issuer and page marks. Returns the title as a field, None where there is none."""
    rng, style = sheet.rng, sheet.style
    title = rng.choice(TITLES[topic])
    size = rng.uniform(11, 20)
    width = sheet.right - sheet.left
    field = None
    if rng.random() < 0.4:
        issuer = rng.choice(
            (
                f"{w.invented(rng)} {rng.choice(OFFICES)}",
                f"Department of {w.invented(rng)}",
                f"State of {w.invented(rng)}",
            )
        )
        sheet.y = sheet.plain(sheet.left, sheet.y, issuer, width, size=rng.uniform(8, 12)) + 2
    if rng.random() < 0.9:
        sides: tuple[Align, ...] = ("left", "center", "center", "right")
        font, side = style.head_font, rng.choice(sides)
        left, top = sheet.left, sheet.y
        field = Field(TITLE_INDEX, TITLE, "Title", Value(((title, ""),), {"": title}))
        segments = field.value_segments()
        sheet.y = 2 + sheet.block(left, top, segments, width, font=font, size=size, align=side)
    if rng.random() < 0.3:
        sheet.y = sheet.plain(
            sheet.left,
            sheet.y,
            rng.choice(
                (
                    f"Form {w.fill(rng, '@-#')}",
                    w.fill(rng, f"Form #### (Rev. {rng.randint(1, 12)}-20##)"),
                    f"Page 1 of {rng.randint(1, 9)}",
                    f"OMB No. {w.fill(rng, '####-####')}",
                )
            ),
            width,
            size=7,
            align="right",
        )
    if rng.random() < 0.35:
        write_filler(sheet)
    sheet.y += rng.uniform(2, 14)
    return field


def write_received(sheet: Sheet) -> Field:
    """An office's stamp with the day of receipt, in the margins above and below."""
    rng, canvas = sheet.rng, sheet.canvas
    concept = next(c for c in concepts()["business"] if "date_received" in c.names)
    value = make(rng, draw_habits(rng), "date")
    field = Field(RECEIVED_INDEX, concept, "Received", value)
    office = f"Received by {w.invented(rng)} {rng.choice(('Registration Unit', 'Office', 'Clerk'))}"
    hour = f" {rng.randint(1, 12)}:{rng.randint(10, 59)}:{rng.randint(10, 59)} PM"
    segments = [(office + " ", None), *field.value_segments(), (hour, None)]
    for top in (4.0, canvas.height - 17.0)[: rng.choice((1, 2, 2))]:
        sheet.block(sheet.left, top, segments, canvas.width, font="helv", size=9, align="left")
    return field


def write_filler(sheet: Sheet) -> None:
    """A section heading, a paragraph of instructions, or a rule."""
    rng, width = sheet.rng, sheet.right - sheet.left
    kind = rng.random()
    if kind < 0.45:
        text = rng.choice(
            (
                f"Section {rng.randint(1, 9)}",
                f"Part {rng.choice(('I', 'II', 'III'))} {sentence_of(rng, 1)[:-1]}",
                " ".join(rng.choices(w.pools().words["en"], k=2)).upper(),
                "Please print clearly",
                "FOR OFFICE USE ONLY",
            )
        )
        top = sheet.y
        sheet.y = (
            sheet.plain(
                sheet.left + 2, sheet.y + 1, text, width, font=sheet.style.head_font, size=9.5
            )
            + 3
        )
        if sheet.style.shade is not None:
            sheet.canvas.rect(
                sheet.left, top, sheet.right, sheet.y - 1, stroke=None, fill=sheet.style.shade
            )
    elif kind < 0.85:
        text = " ".join(sentence_of(rng, rng.randint(6, 16)) for _ in range(rng.randint(1, 3)))
        sheet.y = sheet.plain(sheet.left, sheet.y, text, width, size=rng.uniform(6, 8.5)) + 4
    else:
        sheet.y += 4
        sheet.canvas.line(sheet.left, sheet.y, sheet.right, sheet.y, width=1.0)
        sheet.y += 4


def _spots(sheet: Sheet) -> None:
    """Lines of an order: dates, times, rates that are nobody's answer."""
    rng, width = sheet.rng, sheet.right - sheet.left
    heads = ("Line", "Start", "End", "Description", "Spots", "Rate", "Amount")
    at = (0.0, 0.07, 0.18, 0.3, 0.68, 0.83, 1.0)
    for row in range(min(rng.randint(2, 14), int(sheet.room / 12) - 4)):
        sheet.y += 11
        month, day, rate, spots = (
            rng.randint(1, 12),
            rng.randint(1, 20),
            rng.randint(2, 90) * 10,
            rng.randint(1, 9),
        )
        cells = (
            heads
            if row == 0
            else (
                str(row),
                f"{month}/{day}/20",
                f"{month}/{day + 6}/20",
                sentence_of(rng, 3)[:-1],
                str(spots),
                f"${rate}.00",
                f"${rate * spots:,}.00",
            )
        )
        for index, (share, cell) in enumerate(zip(at, cells, strict=True)):
            sheet.canvas.text(
                sheet.left + share * width,
                sheet.y,
                cell,
                size=7,
                fontname="hebo" if row == 0 else "helv",
                align="right" if index > 3 else "left",
            )


def write_foot(sheet: Sheet, topic: str) -> None:
    """Spot lines on orders, signature and form number at the bottom."""
    rng, canvas = sheet.rng, sheet.canvas
    if sheet.room > 70 and rng.random() < (0.7 if topic == "order" else 0.12):
        _spots(sheet)
    if sheet.room > 60 and rng.random() < 0.35:
        base = sheet.y + 34
        canvas.line(sheet.left, base, sheet.left + 200, base, width=0.5)
        canvas.text(
            sheet.left,
            base + 9,
            rng.choice(("Signature", "Authorized signature", "Signed", "Signature of applicant")),
            size=7,
        )
        canvas.text(
            sheet.left + 230,
            base + 9,
            rng.choice(("Date", "Date signed", "Date: ____________")),
            size=7,
        )
        sheet.y = base + 12
    if rng.random() < 0.4:
        canvas.text(
            sheet.right,
            canvas.height - 18,
            rng.choice(
                (
                    f"Form {w.fill(rng, '@@-###')}",
                    "Page 1 of 1",
                    f"Rev. {rng.randint(1, 12)}/{rng.randint(90, 99)}",
                    "Page 1",
                )
            ),
            size=7,
            align="right",
        )


def write_terms(sheet: Sheet) -> None:
    """Small print in one or two columns."""
    rng = sheet.rng
    columns = rng.choice((1, 2, 2))
    size, gap = rng.uniform(5.5, 8.0), 14.0
    width = (sheet.right - sheet.left - gap * (columns - 1)) / columns
    top = sheet.y + 8
    floor = min(sheet.canvas.height - 40, top + rng.uniform(30, 260) / columns)
    for column in range(columns):
        y, left = top, sheet.left + column * (width + gap)
        while y < floor - 6 * size:
            words = min(rng.randint(6, 40), int((floor - y) / size * width / 60))
            text = sentence_of(rng, max(4, words))
            if rng.random() < 0.2:
                text = f"{rng.randint(1, 12)}. {text}"
            y = sheet.plain(left, y, text, width, size=size)
    sheet.y = floor
