"""The states of documents and windows, and which may follow which. Knows no database.

document   queued ──> splitting ──> reading ──> assembling ──> done | needs_review
              │            │            │            │
              └────────────┼─────┬──────┴────────────┘
                           │     └──> failed (with a code and a sentence)
                           └──> done (a packet: each document in it is a row of its own, queued)

window     queued ──> running ──> done | failed

A running stage holds a lease. Where it runs out, the row goes back: splitting to queued, assembling
to reading (with all windows ended, so that it is assembled again), a running window to queued.
"""

from __future__ import annotations

from enum import StrEnum


class DocumentState(StrEnum):
    """Where a document is; the last three are final."""

    QUEUED = "queued"
    SPLITTING = "splitting"
    READING = "reading"
    ASSEMBLING = "assembling"
    DONE = "done"
    NEEDS_REVIEW = "needs_review"
    FAILED = "failed"


class WindowState(StrEnum):
    """Where a window is; the last two are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


FINAL = frozenset({DocumentState.DONE, DocumentState.NEEDS_REVIEW, DocumentState.FAILED})
FINAL_WINDOW = frozenset({WindowState.DONE, WindowState.FAILED})
