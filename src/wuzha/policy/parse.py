"""Policy text to a checked tree: read, type, check; all findings at once."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice
from pathlib import Path

from wuzha.policy import checks, document
from wuzha.policy.findings import FINDINGS_MAX, BadPolicy, Finding
from wuzha.policy.reading import read_policy
from wuzha.policy.tree import Policy, Span, Words
from wuzha.vocabulary import limits
from wuzha.vocabulary.errors import InputError

_CARRIAGE_RETURN = re.compile("\r\n?")


def policy_from_file(path: Path, fraud_types: Collection[str] | None = None) -> Policy:
    """The policy in a file; files that it names are found beside it.

    `fraud_types` are the codes that a rule's `type` may name (None: any).
    Raises InputError if the file cannot be read, BadPolicy if it has findings."""
    try:
        raw = _bytes_of(path)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise InputError(f"{path}: the policy cannot be read: {reason}") from None
    _refuse_large(len(raw), str(path))
    try:
        source = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        finding = Finding(
            "encoding",
            Span(line, 1),
            Words("文件不是 UTF-8 编码", "the file is not UTF-8 text"),
            Words("另存为 UTF-8", "save it as UTF-8"),
        )
        raise BadPolicy(str(path), "", [finding]) from None
    return policy_from_text(source, str(path), fraud_types, path.parent)


def _refuse_large(size_bytes: int, path: str) -> None:
    if size_bytes > limits.POLICY_BYTES_MAX:
        most = limits.POLICY_BYTES_MAX >> 20
        finding = Finding(
            "too_large",
            Span(1, 1),
            Words(f"策略超过 {most} MiB", f"the policy is larger than {most} MiB"),
            Words("拆成几个策略", "split it into several policies"),
        )
        raise BadPolicy(path, "", [finding])


def _bytes_of(path: Path) -> bytes:
    """The file's bytes, one past the limit at most: more is refused anyway."""
    with path.open("rb") as file:
        return file.read(limits.POLICY_BYTES_MAX + 1)


def policy_from_text(
    source: str,
    path: str = "policy.yaml",
    fraud_types: Collection[str] | None = None,
    folder: Path | None = None,
) -> Policy:
    """The policy in a text; raises BadPolicy with all findings."""
    policy = unchecked_policy(source, path, folder)
    found = (finding for check in checks.all_checks() for finding in check(policy, fraud_types))
    findings = list(islice(found, FINDINGS_MAX))
    if findings:
        raise BadPolicy(path, _lines_end_in_lf(source), findings)
    return policy


def unchecked_policy(source: str, path: str = "policy.yaml", folder: Path | None = None) -> Policy:
    """The policy in a text, typed but without the checks of good sense in `checks/`.

    It means something and engines can run it, which is what tests of engines need; only a
    checked policy is fit for people. Raises BadPolicy."""
    _refuse_large(len(source.encode(errors="replace")), path)
    source = _lines_end_in_lf(source)
    try:
        root = document.read(source)
    except document.Unreadable as error:
        raise BadPolicy(path, source, [error.finding]) from None
    result = read_policy(root, path, folder or Path())
    if isinstance(result, list):
        raise BadPolicy(path, source, result)
    return result


def _lines_end_in_lf(source: str) -> str:
    return _CARRIAGE_RETURN.sub("\n", source.removeprefix("\ufeff"))
