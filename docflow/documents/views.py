"""Documents as REST shows them. Knows no database session."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from docflow.database.tables import Document, Page
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
    schema_name: str = Field(serialization_alias="schema")
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
