"""Documents as REST shows them. Knows no database session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from docflow.database.tables import Document, Page
from docflow.documents.part_views import (
    ChildView,
    ClassificationView,
    PartView,
    child_view,
    classification_view,
    part_view,
)
from docflow.jobs.states import DocumentState

PATH = "/v1/documents"


class ErrorView(BaseModel):
    """Why a document failed, or a file was refused."""

    code: str = Field(description="Stable name of the error, snake case.")
    message: str = Field(description="What happened, in a sentence.")


class DocumentView(BaseModel):
    """One document: an uploaded file that is read with one schema and one model."""

    model_config = ConfigDict(protected_namespaces=())

    id: str
    status: DocumentState
    file_name: str = Field(description="As the sender called it, made safe to show.")
    media_type: str
    size_bytes: int
    sha256: str
    # under this name, since `schema` is a method of pydantic's models
    schema_name: str = Field(
        serialization_alias="schema",
        description="With which it is read: `auto` until one was found, `packet` of a file that "
        "holds several documents.",
    )
    asked_schema: str | None = Field(
        description="`auto` where the schema was to be found; null where it was named."
    )
    classification: ClassificationView | None
    parent_id: str | None = Field(description="The packet that this document is a part of.")
    part: PartView | None = Field(description="Which part of it.")
    first_page: int | None = Field(description="In the file, where it holds more.")
    last_page: int | None
    model: str
    origin: str = Field(description="`rest`, `folder` or `cli`.")
    batch_id: str | None
    callback_url: str | None
    metadata: dict[str, Any] | None = Field(description="What was sent with the file.")
    num_pages: int | None = Field(description="Null until the file was opened.")
    error: ErrorView | None
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    url: str


class DocumentDetailView(DocumentView):
    """One document, with those that were found in it."""

    documents: list[ChildView] = Field(
        description="Of a packet, in the order of its pages; else empty."
    )


class UploadedView(DocumentView):
    """A document of an upload."""

    is_new: bool = Field(
        description="False where the same file was sent before with the same schema and model."
    )


class RejectedView(BaseModel):
    """A file of an upload that was not taken; the others were."""

    file_name: str
    status: Literal["rejected"] = "rejected"
    error: ErrorView


class UploadView(BaseModel):
    """What became of the files, in the order they were sent."""

    documents: list[UploadedView | RejectedView]


class PageView(BaseModel):
    """One page of a document. Width and height are those of the upright page."""

    number: int
    width_pt: float
    height_pt: float
    num_words: int
    source: str = Field(description="Where its words come from: `text`, `ocr`, ...")
    notes: list[str] = Field(description="Remarks such as `turned_90` or `blank`.")
    image_url: str


class PagesView(BaseModel):
    """The pages that were read; a long document can have more, see `num_pages`."""

    num_pages: int | None
    data: list[PageView]


class RetryView(BaseModel):
    """What to change when a failed document is read again."""

    model_config = ConfigDict(extra="forbid")

    password: str | None = Field(
        default=None, max_length=1_024, description="Opens the file, where it is locked."
    )


def document_view(document: Document) -> DocumentView:
    """The document as it is shown. Its password never is."""
    return DocumentView(**_members(document))


def document_detail_view(document: Document, children: Sequence[Document]) -> DocumentDetailView:
    """The document with its parts."""
    parts = [child_view(child, PATH) for child in children]
    return DocumentDetailView(**_members(document), documents=parts)


def uploaded_view(document: Document, *, is_new: bool) -> UploadedView:
    """The document as its upload is answered."""
    return UploadedView(**_members(document), is_new=is_new)


def page_view(page: Page) -> PageView:
    """The page as it is shown."""
    return PageView(
        number=page.number,
        width_pt=page.width_pt,
        height_pt=page.height_pt,
        num_words=page.num_words,
        source=page.source,
        notes=[str(note) for note in page.notes],
        image_url=f"{PATH}/{page.document_id}/pages/{page.number}.png",
    )


def error_view(document: Document) -> ErrorView | None:
    """Why it failed; None where it did not."""
    if document.error_code is None:
        return None
    return ErrorView(code=document.error_code, message=document.error_message or "")


def _members(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "status": DocumentState(document.state),
        "file_name": document.file_name,
        "media_type": document.media_type,
        "size_bytes": document.size_bytes,
        "sha256": document.sha256,
        "schema_name": document.schema_name,
        "asked_schema": document.asked_schema,
        "classification": classification_view(document),
        "parent_id": document.parent_id,
        "part": part_view(document),
        "first_page": document.first_page,
        "last_page": document.last_page,
        "model": document.model,
        "origin": document.origin,
        "batch_id": document.batch_id,
        "callback_url": document.callback_url,
        "metadata": document.user_metadata,
        "num_pages": document.num_pages,
        "error": error_view(document),
        "created_at": document.created_at,
        "updated_at": document.updated_at,
        "finished_at": document.finished_at,
        "url": f"{PATH}/{document.id}",
    }
