"""A tenant that owns one of everything the API can show."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from docflow.batches.service import open_batch
from docflow.database.tables import Delivery, Document, WebhookEndpoint
from docflow.database.tables import Page as PageRow
from docflow.documents.incoming import Incoming
from docflow.documents.service import Submission, accept
from docflow.events.outbox import DOCUMENT_COMPLETED, record_event
from docflow.extractions.repository import store_extraction
from docflow.jobs.states import DocumentState
from docflow.services import Services
from docflow.user_schemas.service import keep_schema

INVOICE_PDF = Path(__file__).resolve().parents[3] / "examples" / "invoice.pdf"
OWN_SCHEMA = b'{"title": "canary", "type": "object", "properties": {"a": {"type": "string"}}}'


@dataclass(frozen=True)
class Owned:
    """Ids of what a tenant owns, by the names of path parameters, and text only it may see."""

    document_id: str
    batch_id: str
    webhook_id: str
    delivery_id: str
    name: str = "canary_schema"
    number: str = "1"
    canary: str = "canary"

    def path(self, template: str) -> str:
        """The path of a route with these ids."""
        return template.format(**vars(self))

    def secrets(self) -> tuple[str, ...]:
        """What another tenant must never read."""
        return (self.document_id, self.batch_id, self.webhook_id, self.delivery_id, self.canary)


def seed(services: Services, tenant_id: str) -> Owned:
    """Makes it all."""
    batch = open_batch(services, tenant_id, "canary batch")
    keep_schema(services, tenant_id, "canary_schema", OWN_SCHEMA)
    with Incoming(services.store, services.settings.limits) as incoming:
        incoming.read_from(io.BytesIO(INVOICE_PDF.read_bytes()))
        submission = Submission("canary.pdf", "invoice", batch_id=batch.id)
        document_id = accept(services, tenant_id, incoming, submission).document.id
    _finish(services, tenant_id, document_id)
    webhook_id, delivery_id = "whk_" + tenant_id[4:], "dlv_" + tenant_id[4:]
    with services.database.write() as write:
        event = record_event(
            write, tenant_id, DOCUMENT_COMPLETED, {"document_id": document_id}, document_id
        )
        write.session.add(
            WebhookEndpoint(
                id=webhook_id,
                tenant_id=tenant_id,
                kind="endpoint",
                url="https://canary.example/hook",
                secrets=[{"secret": "whsec_" + "A" * 43 + "=", "expires_at": None}],
                event_types=None,
                content="link",
                state="active",
                created_at=write.now,
            )
        )
        write.session.flush()
        write.session.add(
            Delivery(
                id=delivery_id,
                tenant_id=tenant_id,
                event_seq=event.seq,
                endpoint_id=webhook_id,
                document_id=document_id,
                state="delivered",
                created_at=write.now,
            )
        )
    return Owned(document_id, batch.id, webhook_id, delivery_id)


def _finish(services: Services, tenant_id: str, document_id: str) -> None:
    with services.database.write() as write:
        document = write.session.get_one(Document, document_id)
        document.state = DocumentState.DONE
        document.num_pages = 1
        document.finished_at = write.now
        write.session.add(
            PageRow(
                document_id=document_id,
                number=1,
                width_pt=595.0,
                height_pt=842.0,
                num_words=2,
                source="text",
                notes=[],
            )
        )
        store_extraction(
            write,
            document,
            {
                "id": document_id,
                "file": document.file_name,
                "schema": "invoice",
                "status": "done",
                "model": "nano",
                "pages": 1,
                "data": {"invoice_number": "canary-1"},
                "fields": [
                    {
                        "path": "/invoice_number",
                        "value": "canary-1",
                        "raw": "canary-1",
                        "page": 1,
                        "bbox": [0.1, 0.1, 0.2, 0.2],
                        "confidence": 0.9,
                        "source": "text",
                        "checks": [],
                    }
                ],
                "checks": [],
                "usage": {"prompt_tokens": 1, "output_tokens": 1, "seconds": 0.1},
            },
            "model",
        )
