"""Pages that wait until it is known what they are read for: their words in memory, their pixels in
files of a folder that is gone afterwards. Knows no document and no model.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Self

from workers.page import Page
from workers.stages.page_blob import pack_page, unpack_page


class PageSpool:
    """The pages of one document by number. Used in a `with` block; any thread may load."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="docflow-pages-")
        #: without pixels, in the order they came
        self.pages: dict[int, Page] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self._folder.cleanup()

    def put(self, page: Page) -> None:
        """Keeps a page. Effects: writes its pixels, if it has some."""
        self.pages[page.number] = replace(page, pixels=None)
        if page.pixels is not None:
            self._file(page.number).write_bytes(pack_page(replace(page, words=(), widgets=())))

    def load(self, number: int) -> Page:
        """The page as it was put. Raises KeyError for one that was not."""
        page, file = self.pages[number], self._file(number)
        return (
            replace(page, pixels=unpack_page(file.read_bytes()).pixels) if file.exists() else page
        )

    def _file(self, number: int) -> Path:
        return Path(self._folder.name) / f"{number}.bin"
