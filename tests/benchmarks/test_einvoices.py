"""The benchmark of e-invoices counts files whose XML says all, and only those."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.schemas.einvoice import documents
from tests.workers.test_einvoice_pipeline import hybrid

ROOT = Path(__file__).resolve().parents[2]
WITHOUT_LINES = documents.cii(lines="", guideline="urn:factur-x.eu:1p0:minimum")


@pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")
def test_its_last_line_is_the_result_with_the_time_of_every_part(tmp_path: Path) -> None:
    hybrid(tmp_path, documents.cii())
    (tmp_path / "minimum").mkdir()
    hybrid(tmp_path / "minimum", WITHOUT_LINES).rename(tmp_path / "minimum.pdf")
    command = [sys.executable, "-m", "benchmarks.einvoices", str(tmp_path), "--repeats", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    row = json.loads(done.stdout.splitlines()[-1])
    assert (row["files"], row["files_without_lines"]) == (1, 1)
    parts = dict(row["parts_p50"])
    total = parts.pop("total")
    parts.pop("clock")
    assert min(parts.values()) > 0
    assert sum(parts.values()) == pytest.approx(total, abs=0.5)
