"""When a file has been written to its end. Reads no file and no clock.

Nobody says so; a file that did not change for a while is taken for whole. What was taken too early
is taken again when it changes.
"""

from __future__ import annotations

from docflow.ingest.candidates import Candidate

#: A file whose last change is so long ago is whole at first sight. Much longer than the wait: on a
#: network drive the times are those of another machine's clock.
TRUSTED_AGE_S = 60.0


class Settling:
    """Remembers since when each file has been as it is."""

    def __init__(self, settle_s: float) -> None:
        self._settle_s = settle_s
        self._since: dict[str, tuple[str, float]] = {}

    def is_settled(self, candidate: Candidate, *, wall_s: float, steady_s: float) -> bool:
        """Whether the file, as it is now, did not change for long enough.

        wall_s: seconds of the epoch. steady_s: seconds of a clock that is never set.
        """
        if candidate.changed_at_s is None:
            return True
        if wall_s - candidate.changed_at_s >= TRUSTED_AGE_S:
            return True
        version, since_s = self._since.get(candidate.uri, ("", steady_s))
        if version != candidate.version:
            self._since[candidate.uri] = (candidate.version, steady_s)
            return self._settle_s <= 0
        return steady_s - since_s >= self._settle_s

    def forget(self, uri: str) -> None:
        """After the file was taken, or is gone."""
        self._since.pop(uri, None)
