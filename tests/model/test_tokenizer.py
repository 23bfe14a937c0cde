"""The tokenizer: text to ids and back, specials only on request."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.tokenizer import Tokenizer
from training.tokenizer import train_tokenizer

TOKENIZER = Tokenizer(train_tokenizer(['{"total":" 12.00","name":null} Straße\n'] * 5, 500))


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=80))
def test_any_text_survives_a_round_trip_up_to_nfc(text: str) -> None:
    import unicodedata

    assert TOKENIZER.decode(TOKENIZER.encode(text)) == unicodedata.normalize("NFC", text)


def test_special_tokens_in_text_are_ordinary_text() -> None:
    ids = TOKENIZER.encode("<|im_end|>")
    assert TOKENIZER.special("<|im_end|>") not in ids
    assert TOKENIZER.decode(ids) == "<|im_end|>"


def test_structure_never_merges_with_a_value() -> None:
    for token in range(TOKENIZER.vocab_size):
        data = TOKENIZER.token_bytes(token).decode("utf-8", errors="replace")
        has_structure = any(c in data for c in '{}[],:"')
        assert not (has_structure and any(c.isalnum() or c == " " for c in data)), data


def test_a_word_has_the_same_ids_wherever_it_stands() -> None:
    inside = TOKENIZER.encode(" Invoice Straße 12345 total")
    assert TOKENIZER.encode(" Straße") == [i for i in inside if i in TOKENIZER.encode(" Straße")]


def test_a_missing_file_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"tokenizer\.json"):
        Tokenizer.load(Path("nowhere"))


def test_an_unknown_special_token_is_an_error() -> None:
    with pytest.raises(KeyError):
        TOKENIZER.special("<|nothing|>")


def test_added_tokens_that_are_not_special_are_ordinary_text_too() -> None:
    bpe = train_tokenizer(["think"] * 5, 300)
    bpe.add_tokens(["<think>"])
    tokenizer = Tokenizer(bpe)
    assert tokenizer.special("<think>") not in tokenizer.encode("a <think> b")
    assert tokenizer.decode(tokenizer.encode("a <think> b")) == "a <think> b"
