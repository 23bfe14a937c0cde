"""A generated document as one training sequence: prompt, answer, what is decided, where each value
is copied from.

Uses the very anchor and prompt code the product runs, so that training and use never differ. Knows
no network.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from model.image import patchify
from model.tokenizer import Tokenizer
from schemas.schema import load_builtin
from training.answers import (
    Piece,
    Raw,
    answer_pieces,
    enum_templates,
    leaf_kinds,
    leaf_templates,
    prune,
    template_of,
)
from training.corpus import ReadDocument
from training.documents.canvas import PlacedWord, SyntheticDocument
from training.documents.places import is_text
from training.occurrences import Occurrence, find_occurrences
from training.pages import anchor_of
from workers.steps.prompt import Prompt, asked_fields, build_prompt

#: longest prompt (tokens) a training sequence may have
MAX_PROMPT = 1400
#: schemas with fixed fields; those of the second group came later
FIRST_KINDS = ("invoice", "receipt")
LATER_KINDS = (
    *("purchase_order", "order_confirmation", "credit_note", "delivery_note"),
    *("bank_statement", "payslip", "w9"),
)
#: a document with more line items than this is asked for its header only
MAX_ITEMS = 16
#: arrays that belong to a document's head, not to its table
HEAD_ARRAYS = ("payment", "preceding_invoices")
#: a document with more values than this is left out (long forms, mostly)
MAX_VALUES = 70
#: what a value's first token weighs in the loss: which of the page's words it is decides all the
#: others, and names are few and short beside line items
START_WEIGHT = 2.0
NAME_START_WEIGHT = 4.0
#: and where running text ends, so that a name is neither cut nor runs on into its street
END_WEIGHT = 2.0


@dataclass(slots=True)
class Example:
    """One sequence of T tokens.

    ids, decided (the token is supervised), weights (of its loss): [T]. prompt: the first tokens and
    where they stand.
    sources: for supervised tokens, the prompt positions they may be copied from (none: not copied).
    tags: for each prompt token the index of its word's field + 1, 0 for none, -1 where not a word's
    last token.
    patches: uint8 [patches, patch size] of each page's image.
    """

    ids: list[int]
    prompt: Prompt
    decided: list[bool]
    weights: list[float]
    sources: dict[int, list[int]]
    tags: list[int]
    patches: list[npt.NDArray[np.uint8]]
    image_token_id: int


@cache
def core_schema(kind: str) -> dict[str, Any]:
    """The leaves of a built-in schema that docflow-nano is asked for."""
    return load_builtin(kind).core_view().json


@cache
def tag_index() -> dict[str, int]:
    """Number (from 1) of every core leaf of the schemas with fixed fields, for the tag loss."""
    templates = [t for kind in FIRST_KINDS for t in leaf_templates(core_schema(kind))]
    templates += ["pairs[].key", "pairs[].value"]
    # behind them, so that the numbers of the first stay what they were
    templates += [t for kind in LATER_KINDS for t in leaf_templates(core_schema(kind))]
    return {template: i + 1 for i, template in enumerate(dict.fromkeys(templates))}


def schema_of(document: SyntheticDocument) -> Mapping[str, Any]:
    """What may be asked of a document: its own schema, or the core of the built-in one."""
    if document.schema is None:
        return core_schema(document.kind)
    return {"properties": document.schema}


def example_of(
    read: ReadDocument, tokenizer: Tokenizer, value_prefix: str, rng: random.Random
) -> Example | None:
    """The sequence of a document, or None when it is too long. A random subset of the leaves is
    asked for.
    """
    document = read.document
    schema = schema_of(document)
    anchor, placed_words = anchor_of(read)
    found = find_occurrences(anchor, placed_words, document.values, leaf_kinds(schema))
    asked = _ask(schema, found, rng) if document.kind != "form" else schema
    grids = [(image.shape[0] // 16, image.shape[1] // 16) for image in read.images]
    prompt = build_prompt(
        tokenizer,
        "compact",
        document.kind,
        asked,
        asked_fields(asked, describe=document.schema is not None),
        anchor,
        grids,
    )
    raws = {path: places[0].raw for path, places in found.items()}
    chosen = enum_templates(asked)
    raws |= {
        p: Raw(v)
        for p, v in document.values.items()
        if v in ("true", "false") or template_of(p) in chosen
    }
    kept = set(leaf_templates(asked))
    raws = {p: r for p, r in raws.items() if template_of(p) in kept}
    if len(prompt.ids) > MAX_PROMPT or len(raws) > MAX_VALUES:
        return None
    ids, decided, weights, sources = _answer(
        answer_pieces(asked, raws, value_prefix), found, prompt, tokenizer
    )
    return Example(
        ids=prompt.ids + ids,
        prompt=prompt,
        decided=[False] * len(prompt.ids) + decided,
        weights=[0.0] * len(prompt.ids) + weights,
        sources=sources,
        tags=_tags(prompt, placed_words, tag_index()),
        patches=[patchify(image) for image in read.images],
        image_token_id=tokenizer.special("<|image_pad|>"),
    )


def _ask(
    schema: Mapping[str, Any], found: Mapping[str, object], rng: random.Random
) -> dict[str, Any]:
    """A random subset of the leaves, in the schema's order; often all of them."""
    templates = leaf_templates(schema)
    keep_share = rng.choice((1.0, 1.0, 0.85, 0.6))
    kept = {t for t in templates if rng.random() < keep_share}
    items = [t for t in templates if "[]" in t]
    count = len({p.split("]")[0] for p in found if "[" in p and not p.startswith(HEAD_ARRAYS)})
    if items and (count > MAX_ITEMS or rng.random() < 0.5):
        kept -= {t for t in items if not t.startswith(HEAD_ARRAYS)}
    if not kept:
        kept = {rng.choice(templates)}
    asked = prune(schema, kept)
    assert asked is not None
    return asked


