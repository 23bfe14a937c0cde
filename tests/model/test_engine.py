"""Many requests at once: each is answered as if it were alone, and fails alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import lru_cache

import pytest
import torch
from torch import Tensor

from model.batch import Batch
from model.cache import Cache
from model.engine.copied import Copied
from model.engine.engine import Engine
from model.engine.errors import (
    ConstraintError,
    EngineClosed,
    NetworkFailed,
    NumericalError,
    RequestRejected,
)
from model.engine.grammar import GrammarConstraint, GrammarVocabulary
from model.engine.plan import Limits
from model.engine.request import Generation, Request
from model.engine.sizes import CacheSize
from model.network.rax import Rax
from tests.model.engine_doubles import text_positions, tiny_network, tiny_tokenizer

TOKENIZER = tiny_tokenizer()
VOCABULARY = GrammarVocabulary(TOKENIZER)
TEXT = " Invoice number R-1042 date 05.03.2019 ACME GmbH total EUR 119,00 Web Design Town"
WORDS = TEXT.split()
GRAMMAR = r"""
start: "{\"number\":" value ",\"items\":[" item ("," item)* "]}"
item: "{\"text\":" value ",\"amount\":" value "}"
value: "null" | "\"" /[ A-Za-z0-9.,-]{1,12}/ "\""
"""
MAX_NEW = 60


class Oracle(GrammarConstraint):
    """A grammar with drafts from a known answer; `wrong` of them are spoilt."""

    def __init__(self, grammar: str, answer: list[int], wrong: float, seed: int = 0) -> None:
        super().__init__(VOCABULARY, grammar)
        self._answer, self._wrong = answer, wrong
        self._random = random.Random(seed)
        self._num_accepted = 0

    def accept(self, token: int, copied: Copied | None = None) -> None:
        super().accept(token, copied)
        self._num_accepted += 1

    def draft(self, max_tokens: int) -> list[int]:
        rest = self._answer[self._num_accepted : self._num_accepted + max_tokens]
        return [
            token + 1 if self._random.random() < self._wrong else token
            for token in rest[: self._random.randint(0, max_tokens)]
        ]


def prompt(seed: int, shared: int = 0) -> list[int]:
    """Words drawn by seed, after `shared` tokens that are the same for all seeds."""
    drawn = random.Random(seed)
    text = " ".join(drawn.choice(WORDS) for _ in range(drawn.randint(1, 60)))
    same = TOKENIZER.encode(" ".join(WORDS * 9))[:shared]
    return [*same, *TOKENIZER.encode(" " + text)]


def request(seed: int, **changes: object) -> Request:
    ids = changes.pop("ids", None) or prompt(seed, int(str(changes.get("num_shared", 0))))
    base: dict[str, object] = {
        "input_ids": torch.tensor(ids),
        "positions": text_positions(len(ids)),
        "constraint": GrammarConstraint(VOCABULARY, GRAMMAR),
        "max_new_tokens": MAX_NEW,
        "copyable": torch.ones(len(ids), dtype=torch.bool),
        "group": str(seed % 3),
    }
    return Request(**{**base, **changes})  # type: ignore[arg-type]


@lru_cache(maxsize=4)
def network_of(*, prefix: bool = False, copy_head: bool = True) -> Rax:
    return tiny_network(3, copy_head=copy_head, prefix=prefix)


@contextmanager
def serving(network: object | None = None, **settings: object) -> Iterator[Engine]:
    engine = Engine(network or network_of(), **{"max_tokens": 1000, **settings})  # type: ignore[arg-type]
    try:
        yield engine
    finally:
        engine.close()
        engine.allocator.check_integrity()


@lru_cache(maxsize=256)
def alone(
    seed: int, num_shared: int = 0, *, prefix: bool = False, copy_head: bool = True
) -> Generation:
    """The answer to a request that nobody else's is served with."""
    with serving(network_of(prefix=prefix, copy_head=copy_head), use_drafts=False) as engine:
        return engine.generate(request(seed, ids=prompt(seed, num_shared)))


def assert_same(actual: Generation, expected: Generation) -> None:
    assert actual.tokens == expected.tokens
    assert actual.finish == expected.finish
    assert actual.logprobs == pytest.approx(expected.logprobs, abs=1e-3)


SEEDS = range(12)
LIMITS = [
    Limits(),
    Limits(max_sequences=3),
    Limits(max_prefill_tokens=16, prefill_multiple=1, max_step_tokens=64),
    Limits(max_sequences=4, max_step_tokens=5, max_prefills_in_a_row=5),
]


