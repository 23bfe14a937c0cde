"""What a document's codes say against what was read off its pages: which values they confirm, fill
or replace, and which they contradict. Pure; knows no file and no model.

A code is exact, and nobody can read it by eye: who wants to be paid in another's place pastes one
over. So a code fills what was not read and never silently changes what was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from docflow.results import Json
from schemas.codes import CodeFacts, Fact, read_code
from schemas.codes.facts import (
    AMOUNT_DUE,
    CURRENCY,
    IBAN,
    NUMBER,
    REFERENCE,
    TOTAL,
)
from schemas.normalise.identifiers import iban_is_valid
from workers.steps.code_printed import PrintedText, compact
from workers.steps.code_reading import FoundCode

#: paths where another value than the code's is worth a person's look
_TOLD = (IBAN, CURRENCY, AMOUNT_DUE, TOTAL, REFERENCE)
_PAYMENT = "/payment/0/"
#: Swiss sums are rounded to 5 cents when they are paid
_ROUNDING = {"CHF": Decimal("0.05")}
#: a number this long does not stand in a text by accident
_MIN_NUMBER_CHARS = 4
NAMES: Mapping[str, str] = {
    "swiss_qr_bill": "Swiss QR-bill", "epc": "EPC QR code", "upn": "UPN QR code",
    "hub3": "HUB3 code", "spayd": "QR Platba", "zatca": "ZATCA QR code",
    "saft_pt": "Portuguese tax QR code", "gst_india": "Indian GST QR code",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A fact with the code it is from."""

    fact: Fact
    found: FoundCode
    standard: str
    has_check_digits: bool


@dataclass(slots=True)
class Verdict:
    """given: values to write, by path: such as are null, or whose own check digits fail. confirmed:
    paths whose value a code repeats. forged: sentences on what no page prints; doubted: on what a
    page prints and was read otherwise.
    """

    given: dict[str, Known] = field(default_factory=dict)
    confirmed: list[str] = field(default_factory=list)
    forged: list[str] = field(default_factory=list)
    doubted: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


def judge(codes: Sequence[FoundCode], values: Mapping[str, Json], text: str) -> Verdict:
    """values: what was read, by path in the names of the schema `invoice`; without what is null.
    text: all that is printed on the pages.
    """
    read = [(found, facts) for found in codes if (facts := read_code(found.code.text)) is not None]
    verdict = Verdict(sources=list(dict.fromkeys(NAMES[facts.standard] for _, facts in read)))
    if read:
        said = _said(read)
        agreed = {path: every[0] for path, every in said.items() if len(every) == 1}
        judging = _Judge(values, PrintedText(text), verdict)
        judging.all_of(agreed, said.get(IBAN, ()), [facts for _, facts in read])
    return verdict


def _said(read: Sequence[tuple[FoundCode, CodeFacts]]) -> dict[str, list[Known]]:
    """Different values by path: several where codes differ, as those of instalments do."""
    said: dict[str, list[Known]] = {}
    for found, facts in read:
        for fact in facts.facts:
            known = Known(fact, found, facts.standard, fact.path in facts.has_check_digits)
            every = said.setdefault(fact.path, [])
            if all(fact.value != other.fact.value for other in every):
                every.append(known)
    return said


