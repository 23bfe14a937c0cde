"""An HTTP server on the loopback address that answers by a script and remembers its requests."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Received:
    """One request. headers: names in lower case. server_name: of TLS, None without."""

    path: str
    headers: dict[str, str]
    body: bytes
    server_name: str | None


@dataclass
class Receiver:
    """A running server. answers: taken one after the other; 200 when there are none left."""

    port: int
    scheme: str = "http"
    host: str = "127.0.0.1"
    answers: list[Answer] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    #: behaviours that wait are told to stop by it
    stop: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}/hook"

    def ids(self) -> list[str]:
        """The `webhook-id` of what was received, in order."""
        return [request.headers["webhook-id"] for request in self.received]


Behaviour = Callable[[BaseHTTPRequestHandler, Receiver], None]
#: a status, a status with headers, or whatever a function does
Answer = int | tuple[int, dict[str, str]] | Behaviour


def hang(handler: BaseHTTPRequestHandler, receiver: Receiver) -> None:
    """Takes the request and never answers."""
    receiver.stop.wait(30)


def drip_headers(handler: BaseHTTPRequestHandler, receiver: Receiver) -> None:
    """Sends its answer a byte at a time, so that no single wait is long."""
    for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 10_000:
        if receiver.stop.wait(0.05):
            return
        with contextlib.suppress(OSError):
            handler.wfile.write(bytes([byte]))


def drip_body(handler: BaseHTTPRequestHandler, receiver: Receiver) -> None:
    """Answers 200 at once and lets the body drip."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    while not receiver.stop.wait(0.05):
        with contextlib.suppress(OSError):
            handler.wfile.write(b"x")


def endless_body(handler: BaseHTTPRequestHandler, receiver: Receiver) -> None:
    """Answers 200 with as much as is taken; remembers how much that was as a path."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(10**9))
    handler.end_headers()
    sent = 0
    with contextlib.suppress(OSError):
        while sent < 10**9 and not receiver.stop.is_set():
            sent += handler.wfile.write(b"x" * 65_536)
    receiver.received.append(Received(f"sent {sent}", {}, b"", None))


def reset(handler: BaseHTTPRequestHandler, receiver: Receiver) -> None:
    """Cuts the connection with RST instead of answering."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def garbage(handler: BaseHTTPRequestHandler, receiver: Receiver) -> None:
    """Answers something that is not HTTP."""
    handler.wfile.write(b"\x00\x01 this is no answer\r\n\r\n")


def _handler(state: Receiver, names: dict[Any, str | None]) -> type[BaseHTTPRequestHandler]:
    """Answers by the script of `state`. names: connection -> the name TLS was asked for."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            with state.lock:
                name = names.get(self.connection)
                state.received.append(Received(self.path, headers, body, name))
                answer = state.answers.pop(0) if state.answers else 200
            self.close_connection = True
            if callable(answer):
                answer(self, state)
                return
            status, extra = answer if isinstance(answer, tuple) else (answer, {})
            self.send_response(status)
            for name, value in extra.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is what some tests are about."""


class _ServerV6(_Server):
    address_family = socket.AF_INET6


@contextlib.contextmanager
def receiver(
    *answers: Answer, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> Iterator[Receiver]:
    """A receiver that listens until the block ends."""
    names: dict[Any, str | None] = {}
    state = Receiver(
        0,
        scheme="https" if tls else "http",
        host=f"[{host}]" if ":" in host else host,
        answers=list(answers),
    )
    kind = _ServerV6 if ":" in host else _Server
    server = kind((host, 0), _handler(state, names))
    state.port = server.server_address[1]
    if tls is not None:

        def remember(sock: Any, name: str | None, _context: ssl.SSLContext) -> None:
            names[sock] = name

        tls.sni_callback = remember
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()
