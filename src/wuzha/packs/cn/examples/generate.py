"""Makes the example events; the files beside this one are its output for SEED.

python -m wuzha.packs.cn.examples.generate FOLDER
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wuzha.packs.cn.examples.story import Event, story
from wuzha.packs.cn.examples.texts import FRAUD, HONEST

SEED = 20240304

Rows = Sequence[Sequence[object]]


def bad_records(good: Event) -> dict[int, str]:
    """Records that cannot become events, by the line that they stand on."""
    spoiled: list[Any] = [
        {**good, "id": "bad-1", "at": None},
        {**good, "id": "bad-2", "at": "2024-03-04 08:00:00"},
        {**good, "id": "bad-3", "amount": -5},
        {**good, "id": "bad-4", "amount": "much"},
        {**good, "id": "bad-5", "kind": "telegram"},
        {**good, "id": "bad-6", "score": float("nan")},
        good,
    ]
    lines = [json.dumps(one, ensure_ascii=False) for one in spoiled]
    lines += ['{"id": "bad-7", "at": "2024-03-04T08:0', "[1, 2, 3]"]
    return {40 * (number + 1): line for number, line in enumerate(lines)}


def telecom(rng: np.random.Generator) -> str:
    events = story(rng)
    lines = [json.dumps(one, ensure_ascii=False) for one in events]
    good = next(one for one in events if one["kind"] == "transfer")
    for place, line in bad_records(good).items():
        lines.insert(place, line)
    return "\n".join(lines) + "\n"


def messages(rng: np.random.Generator) -> str:
    rows = [(text, "fraud") for text in FRAUD] + [(text, "honest") for text in HONEST]
    shuffled = [rows[place] for place in rng.permutation(len(rows))]
    return as_csv(("text", "label"), shuffled) + "a column too many,honest,here\n"


def visits(rng: np.random.Generator) -> str:
    words = ("claim", "wallet", "swap", "gift", "refund", "invest", "login")
    places = ("garden", "school", "bakery", "library", "museum", "clinic")
    rows: list[tuple[str, str]] = []
    for number in range(120):
        first, second = rng.choice(words, 2, replace=False)
        rows.append((f"{first}-{second}-{number}.test", "scam"))
        rows.append((f"{rng.choice(places)}{number}.example", "honest"))
    rows += [("not a host", "honest"), ("www.school.example", "honest")]
    return as_csv(("host", "source"), rows)


def transfers(rng: np.random.Generator) -> str:
    """Thirty days of payments between four hundred accounts; three of them collect in portions."""
    rows: list[tuple[int, int, str, int, int]] = []
    for day in range(30):
        for _ in range(12):
            payer, payee = rng.choice(400, 2, replace=False)
            rows.append((int(payer), int(payee), f"{rng.uniform(5, 900):.2f}", day, 0))
        payer, payee = int(rng.integers(400)), 400 + day % 3
        amount = f"{rng.uniform(1000, 5000):.2f}"
        rows += [(payer, payee, amount, day, 1)] * int(rng.integers(2, 5))
    head = ("sourceNodeId", "targetNodeId", "value", "time", "isFraud")
    return as_csv(head, [*rows, (1, 2, "12.345", 29, 0), (1, 2, "-1", 29, 0)])


def as_csv(head: Sequence[str], rows: Rows) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, *rows])
    return text.getvalue()


FILES = {
    "telecom.ndjson": telecom,
    "messages.csv": messages,
    "visits.csv": visits,
    "transfers.csv": transfers,
}


def generate(folder: Path, seed: int = SEED) -> None:
    """Write all example events; each file has its own stream of chance."""
    for number, (name, make) in enumerate(FILES.items()):
        text = make(np.random.default_rng([seed, number]))
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    generate(Path(sys.argv[1]))
