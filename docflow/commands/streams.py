"""Standard output for results alone. Knows bytes and file descriptors, no results."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import TextIO

STDOUT_FD = 1
STDERR_FD = 2


@contextlib.contextmanager
def results_only_stdout() -> Iterator[TextIO]:
    """Yields the stream for results and sends everything else that is written to stdout to stderr.

    That includes what C libraries and child processes write, because descriptor 1 itself is moved.
    Where `sys.stdout` is not the process's own (tests, embedding), only Python's writes are moved.
    """
    if not _is_process_stdout(sys.stdout):
        results = sys.stdout
        with contextlib.redirect_stdout(sys.stderr):
            yield results
        return
    sys.stdout.flush()
    kept_fd = os.dup(STDOUT_FD)
    os.dup2(STDERR_FD, STDOUT_FD)
    try:
        with open(
            kept_fd, "w", encoding="utf-8", errors="backslashreplace", newline="", closefd=False
        ) as results:
            yield results
    finally:
        sys.stdout.flush()
        os.dup2(kept_fd, STDOUT_FD)
        os.close(kept_fd)


def _is_process_stdout(stream: TextIO) -> bool:
    try:
        return stream.fileno() == STDOUT_FD
    except (io.UnsupportedOperation, ValueError):
        return False
