"""Line items: rows are matched first, then cells are compared."""

import itertools
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.evaluate.items import assign, score_items

Rows = list[dict[str, Any]]

TRUTH: Rows = [
    {"description": "Consulting Services", "quantity": 2, "unit_price": 30.0, "amount": 60.0},
    {"description": "Document Fee", "quantity": 3, "unit_price": 10.0, "amount": 30.0},
]
ROWS: Rows = [
    {"description": "Document Fee", "quantity": "3", "unit_price": "10.00", "amount_net": "30.00"},
    {"description": "Consulting Services", "quantity": "2", "unit_price": "30", "amount_net": "60"},
]


def outcomes(expected: Rows, got: Rows, *, null_is_absent: bool = True) -> list[tuple[str, str]]:
    cells = score_items(expected, got, without_spaces=False, null_is_absent=null_is_absent)
    return [(cell.key, cell.outcome) for cell in cells]


def test_order_of_rows_does_not_matter() -> None:
    assert {outcome for _, outcome in outcomes(TRUTH, ROWS)} == {"correct"}


def test_missing_row_misses_its_cells() -> None:
    result = outcomes(TRUTH, ROWS[:1])
    assert [outcome for _, outcome in result].count("missed") == 4


def test_row_too_many_is_invented() -> None:
    result = outcomes(TRUTH[:1], [*ROWS, {"description": "Total", "amount_net": "90.00"}])
    assert [outcome for _, outcome in result].count("invented") == 6


def test_wrong_cell_of_a_matched_row_is_wrong() -> None:
    rows = [{**ROWS[1], "quantity": "20"}]
    assert ("quantity", "wrong") in outcomes(TRUTH[:1], rows)


def test_gross_amount_stands_in_for_the_net_one() -> None:
    rows = [{"description": "Document Fee", "amount_gross": "30.00"}]
    assert ("amount", "correct") in outcomes(TRUTH[1:], rows)


def test_null_cell_is_absent_only_where_typed_by_eye() -> None:
    truth = [{"description": "Pen", "unit_price": None, "amount": 9.0}]
    rows = [{"description": "Pen", "unit_price": "9.00", "amount_gross": "9.00"}]
    assert ("unit_price", "invented") in outcomes(truth, rows)
    assert ("unit_price", "unscored") in outcomes(truth, rows, null_is_absent=False)


def test_each_value_says_where_it_stands_among_the_rows() -> None:
    rows = [*ROWS, {"description": "Total", "amount_gross": "90.00"}]
    cells = score_items(TRUTH[:1], rows, without_spaces=False, null_is_absent=True)
    amounts = [(cell.outcome, cell.pointer) for cell in cells if cell.key == "amount"]
    assert amounts == [
        ("correct", "/1/amount_net"),
        ("invented", "/0/amount_net"),
        ("invented", "/2/amount_gross"),
    ]


def test_a_missed_cell_stands_nowhere() -> None:
    cells = score_items(TRUTH, [], without_spaces=False, null_is_absent=True)
    assert {cell.pointer for cell in cells} == {None}


MATRICES = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 9).map(float), min_size=size[1], max_size=size[1]),
        min_size=size[0],
        max_size=size[0],
    )
)


@settings(max_examples=60, deadline=None)
@given(MATRICES)
def test_assignment_has_the_highest_sum_of_all(likeness: list[list[float]]) -> None:
    pairs = assign(likeness)
    num_rows, num_columns = len(likeness), len(likeness[0])
    num_pairs = min(num_rows, num_columns)
    best = max(
        sum(likeness[row][column] for row, column in zip(rows, columns, strict=True))
        for rows in itertools.combinations(range(num_rows), num_pairs)
        for columns in itertools.permutations(range(num_columns), num_pairs)
    )
    assert len(pairs) == len({row for row, _ in pairs}) == num_pairs
    assert sum(likeness[row][column] for row, column in pairs) == best
