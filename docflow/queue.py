"""The queue that wakes workers: ids on the wire, told after the commit. Knows no task's code.

The rows are the truth. A message that is lost is told again by the sweeper, one that comes twice
finds its row claimed.
"""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

import structlog
from celery import Celery
from kombu import Queue as KombuQueue
from kombu.exceptions import ChannelError, OperationalError

from docflow.settings import Settings

MEMORY_BROKER = "memory://"

SPLIT = "docflow.split"
EXTRACT_WINDOW = "docflow.extract_window"
ASSEMBLE = "docflow.assemble"
DELIVER = "docflow.deliver"
SWEEP = "docflow.sweep"

#: task -> the queue it is told to; each can have workers of its own
ROUTES = {
    SPLIT: "parse",
    ASSEMBLE: "parse",
    EXTRACT_WINDOW: "model",
    DELIVER: "webhook",
    SWEEP: "sweep",
}
QUEUES = tuple(dict.fromkeys(ROUTES.values()))


class Queue(Protocol):
    """Tells workers that there is something to do."""

    def tell(self, task: str, *ids: str) -> bool:
        """Sends `task` with `ids`. False where the broker cannot be reached: the sweeper will."""
        ...


@runtime_checkable
class CountsWaiting(Protocol):
    """A queue that can say how many messages nobody has taken yet."""

    def num_waiting(self, task: str) -> int | None:
        """Messages in the queue of `task`; None where that is not known now."""
        ...


class CeleryQueue:
    """The queue of a Celery application; sends by task name, so that no worker code is imported."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    def tell(self, task: str, *ids: str) -> bool:
        try:
            self._app.send_task(task, args=list(ids), queue=ROUTES[task], retry=False)
        except (OperationalError, OSError) as error:
            structlog.get_logger().warning("queue_unreachable", task=task, reason=str(error))
            return False
        return True

    def num_waiting(self, task: str) -> int | None:
        try:
            with self._app.connection_for_write() as connection:
                channel: Any = connection.default_channel
                return int(channel.queue_declare(ROUTES[task], passive=True).message_count)
        except (ChannelError, OperationalError, OSError):
            # Redis knows no queue that is empty.
            return None


def create_celery(settings: Settings) -> Celery:
    """The Celery application, as API and workers share it; without a broker URL, in memory.

    The settings answer measured faults of the Redis transport: a message comes back
    `visibility_timeout_s` after its worker died, so a task must be shorter than that; half-open
    connections end after `socket_timeout`.
    """
    url = settings.broker_url or MEMORY_BROKER
    app = Celery("docflow", broker=url, set_as_current=False)
    app.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_track_started=False,
        task_serializer="json",
        accept_content=["json"],
        task_queues=[KombuQueue(name, routing_key=name) for name in QUEUES],
        task_default_queue="parse",
        task_routes={task: {"queue": queue} for task, queue in ROUTES.items()},
        worker_prefetch_multiplier=1,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True,
        # a queue that cannot be reached must not hold up an upload
        broker_transport_options=_transport_options(url, settings.visibility_timeout_s),
    )
    return app


def create_sending_celery(settings: Settings) -> Celery:
    """The same for those who only tell: they learn at once that the broker is away, where a worker
    would wait for it. An upload must not take seconds longer for it.
    """
    app = create_celery(settings)
    at_once = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
    app.conf.broker_transport_options = {**app.conf.broker_transport_options, **at_once}
    return app


def _transport_options(url: str, visibility_timeout_s: int) -> dict[str, object]:
    if url.startswith(MEMORY_BROKER):
        return {"polling_interval": 0.02}
    return {
        "visibility_timeout": visibility_timeout_s,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "health_check_interval": 5,
        "socket_timeout": 10,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "queue_order_strategy": "priority",
        "priority_steps": list(range(10)),
        "sep": ":",
    }
