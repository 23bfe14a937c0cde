"""Papers filed with an office: long instructions, numbered items with the answer below or beside,
stamps of receipt, form numbers; as they are printed, scanned and faxed. Knows no schema.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from training.documents.forms.boxes import draw_group, write_group
from training.documents.forms.catalogue import Concept, concepts
from training.documents.forms.legal import any_day, long_date, sentence
from training.documents.forms.makers import Habits, Value, draw_habits, make
from training.documents.forms.schema import Group
from training.documents.forms.sheet import Field, Sheet
from training.documents.forms.templates import fill_gaps
from training.documents.receipts import words as w

TITLES = (
    *("Registration Statement", "Amendment to Registration Statement", "Supplemental Statement"),
    *("Short Form Registration Statement", "Exhibit A to Registration Statement", "Annual Report"),
    *("Report of Dissemination", "Notice of Change", "Statement of Information", "Final Report"),
    *("Application for License", "Certificate of Amendment", "Periodic Return", "Renewal Notice"),
    *("Disclosure Statement", "Quarterly Activity Report", "Statement of Ownership"),
)
ITEMS = (
    *("Business address", "Nature of the material", "Means of transmission", "Title of material"),
    *("Name of foreign principal", "Country represented", "Date of agreement", "Other names used"),
    *("Residence address", "Number of copies", "Purpose of the filing", "Type of organization"),
    *("Contact person", "Telephone", "Date of termination", "Amount received", "Total expended"),
    *("Nationality", "Position held", "Name of parent company", "Date of birth", "Place of filing"),
)
TITLE = Concept(
    "form",
    ("Form title",),
    ("form_type", "document_type", "form_title", "title", "filing_type", "type_of_form"),
    "string",
    "",
)
SIGNER = Concept(
    "form", ("Signed by",), ("signer_name", "signed_by", "signatory", "signer"), "name", "person"
)
ROLE = Concept(
    "form",
    ("Title of signer",),
    ("signer_title", "title_of_signer", "signer_role"),
    "string",
    "job",
)
SIGNED = Concept("form", ("Date of signature",), ("signature_date", "date_signed"), "date", "date")


@dataclass(frozen=True, slots=True)
class Written:
    """What a filing's window holds."""

    fields: list[Field]
    groups: list[Group]


def _concept(name: str) -> Concept:
    return next(c for c in concepts()["business"] if name in c.names)


def _stamp_date(rng: random.Random) -> tuple[str, str]:
    day = any_day(rng)
    text = rng.choice(("%m/%d/%Y", "%m/%d/%Y", "%m/%d/%y", "%b %d %Y", "%d %b %Y", "%Y-%m-%d"))
    shown = day.strftime(text)
    return shown.upper() if rng.random() < 0.5 else shown, day.isoformat()


def write_stamp(sheet: Sheet, index: int) -> Field:
    """When and by whom the paper was received, in the margins or as a stamp in the corner."""
    rng = sheet.rng
    shown, typed = _stamp_date(rng)
    hour = f" {rng.randint(1, 12)}:{rng.randint(10, 59)}:{rng.randint(10, 59)} {rng.choice('AP')}M"
    value = Value(((shown, ""),), {"": typed})
    field = Field(index, _concept("date_received"), "Received", value)
    unit = rng.choice(("Registration Unit", "Office", "Clerk", "Secretary of State", "Records"))
    who = rng.choice((f"by {w.fill(rng, '@@@/@@@@')} {unit}", f"by {unit}", unit, "", "on"))
    lead = rng.choice(("Received", "RECEIVED", "Filed", "FILED", "Date stamped", "Rec'd"))
    after = hour if rng.random() < 0.7 else ""
    segments = [(f"{lead} {who} ".replace("  ", " "), None), *field.value_segments(), (after, None)]
    width = sheet.right - sheet.left
    if rng.random() < 0.7:
        ends = (4.0, sheet.canvas.height - 16.0)[: rng.choice((1, 2, 2))]
        for top in ends:
            sheet.block(sheet.left, top, segments, width, font="helv", size=9)
        return field
    side = rng.choice((sheet.left, sheet.right - 140))
    sheet.block(side, max(4.0, sheet.y - 24), segments, 140, font="hebo", size=9, align="left")
    sheet.y += 8
    return field


