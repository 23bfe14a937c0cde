"""Which other readings of a few numbers make failed sums hold: the one smallest change, or none.

Pure search. Knows no page, no model and no schema.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from schemas.checks.check import Check
from schemas.checks.figures import to_decimal
from schemas.checks.rules import run_arithmetic

#: values changed at once, at most
MOST_CHANGES = 2
#: how much less likely than what was read a change may be (natural logarithm), of all its values
MOST_DOUBT = 3.0
#: a change is the only one if every other of its size is less likely by this (natural logarithm)
LEAST_LEAD = 6.0
#: a search that would have to look at more checks than this says nothing: a fraction of a second
MOST_CHECKS = 60_000

#: name, first path and how many have the same: what a check keeps when a value of it changes
_Key = tuple[str, str, int]
_TOTALS = "/totals/"


@dataclass(frozen=True, slots=True)
class Other:
    """Another reading of a value. doubt: how much less likely it was than what was read, a
    difference of natural logarithms.
    """

    value: Any
    doubt: float


_Change = Mapping[str, Other]


@dataclass(frozen=True, slots=True)
class Repair:
    """changes: new values by JSON Pointer. checks: those that failed before, as they hold now."""

    changes: Mapping[str, Any]
    checks: tuple[Check, ...]


def find_repairs(data: Mapping[str, Any], offered: Mapping[str, Sequence[Other]]) -> list[Repair]:
    """Repairs of failed arithmetic checks, each of checks that have no value in common with others.

    offered: other readings of a value, by JSON Pointer; what stands in ``data`` is a number.

    Of the smallest changes that make all checks of a group hold and break none that held, one must
    be likely, and far likelier than any other. Else nobody knows which, and nothing is repaired.
    """
    repairs: list[Repair] = []
    checks = _by_key(data)
    for group in _groups([check for check in checks.values() if check.passed is False]):
        search = _Search(data, checks, group)
        changes = search.smallest(offered)
        if changes:
            data = with_changes(data, changes)
            checks = _by_key(data)
            held = tuple(check for key, check in checks.items() if key in search.failed)
            repairs.append(Repair(changes, held))
    return repairs


def with_changes(data: Any, changes: Mapping[str, Any]) -> Any:
    """A copy of ``data`` with other values at these JSON Pointers; the rest is shared."""
    for pointer, value in changes.items():
        data = _replaced(data, pointer.split("/")[1:], value)
    return data


class _Search:
    """The changes that make one group of failed checks hold."""

    def __init__(
        self, data: Mapping[str, Any], checks: Mapping[_Key, Check], group: Sequence[Check]
    ) -> None:
        self._data, self._checks = data, checks
        self.failed = {key for key, check in checks.items() if check in group}
        self._most_tries = MOST_CHECKS // max(len(checks), 1)
        paths = [path for check in group for path in check.paths]
        if any(path.startswith(_TOTALS) for path in paths):
            # A sum that failed may have looked at another total than the one that is wrong.
            paths += [f"{_TOTALS}{name}" for name in data.get("totals") or {}]
        self._paths = list(dict.fromkeys(paths))
        self._tries = 0

    def smallest(self, offered: Mapping[str, Sequence[Other]]) -> Mapping[str, Any]:
        """The one smallest change; empty where there is none, or no telling which."""
        others = {path: self._others(path, offered.get(path, ())) for path in self._paths}
        others = {path: readings for path, readings in others.items() if readings}
        for count in range(1, MOST_CHANGES + 1):
            found = sorted(self._that_hold(others, count), key=_doubt)
            if self._tries > self._most_tries:
                return {}
            if found:
                best, *rest = found
                is_only = all(_doubt(change) > _doubt(best) + LEAST_LEAD for change in rest)
                likely = best if is_only and _is_likely(best) else {}
                return {path: other.value for path, other in likely.items()}
        return {}

    def _others(self, path: str, offered: Sequence[Other]) -> list[Other]:
        """Readings that differ from the value at `path` and from each other; none is zero, which
        makes a sum hold by saying nothing.
        """
        now = to_decimal(_at(self._data, path))
        if now is None:
            return []
        different: dict[Any, Other] = {}
        for other in offered:
            number = to_decimal(other.value)
            if number and number != now:
                different.setdefault(number, other)
        return list(different.values())

    def _that_hold(self, others: Mapping[str, Sequence[Other]], count: int) -> Iterator[_Change]:
        """Each change of so many values that does it."""
        for paths in combinations(others, count):
            for chosen in product(*(others[path] for path in paths)):
                self._tries += 1
                if self._tries > self._most_tries:
                    return
                change = dict(zip(paths, chosen, strict=True))
                if self._holds({path: other.value for path, other in change.items()}):
                    yield change

    def _holds(self, changes: Mapping[str, Any]) -> bool:
        """Whether the group's checks hold then, all that held still do, and no new one fails."""
        after = _by_key(with_changes(self._data, changes))
        wanted = self.failed | {key for key, check in self._checks.items() if check.passed}
        return all(key in after and after[key].passed for key in wanted) and all(
            check.passed is not False or self._failed_before(key) for key, check in after.items()
        )

    def _failed_before(self, key: _Key) -> bool:
        return key in self._checks and self._checks[key].passed is False


def _doubt(change: _Change) -> float:
    return sum(other.doubt for other in change.values())


def _is_likely(change: _Change) -> bool:
    # What is likelier than what was read does not make up for a value that is not.
    return sum(max(other.doubt, 0.0) for other in change.values()) <= MOST_DOUBT


def _by_key(data: Mapping[str, Any]) -> dict[_Key, Check]:
    checks: dict[_Key, Check] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for check in run_arithmetic(data):
        same = counts[check.name, check.paths[0]]
        counts[check.name, check.paths[0]] += 1
        checks[check.name, check.paths[0], same] = check
    return checks


def _groups(failed: Sequence[Check]) -> list[list[Check]]:
    """Checks that share a value, directly or through others."""
    groups: list[tuple[set[str], list[Check]]] = []
    for check in failed:
        paths, checks = set(check.paths), [check]
        for other in [group for group in groups if group[0] & paths]:
            groups.remove(other)
            paths, checks = paths | other[0], [*other[1], *checks]
        groups.append((paths, checks))
    return [checks for _, checks in groups]


def _at(data: Any, pointer: str) -> Any:
    for token in pointer.split("/")[1:]:
        data = data[int(token)] if isinstance(data, list) else (data or {}).get(token)
    return data


def _replaced(node: Any, tokens: Sequence[str], value: Any) -> Any:
    if not tokens:
        return value
    token, *rest = tokens
    if isinstance(node, list):
        place = int(token)
        return [*node[:place], _replaced(node[place], rest, value), *node[place + 1 :]]
    return {**node, token: _replaced(node.get(token), rest, value)}
