"""The queue of a machine without a broker: a pipe to the process that works here. Knows no task's
code.

Nothing is kept: while nobody listens, or when the pipe is full, `tell` says that it could not, and
the sweeper finds the row.
"""

from __future__ import annotations

import json
import os
import select
import threading


class Doorbell:
    """Implements `docflow.queue.Queue`. Thread-safe; never blocks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pipe: int | None = None

    def connect(self, pipe: int | None) -> None:
        """From now on writes to this file descriptor, which stays the caller's; None for nobody."""
        if pipe is not None:
            os.set_blocking(pipe, False)
        with self._lock:
            self._pipe = pipe

    def tell(self, task: str, *ids: str) -> bool:
        line = json.dumps([task, *ids]).encode() + b"\n"
        # Only such lines are written whole or not at all.
        assert len(line) <= select.PIPE_BUF, f"{len(line)} bytes are too long for a message"
        with self._lock:
            if self._pipe is None:
                return False
            try:
                os.write(self._pipe, line)
            except OSError:
                # Full, or the process has just ended.
                return False
        return True
