"""Which field a leaf asks for, by words alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from schemas.schema import load_user
from schemas.tree import Leaf
from workers.steps.acroform_match import Target, assign, score_table
from workers.steps.acroform_words import found_in, is_same, label_of


def leaves_of(properties: dict[str, Any]) -> tuple[Leaf, ...]:
    return load_user({"type": "object", "properties": properties}, "x").leaves()


def chosen(names: Sequence[str], labels: Sequence[str], caption: str = "") -> dict[str, str]:
    leaves = leaves_of({name: {"type": ["string", "null"]} for name in names})
    targets = [Target(label, caption, "", "") for label in labels]
    found = assign(score_table(leaves, targets), [str(i) for i in range(len(labels))])
    return {leaves[leaf].name: labels[target] for leaf, target in found.items()}


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("full_name", "Full name:"),
        ("dateOfBirth", "Date of birth"),
        ("dob", "2. Date of birth (month, day, year)"),
        ("SSN", "Social security number"),
        ("EmployerEIN", "Employer identification number (EIN)"),
        ("CityStateZip", "6 City, state, and ZIP code"),
        ("account_numbers", "7 List account number(s) here (optional)"),
        ("acct_no", "Account number"),
        ("exempt_code", "Exemption from reporting code"),
        ("Dept", "Department"),
        ("phone", "Telephone"),
    ],
)
def test_a_name_finds_its_label_whatever_its_spelling(name: str, label: str) -> None:
    labels = ["Signature", label, "Amount due", "Name of the requester"]
    assert chosen([name], labels) == {name: label}


def test_names_that_share_words_find_each_their_own() -> None:
    labels = ["1 Name (as shown on your return). Name is required", "2 Business name", "Address",
              "Requester’s name and address"]  # fmt: skip
    wanted = ["Name", "BusinessName", "Address", "RequesterNameAddress"]
    assert chosen(wanted, labels) == {
        "Name": labels[0],
        "BusinessName": labels[1],
        "Address": labels[2],
        "RequesterNameAddress": labels[3],
    }


def test_boxes_are_told_apart_by_what_they_do_not_share() -> None:
    labels = ["Individual/sole proprietor", "C Corporation", "S Corporation", "Trust/estate",
              "Limited liability company"]  # fmt: skip
    caption = "Check the box for the tax classification of the person"
    names = ["TaxClassifyLLC", "TaxClassifySCorp", "TaxClassifyCCorp", "TaxClassifyTrust"]
    assert chosen(names, labels, caption) == {
        "TaxClassifyLLC": labels[4],
        "TaxClassifySCorp": labels[2],
        "TaxClassifyCCorp": labels[1],
        "TaxClassifyTrust": labels[3],
    }


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("name", ["First name", "Last name"]),
        ("customer_number", ["Number"]),
        ("employee_name", ["Employer name"]),
        ("total", ["Remarks", "Signature"]),
        ("tax_classification", ["C Corporation", "S Corporation"]),
    ],
)
def test_what_is_not_clear_is_left_open(name: str, labels: list[str]) -> None:
    caption = "tax classification" if name == "tax_classification" else ""
    assert chosen([name], labels, caption) == {}


def test_fields_that_say_the_same_leave_nothing_open() -> None:
    leaves = leaves_of({"name": {"type": "string"}})
    table = score_table(leaves, [Target("Name", "", "", ""), Target("Name", "", "", "")])
    assert assign(table, ["a", "b"]) == {}
    assert assign(table, ["a", "a"]) == {0: 0}


def test_a_tooltip_or_a_chosen_name_stand_in_for_a_label() -> None:
    leaves = leaves_of({"last_name": {"type": "string"}, "postal_code": {"type": "string"}})
    targets = [
        Target("", "", "Last name", "Text1"),
        Target("", "", "", "form.page[0].txtPostalCode"),
    ]
    assert assign(score_table(leaves, targets), "ab") == {0: 0, 1: 1}


def test_labels_and_descriptions_of_the_schema_count() -> None:
    leaves = leaves_of(
        {
            "kd": {"type": "string", "x-labels": {"de": ["Kundennummer"]}},
            "f7": {"type": "string", "description": "Name of the school the child attends"},
        }
    )
    targets = [Target("Name of school", "", "", ""), Target("Kundennummer:", "", "", "")]
    assert assign(score_table(leaves, targets), "ab") == {0: 1, 1: 0}


def test_a_parent_tells_fields_of_the_same_name_apart() -> None:
    name = {"type": "object", "properties": {"name": {"type": "string"}}}
    leaves = leaves_of({"employer": name, "employee": name})
    targets = [Target("Employee’s name", "", "", ""), Target("Employer’s name", "", "", "")]
    assert assign(score_table(leaves, targets), "ab") == {0: 1, 1: 0}


def test_words_are_the_same_by_their_beginning_but_for_opposites() -> None:
    assert is_same("exempt", "exemption")
    assert is_same("classify", "classification")
    assert not is_same("employer", "employee")
    assert not is_same("state", "statement")
    assert not is_same("county", "country")


def test_initials_and_abbreviations_stand_for_their_words() -> None:
    words = label_of("Federal employer identification number").head
    assert found_in("fein", words) == (0, 1, 2, 3)
    assert found_in("ein", words) == (1, 2, 3)
    assert found_in("zip", ("postal", "code")) == (0,)
    assert found_in("ssn", words) == ()
