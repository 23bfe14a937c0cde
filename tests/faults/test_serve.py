"""What a newcomer does with `docflow serve`, on one machine and on PostgreSQL with Redis: upload,
follow, fetch, ask with SQL, and be told by a signed webhook.
"""

from __future__ import annotations

import contextlib
import json
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from standardwebhooks import Webhook

from tests.faults.joined import generated, joined
from tests.faults.processes import DOCFLOW, Fleet, fleet, run_docflow
from tests.faults.receiver import Receiver, receiver
from tests.servers import free_port, postgres_server, redis_server

ROOT = Path(__file__).resolve().parents[2]
INVOICE = ROOT / "examples" / "invoice.pdf"
ENDINGS = {"document.completed", "document.failed"}


@pytest.fixture
def hooks() -> Iterator[Receiver]:
    with receiver() as kept:
        yield kept


def base_env(home: Path) -> dict[str, str]:
    return {
        "DOCFLOW_HOME": str(home),
        "DOCFLOW_WEBHOOK_ALLOW": "127.0.0.0/8",
        "DOCFLOW_SWEEP_S": "2",
        "OMP_NUM_THREADS": "1",
    }


@contextlib.contextmanager
def serving(env: dict[str, str], folder: Path) -> Iterator[tuple[str, Fleet]]:
    """The address of a running `docflow serve`, and its process."""
    port = free_port()
    with fleet(1, env, folder, *DOCFLOW, "serve", "--port", str(port)) as server:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(httpx2.TransportError):
                if httpx2.get(f"{url}/readyz").status_code == 200:
                    break
            assert time.monotonic() < deadline, server.logs()
            time.sleep(0.1)
        yield url, server


def follow(client: httpx2.Client, document_id: str) -> list[str]:
    """The types of the document's events, as they come, until the stream ends."""
    types = []
    with client.stream("GET", f"/v1/documents/{document_id}/events", timeout=90) as answer:
        for line in answer.iter_lines():
            if line.startswith("event: "):
                types.append(line.removeprefix("event: "))
    return types


def assert_is_whole(result: Any, page: int = 1) -> None:
    """A result as the contract says: values with their places."""
    assert result["status"] in ("done", "needs_review")
    assert result["data"]["totals"]["total"] is not None
    with_place = [field for field in result["fields"] if field["bbox"]]
    assert with_place
    for field in with_place:
        left, top, right, bottom = field["bbox"]
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1
        assert field["page"] == page


def use(client: httpx2.Client, hooks: Receiver, env: dict[str, str]) -> str:
    """Everything once; the document's id."""
    endpoint = client.post("/v1/webhooks", json={"url": hooks.url, "content": "full"})
    assert endpoint.status_code == 201, endpoint.text
    secret = endpoint.json()["secret"]
    with INVOICE.open("rb") as file:
        answer = client.post("/v1/documents", files={"file": ("invoice.pdf", file)})
    assert answer.status_code == 202, answer.text
    document_id: str = answer.json()["documents"][0]["id"]
    types = follow(client, document_id)
    assert types[0] == "document.queued"
    assert types[-1] == "document.completed"
    result = client.get(f"/v1/documents/{document_id}/extraction").json()
    assert_is_whole(result)
    sql = f"select totals_total from invoice where document_id = '{document_id}'"
    rows = client.post("/v1/query", json={"sql": sql}).json()["rows"]
    assert [f"{row[0]:.2f}" for row in rows] == [result["data"]["totals"]["total"]]
    deadline = time.monotonic() + 30
    while not hooks.requests:
        assert time.monotonic() < deadline, "the webhook did not arrive"
        time.sleep(0.1)
    headers, body = hooks.requests[0]
    # Raises where the signature is not that of the body.
    told: Any = Webhook(secret).verify(body, headers)
    assert told["type"] == "document.completed"
    assert told["data"]["result"]["data"] == result["data"]
    return document_id


@pytest.mark.timeout(180)
def test_on_one_machine_with_nothing_beside_it(tmp_path: Path, hooks: Receiver) -> None:
    env = base_env(tmp_path / "home")
    with (
        serving(env, tmp_path / "logs") as (url, server),
        httpx2.Client(base_url=url, timeout=60) as client,
    ):
        document_id = use(client, hooks, env)
        query = run_docflow("query", "select document_id from invoice", "--format", "json", env=env)
        assert json.loads(query.stdout)["document_id"] == document_id
        audit = run_docflow("audit", env=env)
        assert audit.returncode == 0, audit.stdout
        process, log = server.running[0]
        start = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert time.monotonic() - start < 45
        greeting = log.read_text("utf-8")
    assert f"-F file=@invoice.pdf {url}/v1/documents" in greeting


