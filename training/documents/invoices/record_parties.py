"""Seller and buyer in invoices shown as records: sections one below the other or side by side,
names labelled or bare, among the contacts, numbers and third parties that stand around them.
"""

from __future__ import annotations

from collections.abc import Callable

from training.documents.invoices.flow import Paths, Seg
from training.documents.invoices.parts.party_rows import department, name_rows
from training.documents.invoices.record_rows import Records, record_word
from training.documents.words.parties import Party
from training.documents.words.regions import fill

#: numbers of the European standard's terms for (seller, buyer)
_TERMS = {
    "name": ("BT-27", "BT-44"),
    "address": ("BT-35", "BT-50"),
    "tax_id": ("BT-31", "BT-48"),
    "contact": ("BT-41", "BT-56"),
    "number": ("BT-29", "BT-46"),
    "email": ("BT-43", "BT-58"),
    "phone": ("BT-42", "BT-57"),
}
Side = tuple[str, Party, str]
"""Key of the section's title, who, and the prefix of the fields ("" for a third party)."""


def write_parties(records: Records) -> None:
    """Both parties, at times the buyer first or a third party after them."""
    sheet, facts = records.sheet, records.sheet.facts
    sides: list[Side] = [
        ("seller", facts.supplier, "supplier"),
        ("buyer", facts.customer, "customer"),
    ]
    if sheet.chance(0.15):
        sides.reverse()
    if sheet.chance(0.2):
        _beside(records, sides)
    else:
        for side in sides:
            _party(records, side)
    if sheet.chance(0.2):
        _party(records, ("third", facts.ship_to, ""))


def _beside(records: Records, sides: list[Side]) -> None:
    """Two columns."""
    left, right, share = records.left, records.right, records.share
    records.room(16 * records.step)
    page, top, bottom = records.sheet.canvas, records.y, 0.0
    middle = left + (right - left) * records.sheet.rng.uniform(0.45, 0.55)
    records.share = min(share, 0.3)
    for x0, x1, side in ((left, middle - 10, sides[0]), (middle, right, sides[1])):
        records.left, records.right = x0, x1
        if records.sheet.canvas is page:
            records.y = top
        _party(records, side)
        bottom = max(bottom, records.y)
    records.left, records.right, records.share, records.y = left, right, share, bottom


def _party(records: Records, side: Side) -> None:
    key, who, prefix = side
    records.section(record_word(records.sheet, key))
    _Rows(records, who, prefix).write()


