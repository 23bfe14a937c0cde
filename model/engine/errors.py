"""Errors of the engine.

EngineError
├── RequestRejected   the request can't be served as it is: a caller's mistake or a limit
├── ConstraintError   a grammar that doesn't compile, or a token it forbids
├── NumericalError    the network gave no finite numbers
├── NetworkFailed     the network raised an error on this request alone
└── EngineClosed      the engine ended before the answer
"""

from __future__ import annotations


class EngineError(Exception):
    """Base of all errors of the engine. code: stable, snake case."""

    code = "engine_error"


class RequestRejected(EngineError):
    """The request can't be served as it is."""

    code = "request_rejected"


class ConstraintError(EngineError):
    """The grammar doesn't compile, became too complex, or a token was given that it forbids."""

    code = "constraint_failed"


class NumericalError(EngineError):
    """The network gave no finite numbers."""

    code = "not_finite"


class NetworkFailed(EngineError):
    """The network raised an error on this request alone: out of memory, say."""

    code = "network_failed"


class EngineClosed(EngineError):
    """The engine ended before the answer."""

    code = "engine_closed"
