"""One raw column to one field."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.screen.intake.coerce import measure, money, texts
from wuzha.screen.intake.coerce.faults import Coerced, Faults
from wuzha.screen.intake.coerce.identifiers import Identifiers
from wuzha.screen.intake.coerce.instant import instant
from wuzha.screen.intake.coerce.plain import plain
from wuzha.screen.intake.coerce.whole import whole
from wuzha.screen.intake.source import FieldSource
from wuzha.vocabulary.event import Field, Form, Type
from wuzha.vocabulary.identifier import IDENTIFIERS
from wuzha.vocabulary.limits import INTEGER_MAX


def coerce(
    field: Field, source: FieldSource, column: pa.Array, identifiers: Identifiers
) -> Coerced:
    """The column in the field's Arrow type and normal form, any Arrow column taken."""
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if pa.types.is_dictionary(column.type):
        return _dictionary(field, source, column, identifiers)
    if pa.types.is_union(column.type):
        return _union(field, source, column, identifiers)
    if pa.types.is_run_end_encoded(column.type):
        return coerce(field, source, pc.run_end_decode(column), identifiers)
    faults = Faults(field.name)
    if column.null_count == len(column):
        return Coerced(pa.nulls(len(column), field.arrow), faults)
    return _by_type(field, source, plain(column, faults), faults, identifiers)


def _by_type(
    field: Field, source: FieldSource, column: pa.Array, faults: Faults, identifiers: Identifiers
) -> Coerced:
    if field.name == "kind":
        return texts.kind(column, faults)
    if field.form in IDENTIFIERS:
        return identifiers(field.form, column, faults, dialled=source.dialled)
    if field.type is Type.TEXT:
        return (texts.prose if field.form is Form.PROSE else texts.code)(column, faults)
    if field.type is Type.TIME:
        return instant(column, faults, source.time)
    if field.type is Type.NUMBER:
        return measure.number(column, faults)
    if field.type is Type.BOOLEAN:
        return measure.boolean(column, faults)
    if source.major is not None:
        return money.major_units(column, faults, source.major)
    return whole(column, faults, INTEGER_MAX)


def _dictionary(
    field: Field, source: FieldSource, column: pa.DictionaryArray, identifiers: Identifiers
) -> Coerced:
    """Each different value once; faults only where rows have the value."""
    if len(column.dictionary) > len(column):
        return coerce(field, source, column.dictionary_decode(), identifiers)
    values, found = coerce(field, source, column.dictionary, identifiers)
    faults = Faults(field.name)
    if found.rows:
        indices = column.indices.fill_null(-1).to_numpy()
        for entry, fault in found.rows.items():
            faults.mark(indices == entry, fault.code, fault.cause)
    return Coerced(values.take(column.indices), faults)


def _union(
    field: Field, source: FieldSource, column: pa.UnionArray, identifiers: Identifiers
) -> Coerced:
    """Each type by itself, then back in their rows."""
    codes = column.type_codes.to_numpy()
    faults = Faults(field.name)
    parts: list[pa.Array] = []
    rows: list[np.ndarray] = []
    for index, code in enumerate(column.type.type_codes):
        here = np.flatnonzero(codes == code)
        child = column.field(index)
        if column.type.mode == "dense":
            child = child.take(column.offsets.take(pa.array(here)))
        else:
            child = child.take(pa.array(here))
        values, found = coerce(field, source, child, identifiers)
        faults.rows.update({int(here[row]): fault for row, fault in found.rows.items()})
        parts.append(values)
        rows.append(here)
    back = np.argsort(np.concatenate(rows), kind="stable")
    return Coerced(pa.concat_arrays(parts).take(pa.array(back)), faults)
