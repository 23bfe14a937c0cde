"""One request: where it goes, when it ends, what is read of the answer. Loopback only."""

from __future__ import annotations

import itertools
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from docflow.webhooks import network
from docflow.webhooks.addresses import AllowList, Target, parse_allow
from docflow.webhooks.network import AddressRefused, CheckedBackend, Deadline
from docflow.webhooks.transport import MAX_ANSWER_BYTES, HttpTransport
from tests.docflow.webhooks.receiver import (
    Answer,
    drip_body,
    drip_headers,
    endless_body,
    garbage,
    hang,
    receiver,
    reset,
)

LOOPBACK = parse_allow("127.0.0.0/8")
ONLY_ONE = parse_allow("127.0.0.1/32")
TIMEOUT_S = 0.6
#: what a busy machine may add; a transport that does not end would take minutes
SLACK_S = 15.0


def _transport(timeout_s: float = TIMEOUT_S) -> HttpTransport:
    return HttpTransport(LOOPBACK, timeout_s=timeout_s)


def test_a_post_arrives_with_its_headers_and_body() -> None:
    with receiver((202, {"Retry-After": "7"})) as there:
        answer = _transport().post(there.url + "?a=b", {"X-One": "1"}, b"body")

    assert (answer.status, answer.body, answer.retry_after) == (202, b"ok", "7")
    (request,) = there.received
    assert (request.path, request.body, request.headers["x-one"]) == ("/hook?a=b", b"body", "1")
    assert request.headers["host"] == f"127.0.0.1:{there.port}"


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    with receiver() as canary, receiver((302, {"Location": canary.url})) as there:
        answer = _transport().post(there.url, {}, b"")

    assert answer.status == 302
    assert canary.received == []


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as proxy, receiver() as there:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        answer = _transport().post(there.url, {}, b"")

    assert answer.status == 200
    assert proxy.received == []


@pytest.mark.parametrize("behaviour", [hang, drip_headers, drip_body, reset, garbage])
def test_nothing_a_receiver_does_takes_longer_than_the_deadline(behaviour: Answer) -> None:
    with receiver(behaviour) as there:
        start = time.monotonic()
        answer = _transport().post(there.url, {}, b"body")
        took = time.monotonic() - start

    assert took < TIMEOUT_S + SLACK_S
    # The body that drips came after a status, which is the answer.
    assert answer.status == (200 if behaviour is drip_body else None)
    assert (answer.error is None) == (behaviour is drip_body)


def test_a_receiver_that_reads_slowly_ends_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        port = server.getsockname()[1]
        start = time.monotonic()
        # larger than what the kernel buffers; nobody reads it
        answer = _transport().post(f"http://127.0.0.1:{port}/", {}, b"x" * 50_000_000)

    assert answer.status is None
    assert "WriteTimeout" in (answer.error or "")
    assert time.monotonic() - start < TIMEOUT_S + SLACK_S


def test_of_an_endless_answer_64_kb_are_read() -> None:
    with receiver(endless_body) as there:
        answer = _transport(5.0).post(there.url, {}, b"")
        deadline = time.monotonic() + 5
        while len(there.received) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)

    assert answer.status == 200
    assert len(answer.body) == MAX_ANSWER_BYTES
    # what the kernel's buffers took besides; the connection is closed
    assert int(there.received[1].path.removeprefix("sent ")) < 20_000_000


def test_nobody_there_is_an_answer_without_a_status() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    answer = _transport().post(f"http://127.0.0.1:{port}/", {}, b"")

    assert answer.status is None
    assert not answer.is_refused
    assert "refused" in (answer.error or "")


@pytest.mark.parametrize("url", ["http://127.0.0.2:{port}/", "http://[::1]:{port}/"])
def test_an_address_that_is_not_allowed_is_not_connected_to(url: str) -> None:
    host = "::1" if "::1" in url else "127.0.0.2"
    with receiver(host=host) as canary:
        answer = HttpTransport(ONLY_ONE).post(url.format(port=canary.port), {}, b"")

    assert answer.is_refused
    assert canary.received == []


