"""docflow's own commands as processes, to be killed and started again."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

DOCFLOW = (sys.executable, "-m", "docflow.cli")


def run_docflow(
    *arguments: str, env: Mapping[str, str], timeout_s: float = 120
) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end."""
    return subprocess.run(
        [*DOCFLOW, *arguments],
        env=os.environ | dict(env),
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


@dataclass
class Fleet:
    """Processes of one command, each in a process group of its own, so that a kill takes its
    children along as a machine that goes down would.
    """

    command: tuple[str, ...]
    env: Mapping[str, str]
    folder: Path
    running: list[tuple[subprocess.Popen[bytes], Path]] = field(default_factory=list)
    num_started: int = 0

    def start(self) -> None:
        """One more process; its output goes to a file of the folder."""
        self.num_started += 1
        path = self.folder / f"worker-{self.num_started}.log"
        with path.open("wb") as log:
            process = subprocess.Popen(
                self.command,
                env=os.environ | dict(self.env),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append((process, path))

    def oldest_said(self, text: str) -> bool:
        """Whether the oldest process has written `text`."""
        return text in self.running[0][1].read_text("utf-8", "replace")

    def kill_oldest(self) -> None:
        """SIGKILL to the oldest process and its children."""
        self._kill(self.running.pop(0)[0])

    def logs(self) -> str:
        """What all processes wrote."""
        return "\n".join(
            f"--- {path.name}\n{path.read_text('utf-8', 'replace')[-3000:]}"
            for path in sorted(self.folder.glob("worker-*.log"))
        )

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        """Kills all."""
        while self.running:
            self.kill_oldest()


@contextlib.contextmanager
def fleet(size: int, env: Mapping[str, str], folder: Path, *command: str) -> Iterator[Fleet]:
    """`size` processes of `command` while the block runs."""
    folder.mkdir(parents=True, exist_ok=True)
    processes = Fleet(command, env, folder)
    try:
        for _ in range(size):
            processes.start()
        yield processes
    finally:
        processes.end()
