"""The choice of tokens against its reference, and the reference against plain loops."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import pytest
import torch
from torch import Tensor

from kernels import dispatch
from kernels.token_choice.reference import expand_bits
from tests.kernels.comparison import DTYPES, assert_close, draw, in_float32, interpreted
from tests.kernels.tolerances import TOLERANCE

# Less than a word, words and a part of one, one block and a part of one, several blocks.
SIZES = [(0, 33), (1, 1), (3, 33), (2, 1000), (2, 2048), (2, 8192), (2, 8233)]
sizes = pytest.mark.parametrize("size", SIZES, ids=lambda x: "{}_rows_of_{}".format(*x))
dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)
TEMPERATURES = [1.0, 0.3, 2.5]


def pack_bits(allowed: Tensor) -> Tensor:
    """[B, V] bool as words; the bits beyond V are set, and mean nothing."""
    num_rows, num_tokens = allowed.shape
    bits = torch.ones(num_rows, -(-num_tokens // 32) * 32, dtype=torch.int64)
    bits[:, :num_tokens] = allowed
    words = (bits.unflatten(1, (-1, 32)) << torch.arange(32)).sum(-1)
    return torch.where(words >= 1 << 31, words - (1 << 32), words).int()


def some_allowed(size: tuple[int, int], share: float = 0.3) -> Tensor:
    """In each row about `share` of the tokens, at least one."""
    num_rows, num_tokens = size
    allowed = torch.rand(size, generator=torch.Generator().manual_seed(7)) < share
    allowed[torch.arange(num_rows), torch.arange(num_rows) % num_tokens] = True
    return allowed


def assert_same_choice(actual: Sequence[Tensor], expected: Sequence[Tensor]) -> None:
    assert torch.equal(actual[0], expected[0])
    for one, other in zip(actual[1:], expected[1:], strict=True):
        assert_close(one, other, torch.float32)


@sizes
@dtypes
@pytest.mark.parametrize("masked", [True, False], ids=["masked", "free"])
def test_the_greedy_choice_is_its_reference(
    size: tuple[int, int], dtype: torch.dtype, masked: bool
) -> None:
    logits = 4 * draw(*size, dtype=dtype)
    bitmask = pack_bits(some_allowed(size)) if masked else None
    expected = in_float32(dispatch.choose_tokens, logits, bitmask)
    assert_same_choice(interpreted(dispatch.choose_tokens, logits, bitmask), expected)


@sizes
@dtypes
@pytest.mark.parametrize("temperature", TEMPERATURES, ids="at_{}".format)
def test_a_sampled_token_is_where_the_distribution_passes_the_number(
    size: tuple[int, int], dtype: torch.dtype, temperature: float
) -> None:
    logits, allowed = 4 * draw(*size, dtype=dtype), some_allowed(size)
    uniforms = torch.rand(size[0], generator=torch.Generator().manual_seed(42))
    tokens, logprobs, free_logprobs = interpreted(
        dispatch.choose_tokens, logits, pack_bits(allowed), uniforms, temperature
    )
    assert_passed(tokens, logits, allowed, uniforms, temperature)
    masked = logits.float().masked_fill(~allowed, -math.inf)
    for actual, x in ((logprobs, masked), (free_logprobs, logits.float())):
        expected = x.log_softmax(-1).gather(-1, tokens[:, None])[:, 0]
        assert_close(actual, expected, torch.float32)


def assert_passed(
    tokens: Tensor, logits: Tensor, allowed: Tensor, uniforms: Tensor, temperature: float
) -> None:
    """Each token is an allowed one, and its part of [0, 1) holds the row's number."""
    scaled = logits.double().masked_fill(~allowed, -math.inf) / temperature
    ends = scaled.softmax(-1).cumsum(-1)
    for row, token, number in zip(range(len(tokens)), tokens.tolist(), uniforms, strict=True):
        assert allowed[row, token]
        begin = ends[row, token - 1] if token else 0.0
        # Where the number is within rounding of a border, either side of it will do.
        assert begin - TOLERANCE[torch.float32] <= number
        assert number <= ends[row, token] + TOLERANCE[torch.float32]