@pytest.mark.parametrize("prefix", [False, True], ids=["causal", "both_ways"])
@pytest.mark.parametrize("limits", LIMITS, ids=["wide", "three", "small_pieces", "few_tokens"])
def test_a_request_is_answered_the_same_in_any_company(limits: Limits, prefix: bool) -> None:
    with serving(network_of(prefix=prefix), limits=limits) as engine:
        futures = [engine.submit(request(seed)) for seed in SEEDS]
        for seed, future in zip(SEEDS, futures, strict=True):
            assert_same(future.result(), alone(seed, prefix=prefix))
        assert engine.allocator.num_used_pages == engine.allocator.num_used_slots == 0


@pytest.mark.parametrize("wrong", [0.0, 0.3, 1.0], ids=["right", "mixed", "wrong"])
def test_drafts_change_the_number_of_passes_and_nothing_else(wrong: float) -> None:
    with serving() as engine:
        futures = [
            engine.submit(
                request(seed, constraint=Oracle(GRAMMAR, alone(seed).tokens, wrong, seed))
            )
            for seed in SEEDS
        ]
        answers = [future.result() for future in futures]
    for seed, answer in zip(SEEDS, answers, strict=True):
        assert_same(answer, alone(seed))
    assert sum(answer.num_drafted for answer in answers) > 0
    num_steps = sum(answer.num_steps for answer in answers)
    num_alone = sum(alone(seed).num_steps for seed in SEEDS)
    assert num_steps < num_alone if wrong < 1 else num_steps == num_alone


def test_forced_tokens_left_to_be_chosen_are_the_same() -> None:
    with serving(use_forced=False, use_drafts=False) as engine:
        answers = [engine.generate(request(seed)) for seed in SEEDS[:4]]
    for seed, answer in zip(SEEDS, answers, strict=False):
        assert answer.tokens == alone(seed).tokens
        assert answer.num_steps > alone(seed).num_steps


@pytest.mark.parametrize("num_pages", [8, 12])
def test_in_a_cache_that_is_too_small_for_all_they_are_answered_the_same(num_pages: int) -> None:
    size = CacheSize(num_pages=num_pages, num_slots=6, page_size=16)
    with serving(size=size, limits=Limits(max_sequences=5)) as engine:
        futures = [
            engine.submit(request(seed, constraint=Oracle(GRAMMAR, alone(seed).tokens, 0.3, seed)))
            for seed in SEEDS
            if len(prompt(seed)) + MAX_NEW < (num_pages - 1) * 16
        ]
        assert len(futures) >= 3
        fitting = [s for s in SEEDS if len(prompt(s)) + MAX_NEW < (num_pages - 1) * 16]
        for seed, future in zip(fitting, futures, strict=True):
            assert_same(future.result(), alone(seed))


@pytest.mark.parametrize("num_shared", [5, 16, 64, 83])
def test_a_shared_beginning_is_prefilled_once(num_shared: int) -> None:
    network = Counting(network_of(copy_head=False))
    with serving(network, limits=Limits(max_sequences=2)) as engine:
        futures = [engine.submit(request(seed, num_shared=num_shared)) for seed in SEEDS]
        for seed, future in zip(SEEDS, futures, strict=True):
            assert_same(future.result(), alone(seed, num_shared, copy_head=False))
        assert len(engine.snapshots) == 1
    lengths = [len(prompt(seed, num_shared)) for seed in SEEDS]
    assert network.num_prefilled <= sum(lengths) - (len(SEEDS) - 2) * num_shared + 40 * len(SEEDS)


@pytest.mark.parametrize("prefix", [False, True], ids=["copy_head", "both_ways"])
def test_where_all_of_the_prompt_is_needed_nothing_is_shared(prefix: bool) -> None:
    with serving(network_of(prefix=prefix)) as engine:
        futures = [engine.submit(request(seed, num_shared=9)) for seed in range(3)]
        for seed, future in enumerate(futures):
            assert_same(future.result(), alone(seed, 9, prefix=prefix))
        assert len(engine.snapshots) == 0


class Counting:
    """A network that counts the tokens of its passes."""

    def __init__(self, network: Rax) -> None:
        self.network = network
        self.config, self.copy_head = network.config, network.copy_head
        self.encode_images, self.vocab_logits = network.encode_images, network.vocab_logits
        self.num_prefilled = 0

    def advance(self, batch: Batch, cache: Cache) -> Tensor:
        self.num_prefilled += len(batch.ids) if batch.num_certain is None else 0
        return self.network.advance(batch, cache)


POISON = 7


class Poisoned(Counting):
    """A network that fails where a certain token goes through it."""

    def advance(self, batch: Batch, cache: Cache) -> Tensor:
        hidden = super().advance(batch, cache)
        if bool((batch.ids == POISON).any()):
            raise RuntimeError("out of memory")
        return hidden


