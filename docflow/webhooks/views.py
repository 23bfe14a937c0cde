"""Webhooks as REST shows and takes them. Knows no database session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from docflow.database.tables import Delivery, DeliveryAttempt, Event, WebhookEndpoint
from docflow.webhooks.addresses import MAX_URL_CHARS
from docflow.webhooks.schedule import DeliveryState

EventType = Literal[
    "document.completed",
    "document.failed",
    "document.corrected",
    "document.deleted",
    "batch.completed",
    "webhook.disabled",
]
Content = Literal["link", "full"]


def _distinct(types: list[str] | None) -> list[str] | None:
    return None if types is None else list(dict.fromkeys(types))


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("the moment lies outside of the years 1 to 9999") from None


Url = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_URL_CHARS,
        description="Where to send to: https, port 443, 8443 or 80, a host of the public internet.",
    ),
]
Description = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
EventTypes = Annotated[
    list[EventType] | None,
    Field(min_length=1, max_length=20, description="Which events; null for all of them."),
    AfterValidator(_distinct),
]
ContentField = Annotated[
    Content, Field(description="`full`: messages hold the result; `link`: its URL.")
]


class WebhookCreate(BaseModel):
    """A new webhook."""

    model_config = ConfigDict(extra="forbid")

    url: Url
    description: Description = ""
    event_types: EventTypes = None
    content: ContentField = "link"


class WebhookUpdate(BaseModel):
    """What is to change; the rest stays."""

    model_config = ConfigDict(extra="forbid")

    url: Url = ""
    description: Description = ""
    event_types: EventTypes = None
    content: ContentField = "link"

    def changes(self) -> dict[str, Any]:
        """Only what was sent."""
        return self.model_dump(exclude_unset=True)


class WebhookView(BaseModel):
    """A URL that is told of events."""

    id: str
    kind: Literal["endpoint", "callback"] = Field(
        description="`callback`: made for the `callback_url` of documents."
    )
    url: str
    description: str
    event_types: list[str] | None
    content: Content
    state: Literal["active", "disabled"]
    disabled_reason: str | None
    num_failures: int = Field(description="Failed attempts in a row.")
    failing_since: datetime | None = Field(description="First of these.")
    paused_until: datetime | None = Field(
        description="No attempts before: it failed too often, or asked for a pause."
    )
    created_at: datetime


class WebhookCreatedView(WebhookView):
    """A new webhook with its secret."""

    secret: str


class SecretView(BaseModel):
    """The secret to check signatures with, as Standard Webhooks has it."""

    secret: str = Field(description="`whsec_` and 32 bytes in base 64.")
    older_secrets: list[str] = Field(
        default=[], description="Replaced less than a day ago; messages are signed with them too."
    )


class AttemptView(BaseModel):
    """One request that was made, or refused before it was made."""

    number: int
    at: datetime
    duration_ms: int
    status: int | None = Field(description="Of HTTP; null where there was no answer.")
    error: str | None
    response: str | None = Field(description="The first 1,000 characters of the answer.")


class DeliveryView(BaseModel):
    """One event for one webhook."""

    id: str
    event_id: str = Field(description="The `webhook-id` of its messages, the same in each attempt.")
    event_type: str
    document_id: str | None
    state: DeliveryState
    next_attempt_at: datetime | None
    created_at: datetime
    delivered_at: datetime | None
    attempts: list[AttemptView]


class RedeliverRequest(BaseModel):
    """What to send again: one delivery, or all since a moment."""

    model_config = ConfigDict(extra="forbid")

    delivery_id: str | None = Field(default=None, min_length=1, max_length=40)
    since: Annotated[
        Annotated[AwareDatetime, AfterValidator(_in_utc)] | None,
        Field(
            description="Deliveries that failed from then on, and events that were not sent, since "
            "the webhook was disabled or not there yet."
        ),
    ] = None
    include_delivered: bool = Field(
        default=False, description="With `since`: also those that arrived."
    )

    @model_validator(mode="after")
    def _one_of_two(self) -> RedeliverRequest:
        if (self.delivery_id is None) == (self.since is None):
            raise ValueError("give either delivery_id or since")
        return self


class RedeliveredView(BaseModel):
    """What will be sent again."""

    num_deliveries: int


class PingView(BaseModel):
    """The test that was sent: look at its delivery for how it went."""

    delivery_id: str


def webhook_view(endpoint: WebhookEndpoint) -> WebhookView:
    """The row as it is shown."""
    return WebhookView.model_validate(_shown(endpoint))


def created_view(endpoint: WebhookEndpoint) -> WebhookCreatedView:
    """The new row with its secret."""
    secret = endpoint.secrets[0]["secret"]
    return WebhookCreatedView.model_validate(_shown(endpoint) | {"secret": secret})


def secret_view(secrets: Sequence[str]) -> SecretView:
    """Secrets, newest first."""
    return SecretView(secret=secrets[0], older_secrets=list(secrets[1:]))


def delivery_view(
    delivery: Delivery, event: Event, attempts: Sequence[DeliveryAttempt]
) -> DeliveryView:
    """A delivery with its event and its log."""
    return DeliveryView(
        id=delivery.id,
        event_id=event.id,
        event_type=event.type,
        document_id=delivery.document_id,
        state=DeliveryState(delivery.state),
        next_attempt_at=delivery.next_attempt_at,
        created_at=delivery.created_at,
        delivered_at=delivery.delivered_at,
        attempts=[
            AttemptView(
                number=attempt.number,
                at=attempt.at,
                duration_ms=attempt.duration_ms,
                status=attempt.status,
                error=attempt.error,
                response=attempt.response,
            )
            for attempt in attempts
        ],
    )


def _shown(endpoint: WebhookEndpoint) -> dict[str, Any]:
    same = (
        "id",
        "kind",
        "url",
        "description",
        "event_types",
        "content",
        "state",
        "disabled_reason",
        "num_failures",
        "failing_since",
        "created_at",
    )
    shown = {name: getattr(endpoint, name) for name in same}
    return shown | {"paused_until": endpoint.circuit_until}
