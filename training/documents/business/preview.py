"""Draws generated business documents as one picture with their marked boxes, to look at.

``python -m training.documents.business.preview N OUT_DIR [FIRST_SEED] [KIND]`` writes ``sheet.png``
and prints the values; KIND is one of the schemas, ``all`` where it is left out.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from training.documents.business import generate, generate_kind
from training.documents.invoices.preview import sheet


def main(arguments: list[str]) -> int:
    """Write the sheet and print each document's values."""
    count, folder = int(arguments[0]), Path(arguments[1])
    first = int(arguments[2]) if len(arguments) > 2 else 0
    kind = arguments[3] if len(arguments) > 3 else "all"
    sources = [random.Random(first + i) for i in range(count)]
    documents = [generate(rng) if kind == "all" else generate_kind(rng, kind) for rng in sources]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sheet.png").write_bytes(sheet(documents))
    for i, document in enumerate(documents):
        pages = len(document.pages)
        sys.stdout.write(f"--- {first + i} {document.kind} {document.lang} pages={pages}\n")
        for path, value in sorted(document.values.items()):
            sys.stdout.write(f"  {path} = {value!r}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
