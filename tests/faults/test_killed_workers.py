"""A folder is read by two workers while they are killed, Redis is emptied and the receiver is down:
every document ends once, and every event arrives.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from docflow.database.tables import Document
from tests.faults.processes import DOCFLOW, fleet
from tests.faults.site import (
    Faults,
    Site,
    assert_nothing_lost_or_doubled,
    disturb,
    hand_in,
    open_site,
    wait_for_events,
)

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("DOCFLOW_EVAL_DATA", ROOT.parent / "shared" / "data"))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with open_site(tmp_path, "postgresql") as opened:
        yield opened


def ingest_under_faults(site: Site, folder: Path, tmp_path: Path, faults: Faults) -> int:
    hand_in(site, folder, timeout_s=faults.within_s)
    site.receiver.status = 503
    with fleet(2, site.env, tmp_path / "logs", *DOCFLOW, "worker") as workers:
        kills = disturb(site, workers, faults)
        wait_for_events(site, faults.within_s)
    return kills


@pytest.mark.timeout(300)
def test_examples_survive_killed_workers_an_emptied_redis_and_a_receiver_that_is_down(
    site: Site, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for index, source in enumerate(sorted((ROOT / "examples").glob("invoice*.pdf")) * 3):
        # Other bytes, the same page: a comment behind the end of a PDF is nothing.
        (folder / f"{index}.pdf").write_bytes(source.read_bytes() + f"\n% {index}\n".encode())
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    kills = ingest_under_faults(site, folder, tmp_path, Faults(4, 3, within_s=240))
    assert kills >= 1
    assert_nothing_lost_or_doubled(site)
    with site.database.read() as session:
        states = Counter(session.scalars(select(Document.state)))
    assert states["failed"] == 1
    assert sum(states.values()) == 7


@pytest.mark.slow
@pytest.mark.timeout(5_400)
@pytest.mark.skipif(not (DATA / "dev").is_dir(), reason="the documents for measuring are not here")
def test_all_real_documents_survive_a_kill_every_20_seconds(site: Site, tmp_path: Path) -> None:
    site.env.update(DOCFLOW_LEASE_S="30", DOCFLOW_HEARTBEAT_S="8", DOCFLOW_SWEEP_S="5")
    start = time.monotonic()
    kills = ingest_under_faults(site, DATA / "dev", tmp_path, Faults(20, 10_000, within_s=5_000))
    assert_nothing_lost_or_doubled(site)
    with site.database.read() as session:
        states = Counter(session.scalars(select(Document.state)))
    figures = {"kills": kills, "seconds": round(time.monotonic() - start), **states}
    (tmp_path / "figures.json").write_text(json.dumps(figures), encoding="utf-8")
    assert sum(states.values()) > 0
