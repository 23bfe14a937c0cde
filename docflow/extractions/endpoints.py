"""Results over REST: read, in any version, and corrected. Knows no SQL and no schema."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response
from sqlalchemy.orm import Session

from docflow.api.dependencies import CallerDependency, ServicesDependency
from docflow.api.problems import Problem, not_found, problem_responses
from docflow.database.tables import Document, Extraction
from docflow.documents.repository import find_document, lock_document
from docflow.extractions import repository
from docflow.extractions.service import correct, result_of
from docflow.extractions.views import (
    CorrectionView,
    ExtractionView,
    VersionsView,
    extraction_view,
    version_view,
)
from docflow.jobs.states import FINAL, DocumentState

router = APIRouter(prefix="/documents/{document_id}", tags=["extractions"])

DocumentId = Annotated[str, Path(max_length=40)]
_MAX_VERSION = 2**31 - 1
_ETAG = re.compile(r'(?:W/)?"?([1-9][0-9]{0,9})"?')


@router.get(
    "/extraction",
    response_model=ExtractionView,
    responses=problem_responses(
        404, 409, s409="Not read yet (`not_ready`), or failed (`document_failed`, with `error`)"
    ),
)
def get_extraction(
    document_id: DocumentId,
    services: ServicesDependency,
    caller: CallerDependency,
    response: Response,
    version: Annotated[
        int | None, Query(ge=1, le=_MAX_VERSION, description="The latest one by default.")
    ] = None,
) -> ExtractionView:
    """The result of a document: values with their places, checks, and what it cost.

    The header `ETag` holds the version, for `If-Match` of a correction.
    """
    with services.database.read() as session:
        document, extraction = found_version(session, caller.tenant_id, document_id, version)
        return _shown(session, document, extraction, response)


@router.get(
    "/extractions",
    response_model=VersionsView,
    responses=problem_responses(404),
)
def list_extractions(
    document_id: DocumentId, services: ServicesDependency, caller: CallerDependency
) -> VersionsView:
    """All versions of a document's result, newest first; empty while there is none."""
    with services.database.read() as session:
        document = find_document(session, caller.tenant_id, document_id)
        if document is None:
            raise not_found("document", document_id)
        versions = repository.extractions_of(session, document.id)
        return VersionsView(data=[version_view(version) for version in versions])


@router.patch(
    "/extraction",
    response_model=ExtractionView,
    responses=problem_responses(
        404,
        409,
        412,
        s409="Not read yet (`not_ready`), or failed (`document_failed`)",
        s412="There is a newer version than `If-Match` names (`version_conflict`)",
    ),
)
def correct_extraction(
    document_id: DocumentId,
    correction: CorrectionView,
    services: ServicesDependency,
    caller: CallerDependency,
    response: Response,
    if_match: Annotated[
        str | None, Header(max_length=100, description="The version that was looked at.")
    ] = None,
) -> ExtractionView:
    """Adds a version with corrected values; the versions before it stay.

    Values are checked by the document's schema, and the checks run again.
    """
    with services.database.write() as write:
        document = lock_document(write, caller.tenant_id, document_id)
        if document is None:
            raise not_found("document", document_id)
        latest = latest_of(write.session, document)
        _check_version(if_match, latest.version)
        changes = [change.as_change() for change in correction.changes]
        extraction = correct(
            write,
            document,
            latest,
            changes,
            status=correction.status,
            corrected_by=caller.name,
        )
        return _shown(write.session, document, extraction, response)


def found_version(
    session: Session, tenant_id: str, document_id: str, version: int | None
) -> tuple[Document, Extraction]:
    """A tenant's document and one version of its result, the latest where none is named.

    Raises:
        Problem: there is no such document or version, or the document has no result yet.
    """
    document = find_document(session, tenant_id, document_id)
    if document is None:
        raise not_found("document", document_id)
    extraction = (
        latest_of(session, document)
        if version is None
        else repository.extraction_of_version(session, document.id, version)
    )
    if extraction is None:
        raise not_found("version", f"{version} of {document_id}")
    return document, extraction


def latest_of(session: Session, document: Document) -> Extraction:
    """The latest version. Raises Problem where the document has none."""
    if document.state == DocumentState.FAILED:
        error = {"code": document.error_code, "message": document.error_message}
        detail = document.error_message or "The document could not be read."
        raise Problem(409, "document_failed", detail, members={"error": error})
    extraction = repository.latest_extraction(session, document.id)
    if extraction is None or document.state not in FINAL:
        detail = f"The document is {document.state}; it has no result yet."
        raise Problem(409, "not_ready", detail, members={"document_status": document.state})
    return extraction


def _shown(
    session: Session, document: Document, extraction: Extraction, response: Response
) -> ExtractionView:
    response.headers["ETag"] = f'"{extraction.version}"'
    return extraction_view(result_of(session, document, extraction), extraction)


def _check_version(if_match: str | None, version: int) -> None:
    """Raises Problem where a version is asked for and it is not this one."""
    if if_match is None or if_match.strip() == "*":
        return
    asked = _ETAG.fullmatch(if_match.strip())
    if asked is None or int(asked[1]) != version:
        detail = f"The latest version is {version}, not the one of If-Match."
        raise Problem(412, "version_conflict", detail, {"ETag": f'"{version}"'})
