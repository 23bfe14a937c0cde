"""The application as a process: `python -m tests.docflow.documents.api_process PORT`."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[3]


class ApiProcess:
    """A server on loopback with its own home folder."""

    def __init__(self, home: Path, **variables: str) -> None:
        self.home = home
        self.port = free_port()
        # Nothing of the person who runs the tests.
        outside = {name: os.environ[name] for name in os.environ if not name.startswith("DOCFLOW_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.docflow.documents.api_process", str(self.port)],
            cwd=ROOT,
            env=outside | {"DOCFLOW_HOME": str(home)} | variables,
        )
        self._wait()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def peak_memory_mib(self) -> float:
        """The most memory it has had so far."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024

    def scratch_files(self) -> list[Path]:
        """Files that are coming in."""
        return list((self.home / "files" / ".incoming").glob("*"))

    def kill(self) -> None:
        """Ends it at once, as a crash would. Safe to call twice."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            assert self._process.poll() is None, "the server ended"
            time.sleep(0.05)
        raise AssertionError("the server does not answer")


def main(port: int) -> None:
    # Local imports: the test process needs none of these.
    import uvicorn

    from docflow.api.app import create_app
    from docflow.database.migrate import migrate
    from docflow.services import open_services
    from docflow.settings import Settings
    from tests.docflow.service_fixtures import RecordingQueue

    services = open_services(Settings(), queue=RecordingQueue())
    migrate(services.database)
    app = create_app(services, require_keys=False)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]))
