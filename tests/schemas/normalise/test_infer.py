"""A document's own evidence decides its notation."""

import pytest

from schemas.normalise import RawValue, infer_context

GERMAN = (
    "Rechnung Rechnungsnummer Datum Betrag Menge Einzelpreis MwSt Summe zahlbar bis und der die"
)


def values(**raws: str) -> list[RawValue]:
    kinds = {"issue_date": "date", "due_date": "date"}
    return [
        RawValue("/" + name.replace("__", "/"), kinds.get(name, "amount"), raw)
        for name, raw in raws.items()
    ]


@pytest.mark.parametrize(
    ("page", "mark"),
    [
        ("Summe 1.234,56 EUR 19,00", ","),
        ("Total $1,234.56", "."),
        ("Total 1.234.567", ","),
        ("1'234.50 CHF", "."),
        ("Datum 07.03.2018 Betrag 12,50", ","),
    ],
)
def test_numbers_with_one_reading_decide_the_decimal_mark(page: str, mark: str) -> None:
    assert infer_context([], page).decimal == mark


def test_totals_decide_the_decimal_mark_where_no_number_does() -> None:
    raws = values(totals__subtotal="1,500", totals__tax="0,285", totals__total="1,785")
    context = infer_context(raws)
    assert context.decimal == ","
    assert "add up" in " ".join(context.evidence)


def test_lines_decide_the_decimal_mark_where_no_number_does() -> None:
    raws = [
        RawValue("/line_items/0/quantity", "quantity", "3"),
        RawValue("/line_items/0/unit_price", "amount", "1.250"),
        RawValue("/line_items/0/amount_net", "amount", "3.75"),
    ]
    assert infer_context(raws).decimal == "."


def test_language_decides_the_decimal_mark_last() -> None:
    assert infer_context([], GERMAN).decimal == ","


@pytest.mark.parametrize(
    ("page", "day_first"),
    [
        ("Date 25/03/2018", True),
        ("Date 03/25/2018", False),
        ("Date 03/04/2018 Redmond, WA 98052 invoice date total amount due payment", False),
        (GERMAN + " 03/04/2018", True),
        ("Date 03/04/2018", None),
    ],
)
def test_page_decides_the_order_of_day_and_month(page: str, day_first: bool | None) -> None:
    assert infer_context([], page).day_first is day_first


def test_due_date_decides_the_order_of_day_and_month() -> None:
    assert infer_context(values(issue_date="02/03/2020", due_date="01/04/2020")).day_first is True
    assert infer_context(values(issue_date="03/02/2020", due_date="04/01/2020")).day_first is False


@pytest.mark.parametrize(
    ("page", "currency", "country"),
    [
        ("TOTAL RM15.00 CASH RM20.00", "MYR", "MY"),
        ("Summe 119,00 €", "EUR", None),
        ("Mo-Fr 8.00 Uhr, Summe 10,00 EUR", "EUR", None),
        ("Total $10.00 Los Angeles, CA 90018", "USD", "US"),
        ("Total $10.00 Ottawa K1A 0B1", "CAD", "CA"),
        ("VAT £4.00 total £24.00", "GBP", "GB"),
        ("USt-IdNr. DE136695976 Summe 10,00 €", "EUR", "DE"),
        ("IBAN DE88 2008 0000 0970 3757 00", None, "DE"),
        ("Total $10.00", None, None),
    ],
)
def test_signs_and_numbers_decide_currency_and_country(
    page: str, currency: str | None, country: str | None
) -> None:
    context = infer_context([], page)
    assert (context.currency, context.country) == (currency, country)


def test_munich_is_not_in_delaware() -> None:
    assert infer_context([], GERMAN + " Kunden AG, DE 80333 München").country is None


@pytest.mark.parametrize(
    ("page", "language"),
    [
        (GERMAN, "de"),
        ("Facture date montant quantité prix TVA total client échéance règlement", "fr"),
        ("invoice date total number amount due payment thank you for your order", "en"),
        ("factuur datum bedrag aantal prijs btw totaal klant vervaldatum", "nl"),
        ("請求書 ご請求金額 お支払期限 品名 数量 単価 振込先", "ja"),
        ("счет фактура дата сумма количество цена НДС итого покупатель", "ru"),
    ],
)
def test_words_and_letters_decide_the_language(page: str, language: str) -> None:
    assert infer_context([], page).languages[0] == language


def test_every_decision_is_explained() -> None:
    context = infer_context([], GERMAN + " 25.03.2018 Summe 119,00 € USt-IdNr. DE136695976")
    assert len(context.evidence) == 5
