"""Pages of documents over REST: what is known of them, and their pictures. Knows no SQL."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from docflow.api.dependencies import CallerDependency, ServicesDependency
from docflow.api.problems import Problem, not_found, problem_responses
from docflow.documents import repository
from docflow.documents.page_images import (
    DEFAULT_WIDTH_PX,
    WIDTHS_PX,
    PageImage,
    forget_images_of_deleted,
    page_png,
    step_of,
)
from docflow.documents.parts import page_numbers
from docflow.documents.views import PagesView, page_view
from docflow.errors import DocflowError, FileError, LimitError
from docflow.services import Services

router = APIRouter(prefix="/documents/{document_id}/pages", tags=["documents"])

DocumentId = Annotated[str, Path(max_length=40)]
_MAX_NUMBER = 1_000_000
#: a page's picture never changes: another one has another document's id
_CACHED = "private, max-age=86400, immutable"


@router.get(
    "",
    response_model=PagesView,
    responses=problem_responses(404),
)
def list_pages(
    document_id: DocumentId, services: ServicesDependency, caller: CallerDependency
) -> PagesView:
    """The pages that were read; none before the document was opened."""
    with services.database.read() as session:
        document = repository.find_document(session, caller.tenant_id, document_id)
        if document is None:
            raise not_found("document", document_id)
        pages = repository.pages_of(session, document.id)
    return PagesView(num_pages=document.num_pages, data=[page_view(page) for page in pages])


@router.get(
    "/{number}.png",
    response_class=Response,
    responses={
        200: {
            "description": "The page, upright",
            "content": {"image/png": {"schema": {"type": "string"}}},
        },
        **problem_responses(
            404,
            409,
            s409="The page cannot be drawn (`page_not_drawable`, with `reason`), or not "
            "before the document was opened (`not_ready`)",
        ),
    },
)
def get_page_image(
    document_id: DocumentId,
    number: Annotated[int, Path(ge=1, le=_MAX_NUMBER)],
    services: ServicesDependency,
    caller: CallerDependency,
    width: Annotated[
        int,
        Query(
            ge=1,
            le=10_000,
            description=f"In pixels. Drawn at the next larger of {WIDTHS_PX}, or the largest.",
        ),
    ] = DEFAULT_WIDTH_PX,
) -> Response:
    """A page as PNG. Boxes of values are shares of this picture.

    The pages of a packet's document are numbered as in the file.
    """
    image = _image(services, caller.tenant_id, document_id, number, width)
    try:
        content = page_png(services, image)
    except FileNotFoundError:
        raise Problem(404, "file_missing", "The document's file is gone.") from None
    except (FileError, LimitError) as error:
        raise _not_drawable(error) from error
    with services.database.read() as session:
        if repository.find_document(session, caller.tenant_id, document_id) is None:
            # Deleted while its page was drawn; what was drawn must not outlive it.
            forget_images_of_deleted(services, caller.tenant_id, document_id)
            raise not_found("document", document_id)
    return Response(content, media_type="image/png", headers={"Cache-Control": _CACHED})


def _image(
    services: Services, tenant_id: str, document_id: str, number: int, width: int
) -> PageImage:
    with services.database.read() as session:
        document = repository.find_document(session, tenant_id, document_id)
        if document is None:
            raise not_found("document", document_id)
        page = repository.find_page(session, document.id, number)
    if document.num_pages is None:
        detail = "The document was not opened yet, or could not be."
        raise Problem(409, "not_ready", detail, members={"document_status": document.state})
    if number not in page_numbers(document):
        raise not_found("page", f"{number} of {document_id}")
    return PageImage(document, number, page, step_of(width))


def _not_drawable(error: DocflowError) -> Problem:
    """The file was taken, so that it cannot be drawn is no fault of this request."""
    return Problem(409, "page_not_drawable", error.message, members={"reason": error.code})
