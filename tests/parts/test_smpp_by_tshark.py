"""A second opinion on our SMPP encoder: tshark takes our bytes apart."""

from __future__ import annotations

import subprocess
from pathlib import Path

from parts.parts import program
from wuzha.adapters.smpp import SmppAccount
from wuzha.adapters.smpp.encode import encode
from wuzha.adapters.smpp.message import messages_of
from wuzha.adapters.smpp.pdu import Bind, Command, Pdu
from wuzha.vocabulary.clock import MINUTE
from wuzha.vocabulary.notice import Channel, Notice

PORT = 2775
FIELDS = (
    "smpp.command_id",
    "smpp.sequence_number",
    "smpp.system_id",
    "smpp.source_addr",
    "smpp.destination_addr",
    "smpp.data_coding",
    "smpp.dest_addr_subunit",
    "smpp.sm_length",
    "smpp.regdel.receipt",
    "gsm_sms.udh.mm.msg_part",
    "gsm_sms.udh.mm.msg_parts",
    "_ws.malformed",
)


def dissected(folder: Path, data: bytes) -> dict[str, str]:
    """What tshark reads in one unit."""
    dump, capture = folder / "unit.hex", folder / "unit.pcap"
    octets = data.hex(" ")
    dump.write_text(f"0000 {octets}\n")
    convert = [program("text2pcap", "wireshark-common"), "-q", "-T", f"40000,{PORT}"]
    subprocess.run([*convert, dump, capture], check=True, capture_output=True)
    command = [program("tshark", "tshark"), "-r", str(capture), "-T", "fields", "-E", "separator=|"]
    command += ["-d", f"tcp.port=={PORT},smpp"]
    for name in FIELDS:
        command += ["-e", name]
    read = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(zip(FIELDS, read.stdout.rstrip("\n").split("|"), strict=True))


def test_tshark_reads_a_bind(tmp_path: Path) -> None:
    found = dissected(tmp_path, encode(Pdu(Command.BIND_TRANSCEIVER, 5, Bind("wuzha", "secret"))))
    assert found["smpp.command_id"] == "0x00000009"
    assert found["smpp.sequence_number"] == "5"
    assert found["smpp.system_id"] == "wuzha"
    assert found["_ws.malformed"] == ""


def test_tshark_reads_a_flash_message_in_parts(tmp_path: Path) -> None:
    account = SmppAccount("smsc.example", PORT, "wuzha", "secret", "12381")
    notice = Notice("k", Channel.FLASH, "8613900000000", "请立即停止转账" * 20, 10 * MINUTE)
    parts = messages_of(notice, account, 0, 7)
    assert len(parts) == 3
    for number, part in enumerate(parts, start=1):
        found = dissected(tmp_path, encode(Pdu(Command.SUBMIT_SM, number, part)))
        assert found["smpp.command_id"] == "0x00000004"
        assert found["smpp.source_addr"] == "12381"
        assert found["smpp.destination_addr"] == "8613900000000"
        assert found["smpp.data_coding"] == "0x18"
        assert found["smpp.dest_addr_subunit"] == "0x01"
        assert found["smpp.sm_length"] == str(len(part.short_message))
        assert found["smpp.regdel.receipt"] == "0x01"
        assert found["gsm_sms.udh.mm.msg_part"] == str(number)
        assert found["gsm_sms.udh.mm.msg_parts"] == "3"
        assert found["_ws.malformed"] == ""