class _Rows:
    """The rows of one party."""

    def __init__(self, records: Records, who: Party, prefix: str) -> None:
        self.records, self.who, self.prefix = records, who, prefix
        self.sheet, self.rng = records.sheet, records.sheet.rng
        self.labelled = records.labelled

    def write(self) -> None:
        """Numbers, name, contacts, address, tax numbers."""
        self._numbers()
        self._name()
        if self.sheet.chance(0.12):
            self._alias()
        late: list[Callable[[], None]] = []
        for part, share in ((self._contact, 0.4), (self._reach, 0.35)):
            if self.sheet.chance(share):
                if self.sheet.chance(0.5):
                    part()
                else:
                    late.append(part)
        self._address()
        self._tax()
        for part in late:
            part()

    def _label(self, key: str, text: str) -> str:
        if not self.records.coded or key not in _TERMS:
            return text
        code = _TERMS[key][self.prefix == "customer"]
        return f"{code} {text}" if self.records.code_first else f"{text} ({code})"

    def _row(self, key: str, text: str, segs: list[Seg], *, bold: bool = False) -> None:
        self.records.row(self._label(key, text), segs, bold=bold)

    def _paths(self, leaf: str) -> Paths:
        return (f"{self.prefix}.{leaf}",) if self.prefix else ()

    def _numbers(self) -> None:
        own = self.prefix == "customer"
        if self.sheet.chance(0.4):
            number = self.sheet.facts.numbers["account_id"] if own else fill(self.rng, "%#####")
            paths: Paths = ("customer.account_id",) if own else ()
            self._row("number", record_word(self.sheet, "number"), [(number, paths)])
        if self.sheet.chance(0.3):
            tail = self.rng.choice(("", " (GLN)", " (GTIN)", " (0088)"))
            number = fill(self.rng, "40###########") + tail
            self._row("", record_word(self.sheet, "global"), [(number, ())])

    def _name(self) -> None:
        rows = name_rows(self.sheet, self.who.name, self._paths("name"))
        bold = self.sheet.chance(0.4)
        if not self.labelled:
            for row in rows:
                self.records.bare(row, bold=bold)
            return
        label = self._name_label()
        labels = [label, ""] if len(rows) == 2 else [label]
        # a label in the middle of its cell stands beside the second of two rows
        if len(rows) == 2 and self._is_short(label) and self.sheet.chance(0.6):
            labels.reverse()
        for label, row in zip(labels, rows, strict=True):
            self._row("name" if label else "", label, row, bold=bold)

    def _is_short(self, label: str) -> bool:
        """Whether `label` may stand between two rows of a value without parting them."""
        return " " not in label and not self.records.coded and not self.records.apart

    def _name_label(self) -> str:
        full = self.records.coded or self.records.full_labels
        if full and self.prefix:
            side = "seller" if self.prefix == "supplier" else "buyer"
            return record_word(self.sheet, f"{side}_name")
        return self.sheet.label("name")

    def _alias(self) -> None:
        """What follows a name and is none: a register's number, a legal form, a trade name."""
        number = fill(self.rng, self.rng.choice(("%#############", "HRB %####", "KRS 000#######")))
        trade = record_word(self.sheet, "trade")
        text = self.who.brand if self.sheet.chance(0.4) else number
        if self.labelled or self.sheet.chance(0.5):
            self._row("", trade, [(text, ())])
        else:
            self.records.bare([(text, ())])

    def _contact(self) -> None:
        """A person, and the department, as rows or as bare lines."""
        if self.labelled:
            self._row("contact", record_word(self.sheet, "contact"), [(self.who.person, ())])
            if self.sheet.chance(0.3):
                text = department(self.sheet)
                self._row("", record_word(self.sheet, "department"), [(text, ())])
        else:
            self.records.bare([(self.who.person, ())])

    def _reach(self) -> None:
        for key, value in (("phone", self.who.phone), ("email", self.who.email)):
            if self.sheet.chance(0.6):
                self._row(key, self.sheet.label(key), [(value, ())])

    def _address(self) -> None:
        paths = self._paths("address.text")
        lines = list(self.who.address)
        if self.sheet.chance(0.4):
            code = self.who.region.code
            last = len(lines) - (2 if lines[-1] in self.who.region.country else 1)
            lines[last] = f"{code if code != 'EU' else 'IE'} {lines[last]}"
        person = self.sheet.chance(0.3)
        shown: list[list[Seg]] = [[(self.who.person, ())]] if person else []
        shown += [[(text, paths)] for text in lines]
        city = record_word(self.sheet, "city")
        for i, row in enumerate(shown):
            if not self.labelled:
                self.records.bare(row)
            elif i == 0:
                self._row("address", self.sheet.label("address"), row)
            elif i == 1 + person and self.records.split_address and self._is_short(city):
                self.records.row(city, row)
            else:
                self.records.row("", row)
        if self.prefix:
            self.sheet.facts.typed[f"{self.prefix}.address.text"] = "\n".join(lines)

    def _tax(self) -> None:
        own = self.prefix == "supplier"
        if own and self.sheet.chance(0.25):
            number = fill(self.rng, "###/###/#####")
            self._row("", self.sheet.label("registration"), [(number, ())])
        if self.sheet.chance(0.75 if own else 0.2):
            label = self.sheet.label("tax_id" if own else "customer_tax_id")
            self._row("tax_id", label, [(self.who.tax_id, ("supplier.tax_id",) if own else ())])
