"""A line in which groups take turns, and those sent back come first.

    front:   sent back, the last one first
    turns:   group -> those of the group, oldest first; after its turn a group stands at the end

Knows of those who wait only their group.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Grouped(Protocol):
    """Who can wait. group: does not change while waiting."""

    @property
    def group(self) -> str: ...


Member = TypeVar("Member", bound=Grouped)


class Waiting(Generic[Member]):
    """The line. Who waits is told apart by identity."""

    def __init__(self) -> None:
        self._front: deque[Member] = deque()
        # Dictionaries by identity keep their order and lose a member in constant time.
        self._turns: dict[str, dict[int, Member]] = {}

    def __len__(self) -> int:
        return len(self._front) + sum(len(members) for members in self._turns.values())

    def __iter__(self) -> Iterator[Member]:
        yield from self._front
        for members in self._turns.values():
            yield from members.values()

    def __contains__(self, member: Member) -> bool:
        return id(member) in self._turns.get(member.group, {}) or self._is_in_front(member)

    def add(self, member: Member) -> None:
        """At the end of its group; a new group stands at the end of the turns."""
        self._turns.setdefault(member.group, {})[id(member)] = member

    def send_back(self, member: Member) -> None:
        """To the front of all: it has had its turn."""
        self._front.appendleft(member)

    def first(self) -> Member | None:
        """Whose turn it is."""
        if self._front:
            return self._front[0]
        for members in self._turns.values():
            return next(iter(members.values()))
        return None

    def take_first(self) -> Member:
        """Removes and returns `first()`; the next turn is another group's.

        Raises: IndexError when nobody waits.
        """
        member = self.first()
        if member is None:
            raise IndexError("nobody waits")
        if self._front:
            return self._front.popleft()
        members = self._turns.pop(member.group)
        del members[id(member)]
        if members:
            self._turns[member.group] = members
        return member

    def remove(self, member: Member) -> bool:
        """Wherever it stands; the group keeps its turn. Returns whether it waited."""
        members = self._turns.get(member.group, {})
        if members.pop(id(member), None) is not None:
            if not members:
                del self._turns[member.group]
            return True
        is_in_front = self._is_in_front(member)
        if is_in_front:
            self._front = deque(other for other in self._front if other is not member)
        return is_in_front

    def _is_in_front(self, member: Member) -> bool:
        return any(other is member for other in self._front)
