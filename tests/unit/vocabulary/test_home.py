"""Country packs and the numbers of a home."""

from __future__ import annotations

import pytest
import yaml

from wuzha.packs import pack, pack_names
from wuzha.vocabulary.errors import BadValue, InputError
from wuzha.vocabulary.home import parse_home


def test_every_pack_can_be_read() -> None:
    assert "cn" in pack_names()
    for name in pack_names():
        assert pack(name).home.region
        assert pack(name).taxonomy.leaves


@pytest.mark.parametrize("name", ["xx", "", "../cn", "__pycache__"])
def test_an_unknown_pack_names_the_known_ones(name: str) -> None:
    with pytest.raises(InputError, match="cn"):
        pack(name)


def test_a_file_that_a_pack_lacks_is_named() -> None:
    with pytest.raises(InputError, match=r"nothing\.txt"):
        pack("cn").text("nothing.txt")


@pytest.mark.parametrize(
    ("field", "value"),
    [("region", None), ("calling_code", "east"), ("mobile", "("), ("services", 7)],
)
def test_incomplete_or_wrong_numbers_are_refused(field: str, value: object) -> None:
    data = yaml.safe_load(pack("cn").text("numbers.yaml"))
    if value is None:
        del data[field]
    else:
        data[field] = value

    with pytest.raises(BadValue) as refused:
        parse_home(data)

    assert refused.value.code == "bad_numbers"
