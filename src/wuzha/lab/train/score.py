"""Asking a saved model of a table about new rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wuzha.lab.train.card import MODEL_FILE
from wuzha.lab.train.history import Scale
from wuzha.lab.train.inputs import Enrichment, read_table
from wuzha.lab.train.task import Task, prepare
from wuzha.screen.models.forest import load_forest
from wuzha.vocabulary.errors import InputError

Doubles = NDArray[np.float64]


def score_table(
    folder: Path,
    rows: pa.Table | Path,
    past: pa.Table | Path | None = None,
    edges: pa.Table | Path | None = None,
) -> Doubles:
    """The score that the model saved in `folder` gives each of `rows`, in their order.

    `past` is the table that taught it: the history and the neighbours of the new rows; a model
    without these needs none. No label of `rows` is looked at. InputError if the folder holds no
    model of a table, or columns are missing.
    """
    recipe = _recipe(folder)
    new = read_table(rows)
    if recipe["target"] in new.column_names:
        new = new.drop_columns([recipe["target"]])
    whole, old_rows = new, 0
    if past is not None:
        old = read_table(past)
        whole, old_rows = _joined(old, new, recipe["target"]), old.num_rows
    else:
        whole = whole.append_column(recipe["target"], pa.nulls(new.num_rows, pa.int64()))
    task = _task(whole, recipe, edges)
    inputs = task.inputs_with(task.labelled)
    model = load_forest((folder / MODEL_FILE).read_bytes())
    if inputs.names != model.names:
        raise InputError("the table gives other inputs than the model takes; see its card")
    score = np.empty(whole.num_rows)
    score[task.order] = model.predict(inputs.values)
    return score[old_rows:]


def _recipe(folder: Path) -> dict[str, Any]:
    try:
        recipe: dict[str, Any] = json.loads((folder / "card.json").read_text("utf-8"))["recipe"]
        if "enrichment" in recipe:
            return recipe
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise InputError(f"{folder} holds no model of a table; train one into it")


def _joined(old: pa.Table, new: pa.Table, target: str) -> pa.Table:
    """Both tables' rows, the old ones first, those of the new ones without a label."""
    missing = sorted({*old.column_names} - {*new.column_names, target})
    if missing:
        raise InputError(f"the new rows lack the columns {', '.join(missing)}")
    blank = new.append_column(target, pa.nulls(new.num_rows, old.schema.field(target).type))
    return pa.concat_tables([old, blank.select(old.column_names).cast(old.schema)])


def _task(rows: pa.Table, recipe: dict[str, Any], edges: pa.Table | Path | None) -> Task:
    asked: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in recipe["enrichment"].items()
    }
    scale = recipe["scale"] and Scale(tuple(recipe["scale"]["spans"]), recipe["scale"]["burst"])
    return prepare(
        rows,
        recipe["target"],
        recipe["unlabelled"],
        Enrichment(**asked),
        edges,
        recipe["not_inputs"],
        scale,
    )
