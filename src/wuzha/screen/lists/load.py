"""From a policy's list to the entries in their normal form."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from wuzha.policy.tree import NamedList
from wuzha.screen.intake.coerce.faults import Coerced
from wuzha.screen.lists.entry_set import EntrySet
from wuzha.screen.lists.normal import NormalForm
from wuzha.screen.lists.read import Written, read_entries
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.event import Form
from wuzha.vocabulary.home import Home

SHOWN_MAX = 5
"""Of all bad entries of a list, so many are shown."""

_FORM_OF = {"prefix": Form.PHONE, "suffix": Form.DOMAIN}


class Source(NamedTuple):
    """Entries of the policy or of a file, before and after."""

    written: Written
    form: NormalForm
    coerced: Coerced


def load_list(named: NamedList, home: Home) -> EntrySet:
    """The list that a policy names, ready to be asked.

    Phones in a file are read as people at `home` write them, whole numbers in Parquet as E.164
    digits. Phones in the policy have their country code in front, as the policy's check wants
    them; digits that at home are another number without it are refused.

    Raises InputError for a file that cannot be read, and for bad entries: how many, and the
    place and the reason of the first five. Their values are left out: they may be personal.
    """
    of = _FORM_OF.get(named.match, named.of)
    if of != named.of:
        raise InputError(f"list `{named.name}`: `match: {named.match}` is for lists of {of} only")
    sources = [_source(entries, named, home) for entries in _all_written(named)]
    _refuse_bad(named, sources)
    kind = pa.int64() if named.of == Form.PHONE else pa.string()
    columns = [source.coerced.values.cast(kind) for source in sources]
    return EntrySet(pa.concat_arrays([pa.array([], kind), *columns]), named.match)


def _all_written(named: NamedList) -> Iterator[Written]:
    if named.entries:
        column = pa.array(named.entries, pa.string())
        yield Written(None, "entry", column, np.arange(1, len(column) + 1))
    if named.file is not None:
        yield read_entries(named.file, named.of)


def _source(entries: Written, named: NamedList, home: Home) -> Source:
    form = NormalForm(named, home, inline=entries.file is None)
    return Source(entries, form, form.column(entries.column))


def _refuse_bad(named: NamedList, sources: list[Source]) -> None:
    bad = sum(len(source.coerced.faults.rows) for source in sources)
    if bad:
        count = sum(len(source.written.column) for source in sources)
        head = f"list `{named.name}`: {bad:,} of {count:,} entries cannot be read; mend them"
        shown = islice(chain.from_iterable(map(_places, sources)), SHOWN_MAX)
        raise InputError("\n".join([f"{head}:", *shown, *(["  ..."] if bad > SHOWN_MAX else [])]))


def _places(source: Source) -> Iterator[str]:
    """A line for each bad entry, in the order of the file."""
    written, form, coerced = source
    where = "" if written.file is None else f"{written.file}, "
    for row, fault in sorted(coerced.faults.rows.items()):
        why = form.why(fault, written.column[row].as_py())
        yield f"  {where}{written.unit} {written.places[row]}: {why}"
