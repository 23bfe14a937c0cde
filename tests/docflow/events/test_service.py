"""When the events of a document are over."""

from __future__ import annotations

import pytest

from docflow.database.tables import Event
from docflow.events.service import has_ended


@pytest.mark.parametrize(
    ("types", "before", "ended"),
    [
        ([], False, False),
        ([], True, True),
        (["queued", "started"], False, False),
        (["queued", "started", "progress", "completed"], False, True),
        (["failed"], False, True),
        (["deleted"], False, True),
        (["completed", "corrected"], False, True),
        (["corrected"], True, True),
        (["corrected"], False, False),
        (["failed", "queued"], False, False),
        (["queued"], True, False),
        (["failed", "queued", "completed"], True, True),
    ],
)
def test_an_ending_counts_until_the_document_begins_anew(
    types: list[str], before: bool, ended: bool
) -> None:
    events = [Event(type=f"document.{type_}") for type_ in types]
    assert has_ended(events, before=before) is ended
