"""Answers of networks that wish for anything, held to the schema and to the page."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from model.engine.constraint import Constraint
from model.engine.copied import Copied
from model.engine.engine import Engine
from model.engine.request import Generation, Request
from model.engine.runner import Network
from model.tokenizer import Tokenizer
from tests.model.engine_doubles import ScriptedNetwork, dice, follow, text_positions, tiny_tokenizer
from tests.workers.texts import copied, text_of
from workers.steps.grammar import build_grammar
from workers.steps.grounding import MAX_REPEATS, GroundedConstraint, Vocabulary
from workers.steps.page_text import PageText
from workers.steps.parse import Parsed, parse_answer

TOKENIZER: Tokenizer = tiny_tokenizer()
VOCABULARY = Vocabulary(TOKENIZER)
TEXT = {"type": ["string", "null"]}
ROWS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "text": {**TEXT, "x-kind": "string"},
            "amount": {**TEXT, "x-kind": "amount"},
        },
    },
}
SCHEMA = {
    "type": "object",
    "properties": {
        "number": {**TEXT, "x-kind": "identifier"},
        "date": {**TEXT, "x-kind": "date"},
        "paid": {"type": ["boolean", "null"], "x-grounded": False},
        "supplier": {
            "type": "object",
            "properties": {
                "name": {**TEXT, "x-kind": "name"},
                "address": {**TEXT, "x-kind": "address"},
            },
        },
        "total": {**TEXT, "x-kind": "amount"},
        "rows": ROWS,
    },
}
PAGE = text_of("ACME GmbH   Invoice R-1042\nTea 2.00\nTea 2.00\nTip 0.50\nTotal 4.50 €")
PROMPT = TOKENIZER.encode(" page")


def constrain(page: PageText, prefix: str = " ", schema: dict[str, Any] = SCHEMA) -> Constraint:
    return GroundedConstraint(VOCABULARY, build_grammar(schema, page, value_prefix=prefix), page)


def answer(network: Network, constraint: Constraint, max_new_tokens: int = 4000) -> Generation:
    request = Request(
        torch.tensor(PROMPT),
        text_positions(len(PROMPT)),
        constraint=constraint,
        max_new_tokens=max_new_tokens,
    )
    engine = Engine(network, max_tokens=8192)
    try:
        return engine.generate(request)
    finally:
        engine.close()


def text_written(generation: Generation) -> str:
    return b"".join(VOCABULARY.bytes[token] for token in generation.tokens).decode()


def read(generation: Generation, page: PageText) -> Parsed:
    return parse_answer(generation, VOCABULARY.bytes, SCHEMA, page)


def eager(seed: int) -> ScriptedNetwork:
    """Random wishes, but values end sooner and more often are something."""
    chance = dice(seed)
    bonus = torch.tensor([3.0 if b'"' in data else 0.0 for data in VOCABULARY.bytes])
    return ScriptedNetwork(lambda seen: chance.vocab_logits(torch.tensor([[seen]]))[0] + bonus)


def check_shape(value: Any, schema: dict[str, Any]) -> None:
    if "properties" in schema:
        assert list(value) == list(schema["properties"])
        for name, child in schema["properties"].items():
            check_shape(value[name], child)
    elif "items" in schema:
        for item in value:
            check_shape(item, schema["items"])
    elif "boolean" in schema["type"]:
        assert value in (True, False, None)
    else:
        assert value is None or isinstance(value, str)


PAGES = st.lists(
    st.text(st.characters(codec="utf-8"), max_size=30)
    | st.sampled_from(
        [
            'Tea "2.00" \\o/',
            '","total":"0',
            "<|im_start|>system",
            "Rechnung Nr. 4711 vom 05.03.2019",
            "合計 1,234円 שלום 👩‍👩‍👧 \x00",
            '{"number":" R-1","date":null}',
        ]
    ),
    max_size=5,
)


@settings(max_examples=40, deadline=None)
@given(PAGES, st.integers(0, 10_000), st.sampled_from(["", " "]))
def test_whatever_a_network_wishes_the_answer_fits_schema_and_page(
    rows: list[str], seed: int, prefix: str
) -> None:
    page = text_of("\n".join(rows))
    generation = answer(eager(seed), constrain(page, prefix))
    assert generation.finish == "done"
    check_shape(json.loads(text_written(generation)), SCHEMA)
    parsed = read(generation, page)
    assert parsed.ungrounded == []
    for value in parsed.values:
        if isinstance(value.raw, str):
            assert copied(page, value.places[value.chosen]) == value.raw.replace(" ", "")


@pytest.mark.parametrize("seed", range(3))
def test_special_tokens_are_never_written(seed: int) -> None:
    page = text_of('<|im_end|> <|im_start|> "<|endoftext|>" 5.00')
    tokens = answer(eager(seed), constrain(page)).tokens
    assert not TOKENIZER.special_ids.intersection(tokens)


def test_the_same_wishes_give_the_same_answer() -> None:
    first, second = (answer(eager(5), constrain(PAGE)) for _ in range(2))
    assert first.tokens == second.tokens


def test_what_the_page_leaves_no_choice_about_is_forced() -> None:
    constraint = constrain(text_of("ACME GmbH   Invoice R-1042-X"))
    for token in TOKENIZER.encode('{"number":" R'):
        constraint.accept(token)
    written = b"".join(VOCABULARY.bytes[token] for token in constraint.forced())
    assert written.startswith(b"-1042-X")


def test_single_tokens_are_judged_as_by_the_mask() -> None:
    constraint = constrain(PAGE)
    for token in TOKENIZER.encode('{"number":" R-1042","date":null,"paid":tr'):
        constraint.accept(token)
    for token in constraint.forced():
        constraint.accept(token)
    mask = constraint.mask()
    assert [constraint.allows(token) for token in range(len(mask))] == mask.tolist()


def follows(written: str, page: PageText, looked_at: int | None = None) -> Constraint:
    """After `written`; looked_at: the word the copy head looks at for the last value's tokens."""
    words = list(range(len(page.source)))
    grammar = build_grammar(SCHEMA, page, value_prefix=" ")
    constraint = GroundedConstraint(VOCABULARY, grammar, page, words, SCHEMA)
    look = None
    if looked_at is not None:
        look = Copied(np.array([looked_at]), np.array([0.9], dtype=np.float32))
    for token in TOKENIZER.encode(written):
        constraint.accept(token, look)
    return constraint


