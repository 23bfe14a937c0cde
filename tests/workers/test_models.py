"""Models are opened once, whoever asks, and asked by many."""

from __future__ import annotations

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from docflow.model_ref import parse_model_reference
from model.engine.errors import EngineClosed
from model.engine.request import Request
from schemas.schema import load_builtin
from tests.workers.test_anchor import page
from workers import models
from workers.models import LoadedModel, begin_to_open, open_model
from workers.steps.ask import ask
from workers.steps.grounding import Vocabulary

NANO = parse_model_reference("nano")


def test_threads_that_want_one_model_load_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = []

    def load(*arguments: object) -> object:
        loaded.append(arguments)
        threading.Event().wait(0.05)
        return object()

    monkeypatch.setattr(models, "_load", load)
    models._opened.cache_clear()
    try:
        with ThreadPoolExecutor(6) as executor:
            found = set(executor.map(open_model, [NANO] * 6))
        assert len(found) == len(loaded) == 1
    finally:
        models._opened.cache_clear()


def test_a_document_does_not_wait_for_a_model_that_another_one_loads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    is_loading, may_end = threading.Event(), threading.Event()

    def load(*_: object) -> object:
        is_loading.set()
        assert may_end.wait(20)
        return object()

    monkeypatch.setattr(models, "_load", load)
    models._opened.cache_clear()
    try:
        with ThreadPoolExecutor(1) as executor:
            first = executor.submit(begin_to_open, NANO)
            assert is_loading.wait(20)
            begin_to_open(NANO)
            assert not first.done()
            may_end.set()
            first.result(20)
    finally:
        models._opened.cache_clear()


def test_threads_share_engine_and_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    class SlowVocabulary(Vocabulary):
        def __init__(self, *arguments: object) -> None:
            made.append(arguments)
            threading.Event().wait(0.05)

    monkeypatch.setattr(models, "Vocabulary", SlowVocabulary)
    # A copy, so that the model of other tests keeps its own.
    model = dataclasses.replace(open_model(NANO), _making=threading.Lock())
    with ThreadPoolExecutor(6) as executor:
        tables = list(executor.map(lambda _: model.vocabulary, range(6)))
        engines = set(executor.map(lambda _: model.engine, range(6)))
    assert len(made) == 1
    assert all(table is tables[0] for table in tables)
    assert len(engines) == 1


def test_a_window_is_asked_for_its_document(monkeypatch: pytest.MonkeyPatch) -> None:
    model: LoadedModel = open_model(NANO)
    asked: list[Request] = []

    def refuse(request: Request) -> None:
        asked.append(request)
        raise EngineClosed("enough is known")

    monkeypatch.setattr(model.engine, "generate", refuse)
    with pytest.raises(Exception, match="enough is known"):
        ask(model, load_builtin("receipt"), [page(("total", 0, 10))], 5.0, group="doc_7")
    assert asked[0].group == "doc_7"
    assert 0 < asked[0].num_shared < len(asked[0].input_ids)
