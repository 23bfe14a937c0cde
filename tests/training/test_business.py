"""Generated purchase orders, order confirmations, credit notes and delivery notes: what is marked
is what the truth says, by the paths of the schemas, and the parties have the right roles.
"""

from __future__ import annotations

import random
import re
from decimal import Decimal

import pytest

from model.tokenizer import Tokenizer
from training.answers import template_of
from training.corpus import read
from training.documents import business
from training.documents.business import facts as facts_module
from training.documents.business.paths import paths_of, templates
from training.documents.business.variants import variant_of
from training.documents.business.words import (
    credit_note,
    delivery_note,
    order_confirmation,
    purchase_order,
    terms,
)
from training.documents.canvas import Canvas, SyntheticDocument
from training.documents.places import all_places, marked_text
from training.examples import core_schema, example_of
from training.tokenizer import corpus, train_tokenizer

KINDS = list(business.KINDS)
NUMBER = {kind: paths_of(kind, "invoice_number", lone=False)[0] for kind in KINDS}
#: leaves whose text on the page spells the value, but for spaces and signs
SPELT = (
    *("name", "text", "description", "number", "order", "order_number", "account_id", "tax_id"),
    *("sales_order", "product_code", "unit", "batch", "carrier", "payment_terms", "reason"),
)
FIGURES = ("quantity", "quantity_ordered", "quantity_open", "unit_price", "amount_net", "packages")


@pytest.fixture(scope="module")
def documents() -> dict[str, list[SyntheticDocument]]:
    return {
        kind: [business.generate_kind(random.Random(seed), kind) for seed in range(45)]
        for kind in KINDS
    }


def printings(document: SyntheticDocument) -> dict[str, list[str]]:
    """For each path the text of each printing."""
    found: dict[str, list[str]] = {}
    for page in document.pages:
        for path, places in all_places(page.words).items():
            texts = [" ".join(marked_text(page.words[i], path) for i in p) for p in places]
            found.setdefault(path, []).extend(texts)
    return found


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def digits(text: str) -> str:
    return re.sub(r"\D", "", text).strip("0")


