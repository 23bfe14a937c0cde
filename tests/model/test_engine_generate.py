"""One request through the engine, with scripted networks and with a tiny real one."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from model.engine.constraint import Mask
from model.engine.engine import Engine
from model.engine.errors import NumericalError, RequestRejected
from model.engine.grammar import GrammarConstraint, GrammarVocabulary
from model.engine.plan import Limits
from model.engine.request import Generation, Request
from model.engine.runner import Network
from model.network.copy_head import mix
from model.network.rax import Rax
from tests.model.engine_doubles import (
    ScriptedNetwork,
    dice,
    follow,
    text_positions,
    tiny_network,
    tiny_tokenizer,
)

TOKENIZER = tiny_tokenizer()
VOCABULARY = GrammarVocabulary(TOKENIZER)
END = TOKENIZER.special("<|im_end|>")
PROMPT = TOKENIZER.encode(" Invoice number R-1042 date 05.03.2019 ACME GmbH total EUR 119,00")
OBJECT = r"""
start: "{\"number\":" value ",\"date\":" value ",\"supplier\":{\"name\":" value "}}"
value: "null" | "\"" /[ A-Za-z0-9.,-]{1,20}/ "\""
"""
ANSWER = '{"number":" R-1042","date":null,"supplier":{"name":" ACME GmbH"}}'


def ask(**changes: object) -> Request:
    base: dict[str, object] = {
        "input_ids": torch.tensor(PROMPT),
        "positions": text_positions(len(PROMPT)),
        "constraint": GrammarConstraint(VOCABULARY, OBJECT),
        "max_new_tokens": 200,
    }
    return Request(**{**base, **changes})  # type: ignore[arg-type]


def serve(network: Network, request: Request, **settings: object) -> Generation:
    engine = Engine(network, **{"max_tokens": 1000, **settings})  # type: ignore[arg-type]
    try:
        return engine.generate(request)
    finally:
        engine.close()


def text_of(generation: Generation) -> str:
    return TOKENIZER.decode(generation.tokens)


def writer(text: str) -> ScriptedNetwork:
    return follow(TOKENIZER.encode(text), len(PROMPT))


def test_a_constrained_answer_ends_when_it_is_complete() -> None:
    generation = serve(writer(ANSWER), ask())
    assert text_of(generation) == ANSWER
    assert generation.finish == "done"


def test_an_unconstrained_answer_ends_at_a_stop_token() -> None:
    network = follow([*TOKENIZER.encode(" Town"), END], len(PROMPT))
    generation = serve(network, ask(constraint=None, stop_ids=frozenset({END})))
    assert (text_of(generation), generation.finish) == (" Town", "stop")


def test_image_tokens_are_never_written() -> None:
    network = follow([TOKENIZER.special("<|image_pad|>")], len(PROMPT))
    generation = serve(network, ask(constraint=None, max_new_tokens=3))
    assert TOKENIZER.special("<|image_pad|>") not in generation.tokens


def test_the_answer_is_never_longer_than_asked() -> None:
    generation = serve(writer(ANSWER), ask(max_new_tokens=5))
    assert (len(generation.tokens), generation.finish) == (5, "length")


def test_the_deadline_ends_the_answer() -> None:
    generation = serve(writer(ANSWER), ask(deadline_s=0.0))
    assert generation.finish == "deadline"
    assert len(generation.tokens) == generation.num_forced


def test_a_forward_pass_is_made_for_each_choice_only() -> None:
    network = writer(ANSWER)
    generation = serve(network, ask())
    choices = len(generation.tokens) - generation.num_forced
    assert generation.num_forced > 0
    # The first pass takes the prompt and the forced opening.
    assert len(network.calls) == generation.num_steps == choices


@pytest.mark.parametrize("multiple", [1, 5, 7, 64])
def test_a_prompt_read_in_pieces_gives_the_same_answer(multiple: int) -> None:
    network = tiny_network(3, copy_head=True)
    copyable = torch.ones(len(PROMPT), dtype=torch.bool)
    whole = serve(network, ask(copyable=copyable))
    limits = Limits(max_prefill_tokens=multiple, prefill_multiple=multiple)
    pieces = serve(network, ask(copyable=copyable), limits=limits)
    assert pieces.tokens == whole.tokens
    assert pieces.logprobs == pytest.approx(whole.logprobs, abs=1e-4)


def test_a_prompt_that_sees_itself_both_ways_is_read_in_one_piece() -> None:
    network = tiny_network(3, copy_head=True, prefix=True)
    copyable = torch.ones(len(PROMPT), dtype=torch.bool)
    whole = serve(network, ask(copyable=copyable))
    limits = Limits(max_prefill_tokens=7, prefill_multiple=7)
    assert serve(network, ask(copyable=copyable), limits=limits).tokens == whole.tokens


def test_the_same_request_gives_the_same_answer() -> None:
    assert serve(dice(7), ask()).tokens == serve(dice(7), ask()).tokens


def test_new_tokens_stand_at_the_next_rotary_positions() -> None:
    network = writer(ANSWER)
    serve(network, ask(rope_delta=-4))
    first = len(PROMPT) - 4
    positions = torch.cat([positions for _, positions in network.calls], dim=1)
    new = positions[:, len(PROMPT) :]
    assert torch.equal(new, torch.arange(first, first + new.shape[1]).expand(3, -1))


def test_without_a_delta_the_next_position_follows_the_largest() -> None:
    network = writer(ANSWER)
    positions = text_positions(len(PROMPT)).clone()
    positions[1, 3] = 500
    serve(network, ask(positions=positions))
    assert int(network.calls[0][1][0, len(PROMPT)]) == 501


@pytest.mark.parametrize(
    "changes",
    [
        {"input_ids": torch.empty(0, dtype=torch.int64)},
        {"input_ids": torch.tensor([PROMPT])},
        {"positions": text_positions(3)},
        {"layout": torch.zeros(2, 4, dtype=torch.int64)},
        {"copyable": torch.ones(2, dtype=torch.bool)},
        {"max_new_tokens": 0},
        {"patches": torch.zeros(4, 12)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_malformed_request_is_rejected(changes: dict[str, object]) -> None:
    with pytest.raises(RequestRejected):
        serve(writer(ANSWER), ask(**changes))


def test_a_prompt_that_is_too_long_is_rejected() -> None:
    with pytest.raises(RequestRejected, match="1 to 5 tokens"):
        serve(writer(ANSWER), ask(), max_tokens=5)


def test_image_tokens_without_images_are_rejected() -> None:
    ids = torch.tensor(PROMPT)
    ids[3] = TOKENIZER.special("<|image_pad|>")
    with pytest.raises(RequestRejected, match="1 image tokens"):
        serve(tiny_network(vision=True), ask(input_ids=ids))


def test_numbers_that_are_not_finite_are_an_error() -> None:
    network = ScriptedNetwork(lambda _: torch.full((512,), math.nan))
    with pytest.raises(NumericalError):
        serve(network, ask())


def whole_pass(network: Rax, request: Request, tokens: list[int]) -> Tensor:
    """Log probabilities of each new token from one pass over prompt and answer."""
    count = len(request.input_ids)
    ids = torch.cat([request.input_ids, torch.tensor(tokens)])[None]
    positions = text_positions(ids.shape[1])[:, None]
    with torch.inference_mode():
        hidden = network(ids, positions)
        logits = network.vocab_logits(hidden)[:, count - 1 : -1]
        scores = logits.log_softmax(-1)
        if network.copy_head is not None and request.copyable is not None:
            keys = network.copy_head.keys(hidden[:, :count])
            before = hidden[:, count - 1 : -1]
            attention, gate = network.copy_head(before, keys, request.copyable[None])
            scores = mix(logits, attention, gate, request.input_ids[None])
    return scores[0, torch.arange(len(tokens)), torch.tensor(tokens)]


@pytest.mark.parametrize("copy_head", [False, True], ids=["plain", "copy_head"])
def test_probabilities_are_those_of_one_pass_over_the_whole_text(copy_head: bool) -> None:
    network = tiny_network(1, copy_head=copy_head)
    request = ask(copyable=torch.ones(len(PROMPT), dtype=torch.bool))
    generation = serve(network, request)
    chosen = ~torch.tensor(generation.forced)
    expected = whole_pass(network, request, generation.tokens)[chosen]
    actual = torch.tensor(generation.free_logprobs)[chosen]
    assert actual.tolist() == pytest.approx(expected.tolist(), abs=1e-3)


def test_a_choice_among_allowed_tokens_is_no_less_likely_than_among_all() -> None:
    generation = serve(dice(2), ask())
    pairs = zip(generation.logprobs, generation.free_logprobs, generation.forced, strict=True)
    assert all(free <= among + 1e-6 for among, free, forced in pairs if not forced)


class CountedConstraint(GrammarConstraint):
    """A grammar that counts its masks."""

    num_masks = 0

    def mask(self) -> Mask:
        self.num_masks += 1
        return super().mask()


def test_no_mask_is_computed_while_the_network_wishes_for_what_is_allowed() -> None:
    constraint = CountedConstraint(VOCABULARY, OBJECT)
    serve(writer(ANSWER), ask(constraint=constraint))
    assert constraint.num_masks == 0


def test_a_mask_finds_the_allowed_token_a_network_hardly_thought_of() -> None:
    constraint = CountedConstraint(VOCABULARY, OBJECT)
    logits = torch.arange(512.0)
    logits[TOKENIZER.encode("null")] = -50.0
    generation = serve(ScriptedNetwork(lambda _: logits), ask(constraint=constraint))
    assert generation.finish == "done"
    assert constraint.num_masks > 0


def test_probability_among_allowed_tokens_is_shared_by_them_alone() -> None:
    logits = torch.full((512,), -9.0)
    for token, weight in (("b", 0.6), ("a", 0.3), ("c", 0.1)):
        logits[TOKENIZER.encode(token)] = math.log(weight)
    rules = GrammarConstraint(VOCABULARY, 'start: "a" | "c"')
    generation = serve(ScriptedNetwork(lambda _: logits), ask(constraint=rules))
    assert text_of(generation) == "a"
    assert math.exp(generation.logprobs[0]) == pytest.approx(0.75, abs=1e-3)


def test_forced_tokens_have_no_free_probability() -> None:
    generation = serve(tiny_network(1), ask())
    pairs = zip(generation.free_logprobs, generation.forced, strict=True)
    assert all(math.isnan(free) == forced for free, forced in pairs)


def test_copy_places_hold_the_token_that_was_written() -> None:
    network = tiny_network(1, copy_head=True)
    copyable = torch.ones(len(PROMPT), dtype=torch.bool)
    generation = serve(network, ask(copyable=copyable))
    chosen = [i for i, forced in enumerate(generation.forced) if not forced]
    for token, copied in ((generation.tokens[i], generation.copied[i]) for i in chosen):
        assert copied is not None
        assert all(PROMPT[position] == token for position in copied.positions)
        assert all(copied.weights[:-1] >= copied.weights[1:])


def test_what_else_was_likely_is_told_where_a_token_was_chosen() -> None:
    network = tiny_network(1, copy_head=True)
    copyable = torch.ones(len(PROMPT), dtype=torch.bool)
    generation = serve(network, ask(copyable=copyable, constraint=None, max_new_tokens=20))
    for i, forced in enumerate(generation.forced):
        others = generation.alternatives[i]
        assert (others is None) == forced
        if others is None:
            continue
        known = dict(zip(others.tokens, others.logprobs, strict=True))
        assert list(others.logprobs) == sorted(others.logprobs, reverse=True)
        assert known[generation.tokens[i]] == pytest.approx(generation.free_logprobs[i])
        assert all(others.weights[:-1] >= others.weights[1:])
        assert 0 < len(others.positions) == len(others.weights)


def test_without_a_copy_head_alternatives_have_no_places() -> None:
    generation = serve(tiny_network(1), ask())
    found = [others for others in generation.alternatives if others is not None]
    assert found
    assert all(len(others.positions) == 0 for others in found)


def test_without_copyable_tokens_nothing_is_copied() -> None:
    generation = serve(tiny_network(1, copy_head=True), ask())
    assert generation.copied == [None] * len(generation.tokens)


@pytest.mark.parametrize("chunk", [3, 100])
def test_images_are_placed_right_in_a_prompt_read_in_pieces(chunk: int) -> None:
    network = tiny_network(5, vision=True)
    pad = TOKENIZER.special("<|image_pad|>")
    ids = torch.tensor([*PROMPT[:4], *[pad] * 5, *PROMPT[4:]])
    patches = torch.randn(20, 3 * 2 * 16 * 16, generator=torch.Generator().manual_seed(42))
    request = ask(
        input_ids=ids,
        positions=text_positions(len(ids)),
        patches=patches,
        grids=[(2, 2), (4, 4)],
    )
    whole = serve(network, request)
    again = ask(
        input_ids=ids,
        positions=text_positions(len(ids)),
        patches=patches,
        grids=[(2, 2), (4, 4)],
    )
    limits = Limits(max_prefill_tokens=chunk, prefill_multiple=chunk)
    assert serve(network, again, limits=limits).tokens == whole.tokens
