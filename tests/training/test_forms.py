"""Forms are the same for the same seed, and what their schemas ask agrees with what is marked."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from docflow.evaluation import schema_for
from docflow.manifest import ManifestEntry
from schemas.schema import load_user
from training.answers import leaf_kinds, template_of
from training.documents import forms
from training.documents.canvas import Canvas, SyntheticDocument
from training.documents.forms.agreements import draw_deal, write_agreement
from training.documents.forms.catalogue import restyle, shortened
from training.documents.forms.filings import write_filing
from training.documents.forms.legal import duration, filled, long_date, ordinal, sentences
from training.documents.forms.order_facts import draw_order
from training.documents.forms.schema import ask
from training.documents.forms.sheet import Field, Sheet, draw_style
from training.documents.forms.station_orders import write_station_order
from training.documents.forms.tax_forms import write_tax_form

SEEDS = range(160)


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


def kind_of(document: SyntheticDocument, path: str) -> str:
    """``x-kind`` of the leaf that is asked for at `path`."""
    return leaf_kinds({"properties": document.schema})[template_of(path)]


def asked(documents: list[SyntheticDocument]) -> list[SyntheticDocument]:
    return [document for document in documents if document.schema is not None]


def test_the_same_seed_gives_the_same_form() -> None:
    assert forms.generate(random.Random(5)) == forms.generate(random.Random(5))


def test_values_are_asked_for(documents: list[SyntheticDocument]) -> None:
    for document in asked(documents):
        assert {path.split("[")[0] for path in document.values} <= set(document.schema or {})


def test_every_value_is_marked_but_the_state_of_boxes(documents: list[SyntheticDocument]) -> None:
    for document in documents:
        unmarked = set(document.values) - set(marked(document))
        assert all(document.values[path] in ("true", "false") for path in unmarked)
        assert not set(marked(document)) - set(document.values)


def test_marked_text_of_string_fields_is_the_value(documents: list[SyntheticDocument]) -> None:
    for document in asked(documents):
        for path, texts in marked(document).items():
            if kind_of(document, path) in ("string", "name", "address", "code", "phone", "email"):
                assert " ".join(texts) == document.values[path]
            if kind_of(document, path) == "identifier":
                # One digit a box, and any dash, is the same number.
                boxed = "".join(texts).replace("\u2013", "-")
                assert document.values[path] in (" ".join(texts), boxed)


def test_marked_pairs_are_the_printed_labels_and_values(
    documents: list[SyntheticDocument],
) -> None:
    for document in documents:
        if document.schema is None:
            for path, texts in marked(document).items():
                assert "".join(texts) == document.values[path].replace(" ", "")


def test_dates_are_iso(documents: list[SyntheticDocument]) -> None:
    for document in asked(documents):
        for path, value in document.values.items():
            if kind_of(document, path) == "date":
                assert date.fromisoformat(value).isoformat() == value


def test_some_asked_fields_are_absent(documents: list[SyntheticDocument]) -> None:
    counts = [(len(d.schema or {}), len(d.values)) for d in asked(documents)]
    assert sum(values for _, values in counts) < sum(names for names, _ in counts)
    assert all(1 <= names <= 30 for names, _ in counts)


def test_both_ways_of_asking_occur(documents: list[SyntheticDocument]) -> None:
    assert 0.7 < len(asked(documents)) / len(documents) < 0.95


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


def new_sheet(seed: int) -> Sheet:
    rng = random.Random(seed)
    return Sheet(rng, Canvas(612.0, 792.0), draw_style(rng), 40.0, 572.0, 40.0)


def printed(sheet: Sheet, field: Field) -> list[str]:
    """The words marked as the field's value, of a range its first part."""
    return [
        word.text[mark.start : mark.end]
        for word in sheet.canvas.words
        for mark in word.marks
        if mark.path == field.tag("")
    ]


WINDOWS: dict[str, Callable[[Sheet], list[Field]]] = {
    "agreement": write_agreement,
    "station": write_station_order,
    "filing": lambda sheet: write_filing(sheet).fields,
    "tax": lambda sheet: write_tax_form(sheet).fields,
}


@pytest.mark.parametrize("kind", WINDOWS)
def test_a_field_has_a_value_exactly_where_it_is_printed(kind: str) -> None:
    num_printed = num_absent = 0
    for seed in range(40):
        sheet = new_sheet(seed)
        for field in WINDOWS[kind](sheet):
            assert bool(printed(sheet, field)) == (field.value is not None), (seed, field)
            num_printed += field.value is not None
            num_absent += field.value is None
    assert num_absent > 0.05 * num_printed > 0


