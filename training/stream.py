"""An endless stream of batches, made by worker processes while the network trains. Knows no
network.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from queue import Full
from typing import Any

from model.tokenizer import Tokenizer
from training.batches import BATCH_TOKENS, POOL, Batch, collate
from training.corpus import sample_document
from training.examples import Example, example_of

#: documents of one worker that may fail before it gives up
MAX_FAILED = 50


@dataclass(frozen=True, slots=True)
class StreamOptions:
    """tokenizer: its file. seed: the first document's seed; worker w of n makes documents seed + w,
    seed + w + n...
    """

    tokenizer: Path
    value_prefix: str
    seed: int = 0
    num_workers: int = 1
    batch_tokens: int = BATCH_TOKENS


def examples(options: StreamOptions, worker: int = 0) -> Iterator[Example]:
    """Examples of one worker, for ever."""
    tokenizer = Tokenizer.load(options.tokenizer)
    index = options.seed + worker
    num_failed = 0
    while True:
        rng = random.Random(index)
        try:
            example = example_of(sample_document(rng), tokenizer, options.value_prefix, rng)
        except Exception:
            # Hours of training are not worth one document; its seed makes it again.
            logging.exception("the document of seed %d could not be made", index)
            num_failed += 1
            if num_failed > MAX_FAILED:
                raise
            example = None
        index += options.num_workers
        if example is not None:
            yield example


def batches(options: StreamOptions, worker: int = 0) -> Iterator[Batch]:
    """Batches of about `batch_tokens` tokens, of examples of similar length, in random order."""
    source = examples(options, worker)
    rng = random.Random(options.seed + worker)
    while True:
        pool = sorted((next(source) for _ in range(POOL)), key=lambda e: len(e.ids))
        groups: list[list[Example]] = [[]]
        for example in pool:
            if (len(groups[-1]) + 1) * len(example.ids) > options.batch_tokens and groups[-1]:
                groups.append([])
            groups[-1].append(example)
        rng.shuffle(groups)
        for group in groups:
            yield collate(group)


class BatchStream:
    """Batches from `num_workers` processes; close it, or use it as a context."""

    def __init__(self, options: StreamOptions) -> None:
        context = get_context("spawn")
        self._queue: Any = context.Queue(maxsize=8)
        self._stop = context.Event()
        self._workers = [
            context.Process(target=_work, args=(options, w, self._queue, self._stop), daemon=True)
            for w in range(options.num_workers)
        ]
        for process in self._workers:
            process.start()

    def __enter__(self) -> BatchStream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def next(self) -> Batch:
        """The next batch.

        Raises:
            RuntimeError: a worker has died.
        """
        while self._queue.empty():
            if not all(process.is_alive() for process in self._workers):
                raise RuntimeError(
                    "a generator process died; run `python -m training.preview` to see why"
                )
            self._stop.wait(0.02)
        batch: Batch = self._queue.get()
        return batch

    def close(self) -> None:
        """Stop the processes."""
        self._stop.set()
        for process in self._workers:
            process.terminate()
            process.join()


def _work(options: StreamOptions, worker: int, queue: Any, stop: Any) -> None:
    import torch

    torch.set_num_threads(1)
    for batch in batches(options, worker):
        while not stop.is_set():
            try:
                queue.put(batch, timeout=1.0)
                break
            except Full:
                continue
        if stop.is_set():
            return
