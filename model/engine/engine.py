"""The engine: requests in, answers out, many at a time.

One thread owns the network. Each step plans a pass, runs it and moves the answers on; `Engine.step`
reads as that. What a request is answered does not depend on what else is served, and one that
fails, fails alone. Knows no schema, no page and no tokenizer.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Sequence as Many
from concurrent.futures import Future

import torch

from model.batch import MAX_STEP_TOKENS, Phase
from model.cache import Cache
from model.engine.allocation import Allocator
from model.engine.answering import Answering, take_forced
from model.engine.batching import Part
from model.engine.errors import EngineClosed, EngineError, NetworkFailed, RequestRejected
from model.engine.plan import Limits, Piece, Plan
from model.engine.request import Finish, Generation, Request
from model.engine.runner import Choices, Network, Runner, check_images, new_memory
from model.engine.scheduler import Scheduler
from model.engine.sequence import Sequence
from model.engine.sizes import CacheSize, cache_size
from model.engine.snapshots import Snapshots

logger = logging.getLogger(__name__)

NUM_SNAPSHOTS = 8


class Engine:
    """Serves requests with one network. `submit`, `generate` and `close`: from any thread."""

    def __init__(
        self,
        network: Network,
        *,
        max_tokens: int = 32768,
        limits: Limits | None = None,
        size: CacheSize | None = None,
        dtype: torch.dtype = torch.float32,
        device: torch.device | str = "cpu",
        use_drafts: bool = True,
        use_forced: bool = True,
        use_graphs: bool = True,
        prefill_threads: int | None = None,
    ) -> None:
        """max_tokens: of a prompt with its answer. dtype: of the network's activations. use_drafts,
        use_forced, use_graphs: False for comparisons; the answers are the same. prefill_threads: as
        in `Runner`.
        """
        device, limits = torch.device(device), limits or Limits()
        size = size or cache_size(
            network.config,
            limits.max_sequences,
            max_tokens,
            dtype,
            device,
            num_snapshots=NUM_SNAPSHOTS,
        )
        self.max_tokens = max_tokens
        self._use_drafts = use_drafts
        self._use_forced = use_forced
        shape = {"num_pages": size.num_pages, "num_slots": size.num_slots}
        cache = Cache(network.config, **shape, page_size=size.page_size, dtype=dtype, device=device)
        self.allocator = Allocator(**shape, page_size=size.page_size)
        self.snapshots = Snapshots(self.allocator, cache, NUM_SNAPSHOTS)
        self.runner = Runner(
            network,
            cache,
            self.snapshots,
            device,
            use_graphs=use_graphs,
            prefill_threads=prefill_threads,
        )
        self.scheduler: Scheduler[Sequence] = Scheduler(self.allocator, limits)
        self._config = network.config
        self._device = device
        self._arrived: deque[Sequence] = deque()
        self._live: set[Sequence] = set()
        self._changed = threading.Condition()
        self._is_closed = False
        self._thread: threading.Thread | None = None

    def generate(self, request: Request) -> Generation:
        """Answer `request`.

        Raises:
            RequestRejected: the request is malformed, or too long for the model or the cache.
            ConstraintError: the constraint became too complex.
            NumericalError: the network gave no finite numbers.
            NetworkFailed: the network failed on this request alone.
            EngineClosed: the engine was closed before the answer.
        """
        return self.submit(request).result()

    def submit(self, request: Request) -> Future[Generation]:
        """Begin with `request` when its turn comes. The future gives what `generate` does;
        cancelling it gives back what the request holds.

        Raises: RequestRejected, EngineClosed.
        """
        self._check(request)
        memory = new_memory(self.runner.network, request, self._device)
        is_whole = self._config.nano.prefix_attention
        sequence = Sequence(request, is_whole=is_whole, memory=memory)
        with self._changed:
            if self._is_closed:
                raise EngineClosed("the engine is closed")
            self._arrived.append(sequence)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
                self._thread.start()
            self._changed.notify()
        return sequence.future

    def close(self) -> None:
        """Answers nothing more; what is under way ends with EngineClosed."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    @torch.inference_mode()
    def _run(self) -> None:
        while self._wait_for_work():
            try:
                self.step()
            except Exception as error:
                # A fault of ours: whoever is served is told, and others can be served after it.
                for sequence in list(self._live):
                    self._fail(sequence, error)
        for sequence in [*self._live, *self._arrived]:
            self._fail(sequence, EngineClosed("the engine was closed before the answer"))

    def _wait_for_work(self) -> bool:
        """Returns False when the engine is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self._arrived or self._live)
            return not self._is_closed

    def step(self) -> None:
        """One pass over the network, for as many sequences as there is room for."""
        self._admit()
        plan = self.scheduler.plan(
            time.monotonic(), self.snapshots.pages_for, self.snapshots.drop_oldest
        )
        if plan is None:
            return
        self._settle(plan)
        parts = [_part(plan.phase, piece) for piece in plan.pieces]
        if not parts:
            return
        try:
            self.runner.open(plan.opened)
            choices = self.runner.run(plan.phase, parts)
        except Exception as error:
            self._isolate(parts, error)
            return
        for part in parts:
            part.sequence.is_alone = False
        if choices is not None:
            self._move_on(choices)

    def _admit(self) -> None:
        """Takes in what has arrived, lets go of what was cancelled."""
        while self._arrived:
            sequence = self._arrived.popleft()
            self._live.add(sequence)
            try:
                if self._use_forced:
                    take_forced(sequence)
            except Exception as error:
                self._fail(sequence, error)
                continue
            self.scheduler.add(sequence)
        for sequence in [x for x in self._live if x.future.cancelled()]:
            self._let_go(sequence)

    def _settle(self, plan: Plan[Sequence]) -> None:
        """Does what the plan says of sequences besides its pass."""
        for sequence in plan.rejected:
            reason = f"its {sequence.num_known} tokens do not fit the cache"
            self._fail(sequence, RequestRejected(reason))
        for sequence in plan.expired:
            self._finish(sequence, "deadline")
        for sequence in plan.preempted:
            sequence.forget_cache()
        for sequence in plan.opened:
            sequence.opened()

    def _move_on(self, choices: Choices) -> None:
        answering = Answering(
            choices.distribution, self._config.image_token_id, use_forced=self._use_forced
        )
        for sequence, row in choices.rows:
            try:
                finish = answering.move_on(sequence, row)
                if finish is not None:
                    self._finish(sequence, finish)
                else:
                    sequence.drafts = self._drafts(sequence)
            except Exception as error:
                self._fail(sequence, error)

    def _drafts(self, sequence: Sequence) -> list[int]:
        constraint, room = sequence.request.constraint, MAX_STEP_TOKENS - sequence.num_certain
        if not self._use_drafts or constraint is None or room <= 0:
            return []
        return constraint.draft(room)[:room]

    def _isolate(self, parts: Many[Part], error: Exception) -> None:
        """After a pass that failed: a request that was alone in it is answered with the error; the
        others begin anew, each in passes of its own, as what they keep may be half written.
        """
        if len(parts) == 1:
            self._fail(parts[0].sequence, NetworkFailed(f"{type(error).__name__}: {error}"))
            return
        logger.warning("a pass of %d requests failed, each goes on alone: %s", len(parts), error)
        for part in reversed(parts):
            part.sequence.is_alone = True
            part.sequence.forget_cache()
            self.scheduler.restart(part.sequence)

    def _finish(self, sequence: Sequence, finish: Finish) -> None:
        answer = sequence.answer
        answer.finish, answer.seconds = finish, sequence.seconds
        self._let_go(sequence)
        if sequence.future.set_running_or_notify_cancel():
            sequence.future.set_result(answer)

    def _fail(self, sequence: Sequence, error: Exception) -> None:
        if not isinstance(error, EngineError):
            logger.error("a request failed", exc_info=error)
        self._let_go(sequence)
        if sequence.future.set_running_or_notify_cancel():
            sequence.future.set_exception(error)

    def _let_go(self, sequence: Sequence) -> None:
        self.scheduler.finish(sequence)
        self._live.discard(sequence)
        sequence.forget_cache()

    def _check(self, request: Request) -> None:
        count = request.input_ids.numel()
        if request.input_ids.dim() != 1 or not 0 < count <= self.max_tokens:
            raise RequestRejected(
                f"a prompt is one row of 1 to {self.max_tokens} tokens,"
                f" got {tuple(request.input_ids.shape)}"
            )
        expected = {"positions": (3, count), "layout": (count, 4), "copyable": (count,)}
        for name, shape in expected.items():
            value: torch.Tensor | None = getattr(request, name)
            if value is not None and tuple(value.shape) != shape:
                raise RequestRejected(f"{name} must be {shape}, got {tuple(value.shape)}")
        if request.max_new_tokens < 1:
            raise RequestRejected(f"max_new_tokens must be positive, got {request.max_new_tokens}")
        if (request.patches is None) != (request.grids is None):
            raise RequestRejected("patches and grids must be given together")
        check_images(request, self._config)


def _part(phase: Phase, piece: Piece[Sequence]) -> Part:
    """The tokens of a piece. Right drafts that the states have not seen go through PREFILL again,
    which does not replay them. Drafts there is no room for are dropped.
    """
    sequence, num_tokens = piece.entry, piece.num_tokens
    if phase is Phase.PREFILL:
        num_tokens += sequence.num_replay
        sequence.forget_replay()
    sequence.drafts = sequence.drafts[: max(0, num_tokens - sequence.num_certain)]
    return Part(sequence, sequence.num_cached, num_tokens)
