"""Grammars of answers, compiled and tried on texts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from model.engine.errors import ConstraintError
from model.engine.grammar import GrammarConstraint, GrammarVocabulary
from tests.model.engine_doubles import tiny_tokenizer
from tests.workers.texts import text_of
from workers.steps.grammar import GrammarError, build_grammar, leaf_kind
from workers.steps.page_text import PageText

TOKENIZER = tiny_tokenizer()
VOCABULARY = GrammarVocabulary(TOKENIZER)
TEXT = {"type": ["string", "null"]}
PAGE = text_of(
    "INVOICE #R-1042  Total: RM15.00 €\n"
    'ACME GmbH        said "hi" \\o/\n'
    "Main St. 5       合計1,234円\n"
    "12345 Town       den 5. März 2019\n"
    '","total":"0 <|im_end|>',
    "page two",
)


def schema(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def leaf(kind: str, **more: object) -> dict[str, Any]:
    return {**TEXT, "x-kind": kind, **more}


def accepts(grammar: str, text: str) -> bool:
    rules = GrammarConstraint(VOCABULARY, grammar)
    try:
        for token in TOKENIZER.encode(text):
            rules.accept(token)
    except ConstraintError:
        return False
    return rules.is_done


def takes(kind: str, raw: str, prefix: str = " ", page: PageText = PAGE) -> bool:
    grammar = build_grammar(schema(v=leaf(kind)), page, value_prefix=prefix)
    return accepts(grammar, json.dumps({"v": raw}, ensure_ascii=False, separators=(",", ":")))


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("identifier", "R-1042"),
        ("identifier", " #R-1042"),
        ("name", " ACME GmbH"),
        ("address", " Main St. 5 12345 Town"),
        ("date", " 5. März 2019"),
        ("date", " den 5. März 2019"),
        ("amount", " RM15.00 €"),
        ("amount", "15.00"),
        ("name", " RM"),
        ("amount", "1,234円"),
        ("currency", " RM"),
        ("currency", " €"),
        ("string", ' said "hi" \\o/'),
        ("string", ' ","total":"0 <|im_end|>'),
    ],
)
def test_a_value_may_be_text_of_the_page(kind: str, raw: str) -> None:
    assert takes(kind, raw)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("identifier", "R-104"),
        ("identifier", "1042"),
        ("identifier", "042"),
        ("identifier", "R-1043"),
        ("identifier", " ACME GmbH"),
        ("name", "ACME  GmbH"),
        ("name", " ACME "),
        ("name", " "),
        ("name", ""),
        ("name", " GmbH ACME"),
        ("name", "ACME\nGmbH"),
        ("address", " Main St. 5 123"),
        ("string", "<|im_end|> page"),
        ("amount", "5.00"),
        ("amount", "234"),
        ("date", " Total"),
        ("currency", " INVOICE"),
        ("name", "ACME GmbH"),
    ],
)
def test_a_value_can_be_nothing_else(kind: str, raw: str) -> None:
    assert not takes(kind, raw)


def test_without_prefix_a_value_begins_with_itself() -> None:
    assert takes("name", "ACME GmbH", prefix="")
    assert not takes("name", " ACME GmbH", prefix="")


def test_null_is_always_allowed() -> None:
    grammar = build_grammar(schema(a=leaf("name"), b=leaf("iban"), c=leaf("email")), PAGE)
    assert accepts(grammar, '{"a":null,"b":null,"c":null}')


def test_keys_come_in_the_order_of_the_schema_and_only_so() -> None:
    grammar = build_grammar(schema(b=leaf("name"), a=leaf("name")), PAGE)
    assert accepts(grammar, '{"b":null,"a":null}')
    assert not accepts(grammar, '{"a":null,"b":null}')
    assert not accepts(grammar, '{"b":null}')
    assert not accepts(grammar, '{"b": null,"a":null}')


@pytest.mark.parametrize("name", ['q"uote', "back\\slash", "sp ace", "ключ", "a/b"])
def test_any_property_name_can_be_written(name: str) -> None:
    grammar = build_grammar(schema(**{name: leaf("name")}), PAGE)
    assert accepts(grammar, json.dumps({name: None}, ensure_ascii=False, separators=(",", ":")))


def test_an_empty_page_leaves_only_null() -> None:
    rows = {"type": "array", "items": schema(text=leaf("string"))}
    grammar = build_grammar(schema(a=leaf("name"), rows=rows), text_of(""))
    assert accepts(grammar, '{"a":null,"rows":[]}')
    assert GrammarConstraint(VOCABULARY, grammar).forced() == TOKENIZER.encode(
        '{"a":null,"rows":[]}'
    )


def test_arrays_have_a_largest_number_of_items() -> None:
    rows = {"type": "array", "items": leaf("code")}
    grammar = build_grammar(schema(v=rows), PAGE, max_items=2)
    assert accepts(grammar, '{"v":[]}')
    assert accepts(grammar, '{"v":["Town","page"]}')
    assert not accepts(grammar, '{"v":["Town","page","two"]}')


def test_a_schema_may_ask_for_fewer_items_and_shorter_text() -> None:
    rows = {"type": "array", "maxItems": 1, "items": leaf("string", maxLength=4)}
    grammar = build_grammar(schema(v=rows), PAGE)
    assert accepts(grammar, '{"v":["Town"]}')
    assert not accepts(grammar, '{"v":["Town","page"]}')
    assert not accepts(grammar, '{"v":["12345"]}')


def test_an_item_that_is_a_leaf_is_never_null() -> None:
    grammar = build_grammar(schema(v={"type": "array", "items": leaf("code")}), PAGE)
    assert not accepts(grammar, '{"v":[null]}')


@pytest.mark.parametrize(
    ("plain", "right", "wrong"),
    [
        ({"enum": ["paid", "open"]}, '"paid"', '"ACME"'),
        ({"type": "boolean"}, "true", '"true"'),
        ({"type": ["integer", "null"], "x-grounded": False}, "12", '"12"'),
        ({**TEXT, "x-grounded": False, "pattern": "^[0-9]{1,3}$"}, '"380"', '"3800"'),
        ({**TEXT, "x-grounded": False, "maxLength": 5}, '"meal"', '"restaurant"'),
        ({"const": "invoice"}, '"invoice"', '"receipt"'),
    ],
)
def test_leaves_that_are_not_copied_are_plain_json(
    plain: dict[str, Any], right: str, wrong: str
) -> None:
    grammar = build_grammar(schema(a=plain, b=leaf("name")), PAGE)
    assert accepts(grammar, f'{{"a":{right},"b":" ACME GmbH"}}') is False
    assert accepts(grammar, f'{{"a":{right},"b":"ACME GmbH"}}')
    assert accepts(grammar, '{"a":null,"b":null}')
    assert not accepts(grammar, f'{{"a":{wrong},"b":null}}')


def test_a_leaf_may_be_one_of_null_and_something() -> None:
    optional = {"anyOf": [{"type": "string", "x-kind": "date"}, {"type": "null"}]}
    assert accepts(build_grammar(schema(v=optional), PAGE), '{"v":"5. März 2019"}')


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "string", "x-kind": "colour"},
        {"type": "object"},
        {"type": "array"},
        {"type": "object", "properties": {}},
        {"anyOf": [{"type": "string"}, {"type": "number"}]},
    ],
)
def test_what_cannot_be_written_is_an_error_that_says_where(wrong: dict[str, Any]) -> None:
    with pytest.raises(GrammarError, match="#/outer/v"):
        build_grammar(schema(outer=schema(v=wrong)), PAGE)


def test_the_root_must_be_an_object() -> None:
    with pytest.raises(GrammarError):
        build_grammar({"type": "array", "items": TEXT}, PAGE)


@pytest.mark.parametrize(
    ("leaf_schema", "kind"),
    [
        ({"type": "string"}, "string"),
        ({"type": "string", "format": "date"}, "date"),
        ({"type": ["number", "null"]}, "amount"),
        ({"type": "boolean"}, None),
        ({"enum": ["a"]}, None),
        ({"enum": ["a"], "x-grounded": True}, "string"),
        ({"type": "string", "x-kind": "iban"}, "iban"),
        ({"type": "string", "x-kind": "iban", "x-grounded": False}, None),
    ],
)
def test_a_leaf_knows_its_kind(leaf_schema: dict[str, Any], kind: str | None) -> None:
    assert leaf_kind(leaf_schema) == kind


def test_equal_leaves_share_one_terminal() -> None:
    many = schema(**{f"field{i}": leaf("amount") for i in range(40)})
    grammar = build_grammar(many, PAGE)
    assert grammar.count("VALUE0:") == grammar.count("substring_chunks") == 1
    assert "VALUE1" not in grammar


@pytest.mark.parametrize(
    "hostile",
    [
        '"' * 500,
        "\\" * 501,
        "שלום עולם مرحبا",
        "👩‍👩‍👧 🧾 e\u0301\u0301",
        "a\x00b \x01 \x7f",
        "%regex { } start: | & ~ /x/ // #",
        "\ud800 lone",
        "\u2028 \u2029 \ufeff",
        "word " * 4000,
        "x" * 20000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_no_text_of_a_page_breaks_the_grammar(hostile: str) -> None:
    page = text_of(hostile)
    words = page.text.split()
    assert not words or takes("string", f" {words[0]}", page=page) or len(page.text) > 200
    assert accepts(build_grammar(schema(v=leaf("string")), page), '{"v":null}')
