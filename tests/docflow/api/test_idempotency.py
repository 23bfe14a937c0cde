"""A request that is sent again gets the first answer; on both databases."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from docflow.api.dependencies import Caller
from docflow.api.idempotency import KEPT, TAKEN_OVER_AFTER, idempotent, request_digest
from docflow.api.idempotency_repository import remove_all_expired
from docflow.api.problems import Problem
from docflow.services import Services
from docflow.tenants.service import ensure_tenant
from tests.docflow.http_clients import client_of
from tests.docflow.service_fixtures import FakeClock


class Action:
    """Counts how often it ran."""

    def __init__(self) -> None:
        self.num_runs = 0

    def __call__(self) -> tuple[int, dict[str, Any]]:
        self.num_runs += 1
        return 202, {"run": self.num_runs}


@pytest.fixture
def caller(tenant: str) -> Caller:
    return Caller(tenant, None)


def test_a_repeated_request_gets_the_first_answer_and_does_nothing(
    services: Services, caller: Caller
) -> None:
    action = Action()
    assert idempotent(services, caller, "k", "d", action) == (202, {"run": 1}, False)
    assert idempotent(services, caller, "k", "d", action) == (202, {"run": 1}, True)
    assert action.num_runs == 1


def test_without_a_key_every_request_runs(services: Services, caller: Caller) -> None:
    action = Action()
    for run in (1, 2):
        assert idempotent(services, caller, None, "d", action) == (202, {"run": run}, False)


def test_keys_of_two_tenants_do_not_meet(services: Services, caller: Caller) -> None:
    action = Action()
    other = Caller(ensure_tenant(services, "other"), None)
    idempotent(services, caller, "k", "d", action)
    assert idempotent(services, other, "k", "other", action) == (202, {"run": 2}, False)


def test_another_request_with_the_same_key_is_refused(services: Services, caller: Caller) -> None:
    idempotent(services, caller, "k", "d", Action())
    with pytest.raises(Problem) as raised:
        idempotent(services, caller, "k", "another", Action())
    assert (raised.value.status, raised.value.code) == (422, "idempotency_key_reused")


def test_a_request_that_failed_can_be_made_again(services: Services, caller: Caller) -> None:
    def fail() -> tuple[int, dict[str, Any]]:
        raise Problem(422, "unknown_schema", "there is none")

    with pytest.raises(Problem, match="there is none"):
        idempotent(services, caller, "k", "d", fail)
    assert idempotent(services, caller, "k", "corrected", Action())[2] is False


def test_a_second_request_while_the_first_runs_is_told_so(
    services: Services, caller: Caller
) -> None:
    has_begun, may_end = threading.Event(), threading.Event()

    def slow() -> tuple[int, dict[str, Any]]:
        has_begun.set()
        assert may_end.wait(10)
        return 202, {}

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(idempotent, services, caller, "k", "d", slow)
        assert has_begun.wait(10)
        with pytest.raises(Problem) as raised:
            idempotent(services, caller, "k", "d", Action())
        may_end.set()
        assert first.result(10) == (202, {}, False)
    assert (raised.value.status, raised.value.code) == (409, "idempotency_in_progress")


def test_of_many_at_once_exactly_one_runs(services: Services, caller: Caller) -> None:
    action = Action()

    def attempt(_number: int) -> str:
        try:
            return "replayed" if idempotent(services, caller, "k", "d", action)[2] else "ran"
        except Problem as problem:
            return problem.code

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(16)))
    assert action.num_runs == 1
    assert outcomes.count("ran") == 1
    assert set(outcomes) <= {"ran", "replayed", "idempotency_in_progress"}


def test_a_request_whose_process_died_is_taken_over(
    clock: FakeClock, services: Services, caller: Caller
) -> None:
    class Killed(BaseException):
        pass

    def die() -> tuple[int, dict[str, Any]]:
        # What a kill leaves is the row as it is now.
        clock.advance(TAKEN_OVER_AFTER.total_seconds() + 1)
        assert idempotent(services, caller, "k", "d", Action()) == (202, {"run": 1}, False)
        raise Killed

    with pytest.raises(Killed):
        idempotent(services, caller, "k", "d", die)
    # The one that was taken over could neither forget nor replace the answer.
    assert idempotent(services, caller, "k", "d", Action()) == (202, {"run": 1}, True)


def test_answers_are_forgotten_after_two_days(
    clock: FakeClock, services: Services, caller: Caller
) -> None:
    idempotent(services, caller, "k", "d", Action())
    clock.advance(KEPT.total_seconds() - 1)
    with services.database.write() as write:
        assert remove_all_expired(write) == 0
    clock.advance(1)
    assert idempotent(services, caller, "k", "another", Action())[2] is False
    clock.advance(KEPT.total_seconds())
    with services.database.write() as write:
        assert remove_all_expired(write) == 1


def test_parts_of_a_request_cannot_run_into_each_other() -> None:
    assert request_digest("ab", "c") != request_digest("a", "bc")
    assert request_digest("ab") == request_digest(b"ab")


def test_over_http_the_replay_says_that_it_is_one(sqlite_services: Services) -> None:
    client: TestClient = client_of(sqlite_services)
    headers = {"Idempotency-Key": "march"}
    first = client.post("/v1/batches", json={"name": "March"}, headers=headers)
    again = client.post("/v1/batches", json={"name": "March"}, headers=headers)
    other = client.post("/v1/batches", json={"name": "April"}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len(client.get("/v1/batches").json()["data"]) == 1


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "é"])
def test_a_key_is_plain_text_of_bounded_length(sqlite_services: Services, key: str) -> None:
    client = client_of(sqlite_services)
    headers = {"Idempotency-Key": key.encode()}
    assert client.post("/v1/batches", json={"name": "x"}, headers=headers).status_code == 422
