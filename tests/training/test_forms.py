"""Forms are the same for the same seed, and what their schemas ask agrees with what is marked."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date

import pytest

from training.documents import forms
from training.documents.canvas import SyntheticDocument

SEEDS = range(200)


@pytest.fixture(scope="module")
def documents() -> list[SyntheticDocument]:
    return [forms.generate(random.Random(seed)) for seed in SEEDS]


def marked(document: SyntheticDocument) -> dict[str, list[str]]:
    """The marked parts of words by path, in the order written."""
    out: dict[str, list[str]] = defaultdict(list)
    for word in document.pages[0].words:
        for mark in word.marks:
            assert 0 <= mark.start < mark.end <= len(word.text)
            out[mark.path].append(word.text[mark.start : mark.end])
    return out


def asked(documents: list[SyntheticDocument]) -> list[SyntheticDocument]:
    return [document for document in documents if document.schema is not None]


def test_the_same_seed_gives_the_same_form() -> None:
    assert forms.generate(random.Random(5)) == forms.generate(random.Random(5))


def test_values_are_asked_for(documents: list[SyntheticDocument]) -> None:
    for document in asked(documents):
        assert document.schema is not None
        assert set(document.values) <= set(document.schema)


def test_every_value_is_marked_but_the_state_of_boxes(documents: list[SyntheticDocument]) -> None:
    for document in documents:
        unmarked = set(document.values) - set(marked(document))
        assert all(document.values[path] in ("true", "false") for path in unmarked)
        assert not set(marked(document)) - set(document.values)


def test_marked_text_of_string_fields_is_the_value(documents: list[SyntheticDocument]) -> None:
    for document in asked(documents):
        assert document.schema is not None
        for path, texts in marked(document).items():
            kind = document.schema[path]["x-kind"]  # type: ignore[index]
            if kind in ("string", "name", "address", "identifier", "code", "phone", "email"):
                assert " ".join(texts) == document.values[path]


def test_marked_pairs_are_the_printed_labels_and_values(
    documents: list[SyntheticDocument],
) -> None:
    for document in documents:
        if document.schema is None:
            for path, texts in marked(document).items():
                assert "".join(texts) == document.values[path].replace(" ", "")


def test_dates_are_iso(documents: list[SyntheticDocument]) -> None:
    for document in asked(documents):
        assert document.schema is not None
        for path, value in document.values.items():
            if document.schema[path]["x-kind"] == "date":  # type: ignore[index]
                assert date.fromisoformat(value).isoformat() == value


def test_some_asked_fields_are_absent(documents: list[SyntheticDocument]) -> None:
    counts = [(len(d.schema or {}), len(d.values)) for d in asked(documents)]
    assert sum(values for _, values in counts) < sum(names for names, _ in counts)
    assert all(2 <= names <= 30 for names, _ in counts)


def test_both_ways_of_asking_occur(documents: list[SyntheticDocument]) -> None:
    assert 0.4 < len(asked(documents)) / len(documents) < 0.8


def test_names_hold_no_dots_or_brackets(documents: list[SyntheticDocument]) -> None:
    for document in asked(documents):
        assert not any(set(".[]") & set(name) for name in document.schema or {})


def test_words_stay_on_the_page(documents: list[SyntheticDocument]) -> None:
    for document in documents:
        page = document.pages[0]
        for word in page.words:
            left, top, right, bottom = word.box
            assert left >= 0
            assert top >= 0
            assert right <= page.width
            assert bottom <= page.height
