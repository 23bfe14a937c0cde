"""SQL of deliveries and their attempts: which are due, who sends one, how it went. Knows no HTTP.

A document's events reach an endpoint in the order of the log: a delivery waits while an earlier one
of the same document and endpoint is pending.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from docflow.database.columns import UtcDateTime
from docflow.database.database import Write
from docflow.database.tables import Delivery, DeliveryAttempt, Event, WebhookEndpoint
from docflow.webhooks.circuit import MAX_IN_FLIGHT
from docflow.webhooks.repository import ACTIVE
from docflow.webhooks.schedule import DeliveryState

PENDING = DeliveryState.PENDING
#: states that redelivery of what failed begins from
FAILED = (DeliveryState.EXHAUSTED, DeliveryState.CANCELLED)
ENDED = (*FAILED, DeliveryState.DELIVERED)


def _is_due() -> ColumnElement[bool]:
    """Its time has come, nobody sends it, and no earlier one of its document waits."""
    now = bindparam("now", type_=UtcDateTime())
    earlier = aliased(Delivery)
    waits = exists().where(
        earlier.endpoint_id == Delivery.endpoint_id,
        earlier.document_id == Delivery.document_id,
        earlier.state == PENDING,
        earlier.event_seq < Delivery.event_seq,
    )
    return and_(
        Delivery.state == PENDING,
        Delivery.next_attempt_at <= now,
        or_(Delivery.lease_until.is_(None), Delivery.lease_until <= now),
        ~waits,
    )


# What runs for every attempt is put together once: that takes longer than running it.
_IS_DUE = _is_due()
_NEXT_OF_ENDPOINT = (
    select(Delivery.id)
    .where(Delivery.endpoint_id == bindparam("endpoint_id"), _IS_DUE)
    .order_by(Delivery.next_attempt_at, Delivery.event_seq)
    .limit(bindparam("num"))
)
_IN_FLIGHT = select(
    func.count(),
    func.min(Delivery.lease_until),
    select(Delivery.delivered_at)
    .where(
        Delivery.endpoint_id == bindparam("endpoint_id"),
        Delivery.state == DeliveryState.DELIVERED,
    )
    .order_by(Delivery.event_seq.desc())
    .limit(1)
    .correlate(None)
    .scalar_subquery(),
).where(
    Delivery.endpoint_id == bindparam("endpoint_id"),
    Delivery.state == PENDING,
    Delivery.lease_until > bindparam("now", type_=UtcDateTime()),
)
_CLAIM = (
    update(Delivery)
    .where(Delivery.id == bindparam("delivery_id"), _IS_DUE)
    .values(
        lease_owner=bindparam("owner"),
        lease_until=bindparam("until", type_=UtcDateTime()),
        attempts=Delivery.attempts + 1,
    )
    .returning(Delivery.attempts)
    .execution_options(synchronize_session=False)
)
_MESSAGE = (
    select(Delivery, Event, WebhookEndpoint)
    .join(Event, Event.seq == Delivery.event_seq)
    .join(WebhookEndpoint, WebhookEndpoint.id == Delivery.endpoint_id)
    .where(Delivery.id == bindparam("delivery_id"))
)


def due_deliveries(session: Session, now: datetime, limit: int) -> list[str]:
    """The ids of deliveries that may be sent at `now`, each endpoint's oldest first.

    Fair: of one endpoint no more than may be under way at once, so that the many messages of one
    that is slow leave room for those of the others.
    """
    rank = func.row_number().over(
        partition_by=Delivery.endpoint_id, order_by=(Delivery.next_attempt_at, Delivery.event_seq)
    )
    room = case((WebhookEndpoint.num_failures > 0, 1), else_=MAX_IN_FLIGHT)
    due = (
        select(Delivery.id, Delivery.event_seq, rank.label("rank"), room.label("room"))
        .join(WebhookEndpoint, WebhookEndpoint.id == Delivery.endpoint_id)
        .where(
            _IS_DUE,
            WebhookEndpoint.state == ACTIVE,
            or_(WebhookEndpoint.circuit_until.is_(None), WebhookEndpoint.circuit_until <= now),
        )
        .subquery()
    )
    return list(
        session.scalars(
            select(due.c.id)
            .where(due.c.rank <= due.c.room)
            .order_by(due.c.rank, due.c.event_seq)
            .limit(limit),
            {"now": now},
        )
    )


def next_of_endpoint(session: Session, endpoint_id: str, now: datetime, limit: int) -> list[str]:
    """The ids of the endpoint's own deliveries that are due, oldest first."""
    values = {"endpoint_id": endpoint_id, "now": now, "num": limit}
    return list(session.scalars(_NEXT_OF_ENDPOINT, values))


def in_flight(
    session: Session, endpoint_id: str, now: datetime
) -> tuple[int, datetime | None, datetime | None]:
    """How many requests to the endpoint are under way, when the lease of the first of them ends,
    and when a message last arrived there.
    """
    row = session.execute(_IN_FLIGHT, {"endpoint_id": endpoint_id, "now": now}).one()
    return row[0], row[1], row[2]


def claim(write: Write, delivery_id: str, lease_owner: str, lease_until: datetime) -> int | None:
    """Takes the delivery for one attempt, if it is due and nobody was faster: the attempt's number
    in the schedule.

    Effects: counts the attempt before it is made, so that one that kills its process is counted.
    """
    values = {
        "delivery_id": delivery_id,
        "now": write.now,
        "owner": lease_owner,
        "until": lease_until,
    }
    attempt: int | None = write.session.execute(_CLAIM, values).scalar_one_or_none()
    return attempt


