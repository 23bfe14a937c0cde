"""The service's parts for tests: both databases, a queue that remembers, a clock that is set."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.orm import Session

from docflow.database.database import Database
from docflow.database.migrate import migrate
from docflow.services import Services, open_services
from docflow.settings import Settings
from docflow.tenants.service import ensure_local_tenant
from tests.servers import postgres_server, redis_server

_NUMBERS = itertools.count()


@dataclass
class RecordingQueue:
    """Remembers what it was told, as (task, ids); nobody works on it."""

    told: list[tuple[str, ...]] = field(default_factory=list)
    is_reachable: bool = True

    def tell(self, task: str, *ids: str) -> bool:
        if self.is_reachable:
            self.told.append((task, *ids))
        return self.is_reachable


@dataclass
class FakeClock:
    """A clock that stands still until it is moved on."""

    moment: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def now(self, session: Session) -> datetime:
        return self.moment

    def advance(self, seconds: float) -> None:
        """Moves it on."""
        self.moment += timedelta(seconds=seconds)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A private server of PostgreSQL with a migrated template database."""
    with postgres_server() as url:
        with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE template_docflow")
        template = Database(f"{url}/template_docflow")
        migrate(template)
        template.dispose()
        yield url


def new_postgres_database(url: str) -> str:
    """The URL of a fresh database with all tables, on the server at `url`."""
    name = f"docflow_{next(_NUMBERS)}"
    with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template_docflow')
    return f"{url}/{name}"


def drop_postgres_database(url: str) -> None:
    """Removes a database of `new_postgres_database`, also while somebody is connected."""
    server, _, name = url.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def redis_url() -> Iterator[str]:
    """A private Redis, empty, for one test."""
    with redis_server() as url:
        yield url


@pytest.fixture
def clock() -> FakeClock:
    """Handed to the services of a test that asks for it before them."""
    return FakeClock()


def _open(settings: Settings, clock: FakeClock | None) -> Services:
    services = open_services(settings, queue=RecordingQueue(), clock=clock)
    migrate(services.database)
    return services


def _clock_of(request: pytest.FixtureRequest) -> FakeClock | None:
    """The test's clock where it has one; else the real one."""
    if "clock" not in request.fixturenames:
        return None
    clock: FakeClock = request.getfixturevalue("clock")
    return clock


@pytest.fixture
def sqlite_services(request: pytest.FixtureRequest, own_settings: Path) -> Iterator[Services]:
    """Services on a fresh SQLite file."""
    services = _open(Settings(), _clock_of(request))
    yield services
    services.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def services(request: pytest.FixtureRequest, own_settings: Path) -> Iterator[Services]:
    """Services on a fresh database of either kind: the test runs on both."""
    url = None
    if request.param == "postgresql":
        url = new_postgres_database(request.getfixturevalue("postgres_url"))
    services = _open(Settings(database_url=url), _clock_of(request))
    yield services
    services.close()
    if url is not None:
        drop_postgres_database(url)


@pytest.fixture
def tenant(services: Services) -> str:
    """The id of the local tenant."""
    return ensure_local_tenant(services)
