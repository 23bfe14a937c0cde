"""From a generation to raw values: what was written for each leaf, where it stands, how surely.

Never reports a value that is not on the page, whatever the grammar allowed. Values are not typed
here: that is the normalisers' work. Knows no network.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from model.engine.request import Generation
from workers.steps.grammar import leaf_kind, node_at
from workers.steps.items import ItemLog
from workers.steps.json_walk import ItemEnd, JsonWalker, Leaf, Path
from workers.steps.page_text import PageText
from workers.steps.runner_ups import KINDS, Numbers
from workers.steps.spans import Occurrence, choose, locate, locate_label, look
from workers.steps.values import Certainty, RawValue, Rival

Schema = Mapping[str, Any]


@dataclass(slots=True)
class Parsed:
    """values: leaves in the order they were written, items that only repeat left out.

    is_complete: the answer's JSON ended. num_repeated: items left out. ungrounded: paths of values
    left out as they are not on the page.
    """

    values: list[RawValue] = field(default_factory=list)
    is_complete: bool = False
    num_repeated: int = 0
    ungrounded: list[str] = field(default_factory=list)


def parse_answer(
    generation: Generation,
    token_bytes: Sequence[bytes],
    schema: Schema,
    page: PageText,
    prompt_words: Sequence[int] | None = None,
) -> Parsed:
    """Values of an answer; of one that was cut short, the leaves that are complete.

    token_bytes: bytes of every token of the vocabulary. schema: resolved JSON Schema.
    prompt_words: for each prompt token the index of the word it belongs to, or -1; needed to make
    use of the copy head's attention.
    """
    reader = _Reader(generation, token_bytes, page)
    parsed = Parsed(is_complete=generation.finish == "done", num_repeated=len(reader.repeated))
    grounded: dict[Path, list[Occurrence]] = {}
    for leaf in reader.leaves:
        if isinstance(leaf.value, str) and leaf_kind(node_at(schema, leaf.path)) is not None:
            grounded[leaf.path] = locate(page, leaf.value)
    rows, labels, numbers = _rows(grounded), _Labels(schema, page), Numbers(page)
    for leaf in reader.leaves:
        path, places = reader.pointer(leaf.path), grounded.get(leaf.path)
        certainty = _certainty(generation, reader.tokens(leaf.start, leaf.end))
        if places is None:
            parsed.values.append(RawValue(path, leaf.value, certainty))
        elif places:
            inside = reader.tokens(leaf.start + 1, leaf.end - 1)
            attention = _attention(generation, inside, prompt_words, len(page.source))
            row = rows.get(_item_of(leaf.path))
            near = labels.of(leaf.path) if len(places) > 1 and row is None else ()
            best = choose(places, attention, len(inside), row, near)
            share = 0.0 if attention is None else look(places[best], attention) / len(inside)
            raw = " ".join(str(leaf.value).split())
            rivals: tuple[Rival, ...] = ()
            if leaf_kind(node_at(schema, leaf.path)) in KINDS:
                tokens = reader.tokens(leaf.start, leaf.end)
                rivals = numbers.rivals(generation, tokens, token_bytes, prompt_words, raw)
            parsed.values.append(RawValue(path, raw, certainty, tuple(places), best, share, rivals))
        elif str(leaf.value).strip():
            parsed.ungrounded.append(path)
        else:
            parsed.values.append(RawValue(path, None, certainty))
    return parsed


class _Reader:
    """The text of a generation: its leaves, the tokens of each, and the items that only repeat."""

    def __init__(
        self, generation: Generation, token_bytes: Sequence[bytes], page: PageText
    ) -> None:
        walker, items = JsonWalker(), ItemLog(page)
        leaves: list[Leaf] = []
        self.repeated: set[Path] = set()
        pieces = [token_bytes[token] for token in generation.tokens]
        for event in walker.feed(b"".join(pieces)):
            if isinstance(event, Leaf):
                leaves.append(event)
                items.leaf(event)
            elif isinstance(event, ItemEnd) and items.end(event):
                self.repeated.add(event.path)
        self._ends = np.cumsum([len(piece) for piece in pieces])
        self.leaves = [leaf for leaf in leaves if not self._is_repeated(leaf.path)]

    def tokens(self, start: int, end: int) -> range:
        """Indices of the tokens that write one of the bytes from `start` to `end`."""
        first = int(np.searchsorted(self._ends, start, side="right"))
        last = int(np.searchsorted(self._ends, end, side="left"))
        return range(first, last + 1)

    def pointer(self, path: Path) -> str:
        """JSON Pointer of a leaf, its items counted without those that repeat."""
        steps = []
        for depth, step in enumerate(path):
            if isinstance(step, int):
                array = path[:depth]
                left_out = sum((*array, i) in self.repeated for i in range(step))
                steps.append(str(step - left_out))
            else:
                steps.append(step.replace("~", "~0").replace("/", "~1"))
        return "".join(f"/{step}" for step in steps)

    def _is_repeated(self, path: Path) -> bool:
        return any(path[: len(item)] == item for item in self.repeated)


class _Labels:
    """Places of the words that announce a field, looked up once each."""

    def __init__(self, schema: Schema, page: PageText) -> None:
        self._schema, self._page = schema, page
        self._places: dict[str, list[Occurrence]] = {}

    def of(self, path: Path) -> list[Occurrence]:
        """Places of the labels that the schema gives for the leaf at `path`."""
        named = node_at(self._schema, path).get("x-labels", ())
        groups = named.values() if isinstance(named, Mapping) else [named]
        found: list[Occurrence] = []
        for label in (label for group in groups for label in group):
            if label not in self._places:
                self._places[label] = locate_label(self._page, label)
            found += self._places[label]
        return found


def _certainty(generation: Generation, tokens: range) -> Certainty:
    part = slice(tokens.start, tokens.stop)
    logprobs = generation.logprobs[part]
    free = [value for value in generation.free_logprobs[part] if not math.isnan(value)]
    return Certainty(
        num_tokens=len(logprobs),
        num_scored=len(free),
        logprob=sum(logprobs),
        logprob_min=min(logprobs),
        free_logprob=sum(free),
        logprob_some=logprobs[0],
        logprob_begin=logprobs[1] if len(logprobs) > 1 else logprobs[0],
        logprob_end=logprobs[-1],
    )


def _attention(
    generation: Generation, tokens: range, prompt_words: Sequence[int] | None, num_words: int
) -> npt.NDArray[np.float32] | None:
    """What the copy head gave to each word over `tokens`; None when it is unknown."""
    if prompt_words is None:
        return None
    looks = [copied for i in tokens if (copied := generation.copied[i]) is not None]
    if not looks:
        return None
    attention = np.zeros(num_words, dtype=np.float32)
    for copied in looks:
        for position, weight in zip(copied.positions, copied.weights, strict=True):
            if prompt_words[position] >= 0:
                attention[prompt_words[position]] += weight
    return attention


def _rows(grounded: Mapping[Path, list[Occurrence]]) -> dict[Path, Occurrence]:
    """For each array item the row it stands in: the first free place of its rarest value."""
    rarest: dict[Path, Path] = {}
    for path, places in grounded.items():
        item = _item_of(path)
        if item and places and (item not in rarest or len(places) < len(grounded[rarest[item]])):
            rarest[item] = path
    rows: dict[Path, Occurrence] = {}
    taken: dict[Path, list[Occurrence]] = {}
    for item, path in rarest.items():
        before = taken.setdefault(_column_of(path), [])
        free = [p for p in grounded[path] if not any(p.overlaps(other) for other in before)]
        rows[item] = (free or grounded[path])[0]
        before.append(rows[item])
    return rows


def _item_of(path: Path) -> Path:
    """Path of the innermost array item a leaf lies in, () when it lies in none."""
    depths = [depth for depth, step in enumerate(path) if isinstance(step, int)]
    return path[: depths[-1] + 1] if depths else ()


def _column_of(path: Path) -> Path:
    return tuple(step for step in path if isinstance(step, str))
