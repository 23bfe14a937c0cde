"""The other numbers of a page that a value could have been copied from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model.engine.alternatives import Alternatives
from model.engine.request import Generation
from tests.workers.texts import copied, text_of
from workers.steps.page_text import PageText
from workers.steps.parse import parse_answer
from workers.steps.runner_ups import MOST_RUNNER_UPS
from workers.steps.values import Rival

AMOUNT = {"type": ["string", "null"], "x-kind": "amount"}
NAME = {"type": ["string", "null"], "x-kind": "name"}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"total": AMOUNT, "name": NAME},
}
PAGE = text_of("Net     100.00\nVAT      19.00\nTotal   119.00\nPaid   -50.00\nDate 19.11.2024")
# One byte a token, but for these.
PIECES = ['{"total":"', " 100", " 119", " 19", ".", "00", '","name":', "null}", " 50", " -"]


def tokens(*pieces: str) -> list[int]:
    return [PIECES.index(piece) for piece in pieces]


def answer(
    *pieces: str, choices: dict[int, dict[str, float]], looks: dict[int, dict[int, float]]
) -> Generation:
    """An answer of these pieces; at some of them the likeliest tokens, and places looked at."""
    generation = Generation()
    for i, token in enumerate(tokens(*pieces)):
        choice = choices.get(i)
        seen = looks.get(i, {})
        alternatives = Alternatives(
            tuple(tokens(*choice)) if choice else (token,),
            tuple(choice.values()) if choice else (0.0,),
            np.array(list(seen), dtype=np.int64),
            np.array(list(seen.values()), dtype=np.float32),
        )
        generation.append(token, logprob=-0.1, free_logprob=-0.1, alternatives=alternatives)
    return generation


def rivals(
    *pieces: str,
    choices: dict[int, dict[str, float]],
    looks: dict[int, dict[int, float]] | None = None,
    page: PageText = PAGE,
) -> tuple[Rival, ...]:
    generation = answer(*pieces, choices=choices, looks=looks or {})
    bytes_ = [piece.encode() for piece in PIECES]
    words = list(range(len(page.source)))
    parsed = parse_answer(generation, bytes_, SCHEMA, page, words)
    (value,) = [value for value in parsed.values if value.path == "/total"]
    return value.rivals


def by_raw(found: tuple[Rival, ...]) -> dict[str, float]:
    return {rival.raw: round(rival.logprob, 3) for rival in found}


READ = ('{"total":"', " 100", ".", "00", '","name":')
FIRST = {" 100": -0.1, " 119": -2.5, " 19": -4.0, ".": -5.0}


def test_a_token_that_was_not_chosen_stands_for_the_number_that_it_begins() -> None:
    found = rivals(*READ, choices={1: FIRST})
    assert by_raw(found) == {"119.00": -2.6, "19.00": -4.1}


def test_a_rival_has_its_own_place_on_the_page() -> None:
    found = rivals(*READ, choices={1: FIRST})
    assert [copied(PAGE, rival.place) for rival in found][:1] == ["119.00"]
    assert found[0].place.bbox[1] > 0.3


def test_numbers_that_begin_alike_share_what_the_token_got() -> None:
    found = by_raw(rivals(*READ, choices={1: FIRST}, page=text_of("100.00   19.00\n19.50   7.00")))
    assert found == {"19.00": pytest.approx(-4.8, abs=0.01), "19.50": pytest.approx(-4.8, abs=0.01)}


def test_the_copy_heads_look_tells_numbers_apart_that_begin_alike() -> None:
    page = text_of("100.00   19.00\n19.50   7.00")
    place = [word.word.text for word in page.source].index("19.50")
    found = by_raw(rivals(*READ, choices={1: FIRST}, looks={1: {place: 0.8}}, page=page))
    assert found["19.50"] == pytest.approx(-4.1, abs=0.01)
    assert found["19.00"] < -10


def test_a_sign_before_a_number_belongs_to_it() -> None:
    found = rivals(*READ, choices={1: {" 100": -0.1, " -": -3.0, " 50": -6.0}})
    assert by_raw(found) == {"-50.00": -3.1}


def test_what_was_read_is_not_its_own_rival() -> None:
    assert rivals(*READ, choices={1: {" 100": -0.1}, 2: {".": -0.1}}) == ()


def test_a_number_that_is_as_good_as_impossible_is_none() -> None:
    assert by_raw(rivals(*READ, choices={1: {" 100": -0.1, " 119": -20.0}})) == {}


def test_a_date_has_no_number_in_it() -> None:
    assert rivals(*READ, choices={1: FIRST}, page=text_of("100.00   19.11.2024")) == ()


def test_there_are_only_so_many() -> None:
    page = text_of("100.00   " + "   ".join(f"19.{cents}" for cents in range(10, 30)))
    assert len(rivals(*READ, choices={1: FIRST}, page=page)) == MOST_RUNNER_UPS


def test_a_text_has_none() -> None:
    generation = answer(*READ, "null}", choices={1: FIRST}, looks={})
    parsed = parse_answer(generation, [piece.encode() for piece in PIECES], SCHEMA, PAGE)
    assert [value.rivals for value in parsed.values if value.path == "/name"] == [()]