def _head(sheet: Sheet) -> Field | None:
    """Office at the left, title in the middle or right, what it rests on below it."""
    rng, style = sheet.rng, sheet.style
    title = rng.choice(TITLES)
    shown = title.upper() if rng.random() < 0.25 else title
    field = Field(900, TITLE, "Form title", Value(((shown, ""),), {"": shown}))
    office = rng.choice(
        (
            f"Department of {w.invented(rng)}",
            f"{w.invented(rng)} Department of {fill_gaps(rng, 'word').capitalize()}",
            f"State of {fill_gaps(rng, 'statename')}",
            f"County of {w.invented(rng)}",
        )
    )
    number = rng.choice((f"OMB No. {w.fill(rng, '####-####')}", f"Form {w.fill(rng, '@@-##')}"))
    expires = rng.choice(("", f"; Expires {long_date(rng, any_day(rng))}"))
    top, width = sheet.y, sheet.right - sheet.left
    y = sheet.plain(sheet.left, top, number + expires, width, size=6.5, align="right") + 2
    y0 = sheet.plain(sheet.left, y, office, width * 0.35, size=8)
    sheet.plain(sheet.left, y0, fill_gaps(rng, "cityzip"), width * 0.35, size=8)
    size = rng.uniform(10, 16)
    x = sheet.left + width * rng.choice((0.36, 0.4, 0.5))
    y1 = sheet.block(x, y, field.value_segments(), sheet.right - x, font=style.head_font, size=size)
    act = f"Pursuant to the {w.invented(rng)} Act of {rng.randint(1926, 2004)}, as amended"
    sheet.y = 6 + max(y0 + 10, sheet.plain(x, y1, act, sheet.right - x, size=8))
    return field


def write_notices(sheet: Sheet, height: float) -> None:
    """Instructions in small print, some with a heading, up to `height` points of them."""
    rng = sheet.rng
    floor = min(sheet.y + height, sheet.canvas.height - 60)
    size = rng.uniform(5.8, 8.5)
    heads = ("INSTRUCTIONS.", "Privacy Act Statement.", "Public Reporting Burden.", "Note:", "")
    while sheet.y < floor - 3 * size:
        text = " ".join(sentence(rng, "notice") for _ in range(rng.randint(1, 4)))
        lead = rng.choice(heads)
        text = f"{lead} {text}".strip()
        sheet.y = sheet.plain(sheet.left, sheet.y, text, sheet.right - sheet.left, size=size) + 3


def _items(rng: random.Random, habits: Habits) -> list[Field]:
    """Registrant and number first, then others."""
    name, number = _concept("registrant"), _concept("registration_number")
    person = rng.random() < 0.2
    label = rng.choice(("Name of Registrant", "Name of registrant", "Registrant", "Name", "Filer"))
    label = label if rng.random() < 0.85 else rng.choice(name.labels)
    company = make(rng, habits, "person" if person else "company")
    fields = [Field(0, name, label, company)]
    digits = Value(((w.fill(rng, rng.choice(("####", "####", "#####", "###", "@-####"))), ""),), {})
    digits.typed[""] = digits.parts[0][0]
    label = rng.choice(("Registration No.", "Registration Number", "Reg. No.", "Registration #"))
    fields.append(Field(1, number, label, digits if rng.random() < 0.9 else None))
    for text in rng.sample(ITEMS, rng.randint(1, 6)):
        low = text.lower()
        maker, kind = next(
            found
            for words, *found in (
                (("address", "place"), "street", "address"),
                (("date",), "date", "date"),
                (("amount", "total"), "amount:mid", "amount"),
                (("number",), "int:1:500", "quantity"),
                (("telephone",), "phone", "phone"),
                (("person", "other names"), "person", "name"),
                (("name",), "company", "name"),
                (("country", "nationality"), "country", "string"),
                (("",), "phrase", "string"),
            )
            if any(word in low for word in words)
        )
        stem = "_".join("".join(c if c.isalnum() else " " for c in low).split())
        concept = Concept("business", (text,), (stem, stem.replace("_of_", "_")), kind, maker)
        value = make(rng, habits, maker) if rng.random() < 0.85 else None
        fields.append(Field(len(fields), concept, text, value))
    return fields


