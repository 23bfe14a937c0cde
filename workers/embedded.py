"""Workers for a machine without a broker: one child process, woken through a pipe. Knows no stage.

A process of its own, so that neither the interpreter's lock nor a crash of a library reaches the
server (docs/decisions/0006-embedded-queue.md).
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import threading
from pathlib import Path

import structlog

from docflow.doorbell import Doorbell
from docflow.logs import Level
from docflow.services import Services

_MODULE = "workers.embedded_child"
#: seconds before a child that died is started again, doubled while it dies at once
_FIRST_PAUSE_S = 0.5
_MAX_PAUSE_S = 30.0


class EmbeddedWorkers:
    """Does the work of `services` on this machine, from `start` to `stop`. For one thread."""

    def __init__(
        self, services: Services, *, module: str = _MODULE, log_level: Level = "info"
    ) -> None:
        """module: what the child runs; another one in tests. log_level: of the child's logs."""
        self._services = services
        self._log_level = log_level
        self._module = module
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._watch: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        """Of the child that works now."""
        child = self._child
        return None if child is None else child.pid

    def start(self) -> None:
        """Starts working, first on what was left unfinished. Returns at once."""
        assert self._watch is None, "the workers were started before"
        self._start_child()
        self._watch = threading.Thread(target=self._keep_alive, name="workers", daemon=True)
        self._watch.start()

    def stop(self, timeout: float = 30.0) -> None:
        """Lets tasks finish or be given back, then ends the child; after `timeout` seconds at once.

        May be repeated.
        """
        self._stopping.set()
        self._ring(None)
        with self._lock:
            child = self._child
        if child is not None:
            _hang_up(child)
            try:
                child.wait(timeout)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        if self._watch is not None:
            self._watch.join()

    def _start_child(self) -> None:
        root = Path(__file__).resolve().parents[1]
        # Without the parent's settings: the child gets them by the pipe, also those given in code.
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("DOCFLOW_")
        }
        with self._lock:
            if self._stopping.is_set():
                return
            child = subprocess.Popen(
                # -P: what lies in the current folder must not be imported.
                [sys.executable, "-P", "-W", "ignore", "-m", self._module],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                env={**environment, "PYTHONPATH": str(root)},
                # Ctrl-C is for the parent, which then hangs up.
                start_new_session=True,
            )
            self._child = child
            assert child.stdin is not None
            child.stdin.write(self._first_line(child.pid))
            child.stdin.flush()
            self._ring(child.stdin.fileno())

    def _keep_alive(self) -> None:
        """Starts another child when one ends that was not told to."""
        pause_s = _FIRST_PAUSE_S
        while not self._stopping.is_set():
            child = self._child
            assert child is not None
            try:
                child.wait(60.0)
            except subprocess.TimeoutExpired:
                # It has worked for a while.
                pause_s = _FIRST_PAUSE_S
                continue
            if self._stopping.is_set():
                return
            self._ring(None)
            _hang_up(child)
            structlog.get_logger().warning("workers_ended", exit_code=child.returncode)
            self._stopping.wait(pause_s)
            pause_s = min(_MAX_PAUSE_S, pause_s * 2)
            self._start_child()

    def _first_line(self, pid: int) -> bytes:
        """What the child must know. The digests' secret is not its business."""
        first = {
            "settings": self._services.settings.model_dump(mode="json", exclude={"key_pepper"}),
            "owner": f"{socket.gethostname()[:30]}/{pid}/{secrets.token_hex(4)}",
            "log_level": self._log_level,
        }
        return json.dumps(first).encode() + b"\n"

    def _ring(self, pipe: int | None) -> None:
        # Another queue, given by a test, is nobody's bell: then the sweeper finds the rows.
        if isinstance(self._services.queue, Doorbell):
            self._services.queue.connect(pipe)


def _hang_up(child: subprocess.Popen[bytes]) -> None:
    if child.stdin is not None:
        with contextlib.suppress(OSError):
            child.stdin.close()
