"""What the fields of a form say of a schema's leaves."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from schemas.schema import Schema, load_builtin, load_user
from tests.workers.forms import Sheet, form_pdf, membership, pages_of
from workers.steps.acroform_reading import (
    FormReading,
    checks_of,
    form_of_json,
    form_to_json,
    is_form_json,
    read_form,
    used_by_form,
)
from workers.steps.values import Certainty, Place, Reading, WindowReading

TEXT = {"type": ["string", "null"]}
MEMBER = {
    "full_name": TEXT,
    "dob": {"type": "string", "x-kind": "date"},
    "ssn": TEXT,
    "annual_fee": {"type": "number"},
    "kind": {"enum": ["adult", "student", "family", None]},
    "newsletter": {"type": "boolean"},
    "remarks": TEXT,
}


def schema_of(properties: dict[str, Any]) -> Schema:
    return load_user({"type": "object", "properties": properties}, "member")


def reading_of(draw: Callable[[Sheet], None], schema: Schema) -> FormReading | None:
    pages = pages_of(form_pdf(draw))
    return read_form(schema, [page for page in pages if page.widgets], [p.number for p in pages])


def raws(form: FormReading | None) -> dict[str, Any]:
    assert form is not None
    return {reading.path: reading.raw for reading in form.window.readings}


def model_read(path: str, raw: str, box: tuple[float, float, float, float]) -> Reading:
    return Reading(path, raw, Certainty(3, 3, -0.1, -0.1, -0.1), Place(1, box), "text")


def test_a_users_leaves_take_the_values_of_their_fields() -> None:
    form = reading_of(membership, schema_of(MEMBER))
    assert raws(form) == {
        "/full_name": "Ada Byron",
        "/dob": "1990-12-10",
        "/ssn": "908-34-3456",
        "/annual_fee": "1,120.50",
        "/kind": "Student",
        "/newsletter": False,
    }
    assert form is not None
    assert form.is_whole
    assert "/remarks" in form.settled
    assert all(reading.source == "acroform" for reading in form.window.readings)


def test_a_leaf_that_no_field_answers_is_left_to_the_model() -> None:
    form = reading_of(membership, schema_of({**MEMBER, "country_of_origin": TEXT}))
    assert form is not None
    assert not form.is_whole
    assert "/country_of_origin" not in form.settled
    box = (0.1, 0.9, 0.2, 0.92)
    window = WindowReading(
        (model_read("/full_name", "Else", box), model_read("/country_of_origin", "UK", box)), ""
    )
    [used] = used_by_form(form, [window])
    assert [reading.path for reading in used.readings] == ["/country_of_origin"]


def test_a_value_that_its_leaf_cannot_be_is_not_taken() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.print(60, 100, "Date of birth")
        sheet.text("a", (150, 90, 250, 104), "unknown")

    assert (
        reading_of(draw, schema_of({"date_of_birth": {"type": "string", "x-kind": "date"}})) is None
    )


def test_an_empty_form_says_nothing() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.print(60, 100, "Full name")
        sheet.text("a", (150, 90, 250, 104))
        sheet.box("b", 60, 130)

    assert reading_of(draw, schema_of(MEMBER)) is None
    assert reading_of(draw, load_builtin("form")) is None


def test_one_filled_field_does_not_say_that_others_are_empty() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.print(60, 100, "Full name")
        sheet.text("a", (150, 90, 250, 104), "Ada")
        sheet.print(60, 130, "Remarks")
        sheet.text("b", (150, 120, 250, 134))

    form = reading_of(draw, schema_of(MEMBER))
    assert form is not None
    assert (raws(form), form.settled) == ({"/full_name": "Ada"}, {"/full_name"})


def test_any_forms_pairs_and_boxes_are_exact_and_in_reading_order() -> None:
    form = reading_of(membership, load_builtin("form"))
    found = raws(form)
    assert form is not None
    assert form.is_whole
    assert found["/pairs/0/key"] == "Full name"
    assert found["/pairs/4/value"] == "908-34-3456"
    assert [found[f"/checkboxes/{i}/checked"] for i in range(4)] == [False, True, False, False]
    assert found["/checkboxes/3/label"] == "Send me the newsletter"
    assert found["/pairs/6/key"] == "Remarks"
    assert "/pairs/6/value" not in found


def test_a_group_of_yes_and_no_is_true_or_false() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.print(60, 86, "Are you a citizen of the country?")
        sheet.box("c[0]", 60, 104)
        sheet.print(74, 104, "Yes")
        sheet.box("c[1]", 120, 104, True)
        sheet.print(134, 104, "No")

    assert raws(reading_of(draw, schema_of({"citizen": {"type": "boolean"}}))) == {
        "/citizen": False
    }


def test_the_chosen_radio_button_of_a_group_is_a_text() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.print(60, 86, "Shipping method")
        for x, label in ((60, "Truck"), (140, "Express mail")):
            sheet.radio("pay", x, 104, label == "Express mail")
            sheet.print(x + 14, 104, label)

    schema = schema_of({"shippingMethod": TEXT})
    assert raws(reading_of(draw, schema)) == {"/shippingMethod": "Express mail"}


def test_an_invoices_leaves_are_filled_by_their_labels() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.print(60, 100, "Invoice No.")
        sheet.text("a", (150, 90, 250, 104), "R-77")
        sheet.print(60, 130, "Something else")
        sheet.text("b", (150, 120, 250, 134), "100.00")

    form = reading_of(draw, load_builtin("invoice"))
    assert raws(form) == {"/invoice_number": "R-77"}
    assert form is not None
    assert not form.is_whole


@pytest.fixture
def contradicted() -> FormReading:
    def draw(sheet: Sheet) -> None:
        sheet.print(60, 100, "Full name")
        sheet.text("a", (150, 90, 250, 104), "Ada")
        # The page shows this; the file says another name.
        list(sheet.page.widgets())
        document = sheet.page.parent
        document.xref_set_key(next(sheet.page.widgets()).xref, "V", "(Grace Hopper)")

    form = reading_of(draw, schema_of(MEMBER))
    assert form is not None
    return form


def test_a_value_that_the_page_contradicts_is_not_taken_and_told(contradicted: FormReading) -> None:
    assert (raws(contradicted), contradicted.settled) == ({}, frozenset())
    [check] = checks_of(contradicted)
    assert (check["name"], check["passed"]) == ("acroform_matches_page", False)
    assert "Full name" in check["message"]


def test_a_models_pairs_that_stand_in_a_field_are_doubles() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.print(60, 100, "Full name")
        sheet.text("a", (150, 90, 250, 104), "Ada")

    form = reading_of(draw, load_builtin("form"))
    assert form is not None
    assert not form.is_whole
    inside = (160 / 595, 92 / 842, 180 / 595, 102 / 842)
    window = WindowReading(
        (
            model_read("/pairs/0/key", "Full name", (0.1, 0.5, 0.2, 0.51)),
            model_read("/pairs/0/value", "Ada", inside),
            model_read("/pairs/1/key", "City", (0.1, 0.6, 0.2, 0.61)),
            model_read("/pairs/1/value", "Bonn", (0.3, 0.6, 0.4, 0.61)),
        ),
        "",
    )
    [used] = used_by_form(form, [window])
    assert [(r.path, r.raw) for r in used.readings] == [
        ("/pairs/0/key", "City"), ("/pairs/0/value", "Bonn"),
    ]  # fmt: skip


@pytest.mark.parametrize("schema", [schema_of(MEMBER), load_builtin("form")], ids=["own", "form"])
def test_a_reading_survives_json(schema: Schema) -> None:
    form = reading_of(membership, schema)
    assert form is not None
    content = json.loads(json.dumps(form_to_json(form)))
    assert is_form_json(content)
    assert form_of_json(content) == form
    with pytest.raises(ValueError, match="version 99"):
        form_of_json({**content, "version": 99})


def test_words_and_fields_without_number_end_in_time() -> None:
    def draw(sheet: Sheet) -> None:
        for number in range(80):
            sheet.print(60, 100 + number / 100, "name of " * 4, 4)
            sheet.text(f"n{number}", (60, 90 + number / 10, 300, 104 + number / 10), "name of")

    form = reading_of(draw, schema_of({f"name_{i}": TEXT for i in range(40)}))
    assert form is None or not form.is_whole


def test_a_box_without_print_is_called_by_its_state_or_its_name() -> None:
    def draw(sheet: Sheet) -> None:
        for number in range(3):
            sheet.box(f"member.option{number}", 60, 100 + 60 * number, True)

    found = raws(reading_of(draw, load_builtin("form")))
    assert found["/checkboxes/1/label"] == "member.option1"
    assert found["/checkboxes/1/checked"] is True
