"""What the service is made of on this machine, opened once a process and handed to all parts. Knows
no endpoint and no task.
"""

from __future__ import annotations

from dataclasses import dataclass

from docflow.database.database import Clock, Database, sqlite_url
from docflow.doorbell import Doorbell
from docflow.queue import CeleryQueue, Queue, create_sending_celery
from docflow.settings import Settings
from docflow.storage.open import open_store
from docflow.storage.store import Store


@dataclass(frozen=True)
class Services:
    """Settings, database, storage and queue of one process."""

    settings: Settings
    database: Database
    store: Store
    queue: Queue

    @property
    def is_embedded(self) -> bool:
        """Whether this process does the workers' work itself: there is no broker."""
        return self.settings.broker_url is None

    def close(self) -> None:
        """Closes connections. Safe to call twice."""
        self.database.dispose()


def database_url(settings: Settings) -> str:
    """The configured database, else the SQLite file in the home folder."""
    return settings.database_url or sqlite_url(settings.home / "docflow.db")


def open_services(
    settings: Settings, *, queue: Queue | None = None, clock: Clock | None = None
) -> Services:
    """The services of this process. Creates the home folder; migrates nothing.

    queue: another one than that of the configured broker.

    Raises:
        ValueError: a URL of the settings names something unknown.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    return Services(
        settings=settings,
        database=Database(database_url(settings), clock),
        store=open_store(settings),
        queue=queue or _open_queue(settings),
    )


def _open_queue(settings: Settings) -> Queue:
    """The broker's queue, or without one the bell of this process's own workers."""
    if settings.broker_url is None:
        return Doorbell()
    return CeleryQueue(create_sending_celery(settings))
