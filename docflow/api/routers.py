"""Which routers there are. Knows none of their endpoints."""

from __future__ import annotations

from docflow.batches import endpoints as batches
from docflow.documents import endpoints as documents
from docflow.documents import page_endpoints as pages
from docflow.events import endpoints as events
from docflow.exports import endpoints as exports
from docflow.extractions import einvoice_endpoints as einvoices
from docflow.extractions import endpoints as extractions
from docflow.query import endpoints as query
from docflow.user_schemas import endpoints as schemas
from docflow.webhooks import endpoints as webhooks

#: takes files
UPLOAD_ROUTERS = (documents.router,)
#: take JSON, of bounded size
JSON_ROUTERS = (
    extractions.router,
    einvoices.router,
    pages.router,
    batches.router,
    schemas.router,
    events.router,
    webhooks.router,
    query.router,
    exports.router,
)
