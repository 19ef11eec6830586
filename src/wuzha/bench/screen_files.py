"""What the policy of the screen bench names: lists, phrases and a model, written from a seed."""

from __future__ import annotations

from importlib import resources
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from wuzha.bench import stream
from wuzha.bench.forest_text import Input, forest_text

LIST_ENTRIES = 100_000
PHRASES = 10_000
TREES = 200
POLICY = "screen.yaml"


def write_policy(folder: Path, seed: int) -> Path:
    """Writes the policy and all its files into a folder; the policy's path."""
    text = resources.files("wuzha.bench").joinpath(f"policies/{POLICY}").read_text("utf-8")
    path = folder / POLICY
    path.write_text(text, encoding="utf-8")
    phones = stream.phone(_numbers(stream.CALLERS, 700)).tolist()
    _write_list(folder / "phones.parquet", [str(number) for number in phones])
    sites = _numbers(stream.HOSTS // 4, 400).tolist()
    _write_list(folder / "domains.parquet", [f"site-{number:06}.test" for number in sites])
    accounts = map(stream.account, _numbers(stream.ACCOUNTS, 500).tolist())
    _write_list(folder / "accounts.parquet", list(accounts))
    senders = map(stream.sender, _numbers(stream.SENDERS, 150, 1_000).tolist())
    (folder / "senders.txt").write_text("\n".join(senders) + "\n", encoding="utf-8")
    (folder / "scripts.txt").write_text("\n".join(_phrases()) + "\n", encoding="utf-8")
    model = forest_text(_INPUTS, TREES, np.random.default_rng(seed))
    (folder / "risk.txt").write_text(model, encoding="utf-8")
    return path


def _numbers(size: int, every: int, entries: int = LIST_ENTRIES) -> npt.NDArray[np.int64]:
    """Every so manyth number of the stream, the frequent ones among them, then others."""
    known = np.arange(every // 2, size, every)
    return np.concatenate([known, np.arange(2 * size, 2 * size + entries - len(known))])


def _write_list(path: Path, entries: list[str]) -> None:
    pq.write_table(pa.table({"entry": entries}), path)


def _phrases() -> list[str]:
    """The planted ones, which lures hold, and as many made ones as it takes."""
    words = stream.words()
    parts = words["phrases"]
    made = ("".join(part) for part in product(parts["heads"], parts["middles"], parts["tails"]))
    return list(dict.fromkeys([*words["planted"], *made]))[:PHRASES]


_INPUTS = (
    Input("amount", 2.0, 1e4, 1e7),
    Input("balance_after", -0.4, 1e3, 1e6),
    Input("first_time_payee", 3.0, 0.5, 0.5),
    Input("on_call", 2.5, 0.5, 0.5),
    Input("overseas", 1.5, 0.5, 0.5),
    Input("payee_name_matches", -0.5, 0.5, 0.5),
    Input("calls_in_1h", 0.4, 1, 10),
    Input("foreign_in_24h", 0.4, 1, 4),
    Input("new_payees_24h", 0.4, 1, 8),
    Input("paid_24h", 0.4, 1e5, 1e8),
    Input("largest_24h", 0.4, 1e5, 1e7),
    Input("payers_24h", 0.3, 1, 100),
    Input("mean_credit_24h", 0.3, 1e4, 1e7),
    Input("persons_on_device_24h", 0.4, 2, 6),
)
