"""Tells which paths changed below some folders. Knows no document.

The operating system's messages are a doorbell: some are lost (a queue that overflows, a folder on a
network drive), so whoever listens also looks at everything from time to time.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

import structlog
import watchfiles

_DEBOUNCE_MS = 200
_STEP_MS = 50


class FolderWatch:
    """Watches folders in a thread of its own, from the `with` block's begin to its end."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = sorted(set(folders))
        self._changed: set[Path] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="folder-watch", daemon=True)
        self.is_watching = bool(self._folders)

    def __enter__(self) -> FolderWatch:
        if self.is_watching:
            self._thread.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def take_changed(self) -> list[Path]:
        """The paths that changed since the last call, sorted."""
        with self._lock:
            changed, self._changed = self._changed, set()
        return sorted(changed)

    def _watch(self) -> None:
        try:
            for changes in watchfiles.watch(
                *self._folders,
                watch_filter=None,
                debounce=_DEBOUNCE_MS,
                step=_STEP_MS,
                stop_event=self._stop,
                raise_interrupt=False,
                ignore_permission_denied=True,
            ):
                with self._lock:
                    self._changed.update(Path(path) for _, path in changes)
        except (OSError, RuntimeError) as error:
            # No watches left, or a folder that cannot be watched.
            structlog.get_logger().warning("watch_failed", reason=str(error))
        self.is_watching = False
