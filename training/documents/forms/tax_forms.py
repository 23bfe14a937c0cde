"""Forms of tax offices and payers: numbered lines with long labels and the answer below, a row of
boxes to tick, numbers with one digit a box, and slips of small labelled boxes. Knows no schema.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from training.documents.forms.boxes import write_group
from training.documents.forms.catalogue import Concept
from training.documents.forms.filings import write_notices
from training.documents.forms.legal import sentence
from training.documents.forms.makers import Habits, Value, draw_habits, make
from training.documents.forms.schema import Group
from training.documents.forms.sheet import Box, Field, Sheet
from training.documents.forms.templates import fill_gaps
from training.documents.receipts import words as w

#: what a line asks: labels, names a user gives, kind, maker
LINES = (
    (
        *("Name (as shown on your income tax return)", "Name of taxpayer", "Full legal name"),
        *("Name (as shown on your return). Name is required on this line.", "Payee name"),
    ),
    (
        *("Business name/disregarded entity name, if different from above", "Trade name, if any"),
        *("Business name (if different)", "Doing business as", "Entity name"),
    ),
    (
        *("Address (number, street, and apt. or suite no.) See instructions.", "Street address"),
        *("Address (number and street)", "Mailing address", "Residence address"),
    ),
    ("City, state, and ZIP code", "City, state, ZIP", "City or town, state, and ZIP code"),
    (
        *("List account number(s) here (optional)", "Account number (see instructions)"),
        *("Account no. (optional)", "Reference number(s)"),
    ),
)
NAMES = (
    (("name", "taxpayer_name", "payee_name", "legal_name"), "name", "person"),
    (("business_name", "trade_name", "entity_name", "dba"), "name", "company"),
    (("address", "street_address", "mailing_address", "address_line"), "address", "street"),
    (("city_state_zip", "city_and_state", "town", "city_line"), "address", "cityzip"),
    (("account_numbers", "account_no", "accounts", "account_number"), "identifier", "accounts"),
)
CLASSES = (
    *("Individual/sole proprietor", "C Corporation", "S Corporation", "Partnership"),
    *("Trust/estate", "Limited liability company", "Other (see instructions)", "Nonprofit"),
    *("Government entity", "Estate", "Tribal entity", "Foreign branch"),
)
CODES = (
    ("Exempt payee code (if any)", ("exempt_payee_code", "payee_code", "exempt_code"), "one:1,3,5"),
    (
        "Exemption from FATCA reporting code (if any)",
        ("fatca_code", "f_a_t_c_a_code", "reporting_code", "fatca_exemption"),
        "one:A,C,E,F,K,M",
    ),
    ("Office code", ("office_code", "district"), "pat:##"),
)
#: money boxes of a slip
SLIP = (
    *("Wages, tips, other comp.", "Federal income tax withheld", "Social security wages"),
    *("Social security tax withheld", "Medicare wages and tips", "Medicare tax withheld"),
    *("Social security tips", "Allocated tips", "Dependent care benefits", "Nonqualified plans"),
    *("Rents", "Royalties", "Other income", "Fishing boat proceeds", "Crop insurance proceeds"),
    *("Interest income", "Early withdrawal penalty", "Ordinary dividends", "Capital gain"),
    *("State tax withheld", "State income", "Local wages", "Local income tax", "Gross proceeds"),
    *("Foreign tax paid", "Market discount", "Student loan interest", "Tuition payments"),
)
SIDE = (
    ("Employee's social security number", ("employee_ssn", "ssn", "employee_s_s_n"), "ssn"),
    ("Employer ID number (EIN)", ("ein", "employer_id", "employer_id_number"), "ein"),
    ("Employer's name, address and ZIP code", ("employer_name", "employer", "payer"), "block"),
    ("Control number", ("control_number", "control_no"), "pat:00#######"),
    ("Employee's name, address and ZIP code", ("employee_name", "employee", "payee"), "person"),
    ("Payer's federal identification number", ("payer_tin", "payer_id"), "ein"),
    ("Recipient's identification number", ("recipient_tin", "recipient_id"), "ssn"),
    ("Account number (see instructions)", ("account_number", "account"), "pat:########"),
)


#: how small boxes abbreviate
SHORT = {
    **{"social": "soc", "security": "sec", "number": "no.", "federal": "fed", "income": "inc."},
    **{"identification": "ID", "withheld": "w/h", "compensation": "comp.", "address": "addr."},
    **{"account": "acct", "payments": "pmts", "dividends": "div.", "distributions": "distr."},
}


@dataclass(slots=True)
class Written:
    """What a form's window holds."""

    fields: list[Field] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)


