"""Countries, times, tick boxes, names and contact details."""

import pytest

from schemas.kinds import Kind
from schemas.normalise import DocumentContext, normalise

CASES: list[tuple[Kind, str, object]] = [
    ("country", "Germany", "DE"),
    ("country", "Deutschland", "DE"),
    ("country", "DEU", "DE"),
    ("country", "USA", "US"),
    ("country", "United Kingdom", "GB"),
    ("country", "日本", "JP"),
    ("country", "D", "DE"),
    ("country", "zz", None),
    ("country", "Narnia", None),
    ("time", "14:33", "14:33"),
    ("time", "2:33 PM", "14:33"),
    ("time", "12:05 a.m.", "00:05"),
    ("time", "14h33", "14:33"),
    ("time", "14.33 Uhr", "14:33"),
    ("time", "25 DEC 2016 14:33:07", "14:33:07"),
    ("time", "25:10", None),
    ("boolean", "☒", True),
    ("boolean", "Ja", True),
    ("boolean", "[x]", True),
    ("boolean", "[ ]", False),
    ("boolean", "No", False),
    ("boolean", "maybe", None),
    ("name", "CONTOSO LTD. ,", "CONTOSO LTD."),
    ("name", "  A\u200b  B ", "A B"),
    ("name", " ,", None),
    ("name", "Acme Retail Sdn Bhd (812345-K)", "Acme Retail Sdn Bhd"),
    ("name", "Acme (Co. Reg. No. 1234567-X)", "Acme"),
    ("name", "Sub & Co #42 Phone 555-123-4567", "Sub & Co #42"),
    ("name", "Phone House 24", "Phone House 24"),
    ("name", "Fund (2019)", "Fund (2019)"),
    ("name", "(123456-X)", "(123456-X)"),
    ("address", "123 Main St\nRedmond, WA", "123 Main St, Redmond, WA"),
    ("string", "a\n b", "a b"),
    ("code", "(A)", "A"),
    ("phone", "Tel.: +49 (0)89 123-456", "+49 (0)89 123-456"),
    ("phone", "555", None),
    ("email", "mail: A.b@EXAMPLE.com", "A.b@example.com"),
    ("email", "nobody", None),
    ("url", "Web www.example.org/a", "www.example.org/a"),
]


@pytest.mark.parametrize(("kind", "raw", "value"), CASES)
def test_printed_text_is_read(kind: Kind, raw: str, value: object) -> None:
    assert normalise(raw, kind, DocumentContext()).value == value
