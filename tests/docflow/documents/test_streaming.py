"""Uploads into a real server on loopback: memory, broken connections, crashes."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from docflow.api.problems import Problem
from docflow.documents.upload import receive_form
from docflow.services import Services
from tests.docflow.documents.api_process import ApiProcess
from tests.docflow.documents.forms import BOUNDARY, CONTENT_TYPE, file_part, form, pdf

MIB = 2**20


@pytest.fixture(scope="module")
def api_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiProcess]:
    """The application in uvicorn, on loopback; its documents are those of all tests here."""
    process = ApiProcess(tmp_path_factory.mktemp("home"))
    yield process
    process.kill()


@pytest.fixture(scope="module")
def narrow_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiProcess]:
    """One that takes files of 1 MiB at most."""
    home = tmp_path_factory.mktemp("narrow")
    process = ApiProcess(home, DOCFLOW_LIMIT_MAX_FILE_BYTES=str(MIB))
    yield process
    process.kill()


def chunks_of_a_form(seed: int, num_bytes: int) -> Iterator[bytes]:
    """A form with one large file, never whole in memory."""
    yield file_part(b"large.pdf", pdf(str(seed)))[:-2]
    for n in range(num_bytes // MIB):
        yield bytes([seed, n]) * (MIB // 2)
    yield b"\r\n--" + BOUNDARY + b"--\r\n"


def send(port: int, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
    """Sends a form in chunks, without saying how long it is."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(
            "POST", "/v1/documents", body=body, headers={"Content-Type": CONTENT_TYPE, **headers}
        )
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def begin(port: int, body: bytes, length: int) -> socket.socket:
    """Sends the first part of a body of `length` bytes, and no more."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    head = (
        "POST /v1/documents HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: {CONTENT_TYPE}\r\nContent-Length: {length}\r\n\r\n"
    )
    connection.sendall(head.encode() + body)
    return connection


def num_listed(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/v1/documents")
    listed = json.loads(connection.getresponse().read())["data"]
    connection.close()
    return len(listed)


def wait_for(condition: Any, seconds: float = 45) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def test_large_files_at_once_do_not_fill_the_memory(api_process: ApiProcess) -> None:
    send(api_process.port, chunks_of_a_form(0, MIB))
    num_before = num_listed(api_process.port)
    before = api_process.peak_memory_mib()

    def upload(seed: int) -> int:
        return send(api_process.port, chunks_of_a_form(seed, 10 * MIB))[0]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(upload, range(1, 9))) == [202] * 8
    # 80 MiB went through.
    assert api_process.peak_memory_mib() - before < 30
    assert num_listed(api_process.port) == num_before + 8
    assert api_process.scratch_files() == []


def test_a_form_that_breaks_off_leaves_nothing(api_process: ApiProcess) -> None:
    num_before = num_listed(api_process.port)
    whole = form([file_part(b"a.pdf", pdf(size=1_000))])
    status, body = send(api_process.port, iter([whole[:-5]]))
    assert (status, body["code"]) == (400, "incomplete_form")
    assert num_listed(api_process.port) == num_before
    assert api_process.scratch_files() == []


def test_a_sender_who_hangs_up_leaves_nothing(api_process: ApiProcess) -> None:
    num_before = num_listed(api_process.port)
    whole = form([file_part(b"a.pdf", pdf(size=2 * MIB))])
    connection = begin(api_process.port, whole[:MIB], len(whole))
    wait_for(api_process.scratch_files)
    connection.close()
    wait_for(lambda: not api_process.scratch_files())
    assert num_listed(api_process.port) == num_before


def test_a_server_that_is_killed_while_a_file_comes_in_shows_nothing_of_it(
    tmp_path: Path,
) -> None:
    first = ApiProcess(tmp_path)
    whole = form([file_part(b"a.pdf", pdf(size=2 * MIB))])
    with begin(first.port, whole[:MIB], len(whole)):
        wait_for(first.scratch_files)
        first.kill()
    again = ApiProcess(tmp_path)
    try:
        assert num_listed(again.port) == 0
        assert send(again.port, iter([whole]))[0] == 202
        stored = [path for path in (tmp_path / "files").rglob("original") if path.is_file()]
        assert len(stored) == 1
    finally:
        again.kill()


def test_a_file_over_the_limit_is_refused_while_it_comes_in(narrow_process: ApiProcess) -> None:
    status, body = send(narrow_process.port, chunks_of_a_form(1, 3 * MIB))
    assert (status, body["code"]) == (413, "too_large")
    assert narrow_process.scratch_files() == []
    assert num_listed(narrow_process.port) == 0


def test_a_request_over_its_limit_is_cut_off(narrow_process: ApiProcess) -> None:
    with begin(narrow_process.port, form([])[:10], 10**12) as connection:
        assert b" 413 " in connection.recv(1_000).split(b"\r\n")[0]


def test_a_sender_who_says_nothing_more_is_given_up(sqlite_services: Services) -> None:
    async def receive() -> dict[str, Any]:
        await asyncio.sleep(3_600)
        raise AssertionError

    async def read() -> None:
        scope = {"type": "http", "headers": [(b"content-type", CONTENT_TYPE.encode())]}
        async with receive_form(Request(scope, receive), sqlite_services, stall_s=0.05):
            raise AssertionError

    with pytest.raises(Problem) as caught:
        asyncio.run(read())
    assert (caught.value.status, caught.value.code) == (408, "upload_stalled")


def test_scratch_files_are_not_readable_by_others(api_process: ApiProcess) -> None:
    whole = form([file_part(b"a.pdf", pdf(size=2 * MIB))])
    with begin(api_process.port, whole[:MIB], len(whole)):
        wait_for(api_process.scratch_files)
        (path,) = api_process.scratch_files()
        assert os.stat(path).st_mode & 0o077 == 0
