"""Starts, watches and ends the processes that open documents. Knows messages, no pages.

Idle processes are kept warm: the next document then does not wait for Python and the PDF library
to load. A process in which anything went wrong is ended, never kept. Each takes a core and, with
OCR, up to a gigabyte: `ReaderPool.turn` lets as many work as half of the cores.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docflow.errors import SetupError
from workers.steps.wire import Message, Wire, WireClosed, WireGarbage, WireTimeout

_MODULE = "workers.steps.reader_child"
#: what the process sees of this one's environment: nothing that could be a secret
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TESSDATA_PREFIX", "TMPDIR", "LD_LIBRARY_PATH")
# One core a page. Tesseract and the libraries under numpy start a thread a core otherwise.
# A reader takes up to 1 GB; the model and everything else on the machine want the rest.
_BYTES_A_READER = 4 * 2**30
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS"), "1")


#: all that this process has started, to end them with it
_STARTED: weakref.WeakSet[ReaderProcess] = weakref.WeakSet()
_ENDING = threading.Event()


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
        if _ENDING.is_set():
            # A thread that goes on while the interpreter ends must not leave one behind.
            raise SetupError("reader_failed", "this process is ending")
        self.num_pages = 0
        self._owner = os.getpid()
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
        _STARTED.add(self)

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

    @property
    def is_inherited(self) -> bool:
        """Whether a fork of the process that started it is asking."""
        return self._owner != os.getpid()

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
    """Keeps a few idle processes. Thread-safe; a fork of this process starts with none."""

    def __init__(self, most: int = 1) -> None:
        """most: documents that are read at a time, and idle processes that are kept."""
        self._most = most
        self._turns = threading.BoundedSemaphore(most)
        self._lock = threading.Lock()
        self._idle: list[ReaderProcess] = []

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Waits until fewer than `most` documents are read. Take it once a document, and no lock
        inside it that another holds while waiting for its turn.
        """
        with self._turns:
            yield

    def take(self, preload: tuple[str, ...] = ()) -> ReaderProcess:
        """An idle process, or a new one with the backends of `preload` loading."""
        while (kept := self._pop()) is not None:
            if kept.alive:
                return kept
            kept.end()
        return ReaderProcess(preload)

    def give_back(self, reader: ReaderProcess) -> None:
        """Keeps a process that has nothing open, or ends it where enough are kept already."""
        with self._lock:
            is_kept = len(self._idle) < self._most
            if is_kept:
                self._idle.append(reader)
        if not is_kept:
            reader.end()

    def warm_up(self, preload: tuple[str, ...] = ()) -> None:
        """Starts a process for the next document. Returns at once."""
        with self._lock:
            if not self._idle:
                self._idle.append(ReaderProcess(preload))

    def clear(self) -> None:
        """Ends the idle processes, if they are ours."""
        while (kept := self._pop()) is not None:
            kept.end()

    def _pop(self) -> ReaderProcess | None:
        """The idle process that was used last."""
        with self._lock:
            self._idle = [kept for kept in self._idle if not kept.is_inherited]
            return self._idle.pop() if self._idle else None


def most_readers() -> int:
    """One a core where memory allows, since the model often waits for text recognition; half of the
    cores where the system does not say how much memory there is.
    """
    try:
        num_cores = len(os.sched_getaffinity(0))
    except AttributeError:
        # macOS and Windows do not tell which of them are ours.
        num_cores = os.cpu_count() or 1
    try:
        memory_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return max(1, num_cores // 2)
    return max(1, min(num_cores, memory_bytes // _BYTES_A_READER))


def end_all() -> None:
    """Ends every process that was started here and lets no other begin: for the end of this one."""
    _ENDING.set()
    for reader in list(_STARTED):
        if not reader.is_inherited:
            reader.end()


POOL = ReaderPool(most_readers())
atexit.register(end_all)

__all__ = [
    "POOL",
    "ReaderDied",
    "ReaderPool",
    "ReaderProcess",
    "WireGarbage",
    "WireTimeout",
    "end_all",
    "most_readers",
]
