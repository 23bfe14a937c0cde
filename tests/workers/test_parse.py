"""Values read from generations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from model.engine.copied import Copied
from model.engine.request import Generation
from tests.workers.texts import text_of
from workers.steps.parse import Parsed, parse_answer
from workers.steps.values import RawValue

TEXT = {"type": ["string", "null"]}
ROW = {"properties": {"text": {**TEXT}, "count": {**TEXT, "x-kind": "quantity"}}}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "number": {**TEXT, "x-kind": "identifier", "x-labels": {"en": ["Invoice no."]}},
        "paid": {"type": ["boolean", "null"], "x-grounded": False},
        "to/from": {"type": "object", "properties": {"name": TEXT}},
        "rows": {"type": "array", "items": {"type": "object", **ROW}},
    },
}
PAGE = text_of("Order no. 77      Invoice no. 77\nTea     2\nCake    2\nTea     1")


def tokens_of(pieces: list[str], logprobs: list[float] | None = None) -> Generation:
    generation = Generation()
    for i in range(len(pieces)):
        logprob = -0.1 if logprobs is None else logprobs[i]
        free = math.nan if logprob == 0.0 else 2 * logprob
        generation.append(i, forced=logprob == 0.0, logprob=logprob, free_logprob=free)
    return generation


def read(*pieces: str, logprobs: list[float] | None = None, **more: Any) -> Parsed:
    generation = tokens_of(list(pieces), logprobs)
    copied = more.pop("copied", {})
    for i, look in copied.items():
        generation.copied[i] = look
    return parse_answer(generation, [p.encode() for p in pieces], SCHEMA, PAGE, **more)


def by_path(parsed: Parsed) -> dict[str, RawValue]:
    return {value.path: value for value in parsed.values}


def test_a_value_loses_its_prefix() -> None:
    assert by_path(read('{"number":" 77","paid":null'))["/number"].raw == "77"


def test_null_is_a_value_without_a_place() -> None:
    value = by_path(read('{"number":null,'))["/number"]
    assert (value.raw, value.places) == (None, ())


def test_white_space_alone_is_null() -> None:
    assert by_path(read('{"number":" ",'))["/number"].raw is None


def test_what_is_not_copied_is_plain() -> None:
    value = by_path(read('{"number":null,"paid":true,'))["/paid"]
    assert value.raw is True
    assert value.places == ()


def test_a_value_that_is_not_on_the_page_is_left_out() -> None:
    parsed = read('{"number":" 78","paid":false,')
    assert parsed.ungrounded == ["/number"]
    assert "/number" not in by_path(parsed)


def test_paths_are_json_pointers() -> None:
    parsed = read('{"number":null,"paid":null,"to/from":{"name":"Tea"},"rows":[{"text":"Cake"')
    assert {"/to~1from/name", "/rows/0/text"} <= set(by_path(parsed))


def test_an_answer_cut_short_gives_its_complete_leaves() -> None:
    generation = tokens_of(['{"number":" 77","paid":tr'])
    generation.finish = "length"
    parsed = parse_answer(generation, [b'{"number":" 77","paid":tr'], SCHEMA, PAGE)
    assert list(by_path(parsed)) == ["/number"]
    assert not parsed.is_complete


def test_certainty_counts_the_tokens_of_the_value_with_its_quotes() -> None:
    pieces = ['{"', "number", '":"', " 7", "7", '","', "paid", '":', "null"]
    logprobs = [0.0, 0.0, -0.5, -0.2, 0.0, -0.3, 0.0, -0.4, -0.6]
    values = by_path(read(*pieces, logprobs=logprobs))
    number = values["/number"].certainty
    assert (number.num_tokens, number.num_scored) == (4, 3)
    assert number.logprob == pytest.approx(-1.0)
    assert number.logprob_min == pytest.approx(-0.5)
    assert number.free_logprob == pytest.approx(-2.0)


def look(position: int, weight: float) -> Copied:
    return Copied(np.array([position]), np.array([weight], dtype=np.float32))


def test_the_place_the_copy_head_looked_at_is_chosen() -> None:
    pieces = ['{"number":"', " 7", "7", '",']
    words = [-1, *range(len(PAGE.source))]
    second = [i for i, word in enumerate(PAGE.source) if word.word.text == "77"][1]
    copied = {1: look(second + 1, 0.9), 2: look(second + 1, 0.8)}
    value = by_path(read(*pieces, copied=copied, prompt_words=words))["/number"]
    assert value.places[value.chosen].words == (second,)
    assert value.copy_share == pytest.approx(1.7 / 2)


def test_without_attention_the_label_chooses() -> None:
    value = by_path(read('{"number":"77",'))["/number"]
    assert value.places[value.chosen].bbox[0] > 0.2


def test_the_values_of_an_item_are_taken_from_one_row() -> None:
    text = '{"rows":[{"text":"Cake","count":"2"},{"text":"Tea","count":"1"}]}'
    values = by_path(read(text))
    for i in range(2):
        tops = {
            value.places[value.chosen].bbox[1]
            for path, value in values.items()
            if path.startswith(f"/rows/{i}/")
        }
        assert len(tops) == 1


def test_equal_items_are_taken_from_different_rows() -> None:
    values = by_path(read('{"rows":[{"text":"Tea","count":null},{"text":"Tea","count":null}]}'))
    first, second = values["/rows/0/text"], values["/rows/1/text"]
    assert first.places[first.chosen] != second.places[second.chosen]


def test_items_are_counted_without_those_that_repeat() -> None:
    cake, tea = '{"text":"Cake"}', '{"text":"Tea"}'
    parsed = read(f'{{"rows":[{cake},{cake},{tea}]}}')
    assert {path: value.raw for path, value in by_path(parsed).items()} == {
        "/rows/0/text": "Cake",
        "/rows/1/text": "Tea",
    }
    assert parsed.num_repeated == 1
