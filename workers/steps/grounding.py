"""The constraint of an answer: the grammar, an end to arrays that only repeat themselves, and to
values where the place they are copied from ends.

The grammar bounds each value; it can't count how often a row of the page was used. So the text
written is followed here, and after some items that say nothing new the array must close. Nor does
it know which of several places a value is copied from: ``R-1042`` may end where it stands alone,
but not when the network reads it off ``R-1042/7``. And a name, or the text of a cell, goes on
as long as a few words do: it ends where its row does, at a wide gap, a sign or a number.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from model.engine.constraint import Mask
from model.engine.copied import Copied
from model.engine.grammar import GrammarConstraint, GrammarVocabulary
from model.tokenizer import Tokenizer
from workers.steps.drafts import Drafter
from workers.steps.grammar import Schema, leaf_kind, node_at
from workers.steps.items import ItemLog
from workers.steps.json_walk import Event, ItemEnd, ItemFollows, JsonWalker, Leaf
from workers.steps.page_text import PageText
from workers.steps.spans import SpanTracker

#: repeated items in a row after which an array must close
MAX_REPEATS = 2
#: a value may end if the places where it can got this share of what the copy head gave to all
MIN_SHARE_ENDING = 0.25


class Vocabulary:
    """Bytes of all tokens, and their table for grammars. Build it once a tokenizer."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.grammar = GrammarVocabulary(tokenizer)
        self.encode = tokenizer.encode
        self.bytes = [tokenizer.token_bytes(i) for i in range(tokenizer.vocab_size)]
        self.with_comma: npt.NDArray[np.bool_] = np.array([b"," in data for data in self.bytes])
        self.with_quote: npt.NDArray[np.bool_] = np.array(
            [data.startswith(b'"') for data in self.bytes]
        )


class GroundedConstraint:
    """Implements `model.engine.constraint.Constraint` for one answer."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        grammar: str,
        page: PageText,
        prompt_words: Sequence[int] | None = None,
        schema: Schema | None = None,
    ) -> None:
        """prompt_words: for each prompt token the index of the word it belongs to, or -1.

        Raises ConstraintError when the grammar is wrong or too complex.
        """
        self._prompt_words = prompt_words
        self._schema = schema
        self._attention = np.zeros(len(page.source), dtype=np.float32)
        self._vocabulary = vocabulary
        self._grammar = GrammarConstraint(vocabulary.grammar, grammar)
        self._walker = JsonWalker()
        self._items = ItemLog(page)
        self._span = SpanTracker(page)
        self._written = ""
        self._drafter = Drafter(vocabulary.encode, page, schema) if schema is not None else None
        # Bytes behind the characters of the last leaf, and where on the page those end.
        self._since = b""
        self._last_end = 0

    @property
    def is_done(self) -> bool:
        return self._grammar.is_done

    def forced(self) -> list[int]:
        # Inside a value the grammar takes long to tell what the page tells at once.
        if self._walker.partial is not None and self._span.has_places and not self._span.is_bound:
            return []
        return self._grammar.forced()

    def allows(self, token: int) -> bool:
        if not self._grammar.allows(token) or self._is_closed_to(token):
            return False
        if self._vocabulary.with_quote[token] and self._goes_on():
            return bool(self.mask()[token])
        return True

    def mask(self) -> Mask:
        mask = self._grammar.mask()
        if self._may_close():
            for token in np.flatnonzero(mask & self._vocabulary.with_comma).tolist():
                mask[token] = not self._is_closed_to(token)
        if self._goes_on():
            ending = mask & self._vocabulary.with_quote
            # Where nothing else is allowed, the value is as long as its kind lets it be.
            if not (mask == ending).all():
                mask &= ~ending
        return mask

    def accept(self, token: int, copied: Copied | None = None) -> None:
        self._grammar.accept(token)
        data, start = self._vocabulary.bytes[token], self._walker.position
        self._since += data
        for event in self._walker.feed(data):
            _note(self._items, event)
            if isinstance(event, Leaf):
                self._note_leaf(event)
                self._since = data[event.end - start - isinstance(event.value, str) :]
        self._follow(self._walker.partial)
        if copied is not None and self._prompt_words is not None and self._written:
            for position, weight in zip(copied.positions, copied.weights, strict=True):
                word = self._prompt_words[position]
                if word >= 0:
                    self._attention[word] += weight

    def draft(self, max_tokens: int) -> list[int]:
        if self._schema is None or self._drafter is None or max_tokens < 1 or self.is_done:
            return []
        if self._walker.partial is None:
            return self._drafter.between(self._since.decode(errors="ignore"), max_tokens)
        path = self._walker.path
        begun = self._span.likeliest(
            self._attention,
            # A table is read downwards.
            behind=self._last_end if any(isinstance(step, int) for step in path) else 0,
            # An address goes on in the next line, other text seldom does.
            in_blocks=leaf_kind(node_at(self._schema, path)) == "address",
        )
        return [] if begun is None else self._drafter.in_value(path, begun, max_tokens)

    def _note_leaf(self, leaf: Leaf) -> None:
        if self._drafter is not None:
            self._drafter.note(leaf.path, leaf.value)
        if isinstance(leaf.value, str):
            place = self._span.likeliest(self._attention, behind=self._last_end)
            self._last_end = place[1] if place is not None else self._last_end

    def _goes_on(self) -> bool:
        """Whether the value being written is read off a place where it does not end yet."""
        if not self._written:
            return False
        share = self._span.share_ending(self._attention)
        if share is not None and share < MIN_SHARE_ENDING:
            return True
        return self._span.ends_amid_words and self._ends_with_its_words()

    def _ends_with_its_words(self) -> bool:
        """Whether the value being written is a name, or the text of a table's cell."""
        if self._schema is None:
            return False
        path = self._walker.path
        kind = leaf_kind(node_at(self._schema, path))
        is_cell = isinstance(path[-1], str) and any(isinstance(step, int) for step in path)
        return kind == "name" or (kind == "string" and is_cell)

    def _follow(self, partial: str | None) -> None:
        """Narrow the places of the value being written to those that fit what is there of it."""
        if partial is None or not self._written or not partial.startswith(self._written):
            self._span.begin()
            self._attention[:] = 0.0
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
