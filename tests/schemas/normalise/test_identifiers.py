"""Document numbers, IBAN, BIC and VAT ids."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iban

from schemas.normalise import DocumentContext
from schemas.normalise.identifiers import (
    iban_is_valid,
    normalise_bic,
    normalise_iban,
    normalise_identifier,
    normalise_vat_id,
    vat_id_is_valid,
)

NOTHING = DocumentContext()


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("INV-3337", "INV-3337"),
        ("# 1234", "1234"),
        ("Invoice No: 123", "123"),
        ("Nr. 55", "55"),
        ("RE-20140703/502", "RE-20140703/502"),
        ("No5", "No5"),
        ("471 102 ,", "471 102"),
        ("9 0 8 \u2013 3 4 \u2013 3 4 5 6", "908-34-3456"),
        ("1 2 3", "1 2 3"),
    ],
)
def test_identifier_keeps_everything_but_its_label(raw: str, value: str) -> None:
    assert normalise_identifier(raw, NOTHING).value == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("DE88 2008 0000 0970 3757 00", "DE88200800000970375700"),
        ("IBAN: DE88200800000970375700", "DE88200800000970375700"),
        ("FR2012421242124212421242124", "FR2012421242124212421242124"),
        ("gb82 west 1234 5698 7654 32", "GB82WEST12345698765432"),
    ],
)
def test_iban_is_written_compactly(raw: str, value: str) -> None:
    answer = normalise_iban(raw, NOTHING)
    assert (answer.value, answer.confident) == (value, True)


def test_misread_iban_is_repaired_when_that_cures_the_check_digits() -> None:
    answer = normalise_iban("DE88 2OO8 0000 0970 3757 00", NOTHING)
    assert (answer.value, answer.confident) == ("DE88200800000970375700", False)
    assert "read DE882OO8" in answer.derivation


def test_iban_with_wrong_check_digits_is_kept_for_the_check() -> None:
    answer = normalise_iban("DE88 2008 0000 0970 3757 01", NOTHING)
    assert (answer.value, answer.confident) == ("DE88200800000970375701", False)


def test_account_number_is_no_iban() -> None:
    assert normalise_iban("12345678", NOTHING).value is None


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**18 - 1), st.integers(1, 6))
def test_grouped_iban_comes_back(account: int, group: int) -> None:
    body = f"{account:018d}"
    compact = f"DE{iban.calc_check_digits('DE00' + body)}{body}"
    printed = " ".join(compact[i : i + group] for i in range(0, len(compact), group))
    assert normalise_iban(printed, NOTHING).value == compact


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("BIC: COBADEFFXXX", "COBADEFFXXX"),
        ("DEUTDEFF", "DEUTDEFF"),
        ("SWIFT/BIC COBA DE FF", "COBADEFF"),
        ("hello", None),
        ("COBAZZFF", None),
    ],
)
def test_bic_is_written_compactly(raw: str, value: str | None) -> None:
    assert normalise_bic(raw, NOTHING).value == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("DE 136 695 976", "DE136695976"),
        ("USt-IdNr.: DE136695976", "DE136695976"),
        ("DE136695976 Amtsgericht Berlin", "DE136695976"),
        ("CHE-116.281.710 MWST", "CHE116281710MWST"),
        ("ATU13585627", "ATU13585627"),
        ("EL094259216", "EL094259216"),
        ("FR 40 303 265 045", "FR40303265045"),
        ("NL004495445B01", "NL004495445B01"),
        ("ES B58378431", "ESB58378431"),
        ("GB 980 7806 84", "GB980780684"),
    ],
)
def test_vat_id_is_written_compactly(raw: str, value: str) -> None:
    answer = normalise_vat_id(raw, NOTHING)
    assert (answer.value, answer.confident) == (value, True)


def test_vat_id_with_wrong_check_digits_is_kept_for_the_check() -> None:
    answer = normalise_vat_id("DE 136 695 975", NOTHING)
    assert (answer.value, answer.confident) == ("DE136695975", False)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("201/113/40209", "201/113/40209"),
        ("GST No: 000123456", "000123456"),
        ("VAT NO 123456789", "VAT NO 123456789"),
    ],
)
def test_other_tax_number_is_kept_as_printed(raw: str, value: str) -> None:
    answer = normalise_vat_id(raw, NOTHING)
    assert (answer.value, answer.confident) == (value, False)


def test_tax_number_of_the_documents_country_is_checked_without_prefix() -> None:
    answer = normalise_vat_id("B58378431", DocumentContext(country="ES"))
    assert (answer.value, answer.confident) == ("B58378431", True)


@pytest.mark.parametrize(
    ("value", "valid"),
    [("DE136695976", True), ("DE136695975", False), ("201/113/40209", None), ("US123", None)],
)
def test_check_digits_of_a_vat_id_are_tested_where_there_is_a_rule(
    value: str, valid: bool | None
) -> None:
    assert vat_id_is_valid(value) is valid


def test_an_iban_of_a_bank_in_no_list_holds() -> None:
    assert iban_is_valid("BE96511967242105")
    assert not iban_is_valid("BE96511967242106")