@pytest.mark.parametrize("kind", WINDOWS)
def test_some_windows_hold_nothing_that_is_asked(kind: str) -> None:
    windows = [WINDOWS[kind](new_sheet(seed)) for seed in range(60)]
    empty = [fields for fields in windows if fields and not any(f.value for f in fields)]
    assert 0 < len(empty) < 30


def test_parties_are_mostly_asked_for_as_a_list_in_the_order_printed() -> None:
    lists = 0
    for seed in range(60):
        rng, sheet = random.Random(seed), new_sheet(seed)
        fields = write_agreement(sheet)
        question = ask(rng, fields, [], ["contract"], frozenset())
        names = [name for name, node in question.properties.items() if "items" in node]  # type: ignore[operator]
        lists += len(names)
        parties = [f.value.typed[""] for f in fields if f.listed and f.value is not None]
        for name in names:
            values = [question.values[p] for p in question.values if p.startswith(f"{name}[")]
            assert values == parties
    assert lists > 20


def test_only_one_printing_of_a_party_is_marked() -> None:
    for seed in range(40):
        sheet = new_sheet(seed)
        for field in write_agreement(sheet):
            if field.value is not None and field.listed:
                assert " ".join(printed(sheet, field)) == field.value.typed[""]


def test_the_gross_amount_is_the_sum_of_the_lines() -> None:
    buy = draw_order(random.Random(3)).buy
    assert buy.gross == sum(count * rate for count, rate in buy.lines)


def test_an_advertiser_s_number_is_no_part_of_the_name() -> None:
    for seed in range(60):
        advertiser = draw_order(random.Random(seed)).facts.get("advertiser")
        if advertiser is not None and advertiser.value is not None:
            assert "(" not in advertiser.value.typed[""]


def test_the_roles_of_a_deal_are_as_many_as_its_parties() -> None:
    for seed in range(40):
        deal = draw_deal(random.Random(seed))
        assert len(deal.roles) == len(deal.parties)


@pytest.mark.parametrize(
    ("style", "name"),
    [
        ("snake", "contract_number"),
        ("camel", "contractNumber"),
        ("pascal", "ContractNumber"),
        ("words", "Contract number"),
        ("upper", "CONTRACT_NUMBER"),
        ("title", "Contract_Number"),
        ("kebab", "contract-number"),
    ],
)
def test_users_write_names_in_many_styles(style: str, name: str) -> None:
    assert restyle("contract_number", style) == name


def test_words_of_names_are_abbreviated() -> None:
    assert shortened("contract_number") == "contract_no"


def test_printed_labels_occur_as_names(documents: list[SyntheticDocument]) -> None:
    names = [name for document in asked(documents) for name in document.schema or {}]
    assert sum(" " in name for name in names) > 0.05 * len(names)
    assert sum("_" in name for name in names) > 0.3 * len(names)


def test_days_and_periods_are_written_out() -> None:
    day = date(2003, 1, 21)
    assert [ordinal(number) for number in (1, 2, 3, 11, 21)] == [
        "1st",
        "2nd",
        "3rd",
        "11th",
        "21st",
    ]
    days = {long_date(random.Random(seed), day) for seed in range(80)}
    assert {"January 21, 2003", "21st day of January, 2003"} <= days
    periods = {duration(random.Random(seed), 2, "year") for seed in range(40)}
    assert {"two (2) years", "2 years", "two years"} <= periods
    assert duration(random.Random(1), 1, "year").endswith("year")


def test_every_gap_of_a_sentence_is_filled() -> None:
    for texts in sentences().values():
        for text in texts:
            assert "{" not in filled(random.Random(1), text, {"A": "Buyer", "B": "Seller"})


def test_what_a_generated_form_is_asked_a_user_s_schema_could_ask(
    documents: list[SyntheticDocument],
) -> None:
    properties: dict[str, object] = {}
    for document in asked(documents)[:60]:
        properties |= document.schema or {}
    schema = load_user({"type": "object", "properties": dict(list(properties.items())[:250])})
    assert len(schema.leaves()) == 250


def test_labels_of_a_generated_form_are_a_manifest_s_pairs(tmp_path: Path) -> None:
    for seed in range(40):
        document = forms.generate(random.Random(seed))
        values = document.values if document.schema is not None else {}
        pairs = [{"key": path.split("[")[0], "value": value} for path, value in values.items()]
        line = {"path": "form.pdf", "kind": "form", "truth": {"pairs": pairs}}
        schema = schema_for(ManifestEntry(tmp_path / "form.pdf", "form", None, line), tmp_path)
        if pairs:
            names = json.loads(Path(schema).read_text("utf-8"))["properties"]
            assert list(names) == list(dict.fromkeys(pair["key"] for pair in pairs))
