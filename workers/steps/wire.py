"""Messages between the process that reads pages and its parent. Knows no pages and no processes.

A message is a JSON object and, after it, raw bytes:

    length of the object | length of the bytes | the object, UTF-8 | the bytes
    4 bytes, big endian  | 4 bytes, big endian

Never pickle: what comes back was made from a stranger's file, and unpickling runs code.
"""

from __future__ import annotations

import json
import os
import select
import struct
import time
from typing import Any

Message = tuple[dict[str, Any], bytes]

_LENGTHS = struct.Struct(">II")
_MAX_HEADER_BYTES = 64 * 2**20
_MAX_BODY_BYTES = 2**30
#: what one read or write takes at most; pipes hold 64 KiB
_CHUNK = 1 << 20


class WireClosed(Exception):
    """The other end is gone."""


class WireTimeout(Exception):
    """The other end did not answer in time."""


class WireGarbage(Exception):
    """What came is no message."""


class Wire:
    """One end of a two-way channel over file descriptors, which it sets to non-blocking.

    Not thread-safe. After WireTimeout or WireGarbage the channel is out of step and of no more use.
    """

    def __init__(self, read_fd: int, write_fd: int) -> None:
        self._read_fd = read_fd
        self._write_fd = write_fd
        os.set_blocking(read_fd, False)
        os.set_blocking(write_fd, False)

    def send(
        self, header: dict[str, Any], body: bytes = b"", *, within_s: float | None = None
    ) -> None:
        """Sends a message. within_s: seconds until WireTimeout, None for no end."""
        text = json.dumps(header, ensure_ascii=False).encode("utf-8", "surrogatepass")
        deadline = _deadline(within_s)
        self._write(_LENGTHS.pack(len(text), len(body)) + text, deadline)
        self._write(body, deadline)

    def receive(self, *, within_s: float | None = None) -> Message:
        """The next message. Raises WireClosed, WireTimeout or WireGarbage."""
        deadline = _deadline(within_s)
        num_header, num_body = _LENGTHS.unpack(self._read(_LENGTHS.size, deadline))
        if num_header > _MAX_HEADER_BYTES or num_body > _MAX_BODY_BYTES:
            raise WireGarbage(f"a message of {num_header} + {num_body} bytes")
        text = self._read(num_header, deadline)
        try:
            header = json.loads(text)
        except ValueError as error:
            raise WireGarbage(str(error)) from error
        if not isinstance(header, dict):
            raise WireGarbage(f"a {type(header).__name__} in place of an object")
        return header, bytes(self._read(num_body, deadline))

    def _write(self, data: bytes, deadline: float | None) -> None:
        view = memoryview(data)
        while view:
            _wait(self._write_fd, select.POLLOUT, deadline)
            try:
                view = view[os.write(self._write_fd, view[:_CHUNK]) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise WireClosed(str(error)) from error

    def _read(self, num_bytes: int, deadline: float | None) -> bytearray:
        data = bytearray()
        while len(data) < num_bytes:
            _wait(self._read_fd, select.POLLIN, deadline)
            try:
                piece = os.read(self._read_fd, min(_CHUNK, num_bytes - len(data)))
            except BlockingIOError:
                continue
            except OSError as error:
                raise WireClosed(str(error)) from error
            if not piece:
                raise WireClosed("the other end closed the channel")
            data += piece
        return data


def _deadline(within_s: float | None) -> float | None:
    return None if within_s is None else time.monotonic() + within_s


def _wait(fd: int, event: int, deadline: float | None) -> None:
    """Returns when `fd` is ready or closed. Not by select(): it fails for high descriptors."""
    poll = select.poll()
    poll.register(fd, event)
    left_ms = None if deadline is None else max(0.0, deadline - time.monotonic()) * 1000
    if not poll.poll(left_ms):
        raise WireTimeout("no answer in time")
