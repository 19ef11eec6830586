"""Dead letters: records that could not become events, kept with their bytes, place and reason.

Nothing is lost: after the fault is mended (a better mapping, a corrected sender), `redrive`
gives the original bytes back in a form that the readers take again.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import msgspec

from wuzha.vocabulary.errors import InputError

# The closed list of reasons: code -> (zh, en). `{field}` is the event field at fault.
REASONS: dict[str, tuple[str, str]] = {
    "not_json": ("这一行不是 JSON。", "The line is not JSON."),
    "not_an_object": ("这一行是 JSON，但不是对象。", "The line is JSON but not an object."),
    "duplicate_key": ("同一个键出现了两次。", "A key stands twice in the object."),
    "bad_encoding": ("字节不符合所声明的编码。", "The bytes are not in the declared encoding."),
    "nul_byte": ("记录里有空字节（NUL）。", "The record holds a NUL byte."),
    "column_count": ("列数与表头不同。", "The number of columns differs from the header."),
    "bad_quotes": (
        "引号没有闭合，或引号、回车的位置不对。",
        "A quote is not closed, or a quote or carriage return is out of place.",
    ),
    "record_too_long": (
        "记录超过长度上限，只保留开头。",
        "The record is longer than the limit; only its beginning is kept.",
    ),
    "truncated_file": (
        "压缩文件在此处中断，后面的记录读不到。",
        "The compressed file breaks off here; records after this cannot be read.",
    ),
    "missing": ("缺少必填字段 {field}。", "The required field {field} is missing."),
    "wrong_type": ("{field} 的类型不对。", "{field} has the wrong type."),
    "not_whole": ("{field} 不是整数。", "{field} is not a whole number."),
    "not_finite": ("{field} 不是有限的数（NaN 或无穷）。", "{field} is NaN or infinite."),
    "negative": ("{field} 是负数。", "{field} is negative."),
    "out_of_range": ("{field} 超出允许的范围。", "{field} is beyond the allowed range."),
    "too_many_decimals": (
        "{field} 的小数位数比币种允许的多。",
        "{field} has more decimals than its currency.",
    ),
    "bad_time": ("{field} 读不成时间。", "{field} cannot be read as a time."),
    "no_time_zone": (
        "{field} 没有时区，请在映射里写明 zone。",
        "{field} has no time zone; name one with `zone` in the mapping.",
    ),
    "time_out_of_range": (
        "{field} 早于 1970 年或晚于 2099 年。",
        "{field} is before 1970 or after 2099.",
    ),
    "too_long": ("{field} 太长。", "{field} is too long."),
    "bad_characters": (
        "{field} 含有无效编码或控制字符。",
        "{field} holds invalid encoding or control characters.",
    ),
    "unknown_kind": ("{field} 不是已知的事件种类。", "{field} is not a known kind of event."),
    "unknown_value": (
        "{field} 的值不在映射的 values 里。",
        "{field} has a value that `values` in the mapping does not list.",
    ),
    "no_normal_form": ("{field} 没有合法的规范形式。", "{field} has no valid normal form."),
    "duplicate_id": ("这个事件编号已经出现过。", "An event with this id came before."),
}


@dataclass(frozen=True)
class Fault:
    """Why a record is refused: a code of `REASONS`, the field at fault, a finer cause.

    `cause` is the code of a `BadValue` (`phone_too_long`) where a normal form was refused.
    """

    code: str
    field: str | None = None
    cause: str | None = None


@dataclass(frozen=True)
class DeadLetter:
    """One refused record: where it stood, why it was refused, and its bytes.

    `row` counts the records of the file from 1 (bad ones too, a CSV header not); `line` is the
    line on which a text record starts, from 1, and None for Parquet and Arrow. `raw` is the
    record as it came (Parquet and Arrow: the row as JSON). `header` is a CSV file's header.
    """

    file: str
    row: int
    line: int | None
    fault: Fault
    raw: bytes
    format: str
    header: bytes | None = None

    @property
    def zh(self) -> str:
        return REASONS[self.fault.code][0].format(field=self.fault.field)

    @property
    def en(self) -> str:
        return REASONS[self.fault.code][1].format(field=self.fault.field)


class DeadLetterWriter:
    """Writes dead letters to an NDJSON file, one a line, and counts them by code.

    The bytes go in as base64 and nowhere in clear: they may be personal. Every `write`
    reaches the operating system before it returns. Use as a context manager.
    """

    def __init__(self, path: Path) -> None:
        self.counts: Counter[str] = Counter()
        self._file = path.open("wb")
        self._encoder = msgspec.json.Encoder()

    def write(self, letters: Iterable[DeadLetter]) -> None:
        for letter in letters:
            self._file.write(self._encoder.encode(_record(letter)) + b"\n")
            self.counts[letter.fault.code] += 1
        self._file.flush()

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> DeadLetterWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _record(letter: DeadLetter) -> dict[str, object]:
    header = letter.header
    return {
        "file": letter.file,
        "line": letter.line,
        "row": letter.row,
        "code": letter.fault.code,
        "field": letter.fault.field,
        "cause": letter.fault.cause,
        "zh": letter.zh,
        "en": letter.en,
        "format": letter.format,
        "header": None if header is None else base64.b64encode(header).decode(),
        "bytes": base64.b64encode(letter.raw).decode(),
    }


def read_letters(path: Path) -> Iterator[DeadLetter]:
    """The letters that a `DeadLetterWriter` wrote; InputError for a file that is not one."""
    try:
        with path.open("rb") as file:
            for line in file:
                yield _letter(msgspec.json.decode(line))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path}: is not a file of dead letters") from error


def _letter(record: dict[str, str]) -> DeadLetter:
    header = record["header"]
    return DeadLetter(
        file=record["file"],
        row=int(record["row"]),
        line=None if record["line"] is None else int(record["line"]),
        fault=Fault(record["code"], record["field"], record["cause"]),
        raw=base64.b64decode(record["bytes"], validate=True),
        format=record["format"],
        header=None if header is None else base64.b64decode(header, validate=True),
    )


def redrive(path: Path) -> Iterator[bytes]:
    """The original bytes of each letter, each ending in a newline, to be read again.

    Records of NDJSON, Parquet and Arrow come as NDJSON lines. Records of CSV come after their
    file's header, which is given again whenever it changes. Pick one format per output file:
    `format` of `read_letters` tells them apart.
    """
    header: bytes | None = None
    for letter in read_letters(path):
        if letter.header is not None and letter.header != header:
            header = letter.header
            yield _line(header)
        yield _line(letter.raw)


def _line(raw: bytes) -> bytes:
    return raw if raw.endswith(b"\n") else raw + b"\n"
