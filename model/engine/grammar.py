"""Grammars as constraints, through llguidance.

Knows no network. The engine itself needs nothing of this: it asks `model.engine.constraint`.
"""

from __future__ import annotations

import json

import numpy as np
from llguidance import LLMatcher, LLParserLimits, LLTokenizer

from model.engine.constraint import Mask
from model.engine.copied import Copied
from model.engine.errors import ConstraintError
from model.tokenizer import Tokenizer

# Work that one compilation and one mask may cost, in the library's units (about 50 and 14 thousand
# of them take a millisecond).
_COMPILE_FUEL = 20_000_000
_STEP_FUEL = 5_000_000
_MAX_STATES = 1_000_000
# Byte 0xFE in the alphabet of byte-level BPE.
_NO_TEXT = "\u00fe"


class GrammarVocabulary:
    """A tokenizer prepared for grammars: costs up to seconds, so it is built once a tokenizer."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.vocab_size = tokenizer.vocab_size
        self.table = LLTokenizer(
            _without_added_tokens(tokenizer),
            n_vocab=tokenizer.vocab_size,
            eos_token=list(tokenizer.stop_ids) or None,
        )


def _without_added_tokens(tokenizer: Tokenizer) -> str:
    """The tokenizer's JSON as if it had no special tokens.

    Deviates from llguidance's habit: it reads ``<|im_start|>`` in a text that is forced as the
    special token, so text of a document could end the answer or open another turn.
    """
    source = json.loads(tokenizer.bpe.to_str())
    added = {token["content"]: token["id"] for token in source["added_tokens"]}
    vocabulary = source["model"]["vocab"]
    kept = {text: i for text, i in vocabulary.items() if text not in added}
    # Ids are counted, so each keeps an entry: bytes that are no UTF-8 and so fit no text.
    source["model"]["vocab"] = kept | {f"{_NO_TEXT}{i}": i for i in added.values()}
    source["added_tokens"] = []
    source["post_processor"] = None
    return json.dumps(source)


class GrammarConstraint:
    """A Lark grammar in llguidance's dialect.

    Special tokens are never allowed, but for stop ids where the text may end.
    """

    def __init__(self, vocabulary: GrammarVocabulary, grammar: str) -> None:
        """Compiles `grammar`, without holding the interpreter lock.

        Raises:
            ConstraintError: the grammar is wrong or too complex.
        """
        limits = LLParserLimits(
            initial_lexer_fuel=_COMPILE_FUEL,
            step_lexer_fuel=_STEP_FUEL,
            max_lexer_states=_MAX_STATES,
            verbose_errors=False,
        )
        self._matcher = LLMatcher(vocabulary.table, grammar, log_level=0, limits=limits)
        words = (vocabulary.vocab_size + 31) // 32
        self._bits = np.zeros(words, dtype=np.int32)
        self._vocab_size = vocabulary.vocab_size
        self._check()

    @property
    def is_done(self) -> bool:
        return bool(self._matcher.is_stopped())

    def forced(self) -> list[int]:
        """Costs up to half a millisecond where there is much to choose from."""
        tokens: list[int] = [] if self.is_done else self._matcher.compute_ff_tokens()
        return tokens

    def allows(self, token: int) -> bool:
        return bool(self._matcher.validate_tokens([token]) == 1)

    def mask(self) -> Mask:
        self._matcher.unsafe_compute_mask_ptr(self._bits.ctypes.data, self._bits.nbytes)
        self._check()
        bits = self._bits.view(np.uint8)
        return np.unpackbits(bits, count=self._vocab_size, bitorder="little").view(np.bool_)

    def accept(self, token: int, copied: Copied | None = None) -> None:
        if not self._matcher.consume_token(token):
            self._check()
            raise ConstraintError(f"token {token} is not allowed here")

    def draft(self, max_tokens: int) -> list[int]:
        """Always empty: a grammar alone gives no hint."""
        return []

    def _check(self) -> None:
        if self._matcher.is_error():
            raise ConstraintError(self._matcher.get_error().split("\n", 1)[0])
