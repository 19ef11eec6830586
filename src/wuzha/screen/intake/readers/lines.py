"""Lines of a text file, plain or compressed, each with its exact bytes."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.limits import RECORD_BYTES_MAX

BLOCK_BYTES = 1 << 20

# gb18030 contains gbk, so the label takes what is written under that name today.
ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
}

# How other formats begin, and what to tell who gives them for text.
_FOREIGN = (
    (b"PAR1", "is a Parquet file"),
    (b"ARROW1", "is an Arrow file"),
    (b"\x1f\x8b", "is compressed with gzip; its name must end in .gz"),
    (b"\x28\xb5\x2f\xfd", "is compressed with zstd; its name must end in .zst"),
    (codecs.BOM_UTF16_LE, "is UTF-16; convert it to UTF-8"),
    (codecs.BOM_UTF16_BE, "is UTF-16; convert it to UTF-8"),
    (b"PK\x03\x04", "is a zip archive (or a spreadsheet); unpack it or export it as CSV"),
)


def codec(encoding: str) -> str:
    """The Python codec for an encoding that a user may name; InputError for any other."""
    found = ENCODINGS.get(encoding.lower())
    if found is None:
        raise InputError(f"unknown encoding {encoding!r}; known are {', '.join(ENCODINGS)}")
    return found


class Lines:
    """Iterates over the lines of a file; each keeps its newline.

    A line longer than RECORD_BYTES_MAX comes cut to one byte more than that, so that it can be
    seen to be too long. A UTF-8 byte order mark is dropped. A compressed file that breaks off
    gives what could be read and then sets `truncated`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._compression = {".gz": "gzip", ".zst": "zstd"}.get(path.suffix.lower())
        self.truncated = False

    def __iter__(self) -> Iterator[bytes]:
        rest = b""
        skipping = False
        for block in self._blocks():
            *parts, rest = (rest + block).split(b"\n")
            for part in parts:
                if skipping:
                    skipping = False
                elif len(part) > RECORD_BYTES_MAX:
                    yield part[: RECORD_BYTES_MAX + 1]
                else:
                    yield part + b"\n"
            if len(rest) > RECORD_BYTES_MAX:
                if not skipping:
                    yield rest[: RECORD_BYTES_MAX + 1]
                rest, skipping = b"", True
        if rest and not skipping:
            yield rest

    def _blocks(self) -> Iterator[bytes]:
        """The decompressed bytes, checked at the beginning to be text."""
        first = next(blocks := self._decompressed(), b"")
        if not first:
            raise InputError(f"{self._path}: is empty")
        for magic, words in _FOREIGN:
            if first.startswith(magic):
                raise InputError(f"{self._path}: {words}")
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from blocks

    def _decompressed(self) -> Iterator[bytes]:
        """Blocks until the end or, for a broken compressed file, until the break."""
        done = 0
        try:
            for block in self._read(BLOCK_BYTES):
                done += len(block)
                yield block
        except OSError as error:
            if self._compression is None:
                raise InputError(f"{self._path}: cannot be read ({error})") from error
        else:
            return
        yield from self._salvaged(done)
        self.truncated = True

    def _salvaged(self, done: int) -> Iterator[bytes]:
        """What a broken compressed file still gives after the first `done` bytes."""
        found = bytearray()
        try:
            for block in self._read(1, skip=done):
                found += block
        except OSError as error:
            if not done and not found:
                words = f"is not {self._compression}, or is damaged from the start"
                raise InputError(f"{self._path}: {words}") from error
        yield bytes(found)

    def _opened(self) -> pa.NativeFile:
        if self._path.is_file():
            return pa.OSFile(str(self._path))
        # A pipe has no length to ask for and gives what there is, when it is there.
        return pa.PythonFile(self._path.open("rb", buffering=0), mode="r")

    def _read(self, size: int, skip: int = 0) -> Iterator[bytes]:
        try:
            raw = self._opened()
        except (OSError, ValueError) as error:
            raise InputError(f"{self._path}: {_why(self._path, error)}") from error
        with raw:
            stream = pa.CompressedInputStream(raw, self._compression) if self._compression else raw
            left = skip
            while left and (block := stream.read(min(left, BLOCK_BYTES))):
                left -= len(block)
            while block := stream.read(size):
                yield block


def _why(path: Path, error: BaseException) -> str:
    """Why a file could not be opened, for a person."""
    if not path.exists():
        return "no such file"
    if path.is_dir():
        return "is a folder; name the files in it"
    return f"cannot be read ({error})"
