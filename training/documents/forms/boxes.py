"""Boxes to tick: drawn squares or printed brackets, in a row or a column, one or several ticked."""

from __future__ import annotations

import random

from training.documents.canvas import text_width
from training.documents.forms.sheet import Box, Sheet
from training.documents.receipts.words import pools

GROUPS: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = (
    (
        ("Federal tax classification", "Tax classification", "Check appropriate box"),
        "tax_classification",
        (
            "Individual/sole proprietor",
            "C Corporation",
            "S Corporation",
            "Partnership",
            "Trust/estate",
            "Limited liability company",
            "Other",
        ),
    ),
    (
        ("Type of filing", "This amendment is filed to", "Purpose of filing"),
        "filing_type",
        (
            "Initial statement",
            "To correct a deficiency",
            "Supplemental statement",
            "To give a 10-day notice",
            "Final statement",
            "Other purpose",
        ),
    ),
    (
        ("Marital status", "Civil status"),
        "marital_status",
        ("Single", "Married", "Divorced", "Widowed"),
    ),
    (
        ("Payment method", "Method of payment", "Pay by"),
        "payment_method",
        ("Cash", "Check", "Credit card", "Wire transfer", "Money order"),
    ),
    (
        ("Employment type", "Type of employment"),
        "employment_type",
        ("Full-time", "Part-time", "Temporary", "Seasonal", "Contract"),
    ),
    (
        ("Type of account", "Account type"),
        "account_type",
        ("Checking", "Savings", "Business", "Joint"),
    ),
    (("Gender", "Sex"), "gender", ("Male", "Female")),
    (("Citizenship", "Are you a U.S. citizen?"), "us_citizen", ("Yes", "No")),
    (
        ("Request type", "Reason for request"),
        "request_type",
        ("New application", "Renewal", "Change of address", "Replacement", "Cancellation"),
    ),
    (
        ("Shipment", "Service level"),
        "service_level",
        ("Overnight", "Two-day", "Ground", "Freight", "Hold for pickup"),
    ),
    (
        ("Retirement plan", "Box 13"),
        "box_13",
        ("Statutory employee", "Retirement plan", "Third-party sick pay"),
    ),
    (
        ("Property type", "Type of property"),
        "property_type",
        ("House", "Apartment", "Condominium", "Land", "Commercial"),
    ),
    (
        ("Have you ever been convicted of a crime?", "Convicted of a felony"),
        "convicted",
        ("Yes", "No"),
    ),
    (("Insurance type", "Coverage"), "coverage", ("Auto", "Home", "Life", "Health", "Liability")),
    (
        ("Billing type", "Type of order"),
        "order_type",
        ("Political", "Commercial", "Issue", "Trade", "Candidate"),
    ),
)


def draw_group(rng: random.Random, group: int, first: int) -> tuple[str, str, list[Box]]:
    """Label, name and boxes of a group; mostly exactly one is ticked."""
    labels, name, options = rng.choice(GROUPS)
    texts = list(options)
    if rng.random() < 0.2:
        words = rng.sample(pools().words["en"], 3)
        labels, name = (f"{words[0].capitalize()} type",), f"{words[0]}_type"
        more = rng.sample(pools().words["en"], 2)
        texts = [word.capitalize() for word in (*words[1:], *more)]
    kind = rng.random()
    chosen = (
        {rng.randrange(len(texts))}
        if kind < 0.85
        else set()
        if kind < 0.92
        else set(rng.sample(range(len(texts)), min(2, len(texts))))
    )
    boxes = [Box(first + i, group, text, i in chosen) for i, text in enumerate(texts)]
    return rng.choice(labels), name, boxes


def write_group(sheet: Sheet, label: str, boxes: list[Box]) -> None:
    """The group on the page."""
    rng, style = sheet.rng, sheet.style
    mark = rng.choice(("drawn", "drawn", "drawn", "[X]", "[x]", "(X)", "[X]"))
    # Drawn crosses are in no text: whether a box is ticked can only be seen.
    sign, behind, column = (
        rng.choice(("X", "X", "x", "/", "", "")),
        rng.random() < 0.12,
        rng.random() < 0.25,
    )
    sheet.y = (
        sheet.plain(
            sheet.left,
            sheet.y,
            label + rng.choice((":", "", " (check one)")),
            sheet.right - sheet.left,
            font=style.head_font,
            size=style.label_size,
        )
        + 1
    )
    x, size = sheet.left, style.label_size
    for box in boxes:
        words = text_width(box.label, style.label_font, size)
        if x + words + 3.2 * size > sheet.right or (column and x > sheet.left):
            x, sheet.y = sheet.left, sheet.y + size * 1.5
        base = sheet.y + size
        at = x + words + 0.4 * size if behind else x
        if mark == "drawn":
            sheet.canvas.rect(
                at, base - 0.75 * size, at + 0.85 * size, base + 0.1 * size, width=0.6
            )
            if box.ticked and not sign:
                left, top = at + 0.1 * size, base - 0.7 * size
                right, bottom = at + 0.75 * size, base
                sheet.canvas.line(left, top, right, bottom, width=1.1, color=style.ink)
                sheet.canvas.line(left, bottom, right, top, width=1.1, color=style.ink)
            elif box.ticked:
                sheet.canvas.text(
                    at + 0.12 * size,
                    base - 0.02 * size,
                    sign,
                    size=0.85 * size,
                    fontname="hebo",
                    color=style.ink,
                )
        else:
            empty = mark[0] + rng.choice((" ", "_"))[:1] + mark[2]
            sheet.canvas.text(
                at, base, mark if box.ticked else empty, size=size, fontname=style.label_font
            )
        shift = 0.0 if behind else (1.2 if mark == "drawn" else 1.8) * size
        sheet.canvas.text(
            x + shift, base, box.label, size=size, fontname=style.label_font, tag=f"{box.index}.box"
        )
        x += words + 3.4 * size
    sheet.y += size * 1.7
