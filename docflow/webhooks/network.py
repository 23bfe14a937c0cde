"""Connections of a webhook request: a name is resolved once, all its addresses are checked, and one
of those is connected to. Knows HTTP only as what speaks over these streams.

Every wait ends at one deadline for the whole attempt. Timeouts of single reads would let a receiver
that sends a byte a second hold a worker for hours.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from httpcore2 import (
    ConnectError,
    ConnectTimeout,
    NetworkBackend,
    NetworkStream,
    ReadError,
    ReadTimeout,
    WriteError,
    WriteTimeout,
)

from docflow.webhooks.addresses import Address, Target

#: (name, port) -> its addresses as text. Raises OSError where there are none.
Resolver: TypeAlias = Callable[[str, int], list[str]]
RESOLVE_TIMEOUT_S = 5.0
_WRITE_BYTES = 65_536


class AddressRefused(ConnectError):
    """The name stands for an address that no webhook may reach."""


def resolve(name: str, port: int) -> list[str]:
    """The addresses of `name` as the system knows them, IPv4 and IPv6.

    Raises:
        OSError: it has none, or the answer took too long (TimeoutError).
    """
    answers: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(entry[4][0]) for entry in found)))
        except OSError as error:
            answers.put(error)
        except UnicodeError as error:
            answers.put(OSError(str(error)))

    # The system's resolver takes no timeout; a thread that hangs in it is left behind.
    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=RESOLVE_TIMEOUT_S)
    except queue.Empty:
        raise TimeoutError(f"no answer for {name} within {RESOLVE_TIMEOUT_S:g} s") from None
    if isinstance(answer, OSError):
        raise answer
    return answer


class Deadline:
    """The moment at which an attempt ends, whatever it is waiting for."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds left.

        Raises:
            TimeoutError: none are.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the attempt's time is over")
        return left


class CheckedBackend(NetworkBackend):
    """Opens the connection of one request to one target."""

    def __init__(self, target: Target, resolver: Resolver, deadline: Deadline) -> None:
        self._target = target
        self._resolver = resolver
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> NetworkStream:
        # The target's own host: what is connected to is what was checked.
        last: OSError | None = None
        for address in self._addresses():
            try:
                sock = socket.create_connection(
                    (str(address), self._target.port), self._deadline.remaining()
                )
            except TimeoutError as error:
                raise ConnectTimeout("the connection took too long") from error
            except OSError as error:
                last = error
                continue
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return _DeadlineStream(sock, self._deadline)
        raise ConnectError(str(last)) from last

    def _addresses(self) -> list[Address]:
        """The addresses of the target, all of them checked.

        Raises:
            AddressRefused: one of them may not be reached. The others are not tried: a name with
                a public and a private address is an attempt to slip through.
        """
        given = self._target.address
        addresses = [given] if given is not None else self._resolved()
        for address in addresses:
            if not self._target.permits(address):
                raise AddressRefused(
                    f"{self._target.host} stands for {address}, which is no public address"
                )
        return addresses

    def _resolved(self) -> list[Address]:
        try:
            found = self._resolver(self._target.host, self._target.port)
            addresses = [ipaddress.ip_address(answer) for answer in found]
        except TimeoutError as error:
            raise ConnectTimeout(f"{self._target.host} is not resolved in time") from error
        except (OSError, ValueError) as error:
            raise ConnectError(f"{self._target.host} cannot be resolved: {error}") from error
        if not addresses:
            raise ConnectError(f"{self._target.host} has no address")
        return addresses


class _DeadlineStream(NetworkStream):
    """A connection whose every wait ends at the deadline, whatever timeouts are given."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._socket = sock
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            self._socket.settimeout(self._deadline.remaining())
            return self._socket.recv(max_bytes)
        except TimeoutError as error:
            raise ReadTimeout("the answer took too long") from error
        except OSError as error:
            raise ReadError(str(error)) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        view = memoryview(buffer)
        try:
            while view:
                self._socket.settimeout(self._deadline.remaining())
                view = view[self._socket.send(view[:_WRITE_BYTES]) :]
        except TimeoutError as error:
            raise WriteTimeout("the receiver did not take the request in time") from error
        except OSError as error:
            raise WriteError(str(error)) from error

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> NetworkStream:
        try:
            # A handshake ends when the socket's timeout is over, however many bytes it came in.
            self._socket.settimeout(self._deadline.remaining())
            wrapped = ssl_context.wrap_socket(self._socket, server_hostname=server_hostname)
        except TimeoutError as error:
            self.close()
            raise ConnectTimeout("the TLS handshake took too long") from error
        except (OSError, ValueError) as error:
            self.close()
            raise ConnectError(f"TLS: {error}") from error
        return _DeadlineStream(wrapped, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._socket if info == "socket" else None
