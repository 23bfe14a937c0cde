"""Extractions in the database: stored and read again, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from docflow.database.tables import Document, Extraction, Field
from docflow.extractions.repository import (
    extractions_of,
    fields_of,
    latest_extraction,
    store_extraction,
)
from docflow.extractions.service import result_of
from docflow.services import Services
from tests.docflow.documents.finished import DATA, FIELDS, field, finish, upload
from tests.docflow.documents.forms import pdf


def test_a_result_is_the_same_after_it_was_stored(services: Services, tenant: str) -> None:
    document = upload(services, tenant, pdf(), file_name="acme.pdf")
    finish(services, document)
    with services.database.read() as session:
        row = session.get_one(Document, document.id)
        extraction = latest_extraction(session, document.id)
        assert extraction is not None
        result = result_of(session, row, extraction)
    assert (result["id"], result["file"], result["pages"]) == (document.id, "acme.pdf", 1)
    assert result["data"] == DATA
    assert result["fields"] == FIELDS
    assert list(result["data"]) == list(DATA) or not services.database.is_sqlite
    assert result["usage"] == {"prompt_tokens": 10, "output_tokens": 5, "seconds": 0.5}


def test_a_value_keeps_its_type(services: Services, tenant: str) -> None:
    values: list[Any] = [True, False, 0, 12, 2.5, "12", "true", "null", "", None]
    stored = [
        field(f"/a~1b/{n}", value, bbox=None, page=None, raw=None, confidence=None)
        for n, value in enumerate(values)
    ]
    document = upload(services, tenant, pdf())
    finish(services, document, {"a/b": values}, stored)
    with services.database.read() as session:
        extraction = latest_extraction(session, document.id)
        assert extraction is not None
        read = fields_of(session, extraction)
        columns = session.scalars(select(Field.value)).all()
    assert read == stored
    assert [type(f["value"]) for f in read] == [type(value) for value in values]
    assert all(column is None or isinstance(column, str) for column in columns)


def test_a_repaired_value_keeps_what_was_read_before(services: Services, tenant: str) -> None:
    stored = field("/total", "119.00")
    stored["repaired"] = {
        "from": {"value": "100.00", "raw": "100,00", "page": 1, "bbox": [0.1, 0.2, 0.3, 0.4]},
        "by": ["totals_add_up"],
        "derivation": "100.00 + 19.00 = 119.00",
    }
    document = upload(services, tenant, pdf())
    finish(
        services, document, {"total": "119.00", "tax": "19.00"}, [stored, field("/tax", "19.00")]
    )
    with services.database.read() as session:
        extraction = latest_extraction(session, document.id)
        assert extraction is not None
        read = fields_of(session, extraction)
    assert read[0] == stored
    assert "repaired" not in read[1]


def test_a_result_without_values_is_stored(services: Services, tenant: str) -> None:
    document = upload(services, tenant, pdf())
    finish(services, document, {}, [])
    with services.database.read() as session:
        extraction = latest_extraction(session, document.id)
        assert extraction is not None
        assert fields_of(session, extraction) == []


def test_nul_characters_are_left_out(services: Services, tenant: str) -> None:
    document = upload(services, tenant, pdf())
    finish(services, document, {"a": "x\0y"}, [field("/a", "x\0y", raw="x\0y")])
    with services.database.read() as session:
        extraction = latest_extraction(session, document.id)
        assert extraction is not None
        (read,) = fields_of(session, extraction)
        assert (extraction.data, read["value"], read["raw"]) == ({"a": "xy"}, "xy", "xy")


def test_each_version_is_the_latest_until_the_next(services: Services, tenant: str) -> None:
    document = upload(services, tenant, pdf())
    finish(services, document)
    for _ in range(2):
        with services.database.write() as write:
            row = write.session.get_one(Document, document.id)
            latest = latest_extraction(write.session, document.id)
            assert latest is not None
            result = result_of(write.session, row, latest)
            store_extraction(write, row, result, "key12345")
    with services.database.read() as session:
        versions = extractions_of(session, document.id)
    assert [(v.version, v.is_latest, v.created_by) for v in versions] == [
        (3, True, "key12345"),
        (2, False, "key12345"),
        (1, False, "model"),
    ]


def test_no_document_can_have_two_latest_versions(services: Services, tenant: str) -> None:
    document = upload(services, tenant, pdf())
    finish(services, document)

    def add_another() -> None:
        with services.database.write() as write:
            first = latest_extraction(write.session, document.id)
            assert first is not None
            columns = {c.key: getattr(first, c.key) for c in Extraction.__table__.columns}
            write.session.add(Extraction(**columns | {"id": "ext_two", "version": 2}))

    with pytest.raises(IntegrityError):
        add_another()
