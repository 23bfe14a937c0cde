"""Training sequences: the answer says what is printed, and points at where."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import pytest

from model.tokenizer import Tokenizer
from training.answers import Raw, answer_pieces, leaf_templates, prune
from training.corpus import sample_document
from training.examples import NAME_START_WEIGHT, Example, core_schema, example_of
from training.tokenizer import corpus, train_tokenizer


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer(train_tokenizer(corpus(40, 7), 1500))


@pytest.fixture(scope="module")
def examples(tokenizer: Tokenizer) -> list[Example]:
    def sample() -> Iterator[Example]:
        for seed in range(40):
            rng = random.Random(seed)
            example = example_of(sample_document(rng), tokenizer, " ", rng)
            if example is not None:
                yield example

    return list(sample())


def answer_of(example: Example) -> list[int]:
    return example.ids[len(example.prompt.ids) :]


def test_every_answer_is_json_and_ends_with_the_stop_token(
    examples: list[Example], tokenizer: Tokenizer
) -> None:
    for example in examples:
        ids = answer_of(example)
        assert ids[-1] == tokenizer.special("<|im_end|>")
        assert isinstance(json.loads(tokenizer.decode(ids)), dict)


def test_copied_tokens_equal_the_tokens_they_are_copied_from(examples: list[Example]) -> None:
    for example in examples:
        for index, positions in example.sources.items():
            assert {example.prompt.ids[p] for p in positions} == {example.ids[index]}


def test_nearly_all_value_tokens_know_where_they_stand(
    examples: list[Example], tokenizer: Tokenizer
) -> None:
    values = copied = 0
    for example in examples:
        for index in range(len(example.prompt.ids), len(example.ids)):
            text = tokenizer.token_bytes(example.ids[index])
            if example.decided[index] and text.strip() and not set(text) & set(b'{}[]":'):
                values += text != b"null"
                copied += index in example.sources
    assert copied / values > 0.97


def test_keys_and_brackets_are_not_supervised(
    examples: list[Example], tokenizer: Tokenizer
) -> None:
    for example in examples:
        for index in range(len(example.prompt.ids), len(example.ids)):
            if tokenizer.token_bytes(example.ids[index]) in (b"invoice_number", b"supplier"):
                assert not example.decided[index] or index in example.sources


def test_the_same_seed_gives_the_same_example(tokenizer: Tokenizer) -> None:
    first, second = (
        example_of(sample_document(random.Random(5)), tokenizer, " ", random.Random(5))
        for _ in range(2)
    )
    assert first is not None
    assert second is not None
    assert first.ids == second.ids


def test_pruning_keeps_order_and_drops_empty_objects() -> None:
    schema = core_schema("invoice")
    kept = prune(schema, {"totals.total", "invoice_number"})
    assert kept is not None
    assert leaf_templates(kept) == ["invoice_number", "totals.total"]
    assert "supplier" not in kept["properties"]


def test_an_answer_writes_null_empty_arrays_and_escaped_quotes() -> None:
    schema = {"properties": {"a": {}, "b": {"items": {"properties": {"c": {}}}}, "d": {}}}
    text = "".join(piece.text for piece in answer_pieces(schema, {"d": Raw('2" pipe')}, " "))
    assert text == '{"a":null,"b":[],"d":" 2\\" pipe"}'


def test_where_a_name_begins_weighs_most_and_the_prompt_nothing(examples: list[Example]) -> None:
    for example in examples:
        prompt, answer = example.weights[: len(example.prompt.ids)], example.weights
        assert set(prompt) == {0.0}
        assert len(answer) == len(example.ids) == len(example.decided)
    heaviest = [
        example.sources.get(index)
        for example in examples
        for index, weight in enumerate(example.weights)
        if weight == NAME_START_WEIGHT
    ]
    assert len(heaviest) > 20
    assert sum(source is not None for source in heaviest) > 0.9 * len(heaviest)
