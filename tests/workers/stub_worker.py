"""`python -m tests.workers.stub_worker [SECONDS]`: a worker on the broker that needs no model."""

from __future__ import annotations

import sys

from docflow.queue import QUEUES
from docflow.settings import Settings
from tests.workers.stub import StubAnswerer
from workers.celery_app import run_worker

if __name__ == "__main__":
    page_s = float(sys.argv[1]) if len(sys.argv) > 1 else 0.05
    sys.exit(run_worker(Settings(), QUEUES, 4, answerer=StubAnswerer(page_s), grace_s=1.0))