def may_end(constraint: Constraint) -> bool:
    quote = TOKENIZER.encode('"')[0]
    allowed = constraint.allows(quote)
    assert allowed or not constraint.mask()[quote]
    return allowed


@pytest.mark.parametrize(("looked_at", "ends"), [(0, True), (2, False), (None, True)])
def test_a_value_ends_where_the_place_it_is_read_off_does(
    looked_at: int | None, ends: bool
) -> None:
    page = text_of("R-1042   contract\nR-1042/7   invoice")
    assert may_end(follows('{"number":" R-1042', page, looked_at)) is ends


@pytest.mark.parametrize(
    ("row", "ends"),
    [
        ("ACME Town", False),
        ("ACME, Town", True),
        ("ACME   Town", True),
        ("ACME 12345 Town", True),
        ("ACME", True),
    ],
)
def test_a_name_goes_on_as_long_as_words_do(row: str, ends: bool) -> None:
    written = '{"number":null,"date":null,"paid":null,"supplier":{"name":" ACME'
    assert may_end(follows(written, text_of(row + "\nMain Street 5"))) is ends


def test_the_text_of_a_cell_goes_on_as_long_as_words_do() -> None:
    written = '{"number":null,"date":null,"paid":null,"supplier":{"name":null,"address":null}'
    written += ',"total":null,"rows":[{"text":" Tea'
    assert not may_end(follows(written, text_of("Tea pot 2.00")))
    assert may_end(follows(written, text_of("Tea 2 pots 2.00")))


def test_a_name_in_running_text_may_end_between_words() -> None:
    written = '{"number":null,"date":null,"paid":null,"supplier":{"name":" ACME'
    assert may_end(follows(written, text_of("by ACME and the party of the second part")))


def test_an_address_may_end_between_words() -> None:
    written = '{"number":null,"date":null,"paid":null,"supplier":{"name":null,"address":" Main'
    assert may_end(follows(written, text_of("Main Street")))


def test_an_answer_can_be_null_throughout() -> None:
    wishes = '{"number":null,"date":null,"paid":null,"supplier":{"name":null,"address":null}'
    wishes += ',"total":null,"rows":[]}'
    generation = answer(follow(TOKENIZER.encode(wishes), len(PROMPT)), constrain(PAGE))
    assert text_written(generation) == wishes


def test_a_page_of_twenty_thousand_characters_is_served() -> None:
    page = text_of("\n".join(f"row {i} of words {i * 7} 12.50" for i in range(800)))
    assert len(page.text) > 20_000
    assert answer(eager(1), constrain(page)).finish == "done"


def rows_written(network: Network, schema: dict[str, Any]) -> list[Any]:
    generation = answer(network, constrain(PAGE, schema=schema), 3000)
    rows = json.loads(text_written(generation))["rows"]
    assert isinstance(rows, list)
    return rows


def parrot(row: str) -> ScriptedNetwork:
    """A network that would write `row` for ever, and ends an array only when it must."""
    opening, again = TOKENIZER.encode('{"rows":['), TOKENIZER.encode(f"{row},")
    script = opening + again * 400
    network = follow(script, len(PROMPT))
    wish = network.vocab_logits

    def logits(seen: int) -> torch.Tensor:
        scores: torch.Tensor = wish(torch.tensor([[seen]]))[0]
        return scores

    return ScriptedNetwork(logits)


def test_a_row_is_not_written_for_ever() -> None:
    schema = {"type": "object", "properties": {"rows": ROWS}}
    rows = rows_written(parrot('{"text":" Tip","amount":" 0.50"}'), schema)
    assert rows == [{"text": " Tip", "amount": " 0.50"}] * (1 + MAX_REPEATS)


def test_a_row_that_stands_twice_is_written_twice() -> None:
    schema = {"type": "object", "properties": {"rows": ROWS}}
    rows = rows_written(parrot('{"text":" Tea","amount":" 2.00"}'), schema)
    assert rows == [{"text": " Tea", "amount": " 2.00"}] * (2 + MAX_REPEATS)


def test_items_that_are_leaves_are_not_written_for_ever() -> None:
    items = {"type": "array", "items": {**TEXT, "x-kind": "code"}}
    rows = rows_written(parrot('" Tip"'), {"type": "object", "properties": {"rows": items}})
    assert rows == [" Tip"] * (1 + MAX_REPEATS)


def test_repeated_rows_are_left_out_of_the_values() -> None:
    wishes = '{"number":null,"date":null,"paid":true,"supplier":{"name":null,"address":null}'
    row = '{"text":" Tip","amount":" 0.50"}'
    wishes += f',"total":null,"rows":[{row},{row},{{"text":" Tea","amount":null}}]}}'
    generation = answer(follow(TOKENIZER.encode(wishes), len(PROMPT)), constrain(PAGE))
    parsed = read(generation, PAGE)
    values = {value.path: value.raw for value in parsed.values}
    assert parsed.num_repeated == 1
    assert values["/rows/0/text"] == "Tip"
    assert values["/rows/1/text"] == "Tea"
    assert "/rows/2/text" not in values
