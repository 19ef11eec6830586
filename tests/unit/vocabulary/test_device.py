"""Devices as networks, boxes and platforms name them."""

from __future__ import annotations

import pytest

from wuzha.vocabulary.device import device
from wuzha.vocabulary.errors import BadValue


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("35693803564380", "35693803564380"),
        ("356938035643809", "35693803564380"),
        ("35-693803-564380-9", "35693803564380"),
        ("IMEI: 356938035643809", "35693803564380"),
        ("356938035643800", "35693803564380"),
        ("imeisv:3569380356438001", "35693803564380"),
        ("356938035643801", "356938035643801"),
        ("3569380356438001", "3569380356438001"),
        ("AA-BB-CC-DD-EE-0F", "aa:bb:cc:dd:ee:0f"),
        ("aabb.ccdd.ee0f", "aa:bb:cc:dd:ee:0f"),
        ("mac=AA:BB:CC:DD:EE:0F", "aa:bb:cc:dd:ee:0f"),
        ("{550E8400-E29B-41D4-A716-446655440000}", "550e8400-e29b-41d4-a716-446655440000"),
        ("550e8400e29b41d4a716446655440000", "550e8400-e29b-41d4-a716-446655440000"),
        ("aBc_1-2", "aBc_1-2"),
    ],
)
def test_one_device_has_one_name(written: str, normal: str) -> None:
    assert device(written) == normal


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "device_length"),
        ("imei:", "device_length"),
        ("x" * 65, "device_length"),
        ("my phone", "device_characters"),
        ("手机", "device_characters"),
    ],
)
def test_what_names_no_device_is_refused(written: str, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        device(written)

    assert refused.value.code == code
