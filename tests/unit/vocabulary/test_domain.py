"""Hosts, registered domains and what hosts look like."""

from __future__ import annotations

import pytest

from wuzha.vocabulary.domain import domain, is_address, registered_domain, skeleton
from wuzha.vocabulary.errors import BadValue


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("Example.COM.", "example.com"),
        ("HTTPS://user:pw@WWW.Example.COM.:8080/p?q#f", "www.example.com"),
        ("//example.com/x", "example.com"),
        ("https:///example.com/x", "example.com"),
        ("example.com//x", "example.com"),
        ("example.com/to?url=http://other.org", "example.com"),
        ("https:\\\\example.com\\@other.org", "example.com"),
        ("hxxp://bad[.]example/login@bank.com", "bad.example"),
        ("www.例子.中国", "www.xn--fsqu00a.xn--fiqs8s"),
        ("ＩＣＢＣ。com", "icbc.com"),
        ("XN--FSQU00A.com", "xn--fsqu00a.com"),
        ("straße.de", "xn--strae-oqa.de"),
        ("i❤.ws", "xn--i-7iq.ws"),
        ("r3---sn-a.example.com", "r3---sn-a.example.com"),
        ("_dmarc.example.com", "_dmarc.example.com"),
        ("localhost:8000", "localhost"),
        ("192.0.2.7:80", "192.0.2.7"),
        ("http://0xC0.0.02.7/", "192.0.2.7"),
        ("3221225991", "192.0.2.7"),
        ("http://[2001:DB8:0::1]:443/", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_hosts_and_addresses_become_the_host(written: str, host: str) -> None:
    assert domain(written) == host


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "domain_length"),
        ("https://", "domain_length"),
        ("a..b", "domain_length"),
        ("a" * 64 + ".com", "domain_length"),
        ("a." * 127 + "com", "domain_length"),
        ("例" * 500 + ".com", "domain_length"),
        ("例" * 1_001, "domain_length"),
        ("x" * 70_000, "domain_length"),
        ("not a host", "domain_characters"),
        ("bad!.com", "domain_characters"),
        ("\ud800.com", "domain_characters"),
        ("300.1.1.1", "domain_address"),
        ("[::g]", "domain_address"),
    ],
)
def test_what_is_no_host_is_refused_with_a_reason(written: str, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        domain(written)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("host", "registered"),
    [
        ("a.b.example.com", "example.com"),
        ("www.example.com.cn", "example.com.cn"),
        ("shop.one.github.io", "one.github.io"),
        ("www.xn--fsqu00a.xn--fiqs8s", "xn--fsqu00a.xn--fiqs8s"),
        ("com.cn", "com.cn"),
        ("localhost", "localhost"),
        ("a.b.unknownsuffix", "b.unknownsuffix"),
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_registered_domain_is_one_label_below_the_suffix(host: str, registered: str) -> None:
    assert registered_domain(host) == registered


@pytest.mark.parametrize(
    "imitation", ["іcbc.com", "ісbс.com", "ıcbc.com", "īcbč.com", "ιcbc.com", "icbс.com"]
)
def test_imitations_look_like_the_brand(imitation: str) -> None:
    assert domain(imitation) != "icbc.com"
    assert skeleton(domain(imitation)) == "icbc.com"


def test_a_skeleton_keeps_what_looks_like_nothing_else() -> None:
    assert skeleton("163.com") == "163.com"
    assert skeleton(domain("工商银行.com")) == "工商银行.com"
    assert skeleton("xn--zz.com") == "xn--zz.com"
    assert skeleton("2001:db8::1") == "2001:db8::1"


def test_addresses_are_told_from_names() -> None:
    assert is_address("192.0.2.7")
    assert is_address("2001:db8::1")
    assert not is_address("192.0.2.example")