def _answer(
    pieces: list[Piece], found: Mapping[str, list[Occurrence]], prompt: Prompt, tokenizer: Tokenizer
) -> tuple[list[int], list[bool], list[float], dict[int, list[int]]]:
    text = "".join(piece.text for piece in pieces)
    ids, ranges = tokenizer.encode_with_offsets(text)
    places = _token_places(prompt)
    decided: list[bool] = []
    weights: list[float] = []
    sources: dict[int, list[int]] = {}
    bounds: list[tuple[int, int, Piece]] = []
    cursor = 0
    for piece in pieces:
        bounds.append((cursor, cursor + len(piece.text), piece))
        cursor += len(piece.text)
    ends = {end for _, end, piece in bounds if piece.path is not None and is_text(piece.path)}
    current = 0
    base = len(prompt.ids)
    seen: dict[tuple[int, int], int] = {}
    for index, (start, end) in enumerate(ranges):
        while current < len(bounds) and bounds[current][1] <= start:
            current += 1
        touching = [
            b for b in bounds[current : current + 6] if b[0] < max(end, start + 1) and b[1] > start
        ]
        decided.append(any(piece.decided for _, _, piece in touching))
        weights.append(END_WEIGHT if start in ends else 1.0)
        if len(touching) == 1 and touching[0][2].path is not None:
            begin, _, piece = touching[0]
            if start == begin:
                is_name = str(piece.path).endswith(".name")
                weights[-1] = NAME_START_WEIGHT if is_name else START_WEIGHT
            nth = seen.get((current, start), 0)
            seen[(current, start)] = nth + 1
            positions = _positions(piece, start - begin, nth, found, places)
            good = [p for p in positions if prompt.ids[p] == ids[index]]
            if good:
                sources[base + index] = good
    stop = tokenizer.special("<|im_end|>")
    return [*ids, stop], [*decided, True], [*weights, 1.0], sources


def _token_places(prompt: Prompt) -> dict[tuple[int, int], list[int]]:
    places: dict[tuple[int, int], list[int]] = {}
    for position, (word, offset) in enumerate(zip(prompt.words, prompt.offsets, strict=True)):
        if word >= 0:
            places.setdefault((word, offset), []).append(position)
    return places


def _positions(
    piece: Piece,
    offset: int,
    nth: int,
    found: Mapping[str, list[Occurrence]],
    places: Mapping[tuple[int, int], list[int]],
) -> list[int]:
    """Prompt positions of the token that begins `offset` characters into a value, in each place it
    stands.
    """
    assert piece.path is not None
    out = []
    occurrences = found.get(piece.path, [])
    for occurrence in occurrences:
        if occurrence.raw != occurrences[0].raw:
            continue
        lead = 0 if occurrence.raw.glued else 1
        located = occurrence.locate(offset - lead)
        if located is None:
            continue
        tokens = places.get(located, [])
        if nth < len(tokens):
            out.append(tokens[nth])
    return out


def _tags(prompt: Prompt, placed: list[PlacedWord], tag_index: Mapping[str, int]) -> list[int]:
    tags = [-1] * len(prompt.ids)
    for position, word in enumerate(prompt.words):
        last = position + 1 == len(prompt.words) or prompt.words[position + 1] != word
        if word >= 0 and last:
            marks = placed[word].marks
            tags[position] = tag_index.get(template_of(marks[0].path), 0) if marks else 0
    return tags
