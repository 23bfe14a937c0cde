"""The routes of webhooks. Knows no statement and no rule."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from docflow.api.dependencies import CallerDependency, ServicesDependency
from docflow.api.pagination import PageDependency, PageView, page_of
from docflow.api.problems import problem_responses
from docflow.webhooks import manage, repository
from docflow.webhooks import repository_deliveries as deliveries
from docflow.webhooks.schedule import DeliveryState
from docflow.webhooks.views import (
    DeliveryView,
    PingView,
    RedeliveredView,
    RedeliverRequest,
    SecretView,
    WebhookCreate,
    WebhookCreatedView,
    WebhookUpdate,
    WebhookView,
    created_view,
    delivery_view,
    secret_view,
    webhook_view,
)

router = APIRouter(prefix="/webhooks", tags=["webhooks"])

WebhookId = Annotated[str, Path(max_length=64, description="Id of the webhook.")]
_ABSENT = problem_responses(404)
_ABSENT_OR_BUSY = problem_responses(404, 409, s409="The webhook's kind or state forbids it.")


@router.post("", status_code=201)
def create_webhook(
    services: ServicesDependency, caller: CallerDependency, wish: WebhookCreate
) -> WebhookCreatedView:
    """Sends events to a URL from now on. The answer holds the secret that signs them."""
    event_types: list[str] | None = None if wish.event_types is None else [*wish.event_types]
    wanted = manage.Wish(wish.url, wish.description, event_types, wish.content)
    return created_view(manage.create(services, caller.tenant_id, wanted))


@router.get("")
def list_webhooks(
    services: ServicesDependency,
    caller: CallerDependency,
    page: PageDependency,
    kind: Annotated[
        Literal["endpoint", "callback"],
        Query(description="`callback`: those made for documents with a `callback_url`."),
    ] = "endpoint",
) -> PageView[WebhookView]:
    """The webhooks, newest first."""
    after = page.after(str)
    with services.database.read() as session:
        rows = repository.list_endpoints(
            session, caller.tenant_id, kind, after[0] if after else None, page.limit + 1
        )
    return page_of(rows, page, lambda row: (row.id,), webhook_view)


@router.get("/callback-secret")
def get_callback_secret(services: ServicesDependency, caller: CallerDependency) -> SecretView:
    """The secret that signs what is sent to the `callback_url` of documents."""
    return secret_view([manage.callback_secret(services, caller.tenant_id)])


@router.get("/{webhook_id}", responses=_ABSENT)
def get_webhook(
    services: ServicesDependency, caller: CallerDependency, webhook_id: WebhookId
) -> WebhookView:
    """One webhook."""
    with services.database.read() as session:
        return webhook_view(manage.find(session, caller.tenant_id, webhook_id))


@router.patch("/{webhook_id}", responses=_ABSENT_OR_BUSY)
def update_webhook(
    services: ServicesDependency,
    caller: CallerDependency,
    webhook_id: WebhookId,
    wish: WebhookUpdate,
) -> WebhookView:
    """Changes a webhook. Messages that are waiting go to the new URL."""
    return webhook_view(manage.update(services, caller.tenant_id, webhook_id, wish.changes()))


@router.delete("/{webhook_id}", status_code=204, responses=_ABSENT)
def delete_webhook(
    services: ServicesDependency, caller: CallerDependency, webhook_id: WebhookId
) -> None:
    """Deletes a webhook with the log of its deliveries. What is waiting is not sent."""
    manage.remove(services, caller.tenant_id, webhook_id)


@router.get("/{webhook_id}/secret", responses=_ABSENT)
def get_webhook_secret(
    services: ServicesDependency, caller: CallerDependency, webhook_id: WebhookId
) -> SecretView:
    """The secret that signs the webhook's messages."""
    return secret_view(manage.secrets_of(services, caller.tenant_id, webhook_id))


@router.post("/{webhook_id}/rotate-secret", responses=_ABSENT_OR_BUSY)
def rotate_webhook_secret(
    services: ServicesDependency, caller: CallerDependency, webhook_id: WebhookId
) -> SecretView:
    """Makes a new secret. For 24 hours messages are signed with the old one too."""
    manage.rotate_secret(services, caller.tenant_id, webhook_id)
    return secret_view(manage.secrets_of(services, caller.tenant_id, webhook_id))


@router.post("/{webhook_id}/enable", responses=_ABSENT)
def enable_webhook(
    services: ServicesDependency, caller: CallerDependency, webhook_id: WebhookId
) -> WebhookView:
    """Sends to a webhook again that was disabled or paused. Redeliver to send what it missed."""
    return webhook_view(manage.enable(services, caller.tenant_id, webhook_id))


@router.post("/{webhook_id}/test", status_code=202, responses=_ABSENT_OR_BUSY)
def send_test_webhook(
    services: ServicesDependency, caller: CallerDependency, webhook_id: WebhookId
) -> PingView:
    """Sends an event `webhook.test` to this webhook, whatever types it wants."""
    return PingView(delivery_id=manage.ping(services, caller.tenant_id, webhook_id))


@router.get("/{webhook_id}/deliveries", responses=_ABSENT)
def list_webhook_deliveries(
    services: ServicesDependency,
    caller: CallerDependency,
    webhook_id: WebhookId,
    page: PageDependency,
    state: Annotated[DeliveryState | None, Query(description="Only these.")] = None,
) -> PageView[DeliveryView]:
    """What was sent to the webhook or will be, newest first, with all attempts."""
    after = page.after(str)
    with services.database.read() as session:
        endpoint = manage.find(session, caller.tenant_id, webhook_id)
        rows = deliveries.list_deliveries(
            session, endpoint.id, state, after[0] if after else None, page.limit + 1
        )
        attempts = deliveries.attempts_of(session, [delivery.id for delivery, _ in rows])
    return page_of(
        rows,
        page,
        lambda row: (row[0].id,),
        lambda row: delivery_view(row[0], row[1], attempts[row[0].id]),
    )


@router.post("/{webhook_id}/redeliver", status_code=202, responses=_ABSENT_OR_BUSY)
def redeliver_webhook(
    services: ServicesDependency,
    caller: CallerDependency,
    webhook_id: WebhookId,
    wish: RedeliverRequest,
) -> RedeliveredView:
    """Sends one delivery again, or all since a moment that did not arrive."""
    redelivery = manage.Redelivery(wish.delivery_id, wish.since, wish.include_delivered)
    return RedeliveredView(
        num_deliveries=manage.redeliver(services, caller.tenant_id, webhook_id, redelivery)
    )
