"""Reads windows without a model: the first words of each page, found on it. For tests and
benchmarks of the service.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from docflow.errors import DocflowError
from workers.model_server import WindowJob
from workers.steps.values import Certainty, Place, Reading, WindowReading

SURE = Certainty(4, 4, -0.01, -0.01, -0.01)
POISONED = "poison"


@dataclass(frozen=True)
class StubAnswerer:
    """Takes `page_s` seconds a page; its values are words of the page with their boxes."""

    page_s: float = 0.05

    def __call__(self, job: WindowJob) -> WindowReading:
        time.sleep(self.page_s * len(job.pages))
        words = [(page.number, word) for page in job.pages for word in page.words]
        if any(word.text == POISONED for _, word in words):
            raise DocflowError("generation_failed", "the document says so", retryable=True)
        readings = tuple(
            Reading(path, word.text, SURE, Place(number, word.bbox), word.source)
            for path, (number, word) in zip(_paths(job), words, strict=False)
        )
        return WindowReading(
            readings,
            text=" ".join(word.text for _, word in words),
            prompt_tokens=len(words),
            output_tokens=len(readings),
            pages=tuple(dict.fromkeys(page.number for page in job.pages)),
        )


def _paths(job: WindowJob) -> list[str]:
    return [leaf.pointer for leaf in job.schema.leaves() if "*" not in leaf.pointer][:2]
