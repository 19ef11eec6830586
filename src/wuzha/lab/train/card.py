"""The card of a model: what it learned from, how good it is, where it must not be trusted."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import Any

from wuzha.lab.train.probability import Points

MODEL_FILE = "model.txt"
_FEATURES_SHOWN = 20


@dataclass(frozen=True)
class Words:
    """One sentence in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Card:
    """Everything a reader has to know of a model.

    `date` is the day of training as the caller gives it (ISO 8601). `data` says where the rows
    come from, `licence` what may be done with them and with what was learned from them.
    `metrics` are figures on rows that taught nothing; `folds` the mean and the spread (standard
    deviation) over several splits; `subgroups` errors by column and value; `importance` how
    often the trees ask for each input. `points` turn scores into probabilities; `threshold` is
    the score from which the model alarms. `recipe` is what is needed to train or apply it again.
    """

    name: str
    date: str
    data: Words
    licence: str
    split: Words
    rows: dict[str, int]
    features: tuple[str, ...]
    metrics: dict[str, float]
    folds: dict[str, dict[str, float]]
    subgroups: dict[str, dict[str, dict[str, float]]]
    importance: dict[str, int]
    threshold: float
    points: Points
    limits: tuple[Words, ...]
    sha256: str
    recipe: dict[str, Any] = field(default_factory=dict)

    def answer(self) -> dict[str, Any]:
        """All of it for JSON; a figure that could not be taken is null."""
        whole: dict[str, Any] = _finite(asdict(self))
        return whole

    def page(self, language: str) -> str:
        """The card as Markdown, in `zh` or `en`."""
        place = 0 if language == "zh" else 1
        say = {key: pair[place] for key, pair in _SAY.items()}
        lines = [f"# {say['card']}: {self.name}", ""]
        for key in ("date", "data", "licence", "split"):
            value = getattr(self, key)
            lines.append(f"- {say[key]}: {_in(language, value)}")
        counts = ", ".join(f"{say.get(key, key)} {count:,}" for key, count in self.rows.items())
        lines += [f"- {say['rows']}: {counts}", f"- {say['sha256']}: `{self.sha256}`"]
        lines += [f"- {say['threshold']}: {self.threshold:.4f}", ""]
        lines += _table([say["figure"], say["value"]], _figures(self.metrics), say["metrics"])
        lines += _table(
            [say["figure"], say["mean"], say["spread"]],
            [
                [name, _show(each["mean"]), _show(each["spread"])]
                for name, each in self.folds.items()
            ],
            say["folds"],
        )
        for column, groups in self.subgroups.items():
            lines += _table(
                [column, say["row_count"], say["frauds"], say["recall"], say["false_alarm_rate"]],
                [[name, *map(_show, group.values())] for name, group in groups.items()],
                f"{say['subgroups']}: {column}",
            )
        top = list(self.importance.items())[:_FEATURES_SHOWN]
        asked = [[f"`{name}`", str(count)] for name, count in top]
        lines += _table([say["input"], say["splits"]], asked, say["inputs"])
        lines += [f"{say['all_inputs']}: " + ", ".join(f"`{n}`" for n in self.features), ""]
        lines += [f"## {say['limits']}", ""]
        lines += [f"- {_in(language, limit)}" for limit in self.limits]
        return "\n".join(lines) + "\n"


def save(model: str, card: Card, folder: Path) -> None:
    """Writes model.txt, card.json, card.zh.md and card.en.md into the folder; makes it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MODEL_FILE).write_text(model, encoding="utf-8")
    text = json.dumps(card.answer(), ensure_ascii=False, indent=1, allow_nan=False)
    (folder / "card.json").write_text(text + "\n", encoding="utf-8")
    for language in ("zh", "en"):
        (folder / f"card.{language}.md").write_text(card.page(language), encoding="utf-8")


def digest(model: str) -> str:
    """SHA-256 of the model's file, in hex."""
    return sha256(model.encode("utf-8")).hexdigest()


def _in(language: str, words: Words | str) -> str:
    if isinstance(words, str):
        return words
    return words.zh if language == "zh" else words.en


def _figures(metrics: dict[str, float]) -> list[list[str]]:
    return [[name, _show(value)] for name, value in metrics.items()]


def _show(value: float) -> str:
    if not isfinite(value):
        return "-"
    return f"{value:,.0f}" if value == int(value) and abs(value) > 1 else f"{value:.4g}"


def _table(head: list[str], rows: list[list[str]], title: str) -> list[str]:
    if not rows:
        return []
    lines = [head, ["---"] * len(head), *rows]
    return [f"## {title}", "", *(f"| {' | '.join(line)} |" for line in lines), ""]


def _finite(value: Any) -> Any:
    """The value with null in place of NaN and infinities, for JSON has none."""
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not isfinite(value) else value


_SAY = {
    "card": ("模型卡", "Model card"),
    "date": ("训练日期", "trained on"),
    "data": ("数据", "data"),
    "licence": ("许可", "licence"),
    "split": ("划分", "split"),
    "rows": ("行数", "rows"),
    "teaching": ("训练", "teaching"),
    "judging": ("检验", "judging"),
    "frauds_teaching": ("训练中的诈骗", "fraud among the teaching"),
    "frauds_judging": ("检验中的诈骗", "fraud among the judging"),
    "unlabelled": ("无标签", "unlabelled"),
    "sha256": ("模型文件的 SHA-256", "SHA-256 of the model's file"),
    "threshold": ("报警的分数线", "alarms from a score of"),
    "metrics": ("在没有参与训练的行上", "On rows that taught nothing"),
    "folds": ("多次划分", "Over several splits"),
    "figure": ("指标", "figure"),
    "value": ("数值", "value"),
    "mean": ("均值", "mean"),
    "spread": ("标准差", "spread"),
    "subgroups": ("分组的错误", "Errors by group"),
    "row_count": ("行数", "rows"),
    "frauds": ("诈骗", "frauds"),
    "recall": ("召回率", "recall"),
    "false_alarm_rate": ("误报率", "false-alarm rate"),
    "inputs": ("最常用的输入", "Inputs asked most often"),
    "input": ("输入", "input"),
    "splits": ("次数", "times"),
    "all_inputs": ("全部输入，按次序", "All inputs, in order"),
    "limits": ("局限", "Limits"),
}
