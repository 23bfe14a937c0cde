"""The tasks by their names in docflow/queue.py, as Celery calls them. Knows no stage."""

from __future__ import annotations

from celery import Celery
from celery.exceptions import Reject

from docflow.queue import ASSEMBLE, DELIVER, EXTRACT_WINDOW, SPLIT, SWEEP
from workers.runner import Runner
from workers.stages.stage import Drained

TASKS = (SPLIT, EXTRACT_WINDOW, ASSEMBLE, DELIVER, SWEEP)


def register_tasks(app: Celery, runner: Runner) -> None:
    """Has `runner` do what `app` is told."""
    for name in TASKS:
        _register(app, runner, name)


def _register(app: Celery, runner: Runner, name: str) -> None:
    def task(*ids: str) -> None:
        try:
            runner.run(name, *ids)
        except Drained as drained:
            # For another worker, at once.
            raise Reject(drained, requeue=True) from drained

    app.task(name=name, acks_late=True, ignore_result=True)(task)
