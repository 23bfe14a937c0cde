"""A receiver of webhooks on loopback that keeps what it was sent, and can be down."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """What arrived, in order; `status` is what is answered (500 while it is "down")."""

    url: str = ""
    status: int = 200
    #: (headers in lower case, body as sent)
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    refused: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, headers: dict[str, str], body: bytes) -> int:
        with self._lock:
            (self.requests if self.status < 300 else self.refused).append((headers, body))
            return self.status

    def event_ids(self) -> list[str]:
        """The ids of the events that were accepted, repeats included."""
        with self._lock:
            return [headers["webhook-id"] for headers, _ in self.requests]

    def bodies(self) -> list[Any]:
        """The accepted bodies, parsed."""
        with self._lock:
            return [json.loads(body) for _, body in self.requests]


@contextlib.contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver that listens on a free port while the block runs."""
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(kept.take(headers, body))
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    kept.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
