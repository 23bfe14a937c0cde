"""Contexts as long as the model's: through the engine, in pieces, with bounded memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAX_TOKENS = 262_144
#: beside the keys and values, which take 32 MiB: without bounds a single mask would take more
MOST_GROWN_MIB = 256


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_all_tokens_of_the_longest_context_pass_with_bounded_memory() -> None:
    # A process of its own, as it is asked for the most memory it ever had.
    command = [sys.executable, "-m", "benchmarks.long", "--tokens", str(MAX_TOKENS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    row = json.loads(done.stdout.splitlines()[-1])
    assert row["tokens"] == MAX_TOKENS
    assert row["grown_mib"] - row["keys_and_values_mib"] < MOST_GROWN_MIB