def release(
    write: Write,
    delivery_id: str,
    lease_owner: str,
    state: DeliveryState,
    retry_at: datetime | None,
) -> bool:
    """Ends the attempt of that owner with its outcome; False for one that lost its lease."""
    ended = write.session.execute(
        update(Delivery)
        .where(
            Delivery.id == delivery_id,
            Delivery.lease_owner == lease_owner,
            Delivery.state == PENDING,
        )
        .values(
            state=state,
            next_attempt_at=retry_at,
            lease_owner=None,
            lease_until=None,
            delivered_at=write.now if state == DeliveryState.DELIVERED else None,
        )
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return ended.first() is not None


def add_attempt(
    write: Write,
    delivery_id: str,
    *,
    at: datetime,
    duration_ms: int,
    status: int | None,
    error: str | None,
    response: str | None,
) -> None:
    """Adds to the log of the delivery, under the next number."""
    last = write.session.scalar(
        select(func.max(DeliveryAttempt.number)).where(DeliveryAttempt.delivery_id == delivery_id)
    )
    row = {
        "delivery_id": delivery_id,
        "number": (last or 0) + 1,
        "at": at,
        "duration_ms": duration_ms,
        "status": status,
        "error": error,
        "response": response,
    }
    write.session.execute(insert(DeliveryAttempt), [row])


def cancel_pending(write: Write, endpoint_id: str) -> None:
    """Gives up all that waits for an endpoint."""
    write.session.execute(
        update(Delivery)
        .where(Delivery.endpoint_id == endpoint_id, Delivery.state == PENDING)
        .values(
            state=DeliveryState.CANCELLED, next_attempt_at=None, lease_owner=None, lease_until=None
        )
        .execution_options(synchronize_session=False)
    )


def bring_forward(write: Write, endpoint_id: str) -> None:
    """Makes all that waits for an endpoint due: it is back."""
    write.session.execute(
        update(Delivery)
        .where(
            Delivery.endpoint_id == endpoint_id,
            Delivery.state == PENDING,
            Delivery.next_attempt_at > write.now,
        )
        .values(next_attempt_at=write.now)
        .execution_options(synchronize_session=False)
    )


def _restart(write: Write, condition: ColumnElement[bool]) -> list[str]:
    # One that is being sent keeps its lease and is left alone.
    not_running = or_(Delivery.lease_until.is_(None), Delivery.lease_until <= write.now)
    return list(
        write.session.scalars(
            update(Delivery)
            .where(condition, not_running)
            .values(state=PENDING, attempts=0, next_attempt_at=write.now, delivered_at=None)
            .returning(Delivery.id)
            .execution_options(synchronize_session=False)
        )
    )


def has_delivery(session: Session, endpoint_id: str, delivery_id: str) -> bool:
    """Whether the delivery is one of the endpoint's."""
    row = session.execute(
        select(Delivery.id).where(Delivery.id == delivery_id, Delivery.endpoint_id == endpoint_id)
    )
    return row.first() is not None


def restart_one(write: Write, delivery_id: str) -> list[str]:
    """Makes one delivery pending and due, if it is not being sent. Its id, or nothing."""
    return _restart(write, Delivery.id == delivery_id)


def restart_since(
    write: Write, endpoint_id: str, since: datetime, *, with_delivered: bool
) -> list[str]:
    """Makes the endpoint's deliveries since then pending and due. Their ids."""
    return _restart(
        write,
        and_(
            Delivery.endpoint_id == endpoint_id,
            Delivery.created_at >= since,
            Delivery.state.in_(ENDED if with_delivered else FAILED),
        ),
    )


def message_of(
    session: Session, delivery_id: str
) -> tuple[Delivery, Event, WebhookEndpoint] | None:
    """A delivery with what is sent and to whom; None where the endpoint was deleted."""
    row = session.execute(_MESSAGE, {"delivery_id": delivery_id}).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def list_deliveries(
    session: Session,
    endpoint_id: str,
    state: DeliveryState | None,
    before: str | None,
    limit: int,
) -> list[tuple[Delivery, Event]]:
    """The endpoint's deliveries with their events, newest first. before: the id to go on after."""
    query = (
        select(Delivery, Event)
        .join(Event, Event.seq == Delivery.event_seq)
        .where(Delivery.endpoint_id == endpoint_id)
    )
    if state is not None:
        query = query.where(Delivery.state == state)
    if before is not None:
        query = query.where(Delivery.id < before)
    rows = session.execute(query.order_by(Delivery.id.desc()).limit(limit))
    return [(delivery, event) for delivery, event in rows]


def attempts_of(
    session: Session, delivery_ids: Collection[str]
) -> dict[str, list[DeliveryAttempt]]:
    """Delivery id -> its attempts, in order."""
    found: dict[str, list[DeliveryAttempt]] = {delivery_id: [] for delivery_id in delivery_ids}
    rows = session.scalars(
        select(DeliveryAttempt)
        .where(DeliveryAttempt.delivery_id.in_(delivery_ids))
        .order_by(DeliveryAttempt.number)
    )
    for attempt in rows:
        found[attempt.delivery_id].append(attempt)
    return found
