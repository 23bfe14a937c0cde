"""A server and its workers without a model, for measuring all the rest: `python -m
benchmarks.stub_service PORT [--workers]`. Reads the words of each page and gives back two of them.
"""

from __future__ import annotations

import argparse

import uvicorn

from docflow.api.app import create_app
from docflow.database.migrate import migrate
from docflow.services import open_services
from docflow.settings import Settings
from workers.embedded import EmbeddedWorkers
from workers.embedded_child import main as run_child
from workers.model_server import WindowJob
from workers.steps.values import Certainty, Place, Reading, WindowReading

_SURE = Certainty(4, 4, -0.01, -0.01, -0.01)


def read_first_words(job: WindowJob) -> WindowReading:
    """The first two words of the window as its first two values."""
    words = [(page.number, word) for page in job.pages for word in page.words]
    paths = [leaf.pointer for leaf in job.schema.leaves() if "*" not in leaf.pointer]
    readings = tuple(
        Reading(path, word.text, _SURE, Place(number, word.bbox), word.source)
        for path, (number, word) in zip(paths[:2], words, strict=False)
    )
    return WindowReading(
        readings,
        text=" ".join(word.text for _, word in words),
        prompt_tokens=len(words),
        output_tokens=len(readings),
        pages=tuple(dict.fromkeys(page.number for page in job.pages)),
    )


def serve(port: int, *, with_workers: bool) -> None:
    """Serves until it is ended."""
    services = open_services(Settings())
    migrate(services.database)
    workers = EmbeddedWorkers(services, module="benchmarks.stub_service")
    if with_workers:
        workers.start()
    app = create_app(services, require_keys=False)
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False)
    if with_workers:
        workers.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", nargs="?", type=int)
    parser.add_argument("--workers", action="store_true")
    arguments = parser.parse_args()
    if arguments.port is None:
        # Started by EmbeddedWorkers: the child that works.
        run_child(read_first_words)
    else:
        serve(arguments.port, with_workers=arguments.workers)
