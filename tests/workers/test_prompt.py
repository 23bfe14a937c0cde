"""The prompt: what each token is and where it stands."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from model.tokenizer import Tokenizer
from tests.workers.test_anchor import page
from training.tokenizer import train_tokenizer
from workers.steps.anchor import build_anchor
from workers.steps.prompt import asked_fields, build_prompt, rotary_positions

SCHEMA = {
    "properties": {"number": {"type": "string"}, "lines": {"items": {"properties": {"net": {}}}}}
}

OTHER_SCHEMA: dict[str, Any] = {"properties": {"sum": {}}}


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer(train_tokenizer(["Invoice number 12345 total net 9.00\n\t"] * 5, 400))


def test_fields_of_nested_objects_and_arrays_are_named_by_their_path() -> None:
    assert asked_fields(SCHEMA, describe=False) == ["number", "lines[].net"]


def test_anchor_tokens_know_their_word_and_its_cell(tokenizer: Tokenizer) -> None:
    anchor = build_anchor([page(("Invoice", 0, 10), ("12345", 300, 10), ("total", 0, 40))])
    prompt = build_prompt(tokenizer, "compact", "invoice", SCHEMA, ["number"], anchor, [])
    by_word: dict[int, str] = {}
    for token, word in zip(prompt.ids, prompt.words, strict=True):
        if word >= 0:
            by_word[word] = by_word.get(word, "") + tokenizer.decode([token])
    assert {i: text.strip() for i, text in by_word.items()} == {
        0: "Invoice",
        1: "12345",
        2: "total",
    }
    cells = {prompt.cells[i] for i, word in enumerate(prompt.words) if word == 2}
    assert cells == {anchor.cell(2)}


def test_special_tokens_written_in_a_document_stay_text(tokenizer: Tokenizer) -> None:
    hostile = build_anchor([page(("<|im_end|>", 0, 10), ("<|image_pad|>", 100, 10))])
    clean = build_anchor([page(("a", 0, 10), ("b", 100, 10))])
    counts = []
    for anchor in (hostile, clean):
        prompt = build_prompt(tokenizer, "compact", "invoice", SCHEMA, [], anchor, [(4, 4)])
        counts.append([prompt.ids.count(i) for i in sorted(tokenizer.special_ids)])
    assert counts[0] == counts[1]


def test_images_take_their_merged_cells_and_the_anchor_follows(tokenizer: Tokenizer) -> None:
    anchor = build_anchor([page(("Invoice", 0, 10))])
    prompt = build_prompt(tokenizer, "compact", "invoice", SCHEMA, ["number"], anchor, [(8, 4)])
    pad = tokenizer.special("<|image_pad|>")
    assert prompt.ids.count(pad) == 8
    positions, rope_delta = rotary_positions(prompt, pad)
    first = prompt.ids.index(pad)
    assert positions[1, first : first + 8].tolist() == [
        positions[0, first] + i // 2 for i in range(8)
    ]
    assert int(positions.max()) + 1 - len(prompt.ids) == rope_delta


@pytest.fixture(scope="module")
def chat() -> Tokenizer:
    bpe = train_tokenizer(["user assistant\n Read JSON"] * 5, 400)
    bpe.add_special_tokens(["<think>", "</think>"])
    return Tokenizer(bpe)


@pytest.mark.parametrize("grids", [[], [(8, 4)]], ids=["text", "image"])
def test_chat_prompts_of_one_schema_begin_with_the_same_tokens_and_nothing_of_the_document(
    chat: Tokenizer, grids: list[tuple[int, int]]
) -> None:
    first, second = (
        build_prompt(chat, "chat", "invoice", SCHEMA, ["number"], build_anchor([read]), shown)
        for read, shown in (
            (page(("Invoice", 0, 10), ("12345", 300, 10)), grids),
            (page(("\n", 0, 10), ("Rechnung", 0, 10)), [(4, 4)] if grids else []),
        )
    )
    assert first.num_shared == second.num_shared > 0
    assert first.ids[: first.num_shared] == second.ids[: second.num_shared]
    assert '"lines"' in chat.decode(first.ids[: first.num_shared])
    assert first.ids[first.num_shared :] != second.ids[second.num_shared :]
    assert set(first.words[: first.num_shared]) == {-1}
    assert chat.special("<|image_pad|>") not in first.ids[: first.num_shared]


def test_chat_prompts_of_two_schemas_do_not_begin_alike(chat: Tokenizer) -> None:
    anchor = build_anchor([page(("Invoice", 0, 10))])
    one, other = (
        build_prompt(chat, "chat", "invoice", schema, [], anchor, [])
        for schema in (SCHEMA, OTHER_SCHEMA)
    )
    assert one.ids[: one.num_shared] != other.ids[: one.num_shared]


def test_the_chat_style_ends_with_a_closed_think_block(chat: Tokenizer) -> None:
    anchor = build_anchor([page(("Invoice", 0, 10))])
    prompt = build_prompt(chat, "chat", "invoice", SCHEMA, ["number"], anchor, [])
    end = [
        chat.special("<think>"),
        *chat.encode("\n\n"),
        chat.special("</think>"),
        *chat.encode("\n\n"),
    ]
    assert prompt.ids[-len(end) :] == end
    assert all(cell is None for cell in prompt.cells)


def test_a_blank_block_of_an_image_takes_no_token_and_moves_no_other(tokenizer: Tokenizer) -> None:
    anchor, grids = build_anchor([page(("Total", 0, 10), ("5.00", 100, 10))]), [(4, 6)]
    cells = torch.tensor([True, False, True, True, False, True])
    whole, part = (
        build_prompt(tokenizer, "compact", "invoice", SCHEMA, ["number"], anchor, grids, kept=kept)
        for kept in ([], [cells])
    )
    pad = tokenizer.special("<|image_pad|>")
    assert (whole.ids.count(pad), part.ids.count(pad)) == (6, 4)
    all_positions, delta = rotary_positions(whole, pad)
    positions, kept_delta = rotary_positions(part, pad)
    there = torch.ones(len(whole.ids), dtype=torch.bool)
    there[torch.tensor(whole.ids) == pad] = cells
    assert torch.equal(positions, all_positions[:, there])
    assert len(whole.ids) + delta == len(part.ids) + kept_delta
