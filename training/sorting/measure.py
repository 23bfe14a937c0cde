"""How well documents are sorted: ``python -m training.sorting.measure MANIFEST.jsonl``.

Prints how many documents were given the right kind, with a table of which were taken for which, and
how many borders of packets were found; on generated documents that nothing was fitted to, and on
those of a manifest, alone and joined to packets. Knows no training.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from training.measure import PAGES
from training.sorting.documents import draw, read
from training.sorting.packets import Packet, draw_packet
from training.sorting.page_model import KINDS
from training.sorting.real import RealDocument, real_documents
from workers.sorting.sketch import PageSketch
from workers.sorting.sort import Part, sort_pages


@dataclass(slots=True)
class Score:
    """Counts over documents and packets.

    kinds: (true kind, found kind). wrong: what to look at. whole: packets or documents parted
    exactly right, of `count`. true_starts, found_starts, right_starts: borders inside of files.
    pages, seconds: what was sorted and how long it took.
    """

    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    count: int = 0
    whole: int = 0
    true_starts: int = 0
    found_starts: int = 0
    right_starts: int = 0
    pages: int = 0
    seconds: float = 0.0

    def add(self, name: str, packet: Packet) -> None:
        """Sorts a packet, or a single document, and counts what is right."""
        began = time.perf_counter()
        parts = sort_pages(packet.pages)
        self.seconds += time.perf_counter() - began
        self.pages += len(packet.pages)
        self.count += 1
        true, found = set(packet.starts[1:]), {part.first_page - 1 for part in parts[1:]}
        self.whole += true == found
        self.true_starts += len(true)
        self.found_starts += len(found)
        self.right_starts += len(true & found)
        if true != found:
            self.wrong.append(f"{name}: borders {sorted(true)}, found {sorted(found)}")
        for start, schema in zip(packet.starts, packet.schemas, strict=True):
            part = _part_at(parts, start)
            self.kinds[schema, part.schema] += 1
            if schema != part.schema:
                text = f"{name} page {start + 1}: {schema}, found {part.schema}"
                self.wrong.append(f"{text} ({part.confidence:.2f})")

    @property
    def right(self) -> float:
        """Share of documents whose first page lies in a part of the right kind."""
        right = sum(count for (true, found), count in self.kinds.items() if true == found)
        return right / max(1, self.kinds.total())


def _part_at(parts: Sequence[Part], index: int) -> Part:
    return next(part for part in parts if part.first_page <= index + 1 <= part.last_page)


def single(pages: Sequence[PageSketch], schema: str) -> Packet:
    """A file that is one document."""
    return Packet([replace(page, number=i + 1) for i, page in enumerate(pages)], [0], [schema])


def real_packets(rng: random.Random, documents: Sequence[RealDocument], count: int) -> list[Packet]:
    """Packets of 2 to 10 documents of a manifest, each document's pages as they were read."""
    packets = []
    for _ in range(count):
        chosen = rng.sample(documents, rng.choice((2, 2, 3, 3, 4, 5, 6, 8, 10)))
        pages = [page for document in chosen for page in document.pages]
        starts = [sum(len(d.pages) for d in chosen[:i]) for i in range(len(chosen))]
        numbered = [replace(page, number=i + 1) for i, page in enumerate(pages)]
        packets.append(Packet(numbered, starts, [document.schema for document in chosen]))
    return packets


def measured(packets: Iterable[tuple[str, Packet]]) -> Score:
    """The score of named packets."""
    score = Score()
    for name, packet in packets:
        score.add(name, packet)
    return score


def generated(name: str, num_documents: int, num_packets: int) -> tuple[Score, Score]:
    """Generated documents alone, and packets of others."""
    documents = []
    for index in range(num_documents):
        rng = random.Random(f"sorting {name} {index}")
        drawn = draw(rng)
        documents.append((f"generated {index}", single(read(rng, drawn), drawn.schema)))
    rng = random.Random(f"sorting packets {name}")
    pool = [draw(rng) for _ in range(num_documents)]
    packets = [(f"packet {i}", draw_packet(rng, pool)) for i in range(num_packets)]
    return measured(documents), measured(packets)


def real(manifest: Path, pages: Path, num_packets: int) -> tuple[Score, Score]:
    """Documents of a manifest alone, and packets of them."""
    documents = real_documents(manifest, pages)
    packets = real_packets(random.Random("sorting real packets"), documents, num_packets)
    alone = measured((d.name, single(d.pages, d.schema)) for d in documents)
    return alone, measured((f"packet {i}", packet) for i, packet in enumerate(packets))


def show(console: Console, title: str, score: Score, num_wrong: int) -> None:
    """A score with its table."""
    console.print(f"[bold]{title}[/bold]: {score.count} files, {score.pages} pages")
    console.print(
        f"right kind {score.right:.1%}; parted exactly right {score.whole / score.count:.1%}; "
        f"borders found {score.right_starts} of {score.true_starts}, "
        f"{score.found_starts - score.right_starts} where there is none; "
        f"{1000 * score.seconds / max(1, score.pages):.1f} ms a page"
    )
    seen = [kind for kind in KINDS if any(kind in pair for pair in score.kinds)]
    table = Table("kind", "right", *seen)
    for true in (kind for kind in seen if any(pair[0] == kind for pair in score.kinds)):
        row = [score.kinds[true, found] for found in seen]
        share = score.kinds[true, true] / sum(row)
        table.add_row(true, f"{share:.1%}", *(str(count or "") for count in row))
    console.print(table)
    for line in score.wrong[:num_wrong]:
        console.print("  " + line, highlight=False)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manifest", type=Path, nargs="?", help="documents with their truth")
    parser.add_argument("--pages", type=Path, default=PAGES, help="where read pages are kept")
    parser.add_argument("--documents", type=int, default=600, help="how many are generated")
    parser.add_argument("--packets", type=int, default=200, help="how many are made of each sort")
    parser.add_argument("--wrong", type=int, default=10, help="how many faults are listed of each")
    options = parser.parse_args()
    console = Console(width=150)
    scores = dict[str, Score]()
    if options.documents:
        alone, joined = generated("held out", options.documents, options.packets)
        scores |= {"generated documents": alone, "generated packets": joined}
    if options.manifest:
        alone, joined = real(options.manifest, options.pages, options.packets)
        scores |= {"real documents": alone, "packets of real documents": joined}
    for title, score in scores.items():
        show(console, title, score, options.wrong)


if __name__ == "__main__":
    main()
