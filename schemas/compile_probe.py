"""Child process: can this schema (JSON on stdin) be compiled?

Run by path, so that it imports nothing of ours.

Prints one JSON object, ``{"ok": true}`` or ``{"ok": false, "error": "...", "path": [...]}``. The
parent kills it when it is late; the limits set here also hold when the parent dies first.
"""

from __future__ import annotations

import json
import sys

MEMORY_BYTES = 2 * 1024**3


def limit(cpu_s: int) -> None:
    """Caps CPU seconds and address space where the platform can."""
    try:
        # Not on Windows; the parent's wall clock limit remains there.
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def main() -> None:
    limit(int(sys.argv[1]))
    # After the limit, so that loading it is capped as well.
    import jsonschema_rs

    try:
        jsonschema_rs.Draft202012Validator(
            json.load(sys.stdin),
            validate_formats=True,
            pattern_options=jsonschema_rs.RegexOptions(size_limit=int(sys.argv[2])),
            offline=True,
        )
    except (
        ValueError,
        MemoryError,
        jsonschema_rs.ValidationError,
        jsonschema_rs.ReferencingError,
    ) as error:
        message = getattr(error, "message", str(error)) or type(error).__name__
        path = list(getattr(error, "instance_path", []))
        json.dump({"ok": False, "error": message[:300], "path": path}, sys.stdout)
    else:
        json.dump({"ok": True}, sys.stdout)


if __name__ == "__main__":
    main()
