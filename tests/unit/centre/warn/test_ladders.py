"""Which ladder counts when."""

from __future__ import annotations

import pytest

import centre_cast as cast
from wuzha.centre.warn.ladders import in_force
from wuzha.centre.warn.models import LadderRelease
from wuzha.packs import pack

pytestmark = pytest.mark.django_db

AT = cast.AT


def released(version: str, at: int) -> None:
    text = pack("cn").text("dissuasion/ladder.yaml").replace("version: cn-1", f"version: {version}")
    LadderRelease.objects.create(version=version, text=text, released_at=at, proposal_id=1)


def test_the_packs_ladder_counts_until_another_is_released() -> None:
    assert in_force(AT).version == pack("cn").ladder.version
    released("city-1", AT)
    released("city-2", AT + 10)
    assert [in_force(at).version for at in (AT - 1, AT, AT + 9, AT + 10, AT + 99)] == [
        *("cn-1", "city-1", "city-1", "city-2", "city-2"),
    ]
