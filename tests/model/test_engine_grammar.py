"""Grammars over the tokenizer's vocabulary as constraints."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from tokenizers import Tokenizer as BpeTokenizer

from model.engine.errors import ConstraintError
from model.engine.grammar import GrammarConstraint, GrammarVocabulary
from model.tokenizer import Tokenizer
from tests.model.engine_doubles import tiny_tokenizer

SCRIPT = """
import sys
import model.engine.engine
assert "llguidance" not in sys.modules
"""
TOKENIZER = tiny_tokenizer()
VOCABULARY = GrammarVocabulary(TOKENIZER)


def constraint(grammar: str) -> GrammarConstraint:
    return GrammarConstraint(VOCABULARY, grammar)


def allowed(rules: GrammarConstraint) -> set[bytes]:
    return {TOKENIZER.token_bytes(int(i)) for i in np.flatnonzero(rules.mask())}


def write(rules: GrammarConstraint, text: str) -> None:
    for token in TOKENIZER.encode(text):
        rules.accept(token)


def test_a_mask_has_an_entry_for_each_row_of_the_head() -> None:
    assert constraint('start: "a"').mask().shape == (TOKENIZER.vocab_size,)


def test_only_tokens_that_fit_are_allowed() -> None:
    assert allowed(constraint('start: "a" | "b"')) == {b"a", b"b"}


def test_what_has_no_alternative_is_forced() -> None:
    rules = constraint('start: "{\\"number\\":" ("1" | "2")')
    forced = rules.forced()
    assert b"".join(TOKENIZER.token_bytes(t) for t in forced).startswith(b'{"number')


def test_forced_tokens_are_those_the_tokenizer_would_write() -> None:
    rules = constraint('start: "{\\"number\\":\\" R-1042\\",\\"date\\":null}"')
    expected = TOKENIZER.encode('{"number":" R-1042","date":null}')
    forced = rules.forced()
    assert forced == expected[: len(forced)]
    assert len(forced) >= len(expected) - 1


def test_nothing_is_forced_at_a_choice() -> None:
    assert constraint('start: "a" | "b"').forced() == []


@pytest.mark.parametrize("text", ["<|im_start|>", "a<|im_end|>b"])
def test_special_tokens_written_in_a_text_are_plain_characters(text: str) -> None:
    rules = constraint(f'start: "{text}"')
    assert not TOKENIZER.special_ids.intersection(np.flatnonzero(rules.mask()).tolist())
    assert rules.forced() == TOKENIZER.encode(text)


def test_the_grammar_knows_the_bytes_of_every_token() -> None:
    for token in range(TOKENIZER.bpe.get_vocab_size()):
        data = TOKENIZER.token_bytes(token)
        if token not in TOKENIZER.special_ids and data != b"\xff":
            assert VOCABULARY.table.decode_bytes([token]) == data


def test_special_tokens_beside_the_vocabulary_are_left_out_too() -> None:
    source = json.loads(TOKENIZER.bpe.to_str())
    size = len(source["model"]["vocab"])
    added = {"content": "<|turn|>", "id": size, "special": True, "normalized": False}
    shape = {"single_word": False, "lstrip": False, "rstrip": False}
    source["added_tokens"].append({**added, **shape})
    tokenizer = Tokenizer(BpeTokenizer.from_str(json.dumps(source)), vocab_size=512)
    rules = GrammarConstraint(GrammarVocabulary(tokenizer), 'start: "<|turn|>"')
    assert tokenizer.special_ids > TOKENIZER.special_ids
    assert rules.forced() == TOKENIZER.encode("<|turn|>")


def test_a_complete_text_is_done() -> None:
    rules = constraint('start: "{}"')
    write(rules, "{}")
    assert rules.is_done
    assert rules.forced() == []


def test_an_incomplete_text_is_not_done() -> None:
    rules = constraint('start: "ab"')
    write(rules, "a")
    assert not rules.is_done


def test_a_token_that_is_not_allowed_is_an_error() -> None:
    rules = constraint('start: "a"')
    with pytest.raises(ConstraintError):
        rules.accept(TOKENIZER.encode("b")[0])


def test_a_wrong_grammar_is_an_error() -> None:
    with pytest.raises(ConstraintError):
        constraint("start: nothing")


def test_a_token_is_allowed_where_the_mask_allows_it() -> None:
    rules = constraint('start: "a" ("b" | "cd")')
    write(rules, "a")
    mask = rules.mask()
    assert [rules.allows(token) for token in range(len(mask))] == mask.tolist()


def test_a_stop_token_is_allowed_where_the_text_may_end() -> None:
    rules = constraint("start: /a+/")
    end = TOKENIZER.special("<|im_end|>")
    assert not rules.allows(end)
    write(rules, "a")
    assert rules.allows(end)


def test_a_grammar_alone_drafts_nothing() -> None:
    assert constraint('start: "a" ("b" | "c")').draft(8) == []


def test_the_same_choices_give_the_same_masks() -> None:
    first, second = constraint("start: /[a-f]+/"), constraint("start: /[a-f]+/")
    write(first, "abc")
    write(second, "abc")
    assert np.array_equal(first.mask(), second.mask())


def test_the_engine_alone_needs_no_grammar_library() -> None:
    subprocess.run([sys.executable, "-c", SCRIPT], check=True)
