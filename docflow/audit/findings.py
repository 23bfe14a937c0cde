"""What an audit finds: one finding a check. Knows no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

#: of each kind; the count says how many there are
MAX_EXAMPLES = 20


@dataclass
class Finding:
    """One check. name: stable, for programs. meaning: what has to hold. num_checked: rows or files
    that were looked at.
    """

    name: str
    meaning: str
    num_checked: int = 0
    num_problems: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return self.num_problems == 0

    def report(self, problem: str) -> None:
        """Something does not hold; a sentence that begins with an id."""
        self.num_problems += 1
        if len(self.examples) < MAX_EXAMPLES:
            self.examples.append(problem)

    def report_all(self, problems: Iterable[str]) -> None:
        """As `report`, for each."""
        for problem in problems:
            self.report(problem)

    def as_object(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "name": self.name,
            "ok": self.holds,
            "meaning": self.meaning,
            "checked": self.num_checked,
            "problems": self.num_problems,
            "examples": self.examples,
        }
