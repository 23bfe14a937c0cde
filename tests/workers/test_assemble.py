"""Raw values to typed data with evidence and checks."""

from __future__ import annotations

import math
from dataclasses import replace

from schemas.schema import load_builtin, load_user
from tests.workers.test_anchor import page
from tests.workers.test_calibration import PLAIN
from workers.steps.anchor import Anchor, build_anchor
from workers.steps.ask import readings_of
from workers.steps.assemble import Assembled, assemble
from workers.steps.confidence import FEATURES
from workers.steps.page_text import build_page_text
from workers.steps.parse import Parsed
from workers.steps.spans import locate
from workers.steps.values import Certainty, Place, RawValue, Reading, Signs

SURE = Certainty(1, 1, -0.01, -0.01, -0.01)


def readings(anchor: Anchor, raws: dict[str, str]) -> list[Reading]:
    text = build_page_text(anchor)
    values = [RawValue(path, raw, SURE, tuple(locate(text, raw))) for path, raw in raws.items()]
    return list(readings_of(Parsed(values), anchor))


def assembled(
    schema_name: str, raws: dict[str, str], *words: tuple[str, float, float]
) -> Assembled:
    anchor = build_anchor([page(*words)])
    schema = load_builtin(schema_name).core_view()
    return assemble(schema, readings(anchor, raws), anchor.text)


def test_values_are_typed_by_the_documents_own_notation() -> None:
    result = assembled(
        "invoice",
        {"/issue_date": "03.04.2024", "/totals/total": "1.234,50", "/currency": "€"},
        ("Rechnung", 0, 10),
        ("03.04.2024", 100, 10),
        ("1.234,50", 0, 30),
        ("€", 100, 30),
    )
    assert result.data["issue_date"] == "2024-04-03"
    assert result.data["totals"]["total"] == "1234.50"
    assert result.data["currency"] == "EUR"


def test_evidence_names_page_box_source_and_raw() -> None:
    result = assembled("invoice", {"/totals/total": "9.00"}, ("Total", 0, 10), ("9.00", 200, 10))
    (field,) = result.fields
    assert field["raw"] == "9.00"
    assert field["page"] == 1
    assert field["bbox"] == [0.4, 0.02, 0.44, 0.04]
    assert field["source"] == "text"


def test_absent_values_are_null_and_absent_arrays_empty() -> None:
    result = assembled("invoice", {}, ("nothing", 0, 10))
    assert result.data["invoice_number"] is None
    assert result.data["supplier"]["name"] is None
    assert result.data["line_items"] == []
    assert result.fields == []


def test_a_currency_is_taken_from_the_sign_of_an_amount() -> None:
    result = assembled("invoice", {"/totals/total": "€9.00"}, ("Total", 0, 10), ("€9.00", 99, 10))
    assert result.data["currency"] == "EUR"
    (evidence,) = [f for f in result.fields if f["path"] == "/currency"]
    assert evidence["raw"] == "€"


def test_a_passed_check_is_named_at_its_values_and_a_failed_one_is_reported() -> None:
    words = [
        ("100.00", 0.0, 10.0),
        ("19.00", 0.0, 30.0),
        ("119.00", 0.0, 50.0),
        ("130.00", 0, 70.0),
    ]
    raws = {"/totals/subtotal": "100.00", "/totals/tax": "19.00", "/totals/total": "119.00"}
    good = assembled("invoice", raws, *words)
    assert {"name": "totals_add_up", "passed": True}.items() <= good.checks[0].items()
    assert all("totals_add_up" in f["checks"] for f in good.fields)
    bad = assembled("invoice", raws | {"/totals/total": "130.00"}, *words)
    assert not bad.checks[0]["passed"]


def test_a_users_schema_gets_its_own_types() -> None:
    schema = load_user(
        {
            "type": "object",
            "properties": {"weight": {"type": "number"}, "paid": {"type": "boolean"}},
            "required": ["weight"],
        },
        name="parcel",
    )
    anchor = build_anchor([page(("Weight", 0, 10), ("12.5", 100, 10))])
    result = assemble(schema, readings(anchor, {"/weight": "12.5"}), anchor.text)
    assert result.data == {"weight": 12.5}


def test_what_no_model_wrote_keeps_its_confidence_and_moves_no_others() -> None:
    schema = load_user({
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"type": "boolean"}, "c": {"type": "string"}},
    }, "abc")  # fmt: skip
    weights = tuple(float(name == "others_log") for name in FEATURES)
    calibration = replace(PLAIN, weights=weights)
    place, signs = Place(1, (0.1, 0.1, 0.2, 0.2)), Signs(1, 1.0, 1)
    sure = Certainty(0, 0, math.log(0.9), math.log(0.9), 0.0)
    given = [
        Reading("/a", "text", sure, place, "acroform", signs),
        Reading("/b", False, sure, place, "acroform", signs),
    ]
    by_model = Reading("/c", "x", Certainty(3, 3, -0.5, -0.3, -0.5), place, "text", signs)
    alone = assemble(schema, [by_model], "", calibration=calibration).fields[0]
    first, second, third = assemble(schema, [*given, by_model], "", calibration=calibration).fields
    assert (first["confidence"], first["raw"], first["source"]) == (0.9, "text", "acroform")
    assert (second["value"], second["raw"], second["page"]) == (False, None, 1)
    assert third["confidence"] == alone["confidence"]
