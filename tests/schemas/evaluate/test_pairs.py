"""Forms: labelled pairs against pairs, boxes and a user's leaves."""

from typing import Any

from schemas.evaluate.pairs import score_pairs


def outcomes(expected: dict[str, Any], data: dict[str, Any]) -> dict[str, str]:
    pairs = [{"key": key, "value": value} for key, value in expected.items()]
    return {pair.key: pair.outcome for pair in score_pairs(pairs, data)}


def form(**pairs: str) -> dict[str, Any]:
    return {"pairs": [{"key": key, "value": value} for key, value in pairs.items()]}


def test_printed_label_is_found_despite_case_and_colon() -> None:
    data = {"pairs": [{"key": "RECEIPT NO:", "value": "3579"}]}
    assert outcomes({"Receipt No": "3579"}, data) == {"Receipt No": "correct"}


def test_wrong_value_under_the_right_label_is_wrong() -> None:
    data = {"pairs": [{"key": "Receipt No", "value": "3578"}]}
    assert outcomes({"Receipt No": "3579"}, data) == {"Receipt No": "wrong"}


def test_right_value_under_another_label_misses_a_printed_label() -> None:
    data = {"pairs": [{"key": "Customer", "value": "3579"}]}
    assert outcomes({"Receipt No": "3579"}, data) == {"Receipt No": "missed"}


def test_right_value_under_another_label_finds_a_field_name() -> None:
    data = {"pairs": [{"key": "Contract / Revision", "value": "26918895"}]}
    assert outcomes({"contract_num": "26918895"}, data) == {"contract_num": "correct"}


def test_leaf_of_a_users_schema_answers_for_a_pair() -> None:
    data = {"contract_num": "26918895", "gross_amount": 20825.0}
    expected = {"contract_num": "26918895", "gross_amount": 20825.0}
    assert set(outcomes(expected, data).values()) == {"correct"}


def test_box_is_found_by_the_words_of_its_name() -> None:
    data = {
        "checkboxes": [
            {"label": "Individual/sole proprietor", "checked": False},
            {"label": "C Corporation", "checked": True},
            {"label": "Partnership", "checked": False},
        ]
    }
    expected = {"TaxClassifyPartnership": False, "TaxClassifyCCorp": True}
    assert outcomes(expected, data)["TaxClassifyCCorp"] == "correct"


def test_value_is_used_for_one_pair_only() -> None:
    data = {"pairs": [{"key": "party", "value": "ACME"}]}
    pairs = [{"key": "party", "value": "ACME"}, {"key": "party", "value": "Globex"}]
    assert [pair.outcome for pair in score_pairs(pairs, data)] == ["correct", "missed"]


def test_similar_keys_do_not_take_each_others_value() -> None:
    data = {"pairs": [{"key": "Name", "value": "Lee & Kim"}, {"key": "Name", "value": "William"}]}
    expected = {"Name": "William", "BusinessName": "Lee & Kim"}
    assert set(outcomes(expected, data).values()) == {"correct"}


def test_each_value_says_where_it_stands() -> None:
    pairs = [
        {"key": "Receipt No", "value": "3579"},
        {"key": "Married", "value": True},
        {"key": "a/b", "value": "x"},
        {"key": "Absent", "value": "y"},
    ]
    data = {
        "pairs": [{"key": "Customer", "value": "Ann"}, {"key": "Receipt No", "value": "3579"}],
        "checkboxes": [{"label": "Married", "checked": True}],
        "a/b": ["x"],
    }
    assert {pair.key: pair.pointer for pair in score_pairs(pairs, data)} == {
        "Receipt No": "/pairs/1/value",
        "Married": "/checkboxes/0/checked",
        "a/b": "/a~1b/0",
        "Absent": None,
    }
