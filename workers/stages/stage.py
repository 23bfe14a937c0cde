"""What all stages share: what they work with, and what becomes of their errors. Knows no page."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from docflow.database.database import Write
from docflow.database.tables import Document
from docflow.errors import DocflowError
from docflow.jobs import repository
from docflow.jobs.repository import Lease, LeaseLost
from docflow.jobs.retry import POISON, Retry, decide, poison_message
from docflow.model_ref import parse_model_reference
from docflow.services import Services
from schemas.errors import SchemaError
from workers.budgets import ModelProfile, read_profile
from workers.leases import LeaseKeeper
from workers.model_server import ModelServer

Claim = Callable[[Write, str, str, float], Lease | None]
Give = Callable[[str, str], None]
Work = Callable[[], None]


class Drained(Exception):
    """This process is ending; the row was given back and its message should be too."""


@dataclass(frozen=True)
class StageContext:
    """What stages work with. owner: names this process. stopping: set when work must end now."""

    services: Services
    keeper: LeaseKeeper
    models: ModelServer
    owner: str
    stopping: threading.Event = field(default_factory=threading.Event)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def claim(self, how: Claim, id_: str) -> Lease | None:
        """The row `id_`, under an owner that no other claim has."""
        # itertools.count hands each thread another number.
        owner = f"{self.owner}#{next(self._numbers)}"
        with self.services.database.write() as write:
            return how(write, id_, owner, self.services.settings.lease_s)

    def profile_of(self, document: Document) -> ModelProfile:
        """What the document's pages are prepared for."""
        reference = parse_model_reference(document.model)
        return read_profile(reference, self.services.settings.model_pages)

    def check_stopping(self) -> None:
        """Raises Drained once this process must end."""
        if self.stopping.is_set():
            raise Drained


def run_stage(
    context: StageContext, lease: Lease, work: Work, fail: Give, *, at_most_s: float
) -> None:
    """Does `work` while `lease` is held; of its errors becomes another try, or
    `fail(code, message)`.

    Raises Drained when the process is ending.
    """
    log = structlog.get_logger().bind(id=lease.id, state=lease.state, attempt=lease.attempt)
    try:
        with context.keeper.hold(lease, at_most_s=at_most_s):
            if lease.attempt > context.services.settings.max_attempts:
                log.warning("given_up", reason=lease.last_error)
                fail(POISON, poison_message(lease.attempt - 1, lease.last_error))
                return
            work()
    except LeaseLost:
        log.info("lease_lost")
    except Drained:
        with context.services.database.write() as write:
            repository.return_untouched(write, lease)
        raise
    except (OperationalError, InterfaceError) as error:
        # Nothing can be written now; the lease runs out and the row is tried again.
        log.warning("database_unreachable", reason=str(error.orig))
    except (DocflowError, SchemaError) as error:
        _settle(context, lease, fail, error.code, str(error), getattr(error, "retryable", False))
    except Exception as error:
        # A fault of ours ends this document at worst, never the process.
        log.exception("stage_failed")
        sentence = f"unexpected {type(error).__name__}; this is a fault of docflow: {error}"
        _settle(context, lease, fail, "internal_error", sentence, True)


def _settle(
    context: StageContext, lease: Lease, fail: Give, code: str, message: str, retryable: bool
) -> None:
    limit = context.services.settings.max_attempts
    decision = decide(retryable=retryable, attempt=lease.attempt, max_attempts=limit)
    log = structlog.get_logger().bind(id=lease.id, code=code, attempt=lease.attempt)
    try:
        if isinstance(decision, Retry):
            log.warning("tried_again", delay_s=decision.delay_s, reason=message)
            with context.services.database.write() as write:
                repository.give_back(
                    write,
                    lease,
                    delay_s=decision.delay_s,
                    error_code=code,
                    error_message=message.replace("\x00", "\N{REPLACEMENT CHARACTER}"),
                )
        else:
            log.warning("failed", reason=message)
            fail(code, message)
    except LeaseLost:
        log.info("lease_lost")
