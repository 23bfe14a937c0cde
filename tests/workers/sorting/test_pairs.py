"""What two pages that follow each other say of whether they belong together."""

from __future__ import annotations

import numpy as np
import pytest

from tests.workers.sorting.pages import page
from workers.sorting.pairs import PAIR, pair_figures, views_of
from workers.sorting.sketch import PageSketch
from workers.sorting.weights import shipped


def _figures(one: PageSketch, two: PageSketch) -> dict[str, float]:
    page_view, following = views_of([one, two], shipped())
    return dict(zip(PAIR, pair_figures(page_view, following).tolist(), strict=True))


def test_each_figure_has_a_name_and_a_number_even_beside_a_blank_page() -> None:
    view, blank = views_of([page("Invoice"), page()], shipped())
    for figures in (pair_figures(view, blank), pair_figures(blank, view)):
        assert figures.shape == (len(PAIR),)
        assert np.isfinite(figures).all()


@pytest.mark.parametrize(
    ("first", "second", "figure"),
    [
        pytest.param("Page 1 of 2", "Page 2 of 2", "goes_on", id="next-number"),
        pytest.param("Page 2 of 2", "Page 1 of 3", "starts_anew", id="page-one"),
        pytest.param("Page 2 of 2", "Total", "was_last", id="last-page"),
        pytest.param("Page 1 of 2", "Page 1 of 3", "other_count", id="other-count"),
        pytest.param("Page 1 of 4", "Page 3 of 4", "jumps", id="page-left-out"),
    ],
)
def test_page_numbers_speak(first: str, second: str, figure: str) -> None:
    assert _figures(page("Acme", first), page("Acme", second))[figure] == 1


def test_a_page_before_page_two_is_page_one() -> None:
    one, two = views_of([page("Acme Invoice 17"), page("Total", "Page 2 of 2")], shipped())
    assert one.mark is not None
    assert one.mark.number == 1
    assert two.mark is not None


def test_a_letterhead_with_another_number_differs_in_its_digits_alone() -> None:
    figures = _figures(
        page("Acme Trading Ltd", "Invoice 20417"), page("Acme Trading Ltd", "Invoice 20522")
    )
    assert figures["like_head"] == 1
    assert figures["same_head"] == 0.5
    assert figures["changed_head"] == 1


def test_a_number_on_both_pages_is_shared() -> None:
    figures = _figures(page("Invoice INV-20417"), page("INV-20417 continued"))
    assert figures["shared_ids_share"] == 1


def test_another_paper_is_seen() -> None:
    figures = _figures(page("Invoice"), page("Total", size=(842.0, 595.0)))
    assert figures["other_way_up"] == 1
    assert figures["other_size"] > 0.5