class _Judge:
    def __init__(self, values: Mapping[str, Json], printed: PrintedText, verdict: Verdict) -> None:
        self._values = values
        self._printed = printed
        self._verdict = verdict

    def all_of(
        self, facts: Mapping[str, Known], accounts: Sequence[Known], read: Sequence[CodeFacts]
    ) -> None:
        """Judges every fact, the account first: what goes with another account is not taken.

        facts: those that no two codes differ in. accounts: every IBAN once.
        """
        slot = self._slot_of_all(accounts)
        for path, known in facts.items():
            if path.startswith(_PAYMENT) and slot is None:
                continue
            if path.startswith(_PAYMENT) and slot:
                self._verdict.given[f"/payment/{slot}/{path[len(_PAYMENT) :]}"] = known
            elif path == IBAN:
                continue
            elif path in (AMOUNT_DUE, TOTAL):
                self._amount(path, known, facts.get(CURRENCY))
            else:
                self._other(path, known)
        self._number(read)
        if self._verdict.forged:
            # Whoever made one line of it up may have made up the others.
            self._verdict.given.clear()
            self._verdict.confirmed.clear()

    def _slot_of_all(self, accounts: Sequence[Known]) -> int | None:
        """As `_slot`; of several accounts each is looked up, and none is taken."""
        if not accounts:
            return 0
        if len(accounts) == 1:
            return self._slot(accounts[0])
        for known in accounts:
            self._is_forged(known, known.fact.value)
        return None

    def _is_forged(self, known: Known, read: str) -> bool:
        """Whether no page prints a code's account but another. read: the one that was read."""
        value = known.fact.value
        if self._printed.has_text(value):
            return False
        other = self._printed.other_iban(value) if read == value else read
        if other is not None:
            self._verdict.forged.append(self._sentence("IBAN", known, other))
        return other is not None

    def _slot(self, known: Known) -> int | None:
        """Which of the ways to pay the code's account belongs to; None where it is forged.

        A page may name two accounts, as one that prints a QR-IBAN beside the usual one does; then
        the code's becomes another way to pay.
        """
        value, read = known.fact.value, self._values.get(IBAN)
        if read is not None and compact(str(read)) == value:
            self._verdict.confirmed.append(IBAN)
            return 0
        is_misread = read is None or not iban_is_valid(str(read))
        if self._is_forged(known, value if is_misread else str(read)):
            return None
        if not is_misread:
            return self._num_payments()
        self._verdict.given[IBAN] = known
        return 0

    def _num_payments(self) -> int:
        indices = [path.split("/")[2] for path in self._values if path.startswith("/payment/")]
        return max((int(index) + 1 for index in indices if index.isdigit()), default=0)

    def _amount(self, path: str, known: Known, currency: Known | None) -> None:
        """What is to be paid is the amount due or, without prepayments, the total."""
        value = Decimal(known.fact.value)
        slack = _ROUNDING.get(currency.fact.value if currency else "", Decimal(0))
        read = {p: self._values[p] for p in (AMOUNT_DUE, TOTAL) if p in self._values}
        if path == TOTAL:
            read = {p: sum_ for p, sum_ in read.items() if p == TOTAL}
        equal = [p for p, sum_ in read.items() if abs(_decimal(sum_) - value) <= slack]
        if equal:
            self._verdict.confirmed.extend(equal)
            if path not in read:
                self._verdict.given[path] = known
        elif not read:
            self._verdict.given[path] = known
        elif path == AMOUNT_DUE and path not in read and self._printed.has_amount(known.fact.value):
            # Something was paid before.
            self._verdict.given[path] = known
        else:
            told = " or ".join(str(sum_) for sum_ in read.values())
            is_printed = self._printed.has_amount(known.fact.value)
            where = self._verdict.doubted if is_printed else self._verdict.forged
            where.append(self._sentence("amount", known, told))

    def _other(self, path: str, known: Known) -> None:
        value, read = known.fact.value, self._values.get(path)
        if read is None:
            self._verdict.given[path] = known
        elif compact(str(read)) == compact(value):
            self._verdict.confirmed.append(path)
        elif path == CURRENCY:
            is_printed = self._printed.has_currency(value)
            where = self._verdict.doubted if is_printed else self._verdict.forged
            where.append(self._sentence("currency", known, str(read)))
        elif path == REFERENCE and known.has_check_digits and not self._printed.has_text(value):
            self._verdict.forged.append(self._sentence("reference", known, str(read)))

    def _number(self, read: Sequence[CodeFacts]) -> None:
        """The document's number stands in what a payment is for."""
        number = compact(str(self._values.get(NUMBER) or ""))
        texts = [compact(f"{facts.message} {facts.get(REFERENCE) or ''}") for facts in read]
        is_named = len(number) >= _MIN_NUMBER_CHARS and any(number in text for text in texts)
        if is_named and NUMBER not in self._verdict.confirmed:
            self._verdict.confirmed.append(NUMBER)

    def _sentence(self, what: str, known: Known, read: str) -> str:
        name, page = NAMES[known.standard], known.found.page
        return f"{what} {known.fact.value} in the {name} on page {page}, {read} on the page"


def _decimal(value: Json) -> Decimal:
    try:
        return Decimal(str(value))
    except ArithmeticError:
        return Decimal("NaN")
