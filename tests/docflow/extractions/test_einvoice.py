"""What can become an e-invoice, and what is said where something cannot."""

from __future__ import annotations

import pytest

from docflow.errors import DocflowError
from docflow.extractions.einvoice import einvoice_of


@pytest.mark.parametrize(
    ("schema", "advice"),
    [("receipt", "Read it again"), ("packet", "part_id")],
    ids=["receipt", "packet"],
)
def test_what_is_no_invoice_is_refused_with_what_to_do(schema: str, advice: str) -> None:
    with pytest.raises(DocflowError, match=advice) as caught:
        einvoice_of(schema, {}, "ubl", "scan.pdf")
    assert caught.value.code == "not_an_invoice"