def make_tax_value(rng: random.Random, habits: Habits, maker: str) -> Value:
    """An answer of a tax form; `accounts` are one or two numbers."""
    if maker == "accounts":
        count = rng.choice((1, 1, 2))
        text = ", ".join(w.fill(rng, "#" * rng.randint(6, 12)) for _ in range(count))
        return Value(((text, ""),), {"": text})
    patterns = {"ssn": "pat:###-##-####", "ein": "pat:##-#######", "block": "company"}
    return make(rng, habits, patterns.get(maker, maker))


def abbreviated(label: str) -> str:
    """``Employee's social security number`` -> ``Employee's soc sec no.``"""
    return " ".join(SHORT.get(word.casefold(), word) for word in label.split())


def _stem(label: str) -> str:
    return "_".join("".join(c if c.isalnum() else " " for c in label.lower()).split())


def write_boxed_number(sheet: Sheet, x: float, item: Field, pattern: str) -> float:
    """One digit a box with dashes between the groups. Returns the bottom edge."""
    rng, style = sheet.rng, sheet.style
    size = style.value_size
    pitch = size * rng.uniform(1.1, 1.6)
    dash = rng.choice(("-", "\u2013"))
    drawn = rng.random() < 0.8
    top = sheet.label(x, sheet.y, item, 22 * size) + 2
    base = top + size * 1.05
    digits = w.fill(rng, pattern)
    if item.value is not None:
        item.value = Value(((digits, ""),), {"": digits})
    for char in digits:
        shown = dash if char == "-" else char
        if drawn and char != "-":
            sheet.canvas.rect(x, top, x + pitch, base + 0.3 * size, width=0.4)
        if item.value is not None:
            at = x + pitch / 2
            sheet.canvas.text(
                at, base, shown, size=size, fontname=style.value_font, align="center",
                tag=item.tag(""),
            )  # fmt: skip
        x += pitch
    return base + size * 0.5


def _title(sheet: Sheet) -> None:
    rng = sheet.rng
    form = w.fill(rng, rng.choice(("Form @-#", "Form ####", "Form @@-##", "Schedule @")))
    rev = rng.choice(("", f" (Rev. {rng.randint(1, 12)}-{rng.randint(1998, 2024)})"))
    title = rng.choice(
        (
            *("Request for Taxpayer Number and Certification", "Certificate of Status"),
            *("Statement of Identity", "Declaration of Payee", "Withholding Certificate"),
        )
    )
    width = sheet.right - sheet.left
    top = sheet.y
    y = sheet.plain(sheet.left, top, form + rev, width * 0.25, size=10)
    y1 = sheet.plain(
        sheet.left + width * 0.27, top, title, width * 0.45, font="hebo", size=13, align="center"
    )
    sheet.plain(sheet.left + width * 0.76, top, "Give the form to the requester.", width * 0.24)
    sheet.y = max(y, y1) + 6


def _line_value(sheet: Sheet, item: Field, x: float, width: float) -> None:
    under = sheet.label(x, sheet.y, item, width) + sheet.rng.choice((0.0, 1.0, 4.0))
    bottom = sheet.value(x + sheet.rng.choice((0.0, 0.0, 12.0)), under, item, width - 12)
    sheet.canvas.line(sheet.left, bottom + 1, sheet.right, bottom + 1, width=0.4)
    sheet.y = bottom + 2


def _write_request(sheet: Sheet, rng: random.Random) -> Written:
    """A certificate with lines, boxes to tick, and boxed numbers."""
    out, habits = Written(), draw_habits(rng)
    _title(sheet)
    width = sheet.right - sheet.left
    numbered = rng.random() < 0.8
    line = 0
    for labels, (names, kind, maker) in zip(LINES, NAMES, strict=True):
        if rng.random() < 0.1:
            continue
        line += 1
        text = rng.choice(labels)
        label = f"{line}{rng.choice(('', '.'))} {text}" if numbered else text
        value = make_tax_value(rng, habits, maker) if rng.random() < 0.85 else None
        item = Field(len(out.fields), Concept("tax", (text,), names, kind, maker), label, value)
        out.fields.append(item)
        aside = line == 3 and rng.random() < 0.6
        top = sheet.y
        _line_value(sheet, item, sheet.left, width * (0.6 if aside else 1.0))
        if aside:
            _requester(sheet, out, top, width, habits)
        if line == 2:
            _classes(sheet, out, rng, habits)
    _numbers(sheet, out, rng)
    if sheet.room > 120:
        sheet.y += 4
        write_notices(sheet, rng.choice((20.0, 60.0, 120.0, 240.0)))
    return out