class _Answers:
    """A resolver that answers each question with the next of its lists."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = itertools.cycle(answers)
        self.num_asked = 0

    def __call__(self, name: str, port: int) -> list[str]:
        self.num_asked += 1
        return next(self._answers)


def _backend(
    port: int, resolver: Callable[[str, int], list[str]], allow: AllowList = ONLY_ONE
) -> CheckedBackend:
    target = Target("http", "hooks.example.com", port, "/", allow)
    return CheckedBackend(target, resolver, Deadline(5))


def test_a_name_that_changes_its_address_never_reaches_the_other_one() -> None:
    with receiver(host="127.0.0.2") as canary:
        for _ in range(20):
            resolver = _Answers(["127.0.0.1"], ["127.0.0.2"])
            # Nobody listens at the first address: what is tried is that one, and it alone.
            with pytest.raises(network.ConnectError):
                _backend(canary.port, resolver).connect_tcp("hooks.example.com", canary.port)
            assert resolver.num_asked == 1

        with pytest.raises(AddressRefused):
            _backend(canary.port, _Answers(["127.0.0.2"])).connect_tcp("x", canary.port)
    assert canary.received == []


@pytest.mark.parametrize(
    "second",
    [
        "127.0.0.2",
        "::1",
        "10.0.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "172.17.0.1",
        "192.168.1.1",
        "192.88.99.1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "fe80::1%lo",
        "fec0::1",
        "fd00::1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
    ],
)
def test_one_bad_address_among_several_refuses_the_name(
    second: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected = []
    monkeypatch.setattr(socket, "create_connection", lambda *args: connected.append(args))
    for answers in (["127.0.0.1", second], [second, "127.0.0.1"]):
        with pytest.raises(AddressRefused):
            _backend(443, _Answers(answers)).connect_tcp("hooks.example.com", 443)

    assert connected == []


def test_the_next_address_is_tried_where_nobody_listens_at_the_first() -> None:
    with receiver() as there:
        # the port is only taken on 127.0.0.1
        backend = _backend(there.port, _Answers(["127.0.0.3", "127.0.0.1"]), LOOPBACK)
        stream = backend.connect_tcp("hooks.example.com", there.port)
        stream.close()


@pytest.mark.parametrize("answers", [[], ["not an address"]])
def test_a_name_without_addresses_is_a_failure(answers: list[str]) -> None:
    with pytest.raises(network.ConnectError):
        _backend(443, _Answers(answers)).connect_tcp("hooks.example.com", 443)


def test_a_name_server_that_hangs_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*args: object, **kwargs: object) -> list[object]:
        time.sleep(0.5)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    monkeypatch.setattr(network, "RESOLVE_TIMEOUT_S", 0.1)
    with pytest.raises(TimeoutError):
        network.resolve("hooks.example.com", 443)


def test_the_systems_resolver_answers_for_this_machine() -> None:
    assert "127.0.0.1" in network.resolve("127.0.0.1", 443)
    # longer than a label may be: no question is asked of anyone
    with pytest.raises(OSError, match=r"."):
        network.resolve("a" * 70 + ".example", 443)


_REQUEST = (
    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    " -subj /CN=hooks.example.com -addext subjectAltName=DNS:hooks.example.com"
)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for hooks.example.com with its key, signed by itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    subprocess.run(
        [openssl, *_REQUEST.split(), "-keyout", path, "-out", path],
        check=True,
        capture_output=True,
    )
    return path


def _server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def _named(certificate: Path | None, host: str, port: int) -> HttpTransport:
    """Trusts the certificate; every name stands for this machine."""
    trusted = ssl.create_default_context(cafile=str(certificate) if certificate else None)
    return HttpTransport(
        parse_allow(f"{host}:{port}"), resolver=_Answers(["127.0.0.1"]), ssl_context=trusted
    )


def test_host_and_tls_carry_the_name_though_an_address_is_connected_to(certificate: Path) -> None:
    with receiver(tls=_server_context(certificate)) as there:
        url = f"https://hooks.example.com:{there.port}/hook"
        answer = _named(certificate, "hooks.example.com", there.port).post(url, {}, b"{}")

    assert answer.status == 200, answer.error
    (request,) = there.received
    assert request.server_name == "hooks.example.com"
    assert request.headers["host"] == f"hooks.example.com:{there.port}"


def test_a_certificate_for_another_name_or_from_nowhere_is_a_failure(certificate: Path) -> None:
    with receiver(tls=_server_context(certificate)) as there:
        for trusted, host in ((certificate, "other.example.com"), (None, "hooks.example.com")):
            url = f"https://{host}:{there.port}/hook"
            answer = _named(trusted, host, there.port).post(url, {}, b"{}")
            assert answer.status is None
            assert "TLS" in (answer.error or "")

    assert there.received == []


def test_a_handshake_that_hangs_ends_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        start = time.monotonic()
        answer = _transport().post(f"https://127.0.0.1:{port}/", {}, b"")

    assert answer.status is None
    assert "handshake" in (answer.error or "")
    assert time.monotonic() - start < TIMEOUT_S + SLACK_S
