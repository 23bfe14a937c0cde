"""Attention of prompts over pages: the reference against its definition, the kernel against it."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from kernels import dispatch
from kernels.paged_attention import prefill
from kernels.paged_attention.reference import reference_paged_attention
from kernels.tiles import ARCHITECTURES, GENERIC, AttentionTile
from tests.kernels.comparison import DTYPES, assert_close, draw, in_float32, interpreted
from tests.kernels.paged_sequences import Paged, definition, make_paged

# (tokens before, new tokens) of each sequence: around a page of 16, the 16 and 32 rows of a program
# with two query heads, and its keys.
SEQUENCES = {
    "one_token": [(0, 1)],
    "empty_ones": [(0, 0), (0, 5), (7, 0), (0, 0)],
    "only_empty": [(0, 0), (9, 0)],
    "around_a_page": [(0, 15), (0, 16), (0, 17)],
    "around_a_page_behind_others": [(15, 1), (16, 1), (14, 3)],
    "around_a_program": [(0, 63), (0, 64), (0, 65)],
    "pieces": [(40, 37), (1, 9), (130, 2)],
}
sequences_cases = pytest.mark.parametrize("sequences", SEQUENCES.values(), ids=SEQUENCES)
dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)


@pytest.fixture(params=ARCHITECTURES)
def arch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With the tiles of one architecture; those of SM_90 load keys by TMA."""
    arch: str = request.param
    monkeypatch.setattr(prefill, "arch_of", lambda _: arch)
    return arch


def run(paged: Paged, prefix: Tensor | None = None) -> Tensor:
    return interpreted(dispatch.paged_attention_prefill, *paged, paged.max_tokens, prefix)


def expected_of(paged: Paged, prefix: Tensor | None = None) -> Tensor:
    return in_float32(dispatch.paged_attention_prefill, *paged, paged.max_tokens, prefix)


def int32(*values: int) -> Tensor:
    return torch.tensor(values, dtype=torch.int32)


@sequences_cases
def test_the_reference_is_the_definition(sequences: list[tuple[int, int]]) -> None:
    paged = make_paged(sequences, heads=(4, 2))
    assert_close(reference_paged_attention(*paged), definition(paged).float(), torch.float32)


@pytest.mark.parametrize("prefix", [0, 1, 4, 7, 12, 13, 20])
def test_the_reference_lets_the_prefix_see_itself(prefix: int) -> None:
    paged = make_paged([(0, 12), (6, 7), (0, 0), (5, 1)], heads=(2, 2))
    prefixes = int32(prefix, prefix, prefix, 0)
    totals = paged.lengths + paged.cu_seqlens.diff()
    expected = definition(paged, prefixes.minimum(totals)).float()
    assert_close(reference_paged_attention(*paged, prefixes), expected, torch.float32)


def test_the_reference_reads_pages_in_a_row_where_they_lie() -> None:
    paged = make_paged([(20, 30)])
    pages = paged.table[0, :4].long()
    moved = torch.full((2, 9, *paged.k_pages.shape[1:]), torch.nan)
    moved[:, 3:7] = torch.stack([paged.k_pages[pages], paged.v_pages[pages]])
    in_a_row = paged._replace(k_pages=moved[0], v_pages=moved[1], table=int32(3, 4, 5, 6)[None])
    assert torch.equal(reference_paged_attention(*in_a_row), reference_paged_attention(*paged))


@dtypes
def test_the_reference_keeps_the_dtype(dtype: torch.dtype) -> None:
    paged = make_paged([(3, 20), (0, 1)], dtype)
    assert_close(reference_paged_attention(*paged), expected_of(paged), dtype)


@sequences_cases
@dtypes
@pytest.mark.usefixtures("arch")
def test_packed_sequences_give_what_the_reference_gives(
    sequences: list[tuple[int, int]], dtype: torch.dtype
) -> None:
    paged = make_paged(sequences, dtype)
    assert_close(run(paged), expected_of(paged), dtype)


@pytest.mark.parametrize("size", [16, 40, 48])
@pytest.mark.parametrize("heads", [(2, 2), (4, 2), (4, 1), (3, 1)], ids=str)
@dtypes
@pytest.mark.usefixtures("arch")
def test_any_heads_are_possible(heads: tuple[int, int], size: int, dtype: torch.dtype) -> None:
    paged = make_paged([(18, 20)], dtype, heads, size)
    assert_close(run(paged), expected_of(paged), dtype)


