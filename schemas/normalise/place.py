"""Where a document is from and what it is paid in: currency and country. Knows no notation.

Currency: the sign or code printed most, signs that several currencies share aside. Country: VAT ids
and IBANs whose check digits hold, postal codes of one country only, a currency of one country only,
in this order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from schemas.normalise.currency import code_of, find_signs, is_weak
from schemas.normalise.identifiers import normalise_iban, vat_id_is_valid
from schemas.normalise.result import DocumentContext, RawValue
from schemas.normalise.text import plain

# Check digits are computed for so many numbers of a page at most.
MAX_CANDIDATES = 50
_MONEY_BEFORE = re.compile(r"\d[.,]\d{2} ?$")
_MONEY_AFTER = re.compile(r" ?-?[\d.,']*\d[.,]\d{2}(?!\d)")
_CURRENCY_WORD = re.compile(r"(?:urrency|hrung|evise|oneda|aluta)\W*$")
# Codes that are no word of a language: they count a little wherever they stand.
_WORLD_CODES = frozenset(
    {"EUR", "USD", "GBP", "CHF", "JPY", "CNY", "INR", "MYR", "SGD", "AUD", "CAD"}
)
_VAT = re.compile(r"\b(?:[A-Z]{2}U?\d{8,12}|[A-Z]{2} ?\d{3} ?\d{3} ?\d{3})\b")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
# Delaware only after a comma: "DE 80331" is Munich.
_POSTCODES = (
    (
        "US",
        re.compile(
            r"(?:\b(?:A[KLRZ]|C[AOT]|DC|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]"
            r"|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),?|, DE,?) \d{5}(?:-\d{4})?\b"
        ),
    ),
    ("GB", re.compile(r"\b(?:GIR 0AA|[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2})\b")),
    ("CA", re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d\b")),
)
_CURRENCY_COUNTRY = {
    "MYR": "MY", "GBP": "GB", "CHF": "CH", "SGD": "SG", "INR": "IN", "JPY": "JP", "CNY": "CN",
    "PLN": "PL", "CZK": "CZ", "HUF": "HU", "RON": "RO", "BGN": "BG", "DKK": "DK", "NOK": "NO",
    "TRY": "TR", "BRL": "BR", "ZAR": "ZA", "THB": "TH", "IDR": "ID", "PHP": "PH", "KRW": "KR",
    "ILS": "IL", "SAR": "SA", "AED": "AE", "RUB": "RU", "UAH": "UA", "VND": "VN",
}  # fmt: skip


def infer_currency(
    values: Sequence[RawValue], text: str, languages: tuple[str, ...], evidence: list[str]
) -> str | None:
    """The currency printed most; appends one sentence to ``evidence`` when there is one."""
    votes: Counter[str] = Counter()
    bare = DocumentContext(languages=languages)
    for sign in _raw_signs(values):
        code, sure = code_of(sign, bare)
        votes[code] += 50 if sure else 0
    for start, end, sign in find_signs(text):
        code, sure = code_of(sign, bare)
        if sure and not is_weak(sign):
            votes[code] += 10 if _is_money(text, start, end, sign) else sign in _WORLD_CODES
    code, count = max(votes.items(), key=lambda item: item[1], default=("", 0))
    if not count:
        return None
    evidence.append(f"currency {code} (weight {count})")
    return code


def infer_shared_currency(
    values: Sequence[RawValue], text: str, known: DocumentContext, evidence: list[str]
) -> str | None:
    """The currency of a shared sign (``$``) once the country is known."""
    signs = _raw_signs(values) or [
        sign for _, _, sign in find_signs(text) if len(sign) == 1 and not is_weak(sign)
    ]
    sure = [code for sign in signs for code, certain in [code_of(sign, known)] if certain]
    if not sure:
        return None
    evidence.append(f"currency {sure[0]} (sign read as in {known.country})")
    return sure[0]


def _raw_signs(values: Sequence[RawValue]) -> list[str]:
    printed = [plain(value.raw) for value in values if value.kind in ("currency", "amount")]
    return [sign for raw in printed for _, _, sign in find_signs(raw)]


def _is_money(text: str, start: int, end: int, sign: str) -> bool:
    """Beside an amount; a sign beside any number; a code after the word currency."""
    before, after = text[max(0, start - 16) : start], text[end : end + 16]
    if _MONEY_BEFORE.search(before) or _MONEY_AFTER.match(after):
        return True
    if len(sign) == 1:
        return before[-2:].strip()[-1:].isdigit() or after[:2].strip()[:1].isdigit()
    return bool(_CURRENCY_WORD.search(before))


def infer_country(
    values: Sequence[RawValue],
    text: str,
    currency: str | None,
    languages: tuple[str, ...],
    evidence: list[str],
) -> str | None:
    """The supplier's country where it says so, else the page's; says why in ``evidence``."""
    supplier = " ".join(
        value.raw for value in values if value.path.startswith(("/supplier/", "/payment/"))
    )
    for where, part in (("the supplier", plain(supplier)), ("the page", text)):
        for code, why in _country_signs(part, languages):
            evidence.append(f"country {code} ({why} of {where})")
            return code
    country = _CURRENCY_COUNTRY.get(currency or "")
    if country is not None:
        evidence.append(f"country {country} (currency {currency})")
    return country


def _country_signs(text: str, languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for match in islice(_VAT.finditer(text), MAX_CANDIDATES):
        if vat_id_is_valid(match.group()):
            yield {"EL": "GR"}.get(match.group()[:2], match.group()[:2]), "VAT id"
    for match in islice(_IBAN.finditer(text), MAX_CANDIDATES):
        answer = normalise_iban(match.group(), DocumentContext())
        if answer.confident:
            yield str(answer.value)[:2], "IBAN"
    if languages[:1] in ((), ("en",)):
        # Elsewhere numbers and words look like them too often.
        yield from ((code, "postal code") for code, form in _POSTCODES if form.search(text))
