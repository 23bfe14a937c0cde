"""Delivers events to webhooks: at least once, signed, in order for each document. Knows no queue's
code and no HTTP server.

claim (a row, with a lease) ──> request (outside of any transaction) ──> record (only if the lease
is still ours)

A process that dies between request and record leaves the lease to run out; the message is sent
again, under the same id. What is told twice, or too early, finds nothing to claim.
"""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial

import structlog
from sqlalchemy.orm import Session

from docflow.database.database import Write
from docflow.database.tables import WebhookEndpoint
from docflow.events.outbox import WEBHOOK_DISABLED, record_event
from docflow.queue import DELIVER
from docflow.services import Services
from docflow.webhooks import repository
from docflow.webhooks import repository_deliveries as deliveries
from docflow.webhooks.addresses import parse_allow
from docflow.webhooks.bodies import body_of
from docflow.webhooks.circuit import MAX_IN_FLIGHT, SLOW, Circuit, after_failure, after_success
from docflow.webhooks.dispatch import dispatch_events
from docflow.webhooks.repository_deliveries import due_deliveries
from docflow.webhooks.schedule import MAX_ATTEMPTS, Decision, DeliveryState, decide
from docflow.webhooks.signing import signed_headers, valid_secrets
from docflow.webhooks.transport import TIMEOUT_S, Answer, HttpTransport, Transport

__all__ = ["deliver", "dispatch_events", "due_deliveries"]

#: longer than an attempt can take, so that nobody else makes the same one meanwhile
LEASE = timedelta(seconds=TIMEOUT_S * 3)
_MAX_LOGGED_CHARS = 1_000
#: told after each attempt: the next message, and one more to use room that was empty
_NUM_NEXT = 2
_UNRECORDED = "given up: the attempts were begun, and the process making them ended each time"


@dataclass(frozen=True)
class _Claim:
    """One attempt that is ours, and what is sent by it. attempt: in the schedule, from 1."""

    delivery_id: str
    endpoint_id: str
    lease_owner: str
    attempt: int
    at: datetime
    url: str
    headers: dict[str, str]
    body: bytes


def deliver(
    services: Services, delivery_id: str, owner: str, *, transport: Transport | None = None
) -> None:
    """Makes one attempt at a delivery if it is due and nobody else is at it; else does nothing.

    Effects: one request to the endpoint. Logs the attempt, decides what follows, tells the queue of
    what became due by it.

    owner: the process, for those who look at the rows.
    """
    claim = _claim(services, delivery_id, owner)
    if claim is None:
        return
    transport = transport or _transport(services.settings.webhook_allow)
    answer = transport.post(claim.url, claim.headers, claim.body)
    _record(services, claim, answer)


def _claim(services: Services, delivery_id: str, owner: str) -> _Claim | None:
    with services.database.read() as session:
        row = deliveries.message_of(session, delivery_id)
        # Most of what is told twice or too early ends here, before it waits for anyone's lock.
        if row is None or row[0].state != DeliveryState.PENDING:
            return None
        _, event, seen = row
        if not _has_room(session, seen, services.database.clock.now(session)):
            return None
        # What an event tells of does not change any more.
        body = body_of(session, event, seen.content, services.settings.public_url)
    # The random part: two threads of one process must not take each other's lease for theirs.
    lease_owner = f"{owner[:60]}#{secrets.token_hex(6)}"
    with services.database.write() as write:
        endpoint = repository.lock_endpoint(write, seen.id)
        if endpoint is None or not _has_room(write.session, endpoint, write.now):
            return None
        attempt = deliveries.claim(write, delivery_id, lease_owner, write.now + LEASE)
        if attempt is None:
            return None
        if attempt > MAX_ATTEMPTS:
            deliveries.release(write, delivery_id, lease_owner, DeliveryState.EXHAUSTED, None)
            _log_attempt(write, delivery_id, write.now, Answer(None, 0, _UNRECORDED))
            return None
        headers = _headers(write, endpoint, event.id, body)
    return _Claim(
        delivery_id, endpoint.id, lease_owner, attempt, write.now, endpoint.url, headers, body
    )


def _headers(
    write: Write, endpoint: WebhookEndpoint, message_id: str, body: bytes
) -> dict[str, str]:
    if endpoint.kind == repository.CALLBACK:
        secret = repository.signing_secret_of(write.session, endpoint.tenant_id)
        keys = [secret] if secret else []
    else:
        keys = valid_secrets(endpoint.secrets, write.now)
    return {
        "Content-Type": "application/json",
        "User-Agent": "docflow-webhooks/1",
        **signed_headers(keys, message_id, int(write.now.timestamp()), body),
    }


