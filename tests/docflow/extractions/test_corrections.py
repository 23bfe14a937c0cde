"""What changes make of a result."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docflow.errors import DocflowError
from docflow.extractions.corrections import Change, Correction
from docflow.results import iterate_leaves
from schemas.schema import Schema, load_builtin, load_user
from tests.docflow.documents.finished import DATA, FIELDS

INVOICE = load_builtin("invoice")
OWN = load_user(
    {
        "title": "own",
        "type": "object",
        "required": ["number"],
        "properties": {
            "number": {"type": "string"},
            "note": {"type": "string"},
            "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
            "2024": {"type": "object", "properties": {"a/b": {"type": "string"}}},
            "boxes": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "label": {"type": "string"},
                        "lines": {"type": "array", "items": {"type": "string"}},
                    },
                },
            },
        },
    }
)


def corrected(*changes: Change, schema: Schema = INVOICE, data: Any = None) -> Correction:
    before = DATA if data is None else data
    fields = FIELDS if data is None else []
    correction = Correction(schema, before, fields)
    for change in changes:
        correction.apply(change)
    correction.check(before)
    return correction


def paths(correction: Correction) -> list[str]:
    return [field["path"] for field in correction.fields]


def test_a_value_is_replaced_and_a_person_vouches_for_it() -> None:
    correction = corrected(Change("/totals/total", "120.00"))
    assert correction.data["totals"]["total"] == "120.00"
    (field,) = [f for f in correction.fields if f["path"] == "/totals/total"]
    assert (field["value"], field["source"], field["confidence"]) == ("120.00", "human", 1.0)
    assert (field["raw"], field["page"], field["bbox"]) == (None, None, None)
    assert DATA["totals"]["total"] == "119.00"


def test_a_place_that_is_given_is_kept() -> None:
    change = Change("/totals/total", "120.00", 1, (0.1, 0.2, 0.3, 0.4), "120,00 €")
    (field,) = [f for f in corrected(change).fields if f["path"] == "/totals/total"]
    assert (field["raw"], field["page"], field["bbox"]) == ("120,00 €", 1, [0.1, 0.2, 0.3, 0.4])


def test_a_value_where_nothing_was_is_added() -> None:
    correction = corrected(Change("/customer/address/city", "Bath"))
    assert correction.data["customer"]["address"]["city"] == "Bath"
    assert "/customer/address/city" in paths(correction)


def test_null_says_that_it_is_not_on_the_page() -> None:
    correction = corrected(Change("/invoice_number", None))
    assert correction.data["invoice_number"] is None
    (field,) = [f for f in correction.fields if f["path"] == "/invoice_number"]
    assert (field["value"], field["source"]) == (None, "human")


def test_null_takes_an_item_away_and_those_behind_it_move_up() -> None:
    correction = corrected(Change("/line_items/0", None))
    assert [item["description"] for item in correction.data["line_items"]] == ["Chair"]
    found = {f["path"]: f["value"] for f in correction.fields}
    assert found["/line_items/0/description"] == "Chair"
    assert found["/line_items/0/quantity"] == "2"
    assert not any(path.startswith("/line_items/1") for path in found)


def test_an_item_is_added_in_the_shape_of_the_schema() -> None:
    item = {"description": "Lamp", "quantity": 1, "tax": {"rate": "19"}}
    correction = corrected(Change("/line_items/-", item))
    added = correction.data["line_items"][2]
    assert (added["description"], added["quantity"], added["tax"]["rate"]) == ("Lamp", "1", "19")
    assert added["unit_price"] is None
    assert [path for path in paths(correction) if path.startswith("/line_items/2")] == [
        "/line_items/2/description",
        "/line_items/2/quantity",
        "/line_items/2/tax/rate",
    ]


def test_changes_see_what_the_ones_before_them_made() -> None:
    correction = corrected(
        Change("/line_items/0", None),
        Change("/line_items/-", {"description": "Lamp"}),
        Change("/line_items/1/quantity", "3"),
        Change("/line_items/0/quantity", "4"),
    )
    items = correction.data["line_items"]
    assert [(i["description"], i["quantity"]) for i in items] == [("Chair", "4"), ("Lamp", "3")]


def test_evidence_stays_in_the_order_of_the_schema_item_after_item() -> None:
    correction = corrected(
        Change("/line_items/0/amount_net", "61.00"), Change("/due_date", "2026-04-01")
    )
    assert paths(correction) == [
        "/invoice_number",
        "/issue_date",
        "/due_date",
        "/totals/total",
        "/line_items/0/description",
        "/line_items/0/quantity",
        "/line_items/0/amount_net",
        "/line_items/1/description",
        "/line_items/1/quantity",
    ]


def test_every_piece_of_evidence_names_a_value_of_the_result() -> None:
    correction = corrected(
        Change("/line_items/-", {"description": "Lamp"}),
        Change("/line_items/1", None),
        Change("/totals/tax", "20.00"),
    )
    values = dict(iterate_leaves(correction.data))
    for field in correction.fields:
        assert values[field["path"]] == field["value"]


def test_lists_of_values_change_too() -> None:
    data = {"number": "1", "tags": ["a", "b"]}
    correction = corrected(
        Change("/tags/-", "c"),
        Change("/tags/0", None),
        Change("/tags/1", "C"),
        schema=OWN,
        data=data,
    )
    assert correction.data["tags"] == ["b", "C"]
    assert paths(correction) == ["/tags/1"]


def test_names_that_look_like_numbers_or_hold_a_slash_are_names() -> None:
    correction = corrected(Change("/2024/a~1b", "x"), schema=OWN, data={"number": "1"})
    assert correction.data["2024"] == {"a/b": "x"}


def test_lists_in_items_change_too() -> None:
    data = {"number": "1", "boxes": [{"label": "A", "lines": ["x"]}]}
    correction = corrected(
        Change("/boxes/-", {"label": "B", "lines": ["y", "z"]}),
        Change("/boxes/0", None),
        Change("/boxes/0/lines/0", None),
        schema=OWN,
        data=data,
    )
    assert correction.data["boxes"] == [{"label": "B", "lines": ["z"]}]
    assert paths(correction) == ["/boxes/0/label", "/boxes/0/lines/0"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("totals/total", "1"),
        ("", "1"),
        ("/", "1"),
        ("/totals", {"total": "1"}),
        ("/totals/none", "1"),
        ("/totals/total/x", "1"),
        ("/line_items", []),
        ("/line_items/2", None),
        ("/line_items/2/quantity", "1"),
        ("/line_items/-/quantity", "1"),
        ("/line_items/-", None),
        ("/line_items/-", "Lamp"),
        ("/line_items/-", {"colour": "red"}),
        ("/line_items/-", {"tax": 19}),
        ("/line_items/-1", None),
        ("/line_items/01/quantity", "1"),
        ("/line_items/0", {"quantity": "1"}),
        ("/line_items/9999999/quantity", "1"),
        ("/line_items/٣/quantity", "1"),
        ("/currency", "EU"),
        ("/issue_date", "soon"),
    ],
)
def test_a_change_that_cannot_be_is_refused(path: str, value: Any) -> None:
    with pytest.raises(DocflowError) as caught:
        corrected(Change(path, value))
    assert caught.value.code == "invalid_correction"


def test_what_the_schema_forbids_is_refused() -> None:
    data = {"number": "1", "tags": ["a", "b", "c"]}
    for change in (Change("/tags/-", "d"), Change("/number", None)):
        with pytest.raises(DocflowError) as caught:
            corrected(change, schema=OWN, data=data)
        assert caught.value.code == "invalid_correction"


def test_what_broke_the_schema_before_does_not_stand_in_the_way() -> None:
    correction = corrected(Change("/note", "seen"), schema=OWN, data={"tags": ["a"]})
    assert correction.data == {"tags": ["a"], "note": "seen"}


def test_a_null_that_the_schema_knows_not_leaves_no_key() -> None:
    correction = corrected(Change("/note", None), schema=OWN, data={"number": "1", "note": "x"})
    assert correction.data == {"number": "1"}


@given(
    st.lists(
        st.tuples(st.sampled_from(["add", "remove", "set"]), st.integers(min_value=0, max_value=9)),
        max_size=12,
    )
)
def test_any_run_of_changes_keeps_values_and_evidence_together(
    steps: list[tuple[str, int]],
) -> None:
    correction = Correction(INVOICE, DATA, FIELDS)
    expected = [(item["description"], item["quantity"]) for item in DATA["line_items"]]
    for n, (what, number) in enumerate(steps):
        index = number % len(expected) if expected else 0
        if what == "add":
            item = {"description": f"item {n}", "quantity": str(number)}
            correction.apply(Change("/line_items/-", item))
            expected.append((f"item {n}", str(number)))
        elif expected and what == "remove":
            correction.apply(Change(f"/line_items/{index}", None))
            del expected[index]
        elif expected:
            correction.apply(Change(f"/line_items/{index}/quantity", str(n)))
            expected[index] = (expected[index][0], str(n))
    correction.check(DATA)
    items = correction.data["line_items"]
    assert [(item["description"], item["quantity"]) for item in items] == expected
    values = dict(iterate_leaves(correction.data))
    assert {field["path"]: field["value"] for field in correction.fields} == {
        field["path"]: values[field["path"]] for field in correction.fields
    }
    described = [p for p in paths(correction) if p.endswith("/description")]
    assert described == [f"/line_items/{n}/description" for n in range(len(expected))]
