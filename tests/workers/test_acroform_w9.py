"""A W-9 that was filled in on a computer gives the schema of that name exactly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.schema import load_builtin, load_user
from tests.workers.forms import Sheet, form_pdf, pages_of
from workers.steps.acroform_reading import FormReading, read_form

DATA = Path(__file__).parents[3] / "shared" / "data"
#: labels of the real documents by our names
LABELLED = {
    "name": "Name", "business_name": "BusinessName", "exempt_payee_code": "ExemptPayeeCode",
    "fatca_code": "FATCA_Code", "address": "Address", "city_state_zip": "CityStateZip",
    "requester": "RequesterNameAddress", "account_numbers": "AccountNumbers", "ssn": "SSN",
    "ein": "EIN", "llc_classification": "LLC_Classification",
}  # fmt: skip
CLASSES = {
    "TaxClassifyIndividual": "individual_or_sole_proprietor",
    "TaxClassifyCCorp": "c_corporation",
    "TaxClassifySCorp": "s_corporation",
    "TaxClassifyPartnership": "partnership",
    "TaxClassifyTrust": "trust_or_estate",
    "TaxClassifyLLC": "limited_liability_company",
    "TaxClassifyOther": "other",
}
BOXES = (
    *("Individual/sole proprietor or single-member LLC", "C Corporation", "S Corporation"),
    *("Partnership", "Trust/estate"),
)


def reading_of(data: bytes) -> FormReading:
    pages = pages_of(data)
    asked = load_builtin("w9").core_view()
    form = read_form(asked, [page for page in pages if page.widgets], [p.number for p in pages])
    assert form is not None
    return form


def values_of(form: FormReading) -> dict[str, Any]:
    return {reading.path[1:]: reading.raw for reading in form.window.readings}


def request(ticked: str) -> bytes:
    """Some lines of the form, one of its boxes ticked."""

    def draw(sheet: Sheet) -> None:
        sheet.print(60, 60, "1 Name (as shown on your income tax return)", 7)
        sheet.text("p.f1", (60, 63, 400, 77), "Ada Byron")
        sheet.print(
            60, 100, "3 Check appropriate box for federal tax classification. Check only one.", 7
        )
        for number, label in enumerate(BOXES):
            sheet.box(f"p.kind[{number}]", 60, 118 + 18 * number, label == ticked)
            sheet.print(74, 118 + 18 * number, label, 7)
        sheet.print(60, 240, "5 Address (number, street, and apt. or suite no.)", 7)
        sheet.text("p.f7", (60, 243, 400, 257), "12 St James's Square")
        sheet.print(60, 280, "Employer identification number", 7)
        sheet.text("p.f9", (60, 283, 200, 297), "12-3456789")

    return form_pdf(draw)


@pytest.mark.parametrize(
    ("label", "member"), list(zip(BOXES, CLASSES.values(), strict=False)), ids=BOXES
)
def test_the_box_that_is_ticked_is_the_classification(label: str, member: str) -> None:
    form = reading_of(request(label))
    raw = values_of(form)["classification"]
    leaf = load_builtin("w9").leaf("classification")
    assert leaf.enum is not None
    assert str(raw).casefold() in (member, label.casefold())
    assert values_of(form)["ein"] == "12-3456789"


def test_a_users_own_w9_is_matched_by_its_words() -> None:
    schema = load_user(
        {"type": "object", "properties": {"employer_identification": {"type": "string"}}}, "w9"
    )
    pages = pages_of(request("Partnership"))
    form = read_form(schema, pages, [1])
    assert form is not None
    assert values_of(form) == {"employer_identification": "12-3456789"}


def _real_forms() -> list[tuple[str, dict[str, Any]]]:
    manifest = DATA / "dev.jsonl"
    if not manifest.is_file():
        return []
    found = []
    for line in manifest.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        truth = {pair["key"]: pair["value"] for pair in entry["truth"].get("pairs", ())}
        if "TaxClassifyLLC" in truth and entry["path"].endswith(".pdf"):
            found.append((entry["path"], truth))
    return found


@pytest.mark.skipif(not _real_forms(), reason="the real documents are not here")
@pytest.mark.parametrize(
    ("path", "truth"), _real_forms(), ids=[Path(path).stem for path, _ in _real_forms()]
)
def test_a_real_w9_is_answered_by_its_fields_alone(path: str, truth: dict[str, Any]) -> None:
    form = reading_of((DATA / path).read_bytes())
    values = values_of(form)
    assert form.is_whole
    # What is not labelled may be filled in all the same.
    labelled = {ours: key for ours, key in LABELLED.items() if key in truth}
    assert {ours: values.get(ours) for ours in labelled} == {
        ours: truth[key] for ours, key in labelled.items()
    }
    (ticked,) = [member for key, member in CLASSES.items() if truth[key]]
    assert values["classification"] in (ticked, "Partnership")