def test_a_request_on_which_the_network_fails_takes_no_other_with_it() -> None:
    with serving(Poisoned(network_of())) as engine:
        futures = [engine.submit(request(seed)) for seed in SEEDS]
        poison = engine.submit(request(99, ids=[*prompt(99), POISON]))
        with pytest.raises(NetworkFailed, match="RuntimeError: out of memory"):
            poison.result()
        for seed, future in zip(SEEDS, futures, strict=True):
            assert_same(future.result(), alone(seed))


class NotFinite(Counting):
    """A network that gives no numbers for the sequence with a certain token."""

    def advance(self, batch: Batch, cache: Cache) -> Tensor:
        hidden = super().advance(batch, cache)
        for start, end in zip(batch.cu_seqlens, batch.cu_seqlens[1:], strict=False):
            if bool((batch.ids[start:end] == POISON).any()):
                hidden[start:end] = torch.nan
        return hidden


def test_a_request_without_finite_numbers_takes_no_other_with_it() -> None:
    with serving(NotFinite(network_of())) as engine:
        futures = [engine.submit(request(seed)) for seed in SEEDS]
        poison = engine.submit(request(99, ids=[*prompt(99), POISON]))
        with pytest.raises(NumericalError):
            poison.result()
        for seed, future in zip(SEEDS, futures, strict=True):
            assert_same(future.result(), alone(seed))


class Broken(GrammarConstraint):
    """Fails after some tokens."""

    def __init__(self, error: Exception) -> None:
        super().__init__(VOCABULARY, GRAMMAR)
        self._error = error
        self._num_left = 20

    def accept(self, token: int, copied: Copied | None = None) -> None:
        self._num_left -= 1
        if not self._num_left:
            raise self._error
        super().accept(token, copied)


@pytest.mark.parametrize("error", [ConstraintError("too complex"), IndexError("a fault")], ids=repr)
def test_a_constraint_that_fails_takes_no_other_with_it(error: Exception) -> None:
    with serving() as engine:
        futures = [engine.submit(request(seed)) for seed in SEEDS]
        broken = engine.submit(request(50, constraint=Broken(error)))
        with pytest.raises(type(error), match=str(error)):
            broken.result()
        for seed, future in zip(SEEDS, futures, strict=True):
            assert_same(future.result(), alone(seed))


def test_a_request_that_can_never_fit_is_rejected_and_the_others_are_served() -> None:
    size = CacheSize(num_pages=12, num_slots=6, page_size=16)
    with serving(size=size, limits=Limits(max_sequences=4)) as engine:
        long = engine.submit(request(0, ids=prompt(0) * 3))
        short = engine.submit(request(1))
        with pytest.raises(RequestRejected, match="do not fit the cache"):
            long.result()
        assert_same(short.result(), alone(1))


def test_a_cancelled_request_gives_back_what_it_holds() -> None:
    with serving(limits=Limits(max_sequences=2)) as engine:
        futures = [engine.submit(request(seed)) for seed in SEEDS]
        cancelled = [future for future in futures[::2] if future.cancel()]
        for seed, future in zip(SEEDS, futures, strict=True):
            if future in cancelled:
                with pytest.raises(CancelledError):
                    future.result()
            else:
                assert_same(future.result(), alone(seed))
        # One more: the engine has been through its list by then.
        engine.generate(request(0))
        assert engine.allocator.num_used_slots == 0


def test_a_deadline_ends_one_request_and_not_its_neighbours() -> None:
    with serving() as engine:
        late = engine.submit(request(0, deadline_s=0.0))
        future = engine.submit(request(1))
        assert late.result().finish == "deadline"
        assert_same(future.result(), alone(1))


def test_an_engine_that_is_closed_answers_everybody() -> None:
    engine = Engine(network_of(), max_tokens=1000)
    futures = [engine.submit(request(seed)) for seed in SEEDS]
    engine.close()
    for future in futures:
        if future.exception() is not None:
            assert isinstance(future.exception(), EngineClosed)
    with pytest.raises(EngineClosed):
        engine.submit(request(0))
    engine.allocator.check_integrity()


def test_nothing_is_left_behind_after_many_requests() -> None:
    drawn = random.Random(1)
    size = CacheSize(num_pages=30, num_slots=9, page_size=16)
    with serving(size=size, limits=Limits(max_sequences=6)) as engine:
        for _ in range(20):
            futures = [
                engine.submit(request(drawn.randrange(100), max_new_tokens=drawn.randint(1, 9)))
                for _ in range(15)
            ]
            for future in futures[:: drawn.randint(1, 15)]:
                future.cancel()
            for future in futures:
                if not future.cancelled():
                    future.result()
        engine.generate(request(0))
        assert engine.allocator.num_used_pages == engine.allocator.num_used_slots == 0
