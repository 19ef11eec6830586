"""Reading what rules refer to: lists of identifiers and lexicons of phrases."""

from __future__ import annotations

from pathlib import Path

from wuzha.policy.document import Entry
from wuzha.policy.reading.draft import Draft
from wuzha.policy.sections import Section
from wuzha.policy.tree import Lexicon, NamedList
from wuzha.vocabulary import limits

LIST_FORMS = ("phone", "account", "domain", "device", "sender", "wallet", "person", "code")
MATCHES = ("exact", "prefix", "suffix")
_LEXICON_BYTES_MAX = 16 << 20


def read_list(draft: Draft, name: Entry, entry: Entry) -> NamedList | None:
    section = Section(entry, draft.report, ("of", "file", "entries", "match"))
    section.need("of")
    of = section.choice("of", LIST_FORMS)
    match = section.choice("match", MATCHES, "suffix" if of == "domain" else "exact")
    if section.get("entries") is None:
        section.need("file")
    file = draft.file(section, "file") if section.get("file") else None
    entries = _texts(draft, section, "entries")
    if of is None or match is None or (file is None and not entries):
        return None
    return NamedList(name.text, of, file, entries, match, name.span)


def read_lexicon(draft: Draft, name: Entry, entry: Entry) -> Lexicon | None:
    section = Section(entry, draft.report, ("file", "phrases"))
    if section.get("phrases") is None:
        section.need("file")
    phrases = list(_texts(draft, section, "phrases"))
    file = draft.file(section, "file") if section.get("file") else None
    if file is not None:
        phrases += _phrases_of(draft, file, section.keys["file"])
    phrases = list(dict.fromkeys(phrases))
    if len(phrases) > limits.LEXICON_PHRASES_MAX:
        most = limits.LEXICON_PHRASES_MAX
        draft.report.shape(entry, f"至多 {most} 个词", f"a lexicon of at most {most} phrases")
        return None
    return Lexicon(name.text, tuple(phrases), name.span) if phrases else None


def _phrases_of(draft: Draft, file: Path, entry: Entry) -> list[str]:
    """A phrase a line; empty lines and lines that start with `#` are none."""
    if file.stat().st_size > _LEXICON_BYTES_MAX:
        most = _LEXICON_BYTES_MAX >> 20
        draft.report.shape(entry, f"至多 {most} MiB 的文件", f"a file of at most {most} MiB")
        return []
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError:
        draft.report.shape(entry, " UTF-8 文本文件", "a text file in UTF-8")
        return []
    phrases = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if not phrases:
        draft.report.shape(entry, "每行一个词的文件", "a file with a phrase a line")
    return phrases


def _texts(draft: Draft, section: Section, key: str) -> tuple[str, ...]:
    entry = section.get(key)
    if entry is None:
        return ()
    elements = list(entry.elements()) if entry.shape == "list" else []
    if not elements or any(e.shape != "scalar" or not e.text.strip() for e in elements):
        draft.report.shape(entry, "文字列表 [a, b]", "a list of texts [a, b]")
        return ()
    return tuple(element.text for element in elements)
