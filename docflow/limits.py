"""What one document may cost: bytes, pages, pixels, seconds, memory. Reads no environment.

The values were chosen from measured decompression bombs and from real documents: each leaves room
for what people send and ends what nobody means to send. docflow/settings.py fills them in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

MIB = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one document. Every value is a whole number above zero.

    max_file_bytes: size of the file as sent.
    max_pages: pages of a PDF. A document with more is refused whole, before a page is read.
    max_image_frames: frames of an image file; fewer than pages, since each costs an OCR run.
    max_image_pixels: width x height of an image file or of one frame, before it is decoded.
    max_raster_pixels: width x height a page is rendered at; larger requests are scaled down.
    max_page_side_pt: longer side of a page. Generous, since a page is rendered to a fixed number of
        pixels whatever it measures; real posters reach 36,000 pt.
    max_page_words: words of one page; a dense A4 page has 2,000.
    max_content_bytes: drawing instructions of one page after decompression.
    page_cpu_s: processor seconds one page may take to parse and render.
    ocr_cpu_s: processor seconds OCR may take for one page. Generous, since it sees only pixels, of
        a size chosen here: no file can make it run for ever, a slow machine can.
    page_wall_s: seconds one page may take by the clock; more than the above, for a busy machine.
    document_wall_s: seconds all pages of a document may take.
    page_mean_s: seconds that a page may take on average, where that makes more for the document
        than the above: a hundred pages and more are read where its kind is looked for.
    page_memory_bytes: address space of the process that reads pages.
    pages_per_reader: pages after which that process is replaced, so that leaks stay small.
    """

    max_file_bytes: int = 100 * MIB
    max_pages: int = 2_000
    max_image_frames: int = 100
    max_image_pixels: int = 200_000_000
    max_raster_pixels: int = 40_000_000
    max_page_side_pt: int = 144_000
    max_page_words: int = 20_000
    max_content_bytes: int = 128 * MIB
    page_cpu_s: int = 15
    ocr_cpu_s: int = 60
    page_wall_s: int = 120
    document_wall_s: int = 600
    page_mean_s: int = 6
    page_memory_bytes: int = 2048 * MIB
    pages_per_reader: int = 500

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
                raise ValueError(f"{field.name} must be a whole number above zero, got {value!r}")

    def reading_s(self, num_pages: int) -> int:
        """Seconds that so many pages of one document may take together."""
        return max(self.document_wall_s, self.page_mean_s * num_pages)

    @property
    def longest_reading_s(self) -> int:
        """Seconds that any document may take."""
        return self.reading_s(max(self.max_pages, self.max_image_frames))

    @classmethod
    def from_mapping(cls, values: Mapping[str, object]) -> Self:
        """Limits with the given values, by name; numbers may be written as text.

        Raises ValueError for a name that is no limit and for a value that is no whole number.
        """
        names = {field.name for field in fields(cls)}
        unknown = sorted(set(values) - names)
        if unknown:
            raise ValueError(
                f"no such limit: {', '.join(unknown)}; there are {', '.join(sorted(names))}"
            )
        return cls(**{name: _whole_number(name, value) for name, value in values.items()})

    def as_mapping(self) -> dict[str, int]:
        """The values by name, for another process."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def _whole_number(name: str, value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    try:
        return int(str(value))
    except ValueError:
        raise ValueError(f"{name} must be a whole number, got {value!r}") from None
