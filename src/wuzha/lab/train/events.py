"""Training on the events of cities: some seeds and some playbooks teach, the others judge."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wuzha.lab.train import boost, card
from wuzha.lab.train.boost import Recipe
from wuzha.lab.train.card import Card, Words
from wuzha.lab.train.metrics import metrics, recall_at
from wuzha.lab.train.probability import Points, fit_points, probability
from wuzha.lab.train.samples import Samples
from wuzha.screen.models.forest import load_forest
from wuzha.vocabulary.errors import InputError

Doubles = NDArray[np.float64]
Flags = NDArray[np.bool_]

EVENT_RECIPE = Recipe(
    members=1,
    trees=120,
    leaves=24,
    rate=0.08,
    rows_per_leaf_min=50,
    feature_share=0.6,
    random_splits=False,
)
"""Small, since it is asked for every event."""


@dataclass(frozen=True)
class EventOptions:
    """How events teach.

    Rows of the seeds `judging_seeds` teach nothing. `held_out` are playbooks of which no row
    teaches. Per fraud row at most `honest_per_fraud` honest ones teach; those taken stand for the
    others by their weight. Alarms are allowed for `false_alarm_rate` of the honest events.
    """

    name: str
    date: str
    judging_seeds: frozenset[int]
    held_out: frozenset[str] = frozenset()
    honest_per_fraud: float = 30.0
    false_alarm_rate: float = 1e-4
    recipe: Recipe = field(default_factory=lambda: EVENT_RECIPE)
    seed: int = 1


@dataclass(frozen=True)
class TrainedEvents:
    """A model for events: its text, its card, what turns its score into a probability."""

    model: str
    card: Card

    @property
    def points(self) -> Points:
        return self.card.points

    def save(self, folder: Path) -> None:
        card.save(self.model, self.card, folder)

    def answer(self) -> dict[str, Any]:
        return self.card.answer()


def train_events(samples: Samples, options: EventOptions) -> TrainedEvents:
    """A model that gives the probability that an event belongs to an episode, and its card.

    The probabilities of the card (`points`) are fitted across halves of the teaching seeds, each
    half scored by a model of the other, so no row is scored by a model it taught. InputError if
    the seeds or playbooks leave nothing to learn from or to judge by.
    """
    judging = np.isin(samples.seed, sorted(options.judging_seeds))
    kept_out = _held_out(samples.playbook, options.held_out)
    teaching = ~judging & ~kept_out
    for rows, what in ((teaching, "teach"), (judging, "judge")):
        if not samples.fraud[rows].any() or samples.fraud[rows].all():
            raise InputError(f"the rows that {what} need fraud and honest events; add seeds")
    rng = np.random.default_rng(options.seed)
    model = _train(samples, teaching, options, rng)
    score = load_forest(model.encode()).predict(samples.inputs[judging])
    points = _points(samples, teaching, options, rng)
    judged = _Judged(samples, judging, kept_out, score, points)
    threshold = _threshold(judged, options.false_alarm_rate)
    return TrainedEvents(model, _card(model, judged, teaching, threshold, options))


def _held_out(playbook: pa.Array, held_out: Collection[str]) -> Flags:
    found = pc.is_in(playbook, pa.array(sorted(held_out), pa.string()))
    return np.asarray(found.to_numpy(zero_copy_only=False), np.bool_)


def _train(
    samples: Samples, teaching: Flags, options: EventOptions, rng: np.random.Generator
) -> str:
    """A model of a share of the honest rows that teach, their weight raised to stand for all."""
    honest = teaching & ~samples.fraud
    frauds = teaching & samples.fraud
    share = min(1.0, options.honest_per_fraud * frauds.sum() / max(honest.sum(), 1))
    taken = frauds | (honest & (rng.random(len(honest)) < share))
    weight = samples.weight / np.where(samples.fraud, 1.0, share)
    return boost.train_booster(
        samples.inputs[taken],
        samples.fraud[taken].astype(np.float64),
        samples.names,
        options.recipe,
        weight[taken],
    )


def _points(
    samples: Samples, teaching: Flags, options: EventOptions, rng: np.random.Generator
) -> Points:
    """The table of probabilities, from scores given across two halves of the teaching rows.

    Halves are whole seeds; one seed alone is cut at random, which flatters a little.
    """
    seeds = np.unique(samples.seed[teaching])
    half = np.isin(samples.seed, seeds[::2]) if len(seeds) > 1 else rng.random(len(samples)) < 0.5
    score = np.zeros(len(samples))
    for taught, scored in (
        (teaching & half, teaching & ~half),
        (teaching & ~half, teaching & half),
    ):
        model = _train(samples, taught, options, rng)
        score[scored] = load_forest(model.encode()).predict(samples.inputs[scored])
    return fit_points(score[teaching], samples.fraud[teaching], samples.weight[teaching])


@dataclass(frozen=True)
class _Judged:
    """The judging rows with their scores; `score` has one entry per judging row."""

    samples: Samples
    judging: Flags
    kept_out: Flags
    score: Doubles
    points: Points

    def of(self, playbook: str | None = None) -> tuple[Flags, Doubles, Doubles]:
        """Fraud, score and weight of honest rows and of one playbook (of all that taught)."""
        fraud, weight = self.samples.fraud[self.judging], self.samples.weight[self.judging]
        if playbook is None:
            rows = ~self.kept_out[self.judging]
        else:
            rows = ~fraud | _held_out(self.samples.playbook, [playbook])[self.judging]
        return fraud[rows], self.score[rows], weight[rows]


def _threshold(judged: _Judged, false_alarm_rate: float) -> float:
    """The lowest score above which at most that share of the honest events lies."""
    fraud, score, weight = judged.of()
    order = np.argsort(-score[~fraud], kind="stable")
    alarms = np.cumsum(weight[~fraud][order]) / weight[~fraud].sum()
    allowed = score[~fraud][order][alarms > false_alarm_rate]
    return float(np.nextafter(allowed[0], np.inf)) if len(allowed) else 0.0


def _card(
    model: str, judged: _Judged, teaching: Flags, threshold: float, options: EventOptions
) -> Card:
    samples = judged.samples
    fraud, score, weight = judged.of()
    figures = metrics(fraud, score, probability(judged.points, score), weight)
    raw = metrics(fraud, score, weight=weight)["calibration_error"]
    figures["calibration_error_before"] = raw
    return Card(
        name=options.name,
        date=options.date,
        data=Words(
            f"合成城市的事件，种子 {_listed(samples.seed[teaching])}",
            f"events of synthetic cities, seeds {_listed(samples.seed[teaching])}",
        ),
        licence="Apache-2.0",
        split=_split(samples.seed[judged.judging], options.held_out),
        rows={
            "teaching": int(teaching.sum()),
            "frauds_teaching": int(samples.fraud[teaching].sum()),
            "judging": int(judged.judging.sum()),
            "frauds_judging": int(samples.fraud[judged.judging].sum()),
        },
        features=samples.names,
        metrics=figures,
        folds={},
        subgroups={"playbook": _by_playbook(judged, threshold, options)},
        importance=boost.importance(model),
        threshold=threshold,
        points=judged.points,
        limits=EVENT_LIMITS,
        sha256=card.digest(model),
        recipe=asdict(options.recipe) | {"held_out": sorted(options.held_out)},
    )


def _by_playbook(
    judged: _Judged, threshold: float, options: EventOptions
) -> dict[str, dict[str, float]]:
    out = {}
    present = judged.samples.playbook.filter(pa.array(judged.judging)).drop_null().unique()
    for playbook in sorted(present.to_pylist()):
        fraud, score, weight = judged.of(playbook)
        honest = float(weight[~fraud].sum())
        out[playbook + ("*" if playbook in options.held_out else "")] = {
            "rows": float(len(fraud)),
            "frauds": float(fraud.sum()),
            "recall": round(recall_at(fraud, score, options.false_alarm_rate, weight), 6),
            "false_alarm_rate": round(
                float(weight[~fraud & (score >= threshold)].sum()) / honest, 8
            ),
        }
    return out


def _split(seeds: NDArray[np.int64], held_out: Collection[str]) -> Words:
    judges, kept_out = _listed(seeds), ", ".join(sorted(held_out))
    return Words(
        f"由种子 {judges} 检验；不参与训练的剧本：{kept_out or '无'}",
        f"judged by seeds {judges}; playbooks that teach nothing: {kept_out or 'none'}",
    )


def _listed(seeds: NDArray[np.int64]) -> str:
    return ", ".join(str(seed) for seed in np.unique(seeds))


EVENT_LIMITS = (
    Words(
        "数据全部来自合成城市；在真实数据上的表现没有测过。",
        "All data comes from synthetic cities; how it does on real data has not been measured.",
    ),
    Words(
        "带 * 的诈骗剧本没有参与训练；检验用的城市种子也没有参与训练。",
        "Playbooks marked * taught nothing, nor did the seeds that judge.",
    ),
    Words(
        "分数只是一个信号：单独的模型分数不得阻断任何人的交易。",
        "A score is one signal: no model's score alone may stop anybody's payment.",
    ),
)