def _write_items(sheet: Sheet, fields: list[Field]) -> None:
    """Numbered; two or three a row with the answer below, or label and answer in a line."""
    rng = sheet.rng
    first = rng.choice((1, 1, 1, 3))
    numbered = rng.random() < 0.85
    for index, item in enumerate(fields if numbered else []):
        item.label = f"{first + index}. {item.label}"
    below = rng.random() < 0.75
    index = 0
    while index < len(fields) and sheet.room > 90:
        row = fields[index : index + (rng.choice((1, 2, 2, 3)) if below else 1)]
        index += len(row)
        shares = [rng.uniform(0.8, 1.6) for _ in row]
        x, top, bottoms = sheet.left, sheet.y, []
        for share, item in zip(shares, row, strict=True):
            width = (sheet.right - sheet.left) * share / sum(shares)
            if below:
                under = sheet.label(x, top, item, width - 6) + rng.choice((0.0, 3.0, 6.0))
                bottoms.append(sheet.value(x + rng.choice((0, 0, 10)), under, item, width - 16))
            else:
                segments = [*item.label_segments(rng.choice((" ", ": ", ""))), (" ", None)]
                segments += item.value_segments()
                font, size = sheet.style.value_font, sheet.style.value_size
                bottoms.append(sheet.block(x, top, segments, width, font=font, size=size))
            x += width
        if rng.random() < 0.3:
            sheet.canvas.line(sheet.left, max(bottoms) + 1, sheet.right, max(bottoms) + 1)
        sheet.y = max(bottoms) + rng.uniform(3, 9)
    for item in fields[index:]:
        item.value = None


def _execution(sheet: Sheet) -> list[Field]:
    """The oath and the signature with its day."""
    rng = sheet.rng
    width = sheet.right - sheet.left
    text = f"EXECUTION {sentence(rng, 'notice')} {sentence(rng, 'misc')}"
    sheet.y = sheet.plain(sheet.left, sheet.y + 6, text, width, size=8) + 10
    day = any_day(rng)
    field = Field(901, SIGNED, "Date of signature", Value(((long_date(rng, day), ""),), {}))
    assert field.value is not None
    field.value.typed[""] = day.isoformat()
    above = rng.random() < 0.5
    label = "(Date of signature)"
    y = sheet.plain(sheet.left, sheet.y, label, width / 2, size=7) if above else sheet.y
    y = sheet.value(sheet.left, y, field, width / 2)
    signer, role = fill_gaps(rng, "person"), fill_gaps(rng, "job")
    named = Field(903, SIGNER, "", Value(((signer, ""),), {"": signer}))
    titled = Field(904, ROLE, "", Value(((role, ""),), {"": role}))
    if rng.random() < 0.5:
        titled.value = None
    x, font = sheet.left + width / 2, sheet.style.value_font
    segments = [(rng.choice(("/s/ ", "", "By: ")), None), *named.value_segments()]
    segments += (
        [(rng.choice((", ", " - ")), None), *titled.value_segments()] if titled.value else []
    )
    segments.append((rng.choice(("", "", " eSigned")), None))
    right = sheet.block(x, y - 11, segments, width / 2, font=font, size=9)
    sheet.y = y if above else sheet.plain(sheet.left, y, label, width / 2, size=7)
    sheet.y = max(sheet.y, right)
    return [field, named, titled]


def _write_elsewhere(sheet: Sheet) -> list[Field]:
    """The fields of a first page, absent here."""
    fields = _items(sheet.rng, draw_habits(sheet.rng))
    title = Field(900, TITLE, "", None)
    for item in fields:
        item.value = None
    return [*fields, title]


def write_filing(sheet: Sheet) -> Written:
    """A window of a filing: its first page, a later one, or a page of instructions."""
    rng = sheet.rng
    part = rng.choices(("first", "later", "notices"), (72, 16, 12))[0]
    fields: list[Field] = []
    groups: list[Group] = []
    stamp = write_stamp(sheet, 902) if rng.random() < 0.4 else None
    fields += [stamp] if stamp is not None else []
    if part == "first":
        title = _head(sheet)
        fields += [title] if title is not None else []
        if rng.random() < 0.6:
            write_notices(sheet, rng.uniform(20, 300))
        items = _items(rng, draw_habits(rng))
        _write_items(sheet, items)
        fields += items
        if rng.random() < 0.45 and sheet.room > 130:
            label, name, boxes = draw_group(rng, 0, 1000)
            write_group(sheet, f"{len(items) + 1}. {label}", boxes)
            groups.append(Group(label, name, boxes))
    else:
        # Another page holds them.
        fields += _write_elsewhere(sheet)
    if part == "notices":
        write_notices(sheet, rng.uniform(80, 340))
    if (part == "later" or rng.random() < 0.3) and sheet.room > 140:
        for _ in range(rng.randint(0, 3)):
            topic = rng.choice(("misc", "work", "recital"))
            text = " ".join(sentence(rng, topic) for _ in range(2))
            sheet.y = 4 + sheet.plain(sheet.left, sheet.y, text, sheet.right - sheet.left, size=8.5)
        fields += _execution(sheet)
    if rng.random() < 0.5:
        text = f"Formerly {w.fill(rng, '@@@-##')} FORM {w.fill(rng, '@@-#')}"
        base = sheet.canvas.height - 22
        sheet.canvas.text(sheet.right, base, text, size=7, align="right")
    return Written(fields, groups)
