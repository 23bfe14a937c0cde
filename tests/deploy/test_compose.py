"""docker-compose.yml and the Dockerfile hold together, as far as can be told without Docker."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from docflow.cli import app
from docflow.queue import QUEUES
from docflow.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
OURS = [name for name, service in SERVICES.items() if "build" in service]


def dockerfile_instructions() -> list[tuple[str, str]]:
    joined = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", DOCKERFILE, flags=re.M))
    lines = [line.strip() for line in joined.splitlines() if line.strip()]
    return [(line.split()[0], line.partition(" ")[2]) for line in lines]


@pytest.mark.parametrize("name", OURS)
def test_each_service_starts_a_command_that_exists_with_options_it_has(name: str) -> None:
    command, *arguments = SERVICES[name]["command"]
    known = get_command(app).commands  # type: ignore[attr-defined]
    assert command in known
    # Parses as typed in a shell; an unknown option or a wrong type is an error.
    known[command].make_context(command, list(arguments), resilient_parsing=False)


def test_every_queue_has_a_worker_without_the_gpu() -> None:
    served: set[str] = set()
    for name in OURS:
        if SERVICES[name].get("profiles"):
            continue
        command = SERVICES[name]["command"]
        if "--queues" in command:
            served |= set(command[command.index("--queues") + 1].split(","))
    assert served == set(QUEUES)


def test_every_variable_is_a_setting() -> None:
    fields = set(Settings.model_fields)
    for name in OURS:
        for variable in SERVICES[name]["environment"]:
            assert variable.removeprefix("DOCFLOW_").lower() in fields, variable


def test_what_is_waited_for_exists_and_can_become_ready() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            assert other in SERVICES, (name, other)
            if how["condition"] == "service_healthy":
                assert "test" in SERVICES[other]["healthcheck"], other


def test_a_service_that_ends_by_itself_is_not_restarted() -> None:
    waited_for = {
        other
        for service in SERVICES.values()
        for other, how in service.get("depends_on", {}).items()
        if how["condition"] == "service_completed_successfully"
    }
    assert {SERVICES[name]["restart"] for name in waited_for} == {"no"}


def test_no_password_is_written_down() -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    assert re.findall(r"POSTGRES_PASSWORD:\s+(?!\$\{)\S+", text) == []


def test_every_volume_is_declared() -> None:
    used = {
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if not volume.startswith((".", "/"))
    }
    assert used == set(COMPOSE["volumes"])


def test_the_image_copies_what_exists_and_every_package_of_ours() -> None:
    copied = [
        source
        for instruction, rest in dockerfile_instructions()
        if instruction == "COPY" and not rest.startswith("--from")
        for source in shlex.split(rest)[:-1]
    ]
    assert all((ROOT / source).exists() for source in copied)
    assert {"docflow", "workers", "model", "kernels", "schemas"} <= set(copied)
    let_in = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    }
    assert set(copied) <= let_in


def test_the_image_runs_as_nobody_special_from_an_empty_folder() -> None:
    stages = DOCKERFILE.split("FROM ")
    runtime = stages[-1]
    assert re.search(r"^USER docflow$", runtime, re.M)
    assert re.search(r"^WORKDIR /empty$", runtime, re.M)
    assert len(stages) > 2
