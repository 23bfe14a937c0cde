"""The audit: whether nothing is lost and nothing doubled. Changes nothing; knows no terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from docflow.audit import repository
from docflow.audit import repository_rules as rules
from docflow.audit.files import GRACE_S, check_no_strays, check_originals
from docflow.audit.findings import Finding
from docflow.audit.ledger import Entry, check_ledger
from docflow.audit.packets import check_packets
from docflow.audit.repository_rules import Broken
from docflow.audit.results import check_results
from docflow.database.tables import (
    Delivery,
    Document,
    Event,
    Extraction,
    Field,
    Page,
    Table,
    Window,
)
from docflow.services import Services


def audit(
    services: Services,
    ledger: Iterable[Entry] | None = None,
    *,
    is_drained: bool = False,
    grace_s: float = GRACE_S,
) -> list[Finding]:
    """All checks, in a steady order; the audit is passed if every one holds.

    is_drained: nothing may be in a worker's hands any more. grace_s: how long a file may be without
    a row.
    """
    with services.database.read() as session:
        now = services.database.clock.now(session)
        findings = [
            *check_originals(session, services.store),
            check_no_strays(session, services, grace_s=grace_s),
            *(rule.check(session) for rule in _rules_of_documents(now, is_drained=is_drained)),
            *(rule.check(session) for rule in _rules_of_log(now)),
            *check_results(session),
            check_packets(session),
            _check_duplicates(session),
            _check_database(session),
        ]
        if ledger is not None:
            findings.append(check_ledger(session, ledger))
    return findings


@dataclass(frozen=True, slots=True)
class _Rule:
    """One check that SQL can make. tables: whose rows are looked at."""

    name: str
    meaning: str
    tables: tuple[type[Table], ...]
    broken: Sequence[Broken]

    def check(self, session: Session) -> Finding:
        num_rows = sum(repository.count_rows(session, table) for table in self.tables)
        finding = Finding(self.name, self.meaning, num_rows)
        for broken in self.broken:
            finding.report_all(broken.sentences(session))
        return finding


def _rules_of_documents(now: datetime, *, is_drained: bool) -> list[_Rule]:
    documents = (Document,)
    return [
        _Rule(
            "documents_ended",
            "every document has ended" + ("" if is_drained else ", or a worker has it"),
            documents,
            [rules.unfinished(now, may_be_leased=not is_drained)],
        ),
        _Rule(
            "endings_are_complete",
            "a document has a moment of its end if it ended, an error if it failed",
            documents,
            [rules.endings_incomplete()],
        ),
        _Rule(
            "windows_answered",
            "every window of a read document has one answer",
            (Window,),
            [rules.windows_unanswered()],
        ),
        _Rule(
            "pages_counted",
            "every read document has its count of pages, and rows of no others",
            (Page,),
            [rules.pages_miscounted()],
        ),
        _Rule(
            "one_latest_version",
            "every read document has one latest version, every other none",
            documents,
            [rules.latest_miscounted()],
        ),
        _Rule(
            "versions_count_up",
            "versions count from one without a gap, and the last is the latest",
            (Extraction,),
            [rules.versions_broken()],
        ),
        _Rule(
            "states_agree",
            "a document is in the state of its latest version",
            documents,
            [rules.states_apart()],
        ),
    ]


def _rules_of_log(now: datetime) -> list[_Rule]:
    return [
        _Rule(
            "ended_once",
            "every document ended once for each time it was queued, as its event says",
            (Document,),
            [rules.endings_miscounted()],
        ),
        _Rule(
            "events_dispatched",
            "every event that webhooks may want was looked at",
            (Event,),
            [rules.events_undispatched()],
        ),
        _Rule(
            "deliveries_planned",
            "every delivery has been made, has ended, or has its time",
            (Delivery,),
            [rules.deliveries_forgotten()],
        ),
        _Rule(
            "leases_freed",
            "nobody holds what has ended, or beyond their time",
            (Document, Window, Delivery),
            rules.leases_kept(now),
        ),
        _Rule(
            "passwords_forgotten",
            "no password is kept of a document that ended",
            (Document,),
            [rules.passwords_kept()],
        ),
        _Rule(
            "tenants_apart",
            "every result belongs to the tenant of its document",
            (Extraction, Field),
            rules.tenants_mixed(),
        ),
    ]


def _check_duplicates(session: Session) -> Finding:
    finding = Finding("nothing_doubled", "no row of any table is there twice")
    finding.num_checked = repository.count_rows(session, Field)
    finding.report_all(repository.duplicates(session))
    finding.report_all(rules.paths_doubled().sentences(session))
    return finding


def _check_database(session: Session) -> Finding:
    finding = Finding("database_is_whole", "the database finds no fault in itself", 1)
    finding.report_all(repository.file_faults(session))
    return finding