@dtypes
@pytest.mark.usefixtures("arch")
def test_the_heads_of_the_2b_model_are_possible(dtype: torch.dtype) -> None:
    paged = make_paged([(70, 5)], dtype, (8, 2), 256, 64)
    assert_close(run(paged), expected_of(paged), dtype)


@pytest.mark.parametrize("page_size", [32, 64, 128])
@pytest.mark.usefixtures("arch")
def test_pages_may_be_larger_than_a_round_of_keys(page_size: int) -> None:
    paged = make_paged([(150, 9), (0, 40)], torch.bfloat16, page_size=page_size)
    assert_close(run(paged), expected_of(paged), torch.bfloat16)


@pytest.mark.parametrize("prefix", [0, 1, 16, 33, 50, 51, 90])
@pytest.mark.usefixtures("arch")
def test_the_prefix_sees_itself_both_ways(prefix: int) -> None:
    paged = make_paged([(0, 50), (30, 11), (0, 0), (17, 1)], torch.bfloat16)
    prefixes = int32(prefix, min(prefix, 41), 5, 0)
    assert_close(run(paged, prefixes), expected_of(paged, prefixes), torch.bfloat16)


def test_without_a_prefix_is_as_with_one_of_nothing() -> None:
    paged = make_paged([(0, 20), (9, 9)])
    assert torch.equal(run(paged, int32(0, 0)), run(paged))


@pytest.mark.parametrize("cuts", [[1], [15], [16], [33], [1, 2, 40]], ids=str)
@dtypes
@pytest.mark.usefixtures("arch")
def test_a_prompt_in_pieces_gives_the_same(cuts: list[int], dtype: torch.dtype) -> None:
    paged = make_paged([(0, 60)], dtype)
    pieces = zip([0, *cuts], [*cuts, 60], strict=True)
    parts = [run(paged.alone(0, first, end)) for first, end in pieces]
    assert_close(torch.cat(parts), run(paged).float(), dtype)


@pytest.mark.usefixtures("arch")
def test_a_sequence_does_not_depend_on_its_batch() -> None:
    paged = make_paged([(0, 40), (33, 1), (5, 19)], torch.bfloat16)
    parts = [run(paged.alone(n)) for n in range(3)]
    assert torch.equal(torch.cat(parts), run(paged))


def test_max_tokens_may_be_more_than_the_longest_sequence_has() -> None:
    paged = make_paged([(0, 20), (4, 3)])
    larger = interpreted(dispatch.paged_attention_prefill, *paged, 200)
    assert torch.equal(larger, run(paged))


def test_keys_come_by_tma_where_a_head_fills_a_tile(monkeypatch: pytest.MonkeyPatch) -> None:
    tile = AttentionTile(16, 16, 4, 2, tma=True)
    monkeypatch.setattr(prefill, "PAGED_PREFILL", {GENERIC: tile})
    for size, by_tma in ((16, True), (48, False)):
        paged = make_paged([(0, 40)], torch.bfloat16, size=size)
        found = prefill.descriptors(paged.k_pages, paged.v_pages, tile)
        assert all((x is not None) is by_tma for x in found)
        assert_close(run(paged), expected_of(paged), torch.bfloat16)


def test_inputs_that_do_not_go_together_are_refused() -> None:
    paged = make_paged([(0, 5), (3, 2)])
    small = draw(9, 8, 1, 16)
    turned = draw(1, 16, 9, 16).transpose(0, 2)
    wrong = [
        ("differ", paged._replace(gate=paged.gate[:-1])),
        ("differ", paged._replace(v_pages=paged.v_pages[1:])),
        ("divide the query heads", make_paged([(0, 5)], heads=(3, 2))),
        ("pages are torch.bfloat16", paged._replace(k_pages=paged.k_pages.bfloat16())),
        ("must be contiguous", paged._replace(k_pages=turned, v_pages=turned)),
        ("power of two of tokens from 16: 8", paged._replace(k_pages=small, v_pages=small)),
        ("2 lengths, 2 bounds", paged._replace(cu_seqlens=paged.cu_seqlens[1:])),
        ("2 lengths, 3 bounds, 1 rows", paged._replace(table=paged.table[1:])),
        ("row of the table", paged._replace(table=paged.table.mT.contiguous().mT)),
    ]
    for message, inputs in wrong:
        with pytest.raises(ValueError, match=message):
            prefill.paged_attention_prefill(*inputs, 5)