def _requester(sheet: Sheet, out: Written, top: float, width: float, habits: Habits) -> None:
    """A second answer beside a line, under a label of its own."""
    rng = sheet.rng
    names = ("requester_name_address", "requester", "requester_name", "requested_by")
    concept = Concept("tax", ("Requester's name",), names, "string", "person")
    label = rng.choice(("Requester\u2019s name and address (optional)", "Requester", "Sent to"))
    value = make(rng, habits, "person") if rng.random() < 0.7 else None
    item = Field(len(out.fields), concept, label, value)
    out.fields.append(item)
    x = sheet.left + width * 0.64
    bottom = sheet.value(x, sheet.label(x, top, item, width * 0.35), item, width * 0.35)
    sheet.y = max(sheet.y, bottom)


def _classes(sheet: Sheet, out: Written, rng: random.Random, habits: Habits) -> None:
    """The row of boxes, instructions about them, and short codes."""
    labels = rng.sample(CLASSES[:7], rng.randint(4, 7)) if rng.random() < 0.7 else []
    labels = labels or rng.sample(CLASSES, rng.randint(3, 7))
    ticked = rng.randrange(len(labels)) if rng.random() < 0.95 else -1
    boxes = [Box(1000 + i, 0, text, i == ticked) for i, text in enumerate(labels)]
    head = rng.choice(
        (
            "Check appropriate box for federal tax classification. Check only one of the boxes.",
            "Tax classification (check one)",
            "Type of entity",
        )
    )
    write_group(sheet, head, boxes)
    stems = ("tax_classify", "tax_classification", "entity_type", "classification", "is")
    out.groups.append(Group(head, rng.choice(stems), boxes))
    if rng.random() < 0.5:
        text = f"Note: {sentence(rng, 'notice')}"
        sheet.y = sheet.plain(sheet.left, sheet.y, text, sheet.right - sheet.left, size=6.5) + 2
    x = sheet.left
    bottom = sheet.y
    for label, names, maker in rng.sample(CODES, rng.choice((0, 1, 2, 2))):
        concept = Concept("tax", (label,), names, "code", maker)
        value = make(rng, habits, maker) if rng.random() < 0.75 else None
        item = Field(len(out.fields), concept, label, value)
        out.fields.append(item)
        segments = [*item.label_segments(" "), *item.value_segments()]
        font, size = sheet.style.label_font, sheet.style.label_size
        bottom = max(bottom, sheet.block(x, sheet.y, segments, 190, font=font, size=size))
        x += 210
    sheet.y = bottom + 3


def _numbers(sheet: Sheet, out: Written, rng: random.Random) -> None:
    """The taxpayer's numbers, one digit a box, mostly to the right of a paragraph."""
    width = sheet.right - sheet.left
    x = sheet.left + width * rng.choice((0.0, 0.55, 0.6))
    top = sheet.y + 6
    kinds = (
        ("Social security number", ("ssn", "social_security_number", "tax_number"), "###-##-####"),
        ("Employer identification number", ("ein", "employer_identification_no"), "##-#######"),
        ("Account number", ("account_digits", "boxed_account"), "########"),
    )
    for label, names, pattern in rng.sample(kinds, rng.choice((1, 2, 2))):
        concept = Concept("tax", (label,), names, "identifier", "")
        filled = Value((), {}) if rng.random() < 0.8 else None
        item = Field(len(out.fields), concept, label, filled)
        out.fields.append(item)
        sheet.y = write_boxed_number(sheet, x, item, pattern) + 5
    if x > sheet.left:
        text = " ".join(sentence(rng, "notice") for _ in range(2))
        left = sheet.plain(sheet.left, top, text, x - sheet.left - 14, size=7)
        sheet.y = max(sheet.y, left)


