"""Signatures, checked with the library that receivers use."""

from __future__ import annotations

import base64
import random
import time
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from docflow.webhooks.signing import (
    MAX_SECRETS,
    first_secret,
    new_secret,
    rotated,
    sign,
    signed_headers,
    valid_secrets,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BODY = '{"type":"document.completed","data":{"name":"Müller"}}'.encode()


def test_a_secret_has_32_bytes_behind_its_prefix() -> None:
    prefix, encoded = new_secret().split("_")

    assert prefix == "whsec"
    assert len(base64.b64decode(encoded)) == 32


def test_the_known_answer_of_the_specification() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    signature = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')

    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_receivers_library_accepts_it() -> None:
    secret = new_secret()
    headers = signed_headers([secret], "evt_1", int(time.time()), BODY)

    assert Webhook(secret).verify(BODY, headers)["data"] == {"name": "Müller"}


@pytest.mark.parametrize("age_s", [301 + 5, -301 - 5])
def test_the_receivers_library_refuses_it_five_minutes_off(age_s: int) -> None:
    secret = new_secret()
    headers = signed_headers([secret], "evt_1", int(time.time()) - age_s, BODY)

    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(BODY, headers)


def test_no_changed_byte_passes() -> None:
    secret = new_secret()
    headers = signed_headers([secret], "evt_1", int(time.time()), BODY)
    body = b'{"type":"document.completed"}'
    chance = random.Random(42)

    for _ in range(1_000):
        changed = bytearray(body)
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(7)
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(bytes(changed), headers)


def test_both_secrets_work_for_a_day_after_a_rotation_and_one_after_it() -> None:
    before = first_secret()
    after = rotated(before, NOW)

    new, old = valid_secrets(after, NOW + timedelta(hours=23, minutes=59))
    assert old == before[0]["secret"]
    assert valid_secrets(after, NOW + timedelta(hours=24)) == [new]


def test_a_message_under_rotation_verifies_with_either_secret() -> None:
    new, old = new_secret(), new_secret()
    headers = signed_headers([new, old], "evt_1", int(time.time()), BODY)

    for secret in (new, old):
        Webhook(secret).verify(BODY, headers)


def test_many_rotations_keep_few_secrets_and_do_not_lengthen_an_old_ones_life() -> None:
    stored = first_secret()
    oldest = stored[0]["secret"]
    for hour in range(4):
        stored = rotated(stored, NOW + timedelta(hours=hour))
    assert oldest in valid_secrets(stored, NOW + timedelta(hours=23))
    assert oldest not in valid_secrets(stored, NOW + timedelta(hours=24))

    for _ in range(20):
        stored = rotated(stored, NOW)
    assert len(stored) == MAX_SECRETS
