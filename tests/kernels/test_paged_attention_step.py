"""Attention of a few new tokens of each sequence over pages: the kernels against the reference."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from kernels import dispatch
from kernels.paged_attention import prefill, step
from kernels.tiles import ARCHITECTURES, GENERIC, STEP_SPLIT_KEYS, AttentionTile
from tests.kernels.comparison import DTYPES, assert_close, in_float32, interpreted
from tests.kernels.paged_sequences import Paged, make_paged

# Keys of one program, and programs of a sequence at most: small, so that tests cross both.
SPLIT_KEYS, MAX_SPLITS = 32, 4
# (tokens before, new tokens) of each sequence: around a page of 16, around what one program and
# all of them take at first.
SEQUENCES = {
    "first_token": [(0, 1)],
    "empty_ones": [(0, 0), (40, 2), (9, 0), (0, 0)],
    "only_empty": [(0, 0), (9, 0)],
    "one_to_eight_tokens": [(3 * n, n) for n in range(1, 9)],
    "around_a_page": [(14, 1), (15, 1), (16, 1), (14, 4)],
    "around_a_program": [(31, 1), (32, 1), (30, 8), (62, 4)],
    "around_all_programs": [(127, 1), (128, 1), (124, 8), (300, 3)],
}
sequences_cases = pytest.mark.parametrize("sequences", SEQUENCES.values(), ids=SEQUENCES)
dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)


@pytest.fixture(autouse=True)
def small_splits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "STEP_SPLIT_KEYS", SPLIT_KEYS)
    monkeypatch.setattr(step, "MAX_STEP_SPLITS", MAX_SPLITS)


@pytest.fixture(params=ARCHITECTURES)
def arch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With the tiles of one architecture; those of SM_90 load keys by TMA."""
    arch: str = request.param
    monkeypatch.setattr(step, "arch_of", lambda _: arch)
    monkeypatch.setattr(prefill, "arch_of", lambda _: arch)
    return arch


def run(paged: Paged, max_tokens: int = 8, max_length: int | None = None) -> Tensor:
    length = paged.max_length if max_length is None else max_length
    return interpreted(dispatch.paged_attention_step, *paged, max_tokens, length)


def expected_of(paged: Paged) -> Tensor:
    return in_float32(dispatch.paged_attention_step, *paged, paged.max_tokens, paged.max_length)


@sequences_cases
@dtypes
@pytest.mark.usefixtures("arch")
def test_a_step_gives_what_the_reference_gives(
    sequences: list[tuple[int, int]], dtype: torch.dtype
) -> None:
    paged = make_paged(sequences, dtype)
    assert_close(run(paged, paged.max_tokens), expected_of(paged), dtype)


@pytest.mark.parametrize("length", [20, 60], ids=["one_program", "programs"])
@pytest.mark.parametrize("size", [16, 48])
@pytest.mark.parametrize("heads", [(2, 2), (4, 1), (3, 1)], ids=str)
@dtypes
@pytest.mark.usefixtures("arch")
def test_any_heads_are_possible(
    heads: tuple[int, int], size: int, length: int, dtype: torch.dtype
) -> None:
    paged = make_paged([(length, 3)], dtype, heads, size)
    assert_close(run(paged), expected_of(paged), dtype)


@dtypes
@pytest.mark.usefixtures("arch")
def test_the_heads_of_the_2b_model_are_possible(dtype: torch.dtype) -> None:
    paged = make_paged([(70, 5), (3, 1)], dtype, (8, 2), 256, 64)
    assert_close(run(paged), expected_of(paged), dtype)


@pytest.mark.parametrize("page_size", [32, 64, 128])
@pytest.mark.usefixtures("arch")
def test_pages_may_be_larger_than_what_a_program_takes(page_size: int) -> None:
    paged = make_paged([(150, 8), (0, 4)], torch.bfloat16, page_size=page_size)
    assert_close(run(paged), expected_of(paged), torch.bfloat16)


@pytest.mark.parametrize("num_new", range(1, 9))
@pytest.mark.usefixtures("arch")
def test_a_step_gives_what_a_prompt_gives(num_new: int) -> None:
    paged = make_paged([(61, num_new), (0, num_new)], torch.bfloat16)
    whole = interpreted(dispatch.paged_attention_prefill, *paged, num_new)
    assert_close(run(paged), whole.float(), torch.bfloat16)


@dtypes
@pytest.mark.usefixtures("arch")
def test_a_sequence_gives_the_same_bits_in_every_batch(dtype: torch.dtype) -> None:
    paged = make_paged([(9, 1), (60, 3), (140, 8)], dtype)
    whole = run(paged)
    parts = []
    for n in range(3):
        alone = paged.alone(n)
        parts.append(run(alone, alone.max_tokens, alone.max_length))
    assert torch.equal(torch.cat(parts), whole)
    assert torch.equal(run(paged, 8, 10_000), whole)


@dtypes
@pytest.mark.usefixtures("arch")
def test_a_step_in_two_gives_the_same(dtype: torch.dtype) -> None:
    paged = make_paged([(29, 7)], dtype)
    parts = [run(paged.alone(0, 0, 4)), run(paged.alone(0, 4))]
    assert_close(torch.cat(parts), run(paged).float(), dtype)


@pytest.mark.parametrize("sign", [-1, 1])
@dtypes
def test_scores_may_be_far_from_zero(sign: int, dtype: torch.dtype) -> None:
    paged = make_paged([(70, 3), (5, 1)], dtype)
    paged = paged._replace(q=sign * 100 * paged.q.abs(), k_pages=paged.k_pages.abs())
    assert_close(run(paged), expected_of(paged), dtype)


def test_a_long_context_takes_longer_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "PAGED_STEP", {GENERIC: AttentionTile(8, 256, 4, 2)})
    monkeypatch.setattr(step, "STEP_SPLIT_KEYS", STEP_SPLIT_KEYS)
    paged = make_paged([(262_141, 3), (700, 1)], torch.bfloat16, page_size=512)
    assert_close(run(paged), expected_of(paged), torch.bfloat16)


def test_more_tokens_than_a_step_has_are_refused() -> None:
    paged = make_paged([(0, 9)])
    with pytest.raises(ValueError, match="up to 8 tokens of a sequence, not 9"):
        step.paged_attention_step(*paged, 9, 9)


def test_inputs_that_do_not_go_together_are_refused() -> None:
    paged = make_paged([(0, 5), (3, 2)])
    with pytest.raises(ValueError, match="differ"):
        step.paged_attention_step(*paged._replace(gate=paged.gate[:-1]), 5, 5)
