"""Fuzzes the intake with atheris: `python intake_harness.py -runs=N FOLDER`.

Whatever the bytes, a file gives events and dead letters that are together its records, or an
InputError. Anything else ends the process with the bytes that did it.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["wuzha.screen"], exclude=["wuzha.screen.intake.seen_ids"]):
    import pyarrow as pa
    import pyarrow.parquet as pq

    from wuzha.packs import pack
    from wuzha.screen.intake import Intake, Source, parse_map
    from wuzha.vocabulary.errors import InputError

HOME = pack("cn").home
MAP = parse_map("""
kind: {column: k, values: {call: call, m: message}}
fields:
  id: id
  at: {column: at, format: epoch_s}
  text: {column: text}
  caller: {column: caller, dialled: true}
label: {column: flag}
only: {lang: [zh, en, ""]}
""")
NAMES = ("in.ndjson", "in.csv", "in.ndjson.gz", "in.csv.zst", "in.parquet", "in.arrow")
FOLDER = Path(tempfile.mkdtemp())


def fuzz(data: bytes) -> None:
    """The first byte picks the format and whether the mapping is used."""
    if not data:
        return
    choice = data[0]
    path = FOLDER / NAMES[choice % len(NAMES)]
    path.write_bytes(data[1:])
    encoding = "gbk" if choice & 64 else "utf-8"
    mapping = MAP if choice & 128 else None
    intake = Intake(HOME, mapping, bad_share_max=1.0, id_memory=1000)
    letters = 0
    try:
        for accepted in intake.read(Source(path, encoding=encoding, chunk_rows=64)):
            letters += len(accepted.dead_letters)
    except InputError:
        return
    summary = intake.summary
    if summary.records != summary.events + summary.left_out + letters:
        raise AssertionError(f"records were lost or doubled: {summary}")


def seeds() -> dict[str, bytes]:
    """One sound file of each format, for the fuzzer to break."""
    table = pa.table(
        {
            "id": ["a", "b", "c", "d"],
            "at": [1, 2, 3, -4],
            "kind": ["call", "message", "call", "visit"],
            "text": ["hi", "see a.com", None, ""],
            "caller": [13812345678, None, 8613812345678, 1],
        }
    )
    lines = b'{"id":"a","at":5,"kind":"call"}\n{"id":"b","at":6,"kind":"message","text":"x"}\n'
    csv = b'id,at,kind,text\na,1700000000000000,message,"x\ny"\nb,1700000000000001,call,\n'
    parquet, arrow = pa.BufferOutputStream(), pa.BufferOutputStream()
    pq.write_table(table, parquet, compression="none")
    with pa.ipc.new_stream(arrow, table.schema) as writer:
        writer.write_table(table)
    compressed = pa.compress(csv, "zstd", asbytes=True)
    bodies = (lines, csv, gzip.compress(lines), compressed)
    bodies += (parquet.getvalue().to_pybytes(), arrow.getvalue().to_pybytes())
    return {
        name: bytes([at]) + body for at, (name, body) in enumerate(zip(NAMES, bodies, strict=True))
    }


def main() -> None:
    corpus = Path(sys.argv[-1])
    for name, data in seeds().items():
        (corpus / name).write_bytes(data)
    atheris.Setup(sys.argv, fuzz)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
