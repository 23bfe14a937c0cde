"""Reads windows without a model: the first words of each page, found on it. For tests and
benchmarks of the service.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from benchmarks.stub_service import read_first_words
from docflow.errors import DocflowError
from workers.model_server import WindowJob
from workers.steps.values import WindowReading

POISONED = "poison"


@dataclass(frozen=True)
class StubAnswerer:
    """Takes `page_s` seconds a page; its values are words of the page with their boxes."""

    page_s: float = 0.05

    def __call__(self, job: WindowJob) -> WindowReading:
        time.sleep(self.page_s * len(job.pages))
        if any(word.text == POISONED for page in job.pages for word in page.words):
            raise DocflowError("generation_failed", "the document says so", retryable=True)
        return read_first_words(job)
