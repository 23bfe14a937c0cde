"""Real filled forms: every value and every tick that the file holds is found, with its state.

What is expected comes from PyMuPDF's own list of widgets, which shares no code with ours. The
documents for measuring are not part of this repository; without them these tests are skipped.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.schema import load_builtin
from workers.backends.mupdf import pymupdf
from workers.page import Page
from workers.steps.acroform_reading import read_form
from workers.steps.pages import open_pages

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("DOCFLOW_EVAL_DATA", ROOT.parent / "shared" / "data"))
#: keys of the manifest's truth -> leaves of the schema `w9`
W9 = {
    "Name": "/name",
    "BusinessName": "/business_name",
    "ExemptPayeeCode": "/exempt_payee_code",
    "FATCA_Code": "/fatca_code",
    "Address": "/address",
    "CityStateZip": "/city_state_zip",
    "AccountNumbers": "/account_numbers",
    "SSN": "/ssn",
    "EIN": "/ein",
}
W9_CLASSES = {
    "TaxClassifyIndividual": "individual_or_sole_proprietor",
    "TaxClassifyCCorp": "c_corporation",
    "TaxClassifySCorp": "s_corporation",
    "TaxClassifyPartnership": "partnership",
    "TaxClassifyTrust": "trust_or_estate",
    "TaxClassifyLLC": "limited_liability_company",
    "TaxClassifyOther": "other",
}
_TICKED = ("CheckBox", "RadioButton")
_FILLED = ("Text", "ListBox", "ComboBox")
_PASSWORD = 1 << 13


def forms() -> Iterator[Any]:
    """The robust set's forms, and the documents to measure with that have fields: forms W-9."""
    if not (DATA / "robust.jsonl").is_file():
        return
    for line in (DATA / "robust.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        if entry.get("category") == "acroform":
            yield pytest.param(DATA / entry["path"], id=Path(entry["path"]).stem)
    for path in sorted((DATA / "dev").glob("d_azure_*.pdf")):
        if b"/AcroForm" in path.read_bytes():
            yield pytest.param(path, id=path.stem)


def expected(path: Path) -> tuple[list[str], list[bool]]:
    """(what is filled in, whether each box is ticked), page by page."""
    filled, ticked = [], []
    document = pymupdf.open(path)
    for page in document:
        for widget in page.widgets():
            if widget.field_type_string in _TICKED:
                ticked.append(widget.field_value not in ("Off", "", None, False))
            elif widget.field_type_string in _FILLED and not widget.field_flags & _PASSWORD:
                filled += [widget.field_value.strip()] if widget.field_value else []
    document.close()
    return sorted(filled), sorted(ticked)


def read(path: Path) -> list[Page]:
    with open_pages(path, ocr="off") as stream:
        return list(stream)


@pytest.mark.skipif(not list(forms()), reason="the documents for measuring are not here")
@pytest.mark.parametrize("path", list(forms()))
def test_every_filled_field_of_a_real_form_is_found_with_its_state(path: Path) -> None:
    filled, ticked = expected(path)
    pages = read(path)
    widgets = [widget for page in pages for widget in page.widgets]
    texts = [w for w in widgets if w.kind in ("text", "choice") and w.value]
    boxes = [w for w in widgets if w.kind in ("checkbox", "radio")]
    assert sorted(_spaced(widget.value) for widget in texts) == sorted(map(_spaced, filled))
    assert sorted(box.is_on for box in boxes) == ticked

    form = read_form(load_builtin("form"), pages, [page.number for page in pages])
    if not filled and not any(ticked):
        assert form is None
        return
    assert form is not None
    readings = form.window.readings
    assert sum(reading.raw is True for reading in readings) == sum(ticked)
    if form.is_whole:
        assert sum(isinstance(reading.raw, bool) for reading in readings) == len(ticked)
    # The parts of a number in boxes are one value of the result.
    answers = "\n".join(_compact(str(r.raw)) for r in readings if r.path.endswith("/value"))
    # A field of one line that holds several counts with the one it shows.
    missing = [value for value in filled if _compact(value) not in answers]
    assert [v for v in missing if "\n" not in v or _compact(v.split("\n")[0]) not in answers] == []
    assert all(reading.place is not None for reading in readings)


@pytest.mark.skipif(not list(forms()), reason="the documents for measuring are not here")
def test_the_real_forms_hold_what_they_are_known_to_hold() -> None:
    counts = {case.id: expected(case.values[0]) for case in forms()}
    filled = {name: len(texts) for name, (texts, _) in counts.items() if texts}
    assert len(counts) >= 15
    assert sum(filled.values()) == 84
    assert sum(sum(ticked) for _, ticked in counts.values()) == 6


def w9_forms() -> Iterator[Any]:
    """(path, truth) of the forms W-9 with fields."""
    if not (DATA / "dev.jsonl").is_file():
        return
    for line in (DATA / "dev.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        path = DATA / entry["path"]
        is_filled = path.stem.startswith("d_azure_") and b"/AcroForm" in path.read_bytes()
        if is_filled and expected(path)[0]:
            pairs = {pair["key"]: pair["value"] for pair in entry["truth"].get("pairs", ())}
            yield pytest.param(path, pairs, id=path.stem)


@pytest.mark.parametrize(("path", "truth"), list(w9_forms()))
def test_a_real_w9_answers_its_schema_as_people_typed_it_off(
    path: Path, truth: dict[str, Any]
) -> None:
    pages = read(path)
    # What the small model is asked for: nobody fills in a field for the date of signing.
    asked = load_builtin("w9").core_view()
    form = read_form(asked, [page for page in pages if page.widgets], [1])
    assert form is not None
    assert form.is_whole
    found = {reading.path: reading.raw for reading in form.window.readings}
    for key, leaf in W9.items():
        if truth.get(key):
            assert _compact(str(found.get(leaf))) == _compact(str(truth[key])), key
    chosen = [name for key, name in W9_CLASSES.items() if truth.get(key)]
    assert [_compact(str(found["/classification"]))] == [_compact(name) for name in chosen]


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _compact(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()
