"""Values that people give, in the schema's types."""

from __future__ import annotations

from typing import Any

import pytest

from docflow.errors import DocflowError
from docflow.extractions.typed import typed_value
from schemas.schema import load_builtin, load_user
from schemas.tree import Leaf

OWN = load_user(
    {
        "title": "own",
        "type": "object",
        "properties": {
            "count": {"type": "integer"},
            "share": {"type": "number"},
            "paid": {"type": "boolean"},
            "size": {"enum": ["small", "large"]},
        },
    }
)


def leaf(path: str) -> Leaf:
    schema = OWN if any(known.path == path for known in OWN.leaves()) else load_builtin("invoice")
    return schema.leaf(path)


@pytest.mark.parametrize(
    ("path", "given", "value"),
    [
        ("totals.total", "119.00", "119.00"),
        ("totals.total", "1.234", "1.234"),
        ("totals.total", "1,234.50 EUR", "1234.50"),
        ("totals.total", 119, "119"),
        ("totals.total", -0.5, "-0.5"),
        ("totals.total", None, None),
        ("issue_date", "2026-03-01", "2026-03-01"),
        ("issue_date", "1 March 2026", "2026-03-01"),
        ("supplier.name", "  ACME  GmbH ", "ACME  GmbH"),
        ("invoice_number", "R-1042", "R-1042"),
        ("currency", "EUR", "EUR"),
        ("currency", "€", "EUR"),
        ("count", 3, 3),
        ("count", "3", 3),
        ("count", 3.0, 3),
        ("share", 0.25, 0.25),
        ("share", "0.25", 0.25),
        ("paid", True, True),
        ("paid", "yes", True),
        ("size", "small", "small"),
        ("size", "LARGE", "large"),
    ],
)
def test_a_value_gets_its_type(path: str, given: Any, value: Any) -> None:
    typed = typed_value(given, leaf(path), "/x")
    assert typed == value
    assert type(typed) is type(value)


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("totals.total", "a lot"),
        ("totals.total", True),
        ("totals.total", {"amount": 1}),
        ("totals.total", [1]),
        ("totals.total", 1e300),
        ("totals.total", ""),
        ("issue_date", "someday"),
        ("issue_date", "03/04/2026"),
        ("issue_date", "2026-02-30"),
        ("issue_date", 20260301),
        ("supplier.name", 7),
        ("supplier.name", "x" * 20_001),
        ("count", 3.5),
        ("count", "three"),
        ("count", False),
        ("paid", "perhaps"),
        ("paid", 1),
        ("size", "medium"),
    ],
)
def test_what_has_no_such_type_is_refused(path: str, given: Any) -> None:
    with pytest.raises(DocflowError) as caught:
        typed_value(given, leaf(path), "/x")
    assert caught.value.code == "invalid_correction"
    assert caught.value.message.startswith("/x: ")
