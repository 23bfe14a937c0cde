"""What folder ingestion takes documents from: sources and their files. Knows no database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may be a document, as it was when it was looked at.

    uri: names it for good. shown: its path or URL as people are shown it, not yet printable.
    version: another one means another content. changed_at_s: when it last changed, in seconds of
    the epoch; None for what appears whole or not at all. path: where it is, for a local file;
    relative: its place below its source.
    """

    uri: str
    shown: str
    file_name: str
    version: str
    changed_at_s: float | None
    relative: PurePath
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A folder that cannot be looked into."""

    shown: str
    message: str


class Source(Protocol):
    """A folder, a file, a pattern, or what is below a URL."""

    @property
    def folder(self) -> Path | None:
        """What to watch; None where nothing tells of changes."""
        ...

    def candidates(self) -> Iterator[Candidate | Problem]:
        """All there is now, in a steady order."""
        ...

    def candidates_of(self, changed: Iterable[Path]) -> Iterator[Candidate | Problem]:
        """What there is of this source among the changed paths."""
        ...

    def look_again(self, candidate: Candidate) -> Candidate | None:
        """The candidate as it is now; None where it is gone."""
        ...

    def read_into(self, candidate: Candidate, write: Callable[[bytes], object]) -> bool:
        """Hands all bytes to `write`. False where it is not, or no longer, what `candidate` says:
        then what was written is worthless.

        Raises:
            OSError: it cannot be read.
        """
        ...
