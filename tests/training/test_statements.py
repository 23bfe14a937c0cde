"""Bank statements and payslips are the same for the same seed; marks, values and sums agree."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from schemas.checks import run_checks
from schemas.normalise import infer_context, normalise_leaf
from schemas.normalise.result import RawValue
from schemas.schema import load_builtin
from training.answers import template_of
from training.corpus import KINDS, OCR_SHARE, ReadDocument, read
from training.documents import payslips, statements
from training.documents.canvas import SyntheticDocument
from training.documents.forms import generate_w9
from training.occurrences import find_occurrences
from training.pages import anchor_of
from workers.steps.patterns import matches

SEEDS = range(90)
MAKERS: dict[str, Callable[[random.Random], SyntheticDocument]] = {
    "bank_statement": statements.generate,
    "payslip": payslips.generate,
    "w9": generate_w9,
}


@pytest.fixture(scope="module")
def documents() -> dict[str, list[SyntheticDocument]]:
    return {name: [make(random.Random(seed)) for seed in SEEDS] for name, make in MAKERS.items()}


def nested(values: dict[str, str]) -> dict[str, Any]:
    """``transactions[0].date`` and its like as a tree."""
    tree: dict[str, Any] = {}
    for path, value in values.items():
        node: Any = tree
        keys = path.replace("[", ".#").replace("]", "").split(".")
        for key, following in pairwise([*keys, ""]):
            empty: Any = [] if following.startswith("#") else {}
            if key.startswith("#"):
                number = int(key[1:])
                node.extend({} for _ in range(number + 1 - len(node)))
                if not following:
                    node[number] = value
                node = node[number]
            elif not following:
                node[key] = value
            else:
                node = node.setdefault(key, empty)
    return tree


def with_text_layer(document: SyntheticDocument, monkeypatch: pytest.MonkeyPatch) -> ReadDocument:
    monkeypatch.setitem(OCR_SHARE, document.kind, 0.0)
    return read(document, random.Random(0))


@pytest.mark.parametrize("name", MAKERS)
def test_the_same_seed_gives_the_same_document(name: str) -> None:
    assert MAKERS[name](random.Random(7)) == MAKERS[name](random.Random(7))


@pytest.mark.parametrize("name", MAKERS)
def test_every_value_is_a_leaf_of_the_schema_and_marked(
    name: str, documents: dict[str, list[SyntheticDocument]]
) -> None:
    leaves = {leaf.path for leaf in load_builtin(name).leaves()}
    for document in documents[name]:
        marked = {m.path for page in document.pages for word in page.words for m in word.marks}
        assert document.kind == name
        assert {template_of(path) for path in document.values} <= leaves
        # A currency is found by its sign, a box that is ticked is no text.
        assert set(document.values) - marked <= {"currency", "classification"}
        assert marked <= set(document.values)


@pytest.mark.parametrize(("name", "share"), [("bank_statement", 0.985), ("payslip", 0.985)])
def test_what_is_printed_is_read_as_its_value(
    name: str,
    share: float,
    documents: dict[str, list[SyntheticDocument]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    schema = load_builtin(name)
    kinds: dict[str, str] = {leaf.path: leaf.kind for leaf in schema.leaves()}
    right: Counter[bool] = Counter()
    for document in documents[name]:
        anchor, placed = anchor_of(with_text_layer(document, monkeypatch))
        found = find_occurrences(anchor, placed, document.values, kinds)
        raws = {path: places[0].raw.text for path, places in found.items()}
        assert set(document.values) - set(raws) <= {"currency"}
        listed = [
            RawValue(
                "/" + path.replace("[", "/").replace("]", "").replace(".", "/"),
                kinds[template_of(path)],
                raw,
            )
            for path, raw in raws.items()
        ]
        context = infer_context(listed, anchor.text)
        for path, raw in raws.items():
            leaf = schema.leaf(template_of(path))
            value = normalise_leaf(raw, leaf, context).value
            printed, known = str(value), document.values[path]
            if leaf.kind in ("amount", "quantity", "percent") and value is not None:
                right[Decimal(printed) == Decimal(known)] += 1
            else:
                right[printed == known] += 1
            if leaf.kind in ("date", "amount", "quantity", "percent", "iban", "identifier"):
                assert matches(leaf.kind, raw), (path, raw)
    assert right[True] / right.total() > share


@pytest.mark.parametrize("name", ["bank_statement", "payslip"])
def test_the_checks_hold_on_every_document(
    name: str, documents: dict[str, list[SyntheticDocument]]
) -> None:
    names: Counter[str] = Counter()
    for document in documents[name]:
        for check in run_checks(name, nested(document.values)):
            names[check.name] += 1
            assert check.passed, (check, document.values)
    usual = {
        "bank_statement": {"running_balance", "balances_add_up", "credits_sum", "debits_sum"},
        "payslip": {"net_pay_adds_up", "earnings_sum", "deductions_sum"},
    }
    assert usual[name] <= set(names)


@pytest.mark.parametrize("name", ["bank_statement", "payslip"])
def test_eight_languages_occur(name: str, documents: dict[str, list[SyntheticDocument]]) -> None:
    languages = {document.lang for document in documents[name]}
    assert languages == {"en", "de", "fr", "es", "it", "nl", "pt", "pl"}


@pytest.mark.parametrize("name", ["bank_statement", "payslip"])
def test_words_of_one_row_rarely_overlap(
    name: str, documents: dict[str, list[SyntheticDocument]]
) -> None:
    total = overlaps = 0
    for document in documents[name]:
        for page in document.pages:
            rows: dict[float, list[tuple[float, float]]] = {}
            for word in page.words:
                rows.setdefault(round(word.box[3], 1), []).append((word.box[0], word.box[2]))
                assert word.box[3] <= page.height
            for spans in rows.values():
                spans.sort()
                total += len(spans)
                overlaps += sum(b[0] < a[1] - 0.5 for a, b in pairwise(spans))
    assert overlaps <= 0.004 * total


def test_amounts_stand_in_one_signed_column_in_two_or_beside_a_letter(
    documents: dict[str, list[SyntheticDocument]],
) -> None:
    kinds: Counter[str] = Counter()
    for document in documents["bank_statement"]:
        paths = {template_of(path) for path in document.values}
        kinds["signed"] += "transactions[].amount" in paths
        kinds["sides"] += bool(paths & {"transactions[].debit", "transactions[].credit"})
        kinds["balance"] += "transactions[].balance" in paths
        kinds["pages"] += len(document.pages) > 1
    assert all(kinds[name] > 4 for name in ("signed", "sides", "balance", "pages"))


def test_long_statements_repeat_no_value() -> None:
    document = statements.generate(random.Random(3), num_bookings=120)
    rows = {path.split(".")[0] for path in document.values if path.startswith("transactions")}
    assert (len(rows), len(document.pages) > 1) == (120, True)
    for page in document.pages:
        assert page.words


def test_every_class_of_a_w9_is_ticked_at_times(
    documents: dict[str, list[SyntheticDocument]],
) -> None:
    ticked = {document.values.get("classification") for document in documents["w9"]}
    enum = load_builtin("w9").leaf("classification").enum
    assert enum is not None
    assert ticked == set(enum)


def test_the_shares_of_all_kinds_sum_to_one() -> None:
    assert sum(KINDS.values()) == pytest.approx(1.0)
    assert {"bank_statement", "payslip", "w9"} <= set(OCR_SHARE)
