"""Opens the database and its transactions, on SQLite and PostgreSQL alike. Knows no table.

Reading and writing are asked for apart: a writing transaction on SQLite takes the write lock when
it begins, so that it waits for its turn instead of failing in the middle.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_MS = 10_000
CONNECT_TIMEOUT_S = 5
_IMMEDIATE = "docflow_immediate"


class Clock(Protocol):
    """Says what time it is, inside a transaction. Everything that waits takes one."""

    def now(self, session: Session) -> datetime:
        """The moment in UTC."""
        ...


class DatabaseClock:
    """The database server's clock, so that leases do not depend on the clocks of workers."""

    def now(self, session: Session) -> datetime:
        if session.get_bind().dialect.name == "sqlite":
            # The file is on this machine, so its clock is the database's.
            return datetime.now(UTC)
        moment: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
        return moment.astimezone(UTC)


@dataclass
class Write:
    """A writing transaction. now: one moment for all rows it writes."""

    session: Session
    now: datetime
    _after_commit: list[Callable[[], None]] = field(default_factory=list)

    def after_commit(self, action: Callable[[], None]) -> None:
        """Calls `action` once the rows are safe, and never if they are not."""
        self._after_commit.append(action)


class Database:
    """One database. Safe to share among threads; not across fork."""

    def __init__(self, url: str, clock: Clock | None = None, *, pool_size: int = 10) -> None:
        """url: of SQLAlchemy, `sqlite:///file` or `postgresql+psycopg://...`.

        Raises:
            ValueError: the URL names another database.
        """
        self.url = _normalised(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.clock: Clock = clock or DatabaseClock()
        self.engine = _create_engine(self.url, pool_size)

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that is rolled back at its end; objects stay readable after it."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextlib.contextmanager
    def write(self) -> Iterator[Write]:
        """A transaction that is committed at its end, or rolled back if the block raises.

        Effects: after the commit, runs what was given to `Write.after_commit`, in order.
        """
        with Session(self.engine, expire_on_commit=False) as session:
            if self.is_sqlite:
                session.connection(execution_options={_IMMEDIATE: True})
            unit = Write(session, self.clock.now(session))
            yield unit
            session.commit()
        for action in unit._after_commit:
            action()

    def dispose(self) -> None:
        """Closes all connections; the next transaction opens new ones."""
        self.engine.dispose()


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file."""
    return URL.create("sqlite", database=str(path)).render_as_string(hide_password=False)


def _normalised(url: str) -> URL:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite":
        return parsed
    raise ValueError(f"{parsed.get_backend_name()} is not supported; give sqlite or postgresql")


def _create_engine(url: URL, pool_size: int) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            # an error's text goes to the log, and values of rows do not
            hide_parameters=True,
            # a server that does not answer is one that is away
            connect_args={"connect_timeout": CONNECT_TIMEOUT_S},
        )
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size * 4,
        hide_parameters=True,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    # The driver would begin transactions on its own, and late.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        # FULL: what was answered with 202 survives a power cut
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    immediate = connection.get_execution_options().get(_IMMEDIATE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
