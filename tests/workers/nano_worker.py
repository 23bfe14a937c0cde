"""`python -m tests.workers.nano_worker`: `docflow worker` for parsing and the model."""

from __future__ import annotations

from docflow.commands.worker import worker

if __name__ == "__main__":
    worker("parse,model", 2, True)
