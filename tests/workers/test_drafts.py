"""Drafts: what probably comes next, as the page and the schema have it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.engine.constraint import Constraint
from model.engine.copied import Copied
from model.tokenizer import Tokenizer
from tests.model.engine_doubles import tiny_tokenizer
from tests.workers.texts import text_of
from workers.steps.grammar import build_grammar
from workers.steps.grounding import GroundedConstraint, Vocabulary
from workers.steps.page_text import PageText

TOKENIZER: Tokenizer = tiny_tokenizer()
VOCABULARY = Vocabulary(TOKENIZER)
TEXT = {"type": ["string", "null"]}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "number": {**TEXT, "x-kind": "identifier"},
        "paid": {"type": ["boolean", "null"], "x-grounded": False},
        "supplier": {
            "type": "object",
            "properties": {"address": {**TEXT, "x-kind": "address"}},
        },
        "rows": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {**TEXT, "x-kind": "string"},
                    "code": {**TEXT, "x-kind": "code"},
                    "amount": {**TEXT, "x-kind": "amount"},
                },
            },
        },
        "total": {**TEXT, "x-kind": "amount"},
    },
}
PAGE = text_of(
    "ACME GmbH, 12345 Town     Invoice R-1042\n"
    "Main Street 5             Total 4.50 EUR\n"
    "12345 Town\n"
    "\n"
    "Tea pot    2.00\n"
    "Tea cup    2.50"
)
ALL = 1000


def constrain(written: str, page: PageText = PAGE, looked_at: int | None = None) -> Constraint:
    """After `written`; looked_at: the word the copy head looked at for each token."""
    grammar = build_grammar(SCHEMA, page, value_prefix=" ")
    words = list(range(len(page.source)))
    constraint = GroundedConstraint(VOCABULARY, grammar, page, words, SCHEMA)
    look = None
    if looked_at is not None:
        look = Copied(np.array([looked_at]), np.array([0.9], dtype=np.float32))
    for token in TOKENIZER.encode(written):
        constraint.accept(token, look)
    return constraint


def text(tokens: list[int]) -> str:
    return b"".join(VOCABULARY.bytes[token] for token in tokens).decode()


def drafted(written: str) -> str:
    return text(constrain(written).draft(ALL))


TO_ADDRESS = '{"number":null,"paid":null,"supplier":{"address":'
TO_ROWS = TO_ADDRESS + 'null},"rows":'
TO_TOTAL = TO_ROWS + '[],"total":'


def test_the_first_key_and_the_quote_of_its_value_are_drafted() -> None:
    assert drafted("") == '{"number":"'


def test_a_value_goes_on_as_the_page_does_and_the_next_keys_follow() -> None:
    assert drafted('{"number":" R') == '-1042","paid":null,"supplier":{"address":"'


def test_no_more_is_drafted_than_asked_for() -> None:
    whole = constrain('{"number":" R').draft(ALL)
    for most in range(len(whole) + 1):
        assert constrain('{"number":" R').draft(most) == whole[:most]


def test_nothing_is_drafted_for_a_value_that_has_not_begun() -> None:
    assert drafted('{"number":"') == ""


def test_a_colon_without_a_quote_leads_to_null() -> None:
    assert drafted('{"number":') == 'null,"paid":null,"supplier":{"address":"'


@pytest.mark.parametrize("at", [0, 1])
def test_a_value_goes_on_where_it_was_read_off(at: int) -> None:
    page = text_of("12345 Town   x\n\n\n12345 City   y")
    places = [i for i, word in enumerate(page.source) if word.word.text == "12345"]
    constraint = constrain(TO_ADDRESS + '" 12345', page, places[at])
    rest = (" Town", " City")[at]
    assert text(constraint.draft(ALL)) == f'{rest}"}},"rows":[{{"text":"'


def test_an_address_goes_on_in_the_next_line_of_its_block() -> None:
    assert drafted(TO_ADDRESS + '" Main').startswith(' Street 5 12345 Town"},"rows":[{"text":"')


def test_an_amount_ends_before_its_currency() -> None:
    assert drafted(TO_TOTAL + '" 4') == '.50"}'


def test_a_sign_that_parts_a_value_from_the_next_is_left_out() -> None:
    page = text_of("12345 Town,")
    constraint = constrain(TO_ADDRESS + '" 12345', page)
    assert text(constraint.draft(ALL)).startswith(' Town"},"rows":[{"text":"')


def test_another_item_is_drafted_behind_an_item() -> None:
    assert drafted(TO_ROWS + '[{"text":" Tea pot","code":null,"amount":" 2') == '.00"},{"text":"'


def test_what_was_null_in_the_last_item_is_null_in_the_next() -> None:
    first = '{"text":" Tea pot","code":null,"amount":" 2.00"}'
    assert drafted(f'{TO_ROWS}[{first},{{"text":" Tea cup') == '","code":null,"amount":"'


def test_a_table_is_read_downwards() -> None:
    first = '{"text":" Tea pot","code":null,"amount":" 2.00"}'
    assert drafted(TO_ROWS + '[{"text":" Tea').startswith(' pot"')
    assert drafted(TO_ROWS + f'[{first},{{"text":" Tea').startswith(' cup"')


@pytest.mark.parametrize("rows", ["[]", '[{"text":null,"code":null,"amount":null}]'])
def test_an_array_that_was_closed_stays_closed(rows: str) -> None:
    assert drafted(f'{TO_ROWS}{rows},"') == 'total":"'


def test_nothing_follows_a_complete_answer() -> None:
    assert drafted(TO_TOTAL + "null}") == ""


def test_a_value_with_signs_that_json_escapes_is_not_drafted() -> None:
    page = text_of('Tea "pot" 2.00')
    assert constrain(TO_ROWS + '[{"text":" Tea', page).draft(ALL) == []


def test_a_text_that_is_not_on_the_page_is_not_drafted() -> None:
    note = {"type": "string", "x-grounded": False}
    schema = {"type": "object", "properties": {"note": note}}
    grammar = build_grammar(schema, PAGE, value_prefix=" ")
    constraint = GroundedConstraint(VOCABULARY, grammar, PAGE, None, schema)
    for token in TOKENIZER.encode('{"note":"qqq'):
        constraint.accept(token)
    assert constraint.draft(ALL) == []


def test_without_a_schema_nothing_is_drafted() -> None:
    grammar = build_grammar(SCHEMA, PAGE, value_prefix=" ")
    assert GroundedConstraint(VOCABULARY, grammar, PAGE).draft(ALL) == []


WRITTEN = (
    '{"number":" R-1042","paid":null,"supplier":{"address":" Main Street 5 12345 Town"},"rows":['
    '{"text":" Tea pot","code":null,"amount":" 2.00"},{"text":" Tea cup","code":" 2.50",'
    '"amount":null}],"total":" 4.50"}'
)


def test_a_draft_is_asked_for_without_consequence() -> None:
    asked, left = constrain(""), constrain("")
    for token in TOKENIZER.encode(WRITTEN):
        first, second = asked.draft(3), asked.draft(ALL)
        assert second[: len(first)] == first
        assert asked.forced() == left.forced()
        assert np.array_equal(asked.mask(), left.mask())
        asked.accept(token)
        left.accept(token)
    assert asked.is_done


def test_most_of_an_answer_is_drafted() -> None:
    """Counts the passes of a network that checks seven drafted tokens at once."""
    constraint, tokens = constrain(""), TOKENIZER.encode(WRITTEN)
    at = passes = 0
    while at < len(tokens):
        draft = constraint.draft(7)
        hits = next(
            (i for i, token in enumerate(draft) if [token] != tokens[at + i : at + i + 1]),
            len(draft),
        )
        for token in tokens[at : at + hits + 1]:
            constraint.accept(token)
        at += hits + 1
        passes += 1
    assert len(tokens) / passes > 3


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.text(st.characters(codec="utf-8"), max_size=20), max_size=4),
    st.integers(0, 1000),
    st.integers(0, 9),
)
def test_drafts_of_any_page_are_tokens(rows: list[str], seed: int, most: int) -> None:
    page = text_of("\n".join(rows))
    constraint, chance = constrain("", page), np.random.default_rng(seed)
    for _ in range(60):
        draft = constraint.draft(most)
        assert len(draft) <= most
        assert all(0 <= token < TOKENIZER.vocab_size for token in draft)
        if constraint.is_done:
            break
        allowed = [token for token in draft[:1] if constraint.allows(token)]
        constraint.accept(
            allowed[0]
            if allowed and chance.random() < 0.5
            else int(chance.choice(np.flatnonzero(constraint.mask())))
        )
