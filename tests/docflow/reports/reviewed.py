"""Reviewed documents for the tests of reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docflow.evaluation import Report, make_report
from docflow.manifest import ManifestEntry
from tests.docflow.fakes import document_result, field

#: what a document may say to become part of a page that shows it
HOSTILE = "</td></svg><script>alert('1')</script><img src=x onerror=\"alert(2)\">&lt;\x1b[31m\u202e"


def entry(truth: Any, path: str = "a.pdf", kind: str = "invoice") -> ManifestEntry:
    line = {"path": path, "kind": kind, "truth_origin": "typed-by-eye", "truth": truth}
    return ManifestEntry(Path(path), kind, None, line)


def evidence(path: str, value: str, confidence: float | None = 0.9, **more: Any) -> dict[str, Any]:
    return {**field(path, value, 0.0), "confidence": confidence, **more}


def report_on(*documents: tuple[Any, Any]) -> Report:
    """(truth, result) of each document; the paths are `0.pdf`, `1.pdf` and so on."""
    entries = [entry(truth, f"{number}.pdf") for number, (truth, _) in enumerate(documents)]
    return make_report(entries, [result for _, result in documents])


def hostile_report() -> Report:
    """One document in which every text there is, is hostile."""
    data = {"invoice_number": HOSTILE, "supplier": {"name": HOSTILE}}
    fields = [
        evidence("/invoice_number", HOSTILE),
        evidence("/supplier/name", HOSTILE, raw=f"<b>{HOSTILE}", bbox=[0.5, 0.5, 0.9, 0.6]),
    ]
    truth = {"invoice_number": f'"{HOSTILE}', "vendor_name": HOSTILE, "buyer_name": f"'{HOSTILE}"}
    result = document_result(data=data, fields=fields)
    return make_report([entry(truth, f"{HOSTILE}.pdf", kind="invoice")], [result])