@pytest.mark.parametrize("number", [0.0, 0.5, 1 - 2**-24], ids=["first", "middle", "last"])
def test_tokens_without_probability_are_never_sampled(number: float) -> None:
    # Two tokens far apart, in different blocks; all others are forbidden, impossible or far below.
    logits = torch.full((1, 9000), -1e4)
    logits[0, 100:200], logits[0, 8000:8100] = -math.inf, 50.0
    logits[0, 3000], logits[0, 7000] = 1.0, 2.0
    allowed = torch.ones(1, 9000, dtype=torch.bool)
    allowed[0, 8000:8100] = False
    uniforms = torch.tensor([number])
    for path in (interpreted, in_float32):
        tokens, *_ = path(dispatch.choose_tokens, logits, pack_bits(allowed), uniforms)
        assert tokens.item() == (3000 if number < 1 / (1 + math.e) else 7000)


def test_numbers_spread_over_the_distribution() -> None:
    logits, allowed = 2 * draw(1, 4133).expand(90, -1), some_allowed((1, 4133), 0.02)
    uniforms = (torch.arange(90) + 0.5) / 90
    bitmask = pack_bits(allowed).expand(90, -1)
    tokens, *_ = interpreted(dispatch.choose_tokens, logits, bitmask, uniforms)
    assert_passed(tokens, logits, allowed.expand(90, -1), uniforms, 1.0)
    assert (tokens.diff() >= 0).all()


def test_numbers_next_to_one_take_an_allowed_token() -> None:
    # Sums made in two orders differ: in some rows none of the cumulative ones exceeds the target.
    logits, allowed = draw(32, 8233), some_allowed((32, 8233))
    allowed[:, 5000:] = False
    uniforms = torch.full((32,), 1 - 2**-24)
    tokens, *_ = interpreted(dispatch.choose_tokens, logits, pack_bits(allowed), uniforms)
    assert_passed(tokens, logits, allowed, uniforms, 1.0)


def test_of_equal_logits_the_smallest_id_is_chosen() -> None:
    logits, allowed = torch.zeros(3, 5000), torch.ones(3, 5000, dtype=torch.bool)
    allowed[1, :33], allowed[2, :4444] = False, False
    for path in (interpreted, in_float32):
        tokens, *_ = path(dispatch.choose_tokens, logits, pack_bits(allowed))
        assert tokens.tolist() == [0, 33, 4444]


@pytest.mark.parametrize("sampled", [True, False], ids=["sampled", "greedy"])
def test_a_row_without_allowed_tokens_gives_minus_one(sampled: bool) -> None:
    logits, allowed = draw(3, 3000), torch.ones(3, 3000, dtype=torch.bool)
    allowed[1] = False
    # Allowed are only tokens that the network makes impossible.
    logits[2, :1000], allowed[2, 1000:] = -math.inf, False
    uniforms = torch.tensor([0.3, 0.0, 0.9]) if sampled else None
    for path in (interpreted, in_float32):
        tokens, *logprobs = path(dispatch.choose_tokens, logits, pack_bits(allowed), uniforms)
        assert tokens[0] >= 0
        assert tokens[1:].tolist() == [-1, -1]
        for values in logprobs:
            assert values[0].isfinite()
            assert values[1:].tolist() == [-math.inf, -math.inf]


