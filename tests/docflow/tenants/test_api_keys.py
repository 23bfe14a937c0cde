"""The form of API keys, and what of them is stored."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from docflow.settings import Settings
from docflow.tenants.api_keys import ALPHABET, digest_of, load_pepper, new_key, parse_key


def test_a_key_has_its_prefix_id_secret_and_check() -> None:
    key = new_key()
    prefix, environment, key_id, secret, check = key.text.split("_")
    assert (prefix, environment, key_id) == ("df", "live", key.id)
    assert (len(key_id), len(secret), len(check)) == (8, 40, 6)
    assert parse_key(key.text) == key
    assert key.text not in repr(key)


def test_keys_are_different() -> None:
    assert len({new_key().text for _ in range(1000)}) == 1000


def test_a_typing_error_is_noticed_wherever_it_is() -> None:
    text = new_key().text
    for place, char in enumerate(text):
        other = ALPHABET[(ALPHABET.find(char) + 1) % len(ALPHABET)]
        assert parse_key(text[:place] + other + text[place + 1 :]) is None


@pytest.mark.parametrize("text", ["", "df_live", "df_live_a_b_c", "x" * 10_000, "df_é_" + "a" * 56])
def test_what_is_no_key_is_none(text: str) -> None:
    assert parse_key(text) is None
    assert parse_key(new_key().text + "\n") is None


def test_the_digest_needs_the_pepper() -> None:
    key = new_key()
    assert digest_of(key, b"one") == digest_of(key, b"one")
    assert digest_of(key, b"one") != digest_of(key, b"two")
    assert len(digest_of(key, b"one")) == 64


def test_the_pepper_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    with ThreadPoolExecutor(8) as pool:
        peppers = set(pool.map(lambda _: load_pepper(settings), range(16)))
    assert len(peppers) == 1
    assert len(peppers.pop()) == 64
    [file] = list((tmp_path / "home").iterdir())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_configured_pepper_leaves_no_file(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", key_pepper="from outside")  # type: ignore[arg-type]
    assert load_pepper(settings) == b"from outside"
    assert not (tmp_path / "home").exists()
