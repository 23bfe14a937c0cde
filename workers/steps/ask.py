"""Asks the model about one window of pages: prompt, constrained generation, raw values with places.
Types nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch

from docflow.errors import DocflowError
from docflow.results import Source
from model.engine.errors import EngineError
from model.engine.request import Request
from model.image import MERGE_SIZE, Pixels, grid_of, kept_cells, patchify
from schemas.schema import Schema, is_builtin
from workers.models import LoadedModel
from workers.page import Page
from workers.steps.anchor import Anchor, build_anchor
from workers.steps.grammar import GrammarError, build_grammar
from workers.steps.grounding import GroundedConstraint
from workers.steps.page_text import build_page_text
from workers.steps.parse import Parsed, parse_answer
from workers.steps.prompt import Prompt, asked_fields, build_prompt, rotary_positions
from workers.steps.spans import Occurrence
from workers.steps.values import Place, RawValue, Reading, RunnerUp, Signs, WindowReading

#: docflow-nano is trained on users' schemas under this one name
OWN_SCHEMA = "form"


def ask(
    model: LoadedModel,
    schema: Schema,
    pages: Sequence[Page],
    deadline_s: float,
    *,
    group: str = "",
    drop_blank: bool = False,
) -> WindowReading:
    """What `model` reads for `schema` on `pages`; an answer that ran out of time holds what was
    complete by then. Any number of threads may ask one model.

    group: the window's document; where windows wait, documents take turns. drop_blank: leave out
    the blocks of the pages' images that are blank.

    Raises:
        DocflowError: ``schema_not_supported`` for a schema without a grammar, ``generation_failed``
        with the reason.
    """
    anchor = build_anchor(pages)
    text = build_page_text(anchor)
    images = [page.pixels for page in pages if page.pixels is not None]
    kept = [torch.from_numpy(kept_cells(image)) for image in images] if drop_blank else []
    prompt = build_prompt(
        model.tokenizer,
        model.style,
        # What a user calls a schema says nothing the small model has seen.
        schema.name if is_builtin(schema) else OWN_SCHEMA,
        schema.json,
        asked_fields(schema.json, describe=not is_builtin(schema)),
        anchor,
        [grid_of(image) for image in images],
        kept=kept,
    )
    try:
        grammar = build_grammar(
            schema.json, text, value_prefix=model.value_prefix, max_items=model.budget.max_items
        )
        constraint = GroundedConstraint(model.vocabulary, grammar, text, prompt.words, schema.json)
        patches = _patches(images, kept)
        request = _request(model, prompt, patches, constraint, deadline_s)
        generation = model.engine.generate(replace(request, group=group))
    except GrammarError as error:
        raise DocflowError("schema_not_supported", f"schema {schema.name}: {error}") from error
    except EngineError as error:
        raise DocflowError("generation_failed", f"the model gave no answer: {error}") from error
    parsed = parse_answer(generation, model.vocabulary.bytes, schema.json, text, prompt.words)
    return WindowReading(
        readings_of(parsed, anchor),
        text=anchor.text,
        prompt_tokens=len(prompt.ids),
        output_tokens=len(generation.tokens),
        num_ungrounded=len(parsed.ungrounded),
        pages=tuple(dict.fromkeys(page.number for page in pages)),
        is_complete=parsed.is_complete and not has_full_list(parsed, model.budget.max_items),
    )


def has_full_list(parsed: Parsed, max_items: int) -> bool:
    """Whether a list was ended by its limit and not by the model."""
    numbers = (
        int(token) for value in parsed.values for token in value.path.split("/") if token.isdigit()
    )
    return max(numbers, default=-1) + 1 >= max_items


def readings_of(parsed: Parsed, anchor: Anchor) -> tuple[Reading, ...]:
    """The values that are not null, each with its place and where its words come from."""
    return tuple(
        _reading(value, value.raw, anchor) for value in parsed.values if value.raw is not None
    )


def _reading(value: RawValue, raw: str | int | float | bool, anchor: Anchor) -> Reading:
    share = round(value.copy_share, 4)
    if not value.places:
        return Reading(value.path, raw, value.certainty, None, "pixels", Signs(0, share, 0))
    occurrence = value.places[value.chosen]
    source = _source(occurrence, anchor)
    runner_ups = tuple(
        RunnerUp(
            rival.raw,
            Place(rival.place.page, rival.place.bbox),
            _source(rival.place, anchor),
            rival.logprob,
        )
        for rival in value.rivals
    )
    signs = Signs(len(value.places), share, len(occurrence.words))
    place = Place(occurrence.page, occurrence.bbox)
    return Reading(value.path, raw, value.certainty, place, source, signs, runner_ups)


def _source(occurrence: Occurrence, anchor: Anchor) -> Source:
    sources = {anchor.words[index].word.source for index in occurrence.words}
    return "text" if sources == {"text"} else "ocr"


def _patches(images: Sequence[Pixels], kept: Sequence[torch.Tensor]) -> list[Pixels]:
    """Patches of each image; of the cells that are kept, where that is said."""
    patches = [patchify(image) for image in images]
    if not kept:
        return patches
    rows = [cells.repeat_interleave(MERGE_SIZE**2).numpy() for cells in kept]
    return [part[row] for part, row in zip(patches, rows, strict=True)]


def _request(
    model: LoadedModel,
    prompt: Prompt,
    patches: Sequence[Pixels],
    constraint: GroundedConstraint,
    deadline_s: float,
) -> Request:
    config = model.rax.config
    positions, rope_delta = rotary_positions(prompt, config.image_token_id)
    layout = torch.tensor(prompt.layout) if config.nano.layout_positions else None
    copyable = torch.tensor(prompt.words) >= 0 if config.nano.copy_head else None
    return Request(
        input_ids=torch.tensor(prompt.ids),
        positions=positions,
        constraint=constraint,
        max_new_tokens=model.budget.max_answer_tokens,
        stop_ids=frozenset(model.tokenizer.stop_ids),
        deadline_s=deadline_s,
        patches=torch.from_numpy(np.concatenate(patches)) if patches else None,
        grids=prompt.grids if patches else None,
        kept=prompt.kept or None,
        layout=layout,
        rope_delta=rope_delta,
        copyable=copyable,
        num_shared=prompt.num_shared,
    )