def _write_slip(sheet: Sheet, rng: random.Random) -> Written:
    """A slip of small boxes: who at the left, numbered sums at the right."""
    out, habits = Written(), draw_habits(rng)
    width = (sheet.right - sheet.left) * rng.uniform(0.8, 1.0)
    split = sheet.left + width * rng.uniform(0.4, 0.55)
    lettered, numbered = rng.random() < 0.7, rng.random() < 0.85
    top, y = sheet.y, sheet.y
    sides = rng.sample(SIDE, rng.randint(2, 5))
    for index, (label, names, maker) in enumerate(sides):
        kind = "identifier" if maker in ("ssn", "ein") or maker.startswith("pat") else "name"
        concept = Concept("tax", (label, abbreviated(label)), names, kind, maker)
        label = label if rng.random() < 0.65 else abbreviated(label)
        shown = f"{'abcdefgh'[index]}{rng.choice((' ', '. '))}{label}" if lettered else label
        value = make_tax_value(rng, habits, maker) if rng.random() < 0.92 else None
        item = Field(len(out.fields), concept, shown, value)
        out.fields.append(item)
        under = sheet.label(sheet.left + 2, y + 1, item, split - sheet.left - 4, scale=0.85)
        bottom = sheet.value(sheet.left + 6, under, item, split - sheet.left - 8)
        if kind == "name" and rng.random() < 0.75:
            for line in (fill_gaps(rng, "street"), fill_gaps(rng, "cityzip")):
                bottom = sheet.plain(sheet.left + 6, bottom, line, split - sheet.left - 8, size=8)
        sheet.canvas.rect(sheet.left, y, split, bottom + 2, width=0.5)
        y = bottom + 2
    sheet.y = top
    _sums(sheet, out, rng, habits, split, sheet.left + width, numbered=numbered)
    sheet.y = max(sheet.y, y) + 4
    year = str(habits.day.year)
    names = ("tax_year", "year", "calendar_year", "form_year")
    concept = Concept("tax", ("Tax year",), names, "identifier", "year")
    item = Field(len(out.fields), concept, "", Value(((year, ""),), {"": year}))
    out.fields.append(item)
    foot = [(w.fill(rng, "Form @-# Statement "), None), *item.value_segments()]
    foot.append((f" Department of {w.invented(rng)}", None))
    sheet.y = sheet.block(sheet.left, sheet.y, foot, width, font="hebo", size=9)
    return out


def _sums(
    sheet: Sheet, out: Written, rng: random.Random, habits: Habits, x0: float, x1: float, *,
    numbered: bool,
) -> None:  # fmt: skip
    """Boxes of sums, two or three a row; some are empty."""
    columns = rng.choice((2, 2, 3))
    width = (x1 - x0) / columns
    labels = SLIP[: rng.randint(4, 12)] if rng.random() < 0.5 else rng.sample(SLIP, 8)
    bare = rng.random() < 0.6
    for index, label in enumerate(labels):
        place = index % columns
        x = x0 + place * width
        names = (_stem(label), _stem(label), f"box_{index + 1}_{_stem(label)}")
        concept = Concept("tax", (label, abbreviated(label)), names, "amount", "")
        label = label if rng.random() < 0.7 else abbreviated(label)
        shown = f"{index + 1} {label}" if numbered else label
        value = make(rng, habits, rng.choice(("amount:mid", "amount:big", "amount:small")))
        if bare:
            value = Value(tuple((t, s) for t, s in value.parts if s is not None), value.typed)
        item = Field(len(out.fields), concept, shown, value if rng.random() < 0.8 else None)
        out.fields.append(item)
        under = sheet.label(x + 2, sheet.y + 1, item, width - 4, scale=0.8)
        bottom = sheet.value(x + 4, under + 1, item, width - 8, "right" if bare else "left") + 2
        sheet.canvas.rect(x, sheet.y, x + width, bottom, width=0.5)
        if place == columns - 1 or index == len(labels) - 1:
            sheet.y = max(bottom, sheet.y + 20)


def write_tax_form(sheet: Sheet) -> Written:
    """A certificate, a slip, or a page of their instructions, which holds nothing that is asked."""
    rng = sheet.rng
    kind = rng.choices(("request", "slip", "notices"), (52, 36, 12))[0]
    if kind == "notices":
        sheet.y = sheet.plain(sheet.left, sheet.y, w.fill(rng, "Form @-# Page #"), 200) + 4
        write_notices(sheet, rng.uniform(80, 340))
        elsewhere = _write_request(sheet.scratch(), rng)
        for item in elsewhere.fields:
            item.value = None
        for group in elsewhere.groups:
            group.printed = False
        return elsewhere
    return _write_request(sheet, rng) if kind == "request" else _write_slip(sheet, rng)
