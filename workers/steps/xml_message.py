"""E-invoices as messages between processes and stages, and back. Knows no process.

What comes back is checked, since the process that sent it has read a stranger's file.
"""

from __future__ import annotations

from typing import Any, get_args

from schemas.einvoice import EInvoice, Unread, Value
from schemas.einvoice.invoice import NAMES, Syntax, is_path
from workers.steps.wire import WireGarbage

_MAX_PROFILE_CHARS = 100
_SYNTAXES: tuple[Syntax, ...] = get_args(Syntax)


def einvoice_to_message(invoice: EInvoice) -> dict[str, Any]:
    """An e-invoice as a JSON object."""
    return {
        "syntax": invoice.syntax,
        "schema": invoice.schema,
        "profile": invoice.profile,
        "values": [[value.path, value.value, value.raw] for value in invoice.values],
        "unread": [[fault.path, fault.raw] for fault in invoice.unread],
        "num_lines": invoice.num_lines,
        "charged_lines": list(invoice.charged_lines),
        "other_currencies": list(invoice.other_currencies),
    }


def einvoice_of_message(content: Any) -> EInvoice:
    """The e-invoice of such a message. Raises WireGarbage for one that is none."""
    try:
        syntax = next(name for name in _SYNTAXES if name == content["syntax"])
        schema = next(name for name in NAMES if name == content["schema"])
        return EInvoice(
            syntax=syntax,
            schema=schema,
            profile=_text(content["profile"])[:_MAX_PROFILE_CHARS],
            values=tuple(
                Value(_path(path, schema), _text(value), _text(raw))
                for path, value, raw in content["values"]
            ),
            unread=tuple(
                Unread(_path(path, schema), _text(raw)) for path, raw in content["unread"]
            ),
            num_lines=int(content["num_lines"]),
            charged_lines=tuple(int(index) for index in content["charged_lines"]),
            other_currencies=tuple(_text(code)[:10] for code in content["other_currencies"]),
        )
    except (KeyError, TypeError, ValueError, StopIteration) as error:
        raise WireGarbage(f"no e-invoice: {error}") from error


def _path(path: Any, schema: str) -> str:
    if not isinstance(path, str) or not is_path(path, schema):
        raise ValueError(f"{str(path)[:60]!r} is no path of {NAMES[schema]}")
    return path


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a {type(value).__name__} in place of a text")
    # A lone surrogate could not be stored or printed later.
    return value.encode("utf-8", "replace").decode("utf-8")
