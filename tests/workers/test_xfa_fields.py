"""Forms that programs draw by themselves (dynamic XFA) are read from their data, exactly; no other
page gives way to data that it does not show.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from docflow.settings import Settings
from schemas.schema import load_builtin
from tests.workers.documents import pdf
from tests.workers.test_acroform_reading import schema_of
from workers.backends.mupdf import pymupdf
from workers.page import Widget
from workers.pipeline import Pipeline
from workers.steps.xfa_fields import MAX_FIELDS, fields_of_xfa

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
DATA = Path(os.environ.get("DOCFLOW_EVAL_DATA", DATA))
WAITING = "Please wait... If this message stays, your viewer is not Adobe Reader 8 or higher."
TEMPLATE = """<template xmlns="http://www.xfa.org/schema/xfa-template/3.3/">
<subform name="form1"><subform name="person">
<field name="fullName"><ui><textEdit/></ui>
<caption><value><text>Full name</text></value></caption></field>
<field name="born"><bind match="dataRef" ref="$.birth"/><ui><dateTimeEdit/></ui>
<caption><value><exData contentType="text/html">
<body xmlns="http://www.w3.org/1999/xhtml"><p>Date of
<b>birth</b></p></body></exData></value></caption></field>
<field name="country"><ui><choiceList/></ui><assist><toolTip>Country</toolTip></assist>
<items><text>Germany</text><text>France</text></items>
<items save="1" presence="hidden"><text>DE</text><text>FR</text></items></field></subform>
<subform><field name="member"><ui><checkButton/></ui><items><text>Y</text><text>N</text></items>
<caption><value><text>Is a member</text></value></caption></field></subform>
<exclGroup name="fee"><caption><value><text>Fee</text></value></caption>
<field name="full"><ui><checkButton/></ui><items><integer>1</integer></items>
<caption><value><text>Full fee</text></value></caption></field>
<field name="half"><ui><checkButton/></ui><items><integer>2</integer></items>
<caption><value><text>Half fee</text></value></caption></field></exclGroup>
<field name="token" presence="hidden"><ui><textEdit/></ui></field>
<field name="secret"><ui><passwordEdit/></ui></field>
<field name="remarks"><ui><textEdit multiLine="1"/></ui>
<caption><value><text>Remarks</text></value></caption></field>
</subform></template>"""
DATASETS = """<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/">
<xfa:data><form1><person>
<fullName>Ada Byron</fullName><birth>1990-12-10</birth><country>DE</country></person>
<member>Y</member>
<fee>2</fee><token>t0k3n</token><secret>hunter2</secret><notBound>unseen</notBound>
<remarks/></form1></xfa:data></xfa:datasets>"""
MEMBER = {
    "full_name": {"type": ["string", "null"]},
    "date_of_birth": {"type": ["string", "null"], "format": "date"},
    "country": {"type": ["string", "null"]},
    "is_member": {"type": ["boolean", "null"]},
    "club_motto": {"type": ["string", "null"]},
}


def dynamic_form(
    page: str = WAITING, *, datasets: str = DATASETS, template: str = TEMPLATE, whole: bool = False
) -> bytes:
    """A PDF with an XFA form. whole: in one stream."""

    def draw(sheet: Any) -> None:
        sheet.insert_textbox((50, 50, 550, 700), page, fontsize=11)

    document = pymupdf.open(stream=pdf(draw), filetype="pdf")
    packets = {"template": template, "datasets": datasets}
    if whole:
        joined = f'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/">{template}{datasets}</xdp:xdp>'
        value = f"{stream_of(document, joined)} 0 R"
    else:
        streams = (f"({name}) {stream_of(document, text)} 0 R" for name, text in packets.items())
        value = f"[{' '.join(streams)}]"
    catalogue = document.pdf_catalog()
    document.xref_set_key(catalogue, "AcroForm", f"<</Fields [] /XFA {value}>>")
    data: bytes = document.tobytes()
    document.close()
    return data


def stream_of(document: Any, text: str) -> int:
    xref = int(document.get_new_xref())
    document.update_object(xref, "<<>>")
    document.update_stream(xref, text.encode())
    return xref


def read(datasets: str = DATASETS, template: str = TEMPLATE) -> dict[str, Widget]:
    packets = {"template": template.encode(), "datasets": datasets.encode()}
    return {widget.name: widget for widget in fields_of_xfa(packets)}


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    return Pipeline("nano", settings=Settings(home=tmp_path_factory.mktemp("home"), ocr="off"))


def test_every_field_that_a_person_can_see_has_its_value_under_its_caption() -> None:
    found = {(w.tooltip, w.kind, w.value, w.is_on) for w in read().values()}
    assert found == {
        ("Full name", "text", "Ada Byron", False),
        ("Date of birth", "text", "1990-12-10", False),
        ("Country", "choice", "Germany", False),
        ("Is a member", "checkbox", "Is a member", True),
        ("Fee", "choice", "Half fee", False),
        ("Remarks", "text", "", False),
    }
    assert not any(widget.has_place for widget in read().values())


def test_without_a_template_the_names_of_the_data_are_the_labels() -> None:
    found = read(template="<broken")
    assert found["form1.person.fullName"].value == "Ada Byron"
    assert all(widget.tooltip == "" for widget in found.values())


def test_a_field_of_the_same_name_is_told_by_the_form_it_is_part_of() -> None:
    def part(name: str, label: str) -> str:
        caption = f"<caption><value><text>{label}</text></value></caption>"
        return f'<subform name="{name}"><field name="city"><ui/>{caption}</field></subform>'

    template = (
        f'<template><subform name="f">{part("a", "Home")}{part("b", "Work")}</subform></template>'
    )
    data = (
        "<datasets><data><f><b><city>Rome</city></b><a><city>Bonn</city></a></f></data></datasets>"
    )
    found = read(data, template)
    assert [(w.tooltip, w.value) for w in found.values()] == [("Work", "Rome"), ("Home", "Bonn")]


@pytest.mark.parametrize(
    "datasets",
    [
        "",
        "<broken",
        '<!DOCTYPE d [<!ENTITY e "x">]><datasets><data><a>&e;</a></data></datasets>',
        "<datasets/>",
        "<datasets><data>" + "<a>1</a>" * (MAX_FIELDS + 1) + "</data></datasets>",
        "<datasets><data>" + "<a>" * 60 + "</a>" * 60 + "</data></datasets>",
    ],
    ids=["none", "broken", "declared", "empty", "many", "deep"],
)
def test_data_that_are_broken_hostile_or_too_many_are_no_fields(datasets: str) -> None:
    assert read(datasets, template="") == {}


@pytest.mark.parametrize("whole", [False, True], ids=["packets", "one_stream"])
def test_a_dynamic_form_answers_a_schema_without_a_model(
    pipeline: Pipeline, tmp_path: Path, whole: bool
) -> None:
    (tmp_path / "form.pdf").write_bytes(dynamic_form(whole=whole))
    result = pipeline.extract(tmp_path / "form.pdf", schema_of(MEMBER))
    assert result["data"] == {
        "full_name": "Ada Byron",
        "date_of_birth": "1990-12-10",
        "country": "Germany",
        "is_member": True,
        "club_motto": None,
    }
    assert (result["model"], result["status"], result["checks"]) == ("none", "done", [])
    places = {(field["source"], field["page"]) for field in result["fields"]}
    assert places == {("acroform", None)}
    assert result["fields"][0]["raw"] == "Ada Byron"
    assert result["usage"]["ungrounded"] == 0


def test_the_schema_of_any_form_has_every_field_of_a_dynamic_form(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    (tmp_path / "form.pdf").write_bytes(dynamic_form())
    data = pipeline.extract(tmp_path / "form.pdf", load_builtin("form"))["data"]
    assert {pair["key"]: pair["value"] for pair in data["pairs"]} == {
        "Full name": "Ada Byron",
        "Date of birth": "1990-12-10",
        "Country": "Germany",
        "Fee": "Half fee",
        "Remarks": None,
    }
    assert data["checkboxes"] == [{"label": "Is a member", "checked": True}]


def test_data_never_take_the_place_of_a_page_that_says_something(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    page = "Membership form\n\nFull name: Grace Hopper\n\nDate of birth: 1906-12-09"
    (tmp_path / "form.pdf").write_bytes(dynamic_form(page))
    result = pipeline.extract(tmp_path / "form.pdf", schema_of(MEMBER))
    assert result["model"] == "nano"
    assert "acroform" not in {field["source"] for field in result["fields"]}


@pytest.mark.skipif(
    not (DATA / "robust").is_dir(), reason="the documents for measuring are not here"
)
@pytest.mark.parametrize("name", ["dbbcd7_XfaForm", "65c5f1_xfa_issue14315"])
def test_a_real_dynamic_form_without_data_is_read_as_its_page(
    name: str, pipeline: Pipeline
) -> None:
    result = pipeline.extract(DATA / "robust" / f"r_xfa_{name}.pdf", load_builtin("form"))
    assert result["model"] == "nano"
