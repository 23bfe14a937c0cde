"""Sums put right with another number of the page."""

from __future__ import annotations

from dataclasses import replace

from schemas.schema import load_builtin
from tests.workers.texts import anchor_of
from workers.steps.anchor import Anchor
from workers.steps.ask import readings_of
from workers.steps.assemble import REPAIRED_CONFIDENCE, Assembled, assemble
from workers.steps.page_text import build_page_text
from workers.steps.parse import Parsed
from workers.steps.review import review_of
from workers.steps.spans import locate
from workers.steps.values import Certainty, RawValue, Reading, Rival

INVOICE = load_builtin("invoice").core_view()
SURE = Certainty(3, 3, -0.2, -0.1, -0.2)
PAGE = "Net      100,00\nVAT 19%   19,00\nTotal    119,00\nOrder      4711"
LINES = "Tea    2    30,00    60,00\nCake   4    10,00    40,00\nTotal             100,00"


def reading(anchor: Anchor, path: str, raw: str, others: dict[str, float]) -> Reading:
    page = build_page_text(anchor)
    rivals = tuple(Rival(each, locate(page, each)[0], logprob) for each, logprob in others.items())
    value = RawValue(path, raw, SURE, tuple(locate(page, raw)), rivals=rivals)
    return readings_of(Parsed([value]), anchor)[0]


def assembled(
    text: str, raws: dict[str, str], runner_ups: dict[str, dict[str, float]]
) -> Assembled:
    anchor = anchor_of(text)
    values = [reading(anchor, path, raw, runner_ups.get(path, {})) for path, raw in raws.items()]
    return assemble(INVOICE, values, anchor.text)


MISREAD = {"/totals/subtotal": "100,00", "/totals/tax": "19,00", "/totals/total": "100,00"}


def test_a_total_that_does_not_add_up_is_replaced_by_the_runner_up_that_does() -> None:
    result = assembled(PAGE, MISREAD, {"/totals/total": {"119,00": -1.5, "19,00": -2.0}})
    assert result.data["totals"]["total"] == "119.00"
    assert result.failed == ()


def test_a_repaired_value_has_the_place_and_text_of_what_it_was_taken_from() -> None:
    result = assembled(PAGE, MISREAD, {"/totals/total": {"119,00": -1.5}})
    (field,) = [field for field in result.fields if "repaired" in field]
    assert (field["path"], field["value"], field["raw"]) == ("/totals/total", "119.00", "119,00")
    assert field["bbox"] is not None
    assert field["bbox"][1] == 0.5
    assert field["confidence"] == REPAIRED_CONFIDENCE


def test_what_was_read_before_and_why_it_was_replaced_is_told() -> None:
    result = assembled(PAGE, MISREAD, {"/totals/total": {"119,00": -1.5}})
    (field,) = [field for field in result.fields if "repaired" in field]
    told = field["repaired"]
    assert (told["from"]["value"], told["from"]["raw"]) == ("100.00", "100,00")
    assert (told["from"]["page"], told["from"]["bbox"]) == (1, [0.09, 0.0, 0.15, 0.15])
    assert told["by"] == ["totals_add_up"]
    assert told["derivation"] == "100.00 + 19.00 = 119.00"
    (check,) = [check for check in result.checks if check["name"] == "totals_add_up"]
    assert (check["passed"], check["repaired"]) == (True, ["/totals/total"])


def test_a_sum_that_is_printed_nowhere_is_not_written() -> None:
    page = PAGE.replace("119,00", "110,00")
    raws = MISREAD | {"/totals/total": "110,00"}
    result = assembled(page, raws, {"/totals/total": {"100,00": -0.5, "19,00": -1.0}})
    assert result.data["totals"]["total"] == "110.00"
    assert [check.name for check in result.failed] == ["totals_add_up"]


def test_a_line_is_only_repaired_from_its_own_row() -> None:
    raws = {
        "/line_items/0/description": "Tea",
        "/line_items/0/quantity": "2",
        "/line_items/0/unit_price": "10,00",
        "/line_items/0/amount_net": "60,00",
    }
    other = {"/line_items/0/quantity": {"4": -0.5}, "/line_items/0/unit_price": {"30,00": -1.0}}
    result = assembled(LINES, raws, other)
    assert result.data["line_items"][0]["unit_price"] == "30.00"
    from_another_row = LINES.replace("30,00", "35,00").replace("40,00", "30,00")
    result = assembled(from_another_row, raws, other)
    assert result.data["line_items"][0]["unit_price"] == "10.00"


def test_what_the_file_said_itself_is_not_repaired() -> None:
    anchor = anchor_of(PAGE)
    values = [
        replace(reading(anchor, path, raw, {}), certainty=Certainty(0, 0, 0.0, 0.0, 0.0))
        for path, raw in MISREAD.items()
    ]
    assert assemble(INVOICE, values, anchor.text).data["totals"]["total"] == "100.00"


def test_a_document_with_a_repair_is_looked_at() -> None:
    right = MISREAD | {"/totals/total": "119,00"}
    assert not review_of(INVOICE, assembled(PAGE, right, {}), None).is_needed
    result = assembled(PAGE, MISREAD, {"/totals/total": {"119,00": -1.5}})
    for threshold in (None, 0.0):
        review = review_of(INVOICE, result, threshold)
        assert review.is_needed
        (check,) = review.checks
        assert (check["name"], check["passed"]) == ("values_repaired", False)
        assert check["repaired"] == ["/totals/total"]
        assert "/totals/total: 100.00 became 119.00" in check["message"]
