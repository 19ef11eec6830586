"""Training on any table of features: split, inputs, trees, figures, card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wuzha.lab.train import boost, card
from wuzha.lab.train.boost import Recipe
from wuzha.lab.train.card import Card, Words
from wuzha.lab.train.inputs import Enrichment, clock, column, read_table
from wuzha.lab.train.metrics import macro_f1, metrics, recall_gap, subgroups
from wuzha.lab.train.probability import Points, fit_points, probability
from wuzha.lab.train.split import Split, folds, judging
from wuzha.lab.train.task import Task, prepare
from wuzha.lab.train.threshold import best_threshold, following_thresholds
from wuzha.screen.models.forest import load_forest
from wuzha.vocabulary.errors import InputError

Doubles = NDArray[np.float64]
Flags = NDArray[np.bool_]

NOT_STATED = Words("未说明", "not stated")
INNER_FOLDS = 3
"""Splits of the teaching rows that give the scores for the threshold and the probabilities."""


@dataclass(frozen=True)
class TableOptions:
    """How a table teaches.

    `target` is the column that is 1 for fraud and 0 for honest; rows with one of the values
    `unlabelled`, or null, teach and judge nothing but are part of histories and neighbourhoods.
    `folds` splits are tried `repeats` times to tell the spread; 0 leaves that out. `subgroups`
    are columns by whose values errors are told apart; they, the split's column and `ignore` are
    no inputs. With `all_rows` the model that is saved learns from the judging rows too, once they
    have judged. `date` is the day of training.
    """

    target: str
    name: str = "table"
    date: str = ""
    data: Words = NOT_STATED
    licence: str = "-"
    split: Split = field(default_factory=Split)
    enrichment: Enrichment = field(default_factory=Enrichment)
    unlabelled: tuple[int, ...] = ()
    subgroups: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    folds: int = 5
    repeats: int = 1
    all_rows: bool = True
    recipe: Recipe = field(default_factory=Recipe)
    limits: tuple[Words, ...] = ()

    @property
    def not_inputs(self) -> tuple[str, ...]:
        """Columns that have another part to play, so that the model may not see them."""
        return (*self.subgroups, *self.ignore, *filter(None, (self.split.column,)))


@dataclass(frozen=True)
class Trained:
    """A model of a table: its text and its card."""

    model: str
    card: Card

    def save(self, folder: Path) -> None:
        """Writes model.txt, card.json, card.zh.md and card.en.md; makes the folder."""
        card.save(self.model, self.card, folder)

    def answer(self) -> dict[str, Any]:
        """All of the card, for JSON."""
        return self.card.answer()


def train_table(
    rows: pa.Table | Path, options: TableOptions, edges: pa.Table | Path | None = None
) -> Trained:
    """A model that gives the probability of the target, and its card.

    `edges` has the columns src and dst, and w where edges have a weight. InputError if a column
    is missing or a split leaves only one kind of rows.
    """
    task = _task(read_table(rows), options, edges)
    known = np.flatnonzero(task.labelled)
    judges = np.zeros(len(task.target), bool)
    judges[known] = judging(options.split, _split_column(task, options, known), len(known))
    teaching = task.labelled & ~judges
    if not 0 < task.target[judges].sum() < judges.sum():
        raise InputError("the rows that judge are all fraud or all honest; choose another split")
    points, threshold = _probabilities(task, options, teaching)
    model, score = _train(task, options, teaching, judges)
    judged = _Judged(task, teaching, judges, score, points, threshold)
    figures = judged.figures(options)
    spread = _spread(task, options, known)
    if options.all_rows:
        model, _ = _train(task, options, task.labelled, judges)
    return Trained(model, _card(model, judged, figures, spread, options))


def _task(rows: pa.Table, options: TableOptions, edges: pa.Table | Path | None) -> Task:
    return prepare(
        rows, options.target, options.unlabelled, options.enrichment, edges, options.not_inputs
    )


def _split_column(task: Task, options: TableOptions, known: NDArray[np.int64]) -> Any:
    name = options.split.column
    if name is None:
        return None
    whole = clock(task.rows, name) if options.split.how == "time" else column(task.rows, name)
    return whole[known]


def _train(task: Task, options: TableOptions, teaching: Flags, asked: Flags) -> tuple[str, Doubles]:
    """A model of the rows that teach, and its scores of the rows asked for."""
    inputs = task.inputs_with(teaching)
    target = task.target[teaching].astype(np.float64)
    model = boost.train_booster(inputs.values[teaching], target, inputs.names, options.recipe)
    return model, load_forest(model.encode()).predict(inputs.values[asked])


def _across(
    task: Task, options: TableOptions, split: Split, known: NDArray[np.int64], count: int
) -> Iterator[tuple[Flags, Doubles]]:
    """Truth and scores of the judging rows of each fold of the rows `known`."""
    values = _split_column(task, options, known)
    for teach, judge in folds(split, values, len(known), count):
        teaching, judges = (np.zeros(len(task.target), bool) for _ in range(2))
        teaching[known[teach]], judges[known[judge]] = True, True
        yield task.target[judges], _train(task, options, teaching, judges)[1]


def _probabilities(task: Task, options: TableOptions, teaching: Flags) -> tuple[Points, float]:
    """The table of probabilities and the threshold of scores, from rows that teach alone: each
    is scored by a model that it did not teach."""
    known = np.flatnonzero(teaching)
    parts = [*_across(task, options, options.split, known, INNER_FOLDS)]
    target, score = (np.concatenate(part) for part in zip(*parts, strict=True))
    return fit_points(score, target), best_threshold(target, score)


def _spread(
    task: Task, options: TableOptions, known: NDArray[np.int64]
) -> dict[str, dict[str, float]]:
    """Mean and standard deviation over the folds of all rows with a label."""
    found: dict[str, list[float]] = {}
    for repeat in range(options.repeats if options.folds else 0):
        split = replace(options.split, salt=f"{options.split.salt} {repeat}")
        for target, score in _across(task, options, split, known, options.folds):
            for name, value in metrics(target, score).items():
                found.setdefault(name, []).append(value)
    return {
        name: {"mean": float(np.mean(values)), "spread": float(np.std(values)), "n": len(values)}
        for name, values in found.items()
        if name != "rows"
    }


@dataclass(frozen=True)
class _Judged:
    """The judging rows; `score` has what the model says of them, in order of time if there is
    one."""

    task: Task
    teaching: Flags
    judges: Flags
    score: Doubles
    points: Points
    threshold: float

    def figures(self, options: TableOptions) -> dict[str, float]:
        target = self.task.target[self.judges]
        out = metrics(target, self.score, probability(self.points, self.score))
        out["macro_f1"] = macro_f1(target, self.score >= self.threshold)
        if options.split.how == "time":
            prior = float(self.task.target[self.teaching].mean())
            moving = following_thresholds(self.score, self.threshold, prior)
            out["macro_f1_following"] = macro_f1(target, self.score >= moving)
        for name, groups in self.groups(options).items():
            out[f"recall_gap_{name}"] = recall_gap(groups)
        return {name: round(value, 6) for name, value in out.items()}

    def groups(self, options: TableOptions) -> dict[str, dict[str, dict[str, float]]]:
        target = self.task.target[self.judges]
        return {
            name: subgroups(
                target, self.score, column(self.task.rows, name)[self.judges], self.threshold
            )
            for name in options.subgroups
        }

    def rows(self) -> dict[str, int]:
        target = self.task.target
        return {
            "teaching": int(self.teaching.sum()),
            "frauds_teaching": int(target[self.teaching].sum()),
            "judging": int(self.judges.sum()),
            "frauds_judging": int(target[self.judges].sum()),
            "unlabelled": int((~self.task.labelled).sum()),
        }


def _card(
    model: str,
    judged: _Judged,
    figures: dict[str, float],
    spread: dict[str, dict[str, float]],
    options: TableOptions,
) -> Card:
    return Card(
        name=options.name,
        date=options.date,
        data=options.data,
        licence=options.licence,
        split=_split_words(options),
        rows=judged.rows(),
        features=judged.task.inputs_with(judged.teaching).names,
        metrics=figures,
        folds=spread,
        subgroups=judged.groups(options),
        importance=boost.importance(model),
        threshold=judged.threshold,
        points=judged.points,
        limits=(*_limits(judged, options), *options.limits),
        sha256=card.digest(model),
        recipe=_recipe(judged.task, options),
    )


def _recipe(task: Task, options: TableOptions) -> dict[str, Any]:
    """What is needed to train or to apply the model again."""
    return {
        "target": options.target,
        "unlabelled": [*options.unlabelled],
        "not_inputs": [*options.not_inputs],
        "enrichment": asdict(options.enrichment),
        "scale": None if task.scale is None else asdict(task.scale),
        "trees": asdict(options.recipe),
        "split": asdict(options.split),
        "all_rows": options.all_rows,
    }


def _split_words(options: TableOptions) -> Words:
    split = options.split
    share, by = f"{split.share:.0%}", split.column
    return {
        "group": Words(f"按 `{by}` 分组，{share} 检验", f"by groups of `{by}`, {share} judge"),
        "time": Words(f"按时间 `{by}`，最后 {share} 检验", f"by `{by}`, the last {share} judge"),
        "random": Words(f"随机，{share} 检验", f"at random, {share} judge"),
    }[split.how]


def _limits(judged: _Judged, options: TableOptions) -> Iterator[Words]:
    share = judged.task.target[judged.teaching].mean()
    yield Words(
        f"训练数据里诈骗占 {share:.1%}；别处的比例不同，概率和分数线要重新校准。",
        f"{share:.1%} of the rows that taught are fraud; where the share is another, probabilities"
        " and the threshold have to be fitted anew.",
    )
    if options.all_rows:
        yield Words(
            "指标出自只用训练行的模型；保存的模型在检验之后又学习了检验行。",
            "The figures are of a model of the teaching rows; the one that is saved then learned"
            " from the judging rows too.",
        )
    if options.split.how == "random":
        yield Words(
            "随机划分看不出随时间的变化，也看不出对新对象的表现。",
            "A random split does not show change over time, nor how new subjects are judged.",
        )
    if not options.subgroups:
        yield Words("没有按人群检查错误。", "Errors were not told apart by groups of people.")