def overlaps(page: Canvas) -> bool:
    """Whether two words of the page cover each other."""
    boxes = sorted((word.box for word in page.words), key=lambda box: box[1])
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            if b[1] > a[3]:
                break
            height = min(a[3], b[3]) - max(a[1], b[1])
            low = 0.3 * min(a[3] - a[1], b[3] - b[1])
            if min(a[2], b[2]) - max(a[0], b[0]) > 1 and height > low:
                return True
    return False


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_document(kind: str) -> None:
    first, second = (business.generate_kind(random.Random(3), kind) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_is_a_leaf_of_the_schema_and_stands_on_a_page(
    kind: str, documents: dict[str, list[SyntheticDocument]]
) -> None:
    for document in documents[kind]:
        assert document.kind == kind
        assert {template_of(path) for path in document.values} <= templates(kind)
        assert set(document.values) - {"currency"} <= set(printings(document))


@pytest.mark.parametrize("kind", KINDS)
def test_marked_texts_spell_the_value(
    kind: str, documents: dict[str, list[SyntheticDocument]]
) -> None:
    checked = 0
    for document in documents[kind]:
        for path, texts in printings(document).items():
            if path.rsplit(".", 1)[-1] in SPELT:
                assert {letters(t) for t in texts} == {letters(document.values[path])}, path
                checked += 1
    assert checked > 300


@pytest.mark.parametrize("kind", KINDS)
def test_marked_figures_have_the_digits_of_the_value(
    kind: str, documents: dict[str, list[SyntheticDocument]]
) -> None:
    for document in documents[kind]:
        for path, texts in printings(document).items():
            if path.startswith("totals.") or path.rsplit(".", 1)[-1] in FIGURES:
                assert {digits(t) for t in texts} == {digits(document.values[path])}, path


@pytest.mark.parametrize("kind", KINDS)
def test_marked_dates_contain_the_day_and_the_year(
    kind: str, documents: dict[str, list[SyntheticDocument]]
) -> None:
    for document in documents[kind]:
        for path, texts in printings(document).items():
            value = document.values[path]
            for text in texts if path.endswith(("_date", ".date")) else ():
                numbers = {int(n) for n in re.findall(r"\d+", text)}
                assert int(value[8:]) in numbers
                assert {int(value[:4]), int(value[2:4])} & numbers


@pytest.mark.parametrize("kind", KINDS)
def test_words_stand_inside_their_page_and_seldom_overlap(
    kind: str, documents: dict[str, list[SyntheticDocument]]
) -> None:
    for document in documents[kind]:
        for page in document.pages:
            for left, top, right, bottom in (word.box for word in page.words):
                assert left >= 0
                assert top >= 0
                assert right <= page.width + 1
                assert bottom <= page.height + 1
    unclean = sum(any(map(overlaps, document.pages)) for document in documents[kind])
    assert unclean < 0.08 * len(documents[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_every_core_leaf_is_shown_by_some_documents_and_missing_from_others(
    kind: str, documents: dict[str, list[SyntheticDocument]]
) -> None:
    heads = [path for path in core_schema(kind)["properties"] if path != "line_items"]
    for name in heads:
        shown = [any(p.startswith(name) for p in d.values) for d in documents[kind]]
        assert any(shown), name
    assert not all(NUMBER[kind] in d.values for d in documents[kind])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(25))
def test_sums_are_exact_to_the_cent(kind: str, seed: int) -> None:
    facts, extras = facts_module.sample(random.Random(seed), kind)
    t = facts.totals
    assert t.lines == sum((line.amount for line in facts.lines), Decimal(0))
    assert t.net + t.tax == t.total == t.due
    for i, line in enumerate(facts.lines):
        assert extras.ordered[i] == abs(line.quantity) + extras.open[i]


def test_credit_notes_are_written_with_and_without_minus_signs() -> None:
    totals = [facts_module.sample(random.Random(s), "credit_note")[0].totals for s in range(60)]
    negative = sum(t.total < 0 for t in totals)
    assert 10 < negative < 50


def test_a_purchase_order_is_written_by_its_buyer() -> None:
    assert paths_of("purchase_order", "supplier.name", lone=False) == ["customer.name"]
    for seed in range(60):
        rng = random.Random(seed)
        facts, extras = facts_module.sample(rng, "purchase_order")
        variant, _ = variant_of(rng, "purchase_order", extras)
        assert "letterhead" not in variant.words["en"]
        writer, other = facts.supplier.name, facts.customer.name
        document = business.generate_kind(random.Random(seed), "purchase_order")
        assert document.values.get("customer.name") != other or writer == other
    goods = [paths_of(k, "supplier.name", lone=False) for k in KINDS if k != "purchase_order"]
    assert goods == [["supplier.name"]] * 3


def test_a_lone_recipient_of_a_delivery_is_customer_and_place_of_delivery() -> None:
    assert paths_of("delivery_note", "customer.name", lone=True) == [
        "customer.name",
        "ship_to.name",
    ]
    lone = [
        variant_of(rng, "delivery_note", facts_module.sample(rng, "delivery_note")[1])
        for rng in map(random.Random, range(80))
    ]
    assert any(is_lone for _, is_lone in lone)
    for variant, is_lone in lone:
        own = variant.words["en"]
        assert (own["bill_to"] == own["deliver_to"]) == is_lone


def test_most_delivery_notes_show_no_prices(documents: dict[str, list[SyntheticDocument]]) -> None:
    for document in documents["delivery_note"]:
        assert not any("price" in p or p.startswith("totals") for p in document.values)


def test_most_credit_notes_name_the_invoice_they_correct(
    documents: dict[str, list[SyntheticDocument]],
) -> None:
    named = sum("preceding_invoices[0].number" in d.values for d in documents["credit_note"])
    assert 0.6 < named / len(documents["credit_note"]) < 0.95


@pytest.mark.parametrize(
    "module",
    [purchase_order, order_confirmation, credit_note, delivery_note],
    ids=lambda module: module.__name__.rsplit(".", 1)[-1],
)
def test_all_languages_have_the_same_keys(module: object) -> None:
    words: dict[str, dict[str, str]] = module.WORDS  # type: ignore[attr-defined]
    assert set(words) == {"en", "de", "fr", "es", "it", "nl", "pl", "pt"}
    assert {frozenset(own) for own in words.values()} == {frozenset(words["en"])}
    for own in words.values():
        for text in own.values():
            assert all(part.strip() == part and part for part in text.split("|"))
    assert set(module.SENTENCES) == set(words)  # type: ignore[attr-defined]


def test_terms_are_known_in_every_language() -> None:
    assert set(terms.PAYMENT) == set(terms.DELIVERY) == set(purchase_order.WORDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_long_document_has_the_pages_asked_for(kind: str) -> None:
    document = business.generate_long(random.Random(2), 3, kind)
    assert len(document.pages) == 3
    rows = [int(p[11 : p.index("]")]) for p in document.values if p.endswith("].description")]
    assert rows == list(range(len(rows)))
    assert len(rows) > 10


def test_documents_become_training_examples() -> None:
    tokenizer = Tokenizer(train_tokenizer(corpus(20, 7), 1000))
    made = []
    for seed in range(16):
        rng = random.Random(seed)
        made.append(example_of(read(business.generate(rng), rng), tokenizer, " ", rng))
    assert sum(example is not None for example in made) > 11
