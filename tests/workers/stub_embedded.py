"""The child of `EmbeddedWorkers` without a model: `EmbeddedWorkers(services, module=...)`."""

from __future__ import annotations

from tests.workers.stub import StubAnswerer
from workers.embedded_child import main

if __name__ == "__main__":
    main(StubAnswerer())
