"""The form W-9 of the US tax office, filled in, asked by the schema of that name. Knows no other
form.

Its lines are those of the revisions since 2005. A person gives the social security number, a firm
the employer identification number.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from training.documents.canvas import Canvas, SyntheticDocument
from training.documents.forms.boxes import write_group
from training.documents.forms.catalogue import Concept
from training.documents.forms.filings import write_notices
from training.documents.forms.makers import Habits, Value, draw_habits, make
from training.documents.forms.schema import remark
from training.documents.forms.sheet import Box, Field, Sheet, draw_style
from training.documents.forms.tax_forms import make_tax_value, write_boxed_number

TITLE = "Request for Taxpayer Identification Number and Certification"
LABELS: dict[str, tuple[str, ...]] = {
    "name": (
        *("Name (as shown on your income tax return)", "Name", "Name of entity/individual."),
        "Name (as shown on your income tax return). Name is required on this line; do not leave "
        "this line blank.",
    ),
    "business_name": (
        "Business name/disregarded entity name, if different from above",
        "Business name, if different from above",
        "Business name/disregarded entity name, if different from above.",
    ),
    "llc_classification": (
        "Limited liability company. Enter the tax classification (C=C corporation, "
        "S=S corporation, P=partnership)",
        "LLC. Enter the tax classification (C = C corporation, S = S corporation, P = Partnership)",
    ),
    "exempt_payee_code": ("Exempt payee code (if any)", "Exempt payee code"),
    "fatca_code": (
        "Exemption from FATCA reporting code (if any)",
        "Exemption from Foreign Account Tax Compliance Act (FATCA) reporting code (if any)",
    ),
    "address": (
        "Address (number, street, and apt. or suite no.)",
        "Address (number, street, and apt. or suite no.) See instructions.",
    ),
    "city_state_zip": ("City, state, and ZIP code",),
    "account_numbers": ("List account number(s) here (optional)",),
    "requester": ("Requester's name and address (optional)",),
    "ssn": ("Social security number",),
    "ein": ("Employer identification number",),
    "signature_date": ("Date",),
}
KIND_OF = {
    "name": "name", "business_name": "name", "requester": "string", "address": "string",
    "city_state_zip": "string", "account_numbers": "string", "llc_classification": "code",
    "exempt_payee_code": "code", "fatca_code": "code", "ssn": "identifier", "ein": "identifier",
    "signature_date": "date",
}  # fmt: skip
MAKERS = {
    "name": "person", "business_name": "company", "requester": "company", "address": "street",
    "city_state_zip": "cityzip", "account_numbers": "accounts", "llc_classification": "one:C,S,P",
    "exempt_payee_code": "one:1,3,5", "fatca_code": "one:A,C,E,F,K,M", "signature_date": "date",
}  # fmt: skip
#: member of the schema's enum: wordings beside the box
CLASSES = {
    "individual_or_sole_proprietor": (
        *("Individual/sole proprietor or single-member LLC", "Individual/sole proprietor"),
        "Individual/Sole proprietor",
    ),
    "c_corporation": ("C Corporation", "C corporation"),
    "s_corporation": ("S Corporation", "S corporation"),
    "partnership": ("Partnership",),
    "trust_or_estate": ("Trust/estate",),
    "limited_liability_company": ("Limited liability company", "LLC"),
    "other": ("Other (see instructions)",),
}
CAPTIONS = (
    "Check appropriate box for federal tax classification; check only one of the following seven "
    "boxes",
    "Check appropriate box for federal tax classification of the person whose name is entered on "
    "line 1. Check only one of the following seven boxes.",
    "Check the appropriate box for federal tax classification of the entity/individual whose name "
    "is entered on line 1. Check only one of the following seven boxes.",
    "Federal tax classification",
)


@dataclass(slots=True)
class _Form:
    """What is filled in: truth by path, provisional marks."""

    sheet: Sheet
    habits: Habits
    numbered: bool
    fields: list[Field] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    line: int = 0

    def item(self, path: str, share: float, *, counted: bool = False) -> Field:
        """A line of the form, filled in `share` of the cases."""
        rng = self.sheet.rng
        label = rng.choice(LABELS[path])
        if counted:
            self.line += 1
            label = f"{self.line} {label}" if self.numbered else label
        value = None
        if rng.random() < share and path in MAKERS:
            maker = MAKERS[path]
            value = (
                make_tax_value(rng, self.habits, maker)
                if maker == "accounts"
                else make(rng, self.habits, maker)
            )
        concept = Concept("tax", (label,), (path,), KIND_OF[path], "")
        item = Field(len(self.fields), concept, label, value)
        self.fields.append(item)
        return item

    def keep(self, item: Field) -> None:
        """Its value is asked for."""
        if item.value is not None and item.value.typed:
            path = item.concept.names[0]
            self.values[path] = item.value.typed[""]
            self.paths[item.tag("")] = path


def generate(rng: random.Random) -> SyntheticDocument:
    """One W-9; the same for the same state of `rng`."""
    margin = rng.uniform(28, 50)
    sheet = Sheet(
        rng, Canvas(612.0, 792.0), draw_style(rng), margin, 612.0 - margin, rng.uniform(24, 44)
    )
    form = _Form(sheet, draw_habits(rng), rng.random() < 0.8)
    _write_head(sheet)
    _write_line(form, form.item("name", 0.98, counted=True))
    _write_line(form, form.item("business_name", 0.7, counted=True))
    kind = _write_classes(form)
    _write_codes(form)
    _write_address(form)
    _write_line(form, form.item("account_numbers", 0.4, counted=True))
    _write_numbers(form, kind)
    _write_signature(form)
    if sheet.room > 90:
        write_notices(sheet, rng.choice((30.0, 90.0, 200.0)))
    remark([sheet.canvas], form.paths)
    return SyntheticDocument("w9", "en", [sheet.canvas], form.values)


def _write_head(sheet: Sheet) -> None:
    rng, top = sheet.rng, sheet.y
    width = sheet.right - sheet.left
    month = rng.choice(("October", "December", "November", "August", "January", "March"))
    low = sheet.plain(sheet.left, top, "Form W-9", width * 0.2, font="hebo", size=14)
    low = sheet.plain(sheet.left, low, f"(Rev. {month} {rng.randint(2005, 2024)})", 110, size=7)
    issuer = "Department of the Treasury Internal Revenue Service"
    low = sheet.plain(sheet.left, low, issuer, width * 0.18, size=6.5)
    middle = sheet.plain(
        sheet.left + width * 0.22, top, TITLE, width * 0.52, font="hebo", size=13, align="center"
    )
    give = "Give Form to the requester. Do not send to the IRS."
    right = sheet.plain(sheet.left + width * 0.78, top, give, width * 0.2, size=8)
    sheet.y = max(low, middle, right) + 3
    sheet.canvas.line(sheet.left, sheet.y, sheet.right, sheet.y, width=1.0)
    sheet.y += 2


def _write_line(form: _Form, item: Field, width: float | None = None) -> None:
    """A label with its answer below, and a rule."""
    sheet = form.sheet
    width = sheet.right - sheet.left if width is None else width
    under = sheet.label(sheet.left, sheet.y, item, width, scale=0.85)
    low = sheet.value(sheet.left + sheet.rng.choice((0.0, 8.0)), under, item, width - 10)
    sheet.canvas.line(sheet.left, low + 1, sheet.left + width, low + 1, width=0.4)
    sheet.y = low + 3
    form.keep(item)


def _write_classes(form: _Form) -> str:
    """The row of boxes; returns the member that is ticked, "" for none."""
    sheet, rng = form.sheet, form.sheet.rng
    ticked = rng.choice(list(CLASSES)) if rng.random() < 0.95 else ""
    boxes = [
        Box(1000 + number, 0, rng.choice(wordings), member == ticked)
        for number, (member, wordings) in enumerate(CLASSES.items())
    ]
    form.line += 1
    caption = rng.choice(CAPTIONS)
    write_group(sheet, f"{form.line} {caption}" if form.numbered else caption, boxes)
    if ticked:
        form.values["classification"] = ticked
    sheet.y += 2
    if rng.random() < 0.85:
        item = form.item("llc_classification", 0.9 if "company" in ticked else 0.0)
        segments = [*item.label_segments(" "), *item.value_segments()]
        font, size = sheet.style.label_font, sheet.style.label_size * 0.9
        width = sheet.right - sheet.left
        sheet.y = sheet.block(sheet.left, sheet.y, segments, width, font=font, size=size) + 2
        form.keep(item)
    return ticked


def _write_codes(form: _Form) -> None:
    sheet = form.sheet
    if sheet.rng.random() < 0.15:
        # Revisions before 2013 have none.
        return
    x, low = sheet.left, sheet.y
    font, size = sheet.style.label_font, sheet.style.label_size * 0.9
    for path in ("exempt_payee_code", "fatca_code"):
        item = form.item(path, 0.45)
        segments = [*item.label_segments(" "), *item.value_segments()]
        low = max(low, sheet.block(x, sheet.y, segments, 240, font=font, size=size))
        form.keep(item)
        x += 260
    sheet.y = low + 3


def _write_address(form: _Form) -> None:
    """Two lines at the left, who asks for the form at their right."""
    sheet = form.sheet
    width, top = sheet.right - sheet.left, sheet.y
    aside = sheet.rng.random() < 0.8
    share = 0.62 if aside else 1.0
    _write_line(form, form.item("address", 0.97, counted=True), width * share)
    _write_line(form, form.item("city_state_zip", 0.97, counted=True), width * share)
    if aside:
        item = form.item("requester", 0.5)
        x, room = sheet.left + width * 0.65, width * 0.34
        low = sheet.value(x, sheet.label(x, top, item, room, scale=0.85), item, room)
        sheet.y = max(sheet.y, low + 2)
        form.keep(item)


def _write_numbers(form: _Form, kind: str) -> None:
    """Part I: a paragraph, and one number or both, a digit a box."""
    sheet, rng = form.sheet, form.sheet.rng
    width = sheet.right - sheet.left
    head = "Part I Taxpayer Identification Number (TIN)"
    sheet.y = sheet.plain(sheet.left, sheet.y + 3, head, width, font="hebo", size=9) + 3
    top, x = sheet.y, sheet.left + width * 0.6
    is_person = kind in ("individual_or_sole_proprietor", "")
    filled = {"ssn": is_person or rng.random() < 0.3, "ein": not is_person or rng.random() < 0.3}
    for path, pattern in (("ssn", "###-##-####"), ("ein", "##-#######")):
        item = form.item(path, 0.0)
        item.value = Value((), {}) if filled[path] else None
        sheet.y = write_boxed_number(sheet, x, item, pattern) + 3
        form.keep(item)
    text = (
        "Enter your TIN in the appropriate box. The TIN provided must match the name given on "
        "line 1 to avoid backup withholding. For individuals, this is generally your social "
        "security number (SSN)."
    )
    low = sheet.plain(sheet.left, top, text, width * 0.55, size=7)
    sheet.y = max(sheet.y, low) + 3


def _write_signature(form: _Form) -> None:
    """Part II, with the day at times; nobody's signature is text."""
    sheet = form.sheet
    width = sheet.right - sheet.left
    sheet.y = sheet.plain(sheet.left, sheet.y, "Part II Certification", width, font="hebo", size=9)
    text = "Under penalties of perjury, I certify that the number shown on this form is correct."
    sheet.y = sheet.plain(sheet.left, sheet.y + 2, text, width, size=7) + 8
    item = form.item("signature_date", 0.4)
    low = sheet.plain(sheet.left, sheet.y, "Sign Here Signature of U.S. person", 200, size=8)
    segments = [*item.label_segments(" "), *item.value_segments()]
    style = sheet.style
    size = style.value_size
    low = max(low, sheet.block(sheet.left + width * 0.66, sheet.y, segments, 170,
                               font=style.value_font, size=size))  # fmt: skip
    sheet.y = low + 4
    form.keep(item)
