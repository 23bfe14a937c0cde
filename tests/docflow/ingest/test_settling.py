"""When a file is whole."""

from __future__ import annotations

from pathlib import PurePath

from docflow.ingest.candidates import Candidate
from docflow.ingest.settling import Settling

NOW = 1_000_000.0


def candidate(version: str = "1", changed_at_s: float | None = NOW) -> Candidate:
    return Candidate("file:///a", "/a", "a", version, changed_at_s, PurePath("a"))


def test_a_file_unchanged_for_the_time_asked_is_settled() -> None:
    settling = Settling(2.0)
    seen = [
        settling.is_settled(candidate(), wall_s=NOW + at, steady_s=at) for at in (0.0, 1.9, 2.0)
    ]
    assert seen == [False, False, True]


def test_a_change_begins_the_time_anew() -> None:
    settling = Settling(2.0)
    settling.is_settled(candidate("1"), wall_s=NOW, steady_s=0)
    assert not settling.is_settled(candidate("2"), wall_s=NOW + 3, steady_s=3)
    assert settling.is_settled(candidate("2"), wall_s=NOW + 5, steady_s=5)


def test_an_old_file_is_settled_at_first_sight() -> None:
    assert Settling(2.0).is_settled(candidate(), wall_s=NOW + 60, steady_s=0)


def test_a_clock_that_is_seconds_behind_does_not_settle_a_file_that_is_written() -> None:
    assert not Settling(2.0).is_settled(candidate(), wall_s=NOW + 10, steady_s=0)


def test_a_time_in_the_future_settles_nothing_by_itself() -> None:
    assert not Settling(2.0).is_settled(candidate(changed_at_s=NOW + 999), wall_s=NOW, steady_s=0)


def test_an_object_appears_whole() -> None:
    assert Settling(2.0).is_settled(candidate(changed_at_s=None), wall_s=NOW, steady_s=0)
