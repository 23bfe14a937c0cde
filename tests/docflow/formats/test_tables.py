"""Tables: what a newcomer sees of a document."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from docflow.formats.tables import MAX_ABSENT_NAMES, print_result
from docflow.results import FLAGS, Result, failed_result
from tests.docflow.fakes import document_result


def shown(result: Result, width: int = 110) -> str:
    stream = io.StringIO()
    print_result(result, Console(file=stream, width=width, highlight=False))
    return stream.getvalue()


def cells_beside(text: str, output: str) -> list[str]:
    [line] = [line for line in output.splitlines() if text in line]
    return re.split(r" {2,}", line.strip())


def test_a_value_stands_beside_its_page_confidence_and_source() -> None:
    cells = cells_beside("invoice_number", shown(document_result()))
    assert cells == [
        "invoice_number",
        "R-1042",
        "1",
        "99 %",
        "text",
    ]


def test_a_sign_of_fraud_stands_right_below_the_title_and_nowhere_else() -> None:
    flagged = shown(document_result(flags=["xml_page_mismatch"])).splitlines()
    assert flagged[1].startswith("possible fraud  xml page mismatch: ")
    assert "fraud" not in shown(document_result())


@pytest.mark.parametrize("flag", FLAGS.values())
def test_a_sign_of_fraud_says_what_differs_from_the_page(flag: str) -> None:
    told = shown(document_result(flags=[flag])).splitlines()[1]
    named = {"xml": "XML", "acroform": "fields", "barcode": "code"}[flag.partition("_")[0]]
    assert named in told.partition(": ")[2]


def test_a_form_that_was_read_from_its_fields_says_so() -> None:
    given = document_result(model="none")
    for each in given["fields"]:
        each["source"] = "acroform"
    assert "from the form's fields, no model asked" in shown(given)


def test_the_title_says_what_was_read_and_how_it_ended() -> None:
    title = shown(document_result(status="needs_review", pages=3)).splitlines()[0]
    assert title == "acme.pdf  needs review  invoice, 3 pages, 1.2 s, model nano"


def test_an_e_invoice_says_that_no_model_was_asked() -> None:
    title = shown(document_result(model="none", pages=0)).splitlines()[0]
    assert title == "acme.pdf  done  invoice, no pages, 1.2 s, from its XML, no model asked"


def test_columns_of_items_that_find_no_room_are_named_below() -> None:
    item = {f"column_{number:02}": "x" * 12 for number in range(12)}
    output = shown(document_result(data={"line_items": [item]}, fields=[]))
    assert "column_04" in output.split("no room for")[0]
    assert "no room for column_05, column_06" in output
    assert max(len(line) for line in output.splitlines()) <= 110
    assert "no room" not in shown(document_result())


def test_absent_values_are_named_in_one_line() -> None:
    assert "not found: due_date\n" in shown(document_result())


def test_many_absent_values_are_counted() -> None:
    data = {f"name_{number}": None for number in range(MAX_ABSENT_NAMES + 3)}
    assert "and 3 more" in shown(document_result(data=data))


def test_items_are_a_table_with_the_least_confidence_of_each_row() -> None:
    cells = cells_beside("Paper", shown(document_result()))
    assert cells == [
        "1",
        "Paper",
        "2",
        "1",
        "80 %",
    ]


def test_checks_say_whether_they_passed() -> None:
    checks = [{"name": "iban", "passed": False, "message": "wrong checksum"}]
    assert "check failed  iban: wrong checksum" in shown(document_result(checks=checks))


def test_codes_stand_below_the_values_on_a_line_each() -> None:
    code = {"format": "qr_code", "text": "BCD\n002\n" + "x" * 90, "page": 2, "bbox": [0, 0, 1, 1]}
    [line] = [line for line in shown(document_result(codes=[code])).splitlines() if "qr_" in line]
    assert line.startswith("qr_code  page 2  BCD 002 xxx")
    assert line.endswith("x...")
    assert "qr_code" not in shown(document_result())


def test_a_failed_document_shows_sentence_and_code() -> None:
    output = shown(failed_result("a.pdf", "not_found", "there is no such file"))
    assert output.startswith("a.pdf  failed  there is no such file (not_found)")


@pytest.mark.parametrize("text", ["[bold]loud[/bold]", "[/]", "[link=http://a]b[/link]"])
def test_text_of_a_document_is_no_markup(text: str) -> None:
    assert text in shown(document_result(data={"name": text}))


def test_text_of_a_document_is_no_terminal_command() -> None:
    output = shown(document_result(file="\x1b]0;x\x07", data={"a\x1b": "\x1b[31m"}))
    assert "\x1b" not in output


def test_a_long_value_is_cut() -> None:
    output = shown(document_result(data={"text": "x" * 5000}))
    assert output.count("x") < 300
    assert "…" in output


def test_a_value_without_spaces_is_whole_on_a_narrow_terminal() -> None:
    iban = "DE89370400440532013000" * 3
    output = shown(document_result(data={"iban": iban}), width=60)
    assert iban in re.sub(r"\s+", "", output)


def test_a_repaired_value_says_what_was_read_before() -> None:
    result = document_result()
    field = result["fields"][0]
    field["repaired"] = {
        "from": {"value": "R-1", "raw": "R-1", "page": 1, "bbox": None},
        "by": ["totals_add_up"],
        "derivation": "100.00 + 19.00 = 119.00",
    }
    output = shown(result)
    assert "text, repaired" in output
    line = f"repaired  invoice_number: {field['value']}, first read R-1; 100.00 + 19.00 = 119.00"
    assert line in output
    assert "repaired" not in shown(document_result())
