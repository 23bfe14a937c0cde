"""Stage three: the windows' readings become the document's result."""

from __future__ import annotations

import time
from typing import cast

from docflow.database.tables import Document
from docflow.jobs import repository_windows
from docflow.jobs.endings import fail_document, finish_document
from docflow.jobs.repository import Lease, LeaseLost, claim_assemble
from docflow.jobs.sweeper import dispatch
from docflow.results import Classification
from docflow.user_schemas.service import schema_of
from workers.document import result_of_document
from workers.stages.stage import StageContext, run_stage
from workers.steps.acroform_reading import form_of_json, is_form_json
from workers.steps.code_reading import codes_of_json, is_codes_json
from workers.steps.kind import with_kind
from workers.steps.values import window_of_json
from workers.steps.xml_reading import is_xml_json, xml_of_json

_AT_MOST_S = 600.0


def assemble(context: StageContext, document_id: str) -> None:
    """reading -> assembling -> done, needs_review or failed, once all windows have ended."""
    lease = context.claim(claim_assemble, document_id)
    if lease is None:
        return
    run_stage(
        context,
        lease,
        lambda: _assemble(context, lease),
        lambda code, message: fail_document(context.services, lease, code, message),
        at_most_s=_AT_MOST_S,
    )
    dispatch(context.services)


def _assemble(context: StageContext, lease: Lease) -> None:
    start = time.monotonic()
    with context.services.database.read() as session:
        document = session.get(Document, lease.id)
        if document is None:
            raise LeaseLost(lease.id)
        schema = schema_of(session, document)
        failure = repository_windows.first_failure(session, document.id)
        answers = repository_windows.answers(session, document.id)
    if failure is not None:
        # It was tried as often as it may be.
        fail_document(context.services, lease, *failure)
        return
    xml = [answer for answer, _ in answers if is_xml_json(answer)]
    form = [answer for answer, _ in answers if is_form_json(answer)]
    by_model = [
        a for a, _ in answers if not (is_xml_json(a) or is_form_json(a) or is_codes_json(a))
    ]
    result = result_of_document(
        schema,
        context.profile_of(document),
        [window_of_json(answer) for answer in by_model],
        xml_of_json(xml[0]) if xml else None,
        form=form_of_json(form[0]) if form else None,
        codes=codes_of_json(answer for answer, _ in answers),
        id_=document.id,
        file=document.file_name,
        num_pages=document.num_pages or 0,
        seconds=sum(seconds for _, seconds in answers) + time.monotonic() - start,
        review_error_rate=context.services.settings.review_error_rate,
    )
    if document.classification is not None:
        result = with_kind(result, cast(Classification, document.classification))
    finish_document(context.services, lease, result)
