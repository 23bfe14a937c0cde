"""A worker process on Celery's threads pool: all its windows share one engine. Knows no stage.

That pool heeds no shutdown: Celery waits for running tasks for ever. So the drain is our own, begun
by Celery's signal and ended by leaving the process.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import warnings
from collections.abc import Sequence

import structlog
from celery import signals

from docflow.logs import configure_logs
from docflow.queue import ROUTES, SPLIT, SWEEP, create_celery
from docflow.services import open_services
from docflow.settings import Settings
from workers.model_server import Answerer, answer_with_model
from workers.runner import Runner
from workers.steps.pages import warm_up
from workers.tasks import register_tasks

#: seconds tasks get to finish when the process is told to end
GRACE_S = 12.0
#: seconds Celery gets to leave by itself after them
_LEAVE_S = 5.0


def run_worker(
    settings: Settings,
    queues: Sequence[str],
    concurrency: int,
    *,
    sweeps: bool = True,
    answerer: Answerer = answer_with_model,
    grace_s: float = GRACE_S,
) -> int:
    """Works until it is told to end; the exit code. Needs a broker.

    grace_s: what tasks get to finish when the process is told to end, before their rows go back.

    Raises DocflowError `clock_skew`.
    """
    configure_logs(settings)
    services = open_services(settings)
    runner = Runner(services, answerer=answerer)
    runner.start()
    if ROUTES[SPLIT] in queues:
        warm_up(settings.pdf_backend)
    if "model" in queues:
        runner.models.warm_up(settings.model)
    app = create_celery(settings)
    # Our logs go where they go in every other process.
    app.conf.worker_redirect_stdouts = False
    register_tasks(app, runner)
    if sweeps:
        runner.sweep_every(settings.sweep_s)
    signals.worker_shutting_down.connect(lambda **_: _begin_drain(runner, grace_s), weak=False)
    structlog.get_logger().info("worker_ready", owner=runner.owner, queues=",".join(queues))
    with warnings.catch_warnings():
        # Celery advises against running as root, which containers do.
        warnings.simplefilter("ignore", category=UserWarning)
        worker = app.Worker(
            pool="threads",
            concurrency=concurrency,
            queues=[queue for queue in queues if queue != ROUTES[SWEEP] or not sweeps],
            loglevel=logging.WARNING,
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
            quiet=True,
        )
        worker.start()
    services.close()
    return int(worker.exitcode or 0)


def _begin_drain(runner: Runner, grace_s: float) -> None:
    threading.Thread(target=_drain, args=(runner, grace_s), name="drain", daemon=True).start()


def _drain(runner: Runner, grace_s: float) -> None:
    has_ended = runner.drain(grace_s)
    if has_ended:
        # Celery acknowledges and leaves; its own wait may still hang on a dead connection.
        threading.Event().wait(_LEAVE_S)
    sys.stderr.flush()
    os._exit(0)
