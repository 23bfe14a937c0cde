"""A pipeline that needs no model: what it answers is written in the file it is given."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from docflow.commands.pipelines import OnProgress, PageRange
from docflow.errors import DocflowError
from docflow.settings import Settings
from schemas.schema import Schema


def document_result(**changes: Any) -> Any:
    """A result with one of each: grounded value, absent value, line items, checks."""
    result = {
        "id": "doc_1",
        "file": "acme.pdf",
        "schema": "invoice",
        "status": "done",
        "model": "nano",
        "pages": 1,
        "data": {
            "invoice_number": "R-1042",
            "due_date": None,
            "totals": {"total": "119.00"},
            "line_items": [
                {"description": "Paper", "quantity": "2"},
                {"description": "Ink", "quantity": None},
            ],
        },
        "fields": [
            field("/invoice_number", "R-1042", 0.999),
            field("/totals/total", "119.00", 0.5),
            field("/line_items/0/description", "Paper", 0.9),
            field("/line_items/0/quantity", "2", 0.8),
            field("/line_items/1/description", "Ink", 0.7),
        ],
        "checks": [{"name": "totals_add_up", "passed": True, "message": "100.00 + 19.00 = 119.00"}],
        "usage": {"prompt_tokens": 800, "output_tokens": 90, "seconds": 1.25, "ungrounded": 0},
    }
    return result | changes


def field(path: str, value: str, confidence: float) -> dict[str, Any]:
    """Evidence of one value on page 1."""
    return {
        "path": path,
        "value": value,
        "raw": value,
        "page": 1,
        "bbox": [0.1, 0.1, 0.2, 0.2],
        "confidence": confidence,
        "source": "text",
        "checks": [],
    }


class FakePipeline:
    """Reads files of JSON: `{"fail": code}` fails, `{"crash": text}` is a fault, `{"print": text}`
    is noise on stdout, `{"hang": seconds}` takes so long, and other keys replace those of
    `document_result`.

    opened: how many were made, to see that a model is loaded once, or not at all.
    """

    opened = 0

    def __init__(self, model: str, *, settings: Settings, keep_text: bool = False) -> None:
        if model == "owner/absent":
            raise DocflowError("model_unavailable", "there is no such model")
        type(self).opened += 1
        self.model = model
        self.keep_text = keep_text

    def extract(
        self,
        path: Path,
        schema: Schema,
        *,
        password: str | None = None,
        on_progress: OnProgress | None = None,
        pages: PageRange | None = None,
    ) -> dict[str, Any]:
        order = json.loads(path.read_text(encoding="utf-8"))
        if on_progress is not None:
            on_progress("pages", 1, 1)
        time.sleep(order.pop("hang", 0))
        if "fail" in order:
            raise DocflowError(order["fail"], "it cannot be read")
        if "crash" in order:
            raise RuntimeError(order["crash"])
        if "password" in order and order.pop("password") != password:
            raise DocflowError("password_required", "it needs a password")
        print(order.pop("print", ""), end="")  # noqa: T201 - a library that writes where it should not
        if not self.keep_text:
            order.pop("text", None)
        return document_result(file="", schema=schema.name, model=self.model, **order)

    def extract_parts(
        self,
        path: Path,
        *,
        password: str | None = None,
        on_progress: OnProgress | None = None,
        pages: PageRange | None = None,
    ) -> list[dict[str, Any]]:
        """One result for each entry of the file's list `parts`, which are changes of results; one
        for a file without.
        """
        order = json.loads(path.read_text(encoding="utf-8"))
        if "fail" in order:
            raise DocflowError(order["fail"], "it cannot be read")
        changes = order.pop("parts", [{}])
        return [document_result(file="", model=self.model, **order, **each) for each in changes]


def install() -> None:
    """Puts the fake where the command line looks for the pipeline."""
    FakePipeline.opened = 0
    module = ModuleType("workers.pipeline")
    module.Pipeline = FakePipeline  # type: ignore[attr-defined]
    sys.modules["workers.pipeline"] = module
