"""Where logs go and what they look like: one line an event on stderr. Knows no event.

Each line names what it is about (`document_id`, `request_id`, ...) as fields of its own, so that
all lines of one document can be found. Tracebacks come without the values of variables, which would
print a document's text.
"""

from __future__ import annotations

import logging
import sys
from typing import Literal, TextIO

import structlog

from docflow.settings import Settings

Level = Literal["info", "warning", "error"]
_LEVELS = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class _StderrHandler(logging.StreamHandler[TextIO]):
    """Writes to what sys.stderr is when the line is written."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, _stream: TextIO) -> None:
        raise AttributeError("it is always sys.stderr")


def configure_logs(settings: Settings, level: Level = "info") -> None:
    """Sets the logs of this process up: text on a terminal, JSON elsewhere, unless it is chosen.

    Effects: replaces the configuration of structlog and of the standard library's root logger.
    """
    is_json = settings.log_format == "json" or (
        settings.log_format == "auto" and not sys.stderr.isatty()
    )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if is_json:
        rendering: list[structlog.typing.Processor] = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    else:
        rendering = [
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        ]
    structlog.configure(
        processors=[*shared, *rendering],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        # Looked up for each line, as below: who replaces sys.stderr closes his own again.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # What libraries say, in the same form; their chatter below warnings is left out.
    handler = _StderrHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(logging.WARNING, _LEVELS[level]), force=True)
