"""Times the service without a model: uploads, documents through the whole way, bulk inserts.

    python -m benchmarks.service [--documents 2000] [--save]

The goals stand first, then what was measured. Memory is that of server and workers after a quarter
of the documents and after all of them. Knows no real document: each is one page with a text layer.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pymupdf
from sqlalchemy import insert
from sqlalchemy.orm import Session

from docflow.database.database import Database, sqlite_url
from docflow.database.migrate import migrate
from docflow.database.tables import Document, Extraction, Field, Tenant

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "service.jsonl"
GOALS = {"uploads_per_s": 50.0, "upload_p99_ms": 500.0, "insert_ratio": 3.0}
MIB = 2**20
CLIENTS = 4
UPLOAD_BYTES = 100_000


def small_pdf() -> bytes:
    """One page with a text layer."""
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((72, 72), "Invoice R-1042 of 2026-03-01, total 119.00 EUR")
    content: bytes = document.tobytes()
    document.close()
    return content


def numbered(content: bytes, number: int, size_bytes: int = 0) -> bytes:
    """The same page as another document: what follows the end of a PDF is a comment."""
    return content + b"\n%" + str(number).encode() + b"." * max(0, size_bytes - len(content))


@dataclass(frozen=True)
class Server:
    """A running server. process: with its workers as children."""

    url: str
    process: psutil.Process

    def memory_mib(self) -> dict[str, float]:
        """Resident memory of the server and of all processes below it."""
        own = self.process.memory_info().rss / MIB
        below = 0.0
        for child in self.process.children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                below += child.memory_info().rss / MIB
        return {"server_mib": round(own, 1), "workers_mib": round(below, 1)}


@contextlib.contextmanager
def stub_server(home: Path, *, with_workers: bool) -> Iterator[Server]:
    """benchmarks.stub_service on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.stub_service", str(port)]
    with subprocess.Popen(
        [*command, *(["--workers"] if with_workers else [])],
        cwd=ROOT,
        env=os.environ | {"DOCFLOW_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_ready(url)
            yield Server(url, psutil.Process(process.pid))
        finally:
            process.terminate()


def _wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx2.TransportError):
            if httpx2.get(f"{url}/readyz").status_code == 200:
                return
        time.sleep(0.1)
    raise TimeoutError(f"{url} does not become ready")


def upload_all(server: Server, documents: list[bytes]) -> list[float]:
    """Seconds of each upload, by a few clients at a time."""

    def upload(content: bytes) -> float:
        start = time.perf_counter()
        answer = client.post("/v1/documents", files={"file": ("a.pdf", content)})
        answer.raise_for_status()
        return time.perf_counter() - start

    with (
        httpx2.Client(base_url=server.url, timeout=60) as client,
        ThreadPoolExecutor(CLIENTS) as threads,
    ):
        return list(threads.map(upload, documents))


def time_uploads(num_documents: int) -> dict[str, float]:
    """Uploads of 100 kB with nobody working on them: each is synced to disk and committed."""
    content = small_pdf()
    with (
        tempfile.TemporaryDirectory() as home,
        stub_server(Path(home), with_workers=False) as server,
    ):
        upload_all(server, [numbered(content, -1)])
        documents = [numbered(content, index, UPLOAD_BYTES) for index in range(num_documents)]
        start = time.perf_counter()
        seconds = upload_all(server, documents)
        elapsed = time.perf_counter() - start
    return {
        "uploads_per_s": round(num_documents / elapsed, 1),
        "upload_p50_ms": round(statistics.median(seconds) * 1000, 1),
        "upload_p99_ms": round(statistics.quantiles(seconds, n=100)[98] * 1000, 1),
    }


def time_documents(num_documents: int) -> dict[str, float]:
    """Documents from upload to result, through all stages but the model."""
    content = small_pdf()
    figures: dict[str, float] = {}
    with (
        tempfile.TemporaryDirectory() as home,
        stub_server(Path(home), with_workers=True) as server,
        httpx2.Client(base_url=server.url, timeout=60) as client,
    ):
        start = time.perf_counter()
        quarter = num_documents // 4
        for first, last in ((0, quarter), (quarter, num_documents)):
            upload_all(server, [numbered(content, index) for index in range(first, last)])
            _wait_for_results(client, last)
            memory = server.memory_mib()
            figures |= {f"{name}_after_{last}": value for name, value in memory.items()}
        figures["documents_per_s"] = round(num_documents / (time.perf_counter() - start), 2)
    return figures


def _wait_for_results(client: httpx2.Client, num_documents: int) -> None:
    sql = "select count(*) from documents where status in ('done', 'needs_review', 'failed')"
    while True:
        answer = client.post("/v1/query", json={"sql": sql})
        answer.raise_for_status()
        if int(answer.json()["rows"][0][0]) >= num_documents:
            return
        time.sleep(0.5)


def time_inserts(num_rows: int = 20_000) -> dict[str, float]:
    """The same rows inserted by Core and by the ORM, and how much longer the ORM takes."""
    seconds = {name: _insert_fields(name, num_rows) for name in ("core", "orm")}
    return {
        "insert_core_rows_per_s": round(num_rows / seconds["core"]),
        "insert_orm_rows_per_s": round(num_rows / seconds["orm"]),
        "insert_ratio": round(seconds["orm"] / seconds["core"], 2),
    }


def _insert_fields(how: str, num_rows: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(sqlite_url(Path(folder) / "fields.db"))
        migrate(database)
        with database.write() as write:
            _add_parents(write.session, write.now)
        rows = [_field(index) for index in range(num_rows)]
        start = time.perf_counter()
        with database.write() as write:
            if how == "core":
                write.session.execute(insert(Field), rows)
            else:
                write.session.add_all([Field(**row) for row in rows])
        elapsed = time.perf_counter() - start
        database.dispose()
    return elapsed


def _add_parents(session: Session, now: datetime) -> None:
    session.add(Tenant(id="ten", name="t", signing_secret="", created_at=now))
    session.flush()
    session.add(
        Document(
            id="doc",
            tenant_id="ten",
            state="done",
            file_name="a.pdf",
            media_type="application/pdf",
            size_bytes=1,
            sha256="",
            unique_key="",
            storage_key="",
            schema_name="invoice",
            model="nano",
            origin="cli",
            created_at=now,
            updated_at=now,
        )
    )
    session.flush()
    session.add(
        Extraction(
            id="ext",
            tenant_id="ten",
            document_id="doc",
            version=1,
            is_latest=True,
            schema_name="invoice",
            status="done",
            model="nano",
            data={},
            checks=[],
            usage={},
            created_by="model",
            created_at=now,
        )
    )


def _field(index: int) -> dict[str, Any]:
    return {
        "extraction_id": "ext",
        "ordinal": index,
        "tenant_id": "ten",
        "document_id": "doc",
        "path": f"/line_items/{index}/amount_net",
        "value": "119.00",
        "raw": "119,00 €",
        "page": 1,
        "left": 0.1,
        "top": 0.2,
        "right": 0.3,
        "bottom": 0.4,
        "confidence": 0.9,
        "source": "text",
        "checks": [],
    }


def main() -> None:
    """Prints the goals, then one line of JSON with what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--uploads", type=int, default=1_000)
    parser.add_argument("--save", action="store_true", help="append the row to the results")
    arguments = parser.parse_args()
    print("goals:", json.dumps(GOALS), file=sys.stderr)
    row: dict[str, Any] = {
        "benchmark": "service",
        "date": datetime.now(UTC).date().isoformat(),
        "commit": _commit(),
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "sqlalchemy": version("sqlalchemy"),
        "fastapi": version("fastapi"),
        "load_before": round(os.getloadavg()[0], 2),
        "documents": arguments.documents,
    }
    row |= time_inserts()
    row |= time_uploads(arguments.uploads)
    row |= time_documents(arguments.documents)
    line = json.dumps(row)
    print(line)
    if arguments.save:
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()


if __name__ == "__main__":
    main()
