"""Messages arrive whole or not at all."""

from __future__ import annotations

import os
import struct
import threading
from collections.abc import Iterator

import pytest

from workers.steps.wire import Wire, WireClosed, WireGarbage, WireTimeout


class Ends:
    """A wire and the bare descriptors of its other end."""

    def __init__(self) -> None:
        self.read_fd, theirs = os.pipe()
        mine, self.write_fd = os.pipe()
        self.wire = Wire(mine, theirs)
        self.fds = [self.read_fd, theirs, mine, self.write_fd]


@pytest.fixture
def ends() -> Iterator[Ends]:
    made = Ends()
    yield made
    for fd in made.fds:
        os.close(fd)


def test_a_message_larger_than_a_pipe_arrives(ends: Ends) -> None:
    other = Wire(ends.read_fd, ends.write_fd)
    body = os.urandom(3_000_000)
    sender = threading.Thread(target=other.send, args=({"page": 1}, body))
    sender.start()
    assert ends.wire.receive(within_s=20) == ({"page": 1}, body)
    sender.join()


def test_text_of_any_kind_arrives(ends: Ends) -> None:
    Wire(ends.read_fd, ends.write_fd).send({"text": "€ \ud800 請求書\n\x00"})
    header, _ = ends.wire.receive(within_s=5)
    assert header["text"] == "€ \ud800 請求書\n\x00"


def test_silence_ends_in_a_timeout(ends: Ends) -> None:
    with pytest.raises(WireTimeout):
        ends.wire.receive(within_s=0.05)


def test_half_a_message_ends_in_a_timeout(ends: Ends) -> None:
    os.write(ends.write_fd, struct.pack(">II", 100, 0) + b'{"a"')
    with pytest.raises(WireTimeout):
        ends.wire.receive(within_s=0.05)


def test_a_reader_that_does_not_read_ends_in_a_timeout(ends: Ends) -> None:
    with pytest.raises(WireTimeout):
        ends.wire.send({}, bytes(3_000_000), within_s=0.05)


def test_a_closed_end_is_told(ends: Ends) -> None:
    os.close(ends.write_fd)
    ends.fds.remove(ends.write_fd)
    with pytest.raises(WireClosed):
        ends.wire.receive(within_s=5)


@pytest.mark.parametrize(
    "data",
    [
        struct.pack(">II", 2**31, 0),
        struct.pack(">II", 0, 2**32 - 1),
        struct.pack(">II", 4, 0) + b"null",
        struct.pack(">II", 4, 0) + b"\xff\xfe{}",
        struct.pack(">II", 2, 0) + b"[]",
    ],
    ids=["huge header", "huge body", "null", "not UTF-8", "a list"],
)
def test_what_is_no_message_is_refused(ends: Ends, data: bytes) -> None:
    os.write(ends.write_fd, data)
    with pytest.raises(WireGarbage):
        ends.wire.receive(within_s=5)
