"""Rotary positions of prompts."""

from __future__ import annotations

import pytest
import torch

from model.positions import next_positions, prompt_positions
from tests.model.published import IMAGE_PAD, example


@pytest.mark.parametrize("with_images", [False, True], ids=["text", "two_images"])
def test_positions_are_the_published_ones(with_images: bool) -> None:
    case = example(with_images)
    positions, delta = prompt_positions(case.ids[0], case.grids, image_token_id=IMAGE_PAD)
    assert torch.equal(positions, case.positions[:, 0])
    assert delta == case.rope_delta


def test_an_image_spreads_over_rows_and_columns_and_stands_still_in_time() -> None:
    ids = torch.tensor([1, *[IMAGE_PAD] * 6, 2])
    positions, delta = prompt_positions(ids, [(4, 6)], image_token_id=IMAGE_PAD)
    assert positions.tolist() == [
        [0, 1, 1, 1, 1, 1, 1, 4],
        [0, 1, 1, 1, 2, 2, 2, 4],
        [0, 1, 2, 3, 1, 2, 3, 4],
    ]
    assert delta == -3


def test_neighbouring_images_each_start_anew() -> None:
    ids = torch.tensor([IMAGE_PAD] * 2)
    positions, _ = prompt_positions(ids, [(2, 2), (2, 2)], image_token_id=IMAGE_PAD)
    assert positions.tolist() == [[0, 1]] * 3


def test_anchor_tokens_count_in_time_and_take_their_row_and_column() -> None:
    anchors = torch.tensor([[-1, -1], [0, 5], [0, 90], [3, 5], [-1, -1]])
    positions, delta = prompt_positions(torch.arange(5), anchors=anchors)
    assert positions.tolist() == [[0, 1, 2, 3, 92], [0, 1, 1, 4, 92], [0, 6, 91, 6, 92]]
    assert delta == 88


def test_positions_after_the_prompt_go_on_behind_the_largest() -> None:
    ids = torch.tensor([1, *[IMAGE_PAD] * 6, 2])
    positions, delta = prompt_positions(ids, [(4, 6)], image_token_id=IMAGE_PAD)
    assert next_positions(len(ids), delta, 2).tolist() == [[[5, 6]]] * 3
    assert int(positions.max()) == 4


@pytest.mark.parametrize("grids", [[], [(4, 8)], [(4, 6), (4, 6)]], ids=["none", "larger", "more"])
def test_grids_that_do_not_fit_the_pads_are_refused(grids: list[tuple[int, int]]) -> None:
    ids = torch.tensor([1, *[IMAGE_PAD] * 6, 2])
    with pytest.raises(ValueError, match="image"):
        prompt_positions(ids, grids, image_token_id=IMAGE_PAD)


def test_cells_that_are_left_out_change_no_position_of_what_is_kept() -> None:
    whole_ids = torch.tensor([1, *[IMAGE_PAD] * 6, 2])
    whole, whole_delta = prompt_positions(whole_ids, [(4, 6)], image_token_id=IMAGE_PAD)
    kept = torch.tensor([True, False, False, True, True, False])
    ids = torch.tensor([1, *[IMAGE_PAD] * 3, 2])
    positions, delta = prompt_positions(ids, [(4, 6)], image_token_id=IMAGE_PAD, kept=[kept])
    there = torch.tensor([True, *kept.tolist(), True])
    assert torch.equal(positions, whole[:, there])
    assert delta + len(ids) == whole_delta + len(whole_ids)
