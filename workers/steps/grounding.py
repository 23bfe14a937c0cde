"""The constraint of an answer: the grammar, and an end to arrays that only repeat themselves.

The grammar bounds each value; it can't count how often a row of the page was used. So the text
written is followed here, and after some items that say nothing new the array must close.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from model.engine.constraint import GrammarConstraint, GrammarVocabulary, Mask
from model.tokenizer import Tokenizer
from workers.steps.items import ItemLog
from workers.steps.json_walk import Event, ItemEnd, ItemFollows, JsonWalker, Leaf
from workers.steps.page_text import PageText
from workers.steps.spans import SpanTracker

#: repeated items in a row after which an array must close
MAX_REPEATS = 2


class Vocabulary:
    """Bytes of all tokens, and their table for grammars. Build it once a tokenizer."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.grammar = GrammarVocabulary(tokenizer)
        self.bytes = [tokenizer.token_bytes(i) for i in range(tokenizer.vocab_size)]
        self.with_comma: npt.NDArray[np.bool_] = np.array([b"," in data for data in self.bytes])


class GroundedConstraint:
    """Implements `model.engine.constraint.Constraint` for one answer."""

    def __init__(self, vocabulary: Vocabulary, grammar: str, page: PageText) -> None:
        """Raises ConstraintError when the grammar is wrong or too complex."""
        self._vocabulary = vocabulary
        self._grammar = GrammarConstraint(vocabulary.grammar, grammar)
        self._walker = JsonWalker()
        self._items = ItemLog(page)
        self._span = SpanTracker(page)
        self._written = ""

    @property
    def is_done(self) -> bool:
        return self._grammar.is_done

    def forced(self) -> list[int]:
        # Inside a value the grammar takes long to tell what the page tells at once.
        if self._walker.partial is not None and self._span.has_places and not self._span.is_bound:
            return []
        return self._grammar.forced()

    def allows(self, token: int) -> bool:
        return self._grammar.allows(token) and not self._is_closed_to(token)

    def mask(self) -> Mask:
        mask = self._grammar.mask()
        if self._may_close():
            for token in np.flatnonzero(mask & self._vocabulary.with_comma).tolist():
                mask[token] = not self._is_closed_to(token)
        return mask

    def accept(self, token: int) -> None:
        self._grammar.accept(token)
        for event in self._walker.feed(self._vocabulary.bytes[token]):
            _note(self._items, event)
        self._follow(self._walker.partial)

    def _follow(self, partial: str | None) -> None:
        """Narrow the places of the value being written to those that fit what is there of it."""
        if partial is None or not self._written or not partial.startswith(self._written):
            self._span.begin()
            self._written = ""
        if partial is not None:
            self._span.push(partial[len(self._written) :])
            self._written = partial

    def _may_close(self) -> bool:
        """Whether an array that is open is about to run into its last repeated item."""
        path = self._walker.path
        arrays = (path[:i] for i, step in enumerate(path) if isinstance(step, int))
        return any(self._items.streak(array) >= MAX_REPEATS - 1 for array in arrays)

    def _is_closed_to(self, token: int) -> bool:
        """Whether `token` would begin one more item of an array that must close."""
        if not self._vocabulary.with_comma[token] or not self._may_close():
            return False
        items = self._items.copy()
        for event in self._walker.copy().feed(self._vocabulary.bytes[token]):
            if isinstance(event, ItemFollows) and items.streak(event.path) >= MAX_REPEATS:
                return True
            _note(items, event)
        return False


def _note(items: ItemLog, event: Event) -> None:
    if isinstance(event, Leaf):
        items.leaf(event)
    elif isinstance(event, ItemEnd):
        items.end(event)
