"""Our SMPP client against an independent message centre: another process, by other people."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from parts.parts import PATIENCE_SECONDS, MessageCentre, message_centre
from wuzha.adapters.smpp import SmppAccount, SmppCarrier
from wuzha.vocabulary.clock import MINUTE, system_clock
from wuzha.vocabulary.notice import Channel, Notice, Receipt, ReceiptState

CHINESE = "【反诈中心】您可能正在遭遇冒充客服诈骗，请立即停止转账。"


@pytest.fixture(scope="module")
def centre() -> Iterator[MessageCentre]:
    with message_centre() as started:
        yield started


@contextmanager
def carrier(account: SmppAccount) -> Iterator[SmppCarrier]:
    opened = SmppCarrier(account, system_clock)
    try:
        yield opened
    finally:
        opened.close()


def notice(to: str, text: str = CHINESE, channel: Channel = Channel.MESSAGE) -> Notice:
    return Notice(f"key-{to}", channel, to, text, system_clock() + 10 * MINUTE)


def until(found: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not found():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.01)


def receipts(opened: SmppCarrier, count: int) -> dict[str, Receipt]:
    found: list[Receipt] = []

    def enough() -> bool:
        found.extend(opened.receipts())
        return len(found) >= count

    until(enough, f"{count} receipts")
    assert len(found) == count
    return {receipt.key: receipt for receipt in found}


def test_a_flash_message_is_class_0_in_ucs2(centre: MessageCentre) -> None:
    to = "8613900000001"
    with carrier(centre.account()) as opened:
        (accepted,) = opened.send([notice(to, channel=Channel.FLASH)])
        (seen,) = centre.submitted(to)
        assert accepted.state is ReceiptState.ACCEPTED
        assert accepted.reference == seen["id"]
        assert (seen["data_coding"], seen["dest_addr_subunit"]) == (0x18, 1)
        assert (seen["from"], seen["text"], seen["udh"]) == ("12381", CHINESE, [])
        assert seen["registered_delivery"] == 1
        assert seen["validity_given"]
        assert receipts(opened, 1)[accepted.key].state is ReceiptState.DELIVERED


def test_plain_letters_travel_in_the_default_alphabet(centre: MessageCentre) -> None:
    with carrier(centre.account(source_address="WUZHA", source_ton=5, source_npi=0)) as opened:
        text = "Stop [now]: 100 € {loan} ~ @"
        opened.send([notice("8613900000002", text), notice("8613900000003", text, Channel.FLASH)])
        (plain,), (flash,) = centre.submitted("8613900000002"), centre.submitted("8613900000003")
        assert (plain["data_coding"], plain.get("dest_addr_subunit")) == (0x00, None)
        assert (flash["data_coding"], flash["dest_addr_subunit"]) == (0x10, 1)
        assert plain["text"] == flash["text"] == text
        assert (plain["from"], plain["from_ton"]) == ("WUZHA", 5)


@pytest.mark.parametrize("channel", [Channel.MESSAGE, Channel.FLASH])
def test_a_long_text_is_put_together_again(centre: MessageCentre, channel: Channel) -> None:
    to = f"86139000010{channel.value == 'flash':d}0"
    text = CHINESE * 3 + "😀" * 20
    with carrier(centre.account()) as opened:
        (accepted,) = opened.send([notice(to, text, channel)])
        parts = centre.submitted(to, count=2)
        assert len(parts) == 2
        headers = [bytes.fromhex(part["udh"][0]) for part in parts]
        assert len({header[2] for header in headers}) == 1
        assert [header[3:] for header in headers] == [b"\x02\x01", b"\x02\x02"]
        assert "".join(part["text"] for part in parts) == text
        assert accepted.reference == ",".join(part["id"] for part in parts)
        assert receipts(opened, 1)[accepted.key].state is ReceiptState.DELIVERED


def test_each_destination_gets_the_receipt_it_deserves(centre: MessageCentre) -> None:
    expected = {
        "9001": ReceiptState.REFUSED,
        "9002": ReceiptState.ACCEPTED,
        "9003": ReceiptState.UNREACHABLE,
        "9005": ReceiptState.ACCEPTED,
        "9006": ReceiptState.ACCEPTED,
        "9007": ReceiptState.ACCEPTED,
        "9008": ReceiptState.UNREACHABLE,
        "9009": ReceiptState.ACCEPTED,
        "9010": ReceiptState.ACCEPTED,
    }
    with carrier(centre.account(answer_seconds=1.5)) as opened:
        sent = opened.send([notice("861390000" + suffix) for suffix in expected])
        assert [receipt.state for receipt in sent] == list(expected.values())
        codes = {receipt.key[-4:]: receipt.code for receipt in sent if receipt.code}
        assert codes == {
            "9001": "ESME_RINVDSTADR",
            "9003": "no_answer",
            "9008": "ESME_RMSGQFUL",
        }
        finals = {key[-4:]: final for key, final in receipts(opened, 5).items()}
        assert {suffix: final.state for suffix, final in finals.items()} == {
            "9002": ReceiptState.DELIVERED,
            "9005": ReceiptState.UNDELIVERED,
            "9006": ReceiptState.DELIVERED,
            "9007": ReceiptState.DELIVERED,
            "9009": ReceiptState.DELIVERED,
        }
        assert finals["9005"].code == "UNDELIVERABLE"


def test_one_lost_part_makes_the_text_undelivered(centre: MessageCentre) -> None:
    with carrier(centre.account()) as opened:
        (accepted,) = opened.send([notice("8613900109011", CHINESE * 3)])
        final = receipts(opened, 1)[accepted.key]
        assert (final.state, final.reference) == (ReceiptState.UNDELIVERED, accepted.reference)


def test_an_open_key_is_not_sent_again(centre: MessageCentre) -> None:
    again = notice("8613900209010")
    with carrier(centre.account()) as opened:
        first, second = opened.send([again, again])
        (third,) = opened.send([again])
        assert first.reference == second.reference == third.reference
        opened.send([notice("8613900200000")])
        centre.submitted("8613900200000")
        assert len(centre.submitted(again.to)) == 1


def test_reports_find_their_notice_after_a_restart(centre: MessageCentre) -> None:
    with carrier(centre.account()) as before:
        (accepted,) = before.send([notice("8613900309012", CHINESE * 3)])
        assert len(accepted.reference.split(",")) == 2
        assert before.receipts() == []
    with carrier(centre.account()) as after:
        after.expect({accepted.key: accepted.reference})
        final = receipts(after, 1)[accepted.key]
        assert (final.state, final.reference) == (ReceiptState.DELIVERED, accepted.reference)


def test_a_cut_connection_loses_nothing(centre: MessageCentre) -> None:
    """One message cuts the connection; what was UNREACHABLE is sent again, and all arrive."""
    wanted = [notice(f"861390040{number:04}") for number in range(100)]
    wanted[40] = notice("8613900409004")
    with carrier(centre.account(window=10)) as opened:
        rounds = 0
        waiting = wanted
        while waiting:
            rounds += 1
            assert rounds <= 5
            answers = opened.send(waiting)
            assert {answer.state for answer in answers} <= {
                ReceiptState.ACCEPTED,
                ReceiptState.UNREACHABLE,
            }
            waiting = [
                one
                for one, answer in zip(waiting, answers, strict=True)
                if answer.state is ReceiptState.UNREACHABLE
            ]
        centre.wait("drop", to="8613900409004")
        assert rounds > 1
        assert len(receipts(opened, len(wanted))) == len(wanted)
        for one in wanted:
            assert centre.submitted(one.to)


def test_the_link_is_kept_alive(centre: MessageCentre) -> None:
    with carrier(centre.account(enquire_seconds=0.1)) as opened:
        centre.wait("enquire_link")
        (accepted,) = opened.send([notice("8613900500000")])
        assert accepted.state is ReceiptState.ACCEPTED


def test_a_centre_that_hangs_is_left_and_found_again() -> None:
    with (
        message_centre() as own,
        carrier(own.account(enquire_seconds=0.1, answer_seconds=0.3)) as opened,
    ):
        (answer,) = opened.send([notice("8613900800000")])
        assert answer.state is ReceiptState.ACCEPTED
        own.freeze(True)
        (answer,) = opened.send([notice("8613900800001")])
        assert (answer.state, answer.code) == (ReceiptState.UNREACHABLE, "no_answer")
        own.freeze(False)

        def accepted() -> bool:
            (again,) = opened.send([notice("8613900800002")])
            return again.state is ReceiptState.ACCEPTED

        until(accepted, "the link to come back")


def test_a_wrong_password_is_told_and_never_shown(
    centre: MessageCentre, caplog: pytest.LogCaptureFixture
) -> None:
    account = centre.account(password="wrongone", answer_seconds=0.3)
    with carrier(account) as opened:
        (answer,) = opened.send([notice("8613900600000")])
    assert (answer.state, answer.code) == (ReceiptState.UNREACHABLE, "ESME_RINVPASWD")
    assert "ESME_RINVPASWD" in caplog.text
    assert "wrongone" not in caplog.text + repr(account)


def test_tls_needs_a_certificate_that_we_trust(tmp_path: Path) -> None:
    key, certificate = self_signed(tmp_path)
    with message_centre(key, certificate) as secure:
        with carrier(secure.account(tls=True, ca=str(certificate))) as opened:
            (answer,) = opened.send([notice("8613900700000")])
            assert answer.state is ReceiptState.ACCEPTED
        with carrier(secure.account(tls=True, answer_seconds=0.3)) as opened:
            (answer,) = opened.send([notice("8613900700001")])
            assert (answer.state, answer.code) == (ReceiptState.UNREACHABLE, "tls")


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A key and a certificate for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "message centre")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    key_file, certificate_file = folder / "key.pem", folder / "certificate.pem"
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return key_file, certificate_file