@pytest.mark.timeout(240)
def test_with_postgresql_redis_a_key_and_two_workers(tmp_path: Path, hooks: Receiver) -> None:
    with postgres_server() as postgres, redis_server() as redis_url:
        env = base_env(tmp_path / "home") | {
            "DOCFLOW_DATABASE_URL": f"{postgres}/postgres",
            "DOCFLOW_BROKER_URL": redis_url,
        }
        assert run_docflow("migrate", env=env).returncode == 0
        key = run_docflow("keys", "create", "--name", "test", env=env).stdout.strip()
        headers = {"Authorization": f"Bearer {key}"}
        with (
            fleet(2, env, tmp_path / "workers", *DOCFLOW, "worker"),
            serving(env, tmp_path / "logs") as (url, _),
            httpx2.Client(base_url=url, timeout=60, headers=headers) as client,
        ):
            assert httpx2.get(f"{url}/v1/documents").status_code == 401
            use(client, hooks, env)
        assert run_docflow("audit", env=env).returncode == 0


@pytest.mark.timeout(240)
def test_a_file_of_several_documents_is_parted_read_and_removed(tmp_path: Path) -> None:
    env = base_env(tmp_path / "home")
    data = joined(INVOICE.read_bytes(), generated("receipt", 1))
    with (
        serving(env, tmp_path / "logs") as (url, _),
        httpx2.Client(base_url=url, timeout=60) as client,
    ):
        files = {"file": ("scan.pdf", data)}
        answer = client.post("/v1/documents", files=files, data={"schema": "auto"})
        assert answer.status_code == 202, answer.text
        id_ = answer.json()["documents"][0]["id"]
        assert follow(client, id_)[-1] == "document.completed"
        packet = client.get(f"/v1/documents/{id_}").json()
        assert [part["schema"] for part in packet["documents"]] == ["invoice", "receipt"]
        for number, part in enumerate(packet["documents"], 1):
            assert follow(client, part["id"])[-1] == "document.completed"
            result = client.get(f"{part['url']}/extraction").json()
            assert_is_whole(result, page=number)
            assert result["classification"]["schema"] == result["schema"] == part["schema"]
            image = client.get(f"{part['url']}/pages/{number}.png")
            assert image.content.startswith(b"\x89PNG")
            assert client.get(f"{part['url']}/pages/{3 - number}.png").status_code == 404
        sql = (
            "select d.schema_name, d.first_page from packet_documents p join documents d "
            f"on d.document_id = p.part_id where p.document_id = '{id_}' order by p.item"
        )
        rows = client.post("/v1/query", json={"sql": sql}).json()
        assert rows["rows"] == [["invoice", 1], ["receipt", 2]]
        assert_all_holds_soon(env)
        assert client.delete(f"/v1/documents/{id_}").status_code == 204
        gone = [client.get(url).status_code for url in (packet["url"], *urls_of(packet))]
        assert gone == [404, 404, 404]
        assert client.get("/v1/documents").json()["data"] == []
        assert_all_holds_soon(env)


def assert_all_holds_soon(env: dict[str, str]) -> None:
    """The audit finds nothing, once what was told last has been looked at."""
    deadline = time.monotonic() + 60
    while (audit := run_docflow("audit", env=env)).returncode:
        assert time.monotonic() < deadline, audit.stdout
        time.sleep(1)


def urls_of(packet: Any) -> list[str]:
    """Where the documents of a packet are."""
    return [part["url"] for part in packet["documents"]]


def start_and_fail(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_docflow("serve", *arguments, env=env, timeout_s=60)


def words(text: str) -> str:
    """The message without the frame that is drawn around it."""
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", text).split())


def test_it_does_not_start_open_to_everybody(tmp_path: Path) -> None:
    ended = start_and_fail(base_env(tmp_path), "--host", "0.0.0.0", "--port", "0")
    assert ended.returncode == 2
    assert "docflow keys create" in words(ended.stderr)


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = start_and_fail(base_env(tmp_path), "--port", str(port))
    assert ended.returncode == 2
    assert f"cannot listen on 127.0.0.1 port {port}" in words(ended.stderr)


def test_a_database_that_is_not_there_is_named(tmp_path: Path) -> None:
    env = base_env(tmp_path) | {
        "DOCFLOW_DATABASE_URL": f"postgresql://docflow@127.0.0.1:{free_port()}/docflow"
    }
    ended = start_and_fail(env, "--port", "0")
    assert ended.returncode == 1
    assert "the database cannot be reached" in ended.stderr
