"""Rules of the audit as SQL: each gives the rows that break it. Knows no file and no schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Executable, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from docflow.database.tables import Delivery, Document, Event, Extraction, Field, Page, Window
from docflow.events.outbox import (
    DOCUMENT_COMPLETED,
    DOCUMENT_DELETED,
    DOCUMENT_FAILED,
    DOCUMENT_QUEUED,
    WEBHOOK_TYPES,
)
from docflow.jobs.states import FINAL, DocumentState, WindowState

_FINAL = sorted(map(str, FINAL))
_READ = [DocumentState.DONE.value, DocumentState.NEEDS_REVIEW.value]


@dataclass(frozen=True, slots=True)
class Broken:
    """Asks for rows that break a rule. words: what is wrong, from the columns after the id."""

    statement: Executable
    words: str

    def sentences(self, session: Session) -> Iterator[str]:
        """One for each row."""
        for id_, *columns in session.execute(self.statement):
            yield f"{id_}: {self.words.format(*columns)}"


def unfinished(now: datetime, *, may_be_leased: bool) -> Broken:
    """Documents that are not final; those a worker has may be left out."""
    statement = select(Document.id, Document.state).where(Document.state.not_in(_FINAL))
    if may_be_leased:
        held = and_(Document.lease_owner.is_not(None), Document.lease_until > now)
        window_held = exists().where(
            Window.document_id == Document.id,
            Window.lease_owner.is_not(None),
            Window.lease_until > now,
        )
        statement = statement.where(or_(Document.lease_owner.is_(None), ~held), ~window_held)
    return Broken(statement, "{}")


def endings_incomplete() -> Broken:
    """Final documents without the moment, failed ones without a reason, and the other way round."""
    is_final = Document.state.in_(_FINAL)
    is_failed = Document.state == DocumentState.FAILED
    statement = select(Document.id, Document.state, Document.error_code).where(
        or_(
            and_(is_final, Document.finished_at.is_(None)),
            and_(~is_final, Document.finished_at.is_not(None)),
            and_(is_failed, Document.error_code.is_(None)),
            and_(Document.state.in_(_READ), Document.error_code.is_not(None)),
        )
    )
    return Broken(statement, "{} with error {}, or without the moment it ended")


def passwords_kept() -> Broken:
    """Final documents whose password is still there."""
    statement = select(Document.id, Document.state).where(
        Document.state.in_(_FINAL), Document.password.is_not(None)
    )
    return Broken(statement, "{} and its password is kept")


def leases_kept(now: datetime) -> list[Broken]:
    """Rows that are final and held, or held by somebody whose time is over."""
    settled = Delivery.state != "pending"
    statements = [
        select(Document.id, Document.state).where(
            Document.lease_owner.is_not(None),
            or_(Document.state.in_(_FINAL), Document.lease_until <= now),
        ),
        select(Window.id, Window.state).where(
            Window.lease_owner.is_not(None),
            or_(Window.state != WindowState.RUNNING, Window.lease_until <= now),
        ),
        select(Delivery.id, Delivery.state).where(
            Delivery.lease_owner.is_not(None), or_(settled, Delivery.lease_until <= now)
        ),
    ]
    return [Broken(statement, "{} and somebody has it") for statement in statements]


def windows_unanswered() -> Broken:
    """Read documents that have not exactly their windows, each done and with its answer."""
    answered = and_(Window.state == WindowState.DONE, Window.answer.is_not(None))
    counted = (
        select(
            Window.document_id,
            func.count().label("num"),
            func.sum(case((answered, 1), else_=0)).label("answered"),
        )
        .group_by(Window.document_id)
        .subquery()
    )
    num, num_answered = func.coalesce(counted.c.num, 0), func.coalesce(counted.c.answered, 0)
    expected = func.coalesce(Document.num_windows, -1)
    statement = (
        select(Document.id, num_answered, num, expected)
        .outerjoin(counted, counted.c.document_id == Document.id)
        .where(Document.state.in_(_READ), or_(num != expected, num_answered != expected))
    )
    return Broken(statement, "{} answered of {} windows; split made {}")


def pages_miscounted() -> Broken:
    """Read documents without a count of pages, or with a page beyond it, or with none of them.

    Pages of a packet's document are numbered as in its file.
    """
    counted = (
        select(
            Page.document_id,
            func.count().label("num"),
            func.min(Page.number).label("first"),
            func.max(Page.number).label("last"),
        )
        .group_by(Page.document_id)
        .subquery()
    )
    num_pages = func.coalesce(Document.num_pages, -1)
    num = func.coalesce(counted.c.num, 0)
    first = func.coalesce(Document.first_page, 1)
    statement = (
        select(Document.id, num, num_pages)
        .outerjoin(counted, counted.c.document_id == Document.id)
        .where(
            Document.state.in_(_READ),
            or_(
                num_pages < 0,
                and_(num_pages > 0, Document.num_windows > 0, num == 0),
                num > num_pages,
                counted.c.first < first,
                counted.c.last >= first + num_pages,
            ),
        )
    )
    return Broken(statement, "{} rows of pages; it has {} pages")


def latest_miscounted() -> Broken:
    """Read documents without exactly one latest version, and unread ones that have one."""
    latest = (
        select(Extraction.document_id, func.count().label("num"))
        .where(Extraction.is_latest)
        .group_by(Extraction.document_id)
        .subquery()
    )
    num = func.coalesce(latest.c.num, 0)
    is_read = Document.state.in_(_READ)
    statement = (
        select(Document.id, Document.state, num)
        .outerjoin(latest, latest.c.document_id == Document.id)
        .where(or_(and_(is_read, num != 1), and_(~is_read, num != 0)))
    )
    return Broken(statement, "{} with {} latest versions")


def versions_broken() -> Broken:
    """Documents whose versions do not count from one, or whose newest one is not the latest."""
    latest = func.max(case((Extraction.is_latest, Extraction.version), else_=0))
    last = func.max(Extraction.version)
    statement = (
        select(Extraction.document_id, func.count(), last, latest)
        .group_by(Extraction.document_id)
        .having(or_(func.min(Extraction.version) != 1, last != func.count(), latest != last))
    )
    return Broken(statement, "{} versions, the last is {}, shown is {}")


def states_apart() -> Broken:
    """Documents in another state than their latest version."""
    statement = (
        select(Document.id, Document.state, Extraction.status)
        .join(Extraction, and_(Extraction.document_id == Document.id, Extraction.is_latest))
        .where(Document.state.in_(_READ), Document.state != Extraction.status)
    )
    return Broken(statement, "{}, its latest version is {}")


def endings_miscounted() -> Broken:
    """Documents that did not end once for each time they were queued, or not as the event says."""

    def number(*types: str) -> ColumnElement[int]:
        return func.sum(case((Event.type.in_(types), 1), else_=0))

    def last(type_: str) -> ColumnElement[int]:
        return func.max(case((Event.type == type_, Event.seq), else_=0))

    log = (
        select(
            Event.document_id,
            number(DOCUMENT_QUEUED).label("queued"),
            number(DOCUMENT_COMPLETED, DOCUMENT_FAILED).label("ended"),
            (last(DOCUMENT_COMPLETED) > last(DOCUMENT_FAILED)).label("is_read"),
            number(DOCUMENT_DELETED).label("deleted"),
        )
        .where(Event.document_id.is_not(None))
        .group_by(Event.document_id)
        .subquery()
    )
    queued, ended = func.coalesce(log.c.queued, 0), func.coalesce(log.c.ended, 0)
    is_final, is_read = Document.state.in_(_FINAL), Document.state.in_(_READ)
    wrong = or_(
        queued < 1,
        and_(is_final, ended != queued),
        and_(~is_final, ended != queued - 1),
        and_(is_read, ~log.c.is_read),
        and_(Document.state == DocumentState.FAILED, log.c.is_read),
        log.c.deleted > 0,
    )
    statement = (
        select(Document.id, Document.state, queued, ended)
        .outerjoin(log, log.c.document_id == Document.id)
        .where(wrong)
    )
    return Broken(statement, "{}, queued {} times, ended {} times")


def events_undispatched() -> Broken:
    """Events that webhooks may want and that nobody looked at."""
    statement = select(Event.id, Event.type).where(
        Event.type.in_(WEBHOOK_TYPES), Event.dispatched_at.is_(None)
    )
    return Broken(statement, "{}")


def deliveries_forgotten() -> Broken:
    """Deliveries that are to be made and have no time for it."""
    statement = select(Delivery.id, Delivery.state).where(
        Delivery.state == "pending", Delivery.next_attempt_at.is_(None)
    )
    return Broken(statement, "{}")


def tenants_mixed() -> list[Broken]:
    """Results that belong to another tenant than their document."""
    statements = [
        select(table.document_id, table.tenant_id)
        .join(Document, Document.id == table.document_id)
        .where(table.tenant_id != Document.tenant_id)
        for table in (Extraction, Field)
    ]
    return [Broken(statement, "a row of {}") for statement in statements]


def paths_doubled() -> Broken:
    """Versions with two values for one path."""
    statement = (
        select(Field.extraction_id, Field.path)
        .group_by(Field.extraction_id, Field.path)
        .having(func.count() > 1)
    )
    return Broken(statement, "{} more than once")
