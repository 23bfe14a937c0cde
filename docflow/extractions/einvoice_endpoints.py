"""Results over REST as e-invoices, and what keeps them from being one. Knows no SQL and no XML."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from docflow.api.dependencies import CallerDependency, ServicesDependency
from docflow.api.problems import Problem, problem_responses
from docflow.extractions.einvoice import Syntax, einvoice_of, fatal_findings
from docflow.extractions.endpoints import found_version
from docflow.services import Services
from schemas.einvoice.write import Written

router = APIRouter(prefix="/documents/{document_id}", tags=["extractions"])

MEDIA_TYPE = "application/xml"
DocumentId = Annotated[str, Path(max_length=40)]
FormatQuery = Annotated[
    Syntax,
    Query(
        alias="format",
        description="`ubl`: UBL 2.1 (Peppol BIS Billing 3); `cii`: Cross Industry Invoice D16B "
        "(Factur-X, ZUGFeRD).",
    ),
]
VersionQuery = Annotated[
    int | None, Query(ge=1, le=2**31 - 1, description="The latest one by default.")
]
_NOT_READY = "Not read yet (`not_ready`), or failed (`document_failed`, with `error`)"


class XmlResponse(Response):
    """The type that OpenAPI is told too."""

    media_type = MEDIA_TYPE


class FindingView(BaseModel):
    """A rule that does not hold."""

    rule: str = Field(description="Its name in EN 16931 (`BR-06`), in UBL or in Peppol.")
    severity: str = Field(description="`fatal` or `warning`.")
    message: str
    path: str = Field(description="JSON Pointer into `data` of what is missing or wrong.")
    term: str | None = Field(description="Business term of EN 16931 (`BT-27`).")


class DeducedView(BaseModel):
    """A value that was written and is not in `data`."""

    path: str
    value: str
    why: str


class EInvoiceCheckView(BaseModel):
    """What can be said about the e-invoice of a result."""

    valid: bool = Field(description="Whether no fatal rule is broken.")
    findings: list[FindingView]
    deduced: list[DeducedView]
    left_out: list[str] = Field(
        description="JSON Pointers of values that EN 16931 has no place for."
    )


@router.get(
    "/einvoice",
    response_class=XmlResponse,
    responses={
        200: {
            "description": "The e-invoice.",
            "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
        },
        **problem_responses(404, 409, s409=_NOT_READY),
    },
)
def get_einvoice(
    document_id: DocumentId,
    services: ServicesDependency,
    caller: CallerDependency,
    syntax: FormatQuery = "ubl",
    version: VersionQuery = None,
    allow_invalid: Annotated[
        bool, Query(description="Whether to send it although fatal rules are broken.")
    ] = False,
) -> XmlResponse:
    """A document's result as an e-invoice of EN 16931, of the schemas `invoice` and `credit_note`.

    Where fatal rules are broken the answer is the problem `einvoice_incomplete`, with `findings`.
    """
    written, number = _written(services, caller.tenant_id, document_id, syntax, version)
    fatal = fatal_findings(written)
    if fatal and not allow_invalid:
        raise _incomplete(document_id, written, len(fatal))
    headers = {
        "ETag": f'"{number}"',
        "Content-Disposition": f'attachment; filename="{document_id}-{syntax}.xml"',
    }
    return XmlResponse(written.xml, headers=headers)


@router.get(
    "/einvoice/check",
    response_model=EInvoiceCheckView,
    responses=problem_responses(404, 409, s409=_NOT_READY),
)
def check_einvoice(
    document_id: DocumentId,
    services: ServicesDependency,
    caller: CallerDependency,
    syntax: FormatQuery = "ubl",
    version: VersionQuery = None,
) -> EInvoiceCheckView:
    """The rules of EN 16931 on a document's result: what is missing, deduced and left out."""
    written, _ = _written(services, caller.tenant_id, document_id, syntax, version)
    return EInvoiceCheckView(
        valid=written.is_valid,
        findings=_findings(written),
        deduced=[
            DeducedView(path=one.path, value=one.value, why=one.why) for one in written.deduced
        ],
        left_out=list(written.left_out),
    )


def _written(
    services: Services, tenant_id: str, document_id: str, syntax: Syntax, version: int | None
) -> tuple[Written, int]:
    """The e-invoice of one version, and the version's number."""
    with services.database.read() as session:
        document, extraction = found_version(session, tenant_id, document_id, version)
        name, data, number = extraction.schema_name, extraction.data, extraction.version
        file = document.file_name
    return einvoice_of(name, data, syntax, file), number


def _findings(written: Written) -> list[FindingView]:
    return [
        FindingView(
            rule=one.rule,
            severity=one.severity,
            message=one.message,
            path=one.path,
            term=one.term,
        )
        for one in written.findings
    ]


def _incomplete(document_id: str, written: Written, num_fatal: int) -> Problem:
    rules = "rule is" if num_fatal == 1 else "rules are"
    detail = (
        f"{num_fatal} {rules} broken, the first of which is {written.findings[0]}. Correct the "
        "extraction, or ask for allow_invalid."
    )
    findings = [one.model_dump() for one in _findings(written)]
    return Problem(422, "einvoice_incomplete", detail, members={"findings": findings})
