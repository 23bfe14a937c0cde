"""Patterns of kinds against the ways real pages print values."""

from __future__ import annotations

import pytest

from workers.steps.patterns import PATTERNS, matches

PRINTED = {
    "date": (
        "9/3/2018|15-Nov-19|25 DEC 2016|den 5. März 2019|5. März 2019|2018-03-09|05.03.2019|"
        "05/03/19|March 5, 2019|Mar 5th, 2019|Monday, March 5, 2019|Nov. 2019|20190315|"
        "2019年3月15日|令和1年3月15日|15 de noviembre de 2019|15Nov19|2019. 03. 05.|15 NOV '19|"
        "2019-Nov-15|Fri 15-11-2019|1er mars 2019|03/15|Jan-24-2018|12 March|01 / 02 / 2019|"
        "Montag, den 5. März 2019|12/O3/2018|Jan31'13|Thu Aug 09, 2012|Aug262017|26 Hay 2017|"
        "10- 9-2016|18Feb14|04sept.16|15 марта 2019|R1.3.15|21st day of January, 2003|"
        "13 th day of July, 2012|APRIL 12TH 2006"
    ),
    "amount": (
        "119,00 €|$1,234.50|(1,234.50)|1.739,42-|RM15.00|1'234.50|12 345,00 EUR|EUR 12.-|-EUR12.-|"
        "USD 5|$ 5|US$5.00|5,00|Rs. 500/-|₹ 1,00,000.00|1 234 567,89|1,234.50 CR|-$5.00|$-5.00|"
        "$(5.00)|€119,-|CHF 1’234.50|R$ 5,00|119 00|.50|1 234,50 zł|500 kr|50.000 Ft|£1,000|"
        "1,234. 50|S/ 15.00|12.50*|1,234円|EUR119.00-"
    ),
    "quantity": "1|2.00|5 kg|5kg|2x|x2|10 Stk.|3 hours|1,5 m2|½|1 ½|1/2|-1|12 Pcs|1.0000|2 x|1 EA",
    "percent": "19%|19 %|19,00 %|8.875%|19|(19%)|7.7 Prozent|%18|20 v.H.",
    "currency": "EUR|€|RM|US$|$|zł|kr|Rs.|USD|CHF|A$|Euro|円",
    "iban": "DE89 3704 0044 0532 0130 00|DE89370400440532013000|GB29 NWBK 6016 1331 9268 19",
    "bic": "COBADEFFXXX|DEUTDEFF|COBA DE FF XXX",
    "vat_id": (
        "DE123456789|DE 123 456 789|ATU12345678|CHE-123.456.789 MWST|12-3456789|GB 123 4567 89|"
        "000306020352|NL123456789B01|B-12345678"
    ),
    "email": "a@b.de|info@example.co.uk",
    "phone": (
        "+49 (0)30 123456-0|(555) 123-4567|03-1234567|0123 456 78 90|+1.555.123.4567|"
        "1-800-555-1234 ext. 5"
    ),
    "url": "www.example.com|https://a.b/c|example.de",
    "time": "8:13|08:13:39 PM|8.30 Uhr|13h45|8:13PM|5 pm|1430 hrs",
    "identifier": "R-1042|INV 3337|2018/09/001|000123|9 0 8 – 3 4 – 3 4 5 6",
    "name": "ACME GmbH|7-ELEVEN",
    "country": "Germany|DE",
    "address": "Main Street 5, 12345 Town",
    "code": "ABC-1",
    "string": "anything",
}
OTHER = {
    "date": (
        "Invoice|119,00 €|ACME GmbH|12|12345 Berlin Str|317-842-3442|29.30|9 Marshall|12 Lunch|"
        "20-MANGO|4038 9416 002|2016 15|20/03/201|1 SET|24 HOURS|30 Tagen"
    ),
    "amount": "ACME|12/05/2019|05.03.2019|8:13|Total 5 items|R-1042",
    "quantity": "ACME|12/5/2018|R-1042",
    "percent": "ACME|12 May",
    "currency": "Total|12|EURO5|THE",
    "iban": "INV-1|12345678",
    "identifier": "ABC|no digit here",
    "time": "8|Monday",
    "phone": "12|abc",
    "email": "abc",
    "vat_id": "ABCDEFG",
    "country": "12345",
}


def cases(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(kind, raw) for kind, raws in table.items() for raw in raws.split("|")]


@pytest.mark.parametrize(("kind", "raw"), cases(PRINTED))
def test_a_kind_takes_what_pages_print(kind: str, raw: str) -> None:
    assert matches(kind, raw)


@pytest.mark.parametrize(("kind", "raw"), cases(OTHER))
def test_a_kind_refuses_other_text(kind: str, raw: str) -> None:
    assert not matches(kind, raw)


@pytest.mark.parametrize(("kind", "limit"), [("name", 80), ("address", 200), ("string", 200)])
def test_free_text_has_a_longest_length(kind: str, limit: int) -> None:
    assert matches(kind, "x" * limit)
    assert not matches(kind, "x" * (limit + 1))


def test_every_kind_is_covered() -> None:
    assert set(PRINTED) == set(PATTERNS)


WITHOUT_BREAKS = ("a@b.de", "www.b.de/c", "12.50 EUR", "R-10/42", "5 Main Street", "1. Mai 2019")


@pytest.mark.parametrize("kind", PATTERNS)
def test_no_value_goes_on_over_a_break(kind: str) -> None:
    for text in WITHOUT_BREAKS:
        for at in range(len(text) + 1):
            assert not matches(kind, f"{text[:at]}\n{text[at:]}")