@pytest.mark.parametrize("sampled", [True, False], ids=["sampled", "greedy"])
def test_a_row_does_not_depend_on_its_batch(sampled: bool) -> None:
    logits, bitmask = draw(5, 5000), pack_bits(some_allowed((5, 5000)))
    uniforms = torch.rand(5, generator=torch.Generator().manual_seed(1)) if sampled else None
    whole = interpreted(dispatch.choose_tokens, logits, bitmask, uniforms)
    for rows in (slice(0, 1), slice(1, 5)):
        numbers = None if uniforms is None else uniforms[rows]
        part = interpreted(dispatch.choose_tokens, logits[rows], bitmask[rows], numbers)
        for one, other in zip(part, whole, strict=True):
            assert torch.equal(one, other[rows])


def test_rows_may_lie_apart_and_what_is_between_is_not_read() -> None:
    wide, masks = torch.full((3, 1100), torch.nan), torch.full((3, 40), -1, dtype=torch.int32)
    wide[:, :1000] = draw(3, 1000)
    masks[:, :32] = pack_bits(some_allowed((3, 1000)))
    logits, bitmask, uniforms = wide[:, :1000], masks[:, :32], torch.tensor([0.1, 0.5, 0.9])
    expected = in_float32(dispatch.choose_tokens, logits, bitmask, uniforms)
    assert_same_choice(interpreted(dispatch.choose_tokens, logits, bitmask, uniforms), expected)


def test_the_vocabulary_of_the_2b_model() -> None:
    logits, allowed = 3 * draw(1, 248_320, dtype=torch.bfloat16), some_allowed((1, 248_320), 1e-3)
    expected = in_float32(dispatch.choose_tokens, logits, pack_bits(allowed))
    assert_same_choice(interpreted(dispatch.choose_tokens, logits, pack_bits(allowed)), expected)


def test_the_reference_is_its_definition() -> None:
    logits, allowed = draw(4, 70), some_allowed((4, 70))
    uniforms, temperature = torch.tensor([0.0, 0.2, 0.7, 0.99]), 0.5
    tokens, logprobs, free_logprobs = dispatch.choose_tokens(
        logits, pack_bits(allowed), uniforms, temperature
    )
    for row in range(4):
        ids = [v for v in range(70) if allowed[row, v]]
        weights = [math.exp(logits[row, v].item() / temperature) for v in ids]
        target = uniforms[row].item() * sum(weights)
        chosen = ids[[end > target for end in accumulate(weights)].index(True)]
        assert tokens[row] == chosen
        chances = logits[row].exp()
        for actual, total in ((logprobs, chances[ids].sum()), (free_logprobs, chances.sum())):
            assert_close(actual[row], (chances[chosen] / total).log(), torch.float32)


def test_bits_are_those_of_the_words() -> None:
    words = torch.tensor([[5, -1], [-(1 << 31), 1]], dtype=torch.int32)
    expected = torch.zeros(2, 40, dtype=torch.bool)
    expected[0, [0, 2, *range(32, 40)]] = True
    expected[1, [31, 32]] = True
    assert torch.equal(expand_bits(words, 40), expected)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"bitmask": torch.zeros(2, 31, dtype=torch.int32)}, r"\(2, 31\), not int32 \(2, 32\)"),
        ({"bitmask": torch.zeros(2, 32, dtype=torch.int64)}, "torch.int64"),
        ({"uniforms": torch.zeros(3)}, r"\(3,\), not float32 \(2,\)"),
        ({"uniforms": torch.zeros(2).double()}, "torch.float64"),
        ({"uniforms": torch.zeros(2), "temperature": 0.0}, "temperature is 0.0"),
        ({"uniforms": torch.zeros(2), "temperature": math.inf}, "temperature is inf"),
    ],
    ids=["width", "words", "numbers", "precision", "cold", "hot"],
)
@pytest.mark.parametrize("path", list(dispatch.Path), ids=lambda path: path.value)
def test_what_does_not_go_together_is_refused(
    path: dispatch.Path, changed: dict[str, Any], message: str
) -> None:
    with dispatch.forced(path), pytest.raises(ValueError, match=message):
        dispatch.choose_tokens(draw(2, 1000), **changed)
