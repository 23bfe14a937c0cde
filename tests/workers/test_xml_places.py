"""A value that stands at several places is located at its own."""

from __future__ import annotations

from schemas.einvoice import Value
from schemas.schema import load_builtin
from tests.workers.texts import anchor_of
from workers.steps.printed import Printed, Spot
from workers.steps.xml_places import places_of

LEAVES = {leaf.pointer: leaf for leaf in load_builtin("invoice").leaves()}

PAGE = """Nordlicht GmbH  Hafenweg 7  10115 Berlin
Invoice number       R-17
Invoice date         05.03.2024
Due date             05.03.2024
Bakery Lindt
Hafenweg 7
10115 Berlin
1  Lamp          2   99,00    198,00
2  Lamp          1   99,00     99,00
Net amount                    297,00
VAT 19% of 297,00              56,43
Total                         353,43
Amount due                    353,43"""


def places(text: str, **values: str) -> dict[str, Spot]:
    given = [Value("/" + path.replace("__", "/"), value, value) for path, value in values.items()]
    return places_of(given, LEAVES, Printed(anchor_of(text)))


def rows(text: str, **values: str) -> dict[str, int]:
    return {path: spot.row for path, spot in places(text, **values).items()}


def test_the_label_decides_between_equal_values() -> None:
    found = rows(
        PAGE,
        issue_date="2024-03-05",
        due_date="2024-03-05",
        totals__total="353.43",
        totals__amount_due="353.43",
        totals__subtotal="297.00",
    )
    assert found == {
        "/issue_date": 2,
        "/due_date": 3,
        "/totals/total": 11,
        "/totals/amount_due": 12,
        "/totals/subtotal": 9,
    }


def test_a_partys_values_stand_around_its_name() -> None:
    found = rows(
        PAGE,
        supplier__name="Nordlicht GmbH",
        supplier__address__city="Berlin",
        customer__name="Bakery Lindt",
        customer__address__city="Berlin",
        customer__address__street="Hafenweg 7",
    )
    assert found["/supplier/address/city"] == 0
    assert found["/customer/address/city"] == 6
    assert found["/customer/address/street"] == 5


def test_an_address_is_around_its_street_and_its_city() -> None:
    found = places(
        "Lindt            Date: today\nWeg 1            No.: R-17\n10115 Ulm        by Ada"
        + "\n" * 20,
        customer__name="Lindt",
        customer__address__street="Weg 1",
        customer__address__city="Ulm",
        customer__address__text="Weg 1, Hof 3, 10115 Ulm",
    )
    left, top, right, bottom = found["/customer/address/text"].bbox
    assert (left, right) == (0.0, 0.09)
    assert (top, bottom) == (1 / 23, 2.6 / 23)


def test_the_values_of_an_item_stand_in_one_row_below_the_item_before() -> None:
    found = rows(
        PAGE,
        line_items__0__description="Lamp",
        line_items__0__unit_price="99.00",
        line_items__0__amount_net="198.00",
        line_items__1__description="Lamp",
        line_items__1__unit_price="99.00",
        line_items__1__amount_net="99.00",
    )
    assert {path: row for path, row in found.items() if "/0/" in path}.keys() == {
        "/line_items/0/description",
        "/line_items/0/unit_price",
        "/line_items/0/amount_net",
    }
    assert {row for path, row in found.items() if "/0/" in path} == {7}
    assert {row for path, row in found.items() if "/1/" in path} == {8}


def test_a_rate_alone_tells_no_row_of_an_item() -> None:
    assert places(PAGE, allowances__0__tax_rate="19.00", allowances__0__amount="1.23") == {}
    found = rows(PAGE, tax__0__rate="19.00", tax__0__base="297.00")
    assert found == {"/tax/0/rate": 10, "/tax/0/base": 10}


def test_what_stands_nowhere_has_no_place() -> None:
    assert places(PAGE, invoice_number="R-18", totals__total="1.00") == {}


def test_codes_for_programs_are_not_looked_for() -> None:
    assert places("380 S 19 C62", document_type="380", tax__0__category_code="S") == {}


def test_two_letters_are_not_taken_for_a_value_of_the_header() -> None:
    assert places("DE 02 1203", supplier__address__country="DE") == {}


def test_nothing_at_all_is_said_of_a_zero_without_its_label() -> None:
    text = "Discount 10,00\nShipping 0,00"
    assert places(text, totals__discount="0.00") == {}
    assert places(text, totals__charges="0.00")["/totals/charges"].row == 1
