"""What is known about a value, as numbers that any schema has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schemas.checks import Check
from workers.steps.confidence import FEATURES, Typed, features_of, item_of
from workers.steps.values import Certainty, Place, Reading, Signs, WindowReading

SURE = Certainty(3, 3, -0.01, -0.005, -0.02, -0.001, -0.005, -0.004)
SIGNS = Signs(num_places=1, copy_share=0.9, num_words=1)


def value_at(path: str, raw: str = "9.00", left: float = 0.1, **changes: object) -> Typed:
    place = Place(1, (left, 0.1, left + 0.1, 0.2))
    typed = Typed(path, "amount", Reading(path, raw, SURE, place, "text", SIGNS), raw)
    return replace(typed, **changes)  # type: ignore[arg-type]


def known(values: list[Typed], checks: list[Check] | None = None, at: int = 0) -> dict[str, float]:
    rows = features_of(values, checks or [])
    return dict(zip(FEATURES, rows[at], strict=True))


def test_every_value_has_all_features() -> None:
    rows = features_of([value_at("/a"), value_at("/b/0/c")], [])
    assert [len(row) for row in rows] == [len(FEATURES), len(FEATURES)]


def test_no_feature_knows_the_name_of_a_field() -> None:
    mine = features_of([value_at("/totals/total")], [])
    assert features_of([value_at("/anything/else")], []) == mine


def test_checks_count_at_the_values_they_looked_at() -> None:
    values = [value_at("/a"), value_at("/b", left=0.5)]
    checks = [Check("sum", True, "", ("/a",)), Check("iban_checksum", False, "", ("/b",))]
    first, second = known(values, checks), known(values, checks, at=1)
    assert (first["passed"], first["failed"], first["failed_elsewhere"]) == (1, 0, 1)
    assert (second["passed"], second["failed"], second["passed_elsewhere"]) == (0, 1, 1)


def test_two_values_of_one_place_are_noticed() -> None:
    shared = known([value_at("/a"), value_at("/b")])
    apart = known([value_at("/a"), value_at("/b", left=0.5)])
    assert (shared["shares_place"], apart["shares_place"]) == (1, 0)


@pytest.mark.parametrize(
    ("other", "name"), [("9.00", "agreed"), ("8.00", "disagreed"), (None, "left_out")]
)
def test_windows_agree_disagree_or_leave_a_value_out(other: str | None, name: str) -> None:
    value = value_at("/a")
    said = () if other is None else (replace(value.reading, raw=other),)
    windows = [WindowReading((value.reading,), text=""), WindowReading(said, text="")]
    row = dict(zip(FEATURES, features_of([value], [], windows)[0], strict=True))
    assert {key for key in ("agreed", "disagreed", "left_out") if row[key]} == {name}


def test_an_impossible_token_gives_finite_numbers() -> None:
    never = Certainty(1, 1, *[-float("inf")] * 6)
    value = value_at("/a")
    row = known([replace(value, reading=replace(value.reading, certainty=never))])
    assert all(abs(number) < 100 for number in row.values())


def test_the_item_of_a_value_is_the_innermost() -> None:
    assert item_of("/orders/2/lines/0/price") == "/orders/2/lines/0"
    assert item_of("/totals/total") == ""
