"""Starts, watches and ends the processes that open documents. Knows messages, no pages.

One idle process is kept warm: the next document then does not wait for Python and the PDF library
to load. A process in which anything went wrong is ended, never kept.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from workers.steps.wire import Message, Wire, WireClosed, WireGarbage, WireTimeout

_MODULE = "workers.steps.reader_child"
#: what the process sees of this one's environment: nothing that could be a secret
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TESSDATA_PREFIX", "TMPDIR", "LD_LIBRARY_PATH")
# One core a page. Tesseract and the libraries under numpy start a thread a core otherwise.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS"), "1")


class ReaderDied(Exception):
    """The process ended instead of answering. signal: the one that ended it, 0 for none."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(f"ended by signal {signal_number}")
        self.signal = signal_number


class ReaderProcess:
    """A process that opens documents. Not thread-safe.

    num_pages: pages it has read so far; whoever uses it counts.
    """

    def __init__(self, preload: tuple[str, ...] = ()) -> None:
        self.num_pages = 0
        root = Path(__file__).resolve().parents[2]
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        self._process = subprocess.Popen(
            # -P: what lies in the current folder must not be imported.
            [sys.executable, "-P", "-m", _MODULE, *preload],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, **_ONE_THREAD, "PYTHONPATH": str(root)},
            # Its own group, so that programs it has started end with it.
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._wire = Wire(self._process.stdout.fileno(), self._process.stdin.fileno())

    def send(self, header: dict[str, Any], body: bytes = b"", *, within_s: float) -> None:
        """Sends a message. Raises ReaderDied, or WireTimeout after `within_s` seconds."""
        try:
            self._wire.send(header, body, within_s=within_s)
        except WireClosed:
            raise ReaderDied(self.end()) from None

    def receive(self, *, within_s: float) -> Message:
        """The next answer. Raises ReaderDied, WireGarbage, or WireTimeout after `within_s`."""
        try:
            return self._wire.receive(within_s=within_s)
        except WireClosed:
            raise ReaderDied(self.end()) from None

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def end(self) -> int:
        """Ends the process and all it has started, at once. Safe to call again.

        Returns the signal that ended it, which is another than ours if it had ended before; 0 for
        none.
        """
        process = self._process
        # The group may outlive its leader: Tesseract does when the leader is killed.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        return max(0, -process.returncode)


class ReaderPool:
    """Keeps at most one idle process. Thread-safe; a fork of this process starts with none."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: ReaderProcess | None = None
        self._owner = os.getpid()

    def take(self, preload: tuple[str, ...] = ()) -> ReaderProcess:
        """The idle process, or a new one with the backends of `preload` loading."""
        with self._lock:
            kept, self._idle = self._idle, None
            inherited = self._owner != os.getpid()
        if kept is not None and not inherited:
            if kept.alive:
                return kept
            kept.end()
        return ReaderProcess(preload)

    def give_back(self, reader: ReaderProcess) -> None:
        """Keeps a process that has nothing open, or ends it where one is kept already."""
        with self._lock:
            self._owner = os.getpid()
            surplus, self._idle = (
                (self._idle, reader) if self._idle is None else (reader, self._idle)
            )
        if surplus is not None:
            surplus.end()

    def warm_up(self, preload: tuple[str, ...] = ()) -> None:
        """Starts a process for the next document. Returns at once."""
        with self._lock:
            if self._idle is None:
                self._owner = os.getpid()
                self._idle = ReaderProcess(preload)

    def clear(self) -> None:
        """Ends the idle process, if it is ours."""
        with self._lock:
            kept, self._idle = self._idle, None
            inherited = self._owner != os.getpid()
        if kept is not None and not inherited:
            kept.end()


POOL = ReaderPool()
atexit.register(POOL.clear)

__all__ = [
    "POOL",
    "ReaderDied",
    "ReaderPool",
    "ReaderProcess",
    "WireGarbage",
    "WireTimeout",
]