def _has_room(session: Session, endpoint: WebhookEndpoint, now: datetime) -> bool:
    """Whether one more request may be made to the endpoint now."""
    circuit = _circuit_of(endpoint)
    if endpoint.state != repository.ACTIVE or not circuit.lets_through(now):
        return False
    num, first_end, last_success = deliveries.in_flight(session, endpoint.id, now)
    is_slow = first_end is not None and first_end - LEASE <= now - SLOW
    return num < circuit.max_in_flight(last_success, is_slow, now)


def _record(services: Services, claim: _Claim, answer: Answer) -> None:
    with services.database.write() as write:
        endpoint = repository.lock_endpoint(write, claim.endpoint_id)
        if endpoint is None:
            return
        decision = decide(
            answer.status, answer.retry_after, claim.attempt, write.now, random.random()
        )
        if not deliveries.release(
            write, claim.delivery_id, claim.lease_owner, decision.state, decision.retry_at
        ):
            # The lease ran out, and another attempt's outcome is the one that counts.
            return
        _log_attempt(write, claim.delivery_id, claim.at, answer)
        was_open = _circuit_of(endpoint).is_open
        _update_endpoint(write, endpoint, decision)
        if decision.state == DeliveryState.DELIVERED and was_open:
            deliveries.bring_forward(write, endpoint.id)
        _tell_next(services, write, endpoint, MAX_IN_FLIGHT if was_open else _NUM_NEXT)
    structlog.get_logger().info(
        "webhook_attempt",
        delivery_id=claim.delivery_id,
        endpoint_id=claim.endpoint_id,
        attempt=claim.attempt,
        status=answer.status,
        error=answer.error,
        duration_ms=answer.duration_ms,
        outcome=decision.state.value,
    )


def _update_endpoint(write: Write, endpoint: WebhookEndpoint, decision: Decision) -> None:
    if decision.state == DeliveryState.DELIVERED:
        circuit = after_success()
    else:
        circuit = after_failure(_circuit_of(endpoint), write.now, decision.throttle_until)
    endpoint.num_failures = circuit.num_failures
    endpoint.failing_since = circuit.failing_since
    endpoint.circuit_until = circuit.until
    if decision.is_gone:
        _disable(write, endpoint, "the receiver answered 410 Gone")
    elif circuit.should_disable(write.now):
        _disable(write, endpoint, "every attempt of the last five days failed")


def _disable(write: Write, endpoint: WebhookEndpoint, reason: str) -> None:
    endpoint.state = repository.DISABLED
    endpoint.disabled_reason = reason
    write.session.flush()
    deliveries.cancel_pending(write, endpoint.id)
    payload = {"webhook_id": endpoint.id, "url": endpoint.url, "reason": reason}
    record_event(write, endpoint.tenant_id, WEBHOOK_DISABLED, payload, None)


def _tell_next(services: Services, write: Write, endpoint: WebhookEndpoint, limit: int) -> None:
    circuit = _circuit_of(endpoint)
    if endpoint.state != repository.ACTIVE or not circuit.lets_through(write.now):
        return
    write.session.flush()
    for due in deliveries.next_of_endpoint(write.session, endpoint.id, write.now, limit):
        write.after_commit(partial(_tell, services, due))


def _tell(services: Services, delivery_id: str) -> None:
    services.queue.tell(DELIVER, delivery_id)


def _circuit_of(endpoint: WebhookEndpoint) -> Circuit:
    return Circuit(endpoint.num_failures, endpoint.failing_since, endpoint.circuit_until)


def _log_attempt(write: Write, delivery_id: str, at: datetime, answer: Answer) -> None:
    response = answer.body.decode("utf-8", "replace")[:_MAX_LOGGED_CHARS]
    deliveries.add_attempt(
        write,
        delivery_id,
        at=at,
        duration_ms=answer.duration_ms,
        status=answer.status,
        error=_storable(answer.error) if answer.error else None,
        response=_storable(response) or None,
    )


def _storable(text: str) -> str:
    # PostgreSQL takes no NUL in text, and a receiver may answer anything.
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}")


@lru_cache(maxsize=8)
def _transport(allow: str) -> HttpTransport:
    """The transport of this process for an allow-list. Says so once where there is one."""
    if allow:
        structlog.get_logger().warning("webhooks_may_reach_private_addresses", allow=allow)
    return HttpTransport(parse_allow(allow))
